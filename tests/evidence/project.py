"""Small projects whose sites are changed one by one, and runs of the real command on them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
BEFORE = """\
import requests


def delete(ids):
    answer = requests.post("https://api.awork.com/api/v1/timeentries/delete", json={"ids": ids})
    answer.raise_for_status()
"""
AFTER = BEFORE.replace("timeentries/delete", "timeentries/batch/delete").replace(
    '"ids"', '"timeEntryIds"'
)


@dataclass(frozen=True)
class Answer:
    status: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found


def project(folder: Path, count: int) -> Path:
    """A project with `count` modules, each with one site that can be fixed."""
    (folder / "pyproject.toml").write_text("[project]\nname = 'demo'\n")
    for number in range(count):
        (folder / f"m{number:02}.py").write_text(BEFORE)
    return folder


def changed(folder: Path) -> list[int]:
    """The numbers of the modules that are moved; each is as it was or moved, and nothing else."""
    found = {path: path.read_text() for path in sorted(folder.glob("m[0-9][0-9].py"))}
    assert set(found.values()) <= {BEFORE, AFTER}
    return [int(path.stem[1:]) for path, text in found.items() if text == AFTER]


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "migrator", *arguments]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}


def migrate(folder: Path, *arguments: str) -> Answer:
    """Run the command in a folder, as a user does."""
    done = subprocess.run(
        command(*arguments),
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return Answer(done.returncode, done.stdout, done.stderr)
