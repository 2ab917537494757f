"""The benchmarks: each measures whole runs of the command and fails when its limit is missed.

python -m benchmarks.run [--only NAME]... [--cache FOLDER] [--rounds N]
"""

from __future__ import annotations

import argparse
import fnmatch
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks import bombs, libraries, project, real_tree, scaling, synthetic
from benchmarks.measure import Board, Missed
from benchmarks.packages import CACHE_VARIABLE, cache_folder

Benchmark = Callable[[Board, Path], None]
BENCHMARKS: dict[str, Benchmark] = {
    "real-tree": real_tree.with_candidates,
    "real-tree-clean": real_tree.without_candidates,
    "one-clean-file": real_tree.one_clean_file,
    "large-folder": real_tree.one_file_in_a_large_folder,
    "scaling": scaling.scaling,
    "fix-vs-check": real_tree.fix_and_check,
    "libraries": libraries.libraries,
    "bombs": bombs.bombs,
    "synthetic": synthetic.clean_tree,
    "analysis": synthetic.analysis,
    "project": project.project,
}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", action="append", metavar="NAME", help="a name or a pattern")
    parser.add_argument("--list", action="store_true", help="print the names and stop")
    parser.add_argument("--rounds", type=int, default=3, help="runs for each median (default 3)")
    parser.add_argument(
        "--cache",
        help=f"where fetched packages are kept (or ${CACHE_VARIABLE}); trees go there too",
    )
    parser.add_argument(
        "--processor-time",
        action="store_true",
        help="judge processor time in place of wall time, on a machine that does other things",
    )
    given = parser.parse_args()
    patterns = given.only or ["*"]
    chosen = [name for name in BENCHMARKS if any(fnmatch.fnmatch(name, p) for p in patterns)]
    if not chosen:
        parser.error(f"there is no such benchmark; there are {', '.join(BENCHMARKS)}")
    if given.list:
        for name in chosen:
            print(f"{name:<16} {(BENCHMARKS[name].__doc__ or '').splitlines()[0]}")
        return 0
    cache = cache_folder(given.cache)
    missed = []
    for name in chosen:
        print(name, flush=True)
        board = Board(name, rounds=given.rounds, by_processor=given.processor_time)
        try:
            BENCHMARKS[name](board, cache)
        except Missed as error:
            board.fail(str(error))
        if board.missed:
            missed.append(name)
    print(f"{len(chosen) - len(missed)} held, {len(missed)} missed: {', '.join(missed) or 'none'}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
