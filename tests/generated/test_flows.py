"""Composed programs behave the same after `fix`, or a site of them is left for a person.

`python -m tests.generated.long` tries as many of them as one likes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from migrator.model import Mode, Report
from tests.generated.bench import Bench
from tests.generated.flows.flow import Flow, each
from tests.generated.flows.passages import PASSAGES
from tests.generated.long import bench, composed, main
from tests.generated.trial import LEFT, MOVED, UNTOUCHED, WRONG, attempt

PROGRAMS = 100
LONG = 30  # times as many in a long run
SEED = 1


@pytest.fixture(scope="module")
def place() -> Iterator[Bench]:
    with bench() as found:
        yield found


@pytest.mark.parametrize("part", range(5))
def test_composed_programs_behave_the_same_or_are_left_for_a_person(
    place: Bench, pytestconfig: pytest.Config, part: int
) -> None:
    count = PROGRAMS * (LONG if pytestconfig.getoption("--long") else 1)
    wrong = []
    outcomes: Counter[str] = Counter()
    for number in range(part, count, 5):
        trial = attempt(place, composed(SEED, number))
        outcomes[trial.outcome] += 1
        if trial.outcome in WRONG:
            wrong.append(f"{number} {trial.outcome}: {trial.flow.describe()}\n    {trial.found}")
    assert not wrong, "\n".join(wrong)
    assert outcomes[MOVED] >= count / 50  # programs of which none can be moved would prove nothing


@pytest.mark.parametrize("part", range(6))
def test_every_choice_alone_in_its_place_is_judged_rightly(place: Bench, part: int) -> None:
    """Each question alone, and each way that a value can take, with and without a question."""
    trials = [attempt(place, flow) for flow in list(each())[part::6]]
    wrong = [
        f"{trial.outcome}: {trial.flow.describe()} {trial.found}"
        for trial in trials
        if trial.outcome not in (MOVED, LEFT)
    ]
    assert not wrong, "\n".join(wrong)


def test_a_plain_program_is_moved_and_a_neighbour_is_not_concerned(place: Bench) -> None:
    assert attempt(place, Flow()).outcome == MOVED
    assert attempt(place, Flow(url_way=("if-false",))).outcome in (MOVED, LEFT)
    assert attempt(place, Flow(answer_look="equal")).outcome == LEFT
    assert UNTOUCHED not in WRONG


def test_a_wrong_edit_and_a_silent_call_are_seen(
    place: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the comparison is for: a migration that breaks a program, and one that says nothing."""
    real = place.fix

    def careless(files: dict[str, bytes]) -> object:
        report, _ = real({})
        return report, {
            name: text.replace(b"timeentries/delete", b"timeentries/batch/delete").replace(
                b'"ids"', b'"timeEntryIds"'
            )
            for name, text in files.items()
        }

    monkeypatch.setattr(place, "fix", careless)
    assert attempt(place, Flow(answer_look="equal")).outcome == "broken"
    assert attempt(place, Flow(body_look="keys-printed")).outcome == "broken"
    monkeypatch.setattr(place, "fix", lambda files: (real({})[0], files))
    assert attempt(place, Flow()).outcome == "silent"


def test_a_program_is_composed_from_its_number_alone() -> None:
    assert composed(3, 8) == composed(3, 8)
    assert composed(3, 8).files() == composed(3, 8).files()
    assert len({composed(3, number) for number in range(200)}) > 190


def test_every_axis_is_drawn() -> None:
    flows = [composed(0, number) for number in range(2000)]
    taken = {name for flow in flows for name in (*flow.url_way, *flow.body_way, *flow.answer_way)}
    assert taken == PASSAGES.keys()


def test_the_command_line_counts_and_stores(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Bench, "fix", lambda self, files: (Report(Mode.FIX, ""), files))
    assert main(["--count", "4", "--seed", "2", "--save", str(tmp_path)]) == 1
    out = capsys.readouterr().out
    assert out.splitlines()[-1].startswith("4 programs in")
    assert "silent: " in out  # all choices are taken back until the plain program is left
    (folder,) = tmp_path.iterdir()
    assert (folder / "before" / "main.py").exists()
    assert "no place is named" in (folder / "why.txt").read_text()
