"""`python -m tests.metamorphic`: try pairs and print those that fail, for a person."""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.metamorphic.catalogue import TRANSFORMATIONS
from tests.metamorphic.pairs import Bench, Outcome, Pair
from tests.metamorphic.subject import subjects
from tests.programs.lab import Lab


def main(argv: list[str]) -> int:
    options = _options(argv)
    started = time.monotonic()
    count: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=fast_folder())))
        lab = stack.enter_context(contextlib.closing(Lab(folder))) if options.run else None
        bench = Bench(folder, lab)
        for pair in _pairs(options):
            outcome = bench.try_pair(pair)
            if outcome.after is None:
                continue
            count[pair.transformation.name] += 1
            if outcome.wrong:
                failed[pair.transformation.name] += 1
                _print(outcome, show=options.show)
    _print_sums(count, failed, time.monotonic() - started)
    return int(bool(failed))


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.metamorphic", description=__doc__)
    parser.add_argument(
        "--only", default="", metavar="PATTERN", help="pairs whose name holds all these words"
    )
    parser.add_argument("--seeds", type=int, default=1, help="how often each pair is tried")
    parser.add_argument("--run", action="store_true", help="execute what was changed as well")
    parser.add_argument("--show", action="store_true", help="print how the files differ")
    return parser.parse_args(argv)


def _pairs(options: argparse.Namespace) -> list[Pair]:
    words = options.only.split()
    found = [
        Pair(subject, transformation, seed)
        for subject in subjects()
        for transformation in TRANSFORMATIONS.values()
        for seed in range(options.seeds)
    ]
    return [pair for pair in found if all(word in pair.name for word in words)]


def _print(outcome: Outcome, *, show: bool) -> None:
    if show:
        print(outcome.shown(), end="\n\n")
        return
    print(outcome.pair.name)
    for line in outcome.wrong:
        print(f"    {line}")


def _print_sums(count: Counter[str], failed: Counter[str], seconds: float) -> None:
    print(f"{'transformation':16}{'pairs':>8}{'failed':>8}")
    for name in TRANSFORMATIONS:
        print(f"{name:16}{count[name]:8}{failed[name]:8}")
    print(f"{'all':16}{count.total():8}{failed.total():8}   in {seconds:.0f} s")


def fast_folder() -> str | None:
    """A folder in memory, where there is one."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
