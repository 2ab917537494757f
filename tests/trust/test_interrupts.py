"""A signal ends a run at once, with 128 plus its number and one line; a group is never half.

The sample here is small; `--long` tries every step of the writer and hundreds of moments of a run.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from migrator import interrupts
from tests.trust import victims
from tests.trust.conftest import CALL, HEAD, ROOT, command, write

SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


@pytest.fixture(scope="module")
def long(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--long"))


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_at_a_step_of_the_writer(number: int, tmp_path: Path, long: bool) -> None:
    event, stride = ("opcode", "1") if long else ("line", "83")
    done = subprocess.run(
        [sys.executable, "-m", "tests.trust.steps", tmp_path, str(int(number)), event, stride],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    steps = done.stdout.splitlines()
    assert len(steps) > (4_000 if long else 9)
    ended = 128 + number
    assert set(steps) <= {f"{ended} ooo 3", f"{ended} nnn 3", "0 nnn 3"}
    assert steps.count(f"{ended} ooo 3") > len(steps) / 2


def test_a_signal_at_any_moment_of_a_run(tmp_path: Path, long: bool) -> None:
    project = victims.Project(tmp_path, 20)
    longest = victims.duration(project)
    chance = random.Random(11)
    for _ in range(500 if long else 2):
        done = victims.interrupt(project, longest, chance)
        number, err = done["signal"], done["err"]
        assert isinstance(number, int)
        assert isinstance(err, bytes)
        if done["status"] != 0:  # it may have been over
            assert done["status"] == 128 + number
            assert err.startswith(b"error: interrupted by ")
            assert err.count(b"\n") == 1
            assert done["out"] == b""
        state = done["state"]
        assert isinstance(state, dict)
        assert (state["broken"], state["half"], state["left"]) == (0, 0, 0)


def test_a_kill_loses_nothing_and_blocks_nothing(tmp_path: Path, long: bool) -> None:
    project = victims.Project(tmp_path, 250 if long else 8)
    longest = victims.duration(project)
    chance = random.Random(5)
    for _ in range(30 if long else 1):
        _, state = victims.kill(project, longest / 2, chance)
        assert state["broken"] == 0
        again = victims.Run.of(project)
        again.process.communicate(timeout=300)
        assert project.state()["new"] == 2 * project.pairs


def test_what_a_killed_run_left_is_no_source_and_in_nobodys_way(here: Path) -> None:
    write("app.py")
    left = write(".awork-migrator-00ff00ff00ff00ff.tmp", "#!/usr/bin/python\n" + HEAD + CALL)
    write(".env.4242.tmp", "x=1\n")  # what the names of temporary files once looked like
    done = command("fix", "--isolated", "--verbose", ".")
    assert done.returncode == 0, done.stderr
    assert f"{left}: left out: left behind by a run that was ended" in done.stdout
    assert HEAD + CALL in left.read_text(encoding="utf-8")


def test_a_name_as_long_as_names_can_be_is_written(here: Path) -> None:
    path = write("a" * 252 + ".py")
    assert command("fix", "--isolated", ".").returncode == 0
    assert CALL not in path.read_text(encoding="utf-8")


def test_an_interrupt_in_a_parse_is_no_syntax_error(here: Path) -> None:
    write("app.py")
    code = (
        "import os, signal, libcst\n"
        "from migrator import interrupts, cli\n"
        "interrupts.install()\n"
        "parse = libcst.parse_module\n"
        "def parse_and_interrupt(text):\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "    return parse(text)\n"
        "libcst.parse_module = parse_and_interrupt\n"
        "cli.entry_point()\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code, "check", "--isolated", "."],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    expected = (130, "", interrupts.message("SIGINT"))
    assert (done.returncode, done.stdout, done.stderr) == expected


def test_a_parse_of_a_large_file_does_not_hold_a_signal_up(here: Path) -> None:
    write("large.py", HEAD + CALL + "#" * interrupts.LONG)
    code = (
        "import os, libcst\n"
        "from migrator import interrupts, cli\n"
        "interrupts.install()\n"
        "def parse_for_minutes(text):\n"
        "    os.write(1, b'.')\n"
        "    sum(range(10**11))\n"  # as native code does: no handler of Python runs meanwhile
        "libcst.parse_module = parse_for_minutes\n"
        "cli.entry_point()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, "check", "--isolated", "."],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    assert process.stdout.read(1) == b"."
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=20)
    assert process.returncode == -signal.SIGTERM  # for a shell 128 plus its number
    assert (out, err.decode()) == (b"", interrupts.message("a signal"))


def test_after_such_a_parse_all_is_as_before(here: Path) -> None:
    path = write("large.py", HEAD + CALL + "#" * interrupts.LONG + "\n")
    done = command("fix", "--isolated", ".")
    assert (done.returncode, done.stderr) == (0, "")
    assert CALL not in path.read_text(encoding="utf-8")


def test_a_signal_that_the_caller_has_switched_off_stays_off(here: Path) -> None:
    code = (
        "import os, signal\n"
        "signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "from migrator import interrupts\n"
        "interrupts.install()\n"
        "os.kill(os.getpid(), signal.SIGHUP)\n"
        "print('goes on')\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stdout == "goes on\n"


def test_a_signal_while_the_command_is_still_being_loaded(here: Path) -> None:
    code = (
        "import os, signal, sys\n"
        "class Finder:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'click': os.kill(os.getpid(), signal.SIGTERM)\n"
        "sys.meta_path.insert(0, Finder())\n"
        "from awork_migrator import main\n"
        "main()\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment
    )
    assert (done.returncode, done.stderr) == (143, interrupts.message("SIGTERM"))


@pytest.mark.parametrize("urls", ["a_urls", "z_urls"])
def test_a_run_that_was_killed_between_two_files_of_a_group_is_finished_by_the_next(
    here: Path, urls: str
) -> None:
    write(f"{urls}.py", victims.URL)
    write("calls.py", victims.CALL.format(name=urls))
    code = (
        "import os, signal\n"
        "from migrator import cli\n"
        "replace = os.replace\n"
        "def replace_once(*names):\n"
        "    replace(*names)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "os.replace = replace_once\n"
        "cli.run(['fix', '--isolated', '.'])\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], check=False, env=environment)
    assert done.returncode == -signal.SIGKILL
    assert "timeEntryIds" in Path("calls.py").read_text(encoding="utf-8")
    assert Path(f"{urls}.py").read_text(encoding="utf-8") == victims.URL
    assert command("fix", "--isolated", ".").returncode == 0
    assert "batch" in Path(f"{urls}.py").read_text(encoding="utf-8")


def test_a_signal_while_a_command_is_waited_for_ends_both(here: Path) -> None:
    code = (
        "from migrator import interrupts\n"
        "from migrator.evidence.command_run import run_command\n"
        "interrupts.install()\n"
        "print('.', end='', flush=True)\n"
        "run_command('sleep 60', None)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    assert process.stdout.read(1) == b"."
    time.sleep(0.5)  # until it waits, with the lock of Popen in its hand
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert (process.returncode, err.decode()) == (130, interrupts.message("SIGINT"))
