"""`python -m tests.generated.long`: compose many programs and try each of them.

Prints how many were moved, left alone, broken, or left in silence, groups what is wrong by the
choices of the smallest program that shows it, and stores those programs with `--save`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.cases.harness import write_tree
from tests.generated.bench import Bench
from tests.generated.flows.flow import Flow, drawn, each
from tests.generated.trial import WRONG, Trial, attempt, minimised


def _flows(options: argparse.Namespace) -> Iterator[Flow]:
    if options.each:
        return each()
    return (composed(options.seed, number) for number in range(options.count))


@dataclass
class Fault:
    """The smallest program that shows a fault, and how many show it."""

    smallest: Trial
    count: int = 1


def main(argv: list[str]) -> int:
    options = _options(argv)
    started = time.monotonic()
    count: Counter[str] = Counter()
    faults: list[Fault] = []
    with bench() as place:
        for number, flow in enumerate(_flows(options)):
            trial = attempt(place, flow)
            count[trial.outcome] += 1
            if trial.outcome in WRONG:
                _note(faults, trial, place)
                if options.save:
                    _save(Path(options.save), number, faults, trial)
            if (number + 1) % 1000 == 0:
                print(f"{number + 1} programs: {_sums(count)}", file=sys.stderr, flush=True)
    for fault in sorted(faults, key=lambda fault: (fault.smallest.outcome, -fault.count)):
        small = fault.smallest
        print(f"{fault.count:5} {small.outcome}: {small.flow.describe()}")
        print(f"      {small.found[0][:160]}")
    seconds = time.monotonic() - started
    print(f"{count.total()} programs in {seconds:.0f} s, {_sums(count)}")
    return int(bool(faults))


def _note(faults: list[Fault], trial: Trial, place: Bench) -> None:
    """Add a failing program to the fault that it shows: one whose choices it has, or a new one."""
    known = _shown_by(faults, trial)
    if known is not None:
        known.count += 1
        return
    small = minimised(trial, lambda flow: attempt(place, flow))
    same = [fault for fault in faults if fault.smallest.flow == small.flow]
    if same:
        same[0].count += 1
    else:
        faults.append(Fault(small))


def _shown_by(faults: list[Fault], trial: Trial) -> Fault | None:
    choices = trial.flow.choices()
    for fault in faults:
        small = fault.smallest
        if small.outcome == trial.outcome and small.flow.choices() <= choices:
            return fault
    return None


def composed(seed: int, number: int) -> Flow:
    """One program of a run; the same seed and number give the same program everywhere."""
    return drawn(Random(f"{seed} {number}"))


@contextmanager
def bench() -> Iterator[Bench]:
    """A bench in a folder that is gone afterwards, in memory where that is possible."""
    fast = "/dev/shm" if Path("/dev/shm").is_dir() else None
    with tempfile.TemporaryDirectory(dir=fast) as folder:
        found = Bench(Path(folder))
        with found.network():
            yield found


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.generated.long", description=__doc__)
    parser.add_argument("--count", type=int, default=1000, help="how many programs are composed")
    parser.add_argument("--seed", type=int, default=0, help="which ones")
    parser.add_argument("--each", action="store_true", help="every choice alone in its place")
    parser.add_argument("--save", metavar="DIR", help="where programs that show a fault are stored")
    return parser.parse_args(argv)


def _save(folder: Path, number: int, faults: list[Fault], trial: Trial) -> None:
    """Store the program, unless one that shows the same fault is stored."""
    small = _shown_by(faults, trial)
    if small is None or small.count > 1:
        return
    trial = small.smallest
    target = folder / f"{trial.outcome}-{number:06}"
    write_tree(target / "before", trial.before)
    write_tree(target / "after", trial.after)
    text = "\n".join([trial.flow.describe(), *trial.found, ""])
    (target / "why.txt").write_text(text, encoding="utf-8")


def _sums(count: Counter[str]) -> str:
    return ", ".join(f"{number} {outcome}" for outcome, number in sorted(count.items()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
