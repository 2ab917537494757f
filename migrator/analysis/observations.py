"""What the interpreter saw: requests that were sent, and every use of a literal or an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import libcst as cst

from migrator.analysis.frames import CallSite, Frame
from migrator.analysis.module import Module
from migrator.analysis.values import (
    Double,
    Encoded,
    Entry,
    Guard,
    Hole,
    Literal,
    Mapping,
    Text,
    Value,
    alternatives,
)
from migrator.model import Kind


@dataclass(frozen=True, eq=False, slots=True)
class Body:
    """The body of a request: `encoding` is "json", or "raw" for a body sent as it is.

    `value` is as it was when it was sent, `live` the object itself, which may change afterwards.
    `parameter` is the name of the argument that holds it.
    """

    encoding: str
    value: Value
    parameter: str = ""
    live: Value | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Leaf:
    """A part of the URL's expression and its value; `in_fstring` when it stands in braces."""

    module: Module
    node: cst.BaseExpression
    value: Value
    in_fstring: bool


@dataclass(frozen=True, eq=False, slots=True)
class Spelled:
    """An expression and its value."""

    module: Module
    node: cst.BaseExpression
    value: Value


@dataclass(eq=False, slots=True)
class Request:
    """One request that a run of the interpreter saw being sent or built.

    `chain` leads from the call in the root function to the call of the client. `known` is False
    when the callee is not known to send what it is given.

    `kind` tells a request from the stub of one, or from an assertion about one. Their `url` is
    `borrowed` when they say nothing about it: then it is that of the requests they can pin.
    `statuses` are the places where a stub spells the status that it answers.
    """

    callee: str
    chain: tuple[CallSite, ...]
    method: Value
    url: Value
    body: Body | None
    guard: Guard
    known: bool = True
    receiver: Value | None = None  # what the method was called on, when it is not known
    open: bool = False  # more arguments were passed than could be seen
    near: bool | None = None  # whether a word of a rule stands in the URL, once it was asked
    elsewhere: bool | None = None  # whether it is surely no rule's endpoint, once it was asked
    implied: bool = False  # the method follows from the presence of a body
    by_object: bool = False  # seen by running the methods of an object that nobody calls
    leaves: dict[int, tuple[Leaf, ...]] = field(default_factory=dict)  # by call of the chain
    kind: Kind = Kind.CALL
    borrowed: bool = False
    unfollowed: bool = False  # a test looks at it in a way that no edit follows
    expected: tuple[Value, ...] = ()  # what it is compared with then
    partial: bool = False  # it is looked through for that, and for no more
    loose: bool = False  # expected of something that is not known to be a request
    statuses: list[Spelled] = field(default_factory=list)

    @property
    def site(self) -> CallSite:
        """The call of the client itself."""
        return self.chain[-1]


@dataclass(frozen=True, slots=True)
class Use:
    """A use of a literal's characters that is not a request.

    `what`: "output" (printed), "escape" (passed to something unknown), "compared" (with what is
    not known, or within a call that was given it), "matched" (with another text of the program),
    "asked" (by the method and with the argument in `detail`), "keyed" (a mapping is read by it,
    or has it as a key; `detail` is "inside" within a call).
    """

    what: str
    module: Module
    node: cst.CSTNode
    detail: str = ""
    part: tuple[int, int] | None = None  # the characters of the literal, when not all of them

    def touches(self, literal: Literal, begin: int) -> bool:
        """Whether an edit at character `begin` of the literal changes what was used."""
        if self.part is None or self.part == (0, len(literal.value)):
            return True
        return begin < self.part[1]


@dataclass(frozen=True, slots=True)
class AnswerUse:
    """A use of the answer that matters, or may.

    `what`: "status-compared", "status-used", "content-tested", "content-used", "escape", "output".
    `accepts` gives what the program sees for a status, None when that is not known.
    """

    request: Request
    what: str
    module: Module
    node: cst.CSTNode
    detail: str = ""
    accepts: Callable[[int], object] | None = None

    def tells_apart(self, one: int, other: int) -> bool:
        """Whether the use may go otherwise for one status than for the other."""
        if self.accepts is None:
            return True
        return outcome(self.accepts, one) != outcome(self.accepts, other)


