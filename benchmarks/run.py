"""Measure the tool on a tree of its own, and print ratios that another machine can compare.

Each figure is the median of five runs that alternate with the runs of what it is compared with, so
that both see the same machine. The first round warms the disk cache and does not count.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from benchmarks.build_tree import Tree, build

WORD = "timeentries"
PROJECT = str(Path(__file__).parents[1])

BARE_LOOP = """
import os, sys
total = 0
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        with open(os.path.join(folder, name), "rb") as stream:
            total += len(stream.read())
"""

# The least that Python can do: no objects for files, one read for most of them.
BAREST_LOOP = """
import os, sys
total = 0
folders = [sys.argv[1]]
while folders:
    with os.scandir(folders.pop()) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.path)
                continue
            descriptor = os.open(entry.path, os.O_RDONLY)
            while len(block := os.read(descriptor, 65536)) == 65536:
                total += 65536
            os.close(descriptor)
            total += len(block)
"""


def tool(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "migrator", "check", "--isolated", *arguments]


def seconds_of(command: list[str], allowed: tuple[int, ...] = (0,)) -> float:
    """The wall time of a command; ends the benchmark when its exit status is not allowed."""
    environment = {**os.environ, "PYTHONPATH": PROJECT}
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    elapsed = time.perf_counter() - start
    if done.returncode not in allowed:
        sys.exit(f"{command} answered {done.returncode}:\n{done.stderr[-2000:]}")
    return elapsed


def compare(runs: dict[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """The median of each run, the runs taking turns; the first turn does not count."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    for turn in range(rounds + 1):
        for name, run in runs.items():
            elapsed = run()
            if turn:
                times[name].append(elapsed)
    return {name: median(values) for name, values in times.items()}


def show(what: str, value: float, base: float, limit: float) -> None:
    verdict = "ok" if value <= limit * base else "ABOVE"
    ratio = value / base
    print(f"{what:<44} {ratio:6.2f}  limit {limit:g}  {verdict:5}  ({value:.3f} s / {base:.3f} s)")


def measure_clean_tree(tree: Tree, rounds: int) -> None:
    runs: dict[str, Callable[[], float]] = {
        "check": lambda: seconds_of(tool(tree.clean)),
        "bare": lambda: seconds_of([sys.executable, "-c", BARE_LOOP, tree.clean]),
        "barest": lambda: seconds_of([sys.executable, "-c", BAREST_LOOP, tree.clean]),
    }
    ripgrep = shutil.which("rg")
    if ripgrep:
        search = [ripgrep, "-l", "-i", "--no-ignore", WORD, tree.clean]
        runs["rg"] = lambda: seconds_of(search, allowed=(0, 1))
    found = compare(runs, rounds)
    show("clean tree: check / os.walk + open + read", found["check"], found["bare"], 1.3)
    ratio = found["check"] / found["barest"]
    print(f"{'clean tree: check / barest possible loop':<44} {ratio:6.2f}  (for information)")
    if ripgrep:
        show("clean tree: check / ripgrep", found["check"], found["rg"], 4)
    else:
        print("clean tree: ripgrep is not installed, so there is nothing to compare with")


def measure_one_file(tree: Tree, rounds: int) -> None:
    path = next(os.path.join(folder, names[0]) for folder, _, names in os.walk(tree.clean) if names)
    runs: dict[str, Callable[[], float]] = {
        "check": lambda: seconds_of(tool(path)),
        "python": lambda: seconds_of([sys.executable, "-c", "pass"]),
    }
    found = compare(runs, rounds)
    show("one clean file: check / python -c pass", found["check"], found["python"], 8)


def measure_candidates(tree: Tree, rounds: int) -> None:
    """Analysis in this process, after all imports, over the parse of the same files."""
    import libcst

    from migrator.config import Settings
    from migrator.engine import run
    from migrator.rules.loader import built_in_rules

    settings = Settings(rules=built_in_rules(), jobs=1)
    paths = [os.path.join(tree.candidates, name) for name in sorted(os.listdir(tree.candidates))]
    sources = [Path(path).read_bytes() for path in paths]

    def parse() -> float:
        start = time.perf_counter()
        for source in sources:
            libcst.parse_module(source)
        return time.perf_counter() - start

    def analyse() -> float:
        start = time.perf_counter()
        report = run([tree.candidates], settings)
        elapsed = time.perf_counter() - start
        if len({site.location.path for site in report.sites}) != len(paths):
            sys.exit("the analysis did not find a site in every candidate")
        return elapsed

    found = compare({"analysis": analyse, "parse": parse}, rounds)
    show("candidates: analysis / libcst.parse_module", found["analysis"], found["parse"], 4)


def measure_memory(tree: Tree) -> None:
    """Peak of a child of its own, as the peak over all children would mix them."""
    code = (
        "import resource, subprocess, sys\n"
        "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    command = [sys.executable, "-c", code, *tool(tree.clean)]
    environment = {**os.environ, "PYTHONPATH": PROJECT}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    # Kilobytes on Linux, bytes on macOS.
    megabytes = int(done.stdout) / (1_000_000 if sys.platform == "darwin" else 1_000)
    verdict = "ok" if megabytes <= 80 else "ABOVE"
    print(f"{'clean tree: peak memory in MB':<44} {megabytes:6.1f}  limit 80  {verdict}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=30_000, help="clean files (default 30000)")
    parser.add_argument("--megabytes", type=int, default=400, help="size in all (default 400)")
    parser.add_argument("--candidates", type=int, default=50, help="files that use the endpoint")
    parser.add_argument("--rounds", type=int, default=5, help="runs for each median (default 5)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="migrator-benchmark-") as root:
        tree = build(
            root,
            files=options.files,
            megabytes=options.megabytes,
            candidates=options.candidates,
        )
        measure_clean_tree(tree, options.rounds)
        measure_one_file(tree, options.rounds)
        measure_memory(tree)
        measure_candidates(tree, options.rounds)


if __name__ == "__main__":
    main()
