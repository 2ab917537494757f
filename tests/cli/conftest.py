"""A command line whose engine answers what the test says, run in the process of the test."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from types import ModuleType

import pytest

import migrator
from migrator import cli
from migrator.config import Settings
from migrator.model import Report
from tests.report.sample import CLEAN


@dataclass
class FakeEngine:
    """Remembers what it was asked and gives `report`, in the mode of the settings."""

    report: Report = CLEAN
    error: BaseException | None = None
    calls: list[tuple[Sequence[str], Settings, bytes | None, str | None]] = field(
        default_factory=list
    )

    def run(
        self,
        paths: Sequence[str],
        settings: Settings,
        *,
        stdin: bytes | None = None,
        stdin_filename: str | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> Report:
        self.calls.append((paths, settings, stdin, stdin_filename))
        if self.error is not None:
            raise self.error
        return replace(self.report, mode=settings.mode)

    @property
    def settings(self) -> Settings:
        return self.calls[-1][1]


@dataclass(frozen=True)
class Answer:
    status: int
    out: str
    err: str


Run = Callable[..., Answer]


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    fake = FakeEngine()
    module = ModuleType("migrator.engine")
    module.run = fake.run  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "migrator.engine", module)
    monkeypatch.setattr(migrator, "engine", module, raising=False)
    return fake


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
    tmp_path_factory: pytest.TempPathFactory,
) -> Run:
    """Calls the command with arguments in an empty folder, and gives what it answered."""
    monkeypatch.chdir(tmp_path_factory.mktemp("work"))
    for name in ("NO_COLOR", "FORCE_COLOR", "CI", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: str) -> Answer:
        status = cli.run(arguments)
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return Answer(status, out.decode(), err.decode())

    return call
