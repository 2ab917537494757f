"""The README, the CI script and the hooks say what the tool does, and agree with one another."""

from __future__ import annotations

import os
import re
import shlex
from dataclasses import replace
from pathlib import Path

import click
import pytest
import tomli

from migrator.cli import main
from migrator.config import KEYS, parse_options
from migrator.model import Mode
from migrator.report.json_report import render
from migrator.report.registry import FORMATS
from migrator.rules.loader import load_rules
from migrator.rules.parse import RULE_KEYS
from migrator.rules.tables import Table
from tests.report.sample import ALL

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CI = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
HOOKS = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")


def block(after: str, language: str) -> str:
    """The first fenced block of `language` in the README that follows the text `after`."""
    found = re.search(rf"```{language}\n(.*?)```", README[README.index(after) :], re.DOTALL)
    assert found is not None
    return found[1]


def keys_of(value: object) -> object:
    """The keys of nested JSON, in order, without the values."""
    if isinstance(value, dict):
        return [(key, keys_of(item)) for key, item in value.items() if key != "facets"]
    return [keys_of(item) for item in value[:1]] if isinstance(value, list) else None


def test_ci_ends_with_the_test_command_of_the_readme() -> None:
    command = block("Run the tests:", "sh")
    assert command.count("\n") == 1
    assert CI.endswith(f"\n{command}")
    assert "pytest" in command


def test_ci_is_executable_and_strict() -> None:
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert "set -euo pipefail" in CI
    for tool in ('ruff" check .', 'ruff" format --check .', 'mypy" --strict'):
        assert tool in CI


def test_the_main_command_stands_alone_on_one_line() -> None:
    command = block("See it work", "sh")
    assert command.count("\n") == 1
    assert "venv" in command
    assert "awork-migrator" in command


@pytest.mark.parametrize("command", ["check", "fix"])
def test_every_option_is_in_the_readme(command: str) -> None:
    usage = README[README.index("## Usage") : README.index("## Exit status")]
    described = set(re.findall(r"--[a-z][a-z-]+", usage))
    for option in main.commands[command].params:
        if isinstance(option, click.Option):
            names = {*option.opts, *option.secondary_opts}
            assert names & described, option.name


def test_every_option_in_the_readme_exists() -> None:
    usage = README[README.index("## Usage") : README.index("## Exit status")]
    known = {
        name
        for command in ("check", "fix")
        for option in main.commands[command].params
        for name in (*option.opts, *option.secondary_opts)
    }
    assert set(re.findall(r"--[a-z][a-z-]+", usage)) <= known


def test_every_format_is_in_the_readme() -> None:
    row = next(line for line in README.splitlines() if line.startswith("| `--format"))
    assert set(FORMATS) <= set(re.findall(r"`(\w+)`", row))


def test_the_configuration_example_is_whole_and_valid() -> None:
    values = tomli.loads(block("## Configuration", "toml"))["tool"]["awork-migrator"]
    parse_options(Table(values, "README.md", ""))
    assert {*values, "rule"} == set(KEYS)


def test_the_rule_example_is_whole_and_valid() -> None:
    values = tomli.loads(block("## Rules of your own", "toml"))["rule"][0]
    assert set(values) == set(RULE_KEYS)
    rules = load_rules((), [Table(values, "README.md", "rule number 1")])
    assert rules[-1].code == "ACME001"


def test_the_json_example_has_the_keys_of_the_report() -> None:
    import json

    example = json.loads(block("## JSON report", "json"))
    site = replace(ALL.sites[1], edits=ALL.sites[0].edits, notes=("...",), via=ALL.sites[1].via)
    real = json.loads(render(replace(ALL, mode=Mode.CHECK, sites=(site,))))
    assert keys_of(example) == keys_of(real)


@pytest.mark.parametrize("entry", re.findall(r"entry: (.*)", HOOKS))
def test_a_hook_calls_a_command_that_exists(entry: str) -> None:
    name, command, *arguments = shlex.split(entry)
    assert name == "awork-migrator"
    context = main.commands[command].make_context(command, [*arguments, "a.py"])
    assert context.params["force_exclude"] is True
    assert context.params["exit_non_zero_on_fix"] is (command == "fix")
    assert context.params["reports"] == ()


def test_every_hook_is_in_the_readme() -> None:
    hooks = re.findall(r"- id: (.*)", HOOKS)
    assert len(hooks) == 3
    for hook in hooks:
        assert f"| `{hook}` |" in README


def test_every_page_is_on_the_site_and_ci_builds_it_strictly() -> None:
    import yaml

    site = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    pages = [page for entry in site["nav"] for page in entry.values()]
    assert {path.name for path in (ROOT / "docs").glob("*.md")} == set(pages) - {
        "index.md",
        "rules.md",
        "changes.md",
    }
    assert 'mkdocs" build --strict' in CI


def test_ci_runs_on_the_oldest_and_the_newest_interpreter_and_in_a_browser() -> None:
    assert "export AWORK_MIGRATOR_BROWSER_TESTS=required" in CI
    assert '"$oldest" -m venv' in CI
    assert 'The tests run on $("$oldest" --version) and on $("$newest" --version)' in CI
