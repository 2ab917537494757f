"""Migrate real client libraries and let their own test suites judge.

python -m primer [--only NAME]... [--cache FOLDER] [--update]
"""

from __future__ import annotations

import argparse
import fnmatch
import sys
from pathlib import Path

from benchmarks.packages import CACHE_VARIABLE, cache_folder
from primer.environment import SuiteEnvironmentError
from primer.known import recall, remember
from primer.package import FOLDER, DataError, Package, load
from primer.table import table, update
from primer.verdict import Outcome, judge

BAD = ("red", "silent", "crash", "slow", "rules refused", "not green before", "no environment")


def main() -> int:
    """Run the primer and return its exit status: 1 when something is wrong, 2 for wrong data."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", action="append", metavar="NAME", help="a name or a pattern")
    parser.add_argument("--list", action="store_true", help="print the packages and stop")
    parser.add_argument("--update", action="store_true", help="put the table into primer/README.md")
    parser.add_argument("--unsafe-fixes", action="store_true", help="also make unsafe edits")
    parser.add_argument("--verbose", action="store_true", help="print each place that is not moved")
    parser.add_argument("--fresh", action="store_true", help="judge again what is known")
    parser.add_argument("--cache", help=f"where packages are kept (or ${CACHE_VARIABLE})")
    given = parser.parse_args()
    try:
        packages = [load(path) for path in sorted(FOLDER.glob("*.toml"))]
    except DataError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    patterns = given.only or ["*"]
    chosen = [p for p in packages if any(fnmatch.fnmatch(p.name, pattern) for pattern in patterns)]
    if not chosen:
        parser.error(f"there is no such package; there are {', '.join(p.name for p in packages)}")
    if given.list:
        for package in chosen:
            places = sum(len(endpoint.moves) for endpoint in package.endpoints)
            print(f"{package.pin.label:<32} {places:>3} places  {package.style}")
        return 0
    if given.update and given.only:
        parser.error("--update needs a run of all packages")
    cache = cache_folder(given.cache)
    outcomes = []
    for package in chosen:
        outcome = _outcome(package, cache, unsafe=given.unsafe_fixes, fresh=given.fresh)
        outcomes.append(outcome)
        print(f"{package.name}: {outcome.verdict}", file=sys.stderr, flush=True)
        shown = [*outcome.overreach, *outcome.unexpected]
        if given.verbose or outcome.verdict in BAD:
            shown = [*outcome.details, *shown]
        for line in shown:
            print(f"    {line}", file=sys.stderr, flush=True)
    print(table(outcomes))
    if given.update:
        update(outcomes)
    failed = any(outcome.verdict in BAD or outcome.overreach for outcome in outcomes)
    return 1 if failed else 0


def _outcome(package: Package, cache: Path, *, unsafe: bool, fresh: bool) -> Outcome:
    known = None if fresh else recall(package, cache, unsafe=unsafe)
    if known is not None:
        return known
    try:
        outcome = judge(package, cache, unsafe=unsafe)
    except SuiteEnvironmentError as error:
        return Outcome(package.name, "no environment", details=[str(error)])
    if outcome.verdict != "not green before":
        remember(package, cache, outcome, unsafe=unsafe)
    return outcome


if __name__ == "__main__":
    sys.exit(main())
