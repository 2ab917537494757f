"""Where the recorder writes, so that nothing that happens afterwards can lose it.

Decided here: a process has a file of kinds, one JSON object a line, and files of slots: two numbers
for each request, which kind it is and how it ended. A line is written with one system call to a
file that is opened for it. The slots are memory that is shared with their file, so that a request
costs no system call, and what was written is there after any end of the process. No file stays
open: neither a fork nor a program that closes all files disturbs anything, and the program finds no
file that is not its own. Where memory cannot be shared the numbers are written like the lines.
"""

from __future__ import annotations

import os
import sys
from itertools import count

import migrator_recorder as recorder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Tuple

    Slot = Tuple[Any, int]  # the numbers, and the index of the first

_SLOTS = 4_096  # requests in a file
_NUMBER = 4  # bytes
_WRITE = os.O_WRONLY | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)
_READ_WRITE, _SHARED = 3, 1  # of mmap, on every system that has it

_process: _Process | None = None


class _Process:
    """What one process has written so far; a fork begins anew."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.name = os.path.join(recorder.settings["events"], f"{pid}-{os.urandom(4).hex()}")
        self.numbers = count(1)
        self.kinds: dict[str, int] = {}
        self.slots = count()
        self.files: dict[int, Any] = {}


def take(kind: str) -> Slot:
    """Write down a request of a kind, a JSON object; where its end will be written."""
    process = _this_process()
    number = process.kinds.get(kind)
    if number is None:
        number = next(process.numbers)
        note(f'{{"kind":{number},{kind[1:]}')
        process.kinds[kind] = number
    index = next(process.slots)
    place, index = index // _SLOTS, 2 * (index % _SLOTS)
    file = process.files.get(place)
    if file is None:
        # Another thread may do the same at this moment; then one of the files stays empty.
        name = f"{process.name}-{os.urandom(4).hex()}.slots"
        file = process.files.setdefault(place, _new_file(name))
    file[index] = number
    return file, index


def end(slot: Slot, status: int | None, stubbed: bool) -> None:
    """Write down how a request ended."""
    file, index = slot
    seen = 0 if status is None or not 0 <= status < 1 << 24 else status + 1
    file[index + 1] = seen << 2 | stubbed << 1 | 1


def note(line: str) -> None:
    """Write a line to the file of kinds of this process."""
    file = os.open(f"{_this_process().name}.jsonl", _WRITE | os.O_APPEND, 0o600)
    try:
        os.write(file, f"{line}\n".encode("ascii", "backslashreplace"))
    finally:
        os.close(file)


def _this_process() -> _Process:
    global _process
    pid = os.getpid()
    if _process is None or _process.pid != pid:
        _process = _Process(pid)
    return _process


def _new_file(name: str) -> Any:
    """The numbers of a new file, all of them zero."""
    size = 2 * _NUMBER * _SLOTS
    file = os.open(name, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    try:
        # The space has to be there: a write to memory that has no room in its file is a signal.
        os.write(file, bytes(size))
        if os.fstat(file).st_size == size:
            return _shared(file, size)
    except Exception:
        pass
    finally:
        os.close(file)
    return _Written(name)


def _shared(file: int, size: int) -> Any:
    """A file as numbers in memory; it is never taken away, for the process may end at any time."""
    import ctypes

    if sys.maxsize < 1 << 32:
        raise OSError  # how wide the last argument is differs there
    mmap = ctypes.CDLL(None).mmap
    mmap.restype = ctypes.c_void_p
    mmap.argtypes = (
        ctypes.c_void_p,
        ctypes.c_size_t,
        ctypes.c_int,
        ctypes.c_int,
        ctypes.c_int,
        ctypes.c_ssize_t,
    )
    address = mmap(None, size, _READ_WRITE, _SHARED, file, 0)
    if address in (None, ctypes.c_void_p(-1).value):
        raise OSError
    return (ctypes.c_uint32 * (size // _NUMBER)).from_address(address)


class _Written:
    """The numbers of a file that are written one by one."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __setitem__(self, index: int, number: int) -> None:
        file = os.open(self._name, _WRITE, 0o600)
        try:
            os.lseek(file, index * _NUMBER, os.SEEK_SET)
            os.write(file, number.to_bytes(_NUMBER, sys.byteorder))
        finally:
            os.close(file)
