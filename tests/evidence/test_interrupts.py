"""Interrupts and kills at any moment of a verified fix: the tree is as it was, or verified."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.evidence.interrupts import ENDED, SIGNALS, attempt, usual
from tests.evidence.project import BEFORE, changed, command, environment, migrate, project

TRIES = 2  # of each signal; `python -m tests.evidence.interrupts` makes as many as one likes
MOST_TRIES = 10  # until one of them meets a run that is under way


@pytest.fixture(scope="module")
def longest() -> float:
    return usual() * 0.8


@pytest.mark.parametrize("how", SIGNALS)
def test_a_tree_is_never_left_between_two_states(
    tmp_path: Path, longest: float, how: signal.Signals
) -> None:
    chance = random.Random(how.value)
    states: list[str] = []
    while len(states) < TRIES or (set(states) == {ENDED} and len(states) < MOST_TRIES):
        folder = tmp_path / str(len(states))
        folder.mkdir()
        moment = chance.uniform(0.1, longest)
        states.append(attempt(folder, moment, how))
        if states[-1] == ENDED:  # the machine was busier when the usual time was taken
            longest = moment
    assert set(states) != {ENDED}


def test_the_next_run_says_what_it_found_and_repairs_it(tmp_path: Path) -> None:
    project(tmp_path, 3)
    process = subprocess.Popen(
        command("fix", "--verify", "if grep -q batch m00.py; then sleep 30; fi", "."),
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 20
    while changed(tmp_path) != [0, 1, 2] and time.monotonic() < deadline:
        time.sleep(0.02)
    # While it is at work, a check leaves it alone and another fix does not start.
    assert migrate(tmp_path, "check", ".").status == 0
    other = migrate(tmp_path, "fix", ".")
    assert other.status == 2
    assert "under way" in other.err
    process.kill()
    process.wait()
    (tmp_path / "sub").mkdir()
    answer = migrate(tmp_path / "sub", "check", ".")
    assert "did not come to its end; its files have their original content again" in answer.err
    assert "m00.py" in answer.err
    assert {path.read_text() for path in tmp_path.glob("m*.py")} == {BEFORE}
    assert not (tmp_path / ".awork-migrator").exists()
    assert "did not come to its end" not in migrate(tmp_path, "check", ".").err


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_the_command_and_the_run_at_once(
    tmp_path: Path, how: signal.Signals
) -> None:
    project(tmp_path, 2)
    # The second one does not listen when it is asked to end.
    judge = "if grep -q batch m00.py; then touch started; sleep 300 & trap '' TERM; wait; fi"
    process = subprocess.Popen(
        command("fix", "--verify", judge, "."),
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 30
    while not (tmp_path / "started").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(how)
    _, told = process.communicate(timeout=30)
    assert process.returncode == 128 + how
    assert "interrupted" in told
    assert changed(tmp_path) == []
    assert not (tmp_path / ".awork-migrator").exists()
