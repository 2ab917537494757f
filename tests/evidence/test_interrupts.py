"""Interrupts and kills at any moment of a verified fix: the tree is as it was, or verified."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.evidence.project import BEFORE, changed, command, environment, migrate, project

COUNT = 6
CULPRIT = 2
VERIFIED = [n for n in range(COUNT) if n != CULPRIT]
JUDGE = f"sleep 0.02; ! grep -q batch m{CULPRIT:02}.py"


def ended_at(folder: Path, seconds: float, how: signal.Signals) -> bool:
    """Whether a verified fix was ended by a signal after `seconds`, and not by itself before."""
    process = subprocess.Popen(
        command("fix", "--verify", JUDGE, "."),
        cwd=folder,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(how)
        process.wait()
        return True
    return False


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_a_tree_is_never_left_between_two_states(
    tmp_path: Path, how: signal.Signals, request: pytest.FixtureRequest
) -> None:
    # With --long the 500 interrupts and kills whose figures are in docs/evidence.md.
    tries = 125 if request.config.getoption("--long") else 3
    chance = random.Random(how.value)
    ended = 0
    for number in range(tries):
        folder = tmp_path / str(number)
        folder.mkdir()
        project(folder, COUNT)
        (folder / "other.txt").write_text("of the user")
        ended += ended_at(folder, chance.uniform(0.15, 4.0 if tries > 3 else 2.0), how)
        if how is not signal.SIGKILL:
            # An interrupt puts everything back by itself.
            assert changed(folder) in ([], VERIFIED)
        migrate(folder, "check", ".")
        assert changed(folder) in ([], VERIFIED)
        assert (folder / "other.txt").read_text() == "of the user"
        left = {path.name for path in folder.iterdir()} - {f"m{n:02}.py" for n in range(COUNT)}
        assert left == {"other.txt", "pyproject.toml"}
    assert ended


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
