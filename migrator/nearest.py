"""The nearest configuration of each file, so that a file has the same result from every folder.

Decided here, as ruff does it: what is said about files (`exclude`, `extend-exclude`,
`per-file-ignores`, `select`, `ignore`, rules, `unsafe-fixes`) comes from the nearest
`pyproject.toml` with a table of this tool above each file, and is not inherited; the command line
beats all of them. What is said about a run stays with the settings of the working directory. A run
looks for the rules of all configurations that it comes by, and knows the models of all of them. Two
that define one rule differently are an error, as a report could not tell the two apart.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace

from migrator.config import (
    Local,
    Options,
    Settings,
    check_models,
    local_of,
    settings_of,
)
from migrator.configfile import nearest_table
from migrator.rules.rule import Rule
from migrator.rules.sense import check_together
from migrator.rules.tables import ConfigError, Table
from migrator.scope import Exclude, as_exclude


def with_nearest(settings: Settings, given: Options, paths: Iterable[str]) -> Settings:
    """The settings of a run over `paths`, in which each file has those of its own configuration.

    `settings` are those of the working directory, `given` is what the command line says. Raise
    `ConfigError` for a configuration that is wrong.
    """
    nearest = Nearest(given)
    for path in paths:
        nearest.settings(os.path.abspath(path))
    exclude = Exclude(settings.exclude, as_exclude(settings.exclude).base, nearest.exclude)
    return nearest.widened(replace(settings, exclude=exclude, nearest=nearest))


class Nearest:
    """The configurations that a run has come by, by folder and by file."""

    def __init__(self, given: Options) -> None:
        self._given = given
        self._tables: dict[str, Table | None] = {}
        self._settings: dict[str, Settings] = {}

    def exclude(self, folder: str) -> Exclude:
        """What is left out in an absolute folder."""
        return as_exclude(self.settings(folder).exclude)

    def local(self, folder: str) -> Local:
        """What holds for the files of an absolute folder."""
        return local_of(self.settings(folder))

    def widened(self, settings: Settings) -> Settings:
        """The settings with the rules and models of all configurations that were seen so far."""
        known: dict[str, tuple[Rule, str]] = {}
        for one in self._settings.values():
            for rule in one.rules:
                _add(known, rule, one.source)
        rules = tuple(rule for rule, _ in known.values())
        check_together(rules)
        off = {code for one in self._settings.values() for code in one.switched_off}
        files = {os.path.abspath(path): path for s in self._settings.values() for path in s.models}
        models = tuple(files.values())
        check_models(models)
        unsafe = any(one.unsafe_fixes for one in self._settings.values())
        return replace(
            settings,
            rules=rules,
            switched_off=frozenset(off),
            unsafe_fixes=unsafe,
            models=models,
        )

    def settings(self, folder: str) -> Settings:
        """The settings that the configuration nearest to an absolute folder or file makes."""
        table = nearest_table(folder, self._tables)
        source = "" if table is None else table.source
        if source not in self._settings:
            self._settings[source] = settings_of(Settings().mode, self._given, table)
        return self._settings[source]


def _add(known: dict[str, tuple[Rule, str]], rule: Rule, source: str) -> None:
    """Take in a rule of one configuration; raise `ConfigError` when another one differs."""
    other, where = known.setdefault(rule.code, (rule, source))
    if other._replace(origin=rule.origin) != rule:
        names = " and ".join(name or "the built-in rules" for name in (where, source))
        raise ConfigError(
            f"{names} differ in the rule {rule.code}, and both hold for files of this run; name one"
            " file with it under 'rules' in both, or run once for each"
        )
