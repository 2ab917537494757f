"""Abstract values: what an expression of the analysed program may evaluate to.

A value remembers where its characters, keys and definitions stand in the source, because an edit
has to land there. Immutable kinds compare by identity; `Mapping`, `Sequence`, `Instance` and
`ExternalInstance` are objects of the analysed program's heap and change while it is interpreted.
A `Guard` names the branches under which an alternative holds, so that a URL chosen in one arm of
an `if` is never combined with a body from the other.

The kinds of values stand in one file, for they are made of one another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import libcst as cst

    from migrator.analysis.module import Module

Guard = frozenset[tuple[object, object]]
"""Pairs (branch, arm): the branches that were taken to get here."""

ALWAYS: Guard = frozenset()
MAX_ALTERNATIVES = 24


_births = count()


def birth() -> int:
    """A number that is larger for each object of the heap that is made."""
    return next(_births)


class Value:
    """Base of all abstract values."""

    __slots__ = ()


@dataclass(frozen=True, eq=False, slots=True)
class Unknown(Value):
    """A value that is not known; `label` shows it in a URL, `why` is a reason code or empty.

    `parts` is what it was made of: whoever observes the value observes them.
    """

    label: str = "..."
    why: str = ""
    parts: tuple[Value, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class Param(Unknown):
    """A parameter of the function under analysis: its callers decide."""

    function: Function | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Const(Value):
    """A number, `None`, a boolean or `...`."""

    value: object


@dataclass(frozen=True, eq=False, slots=True)
class Literal:
    """One piece of source that spells text: a string, a part of an f-string, or a keyword.

    There is one object for each node, so identity tells whether two texts share their source.
    `editable` is False where the spelling cannot be changed on its own (a dataclass field).
    """

    module: Module
    node: cst.CSTNode
    value: str
    is_name: bool = False
    raw: bool = False
    editable: bool = True
    is_bytes: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class Piece:
    """Known characters; `literal` is where they stand, from its character `start` on."""

    text: str
    literal: Literal | None = None
    start: int = 0

    def cut(self, begin: int, end: int) -> Piece:
        """The characters `begin` to `end` of this piece, with their origin."""
        return Piece(self.text[begin:end], self.literal, self.start + begin)


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
class Union(Value):
    """One of several values, each under its guard; never nested, never fewer than two."""

    alternatives: tuple[tuple[Guard, Value], ...]


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


@dataclass(eq=False, slots=True)
class Mapping(Value):
    """A dict. `open` is empty when all keys are known, else it says why they are not."""

    path: tuple[tuple[object, object], ...]
    entries: dict[str, Entry] = field(default_factory=dict)
    open: str = ""
    numbers: dict[object, Value] = field(default_factory=dict)  # keys that are not text
    rest: tuple[Value, ...] = ()  # keys and values that stand under keys that are not known
    decides: tuple[Value, ...] = ()  # what of them decides which keys there are
    owner: Instance | None = None  # the object whose attributes it is: `vars(object)`
    factory: Value | None = None  # makes what is missing: `defaultdict`
    born: int = field(default_factory=birth)


@dataclass(eq=False, slots=True)
class Sequence(Value):
    """A list, tuple or set. `items` is None when its elements are not known one by one."""

    path: tuple[tuple[object, object], ...]
    items: list[Value] | None
    kind: str = "list"
    element: Value | None = None  # what an element may be when `items` is None
    count: tuple[Value, ...] = ()  # what decides how many elements there are
    again: Bound | None = None  # runs the generator's body, for it runs when it is asked
    born: int = field(default_factory=birth)


@dataclass(eq=False, slots=True)
class NamedTuple(Sequence):
    """A tuple whose elements have names as well."""

    names: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class Function(Value):
    """A function or lambda of the project, with the scope that it was defined in."""

    module: Module
    node: cst.FunctionDef | cst.Lambda
    qualname: str
    closure: Any  # interpreter.machine.Frame
    owner: Class | None = None
    defaults: dict[str, Value] = field(default_factory=dict)
    decorators: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False, slots=True)
class Bound(Value):
    """A function together with its first argument (`self` or `cls`)."""

    function: Value
    receiver: Value


@dataclass(frozen=True, eq=False, slots=True)
class Partial(Value):
    """`functools.partial`: a callable with some of its arguments."""

    callee: Value
    arguments: Arguments


@dataclass(frozen=True, eq=False, slots=True)
class PartialMethod(Partial):
    """`functools.partialmethod`: the object that it is looked up on comes before its arguments."""


@dataclass(eq=False, slots=True)
class Class(Value):
    """A class of the project; `bases` may hold `External` values."""

    module: Module
    node: cst.ClassDef
    qualname: str
    bases: tuple[Value, ...]
    namespace: dict[str, Value]
    fields: tuple[str, ...] = ()  # of dataclasses, attrs classes and NamedTuples
    enum: bool = False
    loose: bool = False  # its objects get attributes or a class in ways that are not followed
    order: tuple[Value, ...] = ()  # of lookup, once it was asked for
    derived: list[Class] = field(default_factory=list)  # the classes that inherit from it
    made: list[Instance] = field(default_factory=list)  # its objects, and those of derived ones


@dataclass(eq=False, slots=True)
class Instance(Value):
    """An object of a project's class; `generic` when any caller may have made it."""

    cls: Class
    path: tuple[tuple[object, object], ...]
    attributes: dict[str, Value] = field(default_factory=dict)
    generic: bool = False
    created: Any = None  # interpreter.machine.CallSite | None
    born: int = field(default_factory=birth)


