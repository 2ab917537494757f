"""Colour, progress and streams."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

from migrator import console
from migrator.config import Settings
from migrator.console import OutputError, Progress, use_color, wants_progress
from migrator.engine import run
from migrator.model import Mode
from migrator.rules.loader import built_in_rules


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
    progress("searching files", 1, 0)
    progress("searching files", 2, 0)
    progress.close()
    assert written == []


def test_a_long_run_shows_progress_now_and_then_and_takes_it_away() -> None:
    written: list[str] = []
    times = iter([0.0, 1.1, 1.15, 1.3, 1.5])
    progress = Progress(written.append, lambda: next(times))
    for done in (1, 2):
        progress("searching files", done, 0)
    progress("reading files", 3, 8)
    progress("proving", 0, 0)
    progress.close()
    lines = ["searching files: 1", "reading files: 3 of 8", "proving", ""]
    assert written == [f"\r\x1b[K{line}" for line in lines]


def test_a_run_tells_its_phases_with_what_there_is_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        (tmp_path / f"m{number}.py").write_text(
            f"import requests\n\n\ndef f{number}(ids):\n"
            '    requests.post("/timeentries/delete", json={"ids": ids})\n'
        )
    monkeypatch.chdir(tmp_path)
    told: list[tuple[str, int, int]] = []
    settings = Settings(rules=built_in_rules(), jobs=1, mode=Mode.DIFF)
    run(["."], settings, progress=lambda *at: told.append(at))
    assert list(dict.fromkeys(phase for phase, _, _ in told)) == [
        "searching files",
        "reading files",
        "following functions",
        "proving",
    ]
    assert ("reading files", 2, 3) in told
    assert ("following functions", 2, 3) in told


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
