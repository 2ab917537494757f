"""Strings, f-strings, numbers and displays: values that are spelled where they stand."""

from __future__ import annotations

import libcst as cst

from migrator.analysis.models.outside.texts import text_alternative
from migrator.analysis.operations import contents, iterators, mappings
from migrator.analysis.store import journal
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    UNKNOWN,
    Const,
    Hole,
    Instance,
    Mapping,
    Sequence,
    Text,
    Value,
    alternatives,
    classes,
    hole,
    join,
    made_of,
    text,
    texts,
    union,
)
from migrator.analysis.values.frames import Frame
from migrator.analysis.values.spelling import literal_of


def string(machine: Machine, frame: Frame, node: cst.SimpleString) -> Value:
    """A string literal."""
    literal = literal_of(frame.module, node)
    return text(literal.value, literal)


def concatenated(machine: Machine, frame: Frame, node: cst.ConcatenatedString) -> Value:
    """Literals side by side."""
    left = machine.evaluate(frame, node.left)
    return texts.joined([(left, "..."), (machine.evaluate(frame, node.right), "...")])


def formatted(machine: Machine, frame: Frame, node: cst.FormattedString) -> Value:
    """An f-string."""
    raw = "r" in node.start[: -len(node.end)].lower()
    parts: list[tuple[Value, str]] = []
    for part in node.parts:
        if isinstance(part, cst.FormattedStringText):
            literal = literal_of(frame.module, part, raw=raw)
            parts.append((text(literal.value, literal), ""))
        elif isinstance(part, cst.FormattedStringExpression):
            parts.append(_formatted_part(machine, frame, part))
    return texts.joined(parts)


def _formatted_part(
    machine: Machine, frame: Frame, part: cst.FormattedStringExpression
) -> tuple[Value, str]:
    label = label_of(part.expression)
    value = machine.evaluate(frame, part.expression)
    value = _in_place(spelled(machine, frame, value, part, formatted=True), frame, part, label)
    plain = part.format_spec is None and part.conversion in (None, "s") and part.equal is None
    return (value if plain else hole(made_of(label, value), label)), label


def _in_place(value: Value, frame: Frame, part: cst.CSTNode, label: str) -> Value:
    """Texts that are not known remember the field that puts them into the f-string."""

    def one(alternative: Value) -> Value:
        if isinstance(alternative, (Text, Const)):
            return alternative
        return Text((Hole(alternative, label, frame.module, part),))

    return union((guard, one(v)) for guard, v in texts.without_none(value))


def spelled(
    machine: Machine, frame: Frame, value: Value, node: cst.CSTNode, *, formatted: bool
) -> Value:
    """Objects that are text, such as members of a `StrEnum`, as the text that they are."""
    if not any(isinstance(v, Instance) for _, v in alternatives(value)):
        return value

    def one(alternative: Value) -> Value:
        if not isinstance(alternative, Instance):
            return alternative
        if not formatted or classes.inherits(alternative.cls, "StrEnum"):
            own = classes.plain(alternative)
            return own if own is not None else alternative
        return text_alternative(machine, frame, alternative, node)

    return union((guard, one(v)) for guard, v in alternatives(value))


def label_of(node: cst.BaseExpression) -> str:
    """How an expression is shown in a URL: dotted names as they are, the rest as dots."""
    if isinstance(node, cst.Name):
        return node.value
    if isinstance(node, cst.Attribute):
        return f"{label_of(node.value)}.{node.attr.value}"
    if isinstance(node, cst.Call):
        return f"{label_of(node.func)}()"
    return "..."


def template(machine: Machine, frame: Frame, node: cst.TemplatedString) -> Value:
    """A t-string, which is no text."""
    fields = [p.expression for p in node.parts if isinstance(p, cst.TemplatedStringExpression)]
    return made_of("t-string", *(machine.evaluate(frame, field) for field in fields))


def integer(machine: Machine, frame: Frame, node: cst.Integer) -> Value:
    """A whole number."""
    try:
        return Const(int(node.value.replace("_", ""), 0), spelled=True)
    except ValueError:  # more digits than the interpreter converts
        return UNKNOWN


def floating(machine: Machine, frame: Frame, node: cst.Float) -> Value:
    """A number with a fraction."""
    return Const(float(node.value.replace("_", "")), spelled=True)


def mapping(machine: Machine, frame: Frame, node: cst.Dict) -> Value:
    """A dict display."""
    mapping = Mapping(machine.path)
    for element in node.elements:
        value = machine.evaluate(frame, element.value)
        if isinstance(element, cst.DictElement):
            _store(machine, frame, mapping, element, value)
        else:
            mappings.spread(machine, mapping, iterators.mapped(machine, frame, value, node))
    journal.made(machine, mapping)
    return mapping


def _store(
    machine: Machine, frame: Frame, held: Mapping, element: cst.DictElement, value: Value
) -> None:
    key = machine.evaluate(frame, element.key)
    mappings.store(machine, held, key, value)
    if isinstance(key, Text) and isinstance(element.key, (cst.Name, cst.Attribute)):
        entry = held.entries.get(key.known or "")
        if entry is not None and entry.key is key:
            entry.place = (frame.module, element.key)


def sequence(machine: Machine, frame: Frame, node: cst.List | cst.Tuple | cst.Set) -> Value:
    """A list, tuple or set display."""
    kind = type(node).__name__.lower()
    items: list[Value] = []
    unsure: Value | None = None
    count: tuple[Value, ...] = ()
    for element in node.elements:
        value = machine.evaluate(frame, element.value)
        if isinstance(element, cst.Element):
            items.append(value)
            continue
        value = iterators.unrolled(machine, frame, value, node)
        spread = contents.elements(value)
        count += contents.count_of(value)
        if spread is None:
            more = contents.element_of(value)
            unsure = more if unsure is None else join(unsure, more)
        items += spread or []
    if kind == "set":  # equal elements are one
        count += made_of("...", *items, *([] if unsure is None else [unsure])).parts
    if unsure is not None:
        return Sequence(machine.path, None, kind, join(*items, unsure), count)
    if len(items) > contents.MOST_ITEMS:
        return Sequence(machine.path, None, kind, join(*items), count)
    return Sequence(machine.path, items, kind, count=count)
