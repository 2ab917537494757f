"""The GitHub action: its steps, run as the runner runs them, with a tool that says what it got."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ACTION: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parents[2] / "action.yml").read_text(encoding="utf-8")
)
KEY, CACHE, INSTALL, CHECK = ACTION["runs"]["steps"]


def run_step(
    step: dict[str, Any], folder: Path, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run a step with the options that the runner gives to `shell: bash`."""
    return subprocess.run(
        ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]),
        cwd=folder,
        env={"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def runner(tmp_path: Path) -> Path:
    """A folder for temporary files with an installed tool that prints its arguments."""
    tool = tmp_path / "awork-migrator" / "bin" / "awork-migrator"
    tool.parent.mkdir(parents=True)
    tool.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\nexit "${TOOL_STATUS:-0}"\n', encoding="utf-8")
    tool.chmod(0o755)
    return tmp_path


def check(runner: Path, **given: str) -> subprocess.CompletedProcess[str]:
    """Run the check step with inputs, and the defaults for the others."""
    inputs = {name: value["default"] for name, value in ACTION["inputs"].items()}
    status = given.pop("status", "0")
    environment = {f"INPUT_{name.upper()}": value for name, value in {**inputs, **given}.items()}
    return run_step(
        CHECK,
        runner,
        {
            **environment,
            "RUNNER_TEMP": str(runner),
            "GITHUB_OUTPUT": str(runner / "output"),
            "TOOL_STATUS": status,
        },
    )


def test_it_is_a_composite_action_that_reads_inputs_from_the_environment_only() -> None:
    assert ACTION["runs"]["using"] == "composite"
    assert all("${{" not in step["run"] for step in (INSTALL, CHECK))
    assert all(step["shell"] == "bash" for step in (INSTALL, CHECK))
    assert set(CHECK["env"]) == {
        f"INPUT_{name.upper()}" for name in ACTION["inputs"] if name != "cache"
    }


def test_by_default_the_whole_checkout_is_checked(runner: Path) -> None:
    assert check(runner).stdout.splitlines() == ["check", "--", "."]
    assert not (runner / "output").exists()


def test_paths_and_arguments_are_one_a_line(runner: Path) -> None:
    done = check(
        runner, paths="src\nwith space\n-odd\n", args="--exclude\n*.txt $(id)\n\n--quiet\n"
    )
    assert done.stdout.splitlines() == [
        "check",
        "--exclude",
        "*.txt $(id)",
        "--quiet",
        "--",
        "src",
        "with space",
        "-odd",
    ]


def test_a_sarif_file_is_asked_for_and_told(runner: Path) -> None:
    done = check(runner, sarif="out/my report.sarif")
    assert done.stdout.splitlines()[1:3] == ["--report", "sarif=out/my report.sarif"]
    assert (runner / "output").read_text(encoding="utf-8") == "sarif=out/my report.sarif\n"


@pytest.mark.parametrize("status", ["0", "1", "2"])
def test_the_status_of_the_tool_is_that_of_the_step(runner: Path, status: str) -> None:
    assert check(runner, status=status).returncode == int(status)


def test_the_tool_is_installed_from_the_checkout_of_the_action(tmp_path: Path) -> None:
    package = tmp_path / "my action"
    package.mkdir()
    (package / "pyproject.toml").write_text(
        '[project]\nname = "nothing-in-it"\nversion = "1"\n'
        "[build-system]\nrequires = []\n"
        'build-backend = "backend"\nbackend-path = ["."]\n',
        encoding="utf-8",
    )
    (package / "backend.py").write_text(BACKEND, encoding="utf-8")
    done = run_step(INSTALL, tmp_path, {"RUNNER_TEMP": str(tmp_path), "ACTION_PATH": str(package)})
    assert done.returncode == 0, done.stderr
    tool = tmp_path / "awork-migrator" / "bin" / "awork-migrator"
    assert subprocess.run((tool,), capture_output=True, text=True, check=True).stdout == "ran\n"


# A package without dependencies, so that the step is tested and not the network.
BACKEND = """\
import zipfile

FILES = {
    "nothing_in_it.py": "def main():\\n    print('ran')\\n",
    "METADATA": "Metadata-Version: 2.1\\nName: nothing-in-it\\nVersion: 1\\n",
    "WHEEL": "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    "entry_points.txt": "[console_scripts]\\nawork-migrator = nothing_in_it:main\\n",
    "RECORD": "",
}

def build_wheel(folder, config_settings=None, metadata_directory=None):
    name = "nothing_in_it-1-py3-none-any.whl"
    with zipfile.ZipFile(f"{folder}/{name}", "w") as wheel:
        for file, text in FILES.items():
            lead = "" if file.endswith(".py") else "nothing_in_it-1.dist-info/"
            wheel.writestr(lead + file, text)
    return name
"""


def test_the_action_has_a_face_and_a_cache_that_can_be_switched_off() -> None:
    assert set(ACTION["branding"]) == {"icon", "color"}
    assert CACHE["uses"].startswith("actions/cache@v")
    assert CACHE["if"] == "${{ inputs.cache == 'true' }}"
    assert ACTION["inputs"]["cache"]["default"] == "true"
    # What is kept is what pip downloads to.
    assert CACHE["with"]["path"].endswith("/awork-migrator-wheels")
    assert 'PIP_CACHE_DIR="$RUNNER_TEMP/awork-migrator-wheels"' in INSTALL["run"]
    assert "steps.key.outputs.dependencies" in CACHE["with"]["key"]


def test_the_cache_has_the_name_of_what_is_needed(runner: Path) -> None:
    (runner / "pyproject.toml").write_text("[project]\n")
    output = runner / "output"
    environment = {"ACTION_PATH": str(runner), "GITHUB_OUTPUT": str(output)}
    assert run_step(KEY, runner, environment).returncode == 0
    first = output.read_text()
    assert first.startswith("dependencies=")
    assert len(first.strip()) > len("dependencies=")
    output.unlink()
    (runner / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    assert run_step(KEY, runner, environment).returncode == 0
    assert output.read_text() != first
