"""What is no regular file is never waited for, and never read without end."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from migrator.files import own
from migrator.files.reading import read_file
from tests.trust.conftest import Run, command, write

PIPE, SOCKET, DEVICE = "pipe", "socket", "device"


@pytest.fixture
def special(here: Path) -> dict[str, str]:
    """A named pipe that nobody writes to, a socket, and a device that never ends."""
    os.mkfifo(PIPE)
    with socket.socket(socket.AF_UNIX) as sock:
        sock.bind(SOCKET)
    os.symlink("/dev/zero", DEVICE)
    return {PIPE: PIPE, SOCKET: SOCKET, DEVICE: DEVICE}


@pytest.mark.parametrize("kind", [PIPE, SOCKET, DEVICE])
@pytest.mark.parametrize("name", [".gitignore", ".git/info/exclude", "app/.gitignore"])
def test_an_ignore_file_that_is_none_is_passed_over(
    special: dict[str, str], run: Run, name: str, kind: str
) -> None:
    write("app/api.py")
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    os.rename(kind, name)
    for other in {PIPE, SOCKET, DEVICE} - {kind}:
        os.unlink(other)
    assert run("check", "--isolated", ".").status == 1
    assert run("check", "--isolated", "app").status == 1


@pytest.mark.parametrize("kind", [PIPE, SOCKET, DEVICE])
@pytest.mark.parametrize("option", ["--config", "--rules", "--baseline", "--write-baseline"])
def test_an_option_that_names_one_is_a_sentence(
    special: dict[str, str], run: Run, option: str, kind: str
) -> None:
    write("app/api.py")
    answer = run("check", "--exit-zero", option, kind, "app")
    assert answer.status == 2
    assert answer.err.startswith("error: ")
    assert kind in answer.err
    assert "bug" not in answer.err


@pytest.mark.parametrize("kind", [PIPE, SOCKET])
def test_a_report_to_one_that_nobody_reads_is_a_sentence(
    special: dict[str, str], run: Run, kind: str
) -> None:
    write("app/api.py")
    answer = run("check", "--isolated", "--report", f"json={kind}", "app")
    assert answer.status == 2
    assert f"the report {kind} cannot be written" in answer.err


def test_a_report_to_a_full_device_is_a_sentence_and_to_none_is_no_error(
    here: Path, run: Run
) -> None:
    answer = run("check", "--isolated", "--report", "json=/dev/full", ".")
    assert answer.status == 2
    assert "the report /dev/full cannot be written: No space left on device" in answer.err
    assert run("check", "--isolated", "--report", "json=/dev/null", ".").status == 0


def test_a_report_to_standard_output_goes_there(here: Path) -> None:
    done = command("check", "--isolated", "--quiet", "--report", "json=/dev/stdout", ".")
    assert done.stdout.startswith("{\n")
    with open("out.json", "wb") as file:
        command("check", "--isolated", "-q", "--report", "json=/dev/stdout", ".", stdout=file)
    assert Path("out.json").read_text(encoding="utf-8").startswith("{\n")


@pytest.mark.parametrize("target", ["itself", ".", ".."])
def test_a_harmless_link_to_itself_is_left_out(here: Path, run: Run, target: str) -> None:
    write("app/api.py", "x = 1\n")
    os.symlink(target, "app/itself")
    answer = run("check", "--isolated", "--verbose", ".")
    assert answer.status == 0
    assert "app/itself: left out: link " in answer.out
    assert run("check", "--isolated", "app/itself").status == (2 if target == "itself" else 0)


def test_a_source_that_is_none_is_left_out(special: dict[str, str], run: Run) -> None:
    os.rename(PIPE, "pipe.py")
    os.rename(SOCKET, "socket.py")
    os.unlink(DEVICE)
    answer = run("check", "--isolated", "--verbose", ".")
    assert answer.status == 0
    assert answer.out.count("left out: neither a file nor a folder") == 2
    assert run("check", "--isolated", "pipe.py").status == 2


def test_reading_says_what_it_is_instead(special: dict[str, str]) -> None:
    for kind, what in ((PIPE, "a named pipe"), (DEVICE, "a device")):
        with pytest.raises(OSError, match=f"it is {what}, not a regular file"):
            read_file(kind)
    write("large.py", "x" * 101)
    with pytest.raises(OSError, match="larger"):
        read_file("large.py", 100)


def test_a_pipe_that_somebody_reads_gets_the_report(here: Path) -> None:
    os.mkfifo("answers")
    reading = os.open("answers", os.O_RDONLY | os.O_NONBLOCK)
    own.write_own("answers", b"x" * 1000)
    assert os.read(reading, 2000) == b"x" * 1000
    os.close(reading)
