"""Abstract values: what an expression of the analysed program may evaluate to.

A value remembers where its characters, keys and definitions stand in the source, because an edit
has to land there. Immutable kinds compare by identity; `Mapping`, `Sequence`, `Instance` and
`ExternalInstance` are objects of the analysed program's heap and change while it is interpreted.
A `Guard` names the branches under which an alternative holds, so that a URL chosen in one arm of
an `if` is never combined with a body from the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from migrator.analysis.values.births import birth

if TYPE_CHECKING:
    import libcst as cst

    from migrator.analysis.source.module import Module
    from migrator.analysis.values.frames import Frame
    from migrator.analysis.values.objects import Function, Instance, ModuleValue, Suspended

Guard = frozenset[tuple[object, object]]
"""Pairs (branch, arm): the branches that were taken to get here."""


class Value:
    """Base of all abstract values; `key` is kept by `joining.identity` once it was asked for."""

    __slots__ = ("key",)

    key: object

    def held(self) -> list[Value] | tuple[Value, ...]:
        """What the value directly holds, or was directly made of."""
        return ()


@dataclass(frozen=True, eq=False, slots=True)
class Unknown(Value):
    """A value that is not known; `label` shows it in a URL, `why` is a reason code or empty.

    `parts` is what it was made of: whoever observes the value observes them.
    """

    label: str = "..."
    why: str = ""
    parts: tuple[Value, ...] = ()

    def held(self) -> tuple[Value, ...]:
        """What it was made of."""
        return self.parts


@dataclass(frozen=True, eq=False, slots=True)
class Param(Unknown):
    """A parameter of the function under analysis: its callers decide."""

    function: Function | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Const(Value):
    """A number, `None`, a boolean or `...`; `spelled` tells numbers that stand in the program."""

    value: object
    spelled: bool = field(default=False, compare=False)


@dataclass(frozen=True, eq=False, slots=True)
class Literal:
    """One piece of source that spells text: a string, a part of an f-string, or a keyword.

    There is one object for each node, so identity tells whether two texts share their source.
    `editable` is False where the spelling cannot be changed on its own (a dataclass field).
    `matters` is False where no edit changes it, whatever it is used for: it holds no word of what a
    rule changes. Nobody has to know what becomes of it. `names` is True where it holds the word
    that makes an endpoint.
    """

    module: Module
    node: cst.CSTNode
    value: str
    is_name: bool = False
    raw: bool = False
    editable: bool = True
    is_bytes: bool = False
    matters: bool = True
    names: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class Piece:
    """Known characters; `literal` is where they stand, from its character `start` on.

    `reach` is how many characters behind them decide where they end, as in what stands in front of
    the last slash.
    """

    text: str
    literal: Literal | None = None
    start: int = 0
    reach: int = 0

    @property
    def part(self) -> tuple[int, int]:
        """The characters of the literal that decide what these are."""
        return self.start, self.start + len(self.text) + self.reach

    def cut(self, begin: int, end: int) -> Piece:
        """The characters `begin` to `end` of this piece, with their origin."""
        reach = self.reach if end >= len(self.text) else 0
        return Piece(self.text[begin:end], self.literal, self.start + begin, reach)

    def cut_from_behind(self) -> Piece:
        """The same, where what stands behind decides where it ends."""
        if self.literal is None:
            return self
        reach = max(len(self.literal.value) - self.start - len(self.text), 0)
        return Piece(self.text, self.literal, self.start, reach)


@dataclass(frozen=True, eq=False, slots=True)
class Hole:
    """Characters that are not known; `value` is what they are made of.

    `node` is the replacement field of an f-string that puts them there, in `module`.
    """

    value: Value
    label: str = "..."
    module: Module | None = None
    node: cst.CSTNode | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Encoded(Value):
    """A text that was made of a value, and can be made into it; appears as the value of a hole."""

    value: Value

    def held(self) -> tuple[Value, ...]:
        """The value that the text was made of."""
        return (self.value,)


@dataclass(frozen=True, eq=False, slots=True)
class JsonOf(Encoded):
    """The JSON text of a value."""


@dataclass(frozen=True, eq=False, slots=True)
class FormOf(Encoded):
    """The text of a form, `a=1&b=2`, of a mapping."""


@dataclass(frozen=True, eq=False, slots=True)
class Text(Value):
    """An abstract string (or bytes): known pieces and holes, in order."""

    pieces: tuple[Piece | Hole, ...]

    @property
    def known(self) -> str | None:
        """The string when it has no hole, else None."""
        parts = []
        for piece in self.pieces:
            if isinstance(piece, Hole):
                return None
            parts.append(piece.text)
        return "".join(parts)

    @property
    def matters(self) -> bool:
        """Whether an edit may change one of its characters that is known."""
        for piece in self.pieces:
            if isinstance(piece, Piece) and piece.literal is not None and piece.literal.matters:
                return True
        return False

    def held(self) -> list[Value]:
        """What stands in its holes."""
        return [piece.value for piece in self.pieces if isinstance(piece, Hole)]

    def runs(self) -> Iterator[tuple[Piece, ...]]:
        """What is known before, between and behind the holes; empty where nothing is."""
        run: list[Piece] = []
        for piece in self.pieces:
            if isinstance(piece, Piece):
                run.append(piece)
            else:
                yield tuple(run)
                run = []
        yield tuple(run)

    def taken_apart(self) -> Iterator[Text]:
        """What is known between the holes, as far as an edit may change it.

        Of what is made again and again, of what it was made of before, the same parts come back.
        """
        for run in self.runs():
            known = self if len(run) == len(self.pieces) else Text(run)
            if known.matters:
                yield known

    def literals(self) -> Iterator[Literal]:
        """The literals that the characters stand in."""
        for piece in self.pieces:
            if isinstance(piece, Piece) and piece.literal is not None:
                yield piece.literal


@dataclass(frozen=True, eq=False, slots=True)
class Url(Text):
    """A URL object that is used as the text it stands for; `library` says whose methods it has."""

    library: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class ParsedUrl(Unknown):
    """The parts of a URL, of which only the whole is known."""

    url: Value = field(default_factory=Unknown)


@dataclass(frozen=True, eq=False, slots=True)
class SourceFile(Unknown):
    """The path of the file of a module, None for that of any module."""

    module: Module | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Pattern(Unknown):
    """A compiled regular expression without flags."""

    pattern: Value = field(default_factory=Unknown)


@dataclass(frozen=True, eq=False, slots=True)
class Union(Value):
    """One of several values, each under its guard; never nested, never fewer than two."""

    alternatives: tuple[tuple[Guard, Value], ...]

    def held(self) -> list[Value]:
        """The alternatives."""
        return [value for _, value in self.alternatives]


@dataclass(eq=False, slots=True)
class Entry:
    """One key of a mapping: how it is spelled, what it holds, whether it is surely there.

    `also` are other spellings of the same key: where it was assigned again, or in another branch.
    `place` is the expression of the key in a dict display, where that is no literal.
    """

    key: Text
    value: Value
    certain: bool = True
    also: tuple[Text, ...] = ()
    place: tuple[Module, cst.CSTNode] | None = None

    def literals(self) -> Iterator[Literal]:
        """The literals of all spellings."""
        for spelled in (self.key, *self.also):
            yield from spelled.literals()


@dataclass(frozen=True, eq=False, slots=True)
class Departure:
    """Where a container was handed to code out of sight: what it takes up later is seen there.

    `limits` are what the branches around it say of answers. `whole` is False when they kept a use
    of what it held from being noted.
    """

    frame: Frame
    node: cst.CSTNode
    to: str
    limits: tuple[tuple[object, Callable[[int], object]], ...] = ()
    whole: bool = True


@dataclass(eq=False, slots=True)
class Mapping(Value):
    """A dict. `open` is empty when all keys are known, else it says why they are not."""

    path: tuple[tuple[object, object], ...]
    entries: dict[str, Entry] = field(default_factory=dict)
    open: str = ""
    numbers: dict[object, Value] = field(default_factory=dict)  # keys that are not text
    rest: tuple[Value, ...] = ()  # keys and values that stand under keys that are not known
    decides: tuple[Value, ...] = ()  # what of them decides which keys there are
    # The object whose attributes it is, or the module whose names: `vars(object)`.
    owner: Instance | ModuleValue | None = None
    factory: Value | None = None  # makes what is missing: `defaultdict`
    left: Departure | None = None
    # What `keys()`, `values()` and `items()` gave, by name: what it takes up later is there, too.
    views: dict[str, Sequence] = field(default_factory=dict)
    followers: list[Sequence] = field(default_factory=list)  # iterators that go through it later
    born: int = field(default_factory=birth)
    # What was compared with `rest`, by identity, and with which; it brings nothing new again.
    weighed: dict[int, Value] = field(default_factory=dict)
    weighed_for: tuple[Value, ...] = ()

    def held(self) -> list[Value]:
        """The keys as they are spelled, and the values."""
        found: list[Value] = []
        for entry in self.entries.values():
            found += (entry.key, *entry.also, entry.value)
        found += self.numbers.values()
        found += self.rest
        return found


@dataclass(eq=False, slots=True)
class Sequence(Value):
    """A list, tuple or set. `items` is None when its elements are not known one by one."""

    path: tuple[tuple[object, object], ...]
    items: list[Value] | None
    kind: str = "list"
    element: Value | None = None  # what an element may be when `items` is None
    count: tuple[Value, ...] = ()  # what decides how many elements there are
    again: Suspended | None = None  # runs the generator's body, for it runs when it is asked
    raises: tuple[Value, ...] = ()  # by who goes through it, where it runs then
    left: Departure | None = None
    followers: list[Sequence] = field(default_factory=list)  # iterators that go through it later
    born: int = field(default_factory=birth)

    def held(self) -> list[Value]:
        """The elements, and what decides how many there are."""
        found = list(self.items or ())
        if self.element is not None:
            found.append(self.element)
        found += self.count
        return found


@dataclass(eq=False, slots=True)
class NamedTuple(Sequence):
    """A tuple whose elements have names as well."""

    names: tuple[str, ...] = ()


NONE = Const(None)
TRUE = Const(True)
FALSE = Const(False)
UNKNOWN = Unknown()


def text(characters: str, literal: Literal | None = None) -> Text:
    """A known text."""
    return Text((Piece(characters, literal),))


def hole(value: Value, label: str = "") -> Text:
    """A text of which nothing is known but what it is made of."""
    if not label:
        label = value.label if isinstance(value, Unknown) else "..."
    return Text((Hole(value, label),))
