"""Recorded requests beside the sites of a report.

Decided here: a request belongs to a site when one of its frames is on a line of the site. A site
that was looked at and is not ours explains no request of ours. A request that meets no site is a
site of its own, at the innermost frame in a file that was checked. Evidence says what a run did,
never what every run does: it makes nothing safe.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from migrator.comments.suppressions import Ignores
from migrator.evidence.events import Event, Frame
from migrator.files.lines import LineIndex
from migrator.files.lookup import is_covered, read_if_there
from migrator.files.names import path_of
from migrator.migration.describe import fingerprint
from migrator.migration.suppression import commented
from migrator.model import Evidence, Excerpt, Kind, Location, Reason, Report, Site, Status

SEEN_IN_A_RUN = "seen-in-a-run"
_EXPLAIN = (Status.CHANGED, Status.FIXABLE, Status.UNRESOLVED, Status.SUPPRESSED)
_SEEN = (Kind.CALL, Kind.REFERENCE)


def join(report: Report, events: Sequence[Event], paths: Sequence[str]) -> Report:
    """The report of a check of `paths`, with how often each call was seen, and what it missed."""
    rules = {rule.code for rule in report.rules}
    old = [event for event in events if event.is_deprecated and event.rule in rules]
    places = _Places(report.sites)
    met: dict[str, list[Event]] = defaultdict(list)
    missed: dict[tuple[str, Frame], list[Event]] = defaultdict(list)
    lost = 0
    for event in old:
        sites = places.of(event)
        for site in sites:
            met[site.fingerprint].append(event)
        if not sites:
            frame = next((f for f in event.frames if is_covered(path_of(f.path), paths)), None)
            if frame is None:
                lost += event.times
            else:
                missed[event.rule, frame].append(event)
    new = [_site(rule, frame, seen) for (rule, frame), seen in missed.items()]
    sites = [
        replace(site, evidence=_evidence(met[site.fingerprint])) if site.kind is Kind.CALL else site
        for site in report.sites
    ]
    notes = list(report.notes)
    if lost:
        notes.append(
            f"{lost} recorded request{'s' if lost > 1 else ''} of a deprecated endpoint came from"
            " files that were not checked"
        )
    return replace(
        report,
        sites=tuple(sorted([*sites, *_suppressed(new)], key=lambda site: site.sort_key)),
        notes=tuple(notes),
    )


class _Places:
    """Which sites stand on a line."""

    def __init__(self, sites: Sequence[Site]) -> None:
        self._sites: dict[tuple[str, str], list[Site]] = defaultdict(list)
        for site in sites:
            if site.kind in _SEEN and site.status in _EXPLAIN:
                self._sites[site.rule, site.location.path].append(site)

    def of(self, event: Event) -> list[Site]:
        """The sites that a frame of the request stands at."""
        found = {
            site.fingerprint: site
            for frame in event.frames
            for site in self._sites.get((event.rule, frame.path), ())
            if site.location.line <= frame.line <= site.location.end_line
        }
        return list(found.values())


def _evidence(events: Sequence[Event]) -> Evidence:
    return Evidence(
        count=sum(event.times for event in events),
        stubbed=sum(event.times for event in events if event.stubbed),
        keys=tuple(sorted({key for event in events for key in event.body or ()})),
        statuses=tuple(sorted({e.status for e in events if e.status is not None})),
    )


def _site(rule: str, frame: Frame, events: Sequence[Event]) -> Site:
    """The site of requests that nothing in the report explains."""
    lines = LineIndex(read_if_there(path_of(frame.path)))
    text = lines.line_text(frame.line) if frame.line <= lines.count else ""
    indent = len(text) - len(text.lstrip())
    location = Location(frame.path, frame.line, indent + 1, frame.line, max(len(text), indent) + 1)
    first = events[0]
    message = (
        f"a recorded run sent {first.method} {first.where} from here, with"
        f" {first.client}; the source does not show it"
    )
    body = {key for event in events for key in event.body or ()}
    return Site(
        fingerprint=fingerprint(rule, SEEN_IN_A_RUN, frame.function, text),
        rule=rule,
        kind=Kind.CALL,
        status=Status.UNRESOLVED,
        applicability=None,
        location=location,
        scope="" if frame.function == "<module>" else frame.function,
        callee=None,
        method=first.method,
        url=first.where,
        facets={
            "url": "known",
            "method": "known",
            "host": "known" if first.host else "unknown",
            "body": "known" if body else "unknown",
            "response": "unknown",
        },
        reasons=(Reason(SEEN_IN_A_RUN, message, frame.path, frame.line),),
        excerpt=Excerpt(frame.line, (text,)) if text else None,
        evidence=_evidence(events),
    )


def _suppressed(sites: Sequence[Site]) -> list[Site]:
    """The sites with the comments on their lines."""
    ignores = Ignores(date.today())
    for path in {site.location.path for site in sites}:
        ignores.read_text(read_if_there(path_of(path)), path, python=True)
    return [commented(site, ignores.at(site.rule, site.location, None), ignores) for site in sites]
