"""Settings: the one frozen value that says how a run behaves, and where it comes from.

Decided here: the command line beats the configuration file, which beats the defaults. The file is
the one given with `--config`, or the nearest `pyproject.toml` with a `[tool.awork-migrator]` table:
upwards from the working directory for what holds for a run as a whole, and upwards from each file
for what is said about that file (see nearest.py). Paths and globs in it are relative to it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, fields, replace
from typing import Protocol, TypeVar

from migrator.configfile import find_table
from migrator.model import UNUSED_IGNORE, Mode, Sighting, Status
from migrator.rules.loader import load_rules, select_rules
from migrator.rules.rule import Rule
from migrator.rules.tables import ConfigError, Table, did_you_mean, one_of
from migrator.scope import DEFAULT_EXCLUDE, EXCLUDE, Exclude, as_exclude

_T = TypeVar("_T")

KEYS = (
    "baseline",
    "exclude",
    "extend-exclude",
    "fail-on",
    "force-exclude",
    "ignore",
    "jobs",
    "models",
    "per-file-ignores",
    "respect-gitignore",
    "rule",
    "rules",
    "select",
    "unsafe-fixes",
)
_FAIL_ON = (*(status.value for status in Status), UNUSED_IGNORE)


# Globs, each with codes, beginnings of codes, or `ALL`.
Ignored = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Settings:
    """Everything that steers one run; `baseline` is a file, relative to the working directory.

    `rules` are those in force for any file, and `unsafe_fixes` is true when it is for any.
    `switched_off` are the codes of rules that are known and not in force everywhere. `nearest`
    knows what holds for single files; None when these settings hold for all. `chosen` are the
    beginnings of fingerprints of sites whose unsafe fixes are allowed, None when the user was not
    asked; with `only_chosen` no other site is fixed. `models` are files of a team's own models.
    `sightings` are what a recorded run saw.
    """

    mode: Mode = Mode.CHECK
    rules: tuple[Rule, ...] = ()
    exclude: tuple[str, ...] = EXCLUDE
    force_exclude: bool = False
    respect_gitignore: bool = True
    unsafe_fixes: bool = False
    fail_on: frozenset[Status] = frozenset({Status.FIXABLE, Status.UNRESOLVED})
    fail_on_unused_ignore: bool = False
    jobs: int = 0  # processes; 0 stands for as many as there are processors
    baseline: str | None = None
    switched_off: frozenset[str] = frozenset()
    source: str = ""  # the configuration file, as messages name it; empty without one
    chosen: frozenset[str] | None = None
    only_chosen: bool = False
    nearest: Nearby | None = field(default=None, compare=False)
    per_file_ignores: Ignored = ()
    models: tuple[str, ...] = ()
    sightings: tuple[Sighting, ...] = ()


class Nearby(Protocol):
    """What is known of the configurations near the files of a run."""

    def local(self, folder: str) -> Local:
        """What holds for the files of an absolute folder."""

    def settings(self, folder: str) -> Settings:
        """The settings that the configuration nearest to an absolute folder or file makes."""

    def widened(self, settings: Settings) -> Settings:
        """The settings with the rules of all configurations that were seen so far."""


@dataclass(frozen=True)
class Local:
    """What one configuration says about its files.

    `codes` are the rules in force, `ignored` pairs a glob, relative to the absolute folder `base`,
    with the codes that are suppressed in the files that it names.
    """

    codes: frozenset[str]
    unsafe_fixes: bool = False
    ignored: Ignored = ()
    base: str = ""


@dataclass(frozen=True)
class Options:
    """What one source, the command line or a file, says; None where it says nothing.

    `rules` and `models` are files, relative to the working directory; `tables` are `[[rule]]`
    tables.
    """

    rules: tuple[str, ...] | None = None
    tables: tuple[Table, ...] | None = None
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None
    exclude: tuple[str, ...] | None = None
    extend_exclude: tuple[str, ...] | None = None
    per_file_ignores: Ignored | None = None
    force_exclude: bool | None = None
    respect_gitignore: bool | None = None
    unsafe_fixes: bool | None = None
    fail_on: tuple[str, ...] | None = None
    jobs: int | None = None
    baseline: str | None = None
    models: tuple[str, ...] | None = None


def load_settings(
    mode: Mode, given: Options, config: str | None = None, isolated: bool = False
) -> Settings:
    """The settings of a run: `given` on the command line, then the file, then the defaults.

    `config` is the file given by name; `isolated` means that no file is read. Raise `ConfigError`
    for a file, key, value or rule that is wrong.
    """
    if isolated and config is not None:
        raise ConfigError("--config and --isolated cannot be used together; leave one out")
    table = None if isolated else find_table(config, os.getcwd())
    settings = settings_of(mode, given, table)
    # A configuration further down may switch all rules off for its folder; a run without any rule
    # would look at nothing and find nothing.
    if not settings.rules:
        known = ", ".join(sorted(settings.switched_off))
        raise ConfigError(
            f"no rule is left to apply: `select` and `ignore` take out all of {known}"
        )
    return settings


def settings_of(mode: Mode, given: Options, table: Table | None) -> Settings:
    """The settings that `given` and one configuration make; raise `ConfigError` as above."""
    said = Options() if table is None else parse_options(table)
    merged = _merge(given, said)
    rules = load_rules(merged.rules or (), merged.tables or ())
    check_models(merged.models or ())
    chosen = select_rules(rules, merged.select or (), merged.ignore or ())
    for glob, codes in merged.per_file_ignores or ():
        _check_codes(glob, codes, rules)
    off = frozenset(rule.code for rule in rules) - {rule.code for rule in chosen}
    folder = "" if table is None else os.path.dirname(os.path.abspath(table.source))
    excluded = DEFAULT_EXCLUDE if merged.exclude is None else merged.exclude
    more = (*(said.extend_exclude or ()), *(given.extend_exclude or ()))
    return replace(
        _settings(mode, merged, chosen),
        exclude=Exclude((*excluded, *more), folder),
        switched_off=off,
        source="" if table is None else table.source,
    )


def check_models(files: tuple[str, ...]) -> None:
    """Raise `ConfigError` when the models in these files make no sense."""
    if files:
        # Most runs have none, and what comes with the package is only read for a candidate.
        from migrator.models.loader import load

        load(files)


def local_of(settings: Settings) -> Local:
    """What the settings of one configuration say about its files."""
    codes = frozenset(rule.code for rule in settings.rules)
    base = as_exclude(settings.exclude).base or os.getcwd()
    return Local(codes, settings.unsafe_fixes, settings.per_file_ignores, base)


def _check_codes(glob: str, codes: tuple[str, ...], rules: tuple[Rule, ...]) -> None:
    """Refuse a code that no rule has."""
    try:
        select_rules(rules, (), codes)
    except ConfigError as error:
        raise ConfigError(f"per-file-ignores '{glob}': {error}") from error


def parse_options(table: Table) -> Options:
    """What a configuration table says; raise `ConfigError` for a wrong key or value."""
    table.check_keys(KEYS)
    jobs = table.number("jobs")
    if jobs is not None and jobs < 1:
        raise table.error(f"'jobs' has to be 1 or more, not {jobs}")
    return Options(
        rules=_beside(table, _optional_texts(table, "rules")),
        tables=table.tables("rule"),
        select=_optional_texts(table, "select"),
        ignore=_optional_texts(table, "ignore"),
        exclude=_from_folder(table, _optional_texts(table, "exclude")),
        extend_exclude=_from_folder(table, _optional_texts(table, "extend-exclude")),
        per_file_ignores=_per_file_ignores(table),
        force_exclude=_optional_flag(table, "force-exclude"),
        respect_gitignore=_optional_flag(table, "respect-gitignore"),
        unsafe_fixes=_optional_flag(table, "unsafe-fixes"),
        fail_on=table.choices("fail-on", _FAIL_ON),
        jobs=jobs,
        baseline=_file_beside(table, "baseline"),
        models=_beside(table, _optional_texts(table, "models")),
    )


def _optional_texts(table: Table, key: str) -> tuple[str, ...] | None:
    return table.texts(key) if key in table.values else None


def _optional_flag(table: Table, key: str) -> bool | None:
    return table.flag(key, False) if key in table.values else None


def _per_file_ignores(table: Table) -> Ignored | None:
    """The globs of `per-file-ignores` in their order, each with its codes."""
    inner = table.table("per-file-ignores")
    if inner is None:
        return None
    return tuple((glob, inner.texts(glob)) for glob in inner.values)


def _beside(table: Table, paths: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """Paths that are relative to the file of `table`, made relative to the working directory."""
    if paths is None:
        return None
    return tuple(os.path.join(os.path.dirname(table.source), path) for path in paths)


def _file_beside(table: Table, key: str) -> str | None:
    """The one path under `key`, made relative to the working directory; it cannot be empty."""
    if key not in table.values:
        return None
    return os.path.join(os.path.dirname(table.source), table.required_text(key))


def _from_folder(table: Table, globs: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """Globs that are relative to the file of `table`, made to mean the same everywhere.

    One without a slash is a name that is looked for at any depth; the others become absolute,
    unless the file is in the working directory.
    """
    folder = os.path.dirname(os.path.abspath(table.source))
    if globs is None or folder == os.getcwd():
        return globs
    lead = folder.replace(os.sep, "/").rstrip("/")
    return tuple(
        f"{lead}/{glob.removeprefix('./').lstrip('/')}" if "/" in glob.rstrip("/") else glob
        for glob in globs
    )


def _merge(first: Options, second: Options) -> Options:
    """Field by field what `first` says, else what `second` says."""
    merged = {}
    for name in (one.name for one in fields(Options)):
        value = getattr(first, name)
        merged[name] = getattr(second, name) if value is None else value
    return Options(**merged)


def _settings(mode: Mode, options: Options, rules: tuple[Rule, ...]) -> Settings:
    """The settings that `options` and `rules` make, with the defaults for the rest."""
    default = Settings()
    words = None if options.fail_on is None else set(map(_fail_on_word, options.fail_on))
    fail_on = None if words is None else frozenset(map(Status, words - {UNUSED_IGNORE}))
    return Settings(
        mode=mode,
        rules=rules,
        force_exclude=_said(options.force_exclude, default.force_exclude),
        respect_gitignore=_said(options.respect_gitignore, default.respect_gitignore),
        unsafe_fixes=_said(options.unsafe_fixes, default.unsafe_fixes),
        fail_on=_said(fail_on, default.fail_on),
        fail_on_unused_ignore=UNUSED_IGNORE in (words or ()),
        jobs=_said(options.jobs, default.jobs),
        baseline=options.baseline,
        per_file_ignores=options.per_file_ignores or (),
        models=options.models or (),
    )


def _fail_on_word(word: str) -> str:
    if word not in _FAIL_ON:
        hint = did_you_mean(word, _FAIL_ON)
        raise ConfigError(f"--fail-on: unknown status '{word}'{hint}; {one_of(_FAIL_ON)}")
    return word


def _said(value: _T | None, default: _T) -> _T:
    return default if value is None else value
