"""Terminals: their width, and the consoles of Windows."""

from __future__ import annotations

import ctypes
import os
import pty
import subprocess
import sys
from types import ModuleType, SimpleNamespace
from typing import TextIO

import pytest

from migrator.console import columns, use_color, wants_progress


@pytest.fixture
def terminal() -> TextIO:
    """A stream that goes to a real terminal, 70 columns wide."""
    import fcntl
    import struct
    import termios

    _, descriptor = pty.openpty()
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 70, 0, 0))
    return os.fdopen(descriptor, "w")


def test_the_width_is_that_of_the_terminal(terminal: TextIO) -> None:
    assert columns(terminal, {}) == 70


def test_columns_beats_the_terminal(terminal: TextIO) -> None:
    assert columns(terminal, {"COLUMNS": "44"}) == 44
    assert columns(terminal, {"COLUMNS": ""}) == columns(terminal, {"COLUMNS": "0"}) == 70
    assert columns(terminal, {"COLUMNS": "wide"}) is None


def test_what_is_no_terminal_has_no_width() -> None:
    assert columns(None, {}) is None
    with open(os.devnull, "w", encoding="utf-8") as stream:
        assert columns(stream, {"COLUMNS": "44"}) is None


class Console:
    """The part of a Windows console that is asked about escape sequences."""

    def __init__(self, *, is_console: bool, is_new: bool) -> None:
        self.is_console = is_console
        self.is_new = is_new
        self.mode = 3

    def GetConsoleMode(self, _: object, mode: object) -> int:  # noqa: N802
        mode._obj.value = self.mode  # type: ignore[attr-defined]
        return int(self.is_console)

    def SetConsoleMode(self, _: object, mode: int) -> int:  # noqa: N802
        self.mode = mode if self.is_new else self.mode
        return int(self.is_new)


@pytest.mark.parametrize(
    ("is_console", "is_new", "mode"), [(True, True, 7), (True, False, 3), (False, True, 3)]
)
def test_a_windows_console_gets_colours_when_it_understands_them(
    terminal: TextIO,
    monkeypatch: pytest.MonkeyPatch,
    is_console: bool,
    is_new: bool,
    mode: int,
) -> None:
    console = Console(is_console=is_console, is_new=is_new)
    msvcrt = ModuleType("msvcrt")
    msvcrt.get_osfhandle = lambda descriptor: descriptor  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "msvcrt", msvcrt)
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=console), raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    both = is_console and is_new
    assert use_color("auto", terminal, {}) is both
    assert wants_progress(terminal, {}) is both
    assert console.mode == mode


@pytest.mark.parametrize("arguments", [("schema",), ("--help",), ("check", "--help"), ("rules",)])
def test_a_reader_that_has_gone_away_is_no_error(arguments: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        (sys.executable, "-m", "migrator", *arguments),
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shells_get_their_completion(shell: str) -> None:
    done = subprocess.run(
        (sys.executable, "-m", "migrator"),
        env={**os.environ, "_AWORK_MIGRATOR_COMPLETE": f"{shell}_source"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "_AWORK_MIGRATOR_COMPLETE" in done.stdout


def test_a_command_is_completed() -> None:
    asked = {"COMP_WORDS": "awork-migrator sch", "COMP_CWORD": "1"}
    done = subprocess.run(
        (sys.executable, "-m", "migrator"),
        env={**os.environ, **asked, "_AWORK_MIGRATOR_COMPLETE": "bash_complete"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.splitlines() == ["plain,schema"]
