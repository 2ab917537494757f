"""Libraries that stand in for HTTP in tests, and what declares the routes of a server."""

from __future__ import annotations

from dataclasses import dataclass, field

VERBS = ("get", "post", "put", "patch", "delete", "head", "options")


@dataclass(frozen=True, slots=True)
class Stub:
    """A call that registers a stub or asserts a request; see docs/models.md for the fields."""

    name: str
    positional: tuple[str, ...]
    url: tuple[str, ...]
    verb: str = ""  # upper case, when the name says it
    host: tuple[str, ...] = ()
    method: tuple[str, ...] = ()
    default: str = ""
    json: tuple[str, ...] = ()
    raw: tuple[str, ...] = ()
    match: str = ""
    status: str = ""
    answers: tuple[str, ...] = ()
    kind: str = "mock"

    def position(self, parameter: str) -> int | None:
        """The 0-based position of a parameter, None when it is passed by name only."""
        return self.positional.index(parameter) if parameter in self.positional else None


@dataclass(frozen=True)
class Mocks:
    """All that is known of them."""

    aliases: dict[str, str] = field(default_factory=dict)
    fixtures: dict[str, str] = field(default_factory=dict)
    routers: dict[str, str] = field(default_factory=dict)  # argument of the base URL, or ""
    stubs: dict[str, Stub] = field(default_factory=dict)
    matchers: dict[str, str] = field(default_factory=dict)
    answers: dict[str, tuple[str, int]] = field(default_factory=dict)
    assertions: dict[str, str] = field(default_factory=dict)
    comparisons: dict[str, str] = field(default_factory=dict)
    patches: dict[str, str] = field(default_factory=dict)
    recorded: dict[str, dict[str, str]] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    transports: frozenset[str] = frozenset()
    route_methods: frozenset[str] = frozenset()
    route_functions: frozenset[str] = frozenset()

    def canonical(self, name: str) -> str:
        """The name under which the rows know a dotted name, or the beginning of one."""
        head, rest = name, ""
        while head:
            if head in self.aliases:
                return self.aliases[head] + rest
            head, _, last = head.rpartition(".")
            rest = f".{last}{rest}"
        return name
