"""What the API answers, as its reference documents it: strict, and without a network.

Decided here: which request gets which answer, and what it does to the time entries of a run. The
names of the lists in a 207 answer are not documented, so the ones used here mean nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

API_HOSTS = ("api.awork.com", "api.awork.io")
DEPRECATED = "/timeentries/delete"
REPLACEMENT = "/timeentries/batch/delete"
BULK_OPERATIONS = "setbilled|setunbilled|setbillable|setunbillable|settypeofwork"


def _entry(number: int) -> dict[str, Any]:
    return {
        "id": f"te-{number:02}",
        "note": f"Entry {number}",
        "isBilled": number % 4 == 0,
        "isBillable": number % 2 == 0,
        "duration": 0 if number % 5 == 0 else number * 900,
        "startDateUtc": f"2023-{number:02}-01T08:00:00Z",
        "userId": "user-a" if number <= 6 else "user-b",
        "projectId": "project-x" if number % 3 else "project-y",
    }


ENTRIES = {entry["id"]: entry for entry in map(_entry, range(1, 13))}


@dataclass(frozen=True)
class Behaviour:
    """What one run is to meet.

    `plain_status` is the status of the deprecated endpoint's success: 204 without a body, or 200
    with `{}`. `refused` are ids that exist and are never deleted: the deprecated endpoint answers
    400, the replacement lists them in its 207. An `anonymous` caller needs no token.
    """

    plain_status: int = 204
    refused: frozenset[str] = frozenset()
    anonymous: bool = False


@dataclass(frozen=True)
class Call:
    """One request as it came in; `content_type` is without its parameters."""

    method: str
    host: str
    path: str
    query: str
    content_type: str
    authorization: str
    body: bytes

    @property
    def resource(self) -> str:
        """The path below `/api/v1`, in lower case: paths are matched without regard to case."""
        return self.path.lower().removeprefix("/api/v1")

    @property
    def is_ours(self) -> bool:
        """Whether the request went to the API rather than to another vendor's host."""
        return self.host in API_HOSTS


@dataclass(frozen=True)
class Answer:
    """A status and the value of its JSON body; None stands for no body at all."""

    status: int
    content: Any = None


@dataclass
class Run:
    """The state that one run of a program meets and leaves behind."""

    behaviour: Behaviour = field(default_factory=Behaviour)
    entries: dict[str, dict[str, Any]] = field(default_factory=lambda: dict(ENTRIES))
    calls: list[Call] = field(default_factory=list)

    @property
    def deleted(self) -> tuple[str, ...]:
        """The ids that are gone, sorted."""
        return tuple(sorted(ENTRIES.keys() - self.entries.keys()))

    def calls_to(self, resource: str) -> list[Call]:
        """The requests to one resource of the API, in the order of their arrival."""
        return [call for call in self.calls if call.is_ours and call.resource == resource]

    def answer(self, call: Call) -> Answer:
        """Record the request, do what it asks for, and say what it is answered."""
        self.calls.append(call)
        if not call.is_ours:
            return Answer(200, {"ok": True})
        known = re.fullmatch(r"Bearer \S+", call.authorization)
        if not known and not self.behaviour.anonymous:
            return Answer(401, {"code": "unauthorized"})
        if not call.path.lower().startswith("/api/v1/"):
            return Answer(404, {"code": "not-found"})
        return self._route(call)

    def _route(self, call: Call) -> Answer:
        allowed = []
        for method, pattern, handler in ROUTES:
            match = re.fullmatch(pattern, call.resource)
            if match and method == call.method:
                return handler(self, call, match)
            if match:
                allowed.append(method)
        return Answer(405 if allowed else 404, {"code": "no-such-route", "allowed": allowed})


