"""The page on CI: its commands and files are ones that work."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
import tomli
import yaml

from migrator.cli import main
from migrator.report import concise
from migrator.report.registry import FORMATS
from tests.report.sample import ALL

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


def test_the_component_takes_what_the_page_gives_it_and_writes_what_it_collects() -> None:
    text = (ROOT / "templates" / "check.yml").read_text(encoding="utf-8")
    head, body = yaml.safe_load_all(text.replace("$[[ ", "").replace(" ]]", ""))
    inputs = head["spec"]["inputs"]
    given = yaml.safe_load(blocks("yaml")[2])["include"][0]["inputs"]
    assert set(given) <= set(inputs)
    assert {name for name, value in inputs.items() if "default" not in value} <= set(given)
    command = body["awork-migrator"]["script"][-1]
    arguments = shlex.split(command.partition(" check ")[2].partition("inputs.")[0])
    main.commands["check"].make_context("check", [*arguments, "."])
    collected = body["awork-migrator"]["artifacts"]
    for file in (*collected["paths"], *collected["reports"].values()):
        assert f"={file}" in command


def test_what_editors_are_told_matches_a_real_line() -> None:
    task = json.loads(blocks("json")[0])["tasks"][0]
    pattern = task["problemMatcher"]["pattern"]
    lines = concise.render(ALL).splitlines()
    found = [re.match(pattern["regexp"], line) for line in lines[:4]]
    assert [(m[1], m[2], m[3], m[4]) for m in found if m] == [
        ("src/api.py", "9", "5", "TST001 [*]"),
        ("src/api.py", "20", "5", "TST001"),
        ("src/api.py", "30", "5", "TST001"),
        ("broken.py", "3", None, "error"),
    ]
    name, subcommand, *arguments = shlex.split(task["command"])
    assert name == "awork-migrator"
    main.commands[subcommand].make_context(subcommand, arguments)


def test_the_container_has_all_that_the_package_is_made_of_and_runs_without_rights() -> None:
    text = (ROOT / "Containerfile").read_text(encoding="utf-8")
    project = tomli.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = project["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]
    copied = " ".join(line for line in text.splitlines() if line.startswith("COPY"))
    for part in (*wanted, "README.md", "LICENSE", "pyproject.toml"):
        assert f" {part} " in copied
        assert (ROOT / part).exists()
    last = text.rpartition("FROM ")[2]
    assert "\nUSER 10001\n" in last
    entry = re.search(r"ENTRYPOINT \[(.*)\]", last)
    assert entry is not None
    assert entry[1] == '"/opt/awork-migrator/bin/awork-migrator"'


def test_every_format_is_described() -> None:
    assert re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE) == list(FORMATS)


def test_the_workflow_uses_inputs_that_the_action_has() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    workflow, *_ = map(yaml.safe_load, blocks("yaml"))
    steps = workflow["jobs"]["awork-migrator"]["steps"]
    assert set(steps[1]["with"]) <= set(action["inputs"])
    assert steps[1]["with"]["sarif"] == steps[2]["with"]["sarif_file"]


def test_gitlab_collects_the_files_that_the_command_writes() -> None:
    _, job, *_ = map(yaml.safe_load, blocks("yaml"))
    reports = job["awork-migrator"]["artifacts"]["reports"]
    command = job["awork-migrator"]["script"][1]
    assert f"gitlab={reports['codequality']}" in command
    assert f"junit={reports['junit']}" in command


def test_the_hooks_have_options_that_their_commands_have() -> None:
    *_, config = map(yaml.safe_load, blocks("yaml"))
    described = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    entries = {hook["id"]: shlex.split(hook["entry"]) for hook in described}
    for hook in config["repos"][0]["hooks"]:
        _, subcommand, *arguments = entries[hook["id"]]
        main.commands[subcommand].make_context(subcommand, [*arguments, *hook["args"]])


def test_the_readme_leads_here() -> None:
    assert "(docs/ci.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
