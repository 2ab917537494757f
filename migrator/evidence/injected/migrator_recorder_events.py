"""What the recorder writes of a request.

Decided here: a request is looked at in terms of what is the same for many: its URL, its keys, its
frames. Each kind of request is written once, in full, and each request of the kind as two numbers
(see `migrator_recorder_slots`). Values, headers and the user's name in a URL are never written. Of
a request that matches no rule only the lines are written that it came over, once.
"""

from __future__ import annotations

from json import JSONDecoder, JSONEncoder
from urllib.parse import parse_qsl, unquote, urlsplit

import migrator_recorder as recorder
import migrator_recorder_frames as frames
import migrator_recorder_slots as slots

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import FrameType
    from typing import Any, Dict, Optional, Tuple

    from migrator_recorder_frames import Line, Stack
    from migrator_recorder_slots import Slot

    Keys = Optional[Tuple[str, ...]]
    Found = Optional[Dict[str, Any]]

_BODY = 1_000_000  # bytes of a body that are looked at
_KEYS = 100
_NAME = 200  # characters of a key
_CACHED = 1_000

_scan = JSONDecoder().scan_once  # type: ignore[attr-defined]
_written = JSONEncoder(separators=(",", ":")).encode
_urls: dict[tuple[Any, Any], Found] = {}
_kinds: dict[Any, str] = {}
_stacks: set[Stack] = set()
_crossed: set[Line] = set()


class Event:
    """One request that is under way; `found` is what is written of its URL."""

    __slots__ = ("found", "reached", "slot")

    def __init__(self, slot: Slot | None, found: Found) -> None:
        self.slot = slot
        self.found = found
        self.reached = False  # whether it came through to the network


PASSED = Event(None, None)
"""In place of a request that matches no rule."""


def begin(
    client: str,
    request: tuple[Any, Any, Any, Any],
    above: FrameType,
    outer: Event | None,
) -> Event | None:
    """Write down a request if it matches a rule; None when it does not.

    `request` is method, URL, body, and whether that may be a form, or the headers that say so.
    `outer` is a request within which the program makes this one.
    """
    method, url, body, form = request
    if not isinstance(url, str):
        url = text_of(url)
    asked = (method, url)
    found = _urls.get(asked, _urls)
    if found is _urls:
        found = _match(text_of(method).upper(), url)
        _remember(_urls, asked, found)
    if found is None:
        _elsewhere(frames.stack_of(above))
        return None
    if outer is not None and outer.found == found:
        return outer  # a part of the client that belongs to the program
    keys = None if body is NotImplemented else _keys(body, form)
    stack = frames.stack_of(above)
    # A suite sends the same request from the same place many times.
    alike = (client, asked, keys, stack)
    kind = _kinds.get(alike)
    if kind is None:
        body = None if keys is None else _shown(keys)
        kind = _written({**found, "body": body, "client": client, "frames": stack.lines})
        _remember(_kinds, alike, kind)
    return Event(slots.take(kind), found)


def finish(event: Event, status: Any, stubbed: bool | None = None) -> None:
    """Write down how a request ended; `status` is None when there was no answer."""
    known = isinstance(status, int) and not isinstance(status, bool)
    stubbed = not event.reached if stubbed is None else stubbed
    assert event.slot is not None
    slots.end(event.slot, int(status) if known else None, stubbed)


def _elsewhere(stack: Stack) -> None:
    """Write down which lines a request came over that matches no rule, each line once."""
    if stack in _stacks:
        return
    new = [line for line in stack.lines if line not in _crossed]
    if new:
        places = [(path, line) for path, line, _ in new]
        slots.note('{"elsewhere":' + _written(places) + "}")
    _crossed.update(new)
    _stacks.add(stack)


def _remember(cache: dict[Any, Any], key: Any, value: Any) -> None:
    if len(cache) >= _CACHED:
        cache.clear()
    cache[key] = value


def _match(method: str, url: str) -> Found:
    """What is written of a URL that matches a rule, None when it matches none."""
    lower = url.lower()
    for rule in recorder.settings["rules"]:
        if rule["method"] == method and rule["word"] in lower:
            found = _matched(rule, url)
            if found is not None:
                return {**found, "method": method}
    return None


def _matched(rule: dict[str, Any], url: str) -> Found:
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    local = not host or recorder.settings["local"].match(host) is not None
    if not local and rule["hosts"] and host not in rule["hosts"]:
        return None
    path = unquote(parts.path) if "%" in parts.path else parts.path
    path = "/" + "/".join(segment for segment in path.split("/") if segment)
    for wanted in rule["paths"]:
        if wanted["local"] and not local:
            continue
        match = wanted["pattern"].match(path)
        if match is not None:
            return {"rule": rule["code"], "endpoint": wanted["endpoint"], "scheme": parts.scheme,
                    "host": host, "path": _without_values(path, match),
                    "query": _shown(_query_keys(parts.query))}  # fmt: skip
    return None


def _without_values(path: str, match: Any) -> str:
    """The path with a name in braces for what a placeholder matched."""
    pieces, done = [], 0
    for name in sorted(match.groupdict(), key=match.start):
        begin_, end = match.span(name)
        if begin_ >= done and end > begin_:
            pieces += [path[done:begin_], "/" if name == "prefix" else "", "{" + name + "}"]
            done = end
    return "".join([*pieces, path[done:]])


def _query_keys(query: str) -> list[str]:
    # A part without `=` is a value as well as a key, so that it is left out.
    named = "&".join(part for part in query.split("&") if "=" in part)
    return [key for key, _ in parse_qsl(named, keep_blank_values=True)]


def _shown(keys: Iterable[str]) -> list[str]:
    return sorted({key[:_NAME] for key in keys})[:_KEYS]


def _keys(body: Any, form: Any) -> Keys:
    """The keys of a body; None when it cannot be told without disturbing it."""
    if body is None:
        return ()
    if isinstance(body, (bytes, bytearray)):
        if len(body) > _BODY:
            return None
        body = body.decode("utf-8", "replace")
    elif isinstance(body, dict):
        return tuple(map(str, body))
    elif not isinstance(body, str) or len(body) > _BODY:
        return None
    start = 0 if body[:1] == "{" else len(body) - len(body.lstrip())
    if body[start : start + 1] == "{":
        try:
            value, end = _scan(body, start)
        except (ValueError, StopIteration, RecursionError):
            return None
        return tuple(value) if end == len(body) or not body[end:].strip() else None
    if not body:
        return ()
    if form is True or (form and "form" in text_of(form.get("Content-Type") or "")):
        return tuple(_query_keys(body))
    return None


def text_of(value: Any) -> str:
    """What a client takes for a text, as one."""
    if isinstance(value, str):
        return value
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
