"""Programs whose endpoint is out of sight: `trace` and `check --evidence` name all of them."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from tests.evidence.project import migrate

UNSEEN = Path(__file__).parents[2] / "fixtures" / "unseen"
RUNNER = Path(__file__).parent / "programs" / "stubbed.py"
PROGRAMS = sorted(path.name for path in UNSEEN.glob("p_*.py"))


def test_there_are_programs() -> None:
    assert len(PROGRAMS) >= 50


Events = list[dict[str, Any]]


def test_every_program_whose_endpoint_is_out_of_sight_is_named(tmp_path: Path) -> None:
    """Each runs in a process of its own; one trace and one check are enough for all of them."""
    shutil.copytree(UNSEEN, tmp_path, dirs_exist_ok=True)
    runner = (sys.executable, str(RUNNER), *PROGRAMS)
    answer = migrate(tmp_path, "trace", "--output", "calls.jsonl", "--", *runner)
    assert answer.status == 0, answer.err
    events = list(map(json.loads, (tmp_path / "calls.jsonl").read_text().splitlines()))
    seen = {name: [e for e in events if e["frames"][0]["path"] == name] for name in PROGRAMS}
    assert sum(map(len, seen.values())) == len(events)
    assert not list(filter(None, (_misread(tmp_path, name, seen[name]) for name in PROGRAMS)))

    answer = migrate(tmp_path, "check", "--evidence", "calls.jsonl", "--format", "json", ".")
    assert answer.status == 1, answer.err
    sites = answer.report["sites"]
    assert not [name for name in PROGRAMS if not _is_named(name, seen[name], sites)]


def _misread(folder: Path, name: str, events: Events) -> str:
    """What is wrong with what was recorded of a program; empty when nothing is."""
    lines = (folder / name).read_text().splitlines()
    (line,) = (number for number, text in enumerate(lines, 1) if text.endswith("# SEEN"))
    found = [
        (e["endpoint"], e["stubbed"], e["body"], e["frames"][0]["path"], e["frames"][0]["line"])
        for e in events
    ]
    return "" if found == [("deprecated", True, ["ids"], name, line)] else f"{name}: {found}"


def _is_named(name: str, events: Events, sites: list[dict[str, Any]]) -> bool:
    # A line further out may be named where the analysis does follow the program.
    on_the_way = {f["line"] for e in events for f in e["frames"] if f["path"] == name}
    named = [
        site
        for site in sites
        if site["path"] == name
        and on_the_way.intersection(range(site["line"], site["end_line"] + 1))
        and site["status"] in ("fixable", "unresolved")
    ]
    calls = [site for site in named if site["kind"] == "call"]
    return bool(named) and all(site["evidence"]["count"] == 1 for site in calls)