@dataclass(frozen=True, eq=False, slots=True)
class ModuleValue(Value):
    """A module of the project, as a value."""

    module: Module


@dataclass(frozen=True, eq=False, slots=True)
class PackageValue(Value):
    """A folder of the project that is imported as a namespace package; `name` is dotted."""

    name: str
    directory: str
    root: str


@dataclass(eq=False, slots=True)
class Imported(Value):
    """A name that `from module import name` bound; looked up when it is first used."""

    module: Module
    name: str
    value: Value | None = None


@dataclass(frozen=True, eq=False, slots=True)
class External(Value):
    """Anything from outside the project, by its dotted name."""

    name: str


@dataclass(eq=False, slots=True)
class ExternalInstance(Value):
    """An object of an outside class: an HTTP client, a request, a connection."""

    name: str
    arguments: Arguments
    attributes: dict[str, Value] = field(default_factory=dict)
    pending: Any = None  # the request that a connection has sent and not answered yet
    path: tuple[tuple[object, object], ...] = ()
    born: int = field(default_factory=birth)


@dataclass(frozen=True, eq=False, slots=True)
class Answer(Value):
    """The response of a request ("response"), or a part of it: a word of clients.toml.

    `derive` computes what the program has made of the status, such as its first digit.
    """

    request: Any  # observations.Request
    part: str = "response"
    derive: Callable[[int], object] | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Double(Value):
    """What stands in for HTTP in a test, or a part of what it recorded.

    `part` is a word of mocks.toml; `name` is what it stands for, or the kind of a registry;
    `stub` is the `observations.Request` of the stub that it belongs to; `value` is an expected
    body, or a pattern that a URL has to match.
    """

    part: str
    name: str = ""
    stub: Any = None
    value: Value | None = None
    arguments: Arguments | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Argument:
    """One argument of a call as it was evaluated."""

    value: Value
    keyword: Text | None = None  # spelled in the source for `key=value`
    star: str = ""  # "*" or "**" where the contents are not known
    node: cst.BaseExpression | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Arguments:
    """The arguments of one call, with what `*` and `**` spread known where it can be."""

    positional: tuple[Argument, ...] = ()
    keywords: dict[str, Argument] = field(default_factory=dict)
    open: bool = False  # more arguments may follow that are not known
    rest: Value | None = None  # what a positional argument that is not known may be

    def get(self, name: str, position: int | None = None) -> Argument | None:
        """The argument of this name, else the one at this 0-based position, else None."""
        if name in self.keywords:
            return self.keywords[name]
        if position is not None and position < len(self.positional):
            return self.positional[position]
        return None

    def without(self, count: int) -> Arguments:
        """The arguments behind the first `count` positional ones."""
        return Arguments(self.positional[count:], self.keywords, self.open, self.rest)

    def behind(self, *values: Value) -> Arguments:
        """The arguments with these values in front of the positional ones."""
        first = tuple(Argument(value) for value in values)
        return Arguments((*first, *self.positional), self.keywords, self.open, self.rest)

    def followed_by(self, more: Arguments) -> Arguments:
        """These arguments and those of a later call, as `partial` puts them together."""
        held = [rest for rest in (self.rest, more.rest) if rest is not None]
        return Arguments(
            (*self.positional, *more.positional),
            {**self.keywords, **more.keywords},
            self.open or more.open,
            join(*held) if held else None,
        )

    def values(self) -> Iterator[Argument]:
        """All arguments, the positional ones first."""
        yield from self.positional
        yield from self.keywords.values()


