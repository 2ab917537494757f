"""What git knows: where the repository starts, and which lines changed since a revision.

Decided here: git is asked and never told; nothing here changes the work tree, the index or a ref,
and nothing that the repository names is run (`ask_git`), so a filter does not see the files.
Lines are compared as `git diff REV` does it: the files as they are on disk, with what is not
committed, against the commit. A file that git does not track is new as a whole. Where lines were
only taken away, the line before and the line after count as changed, because what stood between
them may have been what made them right.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass

from migrator.files.ask_git import GitError, ask_git, filters_off
from migrator.files.names import path_of

_HUNK = re.compile(rb"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_QUOTED = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_ESCAPES = {b"a": b"\a", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t"}
_ESCAPES[b"v"] = b"\v"

# Whatever the user's configuration says, the output is the one that is read here.
_DIFF = (
    "diff",
    "--unified=0",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--text",
    "--find-renames",
    "--ignore-submodules",
    "--no-relative",
    "--src-prefix=a/",
    "--dst-prefix=b/",
)


@dataclass(frozen=True)
class ChangedLines:
    """Lines that changed, by path from the root of the repository.

    `prefix` is the working directory as seen from that root. `ranges` has for each changed file the
    first and the last line of each change; a file that is not in `tracked` is new as a whole.
    """

    prefix: str
    ranges: dict[str, tuple[tuple[int, int], ...]]
    tracked: frozenset[str]

    def touches(self, path: str, first: int, last: int) -> bool:
        """Whether one of the lines `first` to `last` changed; `path` is relative to here."""
        own = path_of(path)
        near = os.path.relpath(own) if os.path.isabs(own) else own
        name = os.path.normpath(os.path.join(self.prefix, near)).replace(os.sep, "/")
        if name not in self.tracked:
            return True
        return any(start <= last and first <= end for start, end in self.ranges.get(name, ()))


def repository_root(directory: str) -> str | None:
    """The root of the repository that holds `directory`, None outside of repositories."""
    root = directory
    while not os.path.exists(os.path.join(root, ".git")):
        parent = os.path.dirname(root)
        if parent == root:
            return None
        root = parent
    return root


def repository_prefix(directory: str) -> str:
    """`directory` as seen from the root of its repository, with `/`.

    An empty string at the root and outside of repositories.
    """
    root = repository_root(directory)
    if root is None:
        return ""
    relative = os.path.relpath(directory, root).replace(os.sep, "/")
    return "" if relative == "." else relative


def changed_lines(revision: str) -> ChangedLines:
    """The lines that changed between the commit `revision` and the files on disk.

    `REV...` means the commit where HEAD left `REV`. Raise `GitError` when there is no repository,
    no such revision, or no git.
    """
    prefix, root = _whereabouts()
    commit = _commit(revision)
    # From the root, so that files outside of the working directory are there too.
    diff = ask_git(*_DIFF, commit, "--", root=root, filters=filters_off())
    tracked = ask_git("ls-files", "-z", root=root).split(b"\0")
    return ChangedLines(
        prefix=prefix,
        ranges=parse_diff(diff),
        tracked=frozenset(map(os.fsdecode, tracked)),
    )


def parse_diff(diff: bytes) -> dict[str, tuple[tuple[int, int], ...]]:
    """The changed lines of each file, from a diff without context lines."""
    ranges: dict[str, list[tuple[int, int]]] = {}
    path = ""
    lines = iter(diff.split(b"\n"))
    for line in lines:
        if line.startswith(b"+++ "):
            path = _path(line[4:])
        hunk = _HUNK.match(line)
        if hunk is not None:
            old, start, new = hunk[1], int(hunk[2]), hunk[3]
            count = _count(new)
            ranges.setdefault(path, []).append(_range(start, count))
            # The lines of a hunk may look like headers, so they are passed over by their number.
            _skip(lines, _count(old) + count)
    return {path: tuple(found) for path, found in ranges.items()}


def _count(digits: bytes | None) -> int:
    return 1 if digits is None else int(digits)


def _range(start: int, count: int) -> tuple[int, int]:
    return (start, start + count - 1) if count else (start, start + 1)


def _skip(lines: Iterator[bytes], count: int) -> None:
    """Pass over `count` lines of a hunk, and over the remarks on missing line ends among them."""
    while count:
        count -= next(lines)[:1] in (b"-", b"+")


def _path(name: bytes) -> str:
    """The path in a `+++` line: without `b/`, and without the quotes of an odd name."""
    name = name.removesuffix(b"\t")
    if name.startswith(b'"'):
        name = _QUOTED.sub(_unquoted, name[1:-1])
    return os.fsdecode(name.removeprefix(b"b/"))


def _unquoted(match: re.Match[bytes]) -> bytes:
    escape = match[1]
    return bytes([int(escape, 8)]) if len(escape) == 3 else _ESCAPES.get(escape, escape)


def _whereabouts() -> tuple[str, str]:
    """The working directory as seen from the root of its repository, and that root."""
    try:
        prefix = ask_git("rev-parse", "--show-prefix")
        root = ask_git("rev-parse", "--show-toplevel")
    except GitError as error:
        raise GitError(f"changed lines need the work tree of a git repository: {error}") from error
    return os.fsdecode(prefix.removesuffix(b"\n")), os.fsdecode(root.removesuffix(b"\n"))


def _commit(revision: str) -> str:
    """The full name of the commit that `revision` means."""
    base = revision.removesuffix("...")
    try:
        # A revision that looks like an option must not be taken for one.
        found = ask_git(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{base}^{{commit}}"
        )
    except GitError as error:
        why = f"'{base}' is not a revision that git knows here{_shallow()}"
        raise GitError(why) from error
    commit = found.decode().strip()
    if base == revision:
        return commit
    try:
        return ask_git("merge-base", commit, "HEAD").decode().strip()
    except GitError as error:
        why = f"HEAD and '{base}' have no common commit here"
        raise GitError(why + (_shallow() or "; fetch more of the history")) from error


def _shallow() -> str:
    """What to do in a clone that has not the whole history, empty in one that has."""
    try:
        shallow = ask_git("rev-parse", "--is-shallow-repository").strip() == b"true"
    except GitError:
        return ""
    how = "git fetch --unshallow, in GitHub Actions fetch-depth: 0 for actions/checkout"
    return f"; this clone is shallow and has only a part of the history ({how})" if shallow else ""
