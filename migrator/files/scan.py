"""The walk and the search in one: every file below the named paths is read, candidates come out."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from migrator.files.kinds import FileKind
from migrator.files.parallel import shared
from migrator.files.prefilter import Words
from migrator.files.search import Candidate, Tally
from migrator.files.walk import Batch, WalkOptions, walk
from migrator.model import Problem, Skipped
from migrator.scope import EXCLUDE

__all__ = ["Candidate", "PythonFiles", "Tally", "scan"]


def scan(
    paths: Sequence[str],
    words: Words,
    tally: Tally,
    *,
    exclude: tuple[str, ...] = EXCLUDE,
    force_exclude: bool = False,
    respect_gitignore: bool = True,
    jobs: int = 1,
) -> Iterator[Candidate | Skipped | Problem]:
    """Read every file below the paths and give those that hold a word.

    The order is that of `discover`, whatever `jobs`, the number of processes that a large tree is
    shared among. Files that were read, candidates or not, count in `tally`, which is complete when
    the last event is out.
    """
    options = WalkOptions(exclude, force_exclude, respect_gitignore)
    return shared(walk(paths, options), words, tally, jobs)


class PythonFiles:
    """The Python files below the paths, to be searched for more than once: walked once.

    Other repositories are entered only where one was `named`, or lies in what was.
    """

    def __init__(
        self,
        paths: Sequence[str],
        named: Sequence[str],
        *,
        exclude: tuple[str, ...],
        respect_gitignore: bool,
        jobs: int,
    ) -> None:
        real = tuple(map(os.path.realpath, named))
        self._walked = walk(paths, WalkOptions(exclude, False, respect_gitignore, real))
        self._batches: list[Batch] | None = None
        self._jobs = jobs

    def holding(self, words: Words) -> Iterator[Candidate]:
        """Those that hold a word; files that are known to be of another kind are not read."""
        if self._batches is None:
            self._batches = [*_of_python(self._walked)]
        for event in shared(iter(self._batches), words, Tally(), self._jobs):
            if isinstance(event, Candidate) and event.found.kind is FileKind.PYTHON:
                yield event


def _of_python(events: Iterator[Batch | Skipped | Problem]) -> Iterator[Batch]:
    for event in events:
        if isinstance(event, Batch):
            files = [row for row in event.files if row[1] in (FileKind.PYTHON, None)]
            yield Batch(event.prefix, event.label, event.root, files, event.named)
