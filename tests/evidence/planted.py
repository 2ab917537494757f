"""The switch with which tests plant wrong edits: a report whose edits are not what they should be.

What is planted is found by a project's own suite or not at all: the proof of the tool comes before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from migrator.config import Settings
from migrator.engine import run
from migrator.evidence.verify import Judge, verified
from migrator.model import Kind, Mode, Report, Site, Status
from migrator.rules.rule import Rule
from tests.cases.harness import working_in


def groups(report: Report) -> list[list[str]]:
    """The fingerprints of the sites that are to be changed, those of a group together."""
    found: dict[object, list[str]] = {}
    for site in report.sites:
        if site.status is Status.FIXABLE and site.edits:
            key: object = site.fingerprint if site.group is None else site.group
            found.setdefault(key, []).append(site.fingerprint)
    return list(found.values())


def planted(report: Report, wrong: Mapping[int, str]) -> Report:
    """The report with another text in place of an edit of some groups, by number.

    A test that pins the call keeps its right edit, so that it can tell.
    """
    of_groups = groups(report)
    calls = {site.fingerprint for site in report.sites if site.kind is Kind.CALL}
    texts = {
        next((name for name in of_groups[number] if name in calls), of_groups[number][0]): text
        for number, text in wrong.items()
    }
    chosen = {
        (edit.location.path, edit.start): texts[site.fingerprint]
        for site in report.sites
        if site.fingerprint in texts
        for edit in [next(edit for edit in site.edits if edit.after)]
    }
    return replace(report, sites=tuple(_with(site, chosen) for site in report.sites))


def _with(site: Site, chosen: Mapping[tuple[str, int], str]) -> Site:
    edits = tuple(
        replace(edit, after=chosen.get((edit.location.path, edit.start), edit.after))
        for edit in site.edits
    )
    return replace(site, edits=edits)


def previewed(folder: Path, rules: tuple[Rule, ...], *, unsafe: bool = False) -> Report:
    """What a fix in a folder would change."""
    settings = Settings(
        mode=Mode.DIFF, rules=rules, unsafe_fixes=unsafe, respect_gitignore=False, jobs=1
    )
    with working_in(folder):
        return run(["."], settings)


def judged(folder: Path, report: Report, command: str) -> Report:
    """Make the fixes of a report in a folder, as far as a command passes with them."""
    with working_in(folder):
        return verified(report, Judge(command), Mode.FIX)
