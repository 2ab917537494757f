"""Run a command as a whole process, and judge what it took against a limit."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

PROJECT = str(Path(__file__).parents[1])
# What a command may map in all. The limits that are judged are lower: this one keeps the machine
# usable when they are missed by far.
ADDRESS_SPACE = 4_000_000_000


@dataclass(frozen=True)
class Took:
    """What one process took, with the processes that it waited for."""

    wall: float
    processor: float
    megabytes: float
    status: int | None
    """The exit status; None when it was ended because of its time."""
    output: str
    errors: str

    @property
    def ended(self) -> bool:
        return self.status is None


def run(
    command: Sequence[str],
    *,
    cwd: Path | None = None,
    timeout: float = 900,
    allowed: tuple[int, ...] | None = (0, 1),
) -> Took:
    """Run the command to its end, or to `timeout` seconds. Memory is the largest process's.

    Raises Missed when the exit status is not in `allowed`; None allows all.
    """
    environment = {**os.environ, "PYTHONPATH": PROJECT, "CI": "true"}
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            start_new_session=True,
        )
        _bound(process.pid)
        clock = threading.Timer(timeout, _end, (process.pid,))
        clock.start()
        _, status, usage = os.wait4(process.pid, 0)
        clock.cancel()
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        took = Took(
            wall=wall,
            processor=usage.ru_utime + usage.ru_stime,
            # Kilobytes on Linux, bytes on macOS.
            megabytes=usage.ru_maxrss / (1_000_000 if sys.platform == "darwin" else 1_000),
            status=None if wall >= timeout else process.returncode,
            output=output.read(),
            errors=errors.read(),
        )
    if allowed is not None and took.status not in allowed:
        words = f"took more than {timeout:.0f} s" if took.ended else f"answered {took.status}"
        raise Missed(f"{' '.join(command)} {words}: {took.errors[-300:].strip()}")
    return took


def _end(process: int) -> None:
    """End the process and all that it started: it leads a session of its own."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)


def _bound(process: int) -> None:
    if hasattr(resource, "prlimit"):  # Linux
        resource.prlimit(process, resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))


class Missed(Exception):  # noqa: N818 - it is a verdict
    """What had to be found was not, or a command did not do its work."""


def expect(holds: bool, sentence: str) -> None:
    """Raise Missed with the sentence when something that had to hold does not."""
    if not holds:
        raise Missed(sentence)


# The tool ------------------------------------------------------------------------------------


def tool(command: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "migrator", command, "--isolated", *arguments]


@dataclass(frozen=True)
class Found:
    """The JSON report of a run, as far as benchmarks ask for it."""

    statuses: Mapping[str, int]
    scanned: int
    analysed: int
    sites: tuple[tuple[str, int, int, str], ...]
    """Path, line, column and status of all sites, in the report's order."""
    text: str

    @property
    def bounded(self) -> bool:
        return '"bound-exceeded"' in self.text


def report(took: Took) -> Found:
    """The report that a run with `--format json` has printed. Raises Missed when it is none."""
    try:
        found = json.loads(took.output)
    except ValueError as error:
        raise Missed(f"no JSON report: {error}: {took.errors[-500:].strip()}") from error
    return Found(
        statuses=found["summary"]["sites"],
        scanned=found["summary"]["files"]["scanned"],
        analysed=found["summary"]["files"]["analysed"],
        sites=tuple((s["path"], s["line"], s["column"], s["status"]) for s in found["sites"]),
        text=took.output,
    )


# Judging -------------------------------------------------------------------------------------


@dataclass
class Board:
    """The lines of one benchmark; it is missed when one of them is above its limit."""

    name: str
    rounds: int = 3
    by_processor: bool = False
    missed: list[str] = field(default_factory=list)

    def seconds(self, took: Took) -> float:
        return took.processor if self.by_processor else took.wall

    def medians(self, runs: Mapping[str, Callable[[], Took]]) -> dict[str, float]:
        """The median seconds of each run. They take turns, so that all see the same machine;
        the first turn warms the disk cache and does not count."""
        times: dict[str, list[float]] = {name: [] for name in runs}
        for turn in range(self.rounds + 1):
            for name, one in runs.items():
                seconds = self.seconds(one())
                if turn or self.rounds == 0:
                    times[name].append(seconds)
        return {name: median(values) for name, values in times.items()}

    def ratio(self, what: str, value: float, base: float, limit: float) -> None:
        self._line(what, f"{value / base:8.2f}", f"{limit:g}", value <= limit * base)
        print(f"{'':<62}({value:.3f} s / {base:.3f} s)", flush=True)

    def figure(self, what: str, value: float, limit: float, unit: str) -> None:
        self._line(what, f"{value:8.1f}", f"{limit:g} {unit}", value <= limit)

    def note(self, sentence: str) -> None:
        print(f"  {sentence}", flush=True)

    def fail(self, sentence: str) -> None:
        self._line(sentence, "", "", False)

    def _line(self, what: str, value: str, limit: str, holds: bool) -> None:
        if not holds:
            self.missed.append(what)
        verdict = "ok" if holds else "MISSED"
        print(f"  {what:<48} {value:>8}  limit {limit:<8} {verdict}", flush=True)
