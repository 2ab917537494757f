"""The JSON report: the stable form that other programs read.

Decided here: the keys and their order, which are never renamed within a major version of the
report. Everything but ASCII is escaped, so that the bytes do not depend on a console's encoding
and a path that is not valid Unicode still makes valid JSON. There is no time in it: two runs over
the same tree give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from migrator.model import (
    Cell,
    Edit,
    Evidence,
    Frame,
    Location,
    Problem,
    Reason,
    Report,
    Site,
    Status,
    Verification,
)

FORMAT_VERSION = 1


def render(report: Report) -> str:
    """The report as indented JSON with a final newline."""
    return json.dumps(_document(report), indent=2) + "\n"


def _document(report: Report) -> dict[str, object]:
    verification = {} if report.verification is None else _verification(report.verification)
    return {
        "version": FORMAT_VERSION,
        "tool": {"name": "awork-migrator", "version": report.version},
        "mode": report.mode.value,
        "summary": _summary(report),
        "sites": [_site(site) for site in report.sites],
        "errors": [_error(problem) for problem in report.errors],
        **verification,
    }


def _verification(found: Verification) -> dict[str, object]:
    """The key that a report has when a command judged its changes."""
    return {
        "verification": {
            "command": found.command,
            "seconds": round(found.seconds, 3),
            "runs": [
                {
                    "groups": run.groups,
                    "passed": run.passed,
                    "status": run.status,
                    "seconds": round(run.seconds, 3),
                }
                for run in found.runs
            ],
            "groups": [
                {
                    "sites": list(group.sites),
                    "verdict": "passed" if group.passed else "taken-back",
                    "output": list(group.output),
                }
                for group in found.groups
            ],
        }
    }


def _summary(report: Report) -> dict[str, object]:
    files = report.files
    return {
        "files": {
            "scanned": files.scanned,
            "analysed": files.analysed,
            "changed": files.changed,
            "skipped": files.skipped,
            "failed": files.failed,
        },
        "sites": dict(_by_status(report)),
    }


def _by_status(report: Report) -> Iterator[tuple[str, int]]:
    """How many entries of `sites` have each status."""
    for status in Status:
        yield status.value, sum(site.status is status for site in report.sites)


def _site(site: Site) -> dict[str, object]:
    return {
        "fingerprint": site.fingerprint,
        "rule": site.rule,
        "kind": site.kind.value,
        "status": site.status.value,
        "applicability": None if site.applicability is None else site.applicability.label,
        **_location(site.location),
        "scope": site.scope,
        "callee": site.callee,
        "method": site.method,
        "url": site.url,
        "facets": dict(site.facets),
        "reasons": [_reason(reason) for reason in site.reasons],
        "edits": [_edit(edit) for edit in site.edits],
        "via": [_frame(frame) for frame in site.via],
        "notes": list(site.notes),
        **({} if site.evidence is None else {"evidence": _evidence(site.evidence)}),
    }


def _evidence(seen: Evidence) -> dict[str, object]:
    """What a site has when a recorded run was looked at."""
    return {
        "count": seen.count,
        "stubbed": seen.stubbed,
        "keys": list(seen.keys),
        "statuses": list(seen.statuses),
    }


def _location(location: Location) -> dict[str, object]:
    return {
        "path": location.path,
        "line": location.line,
        "column": location.column,
        "end_line": location.end_line,
        "end_column": location.end_column,
        **_cell(location.cell),
    }


def _cell(cell: Cell | None) -> dict[str, object]:
    """What a place in a notebook has besides: its cell, and where it is in the source of that."""
    if cell is None:
        return {}
    spot = ("line", "column", "end_line", "end_column")
    inside = {key: getattr(cell, key) for key in spot if getattr(cell, key)}
    return {"cell": {"number": cell.number, **inside}}


def _reason(reason: Reason) -> dict[str, object]:
    return {
        "code": reason.code,
        "message": reason.message,
        "path": reason.path,
        "line": reason.line,
        **_cell(reason.cell),
    }


def _edit(edit: Edit) -> dict[str, object]:
    found = {**_location(edit.location), "before": edit.before, "after": edit.after}
    cell = found.get("cell")
    if isinstance(cell, dict) and edit.in_cell is not None:
        found["cell"] = {**cell, "before": edit.in_cell[0], "after": edit.in_cell[1]}
    return found


def _frame(frame: Frame) -> dict[str, object]:
    where = {"path": frame.path, "line": frame.line, "scope": frame.scope}
    return {**where, **_cell(frame.cell)}


def _error(problem: Problem) -> dict[str, object]:
    return {
        "path": problem.path,
        "code": problem.code,
        "message": problem.message,
        "line": problem.line,
        **_cell(problem.cell),
    }
