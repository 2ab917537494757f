"""One run: the stages of the flow, and the only place where they meet.

paths -> discovery -> prefilter -> source modules -> analysis -> migration -> verification ->
writer -> report. What needs libcst is imported only when a file holds the word of a rule.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from migrator import __version__
from migrator.config import Settings
from migrator.files.discovery import Found
from migrator.files.kinds import FileKind
from migrator.files.parallel import usable_processors
from migrator.files.prefilter import Words
from migrator.files.scan import Candidate, Tally, scan
from migrator.model import (
    Cells,
    FileChange,
    FileCounts,
    Mode,
    Problem,
    Progress,
    Report,
    RuleInfo,
    Site,
    Skipped,
    silent,
)

if TYPE_CHECKING:
    from datetime import date

STDIN = "<stdin>"


def run(
    paths: Sequence[str],
    settings: Settings,
    *,
    stdin: bytes | None = None,
    stdin_filename: str | None = None,
    progress: Progress = silent,
    today: date | None = None,
) -> Report:
    """Do one run over the paths, as typed, relative to the working directory.

    With `stdin` the source is these bytes, reported as `stdin_filename`, and nothing is written.
    `progress` is told how far the run is. `today` decides which suppression
    comments have expired; None means the day on which this runs.
    """
    tally, found = _found(paths, settings, stdin, stdin_filename, progress)
    wider = settings if settings.nearest is None else settings.nearest.widened(settings)
    if {rule.code for rule in wider.rules} - {rule.code for rule in settings.rules}:
        # A folder further down has rules of its own, which nothing was searched for yet.
        settings = wider
        tally, found = _found(paths, settings, stdin, stdin_filename, progress)
    settings = wider
    candidates = [event for event in found if isinstance(event, Candidate)]
    skipped = [event for event in found if isinstance(event, Skipped)]
    errors = [event for event in found if isinstance(event, Problem)]
    named = paths if stdin is None else [stdin_filename or STDIN]
    writes = stdin is None
    return _report(
        named,
        candidates,
        skipped,
        errors,
        tally,
        settings,
        writes=writes,
        progress=progress,
        today=today,
    )


def _found(
    paths: Sequence[str],
    settings: Settings,
    stdin: bytes | None,
    stdin_filename: str | None,
    progress: Progress,
) -> tuple[Tally, list[Candidate | Skipped | Problem]]:
    """What discovery and the search for the rules' words give, and how much was read."""
    words = Words.of_rules(settings.rules)
    tally = Tally()
    if stdin is not None:
        tally.scanned = 1
        return tally, [*_from_stdin(stdin, stdin_filename, words)]
    events = []
    for event in scan(
        paths,
        words,
        tally,
        exclude=settings.exclude,
        force_exclude=settings.force_exclude,
        respect_gitignore=settings.respect_gitignore,
        jobs=settings.jobs or usable_processors(),
    ):
        events.append(event)
        progress("searching files", tally.scanned, 0)
    skipped = [event for event in events if isinstance(event, Skipped)]
    return tally, [*events, *_reaching(paths, words, settings, skipped)]


def _reaching(
    paths: Sequence[str], words: Words, settings: Settings, skipped: list[Skipped]
) -> list[Candidate]:
    """Files without a word that import one from what is no part of the run."""
    from migrator.files.reach import reaching

    found = reaching(
        paths,
        words,
        skipped,
        exclude=settings.exclude,
        force_exclude=settings.force_exclude,
        respect_gitignore=settings.respect_gitignore,
    )
    return list(found)


def _from_stdin(raw: bytes, filename: str | None, words: Words) -> list[Candidate]:
    from migrator.files.exclusion import label_of
    from migrator.files.roots import project_root

    path = filename or STDIN
    if not words.are_in(raw):
        return []
    found = Found(path, label_of(path), FileKind.PYTHON, project_root(path))
    return [Candidate(found, raw)]


@contextmanager
def _without_collection() -> Iterator[None]:
    """Within: no search for garbage. Trees are large and live to the end of the run anyway."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _this_day() -> date:
    from datetime import date

    return date.today()


def _report(
    paths: Sequence[str],
    candidates: list[Candidate],
    skipped: list[Skipped],
    errors: list[Problem],
    tally: Tally,
    settings: Settings,
    *,
    writes: bool,
    progress: Progress,
    today: date | None,
) -> Report:
    sites: list[Site] = []
    changes: tuple[FileChange, ...] = ()
    notes: tuple[str, ...] = ()
    analysed = 0
    tracebacks: tuple[str, ...] = ()
    cells: dict[str, Cells] = {}
    if candidates:
        from migrator import isolation

        with _without_collection():
            result = isolation.process(
                candidates,
                paths,
                settings,
                writes=writes,
                progress=progress,
                today=today or _this_day(),
            )
        sites, changes, notes = result.sites, tuple(result.changes), tuple(result.notes)
        errors = [*errors, *result.errors]
        cells = result.cells
        analysed, tracebacks = result.analysed, tuple(result.tracebacks)
    written = len(changes) if settings.mode is Mode.FIX else 0
    failed = len({problem.path for problem in errors})
    return Report(
        mode=settings.mode,
        version=__version__,
        sites=tuple(sorted(sites, key=lambda site: site.sort_key)),
        errors=tuple(sorted(errors, key=lambda p: (p.path, p.line or 0, p.code))),
        skipped=tuple(skipped),
        files=FileCounts(tally.scanned, analysed, written, len(skipped), failed),
        changes=changes,
        rules=tuple(
            RuleInfo(
                rule.code,
                rule.summary,
                rule.method,
                "/" + "/".join(rule.path),
                "/" + "/".join(rule.replacement),
                rule.note,
            )
            for rule in settings.rules
        ),
        notes=notes,
        cells=cells,
        tracebacks=tracebacks,
    )
