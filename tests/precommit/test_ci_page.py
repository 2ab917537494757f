"""The page on CI: its commands and files are ones that work."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml

from migrator.cli import main
from migrator.report.registry import FORMATS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")

COMMANDS = [
    line.strip().removeprefix("- ")
    for line in PAGE.splitlines()
    if line.strip().removeprefix("- ").startswith("awork-migrator ")
]


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_accepted(command: str) -> None:
    name, subcommand, *arguments = shlex.split(command)
    assert name == "awork-migrator"
    assert main.commands[subcommand].make_context(subcommand, arguments).params["paths"] == (".",)


def test_there_are_commands_to_test() -> None:
    assert len(COMMANDS) == 6


def test_every_format_is_described() -> None:
    assert re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE) == list(FORMATS)


def test_the_workflow_uses_inputs_that_the_action_has() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    workflow, _, _ = map(yaml.safe_load, blocks("yaml"))
    steps = workflow["jobs"]["awork-migrator"]["steps"]
    assert set(steps[1]["with"]) <= set(action["inputs"])
    assert steps[1]["with"]["sarif"] == steps[2]["with"]["sarif_file"]


def test_gitlab_collects_the_files_that_the_command_writes() -> None:
    _, job, _ = map(yaml.safe_load, blocks("yaml"))
    reports = job["awork-migrator"]["artifacts"]["reports"]
    command = job["awork-migrator"]["script"][1]
    assert f"gitlab={reports['codequality']}" in command
    assert f"junit={reports['junit']}" in command


def test_the_hooks_have_options_that_their_commands_have() -> None:
    _, _, config = map(yaml.safe_load, blocks("yaml"))
    described = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    entries = {hook["id"]: shlex.split(hook["entry"]) for hook in described}
    for hook in config["repos"][0]["hooks"]:
        _, subcommand, *arguments = entries[hook["id"]]
        main.commands[subcommand].make_context(subcommand, [*arguments, *hook["args"]])


def test_the_readme_leads_here() -> None:
    assert "(docs/ci.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
