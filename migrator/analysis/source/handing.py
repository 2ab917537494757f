"""What code hands on: the names of objects that it may change in other ways than by binding them.

Here no value is known. An object is reached through every name of the expression that stands for
it, and through the local names that it is given; what is only compared or shown is not changed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass, field
from enum import IntEnum

import libcst as cst
from libcst.helpers import get_full_name_for_node

from migrator.analysis.source import scopes


class Handed(IntEnum):
    """What of an object others come to."""

    NOTHING = 0
    RESULT = 1  # what its methods give, where containers give their elements so
    PART = 2
    ITSELF = 3


@dataclass(eq=False)
class _Handing:
    changing: Set[str]  # methods that change their object
    reads: Callable[[str], bool]  # whether a function changes nothing that it is given
    found: set[tuple[str, Handed]] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)  # those of them that are asked of objects
    aliases: list[tuple[frozenset[str], cst.CSTNode, bool]] = field(default_factory=list)

    def walk(self, node: cst.CSTNode, handed: Handed = Handed.NOTHING) -> None:
        """Look at code; `handed` tells what of that which it gives may be changed by others."""
        waiting = [(node, handed)]
        while waiting:
            at, is_handed = waiting.pop()
            parts = _PARTS.get(type(at))
            if parts is not None:
                waiting += parts(self, at, is_handed)
            else:
                passes = is_handed if isinstance(at, _HANDING_ON) else Handed.NOTHING
                waiting += ((child, passes) for child in scopes.children(at))

    def parameters(self, node: cst.Parameters) -> None:
        """A parameter stands for its default."""
        for parameter in scopes.children(node):
            if isinstance(parameter, cst.Param) and parameter.default is not None:
                self.alias({parameter.name.value}, parameter.default)

    def ended(self, function: cst.FunctionDef | cst.Lambda) -> Iterator[tuple[str, Handed]]:
        """What was found, with what the local names among it stand for."""
        walked: set[tuple[int, Handed]] = set()
        known = -1
        while known != len(self.found):
            known = len(self.found)
            for place, (names, value, is_part) in enumerate(list(self.aliases)):
                for handed in {handed for name, handed in self.found if name in names}:
                    if (place, handed) not in walked:
                        walked.add((place, handed))
                        self.walk(value, Handed.PART if is_part else handed)
        own = _own(function) - self.attributes
        return (found for found in self.found if found[0] not in own)

    def alias(
        self, targets: Iterator[str] | Set[str], value: cst.CSTNode, *, is_part: bool = False
    ) -> None:
        """From here on the names stand for what the value gives, or for a part of it."""
        names = frozenset(targets)
        if names:
            self.aliases.append((names, value, is_part))


Parts = Iterator[tuple[cst.CSTNode, Handed]]


def handed_on(
    node: cst.FunctionDef | cst.Lambda, changing: Set[str], reads: Callable[[str], bool]
) -> frozenset[str]:
    """The names of objects, and of functions that give them, which a function may change.

    `changing` are the methods that change their object; `reads` tells, by the name that is spelled
    before the bracket, whether a call changes none of its arguments.
    """
    handing = _Handing(changing, reads)
    handing.parameters(node.params)
    handing.walk(node.body)
    return frozenset(name for name, _ in handing.ended(node))


def given_by(node: cst.FunctionDef | cst.Lambda) -> frozenset[tuple[str, Handed]]:
    """The names of objects, and of functions that give them, which a function may give.

    Each is told with what of it is given.
    """
    handing = _Handing(frozenset(), lambda _: True)
    handing.parameters(node.params)
    handing.walk(node.body)
    handing.found, handing.attributes = set(), set()
    for result in [node.body] if isinstance(node, cst.Lambda) else _results(node.body):
        handing.walk(result, Handed.ITSELF)
    return frozenset(handing.ended(node))


_HANDING_ON = (
    *(cst.Tuple, cst.List, cst.Set, cst.Dict, cst.Element, cst.DictElement),
    *(cst.StarredElement, cst.StarredDictElement, cst.Await, cst.From),
    *(cst.BinaryOperation, cst.BooleanOperation, cst.Arg, cst.AsName),
    *(cst.GeneratorExp, cst.ListComp, cst.SetComp, cst.DictComp),
)
"""What gives on what stands in it."""


_INNER = (
    *(cst.FunctionDef, cst.Lambda, cst.ClassDef),
    *(cst.GeneratorExp, cst.ListComp, cst.SetComp, cst.DictComp),
)
"""What has names of its own."""


def _own(function: cst.FunctionDef | cst.Lambda) -> set[str]:
    """The names that a function binds: they are no names of its module.

    A name that it imports is one of a module, and the default of a parameter is found outside.
    """
    found: set[str] = set()
    outside: set[str] = set()
    waiting: list[cst.CSTNode] = [function.params, function.body]
    while waiting:
        at = waiting.pop()
        if isinstance(at, cst.Param):
            found.add(at.name.value)
            outside |= _mentioned(at.default) if at.default is not None else set()
        elif isinstance(at, (cst.Global, cst.Nonlocal)):
            outside |= {item.name.value for item in at.names}
        elif isinstance(at, (cst.AssignTarget, cst.AnnAssign, cst.For)):
            found |= _names(at.target)
        elif isinstance(at, cst.WithItem) and at.asname is not None:
            found |= _names(at.asname.name)
        if not isinstance(at, _INNER):
            waiting.extend(scopes.children(at))
    return found - outside


def _names(target: cst.BaseExpression) -> set[str]:
    return {part.value for part in _flat(target) if isinstance(part, cst.Name)}


def _mentioned(node: cst.CSTNode) -> set[str]:
    found: set[str] = set()
    waiting = [node]
    while waiting:
        at = waiting.pop()
        if isinstance(at, cst.Name):
            found.add(at.value)
        waiting.extend(scopes.children(at))
    return found


def _name(handing: _Handing, node: cst.CSTNode, handed: Handed) -> Parts:
    assert isinstance(node, cst.Name)
    if handed:
        handing.found.add((node.value, handed))
    return iter(())


def _attribute(handing: _Handing, node: cst.CSTNode, handed: Handed) -> Parts:
    assert isinstance(node, cst.Attribute)
    name = node.attr.value
    if handed:
        handing.found.add((name, handed))
        handing.attributes.add(name)
        yield node.value, Handed.RESULT if name in _GIVING else Handed.PART
    else:
        yield node.value, Handed.ITSELF if name in handing.changing else Handed.NOTHING


def _subscript(handing: _Handing, node: cst.CSTNode, handed: Handed) -> Parts:
    assert isinstance(node, cst.Subscript)
    yield node.value, Handed.PART if handed else Handed.NOTHING
    yield from ((element, Handed.NOTHING) for element in node.slice)


def _call(handing: _Handing, node: cst.CSTNode, handed: Handed) -> Parts:
    """What is called gives what it holds, and takes what it is given."""
    assert isinstance(node, cst.Call)
    if isinstance(node.func, cst.Attribute):
        method = node.func.attr.value
        if handed:
            handing.found.add((method, handed))
            handing.attributes.add(method)
        if method in handing.changing:
            yield node.func.value, Handed.ITSELF
        elif handed and method in _GIVING:
            yield node.func.value, Handed.RESULT
        else:
            yield node.func.value, Handed.NOTHING
    elif isinstance(node.func, cst.Name):
        yield node.func, handed
    else:  # it may have been taken from an object, and changes that
        yield node.func, Handed.ITSELF
    reads = handing.reads(get_full_name_for_node(node.func) or "")
    reads = reads and not any(given.keyword and given.keyword.value == "key" for given in node.args)
    given = Handed.NOTHING if reads and not handed else Handed.PART
    yield from ((argument.value, given) for argument in node.args)


_GIVING = frozenset(name for kind in (list, dict, deque) for name in dir(kind))
"""Methods of containers, which give what stands in them."""


def _lambda(handing: _Handing, node: cst.CSTNode, handed: Handed) -> Parts:
    assert isinstance(node, cst.Lambda)
    handing.parameters(node.params)
    yield node.body, handed


def _if(handing: _Handing, node: cst.CSTNode, handed: Handed) -> Parts:
    assert isinstance(node, cst.IfExp)
    yield from ((node.body, handed), (node.orelse, handed), (node.test, Handed.NOTHING))


def _walrus(handing: _Handing, node: cst.CSTNode, handed: Handed) -> Parts:
    assert isinstance(node, cst.NamedExpr)
    return _bound(handing, [node.target], node.value, handed)


def _assign(handing: _Handing, node: cst.CSTNode, handed: Handed) -> Parts:
    assert isinstance(node, cst.Assign)
    return _bound(handing, [target.target for target in node.targets], node.value)


def _annotated(handing: _Handing, node: cst.CSTNode, handed: Handed) -> Parts:
    assert isinstance(node, cst.AnnAssign)
    return _bound(handing, [node.target], node.value) if node.value is not None else iter(())


def _for(handing: _Handing, node: cst.CSTNode, handed: Handed) -> Parts:
    assert isinstance(node, (cst.For, cst.CompFor))
    yield from _bound(handing, [node.target], node.iter, is_part=True)
    if isinstance(node, cst.For):
        yield node.body, Handed.NOTHING
        if node.orelse is not None:
            yield node.orelse, Handed.NOTHING
        return
    yield from ((test, Handed.NOTHING) for test in node.ifs)
    if node.inner_for_in is not None:
        yield node.inner_for_in, Handed.NOTHING


def _with(handing: _Handing, node: cst.CSTNode, handed: Handed) -> Parts:
    """What is entered may change itself."""
    assert isinstance(node, cst.WithItem)
    yield node.item, Handed.ITSELF
    if node.asname is not None:
        yield from _bound(handing, [node.asname.name], node.item)


def _bound(
    handing: _Handing,
    targets: list[cst.BaseExpression],
    value: cst.CSTNode,
    handed: Handed = Handed.NOTHING,
    is_part: bool = False,
) -> Parts:
    """A name stands for the value from here on; what is bound elsewhere others may change."""
    names = set()
    stored = False
    for target in targets:
        is_part = is_part or isinstance(target, (cst.Tuple, cst.List))
        for part in _flat(target):
            if isinstance(part, cst.Name):
                names.add(part.value)
            else:
                stored = True
                yield part, Handed.ITSELF
    handing.alias(names, value, is_part=is_part)
    yield value, Handed.ITSELF if stored else handed


def _flat(target: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
    if isinstance(target, (cst.Tuple, cst.List)):
        for element in target.elements:
            yield from _flat(element.value)
    else:
        yield target


def _changed(handing: _Handing, node: cst.CSTNode, handed: Handed) -> Parts:
    """`del target` and `target += value`, which changes what the name stands for."""
    assert isinstance(node, (cst.Del, cst.AugAssign))
    yield node.target, Handed.ITSELF
    if isinstance(node, cst.AugAssign):
        yield node.value, Handed.ITSELF


def _imported(handing: _Handing, node: cst.CSTNode, handed: Handed) -> Parts:
    assert isinstance(node, cst.ImportAlias)
    if node.asname is not None and isinstance(node.asname.name, cst.Name):
        handing.alias({node.asname.name.value}, node.name)
    return iter(())


def _matched(handing: _Handing, node: cst.CSTNode, handed: Handed) -> Parts:
    """The names that a pattern binds stand for parts of what is matched."""
    assert isinstance(node, cst.Match)
    for case in node.cases:
        handing.alias(_captured(case.pattern), node.subject, is_part=True)
        yield case.body, Handed.NOTHING
        if case.guard is not None:
            yield case.guard, Handed.NOTHING
    yield node.subject, Handed.NOTHING


def _captured(pattern: cst.CSTNode) -> Iterator[str]:
    if isinstance(pattern, (cst.MatchAs, cst.MatchStar)) and pattern.name is not None:
        yield pattern.name.value
    if isinstance(pattern, cst.MatchMapping) and pattern.rest is not None:
        yield pattern.rest.value
    for child in scopes.children(pattern):
        yield from _captured(child)


def _defined(handing: _Handing, node: cst.CSTNode, handed: Handed) -> Parts:
    """A function that is defined here: its defaults are its parameters, and it is decorated."""
    assert isinstance(node, cst.FunctionDef)
    handing.parameters(node.params)
    for result in _results(node.body):
        handing.alias({node.name.value}, result)
    yield from ((decorator.decorator, Handed.ITSELF) for decorator in node.decorators)
    yield node.body, Handed.NOTHING


def _results(body: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """What a function that is defined here returns or yields."""
    waiting = [body]
    while waiting:
        at = waiting.pop()
        if isinstance(at, (cst.Return, cst.Yield)) and at.value is not None:
            yield at.value
        waiting.extend(scopes.children(at))


_PARTS = {
    cst.Name: _name,
    cst.Attribute: _attribute,
    cst.Subscript: _subscript,
    cst.Call: _call,
    cst.Lambda: _lambda,
    cst.IfExp: _if,
    cst.NamedExpr: _walrus,
    cst.Assign: _assign,
    cst.AnnAssign: _annotated,
    cst.For: _for,
    cst.CompFor: _for,
    cst.WithItem: _with,
    cst.Del: _changed,
    cst.AugAssign: _changed,
    cst.ImportAlias: _imported,
    cst.Match: _matched,
    cst.FunctionDef: _defined,
}
"""How each kind of code hands on; others do so where they give what stands in them."""
