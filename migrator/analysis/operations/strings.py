"""What the methods and operators of `str` and `bytes` give for abstract texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from migrator.analysis.operations import splitting
from migrator.analysis.store import answers, questions
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    FALSE,
    UNKNOWN,
    Arguments,
    Const,
    Hole,
    Mapping,
    Piece,
    Sequence,
    Text,
    Value,
    alternatives,
    exposed,
    hole,
    made_of,
    text,
    texts,
    union,
)

_CASES: dict[str, Callable[[str], str]] = {
    "lower": str.lower,
    "upper": str.upper,
    "casefold": str.casefold,
    "swapcase": str.swapcase,
}
_STRIPS = {"strip": (True, True), "lstrip": (True, False), "rstrip": (False, True)}
_SAME = {"encode", "decode", "__str__"}

_FIELD = re.compile(r"\{\{|\}\}|\{(?P<name>[^{}!:]*)(?P<how>[^{}]*(?:\{[^{}]*\}[^{}]*)*)\}")
_PERCENT = re.compile(
    r"%(?:\((?P<name>[^)]*)\))?(?P<flags>[#0\- +]*(?:\*|\d+)?(?:\.(?:\*|\d+))?)[hlL]?"
    r"(?P<kind>[diouxXeEfFgGcrsab%])"
)
_DOLLAR = re.compile(r"\$(?:(?P<named>[A-Za-z_]\w*)|\{(?P<braced>[A-Za-z_]\w*)\}|(?P<escaped>\$))")


def method(machine: Machine, receiver: Text, name: str, arguments: Arguments) -> Value:
    """The value of `receiver.name(...)`; unknown when it is no text that can be followed."""
    if name in _STRIPS:
        return _strip(machine, receiver, name, arguments)
    if name in _CASES:
        if name in ("upper", "swapcase"):  # what an edit inserts is in lower case
            answers.compared(machine, receiver)
        return texts.mapped(receiver, _CASES[name])
    if name in _SAME:
        return receiver
    if name in ("replace", "removeprefix", "removesuffix"):
        return _cut(machine, receiver, name, arguments)
    if name in ("format", "format_map"):
        return _format(machine, receiver, name, arguments)
    if name == "join":
        return _join(receiver, arguments)
    if name in ("split", "rsplit", "partition", "rpartition"):
        return splitting.split(machine, receiver, name, arguments)
    if name in ("startswith", "endswith"):
        return _affix_test(machine, receiver, name, arguments)
    if name in ("joinpath", "join_path"):
        return _path_join(receiver, arguments)
    if name == "with_name":
        for argument in arguments.positional:
            answers.compared(machine, argument.value)  # a name has no slash in it
        return _with_name(receiver, arguments)
    if name in _PADS:
        return _padded(receiver, name, arguments)
    if (plain := _plain(receiver, name, arguments)) is not None:
        return plain
    # Whatever else a text is asked, the answer may change with its characters.
    answers.compared(machine, receiver)
    for argument in arguments.values():
        answers.compared(machine, argument.value)
    return made_of(f"{name}()", receiver, *(argument.value for argument in arguments.values()))


_PLAIN = {
    "capitalize": str.capitalize,
    "title": str.title,
    "isidentifier": str.isidentifier,
    "isupper": str.isupper,
    "islower": str.islower,
    "isdigit": str.isdigit,
    "isalpha": str.isalpha,
    "isalnum": str.isalnum,
}
"""Methods that look at all characters of a text at once, and at nothing else."""


def _plain(receiver: Text, name: str, arguments: Arguments) -> Value | None:
    """What a text gives that is known and that no edit changes."""
    if name not in _PLAIN or receiver.known is None or receiver.matters or [*arguments.values()]:
        return None
    found = _PLAIN[name](receiver.known)
    return text(found) if isinstance(found, str) else Const(found)


_PADS = {"ljust": (False, True), "rjust": (True, False), "center": (True, True)}
"""Methods that fill a text up, with whether they do at its beginning and at its end."""


def _padded(receiver: Text, name: str, arguments: Arguments) -> Text:
    """A text that is filled up: how far depends on its length, which an edit may change."""
    given = [argument.value for argument in arguments.values()]
    filling = Hole(made_of(f"{name}()", receiver, *given))
    before, after = _PADS[name]
    return Text((*[filling] * before, *receiver.pieces, *[filling] * after))


def percent(machine: Machine, pattern: Text, value: Value) -> Value:
    """`pattern % value`."""
    content = texts.content_of(pattern)
    position = iter(range(len(content)))

    def lookup(name: str) -> tuple[Value, str]:
        if name:
            if isinstance(value, Mapping) and name in value.entries:
                questions.noted(machine, value.entries[name].key, "compared")
            return _entry(value, name), name
        return _item(value, next(position)), "..."

    def holes() -> Iterator[tuple[int, int, Value, str]]:
        for match in _PERCENT.finditer(content):
            begin, end = match.span()
            if match["kind"] == "%":
                yield begin, end, text("%"), ""
                continue
            found, label = lookup(match["name"] or "")
            plain = not match["flags"] and match["kind"] in "sdi"
            yield begin, end, found if plain else hole(made_of(label, found), label), label

    return texts.template(pattern, holes())


def dollar(machine: Machine, pattern: Text, arguments: Arguments) -> Value:
    """`string.Template(pattern).substitute(...)`."""
    content = texts.content_of(pattern)
    mapping = arguments.get("", 0)

    def holes() -> Iterator[tuple[int, int, Value, str]]:
        for match in _DOLLAR.finditer(content):
            begin, end = match.span()
            name = match["named"] or match["braced"] or ""
            if match["escaped"]:
                yield begin, end, text("$"), ""
            elif name in arguments.keywords:
                yield begin, end, arguments.keywords[name].value, name
            else:
                yield begin, end, _named(machine, mapping.value, name) if mapping else UNKNOWN, name

    return texts.template(pattern, holes())


def _named(machine: Machine, mapping: Value, key: str) -> Value:
    """What a template puts in: it names the key, which cannot be renamed alone."""
    for _, value in alternatives(mapping):
        if isinstance(value, Mapping) and key in value.entries:
            questions.noted(machine, value.entries[key].key, "compared")
    return _entry(mapping, key)


def subscript(receiver: Text, begin: int | None, end: int | None) -> Value:
    """`receiver[begin:end]` with known bounds; unknown when a hole makes them uncertain."""
    content = texts.content_of(receiver)
    first, last, _ = slice(begin, end).indices(len(content))
    from_left = texts.HOLE not in content[: max(first, last)]
    negative = (begin is None or begin < 0 or texts.HOLE not in content[:first]) and (
        end is None or (end < 0 and texts.HOLE not in content[last:])
    )
    if from_left or negative:
        found = texts.cut(receiver, first, last)
        return texts.from_behind(found) if end is not None and end < 0 else found
    return hole(made_of("...", receiver))


def _strip(machine: Machine, receiver: Text, name: str, arguments: Arguments) -> Value:
    left, right = _STRIPS[name]
    given = arguments.get("", 0)
    if given is None or (isinstance(given.value, Const) and given.value.value is None):
        return texts.strip(receiver, None, left=left, right=right)
    characters = given.value.known if isinstance(given.value, Text) else None
    if characters is None:
        return hole(made_of("...", receiver, given.value))
    if any(c.isalnum() for c in characters):
        answers.compared(machine, receiver)
    return texts.strip(receiver, characters, left=left, right=right)


def _cut(machine: Machine, receiver: Text, name: str, arguments: Arguments) -> Value:
    first, second = arguments.get("", 0), arguments.get("", 1)
    given = [argument.value for argument in arguments.values()]
    if first is None or not isinstance(first.value, Text):
        return hole(made_of("...", receiver, *given))
    searched = first.value.known
    if searched is None:
        return hole(made_of("...", receiver, *given))
    answers.compared(machine, first.value)
    questions.searched(machine, receiver, f"count {searched}")
    if texts.is_put_together(receiver):  # what is left out of it may stand in any of its literals
        answers.compared(machine, splitting.taken_out(receiver, searched, name))
    if name != "replace":
        return texts.remove_affix(receiver, searched, prefix=name == "removeprefix")
    if second is None:
        return hole(made_of("...", receiver))
    limit = arguments.get("count", 2)
    count = limit.value.value if limit and isinstance(limit.value, Const) else -1
    return union(
        (guard, texts.replace(receiver, searched, texts.as_text(new), int(str(count))))
        for guard, new in alternatives(second.value)
    )


def _format(machine: Machine, receiver: Text, name: str, arguments: Arguments) -> Value:
    content = texts.content_of(receiver)
    position = iter(range(len(content)))
    mapping = arguments.get("", 0) if name == "format_map" else None

    def holes() -> Iterator[tuple[int, int, Value, str]]:
        for match in _FIELD.finditer(content):
            begin, end = match.span()
            if match[0] in ("{{", "}}"):
                yield begin, end, text(match[0][0]), ""
                continue
            field = match["name"]
            key = field if field else str(next(position))
            if mapping is not None:
                found = _named(machine, mapping.value, key)
            else:
                given = arguments.get(key, int(key) if key.isdigit() else None)
                found = given.value if given else _rest(receiver, arguments)
            label = field or "..."
            if mapping is None and given is not None and given.keyword is not None:
                # The template names the key: it cannot be renamed alone.
                questions.noted(machine, given.keyword, "compared")
            held = found if not match["how"] else hole(made_of(label, found), label)
            yield begin, end, held, label

    return texts.template(receiver, holes())


def _join(receiver: Text, arguments: Arguments) -> Value:
    given = arguments.get("", 0)
    if given is None:
        return UNKNOWN

    def build(value: Value) -> Value:
        if not isinstance(value, Sequence) or value.items is None:
            return hole(made_of("...", value))
        parts: list[tuple[Value, str]] = []
        for item in value.items:
            if parts:
                parts.append((receiver, ""))
            parts.append((item, ""))
        return texts.joined(parts) if parts else text("")

    return union((guard, build(value)) for guard, value in alternatives(given.value))


def _affix_test(machine: Machine, receiver: Text, name: str, arguments: Arguments) -> Value:
    given = arguments.get("", 0)
    asked = _affixes(given.value) if given is not None else None
    if asked is None or len(arguments.positional) > 1:
        answers.compared(machine, receiver)
        if given is not None:
            for part in exposed(given.value):
                answers.compared(machine, part)
        return made_of(name, receiver, *([given.value] if given is not None else []))
    found = [_has_affix(machine, receiver, name, affix) for affix in asked]
    return Const(True) if True in found else UNKNOWN if None in found else FALSE


def _affixes(value: Value) -> list[Text] | None:
    """The texts of which a text may begin or end with one; None where they are not known."""
    listed = value.items if isinstance(value, Sequence) and value.kind == "tuple" else [value]
    affixes = [v for v in listed or () if isinstance(v, Text) and v.known is not None]
    return affixes if listed is not None and len(affixes) == len(listed) else None


def _has_affix(machine: Machine, receiver: Text, name: str, given: Text) -> bool | None:
    """Whether a text begins or ends with another one, None where that is not known."""
    content, affix = texts.content_of(receiver), given.known
    if not affix:
        return True
    end = receiver.pieces[-1 if name == "endswith" else 0] if receiver.pieces else None
    near = ""  # as much of what is looked for as the piece at the end can tell
    if isinstance(end, Piece) and _reaches(end, name):
        near = _at_end(affix, name, len(end.text))
        if len(near) < len(affix) and _at_end(end.text, name, len(near)) == near:
            near = ""  # what follows decides
    if isinstance(end, Piece) and near:
        told = f"{name} {near}"
        questions.noted(machine, Text((end,)), "asked", detail=told)
    else:
        answers.compared(machine, receiver)
    if any(c.isalnum() for c in affix):
        answers.compared(machine, given)
    if near and len(near) < len(affix):
        return False
    edge = _at_end(content, name, len(affix))
    if texts.HOLE in edge or (len(edge) < len(affix) and texts.HOLE in content):
        return None
    return edge == affix


def _at_end(characters: str, name: str, count: int) -> str:
    """As many characters of the end that is asked for."""
    if name == "startswith":
        return characters[:count]
    return characters[max(len(characters) - count, 0) :]


def _reaches(piece: Piece, name: str) -> bool:
    """Whether the end of a piece is the end of its literal, so that the literal answers alone."""
    if piece.literal is None or name == "startswith":
        return piece.start == 0
    return piece.start + len(piece.text) == len(piece.literal.value)


def _with_name(receiver: Text, arguments: Arguments) -> Value:
    """`URL.with_name(...)`: another last segment."""
    given = arguments.get("name", 0)
    content = texts.content_of(receiver)
    start = texts.cut(receiver, 0, content.rfind("/") + 1)
    return texts.joined([(start, ""), (given.value if given else UNKNOWN, "name")])


def _path_join(receiver: Text, arguments: Arguments) -> Value:
    """`URL.joinpath(...)`."""
    parts: list[tuple[Value, str]] = [(receiver, "")]
    parts += [(argument.value, "...") for argument in arguments.positional]
    return texts.product(parts, lambda row: texts.slash_join([texts.as_text(v) for v in row]))


def _rest(receiver: Text, arguments: Arguments) -> Value:
    """What a field takes that no argument is known for: an element or attribute of one."""
    return made_of("...", *(argument.value for argument in arguments.values()))


def _entry(mapping: Value, key: str) -> Value:
    if isinstance(mapping, Mapping) and key in mapping.entries:
        return mapping.entries[key].value
    return made_of(key, mapping)


def _item(value: Value, position: int) -> Value:
    if isinstance(value, Sequence) and value.kind == "tuple":
        if value.items is not None and position < len(value.items):
            return value.items[position]
        return made_of("...", value)
    return value if position == 0 else made_of("...", value)
