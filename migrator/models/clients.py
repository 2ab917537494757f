"""Clients: the calls that send requests, and what becomes of their answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

RETURNS = ("answer", "json", "content", "status", "nothing", "request", "pair", "later")
"""What a call gives: the answer, a part of it, nothing, the request (built and not sent), a pair of
answer and content, or something that leads to the answer later (see `Receive`)."""

PARTS = (
    *("status", "content", "json", "phrase", "headers", "sent", "ok", "error", "safe", "same"),
    "raises",
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
    method: str = ""
    method_position: int | None = None
    default: str = ""  # the method when it is left out


@dataclass(frozen=True)
class Clients:
    """All that is known of clients; each by its dotted name.

    `factories` are functions that give an object of a client's class, whatever they are given.
    """

    aliases: dict[str, str] = field(default_factory=dict)
    modules: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    factories: dict[str, str] = field(default_factory=dict)
    sends: dict[str, Send] = field(default_factory=dict)
    receives: dict[str, Receive] = field(default_factory=dict)
    answer: dict[str, str] = field(default_factory=dict)
    status: dict[str, str] = field(default_factory=dict)

    def canonical(self, name: str) -> str:
        """The name under which the rows know a dotted name."""
        if name.split(".", 1)[0] in self._heads:
            name = self._of_module(name)
        return self.aliases.get(name, name)

    @cached_property
    def _heads(self) -> frozenset[str]:
        return frozenset(module.split(".", 1)[0] for module in self.modules)

    def _of_module(self, name: str) -> str:
        if any(module.startswith(f"{name}.") for module in self.modules):
            return name  # what follows may be of another module
        head, rest = name, ""
        while head:
            if head in self.modules:
                return self.modules[head] + rest
            head, _, last = head.rpartition(".")
            rest = f".{last}{rest}"
        return name
