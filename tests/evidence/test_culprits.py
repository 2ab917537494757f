"""The search for changes that make a command fail: what it takes back, and in how many runs."""

from __future__ import annotations

from itertools import combinations
from math import log2

import pytest

from migrator.evidence.culprits import Changes, kept


class Command:
    """Fails when all changes of one of `conflicts` are there; counts its runs."""

    def __init__(self, *conflicts: set[int]) -> None:
        self.conflicts = conflicts
        self.runs = 0

    def __call__(self, changes: Changes) -> bool:
        self.runs += 1
        return not any(conflict <= changes for conflict in self.conflicts)


def taken_back(count: int, command: Command) -> set[int]:
    return set(range(count)) - kept(count, command)


@pytest.mark.parametrize("count", [2, 3, 5, 8, 20, 100])
def test_one_culprit_is_found_wherever_it_stands(count: int) -> None:
    for culprit in range(count):
        command = Command({culprit})
        assert taken_back(count, command) == {culprit}
        # Besides: one run before any change, and two with all changes.
        assert command.runs <= log2(count) + 2


def test_of_twenty_changes_one_culprit_costs_ten_runs_at_most() -> None:
    for culprit in range(20):
        command = Command({culprit})
        kept(20, command)
        assert command.runs + 3 <= 2 + 2 * log2(20)


def test_of_two_that_fail_only_together_one_is_taken_back() -> None:
    for pair in combinations(range(12), 2):
        back = taken_back(12, Command(set(pair)))
        assert len(back) == 1
        assert back < set(pair)


def test_two_independent_culprits_are_both_taken_back() -> None:
    for pair in combinations(range(12), 2):
        assert taken_back(12, Command({pair[0]}, {pair[1]})) == set(pair)


def test_the_smallest_set_is_taken_back_where_one_change_fails_with_each_of_others() -> None:
    assert taken_back(20, Command({3, 7}, {3, 11}, {3, 15})) == {3}


def test_changes_that_need_one_another_stay_together() -> None:
    def passes(changes: Changes) -> bool:
        return (2 in changes) == (9 in changes) and 5 not in changes

    assert kept(12, passes) == frozenset(range(12)) - {5}


def test_what_stays_has_been_seen_to_pass_whatever_the_command_does() -> None:
    # Neither more nor fewer changes decide here: the sets that pass are arbitrary.
    for seed in range(60):
        asked: dict[Changes, bool] = {}

        def passes(changes: Changes, seed: int = seed, asked: dict[Changes, bool] = asked) -> bool:
            answer = (sum(1 << n for n in changes) * 2654435761 + seed) % 7 > 2
            asked[changes] = answer
            return answer

        stays = kept(6, passes)
        assert not stays or asked[stays]


def test_no_set_is_tried_twice() -> None:
    asked: list[Changes] = []

    def passes(changes: Changes) -> bool:
        asked.append(changes)
        return not {1, 4} <= changes and 6 not in changes

    kept(8, passes)
    assert len(asked) == len(set(asked))


def test_all_that_fail_by_themselves_are_taken_back_in_the_end() -> None:
    assert taken_back(30, Command(*({number} for number in range(30)))) == set(range(30))
