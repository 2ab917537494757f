"""The published schema: valid itself, and as narrow as the JSON report is."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from migrator.model import Applicability, Kind, Mode, Status
from migrator.report.json_report import render
from migrator.report.schema import schema_text
from tests.formats.sample import CLEAN, FULL

SCHEMA: dict[str, Any] = json.loads(schema_text())


def closed(schema: Any) -> Any:
    """The schema with every key that it does not name forbidden."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    narrow = {key: closed(value) for key, value in schema.items()}
    if "properties" in schema and "additionalProperties" not in schema:
        narrow["additionalProperties"] = False
    return narrow


def errors_of(document: Any, schema: Any = SCHEMA) -> list[str]:
    return [error.json_path for error in Draft202012Validator(schema).iter_errors(document)]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    "report", [FULL, CLEAN, replace(FULL, mode=Mode.FIX)], ids=["full", "clean", "fix"]
)
def test_a_report_is_valid_and_the_schema_names_all_of_its_keys(report: Any) -> None:
    assert errors_of(json.loads(render(report)), closed(SCHEMA)) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("version",), 2),
        (("mode",), "look"),
        (("summary", "files", "scanned"), -1),
        (("sites", 0, "line"), 0),
        (("sites", 0, "status"), "unknown"),
        (("sites", 0, "facets"), {"url": "perhaps"}),
        (("sites", 0, "facets"), {"weather": "known"}),
        (("sites", 0, "applicability"), "certain"),
        (("errors", 0, "code"), "Not A Code"),
        (("errors", 0, "line"), "3"),
    ],
)
def test_a_wrong_value_is_refused(path: tuple[str | int, ...], value: object) -> None:
    document = json.loads(render(FULL))
    *parents, last = path
    target = document
    for key in parents:
        target = target[key]
    target[last] = value
    assert len(errors_of(document)) == 1


def test_no_key_may_be_missing() -> None:
    document = json.loads(render(FULL))
    for key in document:
        shorter = deepcopy(document)
        del shorter[key]
        assert errors_of(shorter) == ["$"]
    for key in document["sites"][0]:
        shorter = deepcopy(document)
        del shorter["sites"][0][key]
        assert errors_of(shorter) == ["$.sites[0]"]


def test_a_new_key_is_accepted() -> None:
    document = json.loads(render(FULL))
    document["later"] = 1
    document["sites"][0]["later"] = 1
    assert errors_of(document) == []


def test_the_words_are_those_of_the_model() -> None:
    site = SCHEMA["$defs"]["site"]["properties"]
    assert site["status"]["enum"] == [status.value for status in Status]
    assert site["kind"]["enum"] == [kind.value for kind in Kind]
    labels = {one.label for one in Applicability}
    assert set(site["applicability"]["enum"]) == labels | {None}
    assert SCHEMA["properties"]["mode"]["enum"] == [mode.value for mode in Mode]
