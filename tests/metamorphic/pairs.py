"""A pair: one subject, one transformation, one seed; and what is wrong with it, if anything is."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path
from random import Random

from migrator.model import Status
from tests.metamorphic import execution
from tests.metamorphic.relation import differences
from tests.metamorphic.subject import Judged, Subject, Tree, judge
from tests.metamorphic.transformation import Transformation
from tests.programs.lab import Lab


@dataclass(frozen=True)
class Pair:
    """One subject, one transformation and the seed of its choices."""

    subject: Subject
    transformation: Transformation
    seed: int = 0

    @property
    def name(self) -> str:
        """What a person selects the pair by."""
        return f"{self.transformation.name}/{self.seed} {self.subject.name}"

    @property
    def before(self) -> Subject:
        """The subject as this transformation wants it to begin with."""
        return self.transformation.base(self.subject)

    def after(self) -> Subject | None:
        """The transformed subject, the same in every run; None when nothing is to transform."""
        return self.transformation.apply(self.before, self._rng())

    def _rng(self) -> Random:
        return Random(f"{self.seed} {self.transformation.name} {self.subject.name}")

    def commuted(self, fixed: Tree) -> Tree | None:
        """What the same transformation makes of the fixed files."""
        found = self.transformation.apply(self.before.of(fixed), self._rng())
        return None if found is None else found.files


@dataclass(frozen=True)
class Outcome:
    """What came of a pair: nothing to transform, or the two verdicts and what is wrong."""

    pair: Pair
    before: Judged | None = None
    after: Judged | None = None
    wrong: tuple[str, ...] = ()

    def shown(self) -> str:
        """The pair with what is wrong and how its files differ, for a person."""
        lines = [f"=== {self.pair.name}", *self.wrong]
        if self.before is not None and self.after is not None:
            lines += diff(self.before.subject.files, self.after.subject.files)
            lines += [
                "--- and what fix made of it",
                *diff(self.after.subject.files, self.after.after),
            ]
        return "\n".join(lines)


class Bench:
    """Judges pairs in one folder and keeps the verdicts on what is judged again and again."""

    def __init__(self, folder: Path, lab: Lab | None = None) -> None:
        self.folder = folder
        self.lab = lab
        self._known: dict[object, Judged] = {}

    def original(self, pair: Pair) -> Judged:
        """The verdict on the untransformed subject."""
        subject = pair.before
        key = (subject.name, subject.paths, frozenset(subject.files.items()))
        if key not in self._known:
            self._known[key] = judge(subject, self.folder / "tree")
        return self._known[key]

    def try_pair(self, pair: Pair) -> Outcome:
        """Transform, judge, compare, and with a laboratory run what was changed, before and after.

        What already behaves otherwise without the transformation is no matter of it.
        """
        subject = pair.after()
        if subject is None:
            return Outcome(pair)
        before = self.original(pair)
        after = judge(subject, self.folder / "tree")
        kind = pair.transformation
        wrong = differences(before, after, exact=kind.exact, may_gain=kind.may_gain)
        if kind.exact and not wrong and before.after != before.subject.files:
            expected = pair.commuted(before.after) or before.after
            if expected != after.after:
                wrong = ["the fixed files differ", *diff(expected, after.after)]
        if self.lab is not None and after.count(Status.CHANGED):
            found = execution.faults(self.lab, after, self.folder / "run")
            if found and found != self._faults_before(before):
                wrong = [*wrong, *found]
        return Outcome(pair, before, after, tuple(wrong))

    def _faults_before(self, before: Judged) -> list[str]:
        assert self.lab is not None
        return execution.faults(self.lab, before, self.folder / "run")


def diff(first: Tree, second: Tree) -> list[str]:
    """The two trees as a unified diff, without the files that only the second one has whole."""
    lines: list[str] = []
    for path in sorted(first.keys() | second.keys()):
        old, new = (tree.get(path, b"").decode("utf-8", "replace") for tree in (first, second))
        found = difflib.unified_diff(
            old.splitlines(), new.splitlines(), path, path, lineterm="", n=2
        )
        lines += found
    return lines
