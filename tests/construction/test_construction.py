"""No constructed program behaves otherwise after `fix`, and none is left without a word."""

from __future__ import annotations

from zlib import crc32

import pytest

from tests.construction.suite import Made, everything, in_sample
from tests.construction.verdict import Outcome, Verdict, judge

FLOOR = 0.97  # of the programs that have to move


def _by_room() -> dict[str, list[Made]]:
    """The programs by what stands in front of the first dot, places each by its own name."""
    found: dict[str, list[Made]] = {}
    for item in everything():
        name = item.name.partition("/")[0]
        room = name if name.startswith("place.") else name.partition(".")[0]
        found.setdefault(room, []).append(item)
    return found


ROOMS = _by_room()


@pytest.fixture(scope="module")
def found() -> dict[str, Verdict]:
    """The verdicts so far; they are asked for once for what is wrong and once for what moves."""
    return {}


@pytest.mark.parametrize("room", ROOMS)
def test_a_program_does_what_it_did_or_is_left_and_named(
    pytestconfig: pytest.Config, found: dict[str, Verdict], room: str
) -> None:
    wrong = [result for result in _results(pytestconfig, found, room) if result.is_wrong]
    listed = "\n".join(f"  {result.outcome.value}: {result.program.name}" for result in wrong)
    if wrong:
        pytest.fail(f"python -m tests.construction --show NAME shows one of\n{listed}", False)


def test_nearly_all_programs_that_observe_nothing_move(
    pytestconfig: pytest.Config, found: dict[str, Verdict]
) -> None:
    results = [r for room in ROOMS for r in _results(pytestconfig, found, room, only_moving=True)]
    left = [r.program.name for r in results if r.outcome is not Outcome.MOVED]
    if len(left) > (1 - FLOOR) * len(results):
        pytest.fail("these have to move:\n" + "\n".join(left), False)


def test_what_unsafe_fixes_write_can_run() -> None:
    made = [
        item
        for item in everything()
        if crc32(item.name.encode()) % UNSAFE == 0 or item.name in TRIED
    ]
    results = [judge(item.program(), unsafe=True) for item in made]
    wrong = [result.program.name for result in results if result.outcome is Outcome.BROKEN]
    assert not wrong, f"python -m tests.construction --unsafe --show NAME shows one of {wrong}"


UNSAFE = 128  # one program in so many
TRIED = frozenset(
    (
        "builtins.classmethod/json",
        "protocol.__bool__/json",
        "protocol.__post_init__/json",
        "protocol.__radd__/body",
        "protocol.__rmod__/body",
    )
)
"""Programs that were once given a status of what is no response."""


def _results(
    config: pytest.Config, found: dict[str, Verdict], room: str, *, only_moving: bool = False
) -> list[Verdict]:
    everywhere = config.getoption("--construction") == "all"
    made = [
        item
        for item in ROOMS[room]
        if (everywhere or in_sample(item.name)) and (item.moves or not only_moving)
    ]
    for item in made:
        if item.name not in found:
            found[item.name] = judge(item.program())
    return [found[item.name] for item in made]
