"""Settings: the one frozen value that says how a run behaves, and how it is read from TOML."""

from __future__ import annotations

from dataclasses import dataclass

from migrator.model import Mode, Status
from migrator.rules.rule import Rule


@dataclass(frozen=True)
class Settings:
    """Everything that steers one run."""

    mode: Mode = Mode.CHECK
    rules: tuple[Rule, ...] = ()
    exclude: tuple[str, ...] = ()
    force_exclude: bool = False
    respect_gitignore: bool = True
    unsafe_fixes: bool = False
    fail_on: frozenset[Status] = frozenset({Status.FIXABLE, Status.UNRESOLVED})
    jobs: int = 1
