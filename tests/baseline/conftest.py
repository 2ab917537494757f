from __future__ import annotations

from pathlib import Path

import pytest

from tests.baseline.repository import Repository


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """An empty repository; the test runs in its folder, with its environment."""
    made = Repository(tmp_path / "repository")
    monkeypatch.chdir(made.folder)
    for key, value in made.environment.items():
        monkeypatch.setenv(key, value)
    return made
