"""A git repository in a folder of its own, for tests."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


class Repository:
    """A repository whose git reads no configuration but its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main")

    @property
    def environment(self) -> dict[str, str]:
        """The environment of the test without variables that point git elsewhere."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
        person = {"NAME": "Test", "EMAIL": "test@example.com"}
        return {
            **kept,
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            **{
                f"GIT_{who}_{key}": value
                for who in ("AUTHOR", "COMMITTER")
                for key, value in person.items()
            },
        }

    def git(self, *arguments: str) -> str:
        done = subprocess.run(
            ("git", *arguments),
            cwd=self.folder,
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
        return path

    def commit(self, message: str = "change") -> str:
        """Commit everything; the full name of the commit."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--no-verify", "--allow-empty", f"--message={message}")
        return self.git("rev-parse", "HEAD")
