"""Reading and searching the files of one folder: the loop that a tree without findings spends.

Decided here: one file is held at a time, and is read with two system calls more than one read. A
file above the limit is searched in blocks, and is a problem only when it names a word. A Python
file with null bytes is a problem even without a word, as Python itself refuses it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

from migrator.files.discovery import HEAD, Found, kind_of, unreadable
from migrator.files.kinds import FileKind
from migrator.files.names import name_of
from migrator.files.prefilter import Words
from migrator.files.reading import BLOCK, FLAGS, most_bytes, read_file
from migrator.files.source import SourceError, decode
from migrator.files.walk import Batch
from migrator.model import Problem, Skipped

_STEP = 1_048_576


@dataclass(frozen=True)
class Candidate:
    """A file that holds a word, and its bytes."""

    found: Found
    raw: bytes


@dataclass
class Tally:
    """How many files were read and searched, filled while a scan goes on."""

    scanned: int = 0


def search(batch: Batch, words: Words, tally: Tally) -> Iterator[Candidate | Skipped | Problem]:
    """Read the files of a batch, and give those that hold a word or cannot be looked at."""
    # The hot loop: local names, and no call per file besides system calls and the search.
    find = words.finder()
    open_, read, close = os.open, os.read, os.close
    prefix = batch.prefix
    scanned = 0
    for name, known in batch.files:
        kind = known
        try:
            descriptor = open_(prefix + name, FLAGS)
            try:
                raw: bytes | None = read(descriptor, HEAD if kind is None else BLOCK)
                if kind is None or len(raw or b"") == BLOCK:
                    kind = kind_of(batch, kind, raw or b"")
                    if kind is None:
                        continue
                    raw = _complete(descriptor, raw or b"", words, most_bytes(name))
            finally:
                close(descriptor)
        except OSError as error:
            yield unreadable(batch.label + name_of(name), error)
            continue
        scanned += 1
        if raw is None:
            yield _too_large(batch, name)
        elif b"\0" in raw or find(raw):
            yield from _hit(batch, name, kind, words)
    tally.scanned += scanned


def _complete(descriptor: int, head: bytes, words: Words, most: int) -> bytes | None:
    """The whole file within the limit; of a larger one b"", or None when it holds a word."""
    blocks = [head]
    size = len(head)
    while size <= most:
        block = os.read(descriptor, _STEP)
        if not block:
            return b"".join(blocks)
        blocks.append(block)
        size += len(block)
    window = b"".join(blocks)
    blocks.clear()
    while not words.are_in(window):
        block = os.read(descriptor, _STEP)
        if not block:
            return b""
        # A word may lie across two blocks, with up to three null bytes for each of its own.
        window = window[-4 * words.longest :] + block
    return None


def _too_large(batch: Batch, name: str) -> Problem:
    most = most_bytes(name) // 1_000_000
    message = (
        f"The file names the endpoint and is larger than {most} MB, so it was not analysed; search"
        " it by hand, or exclude it."
    )
    return Problem(batch.label + name_of(name), "file-too-large", message)


def _hit(
    batch: Batch, name: str, kind: FileKind, words: Words
) -> Iterator[Candidate | Skipped | Problem]:
    """Read a file that may be a candidate again, in full and with care, and say what it is."""
    found = Found(batch.prefix + name, batch.label + name_of(name), kind, batch.root)
    event = candidate(found)
    if isinstance(event, Problem) or words.are_in(event.raw):
        yield event
    elif kind is FileKind.PYTHON and b"\0" in event.raw:
        # A script without a suffix that is an archive behind its shebang is no broken source.
        if "." in name:
            yield from _refused(found, event.raw)
        else:
            yield Skipped(found.name, "binary file")


def candidate(found: Found) -> Candidate | Problem:
    """The file with its bytes, or why it could not be read."""
    try:
        return Candidate(found, read_file(found.path))
    except OSError as error:
        return unreadable(found.name, error)


def _refused(found: Found, raw: bytes) -> Iterator[Problem]:
    try:
        decode(raw, found.path, found.name)
    except SourceError as error:
        yield Problem(found.name, error.code, error.message, error.line)
