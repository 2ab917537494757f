"""The walk over the named paths: which folders are entered, and which files are listed.

Decided here, besides what exclusion.py says:

- A folder's files come before its subfolders, both sorted by name, so the order never changes.
- What exclusion.py leaves out is left out below a named path, never the path itself, unless
  exclusion is forced. A folder with `pyvenv.cfg` is a virtual environment, whatever its name.
- A link is followed when it leads out of the named folders, and then once. A link to itself, or to
  a folder that is around it, has no end and is left out; one that was named is a problem.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from migrator.files.exclusion import (
    BY_DEFAULT,
    Exclusion,
    Exclusions,
    Inherited,
    forced_out,
    is_importable,
    label_of,
    pattern_reason,
    rooted,
)
from migrator.files.ignore import PatternError, read_patterns
from migrator.files.kinds import FileKind, kind_of_name
from migrator.files.names import name_of
from migrator.files.roots import patterns_above, project_root
from migrator.files.temporary import is_leftover
from migrator.model import Problem, Skipped
from migrator.scope import EXCLUDE, as_exclude

_LEFTOVER = "left behind by a run that was ended while it wrote; it can be deleted"


@dataclass(frozen=True)
class WalkOptions:
    """What is left out, as in Settings.

    Repositories below the paths are entered, unless `repositories` says at or around which real
    paths alone.
    """

    exclude: tuple[str, ...] = EXCLUDE
    force_exclude: bool = False
    respect_gitignore: bool = True
    repositories: tuple[str, ...] | None = None

    def enters(self, real: str) -> bool:
        """Whether a repository at this real path is entered."""
        if self.repositories is None:
            return True
        own = os.path.join(real, "")
        others = [os.path.join(path, "") for path in self.repositories]
        return any(own.startswith(other) or other.startswith(own) for other in others)


class Batch:
    """Files of one folder. `prefix` + a file's name opens it, `label` + the name reports it.

    A kind of None means that only the first bytes can tell; `named` files are taken in any case.
    """

    __slots__ = ("files", "label", "named", "prefix", "root")

    def __init__(
        self,
        prefix: str,
        label: str,
        root: str,
        files: list[tuple[str, FileKind | None]],
        named: bool = False,
    ) -> None:
        self.prefix = prefix
        self.label = label
        self.root = root
        self.files = files
        self.named = named


@dataclass(frozen=True)
class _Folder:
    """A folder still to be listed. Each pattern list comes with the path from its place to here."""

    path: str  # "" is the working directory
    prefix: str
    label: str
    root: str
    real: str
    patterns: Inherited
    rooted: str  # the absolute path as patterns are matched with it, with a "/" at the end
    user: Exclusion


@dataclass
class _State:
    """What the walk has to remember across folders."""

    options: WalkOptions
    exclusions: Exclusions
    roots: tuple[str, ...]  # real paths of the named folders
    named_files: dict[str, set[str]]  # real folder -> names of the files that were named
    seen: set[str] = field(default_factory=set)  # real paths of walked folders and named files
    linked: set[str] = field(default_factory=set)  # real paths that a followed link leads to


def walk(paths: Sequence[str], options: WalkOptions) -> Iterator[Batch | Skipped | Problem]:
    """List all files below the named paths, in the order of the paths.

    A path that does not exist, is no file or folder, or cannot be listed gives a Problem; what is
    left out by a default, a pattern or as a second link gives a Skipped.
    """
    folders = tuple(os.path.realpath(path) for path in paths if os.path.isdir(path))
    state = _State(options, Exclusions(as_exclude(options.exclude)), folders, {})
    files = [path for path in paths if os.path.isfile(path)]
    for path in files:
        folder, name = os.path.split(os.path.realpath(path))
        state.named_files.setdefault(folder, set()).add(name)
    try:
        for path in paths:
            yield from _named(path, state)
    except PatternError as error:
        yield Problem("--exclude", "invalid-pattern", f"{error}; correct it.")


def _named(path: str, state: _State) -> Iterator[Batch | Skipped | Problem]:
    label = label_of(path)
    try:
        is_folder = os.path.isdir(path)
        if not is_folder and not os.path.isfile(path):
            os.stat(path)
            message = "The path is neither a file nor a folder; name one of these."
            yield Problem(label, "not-a-file", message)
            return
    except (OSError, ValueError) as error:
        yield _missing(label, error)
        return
    forced = state.options.force_exclude
    around = state.exclusions.of(os.path.dirname(os.path.abspath(path)))
    reason = forced_out(path, around, is_folder=is_folder) if forced else ""
    if reason:
        yield Skipped(label, reason)
    elif is_folder:
        yield from _tree(_start(path, label, state), state)
    elif os.path.realpath(path) not in state.seen:
        state.seen.add(os.path.realpath(path))
        folder, name = os.path.split(path)
        above = label.rpartition("/")[0]
        yield Batch(
            _joined(folder),
            above and above + "/",
            project_root(path),
            [(name, kind_of_name(name))],
            True,
        )


def _missing(label: str, error: OSError | ValueError) -> Problem:
    if isinstance(error, OSError) and error.errno == errno.ELOOP:
        return Problem(label, "symlink-loop", "The link leads back to itself; remove it.")
    if isinstance(error, FileNotFoundError):
        return Problem(label, "not-found", "The path does not exist; correct it or leave it out.")
    reason = getattr(error, "strerror", None) or str(error)
    return Problem(label, "unreadable", f"The path cannot be opened: {reason}.")


def _start(path: str, label: str, state: _State) -> _Folder:
    patterns = patterns_above(path) if state.options.respect_gitignore else []
    return _Folder(
        path=path,
        prefix="" if path == "." else _joined(path),
        label="" if label == "." else label + "/",
        root=os.path.abspath(path),
        real=os.path.realpath(path),
        patterns=tuple(patterns),
        rooted=f"{rooted(path)}/".lstrip("/"),
        user=state.exclusions.of(os.path.abspath(path)),
    )


def _joined(folder: str) -> str:
    """The folder as a prefix of its files' paths."""
    return os.path.join(folder, "") if folder else ""


