"""A run whose fixes the user's own command judges: what is said, and what is repaired."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

from migrator import console
from migrator.evidence.verify import Judge, VerifyError, verified
from migrator.files.journal import is_under_way, repair
from migrator.model import Mode, Problem, Report

__all__ = ["VerifyError", "judged", "repaired"]


def judged(
    report: Report,
    mode: Mode,
    command: str,
    *,
    timeout: float | None,
    quiet: bool,
    verbose: bool,
) -> Report:
    """Make the fixes of a report that wrote nothing, as far as the command passes with them.

    Each run of the command is a line on standard error on a terminal or with `verbose`. Raise
    `VerifyError` when nothing can be judged; the end of the command's output is then shown.
    """
    shown = not quiet and (verbose or console.wants_progress(sys.stderr, os.environ))
    judge = Judge(
        command,
        timeout,
        say=(lambda line: console.write_error(f"{line}\n")) if shown else _nothing,
        show=console.write_error if verbose else _nothing,
    )
    try:
        return verified(report, judge, mode)
    except VerifyError as error:
        if not verbose:
            console.write_error("".join(f"    {line}\n" for line in error.output))
        raise


def repaired(paths: Iterable[str], *, writes: bool) -> tuple[Problem, ...]:
    """Undo what a verified fix left behind that was killed, and say so on standard error.

    What could not be undone comes back. Raise `VerifyError` when one is still under way and this
    run `writes` too.
    """
    paths = tuple(paths)
    if writes and is_under_way(paths):
        raise VerifyError("a verified fix is under way in this project; wait for its end")
    problems: list[Problem] = []
    for done in repair(paths):
        files = f": {', '.join(done.restored)}" if done.restored else ""
        console.write_error(
            f"note: a fix with --verify {done.command!r} did not come to its end; its files have"
            f" their original content again{files}\n"
        )
        problems += done.problems
    return tuple(problems)


def _nothing(_: str) -> None:
    return None
