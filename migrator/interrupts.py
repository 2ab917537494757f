"""What a signal does to a run: it ends at once, and leaves nothing half done.

Decided here: the process ends where the signal finds it, without an exception that other code could
swallow. Before that, what has been entered with `cleanup` is done, the latest first. Within `held`
a signal waits; that is for a few system calls that belong together, never for long work. A process
that was forked off ends without a word, as the one that forked it speaks for both. Within `native`
no handler of Python could run before the end, so a signal has its default effect there, which has
the same status for a shell, and a process that waits beside says the line.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NoReturn

# A hangup is not known on Windows, Ctrl-Break is known there only.
LONG = 200_000
"""Native code that works on fewer characters than this is over in a fraction of a second."""

INTERRUPT = int(signal.SIGINT)
NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


class _State:
    """What the handler has to know; there is one of it, as signals are of the process."""

    def __init__(self) -> None:
        self.owner = 0
        self.held = 0
        self.waiting: int | None = None
        self.ending = False
        self.numbers: list[int] = []
        self.cleanups: list[Callable[[], None]] = []


_state = _State()


def install() -> None:
    """Let signals end this process as said above; one that the parent has switched off stays so."""
    _state.owner = os.getpid()
    for name in NAMES:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _on_signal)
            _state.numbers.append(number)


@contextmanager
def held() -> Iterator[None]:
    """Within: a signal waits until the end of the block."""
    _state.held += 1
    try:
        yield
    finally:
        _state.held -= 1
        if not _state.held and _state.waiting is not None:
            _end(_state.waiting)


@contextmanager
def cleanup(undo: Callable[[], None]) -> Iterator[None]:
    """Within: a signal calls `undo` before it ends the process. The block itself never does.

    It is called in the middle of whatever was going on, so it may take no lock that may be held.
    """
    _state.cleanups.append(undo)
    try:
        yield
    finally:
        _state.cleanups.remove(undo)


@contextmanager
def native(size: int) -> Iterator[None]:
    """Within: one call of native code on `size` characters, which a signal ends as well."""
    alone = not (_state.held or _state.cleanups) and _state.owner == os.getpid()
    if size < LONG or not alone or not hasattr(os, "fork"):
        yield
        return
    dismiss = _witness()
    for number in _state.numbers:
        signal.signal(number, signal.SIG_DFL)
    try:
        yield
    finally:
        for number in _state.numbers:
            signal.signal(number, _on_signal)
        dismiss()


def _witness() -> Callable[[], None]:
    """Fork a process that says the line when this one ends before it calls what is returned."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        # Whatever happens, the child must not come back into the caller's code.
        try:
            for number in _state.numbers:
                signal.signal(number, signal.SIG_IGN)
            os.close(writing)
            if not os.read(reading, 1):
                os.write(2, message("a signal").encode("ascii"))
        finally:
            os._exit(0)
    os.close(reading)

    def dismiss() -> None:
        os.write(writing, b".")
        os.close(writing)
        os.waitpid(child, 0)

    return dismiss


def message(name: str) -> str:
    """The one line that a run says when it is interrupted."""
    return f"error: interrupted by {name}; every file is as it was or as it was meant to be\n"


def _on_signal(number: int, _frame: FrameType | None) -> None:
    if _state.held:
        _state.waiting = number
    elif not _state.ending:
        _end(number)


def _end(number: int) -> NoReturn:
    _state.ending = True
    if os.getpid() == _state.owner:
        for undo in reversed(_state.cleanups):
            with suppress(Exception):
                undo()
        # Not through the stream: the signal may have come while it was being written.
        with suppress(OSError):
            lead = "\n" if os.isatty(2) else ""
            os.write(2, (lead + message(signal.Signals(number).name)).encode("ascii"))
    os._exit(128 + number)
