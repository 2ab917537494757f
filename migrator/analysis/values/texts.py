"""What string operations do to abstract texts: every character keeps its origin."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from migrator.analysis.values import (
    ALWAYS,
    Const,
    Guard,
    Hole,
    Piece,
    Text,
    Unknown,
    Value,
    alternatives,
    consistent,
    hole,
    made_of,
    text,
    union,
)

HOLE = "\ufffc"
"""Stands for a hole in a flat text; OBJECT REPLACEMENT CHARACTER is in no URL."""

Origin = tuple[Piece | Hole, int]


def content_of(value: Text) -> str:
    """The characters, one `HOLE` for each hole."""
    return "".join([HOLE if isinstance(piece, Hole) else piece.text for piece in value.pieces])


def flat(value: Text) -> tuple[str, list[Origin]]:
    """The characters, one `HOLE` for each hole, and for each the piece and index it is from."""
    origins: list[Origin] = []
    for piece in value.pieces:
        length = 1 if isinstance(piece, Hole) else len(piece.text)
        origins.extend((piece, index) for index in range(length))
    return content_of(value), origins


def shown(value: Text) -> str:
    """The text as a report shows it, with `{label}` for each hole."""
    return "".join(
        f"{{{piece.label}}}" if isinstance(piece, Hole) else piece.text for piece in value.pieces
    )


def as_text(value: Value, label: str = "") -> Text:
    """What `str(value)` gives for a value that is no union."""
    if isinstance(value, Text):
        return value
    if isinstance(value, Const):
        return text(str(value.value))
    return hole(value, label)


def repeated(text: Value, number: Value) -> Value:
    """`text * number`; a text that is repeated nobody knows how often may be any."""
    if isinstance(text, Text) and isinstance(number, Const) and isinstance(number.value, int):
        # One more than there may be is enough to be too many.
        return concat([text] * min(number.value, _MOST_PIECES + 1))
    return too_much(text, number) if isinstance(text, Text) else made_of("...", text, number)


def too_much(*values: Value) -> Unknown:
    """What is made of values and is more than is followed."""
    return Unknown(_TOO_LONG, CUT, made_of("...", *values).parts)


CUT = "bound-exceeded"
"""Why a value is not known that was more than is followed."""

_TOO_LONG = "more than is followed"
"""How a part of a URL is shown that has grown too long; it need not end where a host does."""


def is_cut(text: Text) -> bool:
    """Whether a part of a text was longer than is followed, so that it may be any text."""
    return any(
        isinstance(value, Unknown) and value.label == _TOO_LONG
        for piece in text.pieces
        if isinstance(piece, Hole)
        for _, value in alternatives(piece.value)
    )


def is_whole(piece: Piece | Hole) -> bool:
    """Whether a piece is all of its literal, and ends where that does."""
    if isinstance(piece, Hole) or piece.literal is None:
        return False
    return piece.text == piece.literal.value and not piece.reach


def is_put_together(value: Text) -> bool:
    """Whether several literals stand in a text that an edit may change."""
    return len({id(literal) for literal in value.literals() if literal.matters}) > 1


def may_spell(value: Value, name: str) -> bool:
    """Whether a text may be `name`, by its known characters; what is no text may be."""
    if not isinstance(value, Text) or is_cut(value):
        return True
    gaps = ["".join(piece.text for piece in run) for run in value.runs()]
    if len(gaps) == 1:
        return gaps[0] == name
    first, *inner, last = gaps
    if not (name.startswith(first) and name.endswith(last) and len(name) >= len(first + last)):
        return False
    at, end = len(first), len(name) - len(last)
    for known in inner:
        at = name.find(known, at, end)
        if at < 0:
            return False
        at += len(known)
    return True


def concat(parts: Iterable[Text]) -> Text:
    """The texts one after the other; of one that grows too long only its parts are known."""
    pieces = tuple(p for part in parts for p in part.pieces if isinstance(p, Hole) or p.text)
    length = sum(1 if isinstance(piece, Hole) else len(piece.text) for piece in pieces)
    if len(pieces) > _MOST_PIECES or length > _MOST_CHARACTERS:
        made = made_of("...", *(Text((piece,)) for piece in _sources(pieces)))
        return hole(Unknown(_TOO_LONG, CUT, made.parts))
    return Text(pieces)


_MOST_PIECES = 256
_MOST_CHARACTERS = 100_000


def _sources(pieces: tuple[Piece | Hole, ...]) -> list[Piece | Hole]:
    """The pieces, one for each literal or hole that they stand in."""
    found: dict[object, Piece | Hole] = {}
    for piece in pieces:
        key = id(piece.value) if isinstance(piece, Hole) else id(piece.literal)
        if isinstance(piece, Hole) or piece.literal is not None:
            found.setdefault(key, piece)
    return list(found.values())


def product(values: list[tuple[Value, str]], build: Callable[[list[Value]], Value]) -> Value:
    """`build` applied to every consistent combination of the alternatives of `values`.

    Each value comes with the label that shows it in a hole. The number of combinations is
    bounded; beyond it the result is unknown.
    """
    rows: list[tuple[Guard, list[Value]]] = [(ALWAYS, [])]
    for value, _ in values:
        options = _told_apart(value)
        few = max(_MOST_COMBINATIONS, len(options), len(rows))
        possible = (
            (guard | extra, [*row, option])
            for guard, row in rows
            for extra, option in options
            if consistent(guard, extra)
        )
        tried = len(rows) * len(options)
        rows = list(islice(possible, few + 1)) if tried <= _MOST_TRIED else []
        if tried > _MOST_TRIED or len(rows) > few:
            made = made_of("...", *(value for value, _ in values))
            return Unknown("...", CUT, made.parts)
    return union((guard, build(row)) for guard, row in rows)


_MOST_COMBINATIONS = 128
"""More may be only where one of the values has as many alternatives by itself."""
_MOST_TRIED = 70_000


def _told_apart(value: Value) -> list[tuple[Guard, Value]]:
    """The alternatives of a value, those of which nothing is known taken together."""
    options = alternatives(value)
    vague = [v for v in map(_unknown_in, (v for _, v in options)) if v is not None]
    if len(vague) < 2:
        return list(options)
    why = next((v.why for v in vague if v.why), "")
    together = Unknown(vague[0].label, why, made_of("...", *vague).parts)
    return [*((g, v) for g, v in options if _unknown_in(v) is None), (ALWAYS, together)]


def _unknown_in(value: Value) -> Unknown | None:
    """The value, or all that a text consists of, when nobody decides what it is."""
    if isinstance(value, Text) and len(value.pieces) == 1 and isinstance(value.pieces[0], Hole):
        value = value.pieces[0].value
    return value if isinstance(value, Unknown) and type(value) is Unknown else None


def joined(parts: list[tuple[Value, str]]) -> Value:
    """The concatenation of values, each shown by its label where it is not known."""
    labels = [label for _, label in parts]

    def build(row: list[Value]) -> Value:
        return concat(as_text(v, label) for v, label in zip(row, labels, strict=True))

    return product(parts, build)


def cut(value: Text, begin: int, end: int) -> Text:
    """The flat characters `begin` to `end`; a hole is taken whole."""
    kept: list[Piece | Hole] = []
    at = 0
    for piece in value.pieces:
        length = 1 if isinstance(piece, Hole) else len(piece.text)
        first, last = max(begin - at, 0), min(end - at, length)
        if first < last:
            kept.append(piece if isinstance(piece, Hole) else piece.cut(first, last))
        at += length
    return Text(tuple(kept))


def from_behind(value: Text) -> Text:
    """A text of which what stands behind it decides where it ends."""
    if not value.pieces or not isinstance(value.pieces[-1], Piece):
        return value
    return Text((*value.pieces[:-1], value.pieces[-1].cut_from_behind()))


def strip(value: Text, characters: str | None, *, left: bool, right: bool) -> Text:
    """`strip`, `lstrip` and `rstrip`; a hole at the end is left as it is."""
    content = content_of(value)
    begin, end = 0, len(content)
    while left and begin < end and _stripped(content[begin], characters):
        begin += 1
    while right and begin < end and _stripped(content[end - 1], characters):
        end -= 1
    return cut(value, begin, end)


def _stripped(character: str, characters: str | None) -> bool:
    if character == HOLE:
        return False
    return character.isspace() if characters is None else character in characters


def remove_affix(value: Text, affix: str, *, prefix: bool) -> Text:
    """`removeprefix` or `removesuffix` with a known affix."""
    content = content_of(value)
    if prefix and content.startswith(affix):
        return cut(value, len(affix), len(content))
    if not prefix and affix and content.endswith(affix):
        return from_behind(cut(value, 0, len(content) - len(affix)))
    return value


def replace(value: Text, old: str, new: Text, count: int = -1) -> Text:
    """`replace` with a known search text; what stands in holes is not searched."""
    content = content_of(value)
    if not old:
        return value
    parts: list[Text] = []
    at = 0
    while count != 0 and (found := content.find(old, at)) >= 0:
        parts += [from_behind(cut(value, at, found)), new]
        at = found + len(old)
        count -= 1
    return concat([*parts, cut(value, at, len(content))])


def split(value: Text, separator: str, most: int = -1, *, last: bool = False) -> list[Text]:
    """`split` (`rsplit` with `last`) at a known separator; what stands in holes is not split."""
    content = content_of(value)
    parts: list[Text] = []
    at = 0
    for part in content.rsplit(separator, most) if last else content.split(separator, most):
        found = cut(value, at, at + len(part))
        at += len(part) + len(separator)
        parts.append(from_behind(found) if last and most >= 0 and at < len(content) else found)
    return parts


def mapped(value: Text, change: Callable[[str], str]) -> Text:
    """`lower`, `upper` and the like: applied to each piece, origins kept where lengths are."""
    pieces: list[Piece | Hole] = []
    for piece in value.pieces:
        if isinstance(piece, Hole):
            pieces.append(piece)
            continue
        changed = change(piece.text)
        same = len(changed) == len(piece.text)
        literal = piece.literal if same else None
        pieces.append(Piece(changed, literal, piece.start, piece.reach if same else 0))
    return Text(tuple(pieces))


def slash_join(parts: list[Text]) -> Text:
    """Path segments joined by exactly one slash: `posixpath.join`, `URL / segment`."""
    result = parts[0]
    for part in parts[1:]:
        left = content_of(result)
        right = content_of(part)
        if left.endswith("/") and right.startswith("/"):
            result = concat([result, cut(part, 1, len(right))])
        elif not left or left.endswith("/") or right.startswith("/"):
            result = concat([result, part])
        else:
            result = concat([result, text("/"), part])
    return result


def url_join(base: Text, reference: Text) -> Text:
    """`urllib.parse.urljoin` (RFC 3986, section 5.3) as far as the base is known."""
    target = content_of(reference)
    content = content_of(base)
    if "://" in target.split("/", 1)[0] + "//" and "://" in target:
        return reference
    authority = content.find("://")
    start = content.find("/", authority + 3) if authority >= 0 else -1
    if target.startswith("/"):
        origin = base if start < 0 else cut(base, 0, start)
        if authority < 0 and not content.startswith(HOLE):
            origin = Text(())
        return concat([strip(origin, "/", left=False, right=True), reference])
    if content.endswith(HOLE) or (authority >= 0 and start < 0):
        return slash_join([base, reference])
    return concat([cut(base, 0, content.rfind("/") + 1), reference])


def without_none(value: Value) -> list[tuple[Guard, Value]]:
    """The alternatives that are not `None`, for it is never meant in a text; all if only that."""
    options = list(alternatives(value))
    kept = [(g, v) for g, v in options if not (isinstance(v, Const) and v.value is None)]
    return kept or options


def _before_field(value: Text) -> Text:
    """A part of a template up to a field: what is written in front of the field belongs to it."""
    *before, last = value.pieces or (Piece(""),)
    if isinstance(last, Piece):
        last = dataclasses.replace(last, reach=max(last.reach, 1))
    return Text((*before, last)) if value.pieces else value


def template(pattern: Text, holes: Iterator[tuple[int, int, Value, str]]) -> Value:
    """A text with stretches replaced: (begin, end, value, label) in order, in flat offsets."""
    parts: list[tuple[Value, str]] = []
    at = 0
    for begin, end, value, label in holes:
        parts += [(_before_field(cut(pattern, at, begin)), ""), (union(without_none(value)), label)]
        at = end
    length = len(content_of(pattern))
    return joined([*parts, (cut(pattern, at, length), "")])
