"""A few of the hostile inputs that `tests.trust.hostile` makes by the hundred."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.trust.conftest import Run, write
from tests.trust.hostile import TRIALS


@pytest.mark.parametrize("what", TRIALS)
def test_hostile_input_does_no_harm(pytestconfig: pytest.Config, what: str) -> None:
    for number in range(500 if pytestconfig.getoption("--long") else 12):
        TRIALS[what](random.Random(f"suite {number}"))


@pytest.mark.parametrize("pattern", ["[z-a]", "docs/[}-!]x", "[a-\\]?"])
def test_a_pattern_that_is_no_expression_is_passed_over_or_refused(
    here: Path, run: Run, pattern: str
) -> None:
    write("app.py")
    write(".git/HEAD", "")
    write(".gitignore", f"{pattern}\n")
    assert run("check", "--isolated", ".").status == 1
    answer = run("check", "--isolated", "--exclude", pattern, ".")
    assert answer.status in (1, 2)
    assert "bug" not in answer.out + answer.err
