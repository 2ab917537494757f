"""GitLab Code Quality: the keys that GitLab requires, and fingerprints of which none are equal."""

from __future__ import annotations

import json
from dataclasses import replace

from jsonschema import Draft202012Validator

from migrator.report.gitlab import render
from tests.formats.sample import CLEAN, FIXABLE, FULL

ENTRY = {
    "type": "object",
    "additionalProperties": False,
    "required": ["description", "check_name", "fingerprint", "severity", "location"],
    "properties": {
        "description": {"type": "string", "minLength": 1},
        "check_name": {"type": "string", "minLength": 1},
        "fingerprint": {"type": "string", "minLength": 1},
        "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
        "location": {
            "type": "object",
            "required": ["path", "lines"],
            "properties": {
                "path": {"type": "string", "pattern": "^[^./]"},
                "lines": {
                    "type": "object",
                    "required": ["begin"],
                    "properties": {"begin": {"type": "integer", "minimum": 1}},
                },
            },
        },
    },
}


def test_a_clean_run_is_an_empty_array() -> None:
    assert render(CLEAN) == "[]\n"


def test_every_entry_has_what_gitlab_requires() -> None:
    entries = json.loads(render(FULL))
    assert len(entries) == 7
    Draft202012Validator({"type": "array", "items": ENTRY}).validate(entries)


def test_equal_fingerprints_are_numbered() -> None:
    entries = json.loads(render(replace(CLEAN, sites=(FIXABLE,) * 3)))
    same = FIXABLE.fingerprint
    assert [entry["fingerprint"] for entry in entries] == [same, f"{same}-2", f"{same}-3"]


def test_paths_start_at_the_root_of_the_repository() -> None:
    paths = {entry["location"]["path"] for entry in json.loads(render(FULL))}
    assert all(path.startswith("services/my app/") for path in paths)


def test_what_a_person_has_to_decide_is_more_severe() -> None:
    severities = [entry["severity"] for entry in json.loads(render(FULL))]
    assert severities == ["major"] * 3 + ["minor"] * 2 + ["major"] * 2
