"""The streams of the process: what is written where, in which colour, and what a closed pipe means.

Decided here: bytes go to the stream in one piece and at once, so that nothing is left for the end
of the process; a reader that has gone away (`| head`) is no error; a stream that cannot be written
is one.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping
from typing import NoReturn, TextIO

_FAILED = 2  # the exit status of a run that could not do its work
_PROGRESS_AFTER = 1.0  # seconds; a shorter run shows nothing
_PROGRESS_EVERY = 0.1
_VIRTUAL_TERMINAL = 4  # ENABLE_VIRTUAL_TERMINAL_PROCESSING of the console modes of Windows


class StreamError(Exception):
    """A sentence for the user: what is wrong with a stream, a file of ours or a command."""


class OutputError(StreamError):
    """A sentence for the user: what could not be written, and why."""


class InputError(StreamError):
    """A sentence for the user: why standard input cannot be read."""


def write_output(text: str) -> None:
    """Write to standard output; raise `OutputError` when that fails."""
    write_bytes(text.encode(_encoding(sys.stdout), "backslashreplace"))


def write_bytes(content: bytes) -> None:
    """Write bytes to standard output; raise `OutputError` when that fails."""
    _write(sys.stdout, content)


def write_error(text: str) -> None:
    """Write to standard error; raise `OutputError` when that fails."""
    _write(sys.stderr, text.encode(_encoding(sys.stderr), "backslashreplace"))


def write_file(path: str, text: str, *, what: str = "report", append: bool = False) -> None:
    """Write a file in UTF-8, or add to it.

    Raise `OutputError`, which says `what` the file is, when that fails.
    """
    # A run that writes no file, as a hook makes it, does not pay for this import.
    from migrator.files.own import append_own, write_own

    try:
        (append_own if append else write_own)(path, text.encode("utf-8", "backslashreplace"))
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise OutputError(f"the {what} {path} cannot be written: {why}") from error


def stream_failure(error: BaseException) -> str:
    """The sentence for an error of a stream that somebody else wrote to; empty for another one."""
    # An error of a file names the file, one of a stream that is open already names nothing.
    if not isinstance(error, OSError) or error.filename is not None:
        return ""
    if isinstance(error, FileNotFoundError):
        return "error: the working directory is not there any more; change to one that is\n"
    return f"error: standard output cannot be written: {error.strerror or error}\n"


def read_input() -> bytes:
    """All of standard input; raise `InputError` when there is none."""
    try:
        if sys.stdin is not None:
            return sys.stdin.buffer.read()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise InputError(f"standard input cannot be read: {why}") from error
    raise InputError("standard input is closed, so there is no source to read")


def read_line() -> str | None:
    """The next line of standard input, None at its end."""
    line = "" if sys.stdin is None else sys.stdin.readline()
    return line or None


def use_color(choice: str, stream: TextIO | None, environ: Mapping[str, str]) -> bool:
    """Whether to write colours: `choice` beats NO_COLOR, which beats FORCE_COLOR and the terminal.

    `choice` is `auto`, `always` or `never`. Variables that are empty count as not set.
    """
    if choice != "auto":
        return choice == "always"
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR"):
        return True
    return _is_terminal(stream) and environ.get("TERM") != "dumb"


def columns(stream: TextIO | None, environ: Mapping[str, str]) -> int | None:
    """The width of the terminal behind `stream`, None when it is none; COLUMNS beats it."""
    if stream is None or not stream.isatty():
        return None
    try:
        return int(environ.get("COLUMNS") or 0) or os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        return None


def wants_progress(stream: TextIO | None, environ: Mapping[str, str]) -> bool:
    """Whether a progress line makes sense: on a terminal, and not in CI."""
    return _is_terminal(stream) and not environ.get("CI")


class Progress:
    """A line on standard error with phase and total, once a run takes longer than a second."""

    def __init__(self, write: Callable[[str], None], clock: Callable[[], float]) -> None:
        self._write = write
        self._clock = clock
        self._next = clock() + _PROGRESS_AFTER
        self._shown = False

    def __call__(self, phase: str, done: int, total: int) -> None:
        """Show how far a phase is, when it is time to; 0 stands for a total that is not known."""
        now = self._clock()
        if now >= self._next:
            self._next = now + _PROGRESS_EVERY
            self._shown = True
            count = f": {done} of {total}" if total else f": {done}" if done else ""
            self._write(f"\r\x1b[K{phase}{count}")

    def close(self) -> None:
        """Take the line away."""
        if self._shown:
            self._write("\r\x1b[K")


def new_progress() -> Progress | None:
    """A progress line for this process, None when nobody would see it."""
    if not wants_progress(sys.stderr, os.environ):
        return None
    return Progress(write_error, time.monotonic)


def leave(status: int) -> NoReturn:
    """End the process with `status`, without giving back its memory piece by piece.

    That takes a tenth of a run over one file, as a hook makes it. Everything that this module wrote
    is out already; what click wrote, such as help, is flushed here.
    """
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            pass
        except OSError:
            # What the command said is lost, and nobody may take that for a good end.
            status = status or _FAILED
        except (ValueError, AttributeError):  # a stream that is closed, or was never there
            pass
    os._exit(status)


def _is_terminal(stream: TextIO | None) -> bool:
    """Whether `stream` is a terminal that understands escape sequences."""
    if stream is None or not stream.isatty():
        return False
    return sys.platform != "win32" or _enable_escapes(stream.fileno())


def _enable_escapes(descriptor: int) -> bool:
    """Tell a console of Windows to understand escape sequences; whether it does."""
    import ctypes
    import msvcrt

    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined, unused-ignore]
    handle = ctypes.c_void_p(msvcrt.get_osfhandle(descriptor))  # type: ignore[attr-defined, unused-ignore]
    mode = ctypes.c_ulong()
    if not kernel.GetConsoleMode(handle, ctypes.byref(mode)):
        return False
    return bool(kernel.SetConsoleMode(handle, mode.value | _VIRTUAL_TERMINAL))


def _encoding(stream: TextIO | None) -> str:
    return getattr(stream, "encoding", None) or "utf-8"


def _write(stream: TextIO | None, content: bytes) -> None:
    if stream is None:
        return
    try:
        stream.flush()
        stream.buffer.write(content)
        stream.buffer.flush()
    except BrokenPipeError:
        # The interpreter flushes once more when it ends; that flush must find an open file.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except OSError as error:
        name = "standard error" if stream is sys.stderr else "standard output"
        raise OutputError(f"{name} cannot be written: {error.strerror or error}") from error
