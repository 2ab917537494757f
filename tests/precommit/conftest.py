"""A repository that commits through the real pre-commit, with the hooks of this tree.

The hooks are installed once for all tests, also when several processes run them: these share the
folder in which pre-commit keeps what it installed, and pre-commit lets one install at a time.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.baseline.repository import Repository

ROOT = Path(__file__).parents[2]
PARTS = (".pre-commit-hooks.yaml", "LICENSE", "README.md", "awork_migrator.py", "migrator",
         "pyproject.toml")  # fmt: skip

# The same tree has the same commit in every process, so that one installation serves all.
FIXED = {"GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z", "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z"}


@dataclass(frozen=True)
class Source:
    """The repository that the hooks come from, and the home of pre-commit."""

    folder: Path
    revision: str
    home: Path


@dataclass(frozen=True)
class Outcome:
    status: int
    output: str


class Project(Repository):
    """A repository of a user, in which pre-commit is installed."""

    def __init__(self, folder: Path, source: Source) -> None:
        self.source = source
        super().__init__(folder)

    @property
    def environment(self) -> dict[str, str]:
        return {**super().environment, "PRE_COMMIT_HOME": str(self.source.home)}

    def use(self, hook: str, **settings: object) -> None:
        """Install one hook, with further settings for its entry in the configuration."""
        lines = [f"        {name}: {value}\n" for name, value in settings.items()]
        self.write(
            ".pre-commit-config.yaml",
            f"repos:\n  - repo: {self.source.folder.as_uri()}\n"
            f"    rev: {self.source.revision}\n    hooks:\n      - id: {hook}\n{''.join(lines)}",
        )
        self.git("add", ".pre-commit-config.yaml")
        assert self.pre_commit("install").status == 0

    def pre_commit(self, *arguments: str) -> Outcome:
        return self._run(sys.executable, "-m", "pre_commit", *arguments)

    def try_commit(self) -> Outcome:
        """Commit everything through the hook."""
        self.git("add", "--all")
        return self._run("git", "commit", "--message=change")

    def commits(self) -> int:
        """How many commits there are."""
        return int(self.git("rev-list", "--count", "--all"))

    def _run(self, *command: str) -> Outcome:
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        return Outcome(done.returncode, done.stdout.decode("utf-8"))


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """This tree as a repository of hooks."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    own = tmp_path_factory.mktemp("hooks") / "source"
    repository = Repository(own)
    for part in PARTS:
        origin = ROOT / part
        if origin.is_dir():
            shutil.copytree(origin, own / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(origin, own / part)
    with pytest.MonkeyPatch.context() as patch:
        for key, value in FIXED.items():
            patch.setenv(key, value)
        revision = repository.commit()
    folder = shared / f"hooks-{revision}"
    try:
        own.rename(folder)
    except OSError:  # another process was faster
        assert folder.is_dir()
    return Source(folder, revision, shared / f"pre-commit-{revision}")


@pytest.fixture
def project(source: Source, tmp_path: Path) -> Project:
    """An empty repository of a user."""
    return Project(tmp_path / "my project", source)


@pytest.fixture
def project_with(project: Project) -> Callable[..., Project]:
    """The repository of a user with one hook."""

    def make(hook: str, **settings: object) -> Project:
        project.use(hook, **settings)
        return project

    return make
