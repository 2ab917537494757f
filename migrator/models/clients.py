"""Clients: the calls that send requests, and what becomes of their answers."""

from __future__ import annotations

from dataclasses import dataclass, field

RETURNS = ("answer", "json", "content", "status", "nothing", "request", "pair", "later")
"""What a call gives: the answer, a part of it, nothing, the request (built and not sent), a pair of
answer and content, or something that leads to the answer later (see `Receive`)."""

PARTS = (
    *("status", "content", "json", "phrase", "headers", "sent", "ok", "error", "safe", "same"),
)
"""What an attribute of an answer may be; see docs/models.md."""


@dataclass(frozen=True, slots=True)
class Send:
    """A call that sends or builds a request; docs/models.md says what the fields mean."""

    name: str
    positional: tuple[str, ...]
    url: str
    verb: str = ""  # upper case, when the name says it
    method: str = ""
    default: tuple[str, str] | None = None  # method with and without a body
    json: str = ""
    raw: tuple[str, ...] = ()
    returns: str = "answer"

    def position(self, parameter: str) -> int | None:
        """The 0-based position of a parameter, None when it is passed by name only."""
        return self.positional.index(parameter) if parameter in self.positional else None


@dataclass(frozen=True, slots=True)
class Receive:
    """A call that gives the answer of a request that was built or sent before."""

    name: str
    positional: tuple[str, ...] = ()
    request: str = ""
    returns: str = "answer"


@dataclass(frozen=True, slots=True)
class Client:
    """A class whose instances send requests."""

    name: str
    base: str = ""
    host: str = ""
    position: int | None = None


@dataclass(frozen=True)
class Clients:
    """All that is known of clients; each by its dotted name.

    `factories` are functions that give an object of a client's class, whatever they are given.
    """

    aliases: dict[str, str] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    factories: dict[str, str] = field(default_factory=dict)
    sends: dict[str, Send] = field(default_factory=dict)
    receives: dict[str, Receive] = field(default_factory=dict)
    answer: dict[str, str] = field(default_factory=dict)
    status: dict[str, str] = field(default_factory=dict)

    def canonical(self, name: str) -> str:
        """The name under which the rows know a dotted name."""
        return self.aliases.get(name, name)
