"""A clean report is never one that did not look: what was not done is said."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.trust.conftest import CALL, HEAD, ROOT, Run, command, write


@pytest.mark.parametrize("command_", ["check", "fix", "rules"])
def test_an_empty_selection_of_rules_is_an_error(run: Run, command_: str) -> None:
    write("app.py")
    answer = run(command_, "--isolated", "--ignore", "ALL")
    assert answer.status == 2
    assert "no rule is left to apply" in answer.err
    # The longer selector wins, so that this one is not empty.
    assert run(command_, "--isolated", "--select", "AWK001", "--ignore", "AWK").status != 2


def test_so_is_one_of_the_configuration(run: Run) -> None:
    write("pyproject.toml", '[tool.awork-migrator]\nignore = ["AWK001"]\n')
    assert run("check", ".").status == 2


@pytest.mark.parametrize("format_", ["text", "concise", "json", "github", "gitlab", "junit"])
def test_no_file_is_said_and_is_not_all_clear(run: Run, format_: str) -> None:
    answer = run("check", "--isolated", "--format", format_, ".")
    assert answer.status == 0
    assert "no file was looked at" in answer.out + answer.err
    assert "All clear" not in answer.out + answer.err


def test_what_was_left_out_is_counted(run: Run) -> None:
    write("app.py")
    answer = run("check", "--isolated", "--force-exclude", "--exclude", "app.py", "app.py")
    assert answer.status == 0
    assert "no file was looked at" in answer.out
    assert "1 left out (--verbose says why)" in answer.out


@pytest.mark.parametrize("command_", ["check", "fix"])
def test_a_closed_standard_input_is_an_error(here: Path, command_: str) -> None:
    done = subprocess.run(
        ["sh", "-c", f'exec "$0" "$1" {command_} --isolated - <&-', sys.executable,
         str(ROOT / "awork_migrator.py")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "error: standard input is closed, so there is no source to read\n"


def test_standard_input_that_cannot_be_read_is_an_error(here: Path) -> None:
    with open(os.devnull, "wb") as only_for_writing:
        done = command("check", "--isolated", "-", stdin=only_for_writing)
    assert done.returncode == 2
    assert done.stderr.startswith("error: standard input cannot be read: ")


def test_an_empty_source_on_standard_input_is_no_error(here: Path) -> None:
    done = command("check", "--isolated", "-", stdin=subprocess.DEVNULL)
    assert (done.returncode, done.stderr) == (0, "")
    assert "All clear: nothing to migrate in 1 file." in done.stdout


def test_after_a_baseline_was_written_it_is_said_and_is_not_all_clear(run: Run) -> None:
    write("app.py", HEAD + CALL + CALL)
    answer = run("check", "--isolated", "--write-baseline", "b.json", ".")
    assert answer.status == 0
    assert "2 sites are known in b.json from now on, and nothing was done about them" in answer.out
    assert "All clear" not in answer.out
    assert "Nothing new to migrate in 1 file." in answer.out
    assert "All clear" not in run("check", "--isolated", "--baseline", "b.json", "app.py").out


def test_what_was_looked_at_and_is_clean_is_all_clear(run: Run) -> None:
    write("app.py", "x = 1\n")
    assert run("check", "--isolated", ".").out == "All clear: nothing to migrate in 1 file.\n"


def test_the_baseline_and_fix_are_in_the_readme() -> None:
    text = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    assert "`fix` changes what it can, also where a baseline knows the site" in text


def test_and_that_is_what_fix_does(run: Run) -> None:
    path = write("app.py")
    run("check", "--isolated", "--write-baseline", "b.json", ".")
    run("fix", "--isolated", "--baseline", "b.json", ".")
    assert CALL not in path.read_text(encoding="utf-8")
