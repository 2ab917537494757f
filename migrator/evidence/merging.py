"""What recorders wrote in many processes, merged into events.

Decided here: a process has left kinds of requests, one JSON object a line, and slots, two numbers a
request: which kind it is, and how it ended. What cannot be read, such as a line that a crash of the
machine cut off, is left out. A line of the project that any process has sent something else over is
not alone.
"""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from migrator.evidence.events import Event, event_of, in_order

_STUBBED = 2  # the lowest bit says that it ended, the rest is the status and one


class Recording(NamedTuple):
    """What one process wrote: the file of its kinds, and its files of slots."""

    kinds: bytes
    slots: Sequence[bytes] = ()


def merged(recordings: Iterable[Recording]) -> list[Event]:
    """The requests that recorders wrote down, those that are alike in one."""
    recordings = list(recordings)
    objects = [list(_objects(recording.kinds)) for recording in recordings]
    elsewhere = {place for found in objects for value in found for place in _places(value)}
    seen: Counter[Event] = Counter()
    for recording, found in zip(recordings, objects, strict=True):
        kinds = {value["kind"]: value for value in found if isinstance(value.get("kind"), int)}
        for (kind, ending), times in _requests(recording).items():
            event = _event(kinds.get(kind), ending, elsewhere)
            if event is not None:
                seen[event] += times
    return in_order(event._replace(times=count) for event, count in seen.items())


def _objects(lines: bytes) -> Iterator[dict[str, object]]:
    for line in lines.split(b"\n"):
        try:
            value = json.loads(line)
        except ValueError:
            continue
        if isinstance(value, dict):
            yield value


def _requests(recording: Recording) -> Counter[tuple[int, int]]:
    """How often a kind of request ended in one way."""
    found: Counter[tuple[int, int]] = Counter()
    for content in recording.slots:
        numbers = array("I")
        numbers.frombytes(content[: len(content) // 8 * 8])
        found.update(zip(numbers[::2], numbers[1::2], strict=True))
    return found


def _places(value: dict[str, object]) -> Iterator[tuple[str, int]]:
    """The lines that a request came over which matches no rule."""
    for place in _lists(value.get("elsewhere")):
        yield place[0], place[1]


def _event(
    kind: dict[str, object] | None, ending: int, elsewhere: set[tuple[str, int]]
) -> Event | None:
    if kind is None:
        return None
    frames = [
        {"path": path, "line": line, "function": name, "alone": (path, line) not in elsewhere}
        for path, line, name in _lists(kind.get("frames"))
    ]
    status = (ending >> 2) - 1 if ending >> 2 else None
    try:
        return event_of(
            {**kind, "frames": frames, "status": status, "stubbed": bool(ending & _STUBBED)}
        )
    except (KeyError, TypeError):
        return None


def _lists(value: object) -> Iterator[list[Any]]:
    """The lists in a list; what they hold is what the recorder wrote."""
    for item in value if isinstance(value, list) else ():
        if isinstance(item, list):
            yield item
