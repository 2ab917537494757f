"""Which paths a run leaves out, as the settings say it and the walk reads it.

Decided here: a folder with a configuration of its own is left out by its own patterns, whatever
folder the run was started in, as ruff does it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

DEFAULT_EXCLUDE = (
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
    "_build",
    "buck-out",
    "build",
    "dist",
    "node_modules",
    "site-packages",
    "venv",
)
"""The names of folders that are left out where `exclude` says nothing else."""


class Exclude(tuple[str, ...]):
    """Patterns in the form of `.gitignore`; those with a slash are absolute, or start here.

    `base` is the absolute folder of the configuration that they are from, empty for the command
    line. `nearest` gives the patterns that hold in an absolute folder with a `pyproject.toml`;
    None when these hold everywhere.
    """

    base: str
    nearest: Callable[[str], Exclude] | None

    def __new__(
        cls,
        patterns: Iterable[str] = DEFAULT_EXCLUDE,
        base: str = "",
        nearest: Callable[[str], Exclude] | None = None,
    ) -> Exclude:
        """Put the patterns and what belongs to them together."""
        made = super().__new__(cls, patterns)
        made.base = base
        made.nearest = nearest
        return made


EXCLUDE = Exclude()
"""What holds without any settings."""


def as_exclude(patterns: tuple[str, ...]) -> Exclude:
    """The patterns as they are, or plain ones as those of the command line."""
    return patterns if isinstance(patterns, Exclude) else Exclude(patterns)
