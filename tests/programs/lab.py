"""Where a program is run and migrated: one stand-in and one launcher for a whole test process."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.programs.comparison import Observation
from tests.programs.launch import Finished, Launcher
from tests.programs.program import Program
from tests.standin import HOSTS, Behaviour, StandIn

# Plugins are named rather than looked for, which takes longer than the tests themselves.
PLUGINS = ("requests_mock.contrib._pytest_plugin", "respx.plugin", "pytest_httpx")
PYTEST_OPTIONS = (
    *("-q", "--disable-warnings", "--rootdir", ".", "-p", "no:cacheprovider"),
    *(option for plugin in PLUGINS for option in ("-p", plugin)),
)


class Lab:
    """Runs programs against the stand-in and the command line on copies of them."""

    def __init__(self, folder: Path) -> None:
        self.standin = StandIn(folder)
        self.launcher = Launcher(self.standin.port, HOSTS, self.standin.ca_file)

    def observe(
        self, program: Program, folder: Path, refused: frozenset[str] = frozenset()
    ) -> Observation:
        """Run the program that stands in `folder`, with the arguments that its head names."""
        with self.standin.run(Behaviour(program.plain_status, refused)) as run:
            return Observation.of(_placeless(self._start(program, folder), folder), run)

    def observe_interpreter(self, program: Program, folder: Path) -> Observation:
        """The same with an interpreter of its own, started as a person starts it."""
        with self.standin.run(Behaviour(program.plain_status)) as run:
            arguments = (str(program.entry), *program.arguments)
            finished = self.launcher.interpreter(folder, *arguments, **program.environment)
            return Observation.of(_placeless(finished, folder), run)

    def _start(self, program: Program, folder: Path) -> Finished:
        if program.entry is None:
            return self.launcher.module(folder, "pytest", *PYTEST_OPTIONS)
        arguments = (program.entry, *program.arguments)
        return self.launcher.script(folder, *arguments, **program.environment)

    def drive(self, folder: Path, driver: Path, behaviour: Behaviour | None = None) -> Observation:
        """Run a driver, which stands outside of the project in `folder`, on that project."""
        with self.standin.run(behaviour) as run:
            finished = self.launcher.driver(folder, driver)
            return Observation.of(_placeless(finished, folder), run)

    def test(self, folder: Path) -> Finished:
        """Run the test suite of a project, as pytest does in its folder."""
        options = (*PYTEST_OPTIONS, "-o", "pythonpath=. src")
        return self.launcher.module(folder, "pytest", *options)

    def fix(self, folder: Path, *options: str) -> Migration:
        """Run `awork-migrator fix` on the whole folder, through the real command line."""
        # A program with a configuration of its own goes by that.
        isolated = () if (folder / "pyproject.toml").exists() else ("--isolated",)
        command = ("migrator", "fix", ".", *isolated, "--format", "json", *options)
        finished = self.launcher.module(folder, *command)
        return Migration(finished, snapshot(folder))

    def close(self) -> None:
        """End the launcher and the server."""
        self.launcher.close()
        self.standin.close()


@dataclass(frozen=True)
class Migration:
    """What one run of the tool reported, and the bytes of all files after it."""

    finished: Finished
    files: dict[str, bytes]

    @property
    def report(self) -> dict[str, Any]:
        """The JSON report that stands on standard output, whole and alone."""
        report: dict[str, Any] = json.loads(self.finished.stdout)
        return report

    def sites(self, *statuses: str) -> list[dict[str, Any]]:
        """The reported sites that have one of these statuses."""
        return [site for site in self.report["sites"] if site["status"] in statuses]

    def codes(self, *statuses: str) -> set[str]:
        """The codes of all reasons of the sites that have one of these statuses."""
        return {reason["code"] for site in self.sites(*statuses) for reason in site["reasons"]}


def _placeless(finished: Finished, folder: Path) -> Finished:
    """Without the name of the folder, which is another one in each run."""
    streams = (text.replace(str(folder), ".") for text in (finished.stdout, finished.stderr))
    return Finished(finished.status, *streams)


def snapshot(folder: Path) -> dict[str, bytes]:
    """The bytes of every file below a folder, by relative path."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }
