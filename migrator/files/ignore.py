"""Patterns in the form of `.gitignore`: what a list of them says about a path.

Decided here: names and suffixes, which most patterns are, cost one look-up for the whole list; the
rest is translated by pathspec, which is imported only when such a pattern turns up. The last
pattern that matches decides. Whether a parent folder is ignored is the caller's question.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

from migrator.files.reading import read_file

_SPECIAL = frozenset("*?[]\\/!#")


class PatternError(ValueError):
    """A pattern that is not in the form of `.gitignore`; the message names it."""


class Patterns:
    """The compiled lines of one ignore file, or of `--exclude`.

    A verdict is stored as one number: twice the position of the pattern, plus one when it ignores.
    So the greatest number is the last match, and its lowest bit is the answer.
    """

    __slots__ = ("_file_names", "_folder_names", "_regexes", "_suffixes")

    def __init__(self, lines: Iterable[str], *, strict: bool = False) -> None:
        """Compile; a line that is no pattern is passed over, as git does.

        Raises PatternError for such a line when `strict`.
        """
        self._file_names: dict[str, int] = {}
        self._folder_names: dict[str, int] = {}
        self._suffixes: dict[str, int] = {}
        self._regexes: list[tuple[int, bool, re.Pattern[str]]] = []
        for position, line in enumerate(lines):
            self._add(position, line.rstrip("\r\n"), strict)
        self._regexes.reverse()

    def verdict(self, relative: str, name: str, *, folder: bool) -> bool | None:
        """Whether the path is ignored, None when no pattern matches.

        `relative` is the path from the folder of the patterns on, with `/` and no `/` at the end;
        `name` is its last part.
        """
        best = (self._folder_names if folder else self._file_names).get(name, -1)
        if self._suffixes:
            _, dot, suffix = name.rpartition(".")
            if dot:
                best = max(best, self._suffixes.get(suffix, -1))
        for number, folders_only, regex in self._regexes:
            if number < best:
                break
            if folders_only and not folder:
                continue
            if regex.search(relative + "/" if folders_only else relative):
                best = number
                break
        return None if best < 0 else bool(best & 1)

    def _add(self, position: int, line: str, strict: bool) -> None:
        body = line.rstrip(" ") if not line.endswith("\\ ") else line
        if not body or body.startswith("#"):
            return
        number = 2 * position + (not body.startswith("!"))
        pattern = body.removeprefix("!")
        name = pattern.removesuffix("/")
        if name and _SPECIAL.isdisjoint(name):
            self._folder_names[name] = number
            if name == pattern:
                self._file_names[name] = number
        elif (
            pattern.startswith("*.")
            and _SPECIAL.isdisjoint(pattern[2:] + pattern[2:3])
            and ("." not in pattern[2:])
        ):
            self._suffixes[pattern[2:]] = number
        else:
            self._add_regex(number, body, strict)

    def _add_regex(self, number: int, body: str, strict: bool) -> None:
        # Costs 25 ms, more than everything else that a run on one file needs.
        from pathspec import GitIgnoreSpec

        try:
            compiled = GitIgnoreSpec.from_lines([body]).patterns
        # A range that runs backwards is an error of the expression that pathspec makes of it.
        except (ValueError, re.error) as error:
            if strict:
                raise PatternError(f"{body!r} is not a pattern: {error}") from None
            return
        for pattern in compiled:
            regex = getattr(pattern, "regex", None)
            if regex is None and strict:
                raise PatternError(f"{body!r} is not a pattern")
            if regex is not None:
                self._regexes.append((number, body.endswith("/"), regex))


def read_patterns(path: str) -> Patterns | None:
    """The patterns of an ignore file, None when it cannot be read or is no regular file."""
    try:
        text = read_file(path).decode("utf-8", "surrogateescape")
    except OSError:
        return None
    return Patterns(text.removeprefix("\ufeff").split("\n"))


def user_patterns(globs: Iterable[str], base: str = "") -> Patterns | None:
    """The globs of the user, None when there are none; they are matched with absolute paths.

    They have the form of `.gitignore` and are relative to the working directory; absolute ones
    start with it or with `base`, the folder of a configuration. Raises PatternError for one that is
    no pattern.
    """
    here = os.getcwd().replace(os.sep, "/").rstrip("/")
    folders = (base.replace(os.sep, "/").rstrip("/") or here, here)
    lines = [_rooted(glob, folders) for glob in globs]
    return Patterns(lines, strict=True) if lines else None


def _rooted(glob: str, folders: tuple[str, ...]) -> str:
    """A glob with a slash in it as an absolute one; one without is a name at any depth."""
    body = glob.removeprefix("!")
    negated = glob[: len(glob) - len(body)]
    if "/" not in body.rstrip("/"):
        return glob
    for folder in folders:
        if body.startswith(folder + "/"):
            return f"{negated}{_escaped(folder)}{body[len(folder) :]}"
    return f"{negated}{_escaped(folders[-1])}/{body.removeprefix('./').lstrip('/')}"


def _escaped(path: str) -> str:
    """A path as a pattern that means nothing but it."""
    return re.sub(r"([\\*?\[\]!# ])", r"\\\1", path)