def _tree(top: _Folder, state: _State) -> Iterator[Batch | Skipped | Problem]:
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        if folder.real in state.seen:
            continue
        state.seen.add(folder.real)
        below: list[_Folder] = []
        yield from _list(folder, state, below, is_top=folder is top)
        below.reverse()
        waiting += below


def _list(
    folder: _Folder, state: _State, below: list[_Folder], *, is_top: bool
) -> Iterator[Batch | Skipped | Problem]:
    """Give the files of one folder, and put its subfolders into `below`."""
    try:
        with os.scandir(folder.path) as entries:
            found = sorted(entries, key=_name)
    except OSError as error:
        message = f"The folder cannot be listed: {error.strerror}; change its mode or exclude it."
        yield Problem(folder.label.rstrip("/") or ".", "unreadable-folder", message)
        return
    names = {entry.name for entry in found}
    if not is_top and "pyvenv.cfg" in names:
        yield Skipped(folder.label.rstrip("/"), "virtual environment")
        return
    if not is_top and ".git" in names and not state.options.enters(folder.real):
        return
    if not is_top and state.exclusions.vary and "pyproject.toml" in names:
        folder = replace(folder, user=state.exclusions.of(os.path.abspath(folder.path)))
    patterns = folder.patterns
    if state.options.respect_gitignore and ".gitignore" in names:
        own = read_patterns(folder.prefix + ".gitignore")
        patterns = patterns if own is None else ((own, ""), *patterns)
    yield from _sort_out(folder, patterns, found, state, below)


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _sort_out(
    folder: _Folder,
    patterns: Inherited,
    found: list[os.DirEntry[str]],
    state: _State,
    below: list[_Folder],
) -> Iterator[Batch | Skipped | Problem]:
    files: list[tuple[str, FileKind | None]] = []
    named = state.named_files.get(folder.real, ())
    user = folder.user.patterns
    bare = not patterns and user is None
    for entry in found:
        name = entry.name
        if entry.is_file(follow_symlinks=False):
            kind = kind_of_name(name)
            if (kind is None and "." in name) or name in named:
                if is_leftover(name):
                    yield Skipped(name_of(folder.label + name), _LEFTOVER)
                continue
            reason = (
                ""
                if bare
                else pattern_reason(name, folder.rooted + name, patterns, user, folder=False)
            )
            if reason:
                yield Skipped(name_of(folder.label + name), reason, is_importable(name, reason))
            else:
                files.append((name, kind))
        elif entry.is_dir(follow_symlinks=False):
            if name == "__pycache__":  # beside every package; no one asks where it went
                continue
            reason = _folder_reason(name, folder, patterns)
            if reason:
                yield Skipped(name_of(folder.label + name), reason, is_importable(name, reason))
            else:
                below.append(_below(folder, patterns, name, os.path.join(folder.real, name)))
        elif entry.is_symlink():
            yield from _link(entry, folder, patterns, state, below, files)
        elif kind_of_name(name) is not None:
            yield Skipped(name_of(folder.label + name), "neither a file nor a folder")
    if files:
        yield Batch(folder.prefix, name_of(folder.label), folder.root, files)


