"""Colour, progress and streams."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest

from migrator import console
from migrator.console import OutputError, Progress, use_color, wants_progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


TERMINAL, PIPE = Terminal(), io.StringIO()


@pytest.mark.parametrize(
    ("choice", "stream", "environ", "expected"),
    [
        ("auto", TERMINAL, {}, True),
        ("auto", PIPE, {}, False),
        ("auto", None, {}, False),
        ("auto", TERMINAL, {"TERM": "dumb"}, False),
        ("auto", TERMINAL, {"NO_COLOR": "1"}, False),
        ("auto", TERMINAL, {"NO_COLOR": ""}, True),
        ("auto", PIPE, {"FORCE_COLOR": "1"}, True),
        ("auto", PIPE, {"FORCE_COLOR": ""}, False),
        ("auto", PIPE, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ("always", PIPE, {"NO_COLOR": "1"}, True),
        ("never", TERMINAL, {"FORCE_COLOR": "1"}, False),
    ],
)
def test_who_decides_about_colour(
    choice: str, stream: io.StringIO | None, environ: dict[str, str], expected: bool
) -> None:
    assert use_color(choice, stream, environ) is expected


def test_progress_is_for_terminals_outside_ci() -> None:
    assert wants_progress(TERMINAL, {})
    assert not wants_progress(PIPE, {})
    assert not wants_progress(None, {})
    assert not wants_progress(TERMINAL, {"CI": "true"})


def test_a_short_run_shows_no_progress() -> None:
    written: list[str] = []
    times = iter([0.0, 0.5, 0.99])
    progress = Progress(written.append, lambda: next(times))
    progress(1)
    progress(2)
    progress.close()
    assert written == []


def test_a_long_run_shows_progress_now_and_then_and_takes_it_away() -> None:
    written: list[str] = []
    times = iter([0.0, 1.1, 1.15, 1.3])
    progress = Progress(written.append, lambda: next(times))
    for done in (1, 2, 3):
        progress(done)
    progress.close()
    assert written == ["\r\x1b[K1 files", "\r\x1b[K3 files", "\r\x1b[K"]


def test_a_closed_pipe_is_silent() -> None:
    code = (
        "import sys; from migrator import console\n"
        "sys.stdin.read(); console.write_output('x' * 100000); console.write_output('y')"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    _, error = process.communicate()
    assert (process.returncode, error) == (0, b"")


class FullDisk(io.BytesIO):
    def write(self, _: object) -> int:
        raise OSError(28, "No space left on device")


def test_a_full_disk_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(FullDisk()))
    with pytest.raises(OutputError, match="standard output cannot be written: No space left"):
        console.write_output("x")


def test_what_the_encoding_lacks_is_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    console.write_output("ü\udcff\n")
    assert stream.buffer.getvalue() == b"\\xfc\\udcff\n"


def test_a_process_without_streams_has_nothing_to_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)
    console.write_output("x")
    console.write_error("x")
    with pytest.raises(console.InputError, match="standard input is closed"):
        console.read_input()
