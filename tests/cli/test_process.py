"""The command as a process of its own: streams that close, and what a start costs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "migrator"]
# Each of these takes as long as a good part of the start of the interpreter.
SLOW = {
    "asyncio",
    "difflib",
    "importlib.resources",
    "jinja2",
    "json",
    "libcst",
    "multiprocessing",
    "pathlib",
    "pathspec",
    "subprocess",
    "textwrap",
    "urllib.parse",
}


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["--version"], 0),
        (["rules", "--isolated"], 0),
        (["explain", "body-null"], 0),
        (["explain", "none"], 2),
        (["check", "--jobs", "none"], 2),
    ],
)
def test_the_exit_status_of_the_process(arguments: list[str], status: int) -> None:
    done = subprocess.run([*COMMAND, *arguments], capture_output=True, check=False, text=True)
    assert done.returncode == status
    assert (done.stdout == "") is (status == 2)
    assert (done.stderr == "") is (status == 0)


@pytest.mark.parametrize("arguments", [["check", "--help"], ["explain", "body-null"], ["rules"]])
def test_a_reader_that_has_gone_is_silent(arguments: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [*COMMAND, *arguments], stdout=writer, stderr=subprocess.PIPE, check=False
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


def test_shell_completion() -> None:
    environ = {**os.environ, "_AWORK_MIGRATOR_COMPLETE": "bash_complete",
               "COMP_WORDS": "awork-migrator che", "COMP_CWORD": "1"}  # fmt: skip
    done = subprocess.run(COMMAND, env=environ, capture_output=True, check=True, text=True)
    assert done.stdout == "plain,check\n"


def test_the_way_to_a_clean_report_imports_nothing_slow(tmp_path: Path) -> None:
    code = (
        # What click needs by itself is not ours: on 3.10 that is more.
        "import sys, click; before = set(sys.modules)\n"
        "from migrator import cli, config\n"
        "from migrator.model import Mode, Report\n"
        "from migrator.report import text\n"
        "config.load_settings(Mode.CHECK, config.Options(), isolated=True)\n"
        "text.render(Report(Mode.CHECK, '1'))\n"
        "print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    imported = set(done.stdout.split())
    assert "migrator.cli" in imported
    assert imported & SLOW == set()
