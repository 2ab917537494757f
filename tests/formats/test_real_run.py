"""One real run feeds every format, and each consumer accepts what it gets."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from junitparser import JUnitXml
from markdown_it import MarkdownIt
from sarif import loader

from migrator.cli import run
from migrator.report.line_hash import line_hashes
from migrator.report.registry import FORMATS
from migrator.report.schema import schema_text
from tests.formats.test_schema import closed

PROJECTS = Path(__file__).parents[2] / "fixtures" / "projects"


@pytest.fixture
def reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The text of every format, from one run over the fixture projects inside a repository."""
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    shutil.copytree(PROJECTS, tmp_path / "all projects")
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path / "all projects")
    options = [part for name in FORMATS for part in ("--report", f"{name}=../report.{name}")]
    # One file of the projects is Python 2, which is an error.
    assert run(["check", "--isolated", *options, "."]) == 2
    return {name: (tmp_path / f"report.{name}").read_text(encoding="utf-8") for name in FORMATS}


def test_every_consumer_accepts_its_report(reports: dict[str, str], tmp_path: Path) -> None:
    document = json.loads(reports["json"])
    summary = document["summary"]["sites"]
    left = summary["fixable"] + summary["unresolved"]
    assert left > 10
    Draft202012Validator(closed(json.loads(schema_text()))).validate(document)

    if sys.version_info >= (3, 11):  # sarif-kit needs it
        from sarif_kit.validate import validation_errors

        assert validation_errors(json.loads(reports["sarif"])) == []
    file = tmp_path / "report.sarif"
    assert loader.load_sarif_file(str(file)).get_report().get_issue_count_for_severity("error") == (
        left + summary["suppressed"]
    )

    junit = JUnitXml.fromstring(reports["junit"].encode("utf-8"))
    assert junit.failures == left

    gitlab = json.loads(reports["gitlab"])
    assert len(gitlab) == left + len(document["errors"])
    assert len({entry["fingerprint"] for entry in gitlab}) == len(gitlab)

    tokens = MarkdownIt("commonmark").enable("table").parse(reports["markdown"])
    boxes = [token for token in tokens if token.content.startswith("[ ] ")]
    assert len(boxes) == summary["unresolved"]

    assert reports["github"].count("::error ") == 10
    assert f"and {left + len(document['errors']) - 10} more" in reports["github"]


def test_every_result_has_the_hash_of_its_line_and_a_file_that_exists(
    reports: dict[str, str], tmp_path: Path
) -> None:
    (sarif_run,) = json.loads(reports["sarif"])["runs"]
    for result in sarif_run["results"]:
        place = result["locations"][0]["physicalLocation"]
        uri = place["artifactLocation"]["uri"]
        assert uri.startswith("all%20projects/")
        source = (tmp_path / uri.replace("%20", " ")).read_bytes().decode("utf-8")
        expected = line_hashes(source)[place["region"]["startLine"] - 1]
        assert result["partialFingerprints"]["primaryLocationLineHash"] == expected