def _below(folder: _Folder, patterns: Inherited, name: str, real: str) -> _Folder:
    return _Folder(
        path=folder.prefix + name,
        prefix=folder.prefix + name + os.sep,
        label=f"{folder.label}{name}/",
        root=folder.root,
        real=real,
        patterns=tuple((each, f"{lead}{name}/") for each, lead in patterns),
        rooted=f"{folder.rooted}{name}/",
        user=folder.user,
    )


def _folder_reason(name: str, folder: _Folder, patterns: Inherited) -> str:
    if folder.user.leaves_out(name, folder.prefix + name):
        return BY_DEFAULT
    return pattern_reason(name, folder.rooted + name, patterns, folder.user.patterns, folder=True)


def _link(
    entry: os.DirEntry[str],
    folder: _Folder,
    patterns: Inherited,
    state: _State,
    below: list[_Folder],
    files: list[tuple[str, FileKind | None]],
) -> Iterator[Skipped]:
    """Follow a link once, or say why not; nothing is said of links that are not of interest."""
    name = entry.name
    label = name_of(folder.label + name)
    try:
        is_folder = entry.is_dir()
        os.stat(entry.path)
    except OSError as error:
        if error.errno == errno.ELOOP:
            yield Skipped(label, "link that leads back to itself")
        elif kind_of_name(name) is not None:
            yield Skipped(label, "link to a path that does not exist")
        return
    kind = None if is_folder else kind_of_name(name)
    if not is_folder and ((kind is None and "." in name) or not entry.is_file()):
        return
    default = is_folder and folder.user.leaves_out(name, entry.path)
    reason = (
        BY_DEFAULT
        if default
        else pattern_reason(
            name, folder.rooted + name, patterns, folder.user.patterns, folder=is_folder
        )
    )
    target = os.path.realpath(entry.path)
    if not reason and is_folder and _is_around(target, folder.real):
        yield Skipped(label, "link to a folder around it, which has no end")
        return
    reason = reason or _read_elsewhere(target, is_folder, state)
    if reason:
        yield Skipped(label, reason)
        return
    state.linked.add(target)
    if is_folder:
        below.append(_below(folder, patterns, name, target))
    else:
        files.append((name, kind))


def _is_around(outer: str, inner: str) -> bool:
    return inner == outer or inner.startswith(os.path.join(outer, ""))


def _read_elsewhere(target: str, is_folder: bool, state: _State) -> str:
    """Why a link's target needs no second reading: it is read where it is, or already was."""
    if target in state.seen or target in state.linked:
        return "link to a path that was read already"
    folder, name = os.path.split(target)
    if not is_folder and name in state.named_files.get(folder, ()):
        return "link to a path that is named itself"
    for root in state.roots:
        if _is_around(root, target) and _is_listed(root, target, is_folder, state):
            return "link to a path that is read where it is"
    return ""


def _is_listed(root: str, target: str, is_folder: bool, state: _State) -> bool:
    """Whether the walk of `root` comes by the target, as far as names tell."""
    parts = os.path.relpath(target, root).split(os.sep)
    path = root
    for name in parts if is_folder else parts[:-1]:
        path = os.path.join(path, name)
        if state.exclusions.of(os.path.dirname(path)).leaves_out(name, path):
            return False
    return is_folder or kind_of_name(parts[-1]) is not None
