"""Which source spells a text: the one `Literal` of each node, and where its characters stand."""

from __future__ import annotations

from typing import cast

import libcst as cst

from migrator.analysis.source import literals
from migrator.analysis.source.module import Module
from migrator.analysis.values import Literal


def literal_of(
    module: Module, node: cst.CSTNode, *, raw: bool = False, editable: bool = True
) -> Literal:
    """The one `Literal` of a string, an f-string's text part (`raw` or not), or a name."""
    found = module.literals.get(id(node))
    if found is None:
        found = module.literals[id(node)] = _literal(module, node, raw, editable)
    return cast("Literal", found)


def span_of(literal: Literal, begin: int, end: int) -> tuple[int, int]:
    """Where characters `begin` to `end` of a literal's value stand in the decoded text."""
    module = literal.module
    start, stop = module.positions.span(literal.node)
    if literal.is_name:
        return module.normalised.to_source(start), module.normalised.to_source(stop)
    spelled = module.normalised.text[start:stop]
    base, content, flags = _content(literal, spelled)
    first = start + base + literals.offset_of(content, begin, **flags)
    last = start + base + literals.offset_of(content, end, **flags)
    return module.normalised.to_source(first), module.normalised.to_source(last)


def _literal(module: Module, node: cst.CSTNode, raw: bool, editable: bool) -> Literal:
    if isinstance(node, cst.SimpleString):
        spelling = literals.take_apart(node.value)
        value = literals.decode(spelling.content, raw=spelling.raw, is_bytes=spelling.is_bytes)
        return _made(module, node, value, spelling.raw, editable, is_bytes=spelling.is_bytes)
    if isinstance(node, (cst.FormattedStringText, cst.TemplatedStringText)):
        value = literals.decode(node.value, raw=raw, braces=True)
        return _made(module, node, value, raw, editable)
    if isinstance(node, cst.Name):
        return _made(module, node, node.value, False, editable, is_name=True)
    raise TypeError(f"{type(node).__name__} spells no text")


def _made(
    module: Module,
    node: cst.CSTNode,
    value: str,
    raw: bool,
    editable: bool,
    *,
    is_name: bool = False,
    is_bytes: bool = False,
) -> Literal:
    matters = module.parts.search(value) is not None
    names = matters and module.words.search(value) is not None
    return Literal(module, node, value, is_name, raw, editable, is_bytes, matters, names)


def _content(literal: Literal, spelled: str) -> tuple[int, str, dict[str, bool]]:
    """Offset, content and flags of the literal that `spelled` is the source of."""
    if isinstance(literal.node, cst.SimpleString):
        spelling = literals.take_apart(spelled)
        flags = {"raw": spelling.raw, "is_bytes": spelling.is_bytes, "braces": False}
        return spelling.start, spelling.content, flags
    return 0, spelled, {"raw": literal.raw, "is_bytes": False, "braces": True}
