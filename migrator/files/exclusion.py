"""Why a path is left out: the defaults, the patterns of the user, and those of git.

Decided here:

- Folders of version control, caches and installed packages are left out by name. Names that a
  package can have as well (`build`, `dist`, `venv`, ...) are walked when they hold `__init__.py`.
- The patterns of the user come first; among ignore files the nearest one that matches decides.
- When exclusion is forced, a named path is tested part by part, but not by the ignore files, as a
  path that git or a hook hands over is in the repository.
"""

from __future__ import annotations

import os

from migrator.files.ignore import Patterns
from migrator.files.names import name_of

NEVER = frozenset(
    [
        ".bzr",
        ".direnv",
        ".eggs",
        ".git",
        ".git-rewrite",
        ".hg",
        ".hypothesis",
        ".ipynb_checkpoints",
        ".mypy_cache",
        ".nox",
        ".pants.d",
        ".pyenv",
        ".pytest_cache",
        ".pytype",
        ".ruff_cache",
        ".svn",
        ".tox",
        ".venv",
        "__pypackages__",
        "node_modules",
    ]
)
_BUILT = frozenset(["_build", "buck-out", "build", "dist"])
NOT_UNLESS_PACKAGE = _BUILT | {"site-packages", "venv"}
BY_DEFAULT = "excluded by default"


# The patterns in force in a folder, nearest first, each with the path from its own folder to here.
Inherited = tuple[tuple[Patterns, str], ...]


def is_importable(name: str, reason: str) -> bool:
    """Whether what is left out for a reason may be imported: all but what was installed."""
    return reason != BY_DEFAULT or name in _BUILT


def left_out_by_default(name: str, path: str) -> bool:
    """Whether the folder `name`, which stands at `path`, is one that nobody means by default."""
    if name in NEVER:
        return True
    return name in NOT_UNLESS_PACKAGE and not os.path.exists(os.path.join(path, "__init__.py"))


def pattern_reason(
    name: str, label: str, inherited: Inherited, user: Patterns | None, *, folder: bool
) -> str:
    """Why patterns leave out the entry `name` of the folder reported as `label`, "" for none."""
    if user is not None and user.verdict(_inside(label + name), name, folder=folder):
        return "excluded by a pattern of the user"
    for patterns, lead in inherited:
        verdict = patterns.verdict(lead + name, name, folder=folder)
        if verdict is not None:
            return "ignored by git" if verdict else ""
    return ""


def _inside(label: str) -> str:
    """A label without the way out of the working directory, which no pattern can name."""
    while label.startswith("../"):
        label = label[3:]
    return label.lstrip("/")


def forced_out(label: str, user: Patterns | None, *, is_folder: bool) -> str:
    """Why a named path is left out when exclusion is forced, "" when it is not."""
    parts = _inside(label).split("/")
    lead = label[: len(label) - len("/".join(parts))]
    for count in range(1, len(parts) + 1):
        relative = "/".join(parts[:count])
        name = parts[count - 1]
        folder = is_folder or count < len(parts)
        if folder and left_out_by_default(name, lead + relative):
            return BY_DEFAULT
        if user is not None and user.verdict(relative, name, folder=folder):
            return "excluded by a pattern of the user"
    return ""


def label_of(path: str) -> str:
    """The name of a path in reports: relative to the working directory, with `/`."""
    try:
        relative = os.path.relpath(path)
    except ValueError:  # another drive
        relative = os.path.abspath(path)
    return name_of(relative.replace(os.sep, "/"))
