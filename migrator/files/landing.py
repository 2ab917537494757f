"""May this file be edited? The one place that answers, for every edit.

Decided here: an edit may land in a file that was named, or that the walk of a named folder comes
by. For a file that was named its whole project counts as such a folder, as its edits may belong to
others that a hook does not name. What is left out (by default, by `exclude`, by git) is read where
an import leads there, and never written.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from migrator.files.exclusion import (
    Exclusion,
    Exclusions,
    Inherited,
    forced_out,
    label_of,
    pattern_reason,
    rooted,
)
from migrator.files.ignore import PatternError, Patterns, read_patterns, user_patterns
from migrator.files.modules import is_inside
from migrator.files.roots import patterns_above, project_root
from migrator.files.walk import WalkOptions
from migrator.scope import as_exclude


@dataclass(frozen=True)
class Permission:
    """Whether an edit may land in a file; when it may not, the code of the reason, and why.

    `why` goes on after the name of the file: `which git ignores`.
    """

    code: str = ""
    why: str = ""

    def __bool__(self) -> bool:
        return not self.code

    def refusal(self, place: str) -> tuple[str, str]:
        """The code and the sentence for an edit at `place`."""
        return self.code, f"the edit would fall into {place}, {self.why}"


ALLOWED = Permission()
LEFT_OUT = "left-out"
OUTSIDE = Permission("outside-root", "which is outside of what was named")


def _left_out(why: str) -> Permission:
    return Permission(LEFT_OUT, why)


class Landing:
    """What was named for a run, and what is left out of it."""

    def __init__(self, paths: Sequence[str], options: WalkOptions) -> None:
        self._options = options
        self._exclusions = Exclusions(as_exclude(options.exclude))
        self._own: dict[str, Patterns | None] = {}
        named = [path for path in paths if not self._is_forced_out(path)]
        self._folders = [os.path.abspath(path) for path in named if os.path.isdir(path)]
        files = [path for path in named if not os.path.isdir(path)]
        self._files = {os.path.realpath(path) for path in files}
        self._projects = [project_root(path) for path in files]

    def of(self, path: str) -> Permission:
        """Whether an edit may land in the file at `path`."""
        if os.path.realpath(path) in self._files:
            return ALLOWED
        answers = [self._from(folder, path) for folder in self._bases if is_inside(path, folder)]
        if not answers:
            return OUTSIDE
        return next((answer for answer in answers if answer), answers[0])

    def takes(self, path: str) -> bool:
        """Whether a file is not left out, wherever it lies."""
        return self.of(path).code != LEFT_OUT

    @cached_property
    def _bases(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self._folders, *self._projects)))

    def _user(self, folder: str) -> Exclusion:
        try:
            return self._exclusions.of(folder)
        except PatternError:  # the walk says what is wrong with it
            return Exclusion()

    def _is_forced_out(self, path: str) -> bool:
        if not self._options.force_exclude:
            return False
        around = self._user(os.path.dirname(os.path.abspath(path)))
        return bool(forced_out(path, around, is_folder=os.path.isdir(path)))

    def _from(self, base: str, path: str) -> Permission:
        """Whether the walk of the folder `base` comes by the file."""
        patterns = self._patterns_above(base)
        for folder, name, is_folder in _steps(base, path):
            full = os.path.join(folder, name)
            user = self._user(folder)
            if is_folder and _is_default(name, full, user):
                return _left_out(f"which is in {label_of(full)}, left out by default")
            patterns = self._with_own(folder, patterns)
            if pattern_reason(name, rooted(full), (), user.patterns, folder=is_folder):
                return _left_out(f"which {_setting(user, full, is_folder)} leaves out")
            if pattern_reason(name, rooted(full), patterns, None, folder=is_folder):
                return _left_out("which git ignores (.gitignore or .git/info/exclude)")
            patterns = tuple((each, f"{lead}{name}/") for each, lead in patterns)
        return ALLOWED

    def _patterns_above(self, base: str) -> Inherited:
        return tuple(patterns_above(base)) if self._options.respect_gitignore else ()

    def _with_own(self, folder: str, patterns: Inherited) -> Inherited:
        """The patterns in force in a folder, with those of its own ignore file first."""
        if not self._options.respect_gitignore:
            return patterns
        if folder not in self._own:
            self._own[folder] = read_patterns(os.path.join(folder, ".gitignore"))
        own = self._own[folder]
        return patterns if own is None else ((own, ""), *patterns)


def _setting(user: Exclusion, path: str, is_folder: bool) -> str:
    """The setting that leaves out an entry, with its pattern."""
    name = os.path.basename(path)
    for glob in reversed(user.globs):
        if pattern_reason(
            name, rooted(path), (), user_patterns([glob], user.base), folder=is_folder
        ):
            return f"`exclude` ('{glob}')"
    return "`exclude`"


def _is_default(name: str, path: str, user: Exclusion) -> bool:
    if name == "__pycache__" or user.leaves_out(name, path):
        return True
    return os.path.lexists(os.path.join(path, "pyvenv.cfg"))


def _steps(base: str, path: str) -> Iterator[tuple[str, str, bool]]:
    """The way from a folder down to a file: the folder so far, the next name, is it a folder."""
    full = os.path.abspath(path)
    if not full.startswith(os.path.join(base, "")):
        base, full = os.path.realpath(base), os.path.realpath(path)
    parts = os.path.relpath(full, base).split(os.sep)
    folder = base
    for number, name in enumerate(parts, 1):
        yield folder, name, number < len(parts)
        folder = os.path.join(folder, name)
