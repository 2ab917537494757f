"""What `trace` costs a suite of 1,000 requests: `python -m tests.evidence.recorder_cost --help`.

Run by hand. The suite runs with and without `trace` by turns, stubbed and against a server; the
figures are those of the whole command, its start and its end included. What other programs do at
the same time makes a turn longer and never shorter, and falls on both sides of a pair or on one by
chance. So there are two figures, the least of all turns and the median of the pairs, and what both
show counts. The status is 1 when that is above the limit in processor time; time by the clock is
for a machine that does nothing else. With `--instructions` valgrind counts what all processes
execute, once and without the collector of garbage, whose turns are chance; that is the same on a
busy machine.
"""

from __future__ import annotations

import argparse
import compileall
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from tests.evidence.project import ROOT, command
from tests.standin import StandIn

SUITE = """\
import os

import pytest
import requests
import responses

URL = os.environ["SUITE_URL"]


@pytest.mark.parametrize("number", range(1000))
def test_it(number):
    if URL.startswith("http://127"):
        requests.post(URL, json={"ids": [number]})
        return
    with responses.RequestsMock() as stub:
        stub.add("POST", URL, status=204)
        requests.post(URL, json={"ids": [number]})
"""
LIMIT = 5.0  # percent
PATHS = {"matches": "/api/v1/timeentries/delete", "no match": "/api/v1/projects"}


def seconds(words: list[str], folder: Path, url: str) -> tuple[float, float]:
    """Processor time and time of a run of the suite."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(
        words,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "SUITE_URL": url},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent, time.monotonic() - started


def commands(python: str) -> tuple[list[str], list[str]]:
    """The suite, and the suite with `trace`."""
    plain = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    return plain, [*command("trace", "--output", "calls.jsonl", "--"), *plain]


def instructions(words: list[str], folder: Path, url: str) -> int:
    """How many instructions all processes of a run of the suite execute."""
    valgrind = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--trace-children=yes"]
    done = subprocess.run(
        [*valgrind, "--cachegrind-out-file=/dev/null", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "SUITE_URL": url, "PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        check=True,
    )
    return sum(int(found.replace(",", "")) for found in re.findall(r"I +refs: +(\S+)", done.stderr))


def count(name: str, python: str, folder: Path, url: str) -> float:
    """Print how many instructions the suite takes with and without `trace`; the percent more."""
    (folder / "conftest.py").write_text("import gc\n\ngc.disable()\n")
    plain, traced = (instructions(words, folder, url) for words in commands(python))
    more = 100 * (traced / plain - 1)
    print(f"{name}: {plain / 1e9:.2f}, traced {traced / 1e9:.2f} G ({more:+.1f} %)", flush=True)
    return more


def measure(name: str, python: str, folder: Path, url: str, runs: int) -> float:
    """Print what the suite takes with and without `trace`; the percent more that are sure."""
    plain, traced = commands(python)
    pairs: list[tuple[tuple[float, float], tuple[float, float]]] = []
    seconds(plain, folder, url)  # what is read from the disk is in memory from here on
    for number in range(runs):
        if number % 2:
            before = seconds(plain, folder, url)
            pairs.append((before, seconds(traced, folder, url)))
        else:
            after = seconds(traced, folder, url)
            pairs.append((seconds(plain, folder, url), after))
    sure = []
    for kind, at in (("processor", 0), ("clock", 1)):
        least = [min(pair[side][at] for pair in pairs) for side in (0, 1)]
        by_least = 100 * (least[1] / least[0] - 1)
        by_pairs = 100 * (median(pair[1][at] / pair[0][at] for pair in pairs) - 1)
        sure.append(min(by_least, by_pairs))
        print(
            f"{name}, {kind}: {least[0]:.2f} s, traced {least[1]:.2f} s"
            f" ({by_least:+.1f} %, by pairs {by_pairs:+.1f} %)",
            flush=True,
        )
    return sure[0]


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default=sys.executable, help="one with requests and responses")
    parser.add_argument("--runs", type=int, default=20, help="pairs of turns")
    parser.add_argument("--instructions", action="store_true", help="count, with valgrind")
    options = parser.parse_args()
    # As an installation does.
    compileall.compile_dir(ROOT / "migrator", quiet=1)
    server = StandIn(None)
    found = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(os.path.realpath(name))
        (folder / "test_suite.py").write_text(SUITE)
        for what, path in PATHS.items():
            for how, base in (
                ("stubbed", "https://api.awork.com"),
                ("server", f"http://127.0.0.1:{server.port}"),
            ):
                given = (f"{how}, {what}", options.python, folder, base + path)
                more = count(*given) if options.instructions else measure(*given, options.runs)
                found.append(more)
    server.close()
    raise SystemExit(max(found) > LIMIT)


if __name__ == "__main__":
    main()
