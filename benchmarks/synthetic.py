"""A generated tree: 30,000 clean files, 400 MB, and candidates measured in one process."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.build_tree import build
from benchmarks.measure import Board, Took, expect, report, run, tool

WORD = "timeentries"
FILES = 30_000
MEGABYTES = 400

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


def clean_tree(board: Board, cache: Path) -> None:
    """Many clean files of equal kind, beside a bare loop and beside ripgrep."""
    with TemporaryDirectory(prefix="synthetic-", dir=cache) as root:
        clean = build(root, files=FILES, megabytes=MEGABYTES, candidates=0).clean
        peaks: list[float] = []

        def check() -> Took:
            took = run(tool("check", "--format", "json", clean), allowed=(0,))
            expect(report(took).scanned == FILES, "not all files were read")
            peaks.append(took.megabytes)
            return took

        runs: dict[str, Callable[[], Took]] = {
            "check": check,
            "bare": lambda: run([sys.executable, "-c", BARE_LOOP, clean]),
            "barest": lambda: run([sys.executable, "-c", BAREST_LOOP, clean]),
        }
        ripgrep = shutil.which("rg")
        if ripgrep:
            search = [ripgrep, "-l", "-i", "--no-ignore", WORD, clean]
            runs["rg"] = lambda: run(search)
        found = board.medians(runs)
        board.ratio("check / os.walk + open + read", found["check"], found["bare"], 1.3)
        board.note(f"check / barest possible loop {found['check'] / found['barest']:.2f}")
        if ripgrep:
            board.ratio("check / ripgrep", found["check"], found["rg"], 4)
        else:
            board.note("ripgrep is not installed, so there is nothing to compare with")
        board.figure("peak memory", max(peaks), 80, "MB")


def analysis(board: Board, cache: Path) -> None:
    """Analysis in this process, after all imports, over the parse of the same files."""
    import libcst

    from migrator.config import Settings
    from migrator.engine import run as engine_run
    from migrator.rules.loader import built_in_rules

    settings = Settings(rules=built_in_rules(), jobs=1)
    with TemporaryDirectory(prefix="synthetic-", dir=cache) as root:
        folder = build(root, files=25, megabytes=1, candidates=50).candidates
        paths = [os.path.join(folder, name) for name in sorted(os.listdir(folder))]
        sources = [Path(path).read_bytes() for path in paths]
        parses, analyses = [], []
        for _ in range(board.rounds + 1):
            start = time.perf_counter()
            for source in sources:
                libcst.parse_module(source)
            parses.append(time.perf_counter() - start)
            start = time.perf_counter()
            found = engine_run([folder], settings)
            analyses.append(time.perf_counter() - start)
            with_site = {site.location.path for site in found.sites}
            expect(len(with_site) == len(paths), "there is no site in some candidate")
        board.ratio("analysis / libcst.parse_module", median(analyses), median(parses), 4)
