"""What `trace` costs a suite of 1,000 requests: `python -m tests.evidence.recorder_cost --help`.

Run by hand, on a machine that does nothing else. The suite runs with and without `trace` by turns,
stubbed and against a server; the figures are those of the whole command, its start and its end
included.
"""

from __future__ import annotations

import argparse
import compileall
import os
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


def measure(name: str, python: str, folder: Path, url: str, runs: int) -> None:
    """Print what the suite takes with and without `trace`, the least and by pairs."""
    plain = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    traced = [*command("trace", "--output", "calls.jsonl", "--"), *plain]
    pairs = []
    for number in range(runs):
        turns = (plain, traced) if number % 2 else (traced, plain)
        times = {words[2]: seconds(words, folder, url) for words in turns}
        pairs.append((times["pytest"], times["migrator"]))
    for kind, at in (("processor", 0), ("clock", 1)):
        least = [min(pair[side][at] for pair in pairs) for side in (0, 1)]
        ratio = median(pair[1][at] / pair[0][at] for pair in pairs)
        print(
            f"{name}, {kind}: {least[0]:.2f} s, traced {least[1]:.2f} s"
            f" ({100 * (least[1] / least[0] - 1):+.1f} %, by pairs {100 * (ratio - 1):+.1f} %)",
            flush=True,
        )


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default=sys.executable, help="one with requests and responses")
    parser.add_argument("--runs", type=int, default=10)
    options = parser.parse_args()
    # As an installation does.
    compileall.compile_dir(ROOT / "migrator", quiet=1)
    server = StandIn(None)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(os.path.realpath(name))
        (folder / "test_suite.py").write_text(SUITE)
        for what, path in PATHS.items():
            base = f"http://127.0.0.1:{server.port}"
            measure(
                f"stubbed, {what}",
                options.python,
                folder,
                f"https://api.awork.com{path}",
                options.runs,
            )
            measure(f"server, {what}", options.python, folder, base + path, options.runs)
    server.close()


if __name__ == "__main__":
    main()
