"""Every case and every program, written in another way, gets the verdict that it had.

`python -m tests.metamorphic` tries all of them and prints those that fail.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from migrator.model import Status
from tests.metamorphic.__main__ import main
from tests.metamorphic.catalogue import TRANSFORMATIONS
from tests.metamorphic.pairs import Bench, Pair
from tests.metamorphic.subject import Subject, subjects
from tests.programs.lab import Lab

LOOKED_AT = 200  # subjects that each transformation looks at in a short run
JUDGED = 12  # of those, how many that it changes are judged
EXECUTED = 2  # of those, how many that are edited are run as well
SUBJECTS = subjects()


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("metamorphic"))


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, lab: Lab) -> Bench:
    return Bench(tmp_path_factory.mktemp("metamorphic"), lab)


@pytest.mark.parametrize("name", TRANSFORMATIONS)
def test_what_is_written_in_another_way_is_judged_as_it_was(
    bench: Bench, pytestconfig: pytest.Config, name: str
) -> None:
    failed, tried = [], 0
    for subject in _drawn(name, pytestconfig):
        outcome = bench.try_pair(Pair(subject, TRANSFORMATIONS[name]))
        tried += outcome.after is not None
        failed += [outcome.shown()] if outcome.wrong else []
        if tried == JUDGED and not pytestconfig.getoption("--long"):
            break
    assert tried
    assert not failed, "\n\n".join(failed)


@pytest.mark.parametrize("name", TRANSFORMATIONS)
def test_what_is_changed_in_a_transformed_tree_does_what_it_did(
    running: Bench, pytestconfig: pytest.Config, name: str
) -> None:
    failed, tried = [], 0
    for subject in _drawn(f"run {name}", pytestconfig):
        outcome = running.try_pair(Pair(subject, TRANSFORMATIONS[name]))
        tried += outcome.after is not None and bool(outcome.after.count(Status.CHANGED))
        failed += [outcome.shown()] if outcome.wrong else []
        if tried == EXECUTED and not pytestconfig.getoption("--long"):
            break
    assert tried
    assert not failed, "\n\n".join(failed)


def _drawn(name: str, config: pytest.Config) -> list[Subject]:
    """Subjects in another order for each transformation; all of them in a long run."""
    count = len(SUBJECTS) if config.getoption("--long") else LOOKED_AT
    return Random(name).sample(SUBJECTS, count)


def test_the_subjects_are_all_cases_and_all_programs() -> None:
    kinds = [subject.name.partition("/")[0] for subject in SUBJECTS]
    assert kinds.count("case") >= 500
    assert kinds.count("program") >= 300
    root = Path(__file__).parents[2] / "fixtures"
    assert kinds.count("case") == len(list((root / "cases").rglob("*.case")))


def test_the_command_line_tries_what_it_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--only", "unrelated/ case/url/literal", "--show", "--seeds", "2"])
    out = capsys.readouterr().out
    assert "=== unrelated" not in out
    assert out.splitlines()[-1].split()[:3] == ["all", "2", "0"]
