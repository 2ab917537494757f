"""One composed program on the bench: run, migrated, run again, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from migrator.model import Status
from tests.generated.bench import Bench, Files
from tests.generated.flows.flow import Flow
from tests.programs.comparison import differences

MOVED, LEFT, UNTOUCHED = "moved", "left alone", "not concerned"
BROKEN, SILENT, UNSOUND = "broken", "silent", "unsound"
WRONG = (BROKEN, SILENT, UNSOUND)


@dataclass(frozen=True)
class Trial:
    """What came of a program; `found` says what is wrong, if anything is.

    `moved` and `left alone` are the right outcomes of a program that calls the endpoint. One that
    is `broken` behaves otherwise after `fix`; one that is `silent` still calls the deprecated
    endpoint, and the report names no place. `unsound` is a program that already fails before.
    """

    flow: Flow
    outcome: str
    found: tuple[str, ...]
    before: Files
    after: Files
    reasons: tuple[str, ...] = ()


def attempt(bench: Bench, flow: Flow) -> Trial:
    """Run, fix, run again and compare."""
    files = flow.files()
    first = bench.observe(files, flow.plain_status)
    if first.finished.status not in (0, 1) or "Error" in first.finished.stderr:
        wrong = (first.finished.stderr.strip() or f"exit status {first.finished.status}",)
        if not _fails_as_asked(flow):
            return Trial(flow, UNSOUND, wrong, files, files)
    report, after = bench.fix(files)
    second = bench.observe(after, flow.plain_status)
    found = tuple(differences(first, second))
    reasons = tuple(sorted({reason.code for site in report.sites for reason in site.reasons}))
    changed = [site for site in report.sites if site.status is Status.CHANGED]
    open_sites = [site for site in report.sites if site.status is Status.UNRESOLVED]
    if found:
        outcome = BROKEN
    elif second.deprecated_calls and not open_sites:
        outcome = SILENT
        found = (f"{second.deprecated_calls} deprecated calls are left, no place is named",)
    elif not first.deprecated_calls:
        outcome = UNTOUCHED
    else:
        outcome = MOVED if changed and not second.deprecated_calls else LEFT
    return Trial(flow, outcome, found, files, after, reasons)


def _fails_as_asked(flow: Flow) -> bool:
    """Whether a program ends with an error because of what it asks of the answer."""
    return flow.answer_look in ("assert", "phrase", "enum", "exit", "range-object", "key-first")


def minimised(trial: Trial, again: Callable[[Flow], Trial]) -> Trial:
    """The smallest program with the same outcome that is found by taking choices back."""
    current = trial
    progress = True
    while progress:
        progress = False
        for flow in current.flow.smaller():
            smaller = again(flow)
            if smaller.outcome == current.outcome:
                current, progress = smaller, True
                break
    return current
