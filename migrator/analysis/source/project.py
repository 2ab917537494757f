"""The modules of the project: found on disk by the names that import them, parsed once."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

from migrator import interrupts
from migrator.analysis.source import scopes
from migrator.analysis.source.module import Module, parse
from migrator.analysis.source.positions import NotLosslessError
from migrator.files.exclusion import label_of
from migrator.files.landing import ALLOWED, OUTSIDE, Landing, Permission
from migrator.files.length import too_long
from migrator.files.modules import (
    dotted_name,
    find_folder,
    find_module,
    folder_of,
    is_inside,
    real_path,
    submodules,
)
from migrator.files.nesting import too_deep
from migrator.files.reach import conftests, imported
from migrator.files.reading import most_bytes, read_file
from migrator.files.source import Source, SourceError, decode
from migrator.models.library import Library


@dataclass(frozen=True, eq=False, slots=True)
class Package:
    """A folder of the project that is imported as a namespace package; `name` is dotted."""

    name: str
    directory: str
    root: str


Resolved = Module | Package

SETTINGS = "?settings"
"""Stands among the imports for the settings that a framework hands out by its own name."""


def is_settings(path: str) -> bool:
    """Whether a module may be handed out by a framework, which no import leads to."""
    stem = os.path.splitext(os.path.basename(path))[0]
    return stem.endswith("settings") or os.path.basename(os.path.dirname(path)) == "settings"


_TOO_DEEP = "it is nested too deeply to be analysed; split what is nested"
_TOO_LONG = "it is too long to be analysed; split it"


class ParseError(Exception):
    """A file that cannot be analysed: why, as a sentence, and on which 1-based line.

    `code` is `syntax-error`, or `bound-exceeded` for a file that is nested too deeply.
    """

    def __init__(self, message: str, line: int | None, code: str = "syntax-error") -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.code = code


@dataclass(eq=False)
class Project:
    """All modules that the analysis has looked at.

    `roots` are the absolute folders that were named; modules are also read from the `surroundings`:
    the projects that the roots are part of. `words` finds the words of the rules, `parts` what of a
    literal an edit may change. `landing` says where edits may land; without it that is
    inside the roots.
    """

    roots: tuple[str, ...]
    surroundings: tuple[str, ...]
    words: re.Pattern[str]
    parts: re.Pattern[str]
    library: Library
    landing: Landing | None = None
    modules: dict[str, Module | None] = field(default_factory=dict)  # by real path
    # What was too much to be read, by real path, with the homes of the carriers that it mentions.
    unread: dict[str, set[str]] = field(default_factory=dict)
    candidates: list[Module] = field(default_factory=list)
    due: set[Module] = field(default_factory=set)  # to be run, at the latest where imported
    _reached: dict[str, frozenset[str]] = field(default_factory=dict)  # until one is loaded
    _imported: dict[str, frozenset[str]] = field(default_factory=dict)

    def add(self, source: Source) -> Module:
        """Parse a source; raises `ParseError`."""
        key = real_path(source.path)
        known = self.modules.get(key)
        if known is not None:
            return known
        try:
            module = self._parse(source)
        except ParseError as error:
            self._note_unread(key, error)
            raise
        self._keep(key, module)
        return module

    def _keep(self, key: str, module: Module) -> None:
        self.modules[key] = module
        self._reached.clear()

    def _note_unread(self, path: str, error: ParseError) -> None:
        """What is no Python runs nowhere; what is too much to be read does."""
        if error.code == "bound-exceeded":
            self.unread.setdefault(path, set())

    def adopt(self, module: Module) -> None:
        """Take over a module that was made without a parse of its own."""
        module.editable = self.permission(module.source.path)
        module.words, module.parts = self.words, self.parts
        module.index = scopes.build(module.tree, self.words)
        self._keep(real_path(module.source.path), module)

    def _parse(self, source: Source) -> Module:
        root, name, is_package = dotted_name(source.path)
        line = too_deep(source.code)
        if line is not None:
            raise ParseError(_TOO_DEEP, line, "bound-exceeded")
        if too_long(source.code):
            raise ParseError(_TOO_LONG, None, "bound-exceeded")
        try:
            editable = self.permission(source.path)
            with interrupts.native(len(source.text)):
                module = parse(source, name, root, is_package=is_package, editable=editable)
            module.words, module.parts = self.words, self.parts
            module.index = scopes.build(module.tree, self.words)
            # Later it would be too late: a module without positions cannot be reported about.
            module.locate()
        except BaseException as error:
            # The native parser has panicked with an exception that is no Exception, and a long
            # chain of operators raises RecursionError: no file may end the run.
            if isinstance(error, (KeyboardInterrupt, SystemExit, GeneratorExit)):
                raise
            raise _failure(error) from error
        return module

    def permission(self, path: str) -> Permission:
        """Whether an edit may land in a file."""
        if self.landing is not None:
            return self.landing.of(path)
        return ALLOWED if self.contains(path) else OUTSIDE

    def contains(self, path: str) -> bool:
        """Whether a file lies inside the roots."""
        return any(is_inside(path, root) for root in self.roots)

    def loaded(self) -> Iterator[Module]:
        """All modules that were parsed, in the order in which that happened."""
        return (module for module in self.modules.values() if module is not None)

    def load(self, path: str) -> Module | None:
        """The module in a file, None when it cannot be read or parsed."""
        key = real_path(path)
        if key not in self.modules:
            self.modules[key] = None
            try:
                raw = read_file(path, most_bytes(path))
                self._keep(key, self._parse(decode(raw, path, label_of(path))))
            except ParseError as error:
                self._note_unread(key, error)
            except (OSError, SourceError):
                pass
        return self.modules[key]

    def is_used_unread(self, module: Module) -> bool:
        """Whether what was too much to be read uses a carrier that is at home in a module."""
        return any(module.real_path in homes for homes in self.unread.values())

    def reached(self, module: Module) -> frozenset[str]:
        """The real paths of the loaded modules to which the imports of a module lead.

        The `conftest.py` files around a test count as imported: pytest hands it their fixtures.
        """
        known = self._reached.get(module.source.path)
        if known is not None:
            return known
        found: set[str] = set()
        waiting = [module]
        while waiting:
            at = waiting.pop()
            for path in self._imports(at):
                inner = self.modules.get(path)
                if inner is not None and path not in found:
                    found.add(path)
                    waiting.append(inner)
        result = frozenset(found)
        self._reached[module.source.path] = result
        return result

    def _imports(self, module: Module) -> frozenset[str]:
        path = module.source.path
        if path not in self._imported:
            self._imported[path] = self.imports_of(path, module.source.raw)
        imports = self._imported[path]
        if SETTINGS in imports:
            imports |= {file for file in self.modules if is_settings(file)}
        return imports

    def imports_of(self, path: str, raw: bytes) -> frozenset[str]:
        """The real paths of what a Python file with these bytes imports, and `SETTINGS`.

        The `conftest.py` files around a file count: pytest hands a test their fixtures.
        """
        files = {*imported(path, raw, self.bases), *conftests(path, self.roots)}
        found = set(map(real_path, files))
        given = self.library.kinds["settings"]
        if any(name.rpartition(".")[0].encode() in raw for name in given):
            found.add(SETTINGS)
        return frozenset(found)

    def resolve(self, name: str, importer: Module, level: int = 0) -> Resolved | None:
        """The module that `import name` in `importer` means; None when it is not the project's."""
        parts = name.split(".") if name else []
        if level:
            base = folder_of(importer.source.path)
            for _ in range(level - 1):
                base = os.path.dirname(base)
            return self._find(base, parts)
        for base in self._bases(importer):
            found = self._find(base, parts)
            if found is not None:
                return found
        return None

    def submodule(self, holder: Resolved, name: str) -> Resolved | None:
        """The module `name` in a package."""
        if isinstance(holder, Package):
            return self._find(holder.directory, [name])
        if holder.is_package:
            return self._find(folder_of(holder.source.path), [name])
        return None

    def submodules(self, holder: Module) -> list[str]:
        """The names of the modules that lie in a package."""
        return submodules(folder_of(holder.source.path)) if holder.is_package else []

    @property
    def bases(self) -> tuple[str, ...]:
        """The folders that the absolute imports of any module may start from."""
        return tuple(
            folder
            for root in (*self.roots, *self.surroundings)
            for folder in (root, os.path.join(root, "src"), os.path.join(root, "lib"))
        )

    def _bases(self, importer: Module) -> Iterator[str]:
        seen = set()
        folders = (importer.root, folder_of(importer.source.path), *self.bases)
        for folder in folders:
            if folder not in seen:
                seen.add(folder)
                yield folder

    def _find(self, base: str, parts: list[str]) -> Resolved | None:
        found = find_module(base, parts)
        if found is not None:
            return self.load(found[0])
        folder = find_folder(base, parts)
        if folder is None or (parts and self._is_installed(parts[0])):
            return None
        return Package(".".join(parts), folder, base)

    def _is_installed(self, name: str) -> bool:
        """Whether a folder without `__init__.py` would lose against a package of that name."""
        if name in sys.stdlib_module_names:
            return True
        return any(row.startswith(f"{name}.") for row in self.library.clients.sends)


def _failure(error: BaseException) -> ParseError:
    if isinstance(error, (RecursionError, MemoryError)):
        return ParseError(_TOO_DEEP, None, "bound-exceeded")
    if isinstance(error, NotLosslessError):
        return ParseError("its text cannot be given back unchanged after parsing", None)
    line = getattr(error, "raw_line", None)
    message = getattr(error, "message", None) or str(error) or type(error).__name__
    # What else could have stood there is a list of dozens of tokens.
    place = re.search(r"error at (\d+):(\d+): expected", str(message))
    if place is not None:
        line = int(place[1])
        message = f"column {place[2]} is not understood"
    return ParseError(f"it is not valid Python 3: {' '.join(str(message).split())}", line)
