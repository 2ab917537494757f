"""The table of libraries that stand in for HTTP in tests (mocks.toml), read into rows."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from typing import Any

import tomli


@dataclass(frozen=True, slots=True)
class Stub:
    """A call that registers a stub or asserts a request; see mocks.toml for the fields."""

    name: str
    positional: tuple[str, ...]
    url: tuple[str, ...]
    verb: str = ""  # upper case, when the name says it
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
    """The whole table."""

    aliases: dict[str, str]
    fixtures: dict[str, str]
    routers: dict[str, str]  # name -> argument that holds the base URL, or ""
    stubs: dict[str, Stub]
    matchers: dict[str, str]
    answers: dict[str, tuple[str, int]]
    assertions: dict[str, str]
    comparisons: dict[str, str]
    recorded: dict[str, dict[str, str]]
    values: dict[str, str]
    transports: frozenset[str]
    route_methods: frozenset[str]
    route_functions: frozenset[str]

    def canonical(self, name: str) -> str:
        """The name under which the rows know a dotted name."""
        head, rest = name, ""
        while head:
            if head in self.aliases:
                return self.aliases[head] + rest
            head, _, last = head.rpartition(".")
            rest = f".{last}{rest}"
        return name


@cache
def load() -> Mocks:
    """Read the table that comes with the package."""
    with open(os.path.join(os.path.dirname(__file__), "mocks.toml"), "rb") as stream:
        table = tomli.load(stream)
    return Mocks(
        aliases=table["aliases"],
        fixtures=table["fixtures"],
        routers={row["name"]: row.get("base", "") for row in table["router"]},
        stubs={row.name: row for entry in table["stub"] for row in _stubs(entry)},
        matchers=table["matchers"],
        answers={name: (row[0], int(row[1])) for name, row in table["answers"].items()},
        assertions=table["assertions"],
        comparisons=table["comparisons"],
        recorded=table["recorded"],
        values=table["values"],
        transports=frozenset(table["transports"]["names"]),
        route_methods=frozenset(table["routes"]["methods"]),
        route_functions=frozenset(_with_verbs(table["routes"]["functions"])),
    )


VERBS = ("get", "post", "put", "patch", "delete", "head", "options")


def _with_verbs(names: list[str]) -> list[str]:
    return [name.replace("{verb}", verb) for name in names for verb in VERBS]


_LISTS = ("positional", "url", "method", "json", "raw", "answers")


def _stubs(entry: dict[str, Any]) -> list[Stub]:
    fields = {k: v for k, v in entry.items() if k not in ("names", "verbs", *_LISTS)}
    fields |= {name: tuple(entry.get(name, ())) for name in _LISTS}
    return [
        Stub(name=name.replace("{verb}", verb), verb=verb.upper(), **fields)
        for name in entry["names"]
        for verb in entry.get("verbs", [""])
    ]
