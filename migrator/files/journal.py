"""What a verified fix is about to do, on the disk, so that the next run can undo it.

Decided here: before a file gets bytes that no command has judged yet, its original bytes and what
it is about to get stand in a journal that is flushed to the disk. The journal lies in a folder of
its own at the root of the project, which git does not see. It is there as long as the tree may be
in an unverified state; taking it away is what makes a state final. Whoever holds the lock beside it
is still at work. A file that is neither as it was nor as the journal says belongs to somebody else,
and is never touched.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from migrator.files.leftovers import FOLDER, LOCK, left_behind
from migrator.files.reading import read_file
from migrator.files.roots import project_root
from migrator.files.temporary import is_leftover
from migrator.files.writer import Change, write_group
from migrator.model import Problem

_JOURNAL = "verify.jsonl"
_NEW = "verify.jsonl.new"
_VERSION = 1


class JournalError(Exception):
    """A sentence for the user: why a verified fix cannot be made here."""


@dataclass(frozen=True)
class Original:
    """A file as it was before the run; `modified` is its time in nanoseconds."""

    path: str  # absolute
    content: bytes
    modified: int


def original_of(path: str, content: bytes) -> Original:
    """A file that holds `content`, as it is now."""
    return Original(os.path.abspath(path), content, modified(path))


def modified(path: str) -> int:
    """When a file was last written, in nanoseconds; 0 when it cannot be told."""
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return 0


@dataclass(frozen=True)
class Repair:
    """What was found of a run that did not come to its end, and what became of its files."""

    command: str
    restored: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(eq=False)
class Journal:
    """The journal of a run that is under way."""

    folder: str
    _lock: int
    _ours: dict[str, set[str]] = field(default_factory=dict)

    def announce(self, planned: Mapping[str, bytes]) -> None:
        """Note what files are about to get; flushed when this returns. Paths are absolute."""
        hashes = {path: _hash(content) for path, content in planned.items()}
        new = {p: value for p, value in hashes.items() if value not in self._ours.get(p, ())}
        if new:
            relative = {os.path.relpath(path, self.folder): value for path, value in new.items()}
            _append(self._file, {"planned": relative})
        for path, value in new.items():
            self._ours.setdefault(path, set()).add(value)

    def restore(self, original: Original) -> Problem | None:
        """Give a file its original bytes and time back if it has bytes that were announced.

        None when that is how it is now; else why it is not, and then the file was not touched.
        """
        return _restore(original, self._ours.get(original.path, ()))

    def end(self) -> None:
        """The state of the tree is final: nothing of this run is to be undone any more."""
        _remove(self._file)
        _sync_folder(self.folder)
        self.leave()

    def leave(self) -> None:
        """Let go of the journal as it is; the next run goes by it, if it is still there."""
        if not os.path.exists(self._file):
            # The lock last: by it the folder is known.
            for name in (_NEW, ".gitignore", LOCK):
                _remove(os.path.join(self.folder, name))
            with contextlib.suppress(OSError):
                os.rmdir(self.folder)
        os.close(self._lock)

    @property
    def _file(self) -> str:
        return os.path.join(self.folder, _JOURNAL)


def begin(command: str, originals: Iterable[Original]) -> Journal:
    """Start the journal of a run in the working directory, with the files that it will write.

    Raise `JournalError` when another run is under way, or when nothing can be written.
    """
    folder = os.path.join(project_root(os.path.join(os.getcwd(), FOLDER)), FOLDER)
    try:
        os.makedirs(folder, exist_ok=True)
        lock = _locked(folder)
        if lock is None:
            raise JournalError("another verified fix is under way in this project; wait for it")
        journal = Journal(folder, lock)
        _write(os.path.join(folder, ".gitignore"), b"*\n")
        head: dict[str, object] = {"version": _VERSION, "command": command}
        files = {
            os.path.relpath(item.path, folder): {
                "content": base64.b64encode(item.content).decode("ascii"),
                "modified": item.modified,
            }
            for item in originals
        }
        # Whole or not there: a journal that is cut off would be no journal.
        temporary = os.path.join(folder, _NEW)
        _write(temporary, _line({**head, "files": files}))
        os.replace(temporary, os.path.join(folder, _JOURNAL))
        _sync_folder(folder)
    except OSError as error:
        why = error.strerror or str(error)
        raise JournalError(f"{folder} cannot be written, and a verified fix needs it: {why}") from (
            error
        )
    return journal


def repair(paths: Iterable[str]) -> list[Repair]:
    """Undo what runs left behind that did not come to their end, around the working directory.

    `paths` are what this run is about; the folders above them, and above the working directory, are
    looked at. A run that is still under way is left alone.
    """
    return [done for folder in left_behind(paths) if (done := _repair(folder)) is not None]


def is_under_way(paths: Iterable[str]) -> bool:
    """Whether a verified fix is at work around these paths or the working directory."""
    for folder in left_behind(paths):
        lock = _locked(folder)
        if lock is None:
            return True
        os.close(lock)
    return False


def _restore(original: Original, ours: Iterable[str]) -> Problem | None:
    name = os.path.relpath(original.path)
    try:
        content = read_file(original.path)
    except OSError as error:
        return Problem(name, "not-restored", f"It can no longer be read: {error.strerror}")
    if content != original.content:
        if _hash(content) not in set(ours):
            message = (
                "It changed while the command ran, so it was left as it is; the fix that was being"
                " tried is still in it."
            )
            return Problem(name, "not-restored", message)
        change = Change(original.path, name, content, original.content)
        problems = write_group([change])
        if problems:
            return Problem(name, "not-restored", problems[0].message)
    # A compiled file beside it is taken for current by time and size.
    with contextlib.suppress(OSError):
        os.utime(original.path, ns=(original.modified, original.modified))
    return None


def _repair(folder: str) -> Repair | None:
    lock = _locked(folder)
    if lock is None:
        return None
    journal = Journal(folder, lock)
    try:
        with open(os.path.join(folder, _JOURNAL), "rb") as file:
            lines = [json.loads(line) for line in file.read().split(b"\n")[:-1]]
    except (OSError, ValueError):
        # Nothing was written to the tree before the journal was whole.
        journal.leave()
        return None
    head, entries = lines[0], lines[1:]
    ours: dict[str, set[str]] = {}
    for entry in entries:
        for path, value in entry["planned"].items():
            ours.setdefault(path, set()).add(value)
    restored, problems = [], []
    for path, item in head["files"].items():
        full = os.path.normpath(os.path.join(folder, path))
        original = Original(full, base64.b64decode(item["content"]), item["modified"])
        _remove_leftovers(os.path.dirname(os.path.realpath(full)))
        problem = _restore(original, ours.get(path, ()))
        if problem is None:
            restored.append(os.path.relpath(full))
        else:
            problems.append(problem)
    if problems:
        where = os.path.relpath(journal._file)
        problems = [
            Problem(p.path, p.code, f"{p.message} Put it right by hand and remove {where}.")
            for p in problems
        ]
        journal.leave()
    else:
        journal.end()
    return Repair(head["command"], tuple(restored), tuple(problems))


def _remove_leftovers(folder: str) -> None:
    """Remove temporary files that the killed run could not remove."""
    with contextlib.suppress(OSError):
        for name in filter(is_leftover, os.listdir(folder)):
            _remove(os.path.join(folder, name))


def _locked(folder: str) -> int | None:
    """A descriptor that holds the lock of a folder; None when another process holds it."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)
    try:
        descriptor = os.open(os.path.join(folder, LOCK), flags, 0o600)
    except OSError:  # of another user, who alone can say whether it is under way
        return None
    try:
        _lock(descriptor)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def _lock(descriptor: int) -> None:
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _line(value: dict[str, object]) -> bytes:
    return json.dumps(value).encode("ascii") + b"\n"


def _append(path: str, value: dict[str, object]) -> None:
    with open(path, "ab") as file:
        file.write(_line(value))
        file.flush()
        os.fsync(file.fileno())


def _write(path: str, content: bytes) -> None:
    with open(path, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: str) -> None:
    """Flush what a folder lists; not every system lets one do that."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _remove(path: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(path)