def outcome(derive: Callable[[int], object], status: int) -> tuple[str, object]:
    """What the program computes for a status: a value, or the exception that it raises."""
    try:
        return "value", derive(status)
    except Exception as error:  # whatever the program's own operation raises
        return "raises", type(error)


@dataclass(frozen=True, eq=False, slots=True)
class Look:
    """A test looks at what a double recorded in a way that no edit follows."""

    double: Double
    frame: Frame
    node: cst.CSTNode
    stack: tuple[CallSite, ...]
    partial: bool = False  # it is looked through for what it is compared with, and for no more


@dataclass(eq=False)
class Recorder:
    """Collects what is seen while the interpreter runs."""

    requests: list[Request] = field(default_factory=list)
    uses: dict[Literal, list[Use]] = field(default_factory=dict)
    answers: list[AnswerUse] = field(default_factory=list)
    reads: dict[Literal, list[Text]] = field(default_factory=dict)  # key of a mapping -> readers
    read_by: dict[Literal, list[Entry]] = field(default_factory=dict)  # and the other way round
    patched: set[str] = field(default_factory=set)  # outside names that the program replaces
    # Methods that are called on objects which are not known, and where, by path of the module;
    # those whose value is used stand in the second one.
    unseen: dict[str, dict[str, CallSite]] = field(default_factory=dict)
    unseen_used: dict[str, dict[str, CallSite]] = field(default_factory=dict)
    # Request -> the functions that give its answer.
    returned: dict[int, set[tuple[str, Module]]] = field(default_factory=dict)
    exceeded: list[tuple[Module, cst.CSTNode]] = field(default_factory=list)
    routes: list[tuple[CallSite, Value]] = field(default_factory=list)
    asserted: set[int] = field(default_factory=set)  # nodes in the test of an `assert`
    looks: list[Look] = field(default_factory=list)
    pinned: set[int] = field(default_factory=set)  # comparisons that are sites of their own
    # Nodes that read a part of a response, and nodes of the same name that read another object.
    parts_read: set[int] = field(default_factory=set)
    others_read: set[int] = field(default_factory=set)
    executed: set[str] = field(default_factory=set)  # modules that run code which is not seen
    doubled: list[Request] = field(default_factory=list)  # sent to test doubles, so to nobody

    def reads_a_response(self, node: cst.CSTNode) -> bool:
        """Whether an attribute was read of responses, and of nothing else."""
        return id(node) in self.parts_read and id(node) not in self.others_read

    def gave_up(self, function: cst.CSTNode) -> bool:
        """Whether a function was not run to its end, for it costs too much."""
        return any(node is function for _, node in self.exceeded)

    def is_patched(self, callee: str) -> bool:
        """Whether the program replaces a client's function, or what its class sends with."""
        package = callee.split(".", 1)[0]
        sending = (".request", ".send", ".urlopen")
        return any(
            name == callee or (name.startswith(f"{package}.") and name.endswith(sending))
            for name in self.patched
        )

    def changes_an_answer(self, literal: Literal, new: str) -> Use | None:
        """The question that a literal's text is asked, and that `new` answers otherwise."""
        for use in self.uses.get(literal, ()):
            if use.what == "asked":
                method, _, asked = use.detail.partition(" ")
                if getattr(literal.value, method)(asked) != getattr(new, method)(asked):
                    return use
        return None

    def use(self, literal: Literal, use: Use) -> None:
        """Note a use of a literal, once for each place."""
        uses = self.uses.setdefault(literal, [])
        if use not in uses:
            uses.append(use)


def mappings_in(value: Value) -> Iterator[Mapping]:
    """The mappings that a body is, or is the text of."""
    for _, alternative in alternatives(value):
        if isinstance(alternative, Mapping):
            yield alternative
        elif isinstance(alternative, Encoded):
            yield from mappings_in(alternative.value)
        elif isinstance(alternative, Text):
            for piece in alternative.pieces:
                if isinstance(piece, Hole):
                    yield from mappings_in(piece.value)
