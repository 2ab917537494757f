"""Recorded requests, and the file that `trace` leaves.

Decided here: a line of the file is one kind of request, with how often it was seen: same rule,
endpoint, method, place, keys, status and frames. The lines are sorted, so that two runs that do
the same leave the same file. A frame says whether its line is alone with the endpoints of the
rules, or has sent other requests too. Slashes are escaped, as JSON allows, so that the file is no
occurrence of the paths that it lists.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import NamedTuple

from migrator.evidence.patterns import DEPRECATED

_VERSION = 1


class EvidenceError(Exception):
    """A sentence for the user: what is wrong with an evidence file."""


class Frame(NamedTuple):
    """A line of a file of the project that was on the way to the request; the path has `/`.

    With `alone` the run sent no request over this line that matches no rule.
    """

    path: str
    line: int
    function: str
    alone: bool = False


class Event(NamedTuple):
    """Requests that are alike; `frames` begin with the innermost.

    `query` and `body` are keys; `body` is None when it could not be read. `status` is None when no
    answer was seen.
    """

    rule: str
    endpoint: str
    method: str
    scheme: str
    host: str
    path: str
    query: tuple[str, ...]
    body: tuple[str, ...] | None
    status: int | None
    client: str
    stubbed: bool
    frames: tuple[Frame, ...]
    times: int = 1

    @property
    def is_deprecated(self) -> bool:
        """Whether the deprecated endpoint was asked, and not its replacement."""
        return self.endpoint == DEPRECATED

    @property
    def where(self) -> str:
        """Host and path as a person writes them."""
        return f"{self.scheme}://{self.host}{self.path}" if self.host else self.path


def dumped(events: Iterable[Event]) -> str:
    """The events as the lines of an evidence file."""
    return "".join(json.dumps(_document(event)).replace("/", r"\/") + "\n" for event in events)


def loaded(text: str, name: str) -> list[Event]:
    """The events of an evidence file; raise `EvidenceError` for a line that is none."""
    events = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
            if value["version"] != _VERSION:
                raise EvidenceError(
                    f"{name}:{number}: is of version {value['version']}, and only {_VERSION} is"
                    " known; record again with this version of the tool"
                )
            events.append(event_of(value))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise EvidenceError(
                f"{name}:{number}: is no recorded request; the file has to be one that"
                " `awork-migrator trace --output` wrote"
            ) from None
    return events


def event_of(value: dict[str, object]) -> Event:
    """An event from its JSON; raise `KeyError` or `TypeError` when it is none."""
    body, status = value["body"], value["status"]
    return Event(
        rule=_text(value["rule"]),
        endpoint=_text(value["endpoint"]),
        method=_text(value["method"]),
        scheme=_text(value["scheme"]),
        host=_text(value["host"]),
        path=_text(value["path"]),
        query=tuple(map(_text, _list(value["query"]))),
        body=None if body is None else tuple(map(_text, _list(body))),
        status=None if status is None else _number(status),
        client=_text(value["client"]),
        stubbed=value["stubbed"] is True,
        frames=tuple(
            Frame(
                _text(f["path"]),
                _number(f["line"]),
                _text(f["function"]),
                f.get("alone") is True,
            )
            for f in _list(value["frames"])
            if isinstance(f, dict)
        ),
        times=_number(value.get("count", 1)),
    )


def _document(event: Event) -> dict[str, object]:
    return {
        "version": _VERSION,
        "rule": event.rule,
        "endpoint": event.endpoint,
        "count": event.times,
        "method": event.method,
        "scheme": event.scheme,
        "host": event.host,
        "path": event.path,
        "query": list(event.query),
        "body": None if event.body is None else list(event.body),
        "status": event.status,
        "client": event.client,
        "stubbed": event.stubbed,
        "frames": [
            {
                "path": frame.path,
                "line": frame.line,
                "function": frame.function,
                "alone": frame.alone,
            }
            for frame in event.frames
        ],
    }


def in_order(events: Iterable[Event]) -> list[Event]:
    """The events in the order of an evidence file."""
    return sorted(events, key=_order)


def _order(event: Event) -> tuple[str, ...]:
    frames = [f"{frame.path}:{frame.line:08}" for frame in event.frames]
    return (event.rule, event.endpoint, *frames[:1], dumped([event]))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(value)
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError(value)
    return value
