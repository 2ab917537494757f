"""`check --evidence`: recorded requests beside the sites, and those that no site explains."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from migrator.report.schema import schema_text
from tests.evidence.project import BEFORE, Answer, migrate

LINE = 5  # of the call in BEFORE


def event(*frames: tuple[str, int, str], **other: Any) -> dict[str, Any]:
    return {
        "version": 1,
        "rule": "AWK001",
        "endpoint": "deprecated",
        "count": 1,
        "method": "POST",
        "scheme": "https",
        "host": "api.awork.com",
        "path": "/api/v1/timeentries/delete",
        "query": [],
        "body": ["ids"],
        "status": 204,
        "client": "requests",
        "stubbed": False,
        "frames": [dict(zip(("path", "line", "function"), frame, strict=True)) for frame in frames],
        **other,
    }


def check(folder: Path, *events: dict[str, Any], paths: str = ".") -> list[dict[str, Any]]:
    (folder / "calls.jsonl").write_text(
        "".join(json.dumps(item).replace("/", r"\/") + "\n" for item in events)
    )
    answer = migrate(folder, "check", "--evidence", "calls.jsonl", "--format", "json", paths)
    assert answer.status in (0, 1), answer.err
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft202012Validator(json.loads(schema_text())).validate(answer.report)
    sites: list[dict[str, Any]] = answer.report["sites"]
    return sites


def test_a_site_says_how_often_and_with_what_it_was_seen(tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text(BEFORE)
    (site,) = check(
        tmp_path,
        event(("m.py", LINE, "delete"), count=3),
        event(("m.py", LINE, "delete"), ("t.py", 1, "test"), stubbed=True, status=200, body=["x"]),
    )
    assert site["status"] == "fixable"
    assert site["evidence"] == {
        "count": 4,
        "stubbed": 1,
        "keys": ["ids", "x"],
        "statuses": [200, 204],
    }


def test_a_site_that_no_run_came_to_says_so(tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text(BEFORE)
    (site,) = check(tmp_path)
    assert site["evidence"]["count"] == 0
    text = migrate(tmp_path, "check", "--evidence", "calls.jsonl", ".").out
    assert "seen: not in the recorded run" in text


def test_without_evidence_nothing_is_said(tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text(BEFORE)
    answer: Answer = migrate(tmp_path, "check", "--format", "json", ".")
    assert "evidence" not in answer.report["sites"][0]


def test_what_no_site_explains_is_a_site_at_the_innermost_own_frame(tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text("x = 1\n\n\ndef go(url):\n    run(url)\n")
    (site,) = check(tmp_path, event(("m.py", 5, "go"), ("m.py", 1, "<module>")))
    assert (site["path"], site["line"], site["column"], site["scope"]) == ("m.py", 5, 5, "go")
    assert (site["kind"], site["status"], site["applicability"]) == ("call", "unresolved", None)
    assert [reason["code"] for reason in site["reasons"]] == ["seen-in-a-run"]
    assert site["evidence"]["count"] == 1
    assert site["edits"] == []


def test_requests_from_one_line_are_one_site(tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text("run(url)\n")
    frames = [("m.py", 1, "<module>")]
    (site,) = check(tmp_path, event(*frames), event(*frames, status=500, count=4))
    assert site["evidence"]["count"] == 5


def test_a_site_that_is_not_ours_explains_nothing(tmp_path: Path) -> None:
    source = BEFORE.replace("requests.post", "requests.get").replace(', json={"ids": ids}', "")
    (tmp_path / "m.py").write_text(source)
    sites = check(tmp_path, event(("m.py", LINE, "delete")))
    assert sorted(site["status"] for site in sites) == ["ignored", "unresolved"]


def test_a_request_of_the_replacement_is_no_finding(tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text("run(url)\n")
    assert check(tmp_path, event(("m.py", 1, "<module>"), endpoint="replacement")) == []


def test_a_comment_suppresses_it(tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text("run(url)  # awork-migrator: ignore[AWK001]\n")
    (site,) = check(tmp_path, event(("m.py", 1, "<module>")))
    assert site["status"] == "suppressed"


def test_a_baseline_suppresses_it(tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text("run(url)\n")
    check(tmp_path, event(("m.py", 1, "<module>")))
    options = ("--evidence", "calls.jsonl", ".")
    migrate(tmp_path, "check", "--write-baseline", "known.json", *options)
    assert migrate(tmp_path, "check", *options).status == 1
    assert migrate(tmp_path, "check", "--baseline", "known.json", *options).status == 0


def test_only_what_is_checked_gets_sites(tmp_path: Path) -> None:
    for name in ("src", "tests"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "m.py").write_text("run(url)\n")
    inner, outer = ("tests/m.py", 1, "<module>"), ("src/m.py", 1, "<module>")
    (site,) = check(tmp_path, event(inner, outer), paths="src")
    assert site["path"] == "src/m.py"
    assert check(tmp_path, event(inner), paths="src") == []
    text = migrate(tmp_path, "check", "--evidence", "calls.jsonl", "src").out
    assert (
        "1 recorded request of a deprecated endpoint came from files that were not checked" in text
    )


@pytest.mark.parametrize(
    "line", ["no json", "[]", "{}", '{"version": 2}', '{"version": 1, "rule": 3}']
)
def test_a_file_that_is_no_evidence_is_a_sentence(tmp_path: Path, line: str) -> None:
    (tmp_path / "calls.jsonl").write_text(line + "\n")
    answer = migrate(tmp_path, "check", "--evidence", "calls.jsonl", ".")
    assert answer.status == 2
    assert "calls.jsonl:1:" in answer.err
    assert "Traceback" not in answer.err


def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    answer = migrate(tmp_path, "check", "--evidence", "nothing.jsonl", ".")
    assert answer.status == 2
    assert "nothing.jsonl cannot be read" in answer.err
