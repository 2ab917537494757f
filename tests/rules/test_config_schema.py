"""The JSON schema of the configuration takes what the tool takes, and refuses what it refuses."""

from __future__ import annotations

import json

import pytest
import tomli
from jsonschema import Draft7Validator, ValidationError

from migrator.config import KEYS, Options, Settings, settings_of
from migrator.model import Status
from migrator.report.schema import config_schema_text
from migrator.rules.parse import RULE_KEYS
from migrator.rules.tables import ConfigError, Table
from tests.test_documentation import block

SCHEMA = json.loads(config_schema_text())
VALIDATOR = Draft7Validator(SCHEMA)
RULE = '[[rule]]\ncode = "A1"\nmethod = "post"\npath = "/a"\nreplacement = "/b"\n'


def tool_takes(values: dict[str, object]) -> bool:
    try:
        settings_of(Settings().mode, Options(), Table(values, "x.toml", ""))
    except ConfigError:
        return False
    return True


def schema_takes(values: dict[str, object]) -> bool:
    try:
        VALIDATOR.validate(values)
    except ValidationError:
        return False
    return True


def test_it_is_a_schema_and_has_every_key() -> None:
    Draft7Validator.check_schema(SCHEMA)
    assert set(SCHEMA["properties"]) == set(KEYS)
    assert set(SCHEMA["definitions"]["rule"]["properties"]) == set(RULE_KEYS)
    words = SCHEMA["properties"]["fail-on"]["items"]["enum"]
    assert words == [*(status.value for status in Status), "unused-ignore"]


def test_it_takes_the_examples_of_the_readme() -> None:
    VALIDATOR.validate(tomli.loads(block("## Configuration", "toml"))["tool"]["awork-migrator"])
    VALIDATOR.validate(tomli.loads(block("## Rules of your own", "toml")))


def test_every_key_says_what_it_is() -> None:
    for value in (*SCHEMA["properties"].values(), SCHEMA["definitions"]["rule"]):
        assert value["description"].endswith(".")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "jobs = 2",
        "fail-on = ['unused-ignore']",
        "per-file-ignores = {'a/*' = ['AWK001']}",
        RULE,
        RULE + "body = {format = ['json', 'form']}",
        RULE + "body = {rename = {a = 'b'}, required = ['b']}\nresponse = {status = {200 = 207}}",
    ],
)
def test_what_the_tool_takes(text: str) -> None:
    values = tomli.loads(text)
    assert tool_takes(values)
    assert schema_takes(values)


@pytest.mark.parametrize(
    "text",
    [
        "excludes = []",
        "jobs = 0",
        "jobs = true",
        "exclude = 'a'",
        "fail-on = ['fixible']",
        "unsafe-fixes = 1",
        "baseline = ''",
        "per-file-ignores = ['a']",
        "rule = [{}]",
        RULE.replace("post", "fetch"),
        RULE.replace('"A1"', '"a1"'),
        RULE + "body = {renames = {a = 'b'}}",
        RULE + "body = {format = ['xml']}",
        RULE + "body = {format = []}",
        RULE + "response = {status = {ok = 207}}",
    ],
)
def test_what_the_tool_refuses(text: str) -> None:
    values = tomli.loads(text)
    assert not tool_takes(values)
    assert not schema_takes(values)


def test_the_command_prints_it(capfd: pytest.CaptureFixture[str]) -> None:
    from migrator.cli import run

    assert run(["schema", "--config"]) == 0
    assert json.loads(capfd.readouterr().out) == SCHEMA
