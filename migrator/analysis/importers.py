"""Which further modules have to do with the endpoint: those that import where a carrier stands.

A carrier is a name at home in modules: `Client` in `api/client.py`. A file is loaded because it
imports a home of a carrier, or a loaded module from which imports lead there, and mentions the
carrier; never because a name occurs in it. Files are found on bytes, by the last part of the names
of such modules, and each is read once for each of these.
"""

from __future__ import annotations

import os
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from migrator.analysis.source.module import Module, is_test_path
from migrator.analysis.source.project import SETTINGS, Project, is_settings
from migrator.analysis.source.scopes import ATTRIBUTE
from migrator.analysis.source.writing import WRITES_ANY, mentioning, writing
from migrator.analysis.store.facts import HELD, STATE, WRITER, WRITTEN
from migrator.files.modules import real_path
from migrator.files.prefilter import ModuleNames
from migrator.files.reach import BY_NAME
from migrator.files.reading import most_bytes, read_file
from migrator.files.roots import folders_of, is_marked
from migrator.files.scan import PythonFiles

Homes = Mapping[str, set[str]]
"""Name of a carrier -> real paths of the modules that it is at home in."""


@dataclass(eq=False)
class Importers:
    """Finds the files of a project that import what was loaded; what was read is kept.

    `paths` are what the user named; `exclude` and `respect_gitignore` hold as for them.
    """

    project: Project
    paths: Sequence[str]
    exclude: tuple[str, ...]
    respect_gitignore: bool
    jobs: int = 1
    searched: set[str] = field(default_factory=set)  # stems that were looked for
    hits: dict[str, frozenset[str]] = field(default_factory=dict)  # path -> what it imports

    def find(self, homes: Homes, run: Container[Module]) -> Iterator[Module]:
        """The modules that were not `run` yet and can reach a home of a carrier they mention."""
        near = {name: self._near(places) for name, places in homes.items()}
        targets: set[str] = set().union(*near.values())
        self._search(targets)
        by_module: dict[str, list[str]] = {}
        for name, places in near.items():
            for place in places:
                by_module.setdefault(place, []).append(name)
        settings = any(is_settings(place) for place in targets)
        for path, imports in list(self.hits.items()):
            loaded = self.project.modules.get(real_path(path))
            if loaded is not None and loaded in run:
                continue
            reached = imports & targets
            if settings and SETTINGS in imports:
                reached |= {place for place in targets if is_settings(place)}
            names = [name for place in reached for name in by_module[place]]
            if not names or not _mentions(path, names):
                continue
            module = self.project.load(path)
            if module is None:
                self._note_unread(path, names, homes)
            elif module not in run:
                yield module

    def _note_unread(self, path: str, names: list[str], homes: Homes) -> None:
        """What is too much to be read may do anything with the carriers that it mentions."""
        known = self.project.unread.get(real_path(path))
        if known is not None:
            for name in names:
                if not homes[name] <= known and _mentions(path, [name]):
                    known |= homes[name]

    def _near(self, places: set[str]) -> set[str]:
        """The places, and the loaded modules from which imports lead to one of them."""
        return {
            path
            for path, module in self.project.modules.items()
            if module is not None and (path in places or self.project.reached(module) & places)
        }

    def _search(self, targets: set[str]) -> None:
        stems = {stem for path in targets for stem in _stems(path)} - self.searched
        if not stems:
            return
        self.searched |= stems
        for candidate in self._files.holding(ModuleNames.of_names(sorted(stems))):
            path = candidate.found.path
            if path not in self.hits:
                self.hits[path] = self.project.imports_of(path, candidate.raw)

    @cached_property
    def _files(self) -> PythonFiles:
        return PythonFiles(
            self._folders(),
            folders_of(self.paths),
            exclude=self.exclude,
            respect_gitignore=self.respect_gitignore,
            jobs=self.jobs,
        )

    def _folders(self) -> tuple[str, ...]:
        """Where importers are looked for: in what was named, and in projects that are marked.

        A file that was named alone, in a folder that nothing marks as a project, is alone.
        """
        named = folders_of(self.paths)
        around = [folder for folder in self.project.surroundings if is_marked(folder)]
        folders = dict.fromkeys((*around, *named))
        return tuple(f for f in folders if not any(_is_below(f, other) for other in folders))


def _is_below(folder: str, other: str) -> bool:
    return folder != other and folder.startswith(other.rstrip(os.sep) + os.sep)


_WRITES_ANY = re.compile(rf"{WRITES_ANY}|\bsys\.modules\b".encode())


def _mentions(path: str, names: list[str]) -> bool:
    try:
        raw = read_file(path, most_bytes(path))
    except OSError:
        return False
    written = [name.removeprefix(WRITTEN) for name in names if name.startswith(WRITTEN)]
    state = [name[1:] for name in names if name.startswith((STATE, HELD))]
    writers = [name.removeprefix(WRITER) for name in names if name.startswith(WRITER)]
    rest = (name for name in names if not name.startswith((WRITTEN, STATE, HELD, WRITER)))
    names = [name.removeprefix(ATTRIBUTE) for name in rest]
    if not is_test_path(path):
        if written and re.search(writing(written).encode(), raw):
            return True
        if (state or writers) and re.search(mentioning([*state, *writers]).encode(), raw):
            return True
        if (written or state) and _WRITES_ANY.search(raw):
            return True
    if not names:
        return False
    if re.search(rb"import[ \t(]*\*", raw):
        return True  # what it takes over it need not name
    pattern = rb"\b(?:" + b"|".join(re.escape(name.encode()) for name in sorted(names)) + rb")\b"
    return re.search(pattern, raw) is not None


def _stems(path: str) -> Iterator[str]:
    """Words of which a file that imports a module holds one."""
    yield from BY_NAME  # with a name of its own making
    folder, file = os.path.split(path)
    stem = os.path.splitext(file)[0]
    yield os.path.basename(folder) if stem == "__init__" else stem
    if stem == "__init__":  # `from . import name` does not name it
        yield "from ."
    if is_settings(path):
        yield "settings"
    if file == "conftest.py":  # what pytest hands its fixtures to imports nothing
        yield "def test"
