"""One run of the command that judges a fix.

Decided here: the command goes through the shell as it was typed, in the working directory, with the
user's environment and nothing to read. It is a session of its own, so that all of it ends when it
takes too long or the user interrupts. Its output goes to a file, so that no process that it leaves
behind can hold us up.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass

from migrator import interrupts

_GRACE = 5.0  # seconds between asking a command to end and ending it
_STEP = 0.01
_TAIL = 65_536  # bytes of output that are looked at
LAST_LINES = 12
_NO_TESTS = re.compile(r"no tests ran\b|\bRan 0 tests\b|\bNO TESTS RAN\b|\bcollected 0 items\b")
_SOME_TESTS = re.compile(r"\b[1-9]\d* (?:passed|failed)\b|\bRan [1-9]\d* tests?\b")
_PYTEST_RAN_NOTHING = 5  # also that of unittest from Python 3.12 on


@dataclass(frozen=True)
class Outcome:
    """How a run ended: exit status (None when it took too long), seconds, end of its output."""

    status: int | None
    seconds: float
    output: str

    @property
    def ran_no_tests(self) -> bool:
        """Whether the output is that of a test runner that found nothing to run."""
        nothing = _NO_TESTS.search(self.output) is not None
        if self.status == _PYTEST_RAN_NOTHING:
            return nothing
        return self.status == 0 and nothing and _SOME_TESTS.search(self.output) is None

    @property
    def passed(self) -> bool:
        """Whether it ended well, and not for want of anything to do."""
        return self.status == 0 and not self.ran_no_tests

    @property
    def last_lines(self) -> tuple[str, ...]:
        """The last lines of the output that are not blank."""
        lines = [line.rstrip() for line in self.output.splitlines()]
        return tuple([line for line in lines if line][-LAST_LINES:])

    @property
    def how(self) -> str:
        """How it ended, as the end of a sentence that begins with the command."""
        if self.status is None:
            return f"took longer than {self.seconds:.0f} s"
        if self.ran_no_tests:
            return f"ran no tests (exit status {self.status})"
        if self.status < 0:
            return f"was ended by signal {-self.status}"
        return f"ended with exit status {self.status}"


def run_command(command: str, timeout: float | None) -> Outcome:
    """Run the command to its end, or for `timeout` seconds.

    Whatever is raised meanwhile, an interrupt for instance, ends the command first.
    """
    with tempfile.TemporaryFile() as output:
        started = time.monotonic()
        process = subprocess.Popen(
            command,
            shell=True,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        status: int | None
        with interrupts.cleanup(lambda: _end(process)):
            try:
                status = process.wait(timeout)
            except subprocess.TimeoutExpired:
                _end(process)
                status = None
            except BaseException:
                _end(process)
                raise
        seconds = time.monotonic() - started
        output.seek(0, os.SEEK_END)
        output.seek(max(0, output.tell() - _TAIL))
        text = output.read().decode("utf-8", "replace")
    return Outcome(status, seconds, text)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the command and all that it started: ask first, then do not ask.

    A signal may have come while `process` was being waited for, and holds its lock, so that its own
    methods cannot be called here.
    """
    if not hasattr(os, "killpg"):
        process.kill()
        return
    _send(process.pid, signal.SIGTERM)
    deadline = time.monotonic() + _GRACE
    while time.monotonic() < deadline and not _has_ended(process.pid):
        time.sleep(_STEP)
    # Also when the shell has ended: what it started may not have.
    _send(process.pid, signal.SIGKILL)


def _send(group: int, number: int) -> None:
    with contextlib.suppress(OSError):
        os.killpg(group, number)


def _has_ended(pid: int) -> bool:
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:  # somebody has seen it end already
        return True
