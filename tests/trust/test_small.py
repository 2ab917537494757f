"""The small ones: each of these was seen."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from migrator.cli import main
from migrator.hints import COMMANDS
from tests.precommit.test_action import check, runner
from tests.trust.conftest import CALL, HEAD, ROOT, Run, command, write

__all__ = ["runner"]
ACTS = "\x1b[31m\u202e"


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "--config", ACTS),
        ("check", "--rules", ACTS),
        ("check", "--select", ACTS),
        ("check", "--fail-on", ACTS),
        ("check", "--report", ACTS),
        ("check", f"--{ACTS}"),
        ("explain", ACTS),
        (ACTS,),
        ("check", "--since", ACTS),
        ("check", "--baseline", ACTS),
        ("check", "--exclude", "[" + ACTS),
        ("check", ACTS),
    ],
    ids=lambda arguments: ascii(arguments[-2:]),
)
def test_an_argument_is_never_printed_raw(run: Run, arguments: tuple[str, ...]) -> None:
    answer = run(*arguments)
    assert not set(ACTS[0] + ACTS[-1]) & set(answer.out + answer.err)


def test_nor_is_a_key_of_the_configuration(run: Run) -> None:
    write("pyproject.toml", '[tool.awork-migrator]\n"\\u001b[31m\\u202e" = 1\n')
    answer = run("check", ".")
    assert answer.status == 2
    assert not set(ACTS[0] + ACTS[-1]) & set(answer.err)


def test_check_with_fix_names_the_command(run: Run) -> None:
    answer = run("check", "--fix", "src")
    assert answer.status == 2
    assert answer.err.endswith("To rewrite what is safe, run: awork-migrator fix src\n")
    assert "awork-migrator fix ." in run("--fix").err


@pytest.mark.parametrize("path", [".", "src/", "app.py", "~/x", "../a"])
def test_a_path_without_a_command_names_the_command(run: Run, path: str) -> None:
    answer = run(path)
    assert answer.status == 2
    assert answer.err.endswith(f"name a command first: awork-migrator check {path}\n")


def test_the_hints_know_every_command() -> None:
    assert set(COMMANDS) == set(main.commands)


def test_explain_without_a_code_lists_them(run: Run) -> None:
    answer = run("explain", "--isolated")
    assert answer.status == 0
    lines = answer.out.splitlines()
    assert lines[0].startswith("AWK001: ")
    assert any(line.startswith("body-null: ") for line in lines)


def test_a_working_directory_that_is_gone_is_a_sentence(here: Path) -> None:
    script = 'mkdir gone && cd gone && rmdir ../gone && exec "$0" "$1" check --isolated .'
    done = subprocess.run(
        ["sh", "-c", script, sys.executable, str(ROOT / "awork_migrator.py")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "error: the working directory is not there any more; change to one that is\n"
    )


@pytest.mark.parametrize(
    "arguments", [("--help",), ("check", "--help"), ("--version",), ("rules",), ("check", "."),
                  ("explain", "body-null"), ("schema",), ("check", "--format", "json", ".")],
    ids=" ".join,
)  # fmt: skip
def test_a_full_device_is_a_sentence_and_no_good_end(
    here: Path, arguments: tuple[str, ...]
) -> None:
    with open("/dev/full", "wb") as full:
        done = command(*arguments, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 2
    assert done.stderr == "error: standard output cannot be written: No space left on device\n"


# Suppression comments.


@pytest.mark.parametrize("comment", ["awork-migrator: IGNORE", "Awork-Migrator: Ignore[AWK001]"])
def test_the_case_of_a_comment_does_not_matter(run: Run, comment: str) -> None:
    write("app.py", HEAD + CALL.rstrip() + f"  # {comment}\n")
    assert run("check", "--isolated", ".").status == 0


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("ignored", "'ignored' is not understood; the form is ignore"),
        ("ignore-next-line", "'ignore-next-line' is not understood"),
        ("noqa", "'noqa' is not understood"),
        ("disable=AWK001", "'disable=AWK001' is not understood"),
        ("skip", "'skip' is not understood"),
        ("ignore-files", "'ignore-files' is not understood"),
    ],
)
def test_a_word_that_looks_like_one_is_named(run: Run, word: str, said: str) -> None:
    write("app.py", HEAD + CALL.rstrip() + f"  # awork-migrator: {word}\n")
    answer = run("check", "--isolated", ".")
    assert answer.status == 1
    assert f"app.py:4: the comment suppresses nothing: {said}" in answer.out


def test_a_sentence_about_the_tool_is_no_such_word(run: Run) -> None:
    write("app.py", HEAD + "# awork-migrator: see the README\n" + CALL)
    assert "suppresses nothing" not in run("check", "--isolated", ".").out


def test_a_comment_without_effect_is_no_use_of_an_endpoint(run: Run) -> None:
    fail_on = "--fail-on=fixable,unresolved,unused-ignore"
    write("app.py", "# /timeentries/delete\nx = 1  # awork-migrator: ignore\n")
    answer = run("check", "--isolated", fail_on, ".")
    assert answer.status == 1
    assert "Found" not in answer.out
    assert "1 comment suppresses nothing" in answer.out
    assert "left to you" not in answer.out
    markdown = run("check", "--isolated", fail_on, "--format", "markdown", ".").out
    assert "Uses of deprecated endpoints" not in markdown
    assert "1 comment without effect" in markdown
    write("app.py", HEAD + CALL + "x = 1  # awork-migrator: ignore\n")
    answer = run("check", "--isolated", fail_on, ".")
    assert "Found 1 use of deprecated endpoints: 1 fixable." in answer.out


@pytest.mark.parametrize("text", ["a\nevil=1", "a\r\nevil=1", "a\rb"], ids=ascii)
def test_an_input_of_the_action_cannot_add_outputs(runner: Path, text: str) -> None:
    done = check(runner, sarif=text)
    assert done.returncode == 2
    assert "has to be the name of one file" in done.stderr
    assert not (runner / "output").exists()
