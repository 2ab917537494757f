"""Files without a word that import, directly or through others, a module that holds one.

A call can take its URL from a constant in a file that was not named. A hook names single files, and
a folder can be a part of a project; what these import from the rest of the project is looked at
here, on bytes: import statements are found by their form, and modules by their place on disk.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import NamedTuple

from migrator.files.discovery import Found, discover
from migrator.files.kinds import FileKind, is_notebook
from migrator.files.modules import (
    dotted_name,
    find_module,
    folder_of,
    is_inside,
    python_files,
    real_path,
)
from migrator.files.names import path_of
from migrator.files.prefilter import DOTTED, Words
from migrator.files.reading import most_bytes, read_file
from migrator.files.roots import project_root
from migrator.files.scan import Candidate
from migrator.files.source import SourceError, decode
from migrator.model import Skipped
from migrator.scope import EXCLUDE

MAX_FILES = 500
"""How many files are looked at for one that was named; what lies behind them is not followed."""

_IMPORT = re.compile(
    rb"^[ \t]*(?:from[ \t]+(\.*)([\w.]*)[ \t]+import[ \t\\\r\n]+"
    rb"(\([^()]*|[\w*](?:[\w \t,*]|\\\r?\n)*)"
    rb"|import[ \t]+([\w., \t]+))",
    re.MULTILINE,
)
_NAME = re.compile(r"(\w+)(?:[ \t]+as[ \t]+\w+)?")


def reaching(
    paths: Sequence[str],
    words: Words,
    skipped: Iterable[Skipped] = (),
    *,
    exclude: tuple[str, ...] = EXCLUDE,
    force_exclude: bool = False,
    respect_gitignore: bool = True,
) -> Iterator[Candidate]:
    """The named Python files that hold no word and import one that is no part of the run.

    That is a module outside of what was named, or one of the `skipped`.
    """
    left_out = _left_out(skipped, words)
    partial = [path for path in paths if left_out or _is_partial(path)]
    if not partial:
        return
    goals = _Goals(words, [path for path in partial if os.path.isdir(path)], left_out)
    read: dict[str, _Module | None] = {}
    for found in discover(
        partial,
        exclude=exclude,
        force_exclude=force_exclude,
        respect_gitignore=respect_gitignore,
    ):
        if not isinstance(found, Found) or found.kind is not FileKind.PYTHON:
            continue
        raw = _read(found.path)
        if raw is None or words.are_in(raw):
            continue
        if _reaches(imported(found.path, raw), goals, read):
            yield Candidate(found, raw)


def reachable(path: str, roots: Sequence[str]) -> frozenset[str] | None:
    """The real paths of the modules that a test can run: itself, and whatever is imported.

    The `conftest.py` files beside and above it count as imported, for pytest hands it their
    fixtures. None when they are more than `MAX_FILES`.
    """
    found: set[str] = set()
    waiting = [path, *conftests(path, roots)]
    while waiting:
        at = real_path(waiting.pop())
        if at in found:
            continue
        found.add(at)
        if len(found) > MAX_FILES:
            return None
        content = _read(at)
        if content is not None:
            waiting += imported(at, content)
    return frozenset(found)


def conftests(path: str, roots: Sequence[str]) -> Iterator[str]:
    """The `conftest.py` files beside and above a file in its project, the nearest first.

    `roots` are folders that count as projects of their own.
    """
    tops = {os.path.join(real_path(top), "") for top in (project_root(path), *roots)}
    folder = folder_of(path)
    while os.path.join(real_path(folder), "").startswith(tuple(tops)):
        file = os.path.join(folder, "conftest.py")
        if os.path.isfile(file):
            yield file
        if folder == os.path.dirname(folder):
            return
        folder = os.path.dirname(folder)


def _is_partial(path: str) -> bool:
    """Whether a path is a file, or a folder that is only a part of its project."""
    if os.path.isfile(path):
        return True
    inner = os.path.join(path, "_")
    return os.path.isdir(path) and project_root(inner) != os.path.abspath(path)


class _Goals(NamedTuple):
    """Which modules are looked for: those with a word that the run does not come by itself."""

    words: Words
    folders: Sequence[str]
    left_out: frozenset[str]  # real paths

    def is_one(self, path: str, content: bytes) -> bool:
        """Whether the module at `path` is one."""
        if real_path(path) in self.left_out:
            return True
        within = any(is_inside(path, folder) for folder in self.folders)
        return not within and self.words.are_in(content)


def _left_out(skipped: Iterable[Skipped], words: Words) -> frozenset[str]:
    """The Python files among the skipped that hold a word: an import may lead there."""
    found = set()
    for entry in skipped:
        if not entry.importable:
            continue
        for path in python_files(path_of(entry.path)):
            content = _read(path)
            if content is not None and words.are_in(content):
                found.add(real_path(path))
    return frozenset(found)


class _Module(NamedTuple):
    """What counts of a module on the way: read once, whoever imports it."""

    is_goal: bool  # it holds a word and lies outside of what was named
    imports: tuple[str, ...]


def _reaches(first: Iterable[str], goals: _Goals, read: dict[str, _Module | None]) -> bool:
    """Whether an import leads to a word; `read` keeps the modules on the way between calls."""
    waiting = list(first)
    visited = set(waiting)
    while waiting and len(visited) < MAX_FILES:
        at = waiting.pop()
        if at not in read:
            read[at] = _module(at, goals)
        module = read[at]
        if module is None:
            continue
        if module.is_goal:
            return True
        for further in module.imports:
            if further not in visited:
                visited.add(further)
                waiting.append(further)
    return False


def _module(path: str, goals: _Goals) -> _Module | None:
    """The module in a file, None when it cannot be read."""
    content = _read(path)
    if content is None:
        return None
    return _Module(goals.is_one(path, content), tuple(dict.fromkeys(imported(path, content))))


def imported(path: str, raw: bytes, roots: Sequence[str] = ()) -> Iterator[str]:
    """The files of the project that the Python file at `path`, with these bytes, imports.

    `roots` are further folders that absolute imports may start from.
    """
    root, _, _ = dotted_name(path)
    project = project_root(path)
    raw = _as_python(path, raw)
    bases = _holders((root, folder_of(path), project, os.path.join(project, "src"), *roots))
    yield from _written(path, raw, bases)
    if _BY_NAME.search(raw):
        yield from _named(path, raw, bases)
    elif DOTTED.search(raw):
        # A name may be handed to a function of another file, which imports by it.
        for dots, name, _ in dict.fromkeys(_texts(raw)):
            parts = name.decode("ascii", "ignore").split(".")
            if not dots and len(parts) > 1 and all(parts):
                yield from _files(bases, parts)
                yield from _files(bases, parts[:-1])


def _written(path: str, raw: bytes, bases: _Holders) -> Iterator[str]:
    """What the import statements of a file lead to."""
    for dots, name, names, plain in _IMPORT.findall(raw):
        if plain:
            for part in plain.decode("ascii", "ignore").split(","):
                yield from _files(bases, part.split(" as ")[0].strip().split("."))
            continue
        parts = [part for part in name.decode("ascii", "ignore").split(".") if part]
        holders = _holders([_package(path, len(dots))]) if dots else bases
        yield from _files(holders, parts)
        if not parts:  # `from . import name` may take what the package itself binds
            yield from _own_files(holders)
        for match in _NAME.finditer(names.decode("ascii", "ignore")):
            yield from _files(holders, [*parts, match[1]])


def _texts(raw: bytes) -> Iterator[tuple[bytes, bytes, bool]]:
    """The strings that look like names of modules: the dots before a name, the name, and whether
    a text is looked through or taken apart with it."""
    for found in _MODULE_NAME.finditer(raw):
        begins = found[2].endswith(b".")
        start = found.start()
        asked = begins and _ASKED.search(raw, max(0, start - _BEFORE), start) is not None
        yield found[1], found[2], asked


def _package(path: str, dots: int) -> str:
    """The folder of the package that a name with so many dots before it is looked for in."""
    folder = folder_of(path)
    for _ in range(dots - 1):
        folder = os.path.dirname(folder)
    return folder


def _named(path: str, raw: bytes, bases: _Holders) -> Iterator[str]:
    """What a file may import that imports by name: each module that a string in it names.

    A name of which only the beginning is a string may be any module of that package, and so may
    one that is listed. What a text is taken apart or looked through with begins no name.
    """
    own = _ON_REQUEST.sub(b"", raw)
    if (b"__name__" in own or b"__package__" in own) and _OF_OWN_PACKAGE.search(own):
        yield from _inside(_package(path, 1))
    for found in _DOTS.finditer(own):
        if not _BEHIND.search(own, max(0, found.start() - _BEFORE), found.start()):
            yield from _inside(_package(path, len(found[1])))
    for dots, name, asked in dict.fromkeys(_texts(raw)):
        parts = [part for part in name.decode("ascii", "ignore").split(".") if part]
        holders = _holders([_package(path, len(dots))]) if dots else bases
        if not name.endswith(b"."):
            yield from _files(holders, parts)
            yield from _files(holders, parts[:-1])  # the last may be what is in the module
        elif not asked:
            for base in holders:
                yield from _inside(os.path.join(base, *parts))
    if _LISTED.search(raw):
        yield from _inside(folder_of(path))
        for _, name, names, plain in _IMPORT.findall(raw):
            for match in _NAME.finditer((names + b"," + plain).decode("ascii", "ignore")):
                for base in (*bases, folder_of(path)):
                    parts = [part for part in name.decode("ascii", "ignore").split(".") if part]
                    yield from _inside(os.path.join(base, *parts, match[1]))


def _own_files(packages: Iterable[str]) -> Iterator[str]:
    """The files of packages themselves."""
    for folder in packages:
        path = os.path.join(folder, "__init__.py")
        if os.path.isfile(path):
            yield path


_Holders = dict[str, frozenset[str] | None]
"""Folders that a name is looked for in, each with the names in it; None where nobody may list."""


def _holders(folders: Iterable[str]) -> _Holders:
    """The folders, each once, in their order."""
    return {folder: _names_in(folder) for folder in dict.fromkeys(folders)}


def _names_in(folder: str) -> frozenset[str] | None:
    """What a folder may hold modules and packages by; most names are seen not to be there so."""
    try:
        return _listed(folder, os.stat(folder).st_mtime_ns)
    except (FileNotFoundError, NotADirectoryError):
        return frozenset()
    except (OSError, ValueError):
        return None


@lru_cache(maxsize=4_096)
def _listed(folder: str, _changed: int) -> frozenset[str]:
    return frozenset(name.removesuffix(".py") for name in os.listdir(folder))


def _inside(folder: str) -> Iterator[str]:
    """The modules of a package, without those of the packages in it."""
    with suppress(OSError):
        for name in sorted(os.listdir(folder))[:MAX_FILES]:
            path = os.path.join(folder, name)
            inner = os.path.join(path, "__init__.py")
            if name.endswith(".py"):
                yield path
            elif os.path.isfile(inner):
                yield inner


def _as_python(path: str, raw: bytes) -> bytes:
    """The bytes in which import statements are looked for: of a notebook its code."""
    if not is_notebook(path):
        return raw
    with suppress(SourceError):
        return decode(raw, path, path).code.encode("utf-8", "replace")
    return b""


BY_NAME = ("import_module", "__import__", "import_string", "resolve_name", "sys.modules")
"""Functions that import by a name that is a text."""
_BY_NAME = re.compile("|".join(BY_NAME).encode())
_MODULE_NAME = re.compile(rb"['\"](\.*)([A-Za-z_][\w.]*)(?::\w+)?(?:%s|[{'\"])")
_ASKED = re.compile(
    rb"\.(?:startswith|endswith|r?split|r?partition|replace|join|[lr]?strip|count|r?find|r?index"
    rb"|remove(?:prefix|suffix))\([\s(]*[rbfuRBFU]*\Z"
)
_BEFORE = 60  # bytes before a string that say what is done with it
# Dots alone begin a name where something is put behind them. Behind something else they divide one,
# and that is of the own package when its name stands there.
_DOTS = re.compile(rb"['\"](\.+)(?:%s|\{|['\"]\s*\+)")
_BEHIND = re.compile(rb"\+=?\s*[fF]?\Z")
_OF_OWN_PACKAGE = re.compile(
    rb"""(?x) __(?:package|name)__ (?: \s*\+\s* [fF]?['"]\. | \}\.)
    | (?: \.join\(\s* [\[(] | ['"]%s\.[^'"\n]*['"] \s*%\s* \( | ['"]\{0?\}\.[^'"\n]*['"]\.format\( )
      \s* __(?:package|name)__"""
)
# What a package imports when it is asked for an attribute is a module that the asking file names.
_ON_REQUEST = re.compile(rb"^def __getattr__\(.*(?:\r?\n(?:[ \t)].*)?)*", re.MULTILINE)
_LISTED = re.compile(rb"iter_modules|walk_packages")


def _files(bases: _Holders, parts: list[str]) -> Iterator[str]:
    for base, names in bases.items():
        if not parts or (names is not None and parts[0] not in names):
            continue
        found = find_module(base, parts)
        if found is not None:
            yield found[0]
            return


def _read(path: str) -> bytes | None:
    try:
        return read_file(path, most_bytes(path))
    except OSError:
        return None
