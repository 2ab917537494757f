"""The real command in a folder of its own, and the command in the process of the test."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from migrator import cli

ROOT = Path(__file__).parents[2]
HEAD = "import requests\n\nids = []\n"
CALL = 'requests.post("https://api.awork.com/api/v1/timeentries/delete", json={"ids": ids})\n'
MOVED = CALL.replace("timeentries/", "timeentries/batch/").replace('"ids"', '"timeEntryIds"')


@dataclass(frozen=True)
class Answer:
    status: int
    out: str
    err: str


Run = Callable[..., Answer]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory, and an environment without what CI or a user sets."""
    for name in ("NO_COLOR", "FORCE_COLOR", "CI", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def run(here: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Calls the command with arguments, and gives what it answered."""

    def call(*arguments: str) -> Answer:
        status = cli.run(arguments)
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return Answer(status, out.decode(), err.decode())

    return call


def command(
    *arguments: str, env: Mapping[str, str] | None = None, **options: object
) -> subprocess.CompletedProcess[str]:
    """One run of the command as a process of its own."""
    return subprocess.run(
        [sys.executable, str(ROOT / "awork_migrator.py"), *arguments],
        capture_output="stdout" not in options,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, **(env or {})},
        **options,  # type: ignore[call-overload]
    )


def write(name: str, text: str = HEAD + CALL) -> Path:
    """A file with its folders; by default with one call that can be moved."""
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
