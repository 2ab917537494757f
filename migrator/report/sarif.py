"""The SARIF 2.1.0 report, for GitHub code scanning and for editors.

Decided here: what is left to do is a result of the level `error`, because the run fails on it; what
is suppressed is a result with its suppression; all other sites are no alerts. Safe and unsafe edits
are `fixes` that say which they are. GitHub refuses more than 25,000 results, so the unresolved ones
come first and a notification says how many were left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby

from migrator.model import (
    Applicability,
    Checkout,
    Edit,
    Location,
    Problem,
    Report,
    RuleInfo,
    Site,
    Status,
)
from migrator.report.cells import in_words
from migrator.report.places import from_root, is_absolute, uri
from migrator.report.wording import TOOL, findings, message

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
MOST_RESULTS = 25_000

_Json = dict[str, object]


def render(report: Report) -> str:
    """The report as indented JSON with a final newline."""
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report)]}
    return json.dumps(document, indent=2) + "\n"


def _run(report: Report) -> _Json:
    suppressed = [site for site in report.sites if site.status is Status.SUPPRESSED]
    sites = [*findings(report), *suppressed]
    return {
        "tool": {"driver": _driver(report)},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report, len(sites) - MOST_RESULTS)],
        "results": [_result(site, report) for site in sites[:MOST_RESULTS]],
    }


def _driver(report: Report) -> _Json:
    return {
        "name": TOOL,
        "version": report.version,
        "semanticVersion": report.version,
        "rules": [_rule(rule) for rule in report.rules],
    }


def _rule(rule: RuleInfo) -> _Json:
    use = f"{rule.method} {rule.replacement}"
    text = f"{rule.summary}. Use {use} instead."
    return {
        "id": rule.code,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": text},
        "help": {
            "text": " ".join(filter(None, (text, rule.note))),
            "markdown": "\n\n".join(
                filter(None, (f"{rule.summary}. Use `{use}` instead.", rule.note))
            ),
        },
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": ["deprecation", "migration"]},
    }


def _invocation(report: Report, left_out: int) -> _Json:
    notices = [_problem(problem, report.checkout) for problem in report.errors]
    if left_out > 0:
        text = (
            f"{left_out} results were left out, because GitHub takes no more than {MOST_RESULTS};"
            " the text and JSON reports have them all."
        )
        notices.append(_notification("results-left-out", "warning", text))
    notices += (_notification("note", "note", note) for note in report.notes)
    return {"executionSuccessful": not report.errors, "toolExecutionNotifications": notices}


def _problem(problem: Problem, checkout: Checkout) -> _Json:
    region = {} if problem.line is None else {"startLine": problem.line}
    notice = _notification(problem.code, "error", in_words(problem.cell) + problem.message)
    return {**notice, "locations": [_place(problem.path, region, checkout)]}


def _notification(code: str, level: str, text: str) -> _Json:
    return {"descriptor": {"id": code}, "level": level, "message": {"text": text}}


def _result(site: Site, report: Report) -> _Json:
    result: _Json = {
        "ruleId": site.rule,
        "level": "error",
        "message": {"text": message(site, report)},
        "locations": [_location(site.location, report.checkout)],
        "partialFingerprints": _fingerprints(site, report.checkout),
    }
    codes = [rule.code for rule in report.rules]
    if site.rule in codes:
        result["ruleIndex"] = codes.index(site.rule)
    related = list(_related(site, report.checkout))
    if related:
        result["relatedLocations"] = related
    if site.edits:
        result["fixes"] = [_fix(site, report.checkout)]
    if site.suppression is not None:
        result["suppressions"] = [_suppression(site)]
    result["properties"] = _properties(site)
    return result


def _fingerprints(site: Site, checkout: Checkout) -> _Json:
    line_hash = checkout.line_hashes.get((site.location.path, site.location.line))
    known: _Json = {} if line_hash is None else {"primaryLocationLineHash": line_hash}
    return {**known, f"{TOOL}/v1": site.fingerprint}


def _properties(site: Site) -> _Json:
    return {
        "status": site.status.value,
        "kind": site.kind.value,
        "reasons": [reason.code for reason in site.reasons],
    }


def _related(site: Site, checkout: Checkout) -> Iterator[_Json]:
    """The way to the HTTP call, then the places of reasons that are not on the site's line."""
    steps = [(frame.path, frame.line, f"via {frame.scope or 'module level'}") for frame in site.via]
    here = (site.location.path, site.location.line)
    for reason in site.reasons:
        if (reason.path, reason.line) != here:
            steps.append((reason.path, reason.line, reason.message))
    for number, (path, line, text) in enumerate(steps, start=1):
        place = _place(path, {"startLine": line}, checkout)
        yield {"id": number, **place, "message": {"text": text}}


def _fix(site: Site, checkout: Checkout) -> _Json:
    safe = site.applicability is Applicability.SAFE
    text = "Move to the replacement" if safe else "Unsafe: read the result before it is merged"
    ordered = sorted(site.edits)
    files = groupby(ordered, key=lambda edit: edit.location.path)
    label = "display-only" if site.applicability is None else site.applicability.label
    return {
        "description": {"text": text},
        "artifactChanges": [_artifact_change(path, edits, checkout) for path, edits in files],
        "properties": {"applicability": label},
    }


def _artifact_change(path: str, edits: Iterable[Edit], checkout: Checkout) -> _Json:
    return {
        "artifactLocation": _artifact(path, checkout),
        "replacements": [
            {"deletedRegion": _region(edit.location), "insertedContent": {"text": edit.after}}
            for edit in edits
        ],
    }


def _suppression(site: Site) -> _Json:
    assert site.suppression is not None
    in_source = site.suppression.by == "comment"
    until = f"until {site.suppression.until}" if site.suppression.until else ""
    why = ": ".join(filter(None, (until, site.suppression.justification)))
    return {
        "kind": "inSource" if in_source else "external",
        "status": "accepted",
        **({"justification": why} if why else {}),
    }


def _location(where: Location, checkout: Checkout) -> _Json:
    place = _place(where.path, _region(where), checkout)
    if where.cell is None:
        return place
    cell = f"cell {where.cell.number}"
    return {**place, "logicalLocations": [{"name": cell, "fullyQualifiedName": cell}]}


def _place(path: str, region: dict[str, int], checkout: Checkout) -> _Json:
    where: _Json = {"artifactLocation": _artifact(path, checkout)}
    return {"physicalLocation": {**where, "region": region} if region else where}


def _artifact(path: str, checkout: Checkout) -> _Json:
    artifact: _Json = {"uri": uri(from_root(path, checkout.prefix))}
    return artifact if is_absolute(path) else {**artifact, "uriBaseId": "%SRCROOT%"}


def _region(location: Location) -> dict[str, int]:
    return {
        "startLine": location.line,
        "startColumn": location.column,
        "endLine": location.end_line,
        "endColumn": location.end_column,
    }
