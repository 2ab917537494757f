"""`trace` as it is mostly typed: read without the command line, and read alike."""

from __future__ import annotations

import itertools
import subprocess
import sys
from pathlib import Path

import pytest
from click import ClickException, Context
from click.exceptions import Exit

from migrator.cli import main
from migrator.shortcut import plain
from tests.evidence.project import command, environment, migrate

WORDS = ("-q", "--quiet", "--fail-on-deprecated", "--isolated", "-o", "--output", "file", "--", "-")
OTHERS = ("-qo", "-ofile", "--output=file", "--rules", "--select", "--help", "")


def told(arguments: tuple[str, ...]) -> dict[str, object] | None:
    """What click reads in the arguments, None for a mistake and for help."""
    context = Context(main)
    try:
        made = main.commands["trace"].make_context("trace", list(arguments), context)
    except (ClickException, Exit):
        return None
    return made.params


@pytest.mark.parametrize("first", [*WORDS, *OTHERS])
def test_what_is_read_without_click_is_what_click_reads(first: str) -> None:
    for length in range(4):
        for rest in itertools.product(WORDS, repeat=length):
            given = plain((first, *rest))
            if given is not None:
                params = told((first, *rest))
                assert params is not None
                assert {name: params[name] for name in given} == given
                others = {name: value for name, value in params.items() if name not in given}
                assert not any(others.values())


def test_what_people_type_is_read_without_click() -> None:
    for words in (
        "-- pytest -q",
        "pytest",
        "--output calls.jsonl -- pytest -q",
        "--fail-on-deprecated -q -- tox",
    ):
        assert plain(words.split()) is not None, words


def modules(folder: Path, *options: str) -> set[str]:
    """The modules that `trace` imports for a command."""
    words = command("trace", *options, "--", sys.executable, "-S", "-c", "pass")
    done = subprocess.run(
        [words[0], "-X", "importtime", *words[1:]],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    return {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}


def test_a_plain_trace_imports_neither_click_nor_the_settings(tmp_path: Path) -> None:
    plainly = modules(tmp_path)
    assert "migrator.evidence.tracing" in plainly
    assert plainly.isdisjoint({"click", "migrator.cli", "migrator.config", "migrator.model"})
    assert "migrator.cli" in modules(tmp_path, "--select", "ALL")


def test_a_configuration_holds_for_a_plain_trace(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.awork-migrator]\nselekt = []\n")
    answer = migrate(tmp_path, "trace", "--", sys.executable, "-c", "open('ran', 'w')")
    assert answer.status == 2
    assert "unknown key 'selekt'" in answer.err
    assert not (tmp_path / "ran").exists()


def test_a_file_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    answer = migrate(tmp_path, "trace", "-o", "none/calls", "--", sys.executable, "-c", "pass")
    assert answer.status == 2
    assert "the evidence file none/calls cannot be written" in answer.err
