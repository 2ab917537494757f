"""Recorded requests as what is known of single lines: what the migration may rest on.

Decided here: a request is seen on each line that it came over. A line is alone with an endpoint
when nothing else came over it: no request that matches no rule, none of another rule, none of the
replacement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from migrator.evidence.events import Event
from migrator.model import Sighting


def sightings(events: Iterable[Event]) -> tuple[Sighting, ...]:
    """What the requests of deprecated endpoints show of the lines that they came over."""
    events = list(events)
    asked: dict[tuple[str, int], set[tuple[str, str]]] = defaultdict(set)
    for event in events:
        for frame in event.frames:
            asked[frame.path, frame.line].add((event.rule, event.endpoint))
    found = []
    for event in events:
        if not event.is_deprecated:
            continue
        for frame in dict.fromkeys(event.frames):
            alone = frame.alone and len(asked[frame.path, frame.line]) == 1
            request = f"{event.method} {event.where}"
            place = (frame.path, frame.line)
            found.append(Sighting(event.rule, *place, event.times, request, event.body, alone))
    return tuple(found)
