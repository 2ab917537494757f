"""Which names a piece of source reads and binds, as far as a transformation has to know."""

from __future__ import annotations

import builtins
from collections.abc import Iterable

import libcst as cst

BUILTINS = frozenset(dir(builtins))


class _Names(cst.CSTVisitor):
    """Collects names that are read or bound; attributes and keywords are no names."""

    def __init__(self) -> None:
        self.used: set[str] = set()

    def visit_Attribute(self, node: cst.Attribute) -> bool:
        node.value.visit(self)
        return False

    def visit_Arg(self, node: cst.Arg) -> bool:
        node.value.visit(self)
        return False

    def visit_Name(self, node: cst.Name) -> None:
        self.used.add(node.value)


def used(*nodes: cst.CSTNode) -> set[str]:
    """All names that occur in these nodes, whether they are read or bound."""
    visitor = _Names()
    for node in nodes:
        node.visit(visitor)
    return visitor.used


class _Bound(cst.CSTVisitor):
    def __init__(self) -> None:
        self.bound: list[str] = []

    def _add(self, *nodes: cst.CSTNode) -> None:
        for node in nodes:
            self.bound += _targets(node)

    def visit_Assign(self, node: cst.Assign) -> None:
        self._add(*(target.target for target in node.targets))

    def visit_AnnAssign(self, node: cst.AnnAssign) -> None:
        self._add(node.target)

    def visit_AugAssign(self, node: cst.AugAssign) -> None:
        self._add(node.target)

    def visit_NamedExpr(self, node: cst.NamedExpr) -> None:
        self._add(node.target)

    def visit_For(self, node: cst.For) -> None:
        self._add(node.target)

    def visit_CompFor(self, node: cst.CompFor) -> None:
        self._add(node.target)

    def visit_AsName(self, node: cst.AsName) -> None:
        self._add(node.name)

    def visit_Del(self, node: cst.Del) -> None:
        self._add(node.target)

    def visit_Param(self, node: cst.Param) -> None:
        self._add(node.name)

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        self._add(node.name)

    def visit_ClassDef(self, node: cst.ClassDef) -> None:
        self._add(node.name)

    def visit_MatchAs(self, node: cst.MatchAs) -> None:
        if node.name is not None:
            self._add(node.name)

    def visit_MatchStar(self, node: cst.MatchStar) -> None:
        if node.name is not None:
            self._add(node.name)

    def visit_Import(self, node: cst.Import) -> None:
        self.bound += [imported(alias) for alias in node.names]

    def visit_ImportFrom(self, node: cst.ImportFrom) -> None:
        if not isinstance(node.names, cst.ImportStar):
            self.bound += [imported(alias) for alias in node.names]

    def visit_Global(self, node: cst.Global) -> None:
        self.bound += [item.name.value for item in node.names]


def imported(alias: cst.ImportAlias) -> str:
    """The name that one clause of an import binds."""
    if alias.asname is not None and isinstance(alias.asname.name, cst.Name):
        return alias.asname.name.value
    node: cst.BaseExpression = alias.name
    while isinstance(node, cst.Attribute):
        node = node.value
    assert isinstance(node, cst.Name)
    return node.value


def _targets(node: cst.CSTNode) -> list[str]:
    if isinstance(node, cst.Name):
        return [node.value]
    if isinstance(node, cst.Tuple | cst.List):
        return [name for element in node.elements for name in _targets(element.value)]
    if isinstance(node, cst.StarredElement):
        return _targets(node.value)
    return []


def bound(*nodes: cst.CSTNode) -> list[str]:
    """The names that these nodes bind anywhere within, once for each time."""
    visitor = _Bound()
    for node in nodes:
        node.visit(visitor)
    return visitor.bound


def bound_at_top(statements: Iterable[cst.CSTNode]) -> list[str]:
    """The names that module-level statements bind, also by `global`; once for each time."""
    found: list[str] = []
    for node in statements:
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            found.append(node.name.value)
            found += [n for item in _globals(node) for n in item]
        else:
            found += bound(node)
    return found


def _globals(node: cst.CSTNode) -> list[list[str]]:
    found = []
    if isinstance(node, cst.Global):
        found.append([item.name.value for item in node.names])
    for child in node.children:
        found += _globals(child)
    return found


def eager(node: cst.CSTNode, *, postponed: bool = False) -> set[str]:
    """The names that are read when a definition is executed, not when what it defines is called.

    With `postponed` the annotations are not evaluated.
    """
    if isinstance(node, cst.FunctionDef):
        parts: list[cst.CSTNode] = [decorator.decorator for decorator in node.decorators]
        params = node.params
        every = [*params.params, *params.kwonly_params, *params.posonly_params]
        if isinstance(params.star_arg, cst.Param):
            every.append(params.star_arg)
        if params.star_kwarg is not None:
            every.append(params.star_kwarg)
        parts += [param.default for param in every if param.default is not None]
        if not postponed:
            parts += [p.annotation.annotation for p in every if p.annotation is not None]
            parts += [node.returns.annotation] if node.returns is not None else []
        return used(*parts)
    if isinstance(node, cst.ClassDef):
        parts = [decorator.decorator for decorator in node.decorators]
        parts += [argument.value for argument in (*node.bases, *node.keywords)]
        inner = [eager(child, postponed=postponed) for child in node.body.body]
        return used(*parts).union(*inner)
    return used(node)