def constituents(value: Value) -> Iterator[Value]:
    """The value and all that it holds or was made of, each once, the value itself first."""
    seen: set[int] = set()
    stack = [value]
    while stack:
        at = stack.pop()
        if id(at) in seen:
            continue
        seen.add(id(at))
        yield at
        stack.extend(reversed(list(_held(at))))


def signature(value: Value) -> frozenset[object]:
    """What a value is made of, the same for values that a further round of a loop makes again."""
    return frozenset(_signed(part) for part in constituents(value))


def _signed(value: Value) -> object:
    if isinstance(value, Const):
        is_number = isinstance(value.value, (int, float)) and not isinstance(value.value, bool)
        return (type(value.value), None if is_number else value.value)
    if isinstance(value, Answer):
        chain = tuple(call.key for call in value.request.chain)
        return (Answer, chain, value.part, value.derive is not None)
    if isinstance(value, Text):
        return tuple(
            (id(piece.literal), piece.text) if isinstance(piece, Piece) else None
            for piece in value.pieces
        )
    if isinstance(value, Mapping):
        return (Mapping, frozenset(value.entries), len(value.numbers), bool(value.open))
    if isinstance(value, Sequence):
        return (Sequence, value.kind, None if value.items is None else len(value.items))
    if isinstance(value, (Instance, ExternalInstance)):
        names = frozenset(value.attributes)
        return (id(value.cls) if isinstance(value, Instance) else value.name, names)
    if isinstance(value, Unknown):
        return (type(value), value.label)
    if isinstance(value, Function):
        return id(value.node)
    if isinstance(value, External):
        return value.name
    return type(value) if isinstance(value, (Union, Encoded, Bound, Partial)) else id(value)


def exposed(value: Value) -> Iterator[Value]:
    """What code sees that is given the value: objects are closed but for the answers in them."""
    seen: set[int] = set()
    stack = [value]
    while stack:
        at = stack.pop()
        if id(at) in seen:
            continue
        seen.add(id(at))
        if isinstance(at, (Instance, ExternalInstance, Bound, Partial)):
            yield at
            yield from (part for part in constituents(at) if isinstance(part, Answer))
        else:
            yield at
            stack.extend(reversed(list(_held(at))))


def _held(value: Value) -> Iterator[Value]:
    """What a value directly holds, or was directly made of."""
    if isinstance(value, Union):
        yield from (v for _, v in value.alternatives)
    elif isinstance(value, Unknown):
        yield from value.parts
    elif isinstance(value, Text):
        yield from (piece.value for piece in value.pieces if isinstance(piece, Hole))
    elif isinstance(value, Encoded):
        yield value.value
    elif isinstance(value, Mapping):
        for entry in value.entries.values():
            yield from (entry.key, *entry.also, entry.value)
        yield from value.numbers.values()
        yield from value.rest
    elif isinstance(value, Sequence):
        yield from value.items or ()
        if value.element is not None:
            yield value.element
        yield from value.count
    elif isinstance(value, Instance):
        yield from value.attributes.values()
    elif isinstance(value, (ExternalInstance, Partial)):
        yield from (argument.value for argument in value.arguments.values())
        if isinstance(value, ExternalInstance):
            yield from value.attributes.values()
        else:
            yield value.callee
    elif isinstance(value, Bound):
        yield value.receiver


