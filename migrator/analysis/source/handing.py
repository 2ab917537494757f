"""What code hands on: the names of objects that it may change in other ways than by binding them.

Here no value is known. An object is reached through every name of the expression that stands for
it, and through the local names that it is given; what is only compared or shown is not changed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass, field

import libcst as cst
from libcst.helpers import get_full_name_for_node

from migrator.analysis.source import scopes


@dataclass(eq=False)
class _Handing:
    changing: Set[str]  # methods that change their object
    reads: Callable[[str], bool]  # whether a function changes nothing that it is given
    found: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)  # those of them that are asked of objects
    aliases: list[tuple[frozenset[str], cst.CSTNode]] = field(default_factory=list)

    def walk(self, node: cst.CSTNode, handed: bool = False) -> None:
        """Look at code; `handed` tells that what it gives may be changed by others."""
        waiting = [(node, handed)]
        while waiting:
            at, is_handed = waiting.pop()
            parts = _PARTS.get(type(at))
            if parts is not None:
                waiting += parts(self, at, is_handed)
            else:
                passes = is_handed and isinstance(at, _HANDING_ON)
                waiting += ((child, passes) for child in scopes.children(at))

    def parameters(self, node: cst.Parameters) -> None:
        """A parameter stands for its default."""
        for parameter in scopes.children(node):
            if isinstance(parameter, cst.Param) and parameter.default is not None:
                self.alias({parameter.name.value}, parameter.default)

    def alias(self, targets: Iterator[str] | Set[str], value: cst.CSTNode) -> None:
        names = frozenset(targets)
        if names:
            self.aliases.append((names, value))


Parts = Iterator[tuple[cst.CSTNode, bool]]


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
    waiting = handing.aliases
    while True:
        known = len(handing.found)
        left = []
        for names, value in waiting:
            if names.isdisjoint(handing.found):
                left.append((names, value))
            else:
                handing.walk(value, handed=True)
        waiting = left
        if len(handing.found) == known:
            return frozenset(handing.attributes | (handing.found - _own(node)))


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


def _name(handing: _Handing, node: cst.CSTNode, handed: bool) -> Parts:
    assert isinstance(node, cst.Name)
    if handed:
        handing.found.add(node.value)
    return iter(())


def _attribute(handing: _Handing, node: cst.CSTNode, handed: bool) -> Parts:
    assert isinstance(node, cst.Attribute)
    if handed:
        handing.found.add(node.attr.value)
        handing.attributes.add(node.attr.value)
    yield node.value, handed or node.attr.value in handing.changing


def _subscript(handing: _Handing, node: cst.CSTNode, handed: bool) -> Parts:
    assert isinstance(node, cst.Subscript)
    yield node.value, handed
    yield from ((element, False) for element in node.slice)


def _call(handing: _Handing, node: cst.CSTNode, handed: bool) -> Parts:
    """What is called gives what it holds, and takes what it is given."""
    assert isinstance(node, cst.Call)
    if isinstance(node.func, cst.Attribute):
        method = node.func.attr.value
        if handed:
            handing.found.add(method)
            handing.attributes.add(method)
        yield node.func.value, method in handing.changing or (handed and method in _GIVING)
    else:  # what is no name may have been taken from an object, and changes that
        yield node.func, handed or not isinstance(node.func, cst.Name)
    reads = handing.reads(get_full_name_for_node(node.func) or "")
    reads = reads and not any(given.keyword and given.keyword.value == "key" for given in node.args)
    yield from ((argument.value, handed or not reads) for argument in node.args)


_GIVING = frozenset(name for kind in (list, dict, deque) for name in dir(kind))
"""Methods of containers, which give what stands in them."""


def _lambda(handing: _Handing, node: cst.CSTNode, handed: bool) -> Parts:
    assert isinstance(node, cst.Lambda)
    handing.parameters(node.params)
    yield node.body, handed


def _if(handing: _Handing, node: cst.CSTNode, handed: bool) -> Parts:
    assert isinstance(node, cst.IfExp)
    yield from ((node.body, handed), (node.orelse, handed), (node.test, False))


def _walrus(handing: _Handing, node: cst.CSTNode, handed: bool) -> Parts:
    assert isinstance(node, cst.NamedExpr)
    return _bound(handing, [node.target], node.value, handed)


def _assign(handing: _Handing, node: cst.CSTNode, handed: bool) -> Parts:
    assert isinstance(node, cst.Assign)
    return _bound(handing, [target.target for target in node.targets], node.value)


def _annotated(handing: _Handing, node: cst.CSTNode, handed: bool) -> Parts:
    assert isinstance(node, cst.AnnAssign)
    return _bound(handing, [node.target], node.value) if node.value is not None else iter(())


def _for(handing: _Handing, node: cst.CSTNode, handed: bool) -> Parts:
    assert isinstance(node, (cst.For, cst.CompFor))
    yield from _bound(handing, [node.target], node.iter)
    if isinstance(node, cst.For):
        yield node.body, False
        if node.orelse is not None:
            yield node.orelse, False
        return
    yield from ((test, False) for test in node.ifs)
    if node.inner_for_in is not None:
        yield node.inner_for_in, False


def _with(handing: _Handing, node: cst.CSTNode, handed: bool) -> Parts:
    """What is entered may change itself."""
    assert isinstance(node, cst.WithItem)
    yield node.item, True
    if node.asname is not None:
        yield from _bound(handing, [node.asname.name], node.item)


def _bound(
    handing: _Handing, targets: list[cst.BaseExpression], value: cst.CSTNode, handed: bool = False
) -> Parts:
    """A name stands for the value from here on; what is bound elsewhere others may change."""
    names = set()
    stored = False
    for target in targets:
        for part in _flat(target):
            if isinstance(part, cst.Name):
                names.add(part.value)
            else:
                stored = True
                yield part, True
    handing.alias(names, value)
    yield value, handed or stored


def _flat(target: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
    if isinstance(target, (cst.Tuple, cst.List)):
        for element in target.elements:
            yield from _flat(element.value)
    else:
        yield target


def _changed(handing: _Handing, node: cst.CSTNode, handed: bool) -> Parts:
    """`del target` and `target += value`, which changes what the name stands for."""
    assert isinstance(node, (cst.Del, cst.AugAssign))
    yield node.target, True
    if isinstance(node, cst.AugAssign):
        yield node.value, True


def _imported(handing: _Handing, node: cst.CSTNode, handed: bool) -> Parts:
    assert isinstance(node, cst.ImportAlias)
    if node.asname is not None and isinstance(node.asname.name, cst.Name):
        handing.alias({node.asname.name.value}, node.name)
    return iter(())


def _matched(handing: _Handing, node: cst.CSTNode, handed: bool) -> Parts:
    """The names that a pattern binds stand for parts of what is matched."""
    assert isinstance(node, cst.Match)
    for case in node.cases:
        handing.alias(_captured(case.pattern), node.subject)
        yield case.body, False
        if case.guard is not None:
            yield case.guard, False
    yield node.subject, False


def _captured(pattern: cst.CSTNode) -> Iterator[str]:
    if isinstance(pattern, (cst.MatchAs, cst.MatchStar)) and pattern.name is not None:
        yield pattern.name.value
    if isinstance(pattern, cst.MatchMapping) and pattern.rest is not None:
        yield pattern.rest.value
    for child in scopes.children(pattern):
        yield from _captured(child)


def _defined(handing: _Handing, node: cst.CSTNode, handed: bool) -> Parts:
    """A function that is defined here: its defaults are its parameters, and it is decorated."""
    assert isinstance(node, cst.FunctionDef)
    handing.parameters(node.params)
    for result in _results(node.body):
        handing.alias({node.name.value}, result)
    yield from ((decorator.decorator, True) for decorator in node.decorators)
    yield node.body, False


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
