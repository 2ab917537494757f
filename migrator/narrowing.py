"""What a team looks at today: a report without what a baseline knows and what did not change.

Decided here: everything that can be wrong with a baseline or a revision is found before the run, so
that nothing was written then. A baseline that is written makes what it has known at once, and it
keeps what an earlier one says of files that were no part of the run. A file that is no baseline is
never overwritten.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace

from migrator.baseline import BaselineError, Entry, apply, dump, entries_of, load
from migrator.files.ask_git import GitError
from migrator.files.git import ChangedLines, changed_lines
from migrator.files.lookup import is_covered, read_text
from migrator.files.names import path_of
from migrator.model import Report
from migrator.since import restrict


class NarrowingError(Exception):
    """A sentence for the user: why a baseline or a revision cannot be used."""


@dataclass(frozen=True)
class Narrowing:
    """A baseline and a revision, read and found good.

    `roots` are the paths of the run. `baseline` is the name of the baseline file, None without one;
    when `writes` is true, the run writes it and `entries` are those of the file that was there.
    """

    roots: tuple[str, ...]
    baseline: str | None = None
    writes: bool = False
    entries: tuple[Entry, ...] = ()
    since: str | None = None
    changed: ChangedLines | None = None

    def covers(self, path: str) -> bool:
        """Whether the run would find what is in `path`."""
        return is_covered(path_of(path), self.roots)


def prepare(
    roots: tuple[str, ...], baseline: str | None, write_baseline: str | None, since: str | None
) -> Narrowing:
    """Read the baseline and ask git; raise `NarrowingError` when one of them is wrong."""
    try:
        return Narrowing(
            roots=roots,
            baseline=write_baseline or baseline,
            writes=write_baseline is not None,
            entries=tuple(_read(baseline, write_baseline)),
            since=since,
            changed=None if since is None else changed_lines(since),
        )
    except (BaselineError, GitError) as error:
        raise NarrowingError(str(error)) from error


def narrow(report: Report, narrowing: Narrowing) -> tuple[Report, str | None]:
    """The report that is left, and the text of the baseline file if one is to be written."""
    text = None
    entries = list(narrowing.entries)
    if narrowing.writes:
        kept = [entry for entry in entries if not narrowing.covers(entry.path)]
        entries = sorted((*entries_of(report), *kept))
        text = dump(entries, os.path.dirname(narrowing.baseline or "").replace(os.sep, "/"))
    if narrowing.baseline is not None:
        report, gone = apply(report, entries, narrowing.covers)
        report = replace(report, notes=(*report.notes, *_notes(narrowing.baseline, gone)))
    if narrowing.changed is not None and narrowing.since is not None:
        report = restrict(report, narrowing.changed, narrowing.since)
    return report, text


def _read(baseline: str | None, write_baseline: str | None) -> list[Entry]:
    name = write_baseline or baseline
    if name is None:
        return []
    try:
        text = read_text(name)
    except FileNotFoundError as error:
        if write_baseline is not None:
            return []
        raise BaselineError(
            f"the baseline {name} does not exist; write it with --write-baseline {name}"
        ) from error
    except OSError as error:
        raise BaselineError(f"the baseline {name} cannot be read: {error.strerror}") from error
    return load(text, name.replace(os.sep, "/"))


def _notes(name: str, gone: list[Entry]) -> tuple[str, ...]:
    """One sentence for each entry of the baseline that is no longer found."""
    return tuple(
        f"{name}: {entry.rule} in {entry.path}{f' ({entry.scope})' if entry.scope else ''}"
        " is no longer found; --write-baseline takes it out"
        for entry in gone
    )
