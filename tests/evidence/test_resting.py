"""Fixes that rest on a recorded run: recorded with `trace`, made with `fix --evidence`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.evidence.project import Answer, migrate

PROGRAM = """\
import sys

import httpx

client = httpx.Client(transport=httpx.MockTransport(lambda request: httpx.Response(207)))


def send(method, ids):
    client.request(method, "https://api.awork.com/api/v1/timeentries/delete", json={"ids": ids})


for method in sys.argv[1:]:
    send(method, [1])
"""


def recorded(folder: Path, *methods: str, program: str = PROGRAM) -> Path:
    """A folder with a program and the evidence of a run with these methods."""
    (folder / "program.py").write_text(program)
    trace(folder, *methods)
    return folder


def trace(folder: Path, *methods: str) -> list[dict[str, Any]]:
    output = folder / "calls.jsonl"
    answer = migrate(
        folder, "trace", "--output", str(output), "--", sys.executable, "program.py", *methods
    )
    assert answer.status == 0, answer.err
    return [json.loads(line) for line in output.read_text().splitlines()]


def fix(folder: Path, *options: str) -> Answer:
    return migrate(folder, "fix", "--evidence", "calls.jsonl", *options, ".")


def test_what_a_run_has_shown_is_fixed_with_unsafe_fixes_alone(tmp_path: Path) -> None:
    recorded(tmp_path, "POST")
    answer = fix(tmp_path)
    assert (tmp_path / "program.py").read_text() == PROGRAM
    assert "method-unknown" in answer.out
    assert "rests on a recorded run for the method" in answer.out
    answer = fix(tmp_path, "--unsafe-fixes", "--format", "json")
    (site,) = answer.report["sites"]
    assert (site["status"], site["applicability"]) == ("changed", "unsafe")
    assert any("it sent POST https://api.awork.com" in note for note in site["notes"])
    assert site["evidence"]["count"] == 1
    (event,) = trace(tmp_path, "POST")
    assert (event["endpoint"], event["body"]) == ("replacement", ["timeEntryIds"])


def test_what_a_run_has_shown_to_go_elsewhere_too_is_not_fixed(tmp_path: Path) -> None:
    recorded(tmp_path, "POST", "GET", "POST")
    answer = fix(tmp_path, "--unsafe-fixes")
    assert answer.status == 1
    assert "rests on" not in answer.out
    assert (tmp_path / "program.py").read_text() == PROGRAM


def test_what_was_seen_elsewhere_in_another_process_counts(tmp_path: Path) -> None:
    program = PROGRAM.replace(
        "for method in sys.argv[1:]:\n    send(method, [1])\n",
        "import subprocess\n\nsend(sys.argv[1], [1])\n"
        "if sys.argv[2:]:\n    subprocess.run([sys.executable, __file__, *sys.argv[2:]])\n",
    )
    recorded(tmp_path, "POST", "GET", program=program)
    fix(tmp_path, "--unsafe-fixes")
    assert (tmp_path / "program.py").read_text() == program
    trace(tmp_path, "POST", "POST")
    fix(tmp_path, "--unsafe-fixes")
    assert "batch/delete" in (tmp_path / "program.py").read_text()


def test_a_run_without_the_request_makes_nothing_fixable(tmp_path: Path) -> None:
    recorded(tmp_path)
    assert fix(tmp_path, "--unsafe-fixes").status == 1
    assert (tmp_path / "program.py").read_text() == PROGRAM


def test_a_command_judges_what_rests_on_a_run(tmp_path: Path) -> None:
    recorded(tmp_path, "POST")
    answer = fix(tmp_path, "--unsafe-fixes", "--verify", "! grep -q batch program.py")
    assert "verify-failed" in answer.out
    assert (tmp_path / "program.py").read_text() == PROGRAM
    fix(tmp_path, "--unsafe-fixes", "--verify", f"{sys.executable} program.py POST")
    assert "batch/delete" in (tmp_path / "program.py").read_text()


def test_one_site_is_fixed_by_its_name(tmp_path: Path) -> None:
    recorded(tmp_path, "POST")
    answer = migrate(
        tmp_path, "check", "--evidence", "calls.jsonl", "--format", "json", "program.py"
    )
    (site,) = answer.report["sites"]
    fix(tmp_path, "--site", site["fingerprint"])
    assert "batch/delete" in (tmp_path / "program.py").read_text()


def test_evidence_of_an_earlier_version_makes_nothing_fixable(tmp_path: Path) -> None:
    # A file that does not say what else came over a line.
    recorded(tmp_path, "POST")
    event = json.loads((tmp_path / "calls.jsonl").read_text())
    for frame in event["frames"]:
        del frame["alone"]
    (tmp_path / "calls.jsonl").write_text(json.dumps(event).replace("/", r"\/") + "\n")
    fix(tmp_path, "--unsafe-fixes")
    assert (tmp_path / "program.py").read_text() == PROGRAM


@pytest.mark.parametrize("other", ["replacement", "OTHER1"])
def test_a_line_that_sends_requests_of_other_rules_is_not_alone(tmp_path: Path, other: str) -> None:
    recorded(tmp_path, "POST")
    line = (tmp_path / "calls.jsonl").read_text()
    event = json.loads(line)
    event.update({"endpoint": other} if other == "replacement" else {"rule": other})
    (tmp_path / "calls.jsonl").write_text(line + json.dumps(event).replace("/", r"\/") + "\n")
    fix(tmp_path, "--unsafe-fixes")
    assert (tmp_path / "program.py").read_text() == PROGRAM
