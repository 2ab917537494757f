"""What the benchmarks measure on: the same each time, and real enough to be found."""

import random
from pathlib import Path

import pytest

from benchmarks import bombs
from benchmarks.candidates import SHAPES, candidate, decoy
from migrator.config import Settings
from migrator.engine import run
from migrator.model import Report, Status
from migrator.rules.loader import built_in_rules


def checked(folder: Path, text: str) -> Report:
    (folder / "t.py").write_text(text)
    return run([str(folder)], Settings(rules=built_in_rules(), jobs=1))


@pytest.mark.parametrize("serial", range(len(SHAPES)))
def test_every_shape_of_a_candidate_is_one_site_that_can_be_fixed(
    serial: int, tmp_path: Path
) -> None:
    made = candidate(random.Random(serial), serial)
    found = checked(tmp_path, made.text)
    assert [s.status for s in found.sites if s.status is not Status.IGNORED] == [Status.FIXABLE]
    assert made.sites == 1


@pytest.mark.parametrize("serial", range(7))
def test_a_decoy_of_the_same_shape_is_left_alone(serial: int, tmp_path: Path) -> None:
    found = checked(tmp_path, decoy(random.Random(serial), serial).text)
    assert {s.status for s in found.sites} <= {Status.IGNORED}


def test_the_same_seed_gives_the_same_module() -> None:
    assert candidate(random.Random(3), 1) == candidate(random.Random(3), 1)
    assert candidate(random.Random(3), 1) != candidate(random.Random(4), 1)


LONG_TEXT = 400_000


@pytest.mark.parametrize("name", bombs.PROGRAMS)
def test_every_bomb_is_a_program_with_one_call_of_the_endpoint(name: str) -> None:
    program = bombs.PROGRAMS[name]()
    text = "".join(program.values())
    assert "requests.post(" in text
    assert "delete" in text
    if (
        name != "chained calls" and len(text) < LONG_TEXT
    ):  # too deep, or too long, for this compiler
        for file, source in program.items():
            compile(source, file, "exec", dont_inherit=True)


def test_the_programs_with_a_bomb_in_their_url_are_programs() -> None:
    assert set(bombs.PROGRAMS) >= bombs.OTHER_URL
