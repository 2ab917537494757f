"""The table of HTTP clients (clients.toml), read into rows that are found by dotted name."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache

import tomli


@dataclass(frozen=True, slots=True)
class Send:
    """A call that sends or builds a request; see clients.toml for the meaning of the fields."""

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
    positional: tuple[str, ...]
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
    """The whole table."""

    aliases: dict[str, str]
    clients: dict[str, Client]
    sends: dict[str, Send]
    receives: dict[str, Receive]
    answer: dict[str, str]
    status: dict[str, str]

    def canonical(self, name: str) -> str:
        """The name under which the rows know a dotted name."""
        return self.aliases.get(name, name)


@cache
def load() -> Clients:
    """Read the table that comes with the package."""
    with open(os.path.join(os.path.dirname(__file__), "clients.toml"), "rb") as stream:
        table = tomli.load(stream)
    clients = {row["name"]: Client(**row) for row in table["client"]}
    sends = {row.name: row for entry in table["send"] for row in _sends(entry)}
    receives = {row.name: row for entry in table["receive"] for row in _receives(entry)}
    return Clients(table["aliases"], clients, sends, receives, table["answer"], table["status"])


def _sends(entry: dict[str, object]) -> list[Send]:
    fields = {k: v for k, v in entry.items() if k not in ("names", "verbs", "default")}
    fields["positional"] = tuple(entry["positional"])  # type: ignore[arg-type]
    fields["raw"] = tuple(entry.get("raw", ()))  # type: ignore[arg-type]
    default = entry.get("default")
    if isinstance(default, dict):
        fields["default"] = (default["with"], default["without"])
    rows = []
    for name in entry["names"]:  # type: ignore[attr-defined]
        for verb in entry.get("verbs", [""]):  # type: ignore[attr-defined]
            expanded = name.replace("{verb}", verb)
            rows.append(Send(name=expanded, verb=verb.upper(), **fields))  # type: ignore[arg-type]
    return rows


def _receives(entry: dict[str, object]) -> list[Receive]:
    fields = {k: v for k, v in entry.items() if k != "names"}
    fields["positional"] = tuple(entry["positional"])  # type: ignore[arg-type]
    return [Receive(name=name, **fields) for name in entry["names"]]  # type: ignore
