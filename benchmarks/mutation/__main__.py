"""Pick mutants at random, or count what became of those that were run.

    python -m benchmarks.mutation sample --share 0.06 --seed 1
    python -m benchmarks.mutation score

Both read what `mutmut run` keeps below `mutants/`; docs/mutation.md says how it is run.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter, defaultdict
from pathlib import Path

LEAST = 8
"""Mutants that are picked of a module, however small it is."""


def results(folder: Path) -> dict[str, int | None]:
    """How the tests ended for each mutant; None for one that was not run."""
    found: dict[str, int | None] = {}
    for path in sorted(folder.rglob("*.meta")):
        found |= json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
    return found


def by_module(names: dict[str, int | None]) -> dict[str, list[str]]:
    modules: dict[str, list[str]] = defaultdict(list)
    for name in names:
        modules[name.split(".x", 1)[0]].append(name)
    return modules


def sample(found: dict[str, int | None], share: float, seed: int) -> list[str]:
    """A share of the mutants of each module."""
    pick = random.Random(seed)
    return [
        name
        for names in by_module(found).values()
        for name in pick.sample(names, min(len(names), max(LEAST, round(len(names) * share))))
    ]


def score(found: dict[str, int | None]) -> str:
    """Killed and surviving mutants, by module."""
    rows, all_of = [], Counter[str]()
    for module, names in by_module(found).items():
        count = Counter(
            "survived" if found[name] == 0 else "killed"
            for name in names
            if found[name] is not None
        )
        all_of.update(count)
        rows.append(f"{module}: {count['killed']} killed, {count['survived']} survived")
    total = sum(all_of.values())
    return "\n".join([*rows, f"{all_of['killed']} of {total} killed"])


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutation")
    parser.add_argument("what", choices=("sample", "score"))
    parser.add_argument("--share", type=float, default=0.06)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    found = results(Path("mutants"))
    if given.what == "sample":
        print("\n".join(sample(found, given.share, given.seed)))
    else:
        print(score(found))


if __name__ == "__main__":
    main()