NONE = Const(None)
TRUE = Const(True)
FALSE = Const(False)
UNKNOWN = Unknown()


def alternatives(value: Value) -> tuple[tuple[Guard, Value], ...]:
    """The values that `value` may be, each under its guard; one when it is no union."""
    if isinstance(value, Union):
        return value.alternatives
    return ((ALWAYS, value),)


def consistent(one: Guard, other: Guard) -> bool:
    """Whether no branch is taken both ways in the two guards."""
    if not one or not other:
        return True
    if len(one) > len(other):
        one, other = other, one
    arms = dict(other)
    return all(branch not in arms or arms[branch] == arm for branch, arm in one)


def union(pairs: Iterable[tuple[Guard, Value]]) -> Value:
    """One value for all alternatives: flat, without repetition, and bounded."""
    found: dict[object, tuple[Guard, Value]] = {}
    for guard, value in pairs:
        for inner, alternative in alternatives(value):
            if not consistent(guard, inner):
                continue
            joined = guard | inner
            key = identity(alternative)
            if key in found:
                joined &= found[key][0]
            found[key] = (joined, alternative)
    if not found:
        return UNKNOWN
    if len(found) == 1:
        return next(iter(found.values()))[1]
    kept = list(found.values())
    if len(kept) > MAX_ALTERNATIVES:
        kept = [*kept[: MAX_ALTERNATIVES - 1], (ALWAYS, Unknown(why="bound-exceeded"))]
    return Union(tuple(kept))


def join(*values: Value) -> Value:
    """The union of values that hold without a condition of their own."""
    if values and all(value is values[0] for value in values[1:]):
        return values[0]
    return union((ALWAYS, value) for value in values)


def text(characters: str, literal: Literal | None = None) -> Text:
    """A known text."""
    return Text((Piece(characters, literal),))


def hole(value: Value, label: str = "") -> Text:
    """A text of which nothing is known but what it is made of."""
    if not label:
        label = value.label if isinstance(value, Unknown) else "..."
    return Text((Hole(value, label),))


RECORDED = frozenset({"url", "argument", "json", "content", "args", "kwargs", "call", "request"})
"""Parts of a test double that an edit of the code under test changes."""


def made_of(label: str, *values: Value) -> Unknown:
    """A value of which nothing is known but what it was made of."""
    parts: dict[object, Value] = {}
    for value in values:
        for _, alternative in alternatives(value):
            parts.update((identity(part), part) for part in _remembered(alternative))
    return Unknown(label, "", tuple(parts.values()))


def _remembered(value: Value) -> Iterator[Value]:
    """What of an operand its result is made of.

    Of an object that is what it holds: an operation that is not known may take it apart.
    """
    if isinstance(value, Unknown):
        yield from value.parts
    elif isinstance(value, (Text, Answer, Mapping, Sequence, Encoded)) or value is NONE:
        yield value
    elif isinstance(value, Double):
        if value.part in RECORDED:
            yield value
    elif isinstance(value, (Instance, ExternalInstance, Bound, Partial)):
        yield from (
            part for part in constituents(value) if isinstance(part, (Answer, Mapping, Text))
        )


def may_be_none(value: Value) -> bool:
    """Whether one of the alternatives is `None`, or was made of what may be."""
    return any(
        isinstance(part, Const) and part.value is None
        for _, v in alternatives(value)
        for part in (constituents(v) if isinstance(v, Unknown) else (v,))
    )


def identity(value: Value) -> object:
    """A key that is equal for values that cannot be told apart."""
    if isinstance(value, Const):
        return (type(value.value), value.value)
    if isinstance(value, External):
        return value.name
    if isinstance(value, Unknown) and value.parts:
        return (type(value), value.label, *(identity(part) for part in value.parts))
    if isinstance(value, Answer) and value.derive is None:
        return (Answer, id(value.request), value.part)
    if isinstance(value, Text):
        return tuple(
            (piece.text, id(piece.literal), piece.start)
            if isinstance(piece, Piece)
            else id(piece.value)
            for piece in value.pieces
        )
    return id(value)
