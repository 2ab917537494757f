"""Where a project starts, and where git looks for ignore files.

Decided here: the project root of a file is the nearest folder above it that holds a
`pyproject.toml` or a `.git`, otherwise its own folder. Ignore files count up to the git root, or up
to the project root outside of git. The user's global git configuration does not count, so that two
machines see the same files.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from migrator.files.ignore import Patterns, read_patterns


def project_root(path: str) -> str:
    """The absolute path of the root of the project that the file at `path` belongs to."""
    start = os.path.dirname(os.path.abspath(path))
    for folder in _upwards(start):
        if any(os.path.lexists(os.path.join(folder, mark)) for mark in ("pyproject.toml", ".git")):
            return folder
    return start


def is_marked(folder: str) -> bool:
    """Whether a folder is a project by a mark of its own, and not somebody's home or the root."""
    if folder == os.path.dirname(folder) or folder == os.path.expanduser("~"):
        return False
    return any(os.path.lexists(os.path.join(folder, mark)) for mark in ("pyproject.toml", ".git"))


def folders_of(paths: Iterable[str]) -> list[str]:
    """The absolute paths of those that are folders."""
    return [os.path.abspath(path) for path in paths if os.path.isdir(path)]


def patterns_above(folder: str) -> list[tuple[Patterns, str]]:
    """The ignore files that hold for a folder and stand above it, the most specific first.

    Each comes with the path from its own folder to `folder`, as `a/b/`. A folder that is ignored
    itself, and named nevertheless, is free of them: the list is empty.
    """
    folder = os.path.abspath(folder)
    top = _top(folder)
    if top is None:
        return []
    found: list[tuple[Patterns, str]] = []
    for parent in _upwards(folder):
        lead = (
            "" if parent == folder else os.path.relpath(folder, parent).replace(os.sep, "/") + "/"
        )
        names = [] if parent == folder else [".gitignore"]
        if parent == top:
            names.append(os.path.join(".git", "info", "exclude"))
        for name in names:
            patterns = read_patterns(os.path.join(parent, name))
            if patterns is not None:
                found.append((patterns, lead))
        if parent == top:
            break
    return [] if _is_ignored(found) else found


def _top(folder: str) -> str | None:
    """The folder where the search for ignore files ends, None when there is no git or project."""
    project = None
    for parent in _upwards(folder):
        if os.path.lexists(os.path.join(parent, ".git")):
            return parent
        if project is None and os.path.exists(os.path.join(parent, "pyproject.toml")):
            project = parent
    return project


def _is_ignored(found: list[tuple[Patterns, str]]) -> bool:
    """Whether the folder at the end of the leads, or one on the way to it, is ignored."""
    longest = max((lead for _, lead in found), key=len, default="")
    parts = longest.rstrip("/").split("/") if longest else []
    for count in range(len(parts), 0, -1):
        below = "/".join(parts[len(parts) - count + 1 :])
        for patterns, lead in found:
            path = lead.rstrip("/").removesuffix(below).rstrip("/")
            if path and len(lead) > len(below):
                verdict = patterns.verdict(path, path.rpartition("/")[2], folder=True)
                if verdict is not None:
                    if verdict:
                        return True
                    break
    return False


def _upwards(folder: str) -> Iterator[str]:
    """The folder, its parent, and so on up to the root of the disk."""
    while True:
        yield folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return
        folder = parent
