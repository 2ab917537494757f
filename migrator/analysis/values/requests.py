"""A request as a value: what was sent, from where, and with what."""

from __future__ import annotations

from dataclasses import dataclass, field

import libcst as cst

from migrator.analysis.source.module import Module
from migrator.analysis.values import (
    Guard,
    Value,
)
from migrator.analysis.values.frames import CallSite
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
    alike: bool | None = None  # whether it is answered as before, whatever is edited
    implied: bool = False  # the method follows from the presence of a body
    by_object: int = 0  # the method, by node, that was run on an object as nobody may call it
    leaves: dict[int, tuple[Leaf, ...]] = field(default_factory=dict)  # by call of the chain
    kind: Kind = Kind.CALL
    borrowed: bool = False
    unfollowed: bool = False  # a test looks at it in a way that no edit follows
    expected: tuple[Value, ...] = ()  # what it is compared with then
    partial: bool = False  # it is looked through for that, and for no more
    loose: bool = False  # expected of something that is not known to be a request
    statuses: list[Spelled] = field(default_factory=list)

    def turn(self, method: Value) -> None:
        """Make it a request of another method; what was asked of it has to be asked anew."""
        self.method = method
        self.elsewhere = self.alike = None

    @property
    def site(self) -> CallSite:
        """The call of the client itself."""
        return self.chain[-1]
