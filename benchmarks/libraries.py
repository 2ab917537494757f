"""Ten real client libraries, with the rules that the primer has for them."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.loaded import parse_seconds
from benchmarks.measure import Board, Missed, Took, expect, report, run, tool
from benchmarks.packages import unpacked
from primer.package import FOLDER, load, rules_text

LIBRARIES = (
    "censys",
    "datadog",
    "github3.py",
    "hcloud",
    "hvac",
    "linode-api4",
    "matrix-client",
    "messagebird",
    "python-gitlab",
    "xero-python",
)


def libraries(board: Board, cache: Path) -> None:
    """A whole run over a library costs a few parses of what it loads, and meets no bound."""
    imported = board.medians({"import": lambda: run([sys.executable, "-c", "import libcst"])})
    for name in LIBRARIES:
        package = load(FOLDER / f"{name}.toml")
        source = unpacked(package.pin, cache)
        with tempfile.TemporaryDirectory() as folder:
            rules = Path(folder, "rules.toml")
            rules.write_text(rules_text(package.endpoints))
            options = ["--no-respect-gitignore", "--rules", str(rules), "--ignore", "AWK"]
            bounded: list[bool] = []

            def check(
                options: list[str] = options, source: Path = source, bounded: list[bool] = bounded
            ) -> Took:
                took = run(tool("check", *options, "--format", "json", "."), cwd=source)
                found = report(took)
                expect(len(found.sites) > 0, f"there is no site in {source.name}")
                bounded.append(found.bounded)
                return took

            try:
                found = board.medians({"check": check})
                parsed, modules = parse_seconds(source, options)
            except Missed as error:
                board.fail(f"{name}: {error}")
                continue
            allowed = 4 * parsed + imported["import"]
            board.ratio(
                f"{name}: check / (4 x parse of {modules} + import)", found["check"], allowed, 1
            )
            if any(bounded):
                board.fail(f"{name} meets a bound")
