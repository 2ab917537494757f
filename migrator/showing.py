"""What `--show-files` and `--show-settings` print: what a run would read, and what it goes by.

Decided here: settings are shown as TOML that could stand in a configuration file, with where each
part of them comes from; what holds for files is shown once for each configuration that is nearest
to a path of the run.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence

from migrator.config import Settings
from migrator.files.discovery import Found, discover
from migrator.model import Problem, Status

_DEFAULTS = "the defaults and the command line"


def files(paths: Sequence[str], settings: Settings) -> tuple[list[str], list[Problem]]:
    """The files that a run reads, and the paths that it cannot handle."""
    found: list[str] = []
    problems: list[Problem] = []
    for event in discover(
        paths,
        exclude=settings.exclude,
        force_exclude=settings.force_exclude,
        respect_gitignore=settings.respect_gitignore,
    ):
        if isinstance(event, Found):
            found.append(event.name)
        elif isinstance(event, Problem):
            problems.append(event)
    return found, problems


def settings_text(paths: Iterable[str], settings: Settings) -> str:
    """The settings of a run over `paths` as TOML."""
    parts = ["\n".join(_of_run(settings))]
    seen: dict[str, tuple[Settings, list[str]]] = {}
    for path in paths:
        own = settings
        if settings.nearest is not None:
            own = settings.nearest.settings(os.path.abspath(path))
        seen.setdefault(own.source, (own, []))[1].append(path)
    parts += ["\n".join(_of_files(own, named)) for own, named in seen.values()]
    return "\n\n".join(parts) + "\n"


def _of_run(settings: Settings) -> Iterator[str]:
    yield f"# What holds for the run, from {settings.source or _DEFAULTS}"
    words = [status.value for status in Status if status in settings.fail_on]
    words += ["unused-ignore"] if settings.fail_on_unused_ignore else []
    yield f"fail-on = {_toml(words)}"
    yield f"force-exclude = {_toml(settings.force_exclude)}"
    yield f"respect-gitignore = {_toml(settings.respect_gitignore)}"
    yield f"jobs = {settings.jobs}" if settings.jobs else "# jobs: one for each processor"
    yield f"baseline = {_toml(settings.baseline)}" if settings.baseline else "# baseline: none"


def _of_files(settings: Settings, paths: list[str]) -> Iterator[str]:
    yield f"# What holds for the files of {', '.join(paths)}, from {settings.source or _DEFAULTS}"
    yield f"exclude = {_toml(settings.exclude)}"
    yield f"models = {_toml(settings.models)}"
    yield f"unsafe-fixes = {_toml(settings.unsafe_fixes)}"
    pairs = (f"{_toml(glob)} = {_toml(codes)}" for glob, codes in settings.per_file_ignores)
    yield f"per-file-ignores = {{{', '.join(pairs)}}}"
    for rule in settings.rules:
        path, replacement = "/".join(rule.path), "/".join(rule.replacement)
        yield f"# rule {rule.code}: {rule.method} /{path} -> /{replacement} ({rule.origin})"


def _toml(value: object) -> str:
    """A string, a flag or a list of strings as TOML, which takes the form of JSON for these."""
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=True)
