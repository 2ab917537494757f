"""The one place that starts git, so that nothing else is started by it.

Decided here: the configuration of the repository that is looked at is not trusted. Git would run
what it names as file system monitor, hook, filter, diff or transport, so each of these is switched
off by name: those that have one name always, the filters after git has listed them, which runs
nothing. Git itself is taken from an absolute folder of PATH, never from where the command runs.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

# An empty monitor is none for every version of git; other values were once the name of a program.
_SWITCHED_OFF = (
    "core.fsmonitor=",
    f"core.hooksPath={os.devnull}",
    "diff.external=",
    "core.sshCommand=",
    "core.gitProxy=",
    "core.pager=cat",
)
# Nothing is written, fetched or asked: an index that is not refreshed runs no hook, and what a
# partial clone does not have is not there.
_ENVIRONMENT = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_TERMINAL_PROMPT": "0",
}
_FILTER_PARTS = ("clean", "smudge", "process")


class GitError(Exception):
    """A sentence for the user: why git could not answer."""


def ask_git(*arguments: str, root: str | None = None, filters: Iterable[str] = ()) -> bytes:
    """What git prints; raise `GitError` with its own sentence when it fails.

    `filters` are the settings that `filters_off` gives; what compares files on disk needs them.
    """
    # Only a run that asks for it pays for the import.
    import subprocess

    settings = [word for pair in (*_SWITCHED_OFF, *filters) for word in ("-c", pair)]
    environment = {**os.environ, **_ENVIRONMENT}
    environment.pop("GIT_EXTERNAL_DIFF", None)
    try:
        done = subprocess.run(
            (_program(), *settings, *arguments),
            cwd=root,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except (OSError, ValueError) as error:
        raise GitError(f"git cannot be run: {error}") from error
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "backslashreplace").strip()
        raise GitError(said or f"git {arguments[0]} failed with the status {done.returncode}")
    return done.stdout


def filters_off() -> list[str]:
    """Settings that switch off every filter that the configuration names."""
    names = ask_git("config", "--null", "--name-only", "--list").split(b"\0")
    return list(dict.fromkeys(_off(map(os.fsdecode, names))))


def _off(keys: Iterator[str]) -> Iterator[str]:
    for key in keys:
        section, _, rest = key.partition(".")
        driver, _, _part = rest.rpartition(".")
        if section != "filter" or not driver:
            continue
        if "=" in driver or "\n" in driver:
            raise GitError(f"the filter {driver!r} of this repository cannot be switched off")
        yield from (f"filter.{driver}.{part}=" for part in _FILTER_PARTS)
        yield f"filter.{driver}.required=false"


def _program() -> str:
    """The path of git; a place of PATH that is relative could be in the scanned tree."""
    name = "git.exe" if os.name == "nt" else "git"
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        path = os.path.join(folder, name)
        if os.path.isabs(folder) and os.path.isfile(path) and os.access(path, os.X_OK):
            return path
    raise GitError("git cannot be run: there is none in an absolute folder of PATH")
