"""`trace`: run a command with a recorder in every Python process below it.

Decided here: the recorder lies in a temporary folder that is put before the path of the processes,
so that it needs nothing of the interpreters that it runs in. The command has the terminal, the
streams, the directory and the status of its own; the environment has one more entry in PYTHONPATH.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from migrator.evidence.patterns import settings_of
from migrator.rules.rule import Rule

if TYPE_CHECKING:
    from migrator.evidence.events import Event

_INJECTED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "injected")


class TraceError(Exception):
    """A sentence for the user: why the command could not be run."""


def trace(command: Sequence[str], rules: tuple[Rule, ...]) -> tuple[int, list[Event]]:
    """Run the command to its end; its exit status, and the requests of these rules that it made.

    The frames are those of files below the working directory. A command that a signal ended has the
    status 128 and the number of the signal. Raise `TraceError` when it cannot be started.
    """
    with tempfile.TemporaryDirectory(prefix="awork-migrator-", ignore_cleanup_errors=True) as top:
        events = os.path.join(top, "events")
        os.mkdir(events)
        root = os.path.realpath(os.getcwd())
        # With the times of the files what was compiled of them is valid, and need not be again.
        shutil.copytree(_INJECTED, top, dirs_exist_ok=True)
        with open(os.path.join(top, "settings.json"), "w", encoding="utf-8") as file:
            json.dump(settings_of(rules, root, events), file)
        status = _run(command, _environment(top))
        return status, _merged(events)


def _environment(folder: str) -> dict[str, str]:
    path = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{path}" if path else folder}


def _run(command: Sequence[str], environment: dict[str, str]) -> int:
    try:
        process = subprocess.Popen(list(command), env=environment)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise TraceError(f"{command[0]} cannot be run: {why}") from error
    with _handed_on(process):
        # Not earlier: while the command starts there is time for what is needed at its end.
        from migrator.evidence import merging as merging

        status = process.wait()
    return status if status >= 0 else 128 - status


@contextmanager
def _handed_on(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Within: signals are the command's, and what it recorded is not lost by them."""

    def hand_on(number: int, _: object) -> None:
        with contextlib.suppress(OSError):
            process.send_signal(number)

    before: dict[int, Any] = {}  # whatever `signal` gives back
    # The terminal sends an interrupt to the command by itself.
    handlers: dict[str, Any] = {"SIGINT": signal.SIG_IGN, "SIGTERM": hand_on, "SIGHUP": hand_on}
    for name, handler in handlers.items():
        number = getattr(signal, name, None)
        if number is not None:
            with contextlib.suppress(ValueError):  # only the main thread may say
                before[number] = signal.signal(number, handler)
    try:
        yield
    finally:
        for number, was in before.items():
            signal.signal(number, was)


def _merged(folder: str) -> list[Event]:
    """What the processes left in a folder: the name of each begins the names of its files."""
    from migrator.evidence.merging import Recording, merged

    kinds: dict[str, bytes] = {}
    slots: dict[str, list[bytes]] = {}
    for name in sorted(os.listdir(folder)):
        stem, kind = os.path.splitext(name)
        with open(os.path.join(folder, name), "rb") as file:
            content = file.read()
        if kind == ".slots":
            slots.setdefault(stem.rpartition("-")[0], []).append(content)
        else:
            kinds[stem] = content
    return merged(Recording(content, slots.get(stem, ())) for stem, content in kinds.items())
