"""`fix --verify` on real client libraries with their own suites, with wrong edits planted, by hand.

`python -m tests.evidence.verify_primer --cache FOLDER messagebird sparkpost ...` takes packages of
the primer. For each of some groups of changes a wrong edit is planted: where the suite can tell, it
has to be found, and nothing but its group be taken back.
"""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import sys
import tempfile
import time
from math import log2
from pathlib import Path

from benchmarks.packages import cache_folder
from migrator.model import Report
from migrator.rules.rule import Rule
from primer.environment import environment, laid
from primer.package import FOLDER, Package, load, rules_text
from tests.cases.harness import rules_from
from tests.evidence.planted import groups, judged, planted, previewed

WRONG = {"a wrong path": "planted-", "a broken literal": "'\""}


def command_of(package: Package, python: Path, copy: Path) -> str:
    """The package's suite as a command of a shell, on the copy of its source."""
    source = (copy / package.suite.source).resolve()
    words = {
        "PYTHONPATH": f"{source}{os.pathsep}{copy}",
        "PYTHONDONTWRITEBYTECODE": "1",
        **dict(package.suite.environment),
    }
    given = " ".join(f"{name}={shlex.quote(value)}" for name, value in words.items())
    return f"env {given} {shlex.join([str(python), *package.suite.command])}"


class Subject:
    """A package, and what a fix would change in it."""

    def __init__(self, package: Package, cache: Path) -> None:
        self._package, self._cache = package, cache
        self._python = environment(package, cache)
        with tempfile.TemporaryDirectory() as folder:
            self._rules: tuple[Rule, ...] = rules_from(rules_text(package.endpoints), Path(folder))
        copy = laid(package, cache)
        self.report = previewed(copy, self._rules)
        shutil.rmtree(copy, ignore_errors=True)
        self.groups = groups(self.report)

    def judged(self, wrong: dict[int, str]) -> Report:
        """The report of a verified fix of a fresh copy with wrong edits."""
        copy = laid(self._package, self._cache)
        try:
            command = command_of(self._package, self._python, copy)
            return judged(copy, planted(self.report, wrong), command)
        finally:
            shutil.rmtree(copy, ignore_errors=True)


def taken_back(report: Report, names: list[list[str]]) -> set[int]:
    """The numbers of the groups that were taken back."""
    assert report.verification is not None
    back = {
        site for group in report.verification.groups if not group.passed for site in group.sites
    }
    return {number for number, sites in enumerate(names) if back.intersection(sites)}


def tried(subject: Subject, number: int, own: set[int]) -> str:
    """Plant a wrong edit in one group; what came of it, with WRONG where that is not right."""
    for what, text in WRONG.items():
        started = time.monotonic()
        report = subject.judged({number: text})
        assert report.verification is not None
        runs, back = len(report.verification.runs), taken_back(report, subject.groups)
        spent = f"{runs} runs, {time.monotonic() - started:.0f} s"
        if back == own and number not in own:
            continue  # the suite does not come there
        # One group has no bisection, but a second try all the same.
        most = max(3, 2 + 2 * log2(len(subject.groups)))
        right = back == own | {number} and (bool(own) or runs <= most)
        return f"{'found' if right else 'WRONG'}, {what}, {spent}, taken back {sorted(back)}"
    return "not covered by the suite"


def main() -> int:
    """Plant wrong edits in the packages that were named; 1 when one was not handled well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="+")
    parser.add_argument("--cache", help="the primer's")
    parser.add_argument("--groups", type=int, default=4, help="how many to plant in, a package")
    options = parser.parse_args()
    cache = cache_folder(options.cache)
    wrong = 0
    for name in options.names:
        subject = Subject(load(FOLDER / f"{name}.toml"), cache)
        count = len(subject.groups)
        if count == 0:
            print(f"{name}: there is nothing to fix", flush=True)
            continue
        # What the suite does not pass without a planted edit is known before.
        clean = subject.judged({})
        own = taken_back(clean, subject.groups)
        print(f"{name}: {count} groups, {len(own)} taken back with nothing planted", flush=True)
        step = max(1, count // options.groups)
        for number in [n for n in range(0, count, step) if n not in own][: options.groups]:
            found = tried(subject, number, own)
            wrong += found.startswith("WRONG")
            print(f"  planted in {number}: {found}", flush=True)
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())
