"""The walk and the search in one: every file below the named paths is read, candidates come out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migrator.files.kinds import FileKind
from migrator.files.parallel import shared
from migrator.files.prefilter import Words
from migrator.files.search import Candidate, Tally
from migrator.files.walk import Batch, WalkOptions, walk
from migrator.model import Problem, Skipped
from migrator.scope import EXCLUDE

__all__ = ["Candidate", "Tally", "scan"]


def scan(
    paths: Sequence[str],
    words: Words,
    tally: Tally,
    *,
    exclude: tuple[str, ...] = EXCLUDE,
    force_exclude: bool = False,
    respect_gitignore: bool = True,
    jobs: int = 1,
    only: FileKind | None = None,
) -> Iterator[Candidate | Skipped | Problem]:
    """Read every file below the paths and give those that hold a word.

    The order is that of `discover`, whatever `jobs`, the number of processes that a large tree is
    shared among. With `only`, files that are known to be of another kind are not read. Files that
    were read, candidates or not, count in `tally`, which is complete when the last event is out.
    """
    options = WalkOptions(exclude, force_exclude, respect_gitignore)
    events = walk(paths, options)
    return shared(events if only is None else _only(events, only), words, tally, jobs)


def _only(
    events: Iterator[Batch | Skipped | Problem], kind: FileKind
) -> Iterator[Batch | Skipped | Problem]:
    for event in events:
        if isinstance(event, Batch):
            files = [row for row in event.files if row[1] in (kind, None)]
            yield Batch(event.prefix, event.label, event.root, files, event.named)
        else:
            yield event
