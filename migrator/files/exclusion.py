"""Why a path is left out: the defaults, the patterns of the user, and those of git.

Decided here:

- Folders of version control, caches and installed packages are left out by name. Names that a
  package can have as well (`build`, `dist`, `venv`, ...) are walked when they hold `__init__.py`.
- `exclude` takes the place of these defaults, but for the folders of version control.
- The patterns of the user come first; among ignore files the nearest one that matches decides.
- When exclusion is forced, a named path is tested part by part, but not by the ignore files, as a
  path that git or a hook hands over is in the repository.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import takewhile

from migrator.files.ignore import Patterns, user_patterns
from migrator.files.names import name_of
from migrator.scope import DEFAULT_EXCLUDE, Exclude

# Nobody keeps sources in there, whatever the settings are.
ALWAYS = frozenset([".bzr", ".git", ".hg", ".svn"])
_BUILT = frozenset(["_build", "buck-out", "build", "dist"])
NOT_UNLESS_PACKAGE = _BUILT | {"site-packages", "venv"}
NEVER = frozenset(DEFAULT_EXCLUDE) - NOT_UNLESS_PACKAGE
BY_DEFAULT = "excluded by default"
BY_USER = "excluded by a pattern of the user"


# The patterns in force in a folder, nearest first, each with the path from its own folder to here.
Inherited = tuple[tuple[Patterns, str], ...]


@dataclass(frozen=True)
class Exclusion:
    """The settings in force in a folder: the patterns of the user, and whether the defaults hold.

    `base` is the absolute folder of the configuration, empty for the command line; `globs` are what
    the patterns were written as.
    """

    patterns: Patterns | None = None
    defaults: bool = True
    base: str = ""
    globs: tuple[str, ...] = ()

    def leaves_out(self, name: str, path: str) -> bool:
        """Whether the folder `name`, which stands at `path`, is one that nobody means."""
        if name in ALWAYS:
            return True
        if not self.defaults or name not in DEFAULT_EXCLUDE:
            return False
        is_package = os.path.exists(os.path.join(path, "__init__.py"))
        return name not in NOT_UNLESS_PACKAGE or not is_package


def exclusion_of(exclude: Exclude) -> Exclusion:
    """The settings as the walk reads them. Raises PatternError for one that is no pattern."""
    count = len(DEFAULT_EXCLUDE)
    defaults = exclude[:count] == DEFAULT_EXCLUDE
    own = exclude[count:] if defaults else exclude
    return Exclusion(user_patterns(own, exclude.base), defaults, exclude.base, tuple(own))


class Exclusions:
    """What is left out in each folder of a run."""

    def __init__(self, exclude: Exclude) -> None:
        self._exclude = exclude
        self._known: dict[tuple[str, ...], Exclusion] = {}
        self.vary = exclude.nearest is not None

    def of(self, folder: str) -> Exclusion:
        """What the nearest configuration of an absolute folder leaves out.

        Raises PatternError for what is no pattern.
        """
        exclude = self._exclude
        if exclude.nearest is not None:
            exclude = exclude.nearest(folder)
        key = (exclude.base, *exclude)
        if key not in self._known:
            self._known[key] = exclusion_of(exclude)
        return self._known[key]


def is_importable(name: str, reason: str) -> bool:
    """Whether what is left out for a reason may be imported: all but what was installed."""
    return reason != BY_DEFAULT or name in _BUILT


def pattern_reason(
    name: str, path: str, inherited: Inherited, user: Patterns | None, *, folder: bool
) -> str:
    """Why patterns leave out the entry `name`, "" for none.

    `path` is its absolute path, with `/` and without the first one.
    """
    if user is not None and user.verdict(path, name, folder=folder):
        return BY_USER
    for patterns, lead in inherited:
        verdict = patterns.verdict(lead + name, name, folder=folder)
        if verdict is not None:
            return "ignored by git" if verdict else ""
    return ""


def rooted(path: str) -> str:
    """The absolute form of a path, with `/` and without the first one."""
    return os.path.abspath(path).replace(os.sep, "/").lstrip("/")


def forced_out(path: str, exclusion: Exclusion, *, is_folder: bool) -> str:
    """Why a named path is left out when exclusion is forced, "" when it is not.

    Each part below the folder of the configuration or the working directory counts.
    """
    whole = rooted(path)
    parts = whole.split("/")
    for count in range(_shared(whole, exclusion.base) + 1, len(parts) + 1):
        relative = "/".join(parts[:count])
        name = parts[count - 1]
        folder = is_folder or count < len(parts)
        if folder and exclusion.leaves_out(name, os.path.join(os.sep, *parts[:count])):
            return BY_DEFAULT
        if exclusion.patterns is not None and exclusion.patterns.verdict(
            relative, name, folder=folder
        ):
            return BY_USER
    return ""


def _shared(path: str, base: str) -> int:
    """How many parts the path has in common with the base, or with the working directory."""
    known = [rooted(folder).split("/") for folder in (base or os.curdir, os.curdir)]
    parts = path.split("/")
    for folder in known:
        if parts[: len(folder)] == folder:
            return len(folder)
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(parts, known[1], strict=False))
    return sum(1 for _ in pairs)


def label_of(path: str) -> str:
    """The name of a path in reports: relative to the working directory, with `/`."""
    try:
        relative = os.path.relpath(path)
    except ValueError:  # another drive
        relative = os.path.abspath(path)
    return name_of(relative.replace(os.sep, "/"))
