"""Programs whose endpoint is out of sight: `trace` and `check --evidence` name all of them."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from tests.evidence.project import migrate

UNSEEN = Path(__file__).parents[2] / "fixtures" / "unseen"
RUNNER = Path(__file__).parent / "programs" / "stubbed.py"
PROGRAMS = sorted(path.name for path in UNSEEN.glob("p_*.py"))


def test_there_are_programs() -> None:
    assert len(PROGRAMS) >= 50


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_whose_endpoint_is_out_of_sight_is_named(tmp_path: Path, name: str) -> None:
    for path in UNSEEN.glob("p_*"):
        if path.name == name or (path.stem == Path(name).stem and path.suffix != ".py"):
            shutil.copyfile(path, tmp_path / path.name)
    if "p_routes" in (tmp_path / name).read_text():
        shutil.copytree(UNSEEN / "p_routes", tmp_path / "p_routes")
    lines = (tmp_path / name).read_text().splitlines()
    (seen,) = (number for number, line in enumerate(lines, 1) if line.endswith("# SEEN"))

    words = ("trace", "--output", "calls.jsonl", "--", sys.executable, str(RUNNER), name)
    answer = migrate(tmp_path, *words)
    assert answer.status == 0, answer.err
    (event,) = map(json.loads, (tmp_path / "calls.jsonl").read_text().splitlines())
    frame = event["frames"][0]
    assert (event["endpoint"], event["stubbed"], event["body"]) == ("deprecated", True, ["ids"])
    assert (frame["path"], frame["line"]) == (name, seen)

    answer = migrate(tmp_path, "check", "--evidence", "calls.jsonl", "--format", "json", ".")
    assert answer.status == 1, answer.err
    # A line further out may be named where the analysis does follow the program.
    on_the_way = {frame["line"] for frame in event["frames"] if frame["path"] == name}
    named = [
        site
        for site in answer.report["sites"]
        if site["path"] == name
        and on_the_way.intersection(range(site["line"], site["end_line"] + 1))
        and site["status"] in ("fixable", "unresolved")
    ]
    assert named
    assert all(site["evidence"]["count"] == 1 for site in named if site["kind"] == "call")
