"""What is known about one package: its pin, its suite, its rules and the places that were read.

A place is a line, or lines, in the pinned source where a careful reader finds a use of the
endpoint: `client/users.py:41` or `tests/test_users.py:12-16`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

from benchmarks.packages import Pin

FOLDER = Path(__file__).with_name("packages")
_PLACE = re.compile(r"(?P<path>\S+\.\w+):(?P<first>\d+)(?:-(?P<last>\d+))?(?:\s+(?P<why>.+))?")


class DataError(Exception):
    """A data file that makes no sense; the message names it."""


@dataclass(frozen=True)
class Place:
    """Lines of a file, 1-based and inclusive, and for a place that stays the reason."""

    path: str
    first: int
    last: int
    why: str = ""

    def holds(self, path: str, line: int) -> bool:
        """Whether the 1-based line of the file, relative to the package, belongs to the place."""
        return path == self.path and self.first <= line <= self.last

    def __str__(self) -> str:
        lines = str(self.first) if self.first == self.last else f"{self.first}-{self.last}"
        return f"{self.path}:{lines}"


@dataclass(frozen=True)
class Endpoint:
    """A rule as the tool reads it, and where its endpoint is used."""

    code: str
    rule: Mapping[str, object]
    moves: tuple[Place, ...]
    """The calls and pins that a careful engineer would move."""
    stays: tuple[Place, ...]
    """The places that a careful engineer would leave although they name the endpoint."""


@dataclass(frozen=True)
class Suite:
    """How the package's own tests run."""

    requirements: tuple[str, ...]
    command: tuple[str, ...]
    """Arguments of the environment's Python."""
    source: str
    """The folder, relative to the package's, that its modules are imported from."""
    module: str
    """A module that must be imported from there."""
    environment: tuple[tuple[str, str], ...] = ()
    touch: tuple[str, ...] = ()
    """Empty files that the suite needs and the archive leaves out."""


@dataclass(frozen=True)
class Package:
    """One data file."""

    pin: Pin
    style: str
    suite: Suite
    endpoints: tuple[Endpoint, ...]

    @property
    def name(self) -> str:
        """The name on the package index."""
        return self.pin.name


def load(path: Path) -> Package:
    """Read a data file. Raises DataError when it makes no sense."""
    with open(path, "rb") as stream:
        data = tomllib.load(stream)
    try:
        suite = data["suite"]
        package = Package(
            pin=Pin(data["name"], data["version"], data["sha256"]),
            style=data["style"],
            suite=Suite(
                requirements=tuple(suite["requirements"]),
                command=tuple(suite["command"]),
                source=suite.get("source", "."),
                module=suite["module"],
                environment=tuple(suite.get("environment", {}).items()),
                touch=tuple(suite.get("touch", ())),
            ),
            endpoints=tuple(_endpoint(rule) for rule in data["rule"]),
        )
    except (KeyError, TypeError, DataError) as error:
        raise DataError(f"{path.name}: {error}") from error
    codes = [endpoint.code for endpoint in package.endpoints]
    if len(set(codes)) < len(codes):
        raise DataError(f"{path.name}: two rules have one code")
    return package


def _endpoint(data: Mapping[str, object]) -> Endpoint:
    rule = {key: value for key, value in data.items() if key not in ("moves", "stays")}
    moves = _places(data.get("moves", []))
    stays = _places(data.get("stays", []))
    unsaid = [str(place) for place in stays if not place.why]
    if unsaid:
        raise DataError(f"a place that stays needs its reason: {', '.join(unsaid)}")
    return Endpoint(str(data["code"]), rule, moves, stays)


def _places(given: object) -> tuple[Place, ...]:
    places = []
    for text in given if isinstance(given, list) else []:
        found = _PLACE.fullmatch(text)
        if found is None:
            raise DataError(f"not a place: {text!r}")
        first = int(found["first"])
        places.append(Place(found["path"], first, int(found["last"] or first), found["why"] or ""))
    return tuple(places)


def rules_text(endpoints: Sequence[Endpoint]) -> str:
    """The rules as a file for `--rules`."""
    lines = []
    for endpoint in endpoints:
        lines.append("[[rule]]")
        lines += [f"{key} = {_toml(value)}" for key, value in endpoint.rule.items()]
        lines.append("")
    return "\n".join(lines)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{_quoted(key)} = {_toml(item)}" for key, item in value.items())
        return f"{{ {pairs} }}"
    if isinstance(value, list):
        return f"[{', '.join(_toml(item) for item in value)}]"
    return _quoted(value) if isinstance(value, str) else str(value)


def _quoted(text: object) -> str:
    return '"' + str(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
