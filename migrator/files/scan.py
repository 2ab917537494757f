"""The walk and the search in one: every file below the named paths is read, candidates come out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migrator.files.parallel import shared
from migrator.files.prefilter import Words
from migrator.files.search import Candidate, Tally
from migrator.files.walk import WalkOptions, walk
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
) -> Iterator[Candidate | Skipped | Problem]:
    """Read every file below the paths and give those that hold a word.

    The order is that of `discover`, whatever `jobs`, the number of processes that a large tree is
    shared among. Files that were read, candidates or not, count in `tally`, which is complete when
    the last event is out.
    """
    options = WalkOptions(exclude, force_exclude, respect_gitignore)
    return shared(walk(paths, options), words, tally, jobs)
