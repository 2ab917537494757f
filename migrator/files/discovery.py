"""Finding files without reading them, save the first bytes of files whose name tells nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from migrator.files.kinds import FileKind, kind_of_head
from migrator.files.names import name_of
from migrator.files.reading import FLAGS
from migrator.files.walk import Batch, WalkOptions, walk
from migrator.model import Problem, Skipped
from migrator.scope import EXCLUDE

HEAD = 128


@dataclass(frozen=True)
class Found:
    """One file to look at.

    `path` opens it, `name` reports it. `root` is the absolute path of the folder that was named, or
    the project root when the file itself was named.
    """

    path: str
    name: str
    kind: FileKind
    root: str


def discover(
    paths: Sequence[str],
    *,
    exclude: tuple[str, ...] = EXCLUDE,
    force_exclude: bool = False,
    respect_gitignore: bool = True,
) -> Iterator[Found | Skipped | Problem]:
    """Find the files below the paths, one by one, in an order that depends on nothing but names.

    What is left out comes as Skipped, what cannot be opened or listed as Problem.
    """
    options = WalkOptions(exclude, force_exclude, respect_gitignore)
    for event in walk(paths, options):
        if isinstance(event, Batch):
            yield from _found(event)
        else:
            yield event


def kind_of(batch: Batch, kind: FileKind | None, head: bytes) -> FileKind | None:
    """The kind of a file of a batch by its first bytes, None when it is not of interest.

    A file that was named and says nothing of itself is searched by line.
    """
    return kind or kind_of_head(head) or (FileKind.CODE if batch.named else None)


def unreadable(name: str, error: OSError) -> Problem:
    """The problem of a file that could not be read."""
    reason = error.strerror or str(error)
    message = f"The file cannot be read: {reason}; run again, change its mode, or exclude it."
    return Problem(name, "unreadable", message)


def _found(batch: Batch) -> Iterator[Found | Problem]:
    for file_name, known in batch.files:
        path, name = batch.prefix + file_name, batch.label + name_of(file_name)
        kind = known
        if kind is None:
            try:
                kind = kind_of(batch, None, _head(path))
            except OSError as error:
                yield unreadable(name, error)
        if kind is not None:
            yield Found(path, name, kind, batch.root)


def _head(path: str) -> bytes:
    descriptor = os.open(path, FLAGS)
    try:
        return os.read(descriptor, HEAD)
    finally:
        os.close(descriptor)
