"""What a run loads, seen at the parser, and what parsing that alone takes.

The run is the whole command, in a process of its own; only the parser is watched, so nothing of the
analysis has to be known here.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measure import expect, run

WATCH = """
import json, sys, time
import libcst
parse, sources = libcst.parse_module, {}
def watched(source, *rest, **options):
    sources.setdefault(source, None)
    return parse(source, *rest, **options)
libcst.parse_module = watched
from migrator.cli import run
run(["check", "--isolated", "--jobs", "1", "--quiet", *sys.argv[1:]])
best = None
for _ in range(2):
    start = time.perf_counter()
    for source in sources:
        try:
            parse(source)
        except Exception:
            pass
    took = time.perf_counter() - start
    best = took if best is None else min(best, took)
print(file=sys.stderr)
print(json.dumps([best, len(sources)]), file=sys.stderr)
"""


def parse_seconds(folder: Path, options: Sequence[str] = ()) -> tuple[float, int]:
    """Seconds of parsing all that a check of the folder parses, and how many modules that is."""
    took = run([sys.executable, "-c", WATCH, *options, "."], cwd=folder)
    seconds, modules = json.loads(took.errors.strip().splitlines()[-1])
    expect(modules > 0, "the check has parsed nothing")
    return float(seconds), int(modules)
