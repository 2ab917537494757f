"""Where the command starts: its own code first, then the signals, then the command line.

Decided here: what is imported is what was installed. The folder that Python puts in front (that of
the script, or with `-m` the working directory) and those of PYTHONPATH come last, and stay only if
they hold what this tool needs, so that a module of the scanned project that has the name of one of
ours is never run. An interrupt ends the process as `interrupts` says, from here on.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping, Sequence
from typing import NoReturn

_NEEDED = "libcst"  # a folder that holds it was made for this tool, as with `pip install --target`


def main() -> NoReturn:
    """Run the command and end the process with its exit status."""
    try:
        sys.path[:] = own_path(sys.path, os.environ, is_first_implied=_is_first_implied())
        from migrator import interrupts

        interrupts.install()
        gc.disable()  # what a run makes is large, and lives to its end
        if sys.argv[1:2] == ["trace"]:
            from migrator.shortcut import entry_point
        else:
            from migrator.cli import entry_point
    except KeyboardInterrupt:
        _leave("error: interrupted by SIGINT before anything was read\n", 130)
    except Exception as error:
        what = f"{type(error).__name__}: {error}"
        _leave(f"error: awork-migrator cannot be started, install it again: {what}\n", 2)
    entry_point()


def own_path(
    path: Sequence[str], environ: Mapping[str, str], *, is_first_implied: bool
) -> list[str]:
    """The places to import from, those that the project may have a say in last or not at all.

    With `is_first_implied` the first place is the one that Python has put there by itself.
    """
    named = set(map(_full, filter(None, environ.get("PYTHONPATH", "").split(os.pathsep))))
    doubtful = [
        place
        for index, place in enumerate(path)
        if (index == 0 and is_first_implied) or place == "" or _full(place) in named
    ]
    trusted = [place for place in path if place not in doubtful]
    return [*trusted, *(place for place in doubtful if _is_of_use(place))]


def _full(place: str) -> str:
    try:
        return os.path.abspath(place)
    except OSError:  # the working directory is gone; the command says so
        return place


def _is_first_implied() -> bool:
    return not (sys.flags.isolated or getattr(sys.flags, "safe_path", False))


def _is_of_use(place: str) -> bool:
    """Whether a place is an archive that is run as a program, or holds what this tool needs."""
    return os.path.isfile(place) or os.path.isdir(os.path.join(place, _NEEDED))


def _leave(message: str, status: int) -> NoReturn:
    try:
        os.write(2, message.encode("ascii", "backslashreplace"))
    finally:
        os._exit(status)
