"""What a run has to say of itself, beside what it found: what it did beyond what was named, and
what it did not do, so that a clean report is never one that did not look.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from migrator.files.lookup import is_covered
from migrator.files.names import path_of, undecodable
from migrator.model import Mode, Report, Status

# Formats that have no place for a sentence; it goes to standard error.
WITHOUT_NOTES = frozenset({"json", "github", "gitlab", "junit"})


def with_remarks(report: Report, paths: Sequence[str], *, on_disk: bool) -> Report:
    """The report with notes on the run; `on_disk` says that `paths` were looked for there."""
    notes = _remarks(report, paths) if on_disk else iter(())
    return replace(report, notes=(*report.notes, *notes))


def known_now(report: Report, path: str) -> Report:
    """The report after its sites were made known in the baseline file `path`."""
    known = sum(
        site.status is Status.SUPPRESSED
        and site.suppression is not None
        and site.suppression.by == "baseline"
        for site in report.sites
    )
    what = "1 site is" if known == 1 else f"{known} sites are"
    note = f"{what} known in {path} from now on, and nothing was done about {_them(known)}"
    return replace(report, notes=(*report.notes, note))


def _them(count: int) -> str:
    return "it" if count == 1 else "them"


def _names(report: Report) -> Iterator[str]:
    yield from (site.location.path for site in report.sites)
    yield from (problem.path for problem in report.errors)
    yield from (entry.path for entry in report.skipped)


def _remarks(report: Report, paths: Sequence[str]) -> Iterator[str]:
    if report.mode is Mode.FIX:
        for change in report.changes:
            if not is_covered(path_of(change.path), paths):
                yield f"{change.path} was changed too, and was not named: add it to the commit"
    if any(map(undecodable, _names(report))):
        yield (
            "a byte of a name that is no UTF-8 is shown as \\udcNN, where NN is the byte;"
            " the JSON and SARIF reports have such names exactly"
        )
    if not report.files.scanned and not report.errors:
        left_out = len(report.skipped)
        why = f"; {left_out} left out (--verbose says why)" if left_out else ""
        yield f"no file was looked at: there is none to look at in what was named{why}"
