"""Classes that ask their objects for more than they have, as mixins do.

No object of such a class works: what its methods ask for, a class that derives from it has. So its
methods are run on objects of those, and on one of its own only where no such class is in sight.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from migrator.analysis.source import scopes
from migrator.analysis.store import escapes
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import Class, External, Function, classes


def lacking(machine: Machine, function: Function, cls: Class) -> frozenset[str]:
    """The attributes that a method asks `self` for, and that objects of the class do not have."""
    if cls.loose or cls.enum or escapes.is_driven(machine, cls) or _inherits_more(machine, cls):
        return frozenset()
    asked = frozenset(_asked(function))
    return frozenset(name for name in asked if not _has(cls, name)) if asked else asked


def is_completed(cls: Class, names: frozenset[str]) -> bool:
    """Whether a class that derives from this one has what it lacks, and no object is its own."""
    if any(made.cls is cls for made in cls.made):
        return False
    return any(all(_has(heir, name) for name in names) for heir in cls.derived)


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
    return any(classes.find(cls, way) is not None for way in own) or any(
        name in method.module.index.scope(method.node).stored for method in classes.methods(cls)
    )


def _asked(function: Function) -> Iterator[str]:
    """The names of the attributes that are read of the first parameter."""
    parameters = function.node.params
    named = [*parameters.posonly_params, *parameters.params]
    if not named or "staticmethod" in function.decorators:
        return
    receiver = named[0].name.value
    stack: list[cst.CSTNode] = [function.node.body]
    while stack:
        at = stack.pop()
        if (
            isinstance(at, cst.Attribute)
            and isinstance(at.value, cst.Name)
            and at.value.value == receiver
            and not at.attr.value.startswith("__")
        ):
            yield at.attr.value
        stack.extend(scopes.children(at))
