"""What two runs of a program have to have in common, and what may differ.

The path, the name of the body's key and the status of a successful deletion move by design; they
are translated back before anything is compared.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from tests.programs.launch import Finished
from tests.standin import Call, Run
from tests.standin.awork import DEPRECATED, REPLACEMENT


@dataclass(frozen=True)
class Observation:
    """One run of a program, seen from outside."""

    finished: Finished
    calls: tuple[Call, ...]
    deleted: tuple[str, ...]

    @classmethod
    def of(cls, finished: Finished, run: Run) -> Observation:
        """Freeze the state of a run after the process has ended."""
        return cls(finished, tuple(run.calls), run.deleted)

    @property
    def deprecated_calls(self) -> int:
        """How many requests went to the deprecated endpoint."""
        return sum(_is(call, DEPRECATED) for call in self.calls)


def differences(before: Observation, after: Observation, *, ordered: bool = True) -> list[str]:
    """One sentence for each way in which the second run is not the first one again."""
    traces = [[_meaning(call) for call in run.calls] for run in (before, after)]
    if not ordered:
        traces = [sorted(trace) for trace in traces]
    compared = {
        "the deleted entries": (before.deleted, after.deleted),
        "the requests": tuple(traces),
        "the exit status": (before.finished.status, after.finished.status),
        "standard output": (_timeless(before.finished.stdout), _timeless(after.finished.stdout)),
        "standard error": (_moved_back(before.finished.stderr), _moved_back(after.finished.stderr)),
    }
    return [
        f"{what}: before {pair[0]!r}, after {pair[1]!r}"
        for what, pair in compared.items()
        if pair[0] != pair[1]
    ]


def _is(call: Call, resource: str) -> bool:
    return call.is_ours and call.method == "POST" and call.resource == resource


def _meaning(call: Call) -> tuple[str, ...]:
    """A request in terms that both endpoints share."""
    common = (call.host, call.query, call.authorization, call.content_type)
    if _is(call, DEPRECATED):
        return ("delete many", *common, _form(call.body, "ids"))
    if _is(call, REPLACEMENT):
        return ("delete many", *common, _form(call.body, "timeEntryIds"))
    return (call.method, call.path, *common, call.body.decode("utf-8", "replace"))


def _form(body: bytes, key: str) -> str:
    """The JSON form with `key` set apart, so that two forms differ when anything else does."""
    try:
        form = json.loads(body)
    except ValueError:
        return repr(body)
    if not isinstance(form, dict):
        return repr(form)
    rest = {name: value for name, value in form.items() if name != key}
    return repr((form.get(key), sorted(rest.items())))


def _timeless(text: str) -> str:
    return re.sub(r"\d+\.\d+s\b", "some time", text)


def _moved_back(text: str) -> str:
    """Log lines and tracebacks as they were: they may name the path, the key and the status."""
    text = _timeless(text).replace("batch/", "").replace("timeEntryIds", "ids")
    text = re.sub(r"\b(200 OK|204 No Content|207 Multi-Status)", "success", text)
    return re.sub(r"\b(200|204|207)\b|\{\}|0x[0-9a-f]+", "success", text)
