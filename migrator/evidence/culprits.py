"""Which of many changes make a command fail: the smallest set to take back.

Decided here: the changes are independent, nothing makes the command pass, and all of them make it
fail. A bisection over the beginnings of the list finds one change that breaks a beginning that
passed. When the rest passes without it, that is all. Otherwise the smallest set of changes that
fails together is completed, and the next try leaves out the smallest set of changes that meets all
such sets known so far. So what is taken back is the smallest set, provided that more changes never
make a failing command pass; where they do, the rest has been seen to pass all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from math import log2

Changes = frozenset[int]
_MANY = 8  # culprits; for more it is not worth asking whether one of them is enough
_CHOICES = 2_000  # sets to take back that are looked at before the search takes all of them


def kept(count: int, passes: Callable[[Changes], bool]) -> Changes:
    """The changes out of `count` that stay, the most that are found to pass together.

    `passes` runs the command with a set of changes; it is asked once for each set, and is known to
    say yes to none and no to all.
    """
    search = _Search(count, passes)
    return search.run()


class _Search:
    def __init__(self, count: int, passes: Callable[[Changes], bool]) -> None:
        self._all = frozenset(range(count))
        self._known: dict[Changes, bool] = {frozenset(): True, self._all: False}
        self._passes = passes
        self._conflicts: list[Changes] = []
        # Where each change fails by itself, each costs a bisection and two runs more.
        self._left = int(count * (log2(count) + 3)) + 10

    def run(self) -> Changes:
        while True:
            tried = self._next()
            if tried is None:
                return frozenset()
            if self._ask(tried):
                return self._with_fewer_back(tried)
            if self._left <= 0:
                return frozenset()
            found = self._break(tried)
            if found is not None:
                return found

    def _ask(self, changes: Changes) -> bool:
        if changes not in self._known:
            self._left -= 1
            self._known[changes] = self._passes(changes)
        return self._known[changes]

    def _next(self) -> Changes | None:
        """What is left when a smallest set that meets all conflicts is taken back.

        The first that was not tried yet; where all were, one that shows what is still missing.
        """
        first: Changes | None = None
        for back in _meeting(self._conflicts):
            if first is not None and len(back) > len(first):
                break
            first = back if first is None else first
            if self._all - back not in self._known:
                return self._all - back
        return None if first is None else self._all - first

    def _break(self, failing: Changes) -> Changes | None:
        """Learn a smallest set of `failing` that fails; or what passes when one change is enough.

        One more change is enough only if nothing smaller can be: when each conflict is one change.
        """
        found: list[int] = []
        rest = sorted(failing)
        while True:
            rest = rest[: self._first_failing(found, rest)]
            found.append(rest.pop())
            alone = all(len(conflict) == 1 for conflict in self._conflicts)
            if len(found) == 1 and alone and self._ask(failing - set(found)):
                return self._with_fewer_back(failing - set(found))
            if not rest or not self._ask(frozenset(found)):
                self._conflicts.append(frozenset(found))
                return None

    def _first_failing(self, found: list[int], rest: list[int]) -> int:
        """The smallest number of `rest` that fails together with `found`."""
        passing, failing = 0, len(rest)
        while failing - passing > 1:
            middle = (passing + failing) // 2
            if self._ask(frozenset([*found, *rest[:middle]])):
                passing = middle
            else:
                failing = middle
        return failing

    def _with_fewer_back(self, passing: Changes) -> Changes:
        """The same, unless taking back one of several changes alone is enough.

        It is when changes need one another: each of them fails without the other.
        """
        back = self._all - passing
        if 1 < len(back) <= _MANY:
            for change in sorted(back):
                if self._ask(self._all - {change}):
                    return self._all - {change}
        return passing


def _meeting(conflicts: list[Changes]) -> Iterator[Changes]:
    """Sets that have a change of each conflict, the smallest first."""
    forced = frozenset().union(*(conflict for conflict in conflicts if len(conflict) == 1))
    open_ = [conflict for conflict in conflicts if not conflict & forced]
    choices = sorted(frozenset().union(*open_))
    looked_at = 0
    for size in range(len(choices) + 1):
        for chosen in combinations(choices, size):
            looked_at += 1
            if looked_at > _CHOICES:
                yield forced.union(choices)
                return
            if all(conflict.intersection(chosen) for conflict in open_):
                yield forced.union(chosen)
