"""Classes that ask their objects for more than they have, as mixins do.

No object of such a class works: what its methods ask for, a class that derives from it has. So its
methods are run on objects of those, and on one of its own only where no such class is in sight.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from migrator.analysis.source import scopes
from migrator.analysis.source.scopes import ATTRIBUTE
from migrator.analysis.store import escapes
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import Class, External, Function, classes


@dataclass(frozen=True)
class Lack:
    """An attribute that the objects of a class are asked for and do not have.

    `behind` is the class from which `super()` looks for it, None where the object is asked itself.
    """

    name: str
    behind: Class | None = None

    def is_met(self, cls: Class) -> bool:
        """Whether objects of a class have it."""
        if self.behind is not None:
            return classes.find(cls, self.name, after=self.behind) is not None
        return _has(cls, self.name)


def lacking(machine: Machine, function: Function, cls: Class) -> frozenset[Lack]:
    """What a method, and those that it calls of its object, ask for and objects do not have."""
    if (
        classes.rebinds(cls)
        or cls.enum
        or escapes.is_driven(machine, cls)
        or _inherits_more(machine, cls)
    ):
        return frozenset()
    found: set[Lack] = set()
    seen: set[int] = set()
    stack = [function]
    while stack:
        at = stack.pop()
        if id(at.node) in seen:
            continue
        seen.add(id(at.node))
        for name, of_super in _asked(at):
            lack = Lack(name, at.owner if of_super else None)
            if not lack.is_met(cls):
                found.add(lack)
            value = classes.find(cls, name, after=lack.behind)
            if isinstance(value, Function):
                stack.append(value)
    return frozenset(found)


def is_completed(cls: Class, lacks: frozenset[Lack]) -> bool:
    """Whether a class that derives from this one has what it lacks, and no object is its own."""
    if any(made.cls is cls for made in cls.made):
        return False
    return any(all(lack.is_met(heir) for lack in lacks) for heir in cls.derived)


def _inherits_more(machine: Machine, cls: Class) -> bool:
    """Whether a class outside of the project may have given it something."""
    return any(
        not isinstance(base, Class)
        and not (
            isinstance(base, External)
            and machine.library.is_a(base.name.rsplit(".", 1)[-1], "bare-bases")
        )
        for base in classes.mro(cls)
    )


def _has(cls: Class, name: str) -> bool:
    if classes.find(cls, name) is not None or name in cls.fields:
        return True
    own = ("__getattr__", "__getattribute__", "__setattr__", "__slots__")
    if any(classes.find(cls, way) is not None for way in own):
        return True
    # A method that is overridden may be called by the one that overrides it, as `__init__` is.
    defined = (v for base in classes.project_bases(cls) for v in list(base.namespace.values()))
    return any(
        name in method.module.index.scope(method.node).stored
        for method in defined
        if isinstance(method, Function)
    )


def asked_of_itself(function: Function) -> set[str]:
    """The attributes, with their mark, that a method asks of no object but its own.

    There are none where the name of that object stands for another one somewhere in the method.
    """
    own: set[str] = set()
    other: set[str] = set()
    receiver = _receiver(function)
    stack: list[cst.CSTNode] = [*scopes.children(function.node)]
    while stack:
        at = stack.pop()
        if isinstance(at, _BINDING) and _binds(at, receiver):
            return set()
        if isinstance(at, cst.Attribute):
            (own if _is_own(at.value, receiver) else other).add(ATTRIBUTE + at.attr.value)
        elif isinstance(at, cst.SimpleString):
            other.add(ATTRIBUTE + at.value.strip("rbuRBU'\""))
        elif isinstance(at, cst.MatchKeywordElement):
            other.add(ATTRIBUTE + at.key.value)
        stack.extend(scopes.children(at))
    return own - other


_BINDING = (
    *(cst.AssignTarget, cst.AnnAssign, cst.AugAssign, cst.NamedExpr, cst.For, cst.CompFor),
    *(cst.AsName, cst.MatchAs, cst.MatchStar, cst.FunctionDef, cst.Lambda),
)


def _binds(node: cst.CSTNode, name: str) -> bool:
    """Whether a node binds a name, as a function within does that has such a parameter."""
    if isinstance(node, (cst.FunctionDef, cst.Lambda)):
        given = node.params
        every = (*given.posonly_params, *given.params, *given.kwonly_params)
        waiting: list[cst.CSTNode | None] = [parameter.name for parameter in every]
    elif isinstance(node, (cst.AsName, cst.MatchAs, cst.MatchStar)):
        waiting = [node.name]
    else:
        waiting = [node.target]  # type: ignore[attr-defined]
    while waiting:
        at = waiting.pop()
        if isinstance(at, (cst.Tuple, cst.List)):
            waiting += at.elements
        elif isinstance(at, (cst.Element, cst.StarredElement)):
            waiting.append(at.value)
        elif isinstance(at, cst.Name) and at.value == name:
            return True
    return False


def _is_own(node: cst.BaseExpression, receiver: str) -> bool:
    return _is_super(node) or (isinstance(node, cst.Name) and node.value == receiver)


def _receiver(function: Function) -> str:
    """The name of the first parameter, empty where there is none."""
    parameters = function.node.params
    named = [*parameters.posonly_params, *parameters.params]
    return named[0].name.value if named and "staticmethod" not in function.decorators else ""


def _asked(function: Function) -> Iterator[tuple[str, bool]]:
    """The attributes that are read of the first parameter, and whether `super()` is asked."""
    receiver = _receiver(function)
    if not receiver:
        return
    stack: list[cst.CSTNode] = [function.node.body]
    while stack:
        at = stack.pop()
        if isinstance(at, cst.Attribute) and not at.attr.value.startswith("__"):
            if isinstance(at.value, cst.Name) and at.value.value == receiver:
                yield at.attr.value, False
            elif _is_super(at.value):
                yield at.attr.value, True
        stack.extend(scopes.children(at))


def _is_super(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Call) and (
        isinstance(node.func, cst.Name) and node.func.value == "super"
    )
