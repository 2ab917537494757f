"""Expressions and statements that can be written differently without another meaning."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import libcst as cst

from tests.metamorphic import names
from tests.metamorphic.subject import Subject
from tests.metamorphic.transformation import Place, parsed, places

# What a file must not do when its expressions get other scopes, frames or lines.
REFLECTION = (
    b"locals(",
    b"vars()",
    b"exec(",
    b"eval(",
    b"inspect",
    b"_getframe",
    b"singledispatch",
)
SCOPES = (cst.FunctionDef, cst.Lambda, cst.CompFor, cst.ClassDef)
FUNCTIONS = (cst.FunctionDef, cst.Lambda, cst.GeneratorExp, cst.ListComp, cst.SetComp, cst.DictComp)


def modules_to_change(subject: Subject) -> dict[str, cst.Module]:
    """The modules that do not look at themselves."""
    return {
        path: module
        for path, module in parsed(subject.files).items()
        if not any(word in subject.files[path] for word in REFLECTION)
    }


def expressions(subject: Subject) -> list[Place]:
    """Values that are assigned, returned, given to a call or asked for, in the order of source."""
    return [
        place
        for path, module in sorted(modules_to_change(subject).items())
        for place in places(path, module)
        if _is_value(place) and not _is_special(place.node)
    ]


def _is_value(place: Place) -> bool:
    parent = place.ancestors[-1]
    if isinstance(parent, cst.Arg):
        if parent.star or len(place.ancestors) < 2:
            return False
        if not isinstance(place.ancestors[-2], cst.Call):  # the base of a class
            return False
    elif not isinstance(parent, cst.Assign | cst.Return | cst.AnnAssign):
        return False
    if place.node is not parent.value:  # the name of a keyword, a target, an annotation
        return False
    around = place.ancestors
    return not any(
        isinstance(node, cst.Decorator | cst.Annotation | cst.Parameters | cst.FormattedString)
        for node in around
    )


def _is_special(node: cst.CSTNode) -> bool:
    """Whether an expression means something else in another scope."""
    if isinstance(node, cst.Yield | cst.NamedExpr | cst.Lambda | cst.StarredElement):
        return True
    if isinstance(node, cst.Name) and node.value in ("super", "__class__"):
        return True
    if isinstance(node, cst.Attribute) and _is_mangled(node.attr.value):
        return True
    return any(_is_special(child) for child in node.children)


def _is_mangled(name: str) -> bool:
    return name.startswith("__") and not name.endswith("__")


def waits(node: cst.CSTNode) -> bool:
    """Whether an expression has an await of its own."""
    if isinstance(node, cst.Await):
        return True
    if isinstance(node, cst.CompFor) and node.asynchronous is not None:
        return True
    return any(waits(child) for child in node.children)


def locals_in(place: Place) -> list[str] | None:
    """The names in an expression that are not the module's; None when that cannot be told."""
    outer = place.scopes[:1]
    local = set(names.bound(*outer)) - ({outer[0].name.value} if _is_named(outer) else set())
    within = set(names.bound(place.node))
    used = names.used(place.node)
    if within & local & used:
        return None
    comprehended = {
        name
        for node in place.ancestors
        if isinstance(node, cst.GeneratorExp | cst.ListComp | cst.SetComp | cst.DictComp)
        for name in names.bound(node.for_in)
    }
    return sorted((used & (local | comprehended)) - within)


def _is_named(scopes: tuple[cst.CSTNode, ...]) -> bool:
    return bool(scopes) and isinstance(scopes[0], cst.FunctionDef | cst.ClassDef)


def in_class_body(place: Place) -> bool:
    """Whether the place is executed with the body of a class."""
    return bool(place.scopes) and isinstance(place.scopes[-1], cst.ClassDef)


def statements(subject: Subject) -> list[Place]:
    """Lines of one assignment, call or return, in functions or at the top of a module."""
    return [
        place
        for path, module in sorted(modules_to_change(subject).items())
        for place in places(path, module)
        if isinstance(place.node, cst.SimpleStatementLine)
        and isinstance(place.ancestors[-1], cst.Module | cst.IndentedBlock)
        and not in_class_body(place)
        and _is_plain(place.node)
    ]


def _is_plain(line: cst.SimpleStatementLine) -> bool:
    if len(line.body) != 1:
        return False
    small = line.body[0]
    if isinstance(small, cst.Expr):
        return isinstance(small.value, cst.Call | cst.Await)
    if isinstance(small, cst.Assign):
        return len(small.targets) == 1 and not _is_dunder(small.targets[0].target)
    return isinstance(small, cst.Return) and small.value is not None


def _is_dunder(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Name) and node.value.startswith("__")


def first(candidates: list[Place], rng: Random) -> Iterator[Place]:
    """The candidates in a random order."""
    yield from rng.sample(candidates, len(candidates))


def top(module: cst.Module) -> int:
    """Where a statement can be inserted that has to come before all others but the imports."""
    for at, node in enumerate(module.body):
        if not isinstance(node, cst.SimpleStatementLine):
            return at
        small = node.body[0]
        text = isinstance(small, cst.Expr) and isinstance(
            small.value, cst.SimpleString | cst.ConcatenatedString
        )
        if not text and not isinstance(small, cst.Import | cst.ImportFrom):
            return at
    return len(module.body)


def with_statements(module: cst.Module, *sources: str) -> cst.Module:
    """The module with statements inserted behind its first imports."""
    body = list(module.body)
    at = top(module)
    new = [cst.parse_statement(source, config=module.config_for_parsing) for source in sources]
    return module.with_changes(body=[*body[:at], *new, *body[at:]])
