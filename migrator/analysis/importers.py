"""Which further modules have to do with the endpoint: those that mention a name that carries it.

They are found on bytes, by the name and by a part of the name of a module that was looked at. In
the project around what was named, a file has to import such a module as well, for a large
repository holds many that know nothing of each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.analysis.project import Project
from migrator.files.kinds import FileKind
from migrator.files.modules import real_path
from migrator.files.prefilter import Words
from migrator.files.reach import imported
from migrator.files.scan import Candidate, Tally, scan


def mentioning(
    names: frozenset[str], project: Project, *, exclude: tuple[str, ...], respect_gitignore: bool
) -> Iterator[Module]:
    """The Python files of the project that mention one of the names and were not run yet."""
    listed = sorted(names)
    pattern = re.compile(rb"\b(?:" + b"|".join(re.escape(n.encode()) for n in listed) + rb")\b")
    stems = {part.encode() for module in project.loaded() for part in _stems(module)}
    loaded = {real_path(module.source.path) for module in project.loaded()}
    for event in scan(
        tuple(dict.fromkeys((*project.surroundings, *project.roots))),
        Words.of_names(listed),
        Tally(),
        exclude=exclude,
        respect_gitignore=respect_gitignore,
    ):
        if not isinstance(event, Candidate) or event.found.kind is not FileKind.PYTHON:
            continue
        if not pattern.search(event.raw) or not any(stem in event.raw for stem in stems):
            continue
        if not project.contains(event.found.path) and not _knows(event, loaded):
            continue
        module = project.load(event.found.path)
        if module is not None and module.frame is None:
            yield module


def _knows(candidate: Candidate, loaded: set[str]) -> bool:
    """Whether a file imports one of the modules, or may read them as the settings of Django."""
    if b"django.conf" in candidate.raw:
        return True
    files = imported(candidate.found.path, candidate.raw)
    return any(real_path(path) in loaded for path in files)


def _stems(module: Module) -> list[str]:
    """Words of which a file that imports a module holds one."""
    parts = module.name.split(".")
    framework = ["settings"] if parts[-1].endswith("settings") else []
    return [part for part in (*parts[-2:], *framework) if part]
