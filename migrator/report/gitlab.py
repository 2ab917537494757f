"""The GitLab Code Quality report: what a merge request shows beside its changes.

Decided here: an unresolved site and a file that failed are `major`, a fixable site is `minor`.
GitLab keeps one of several entries with the same fingerprint, so equal ones are numbered.
"""

from __future__ import annotations

import json
from collections import Counter
from hashlib import sha256

from migrator.model import Problem, Report, Site, Status
from migrator.report.cells import in_words
from migrator.report.places import from_root
from migrator.report.wording import findings, message

_Json = dict[str, object]


def render(report: Report) -> str:
    """One JSON array with a final newline, `[]` when there is nothing to report."""
    entries = [_site(site, report) for site in findings(report)]
    entries += (_problem(problem, report.checkout.prefix) for problem in report.errors)
    seen: Counter[object] = Counter()
    for entry in entries:
        fingerprint = entry["fingerprint"]
        seen[fingerprint] += 1
        if seen[fingerprint] > 1:
            entry["fingerprint"] = f"{fingerprint}-{seen[fingerprint]}"
    return json.dumps(entries, indent=2) + "\n"


def _site(site: Site, report: Report) -> _Json:
    return {
        "description": message(site, report),
        "check_name": site.rule,
        "fingerprint": site.fingerprint,
        "severity": "major" if site.status is Status.UNRESOLVED else "minor",
        "location": _location(site.location.path, site.location.line, report.checkout.prefix),
    }


def _problem(problem: Problem, prefix: str) -> _Json:
    identity = f"{problem.code}\n{problem.path}".encode("utf-8", "surrogateescape")
    return {
        "description": in_words(problem.cell) + problem.message,
        "check_name": problem.code,
        "fingerprint": sha256(identity).hexdigest(),
        "severity": "major",
        "location": _location(problem.path, problem.line or 1, prefix),
    }


def _location(path: str, line: int, prefix: str) -> _Json:
    return {"path": from_root(path, prefix), "lines": {"begin": line}}