def _ids(call: Call, key: str) -> list[str] | None:
    """The list of strings at `key` of a JSON body, or None when the form does not validate."""
    if call.content_type != "application/json":
        return None
    try:
        form = json.loads(call.body)
    except ValueError:
        return None
    ids = form.get(key) if isinstance(form, dict) else None
    valid = isinstance(ids, list) and all(isinstance(item, str) for item in ids)
    return ids if valid else None


def _accepts_nothing(call: Call) -> bool:
    """Whether a form of the deprecated endpoint leaves the ids out: no body, no key, or null."""
    if not call.body:
        return True
    if call.content_type != "application/json":
        return False
    try:
        form = json.loads(call.body)
    except ValueError:
        return False
    return isinstance(form, dict) and form.get("ids") is None


def _delete_many(run: Run, call: Call, _: re.Match[str]) -> Answer:
    success = Answer(run.behaviour.plain_status, {} if run.behaviour.plain_status == 200 else None)
    if _accepts_nothing(call):
        return success
    ids = _ids(call, "ids")
    if ids is None or not _deletable(run, ids).issuperset(ids):
        return Answer(400, {"code": "invalid-form"})
    for item in ids:
        run.entries.pop(item, None)
    return success


def _batch_delete(run: Run, call: Call, _: re.Match[str]) -> Answer:
    ids = _ids(call, "timeEntryIds")
    if ids is None:
        return Answer(400, {"code": "invalid-form"})
    deletable = _deletable(run, ids)
    for item in deletable:
        del run.entries[item]
    rest = [item for item in ids if item not in deletable]
    return Answer(207, {"x-done": sorted(deletable), "x-rest": rest})


def _deletable(run: Run, ids: list[str]) -> set[str]:
    return (set(ids) & run.entries.keys()) - run.behaviour.refused


def _bulk(_: Run, call: Call, __: re.Match[str]) -> Answer:
    return Answer(400, {"code": "invalid-form"}) if _ids(call, "ids") is None else Answer(204)


def _listing(run: Run, call: Call, _: re.Match[str]) -> Answer:
    query = {key: values[-1] for key, values in parse_qs(call.query).items()}
    size = int(query.get("pageSize", len(ENTRIES)))
    first = (int(query.get("page", 1)) - 1) * size
    return Answer(200, list(run.entries.values())[first : first + size])


def _show(run: Run, _: Call, match: re.Match[str]) -> Answer:
    entry = run.entries.get(match[1])
    return Answer(404, {"code": "not-found"}) if entry is None else Answer(200, entry)


def _update(run: Run, call: Call, match: re.Match[str]) -> Answer:
    if match[1] not in run.entries:
        return Answer(404, {"code": "not-found"})
    run.entries[match[1]] = {**run.entries[match[1]], **json.loads(call.body)}
    return Answer(200, run.entries[match[1]])


def _delete_one(run: Run, _: Call, match: re.Match[str]) -> Answer:
    gone = run.entries.pop(match[1], None)
    return Answer(404, {"code": "not-found"}) if gone is None else Answer(204)


def _create(_: Run, __: Call, ___: re.Match[str]) -> Answer:
    return Answer(201, {"id": "te-new"})


def _me(_: Run, __: Call, ___: re.Match[str]) -> Answer:
    return Answer(200, {"id": "user-a", "firstName": "Ada"})


Handler = Callable[[Run, Call, "re.Match[str]"], Answer]

ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("POST", DEPRECATED, _delete_many),
    ("POST", REPLACEMENT, _batch_delete),
    ("POST", f"/timeentries/(?:{BULK_OPERATIONS})", _bulk),
    ("POST", "/(?:projects|tasks|usertimeentries)/delete", _bulk),
    ("GET", "/timeentries", _listing),
    ("POST", "/timeentries", _create),
    ("GET", "/timeentries/(te-[^/]+)", _show),
    ("PUT", "/timeentries/(te-[^/]+)", _update),
    ("DELETE", "/timeentries/(te-[^/]+)", _delete_one),
    ("GET", "/users/me", _me),
)
