"""Runs of the real command that are ended from outside, and what they leave.

A project has pairs of files: one names the endpoint, the other calls it. A pair is one group, so
that both are new or none is. `python -m tests.trust.victims interrupts|kills COUNT` prints figures.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
URL = 'URL = "https://api.awork.com/api/v1/timeentries/delete"\n'
CALL = """\
import requests

from {name} import URL


def delete(ids):
    requests.post(URL, json={{'ids': ids}})
"""
# Says when its own code has been imported: what Python does before is not the command's.
START = "import awork_migrator, os; os.write({fd}, b'.'); awork_migrator.main()"
LEFTOVERS = ".awork-migrator-*.tmp"


@dataclass(frozen=True)
class Project:
    """A folder with pairs of files, each with its text before and after."""

    folder: Path
    pairs: int

    def texts(self) -> dict[str, tuple[str, str]]:
        found = {}
        for number in range(self.pairs):
            name = f"urls{number:03}"
            call = CALL.format(name=name)
            found[f"{name}.py"] = (URL, URL.replace("s/delete", "s/batch/delete"))
            found[f"calls{number:03}.py"] = (call, call.replace("'ids'", "'timeEntryIds'"))
        return found

    def reset(self) -> None:
        for name, (before, _) in self.texts().items():
            path = self.folder / name
            if not path.exists() or path.read_text() != before:
                path.write_text(before)
        for path in self.folder.glob(LEFTOVERS):
            path.unlink()

    def state(self) -> Counter[str]:
        """How many files are `old`, `new` or `broken`, pairs `half`, temporary files `left`."""
        found: Counter[str] = Counter()
        kinds = {}
        for name, (before, after) in self.texts().items():
            text = (self.folder / name).read_text()
            kinds[name] = "old" if text == before else "new" if text == after else "broken"
            found[kinds[name]] += 1
        for number in range(self.pairs):
            if kinds[f"urls{number:03}.py"] != kinds[f"calls{number:03}.py"]:
                found["half"] += 1
        found["left"] = len(list(self.folder.glob(LEFTOVERS)))
        return found


@dataclass(frozen=True)
class Run:
    """A run of `fix` that has just begun."""

    process: subprocess.Popen[bytes]
    project: Project

    @classmethod
    def of(cls, project: Project) -> Run:
        reading, writing = os.pipe()
        code = START.format(fd=writing)
        process = subprocess.Popen(
            [sys.executable, "-c", code, "fix", "--isolated", "--jobs", "1", "."],
            cwd=project.folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            pass_fds=[writing],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        os.close(writing)
        assert os.read(reading, 1) == b"."
        os.close(reading)
        return cls(process, project)

    def wait_for_writing(self) -> None:
        """Until the first temporary file is there, or the run is over."""
        while self.process.poll() is None:
            if any(name.startswith(".awork") for name in os.listdir(self.project.folder)):
                return
            time.sleep(0.001)

    def end(self, number: int, after: float) -> tuple[int, bytes, bytes, float]:
        """Send a signal after some seconds; status, both streams, and seconds until it was over."""
        time.sleep(after)
        self.process.send_signal(number)
        sent = time.monotonic()
        out, err = self.process.communicate(timeout=120)
        return self.process.returncode, out, err, time.monotonic() - sent


def duration(project: Project) -> float:
    """How many seconds a run takes that nobody ends."""
    project.reset()
    begun = time.monotonic()
    run = Run.of(project)
    run.process.communicate(timeout=300)
    assert project.state()["new"] == 2 * project.pairs
    return time.monotonic() - begun


def interrupt(project: Project, longest: float, chance: random.Random) -> dict[str, object]:
    """One run with one signal at a random moment."""
    project.reset()
    number = chance.choice([signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
    status, out, err, took = Run.of(project).end(number, chance.uniform(0, longest))
    return {"signal": number, "status": status, "out": out, "err": err, "seconds": took,
            "state": project.state()}  # fmt: skip


def kill(project: Project, window: float, chance: random.Random) -> tuple[bool, Counter[str]]:
    """One run that is killed while it writes; whether it was, and what it left."""
    project.reset()
    run = Run.of(project)
    run.wait_for_writing()
    status, *_ = run.end(signal.SIGKILL, chance.uniform(0, window))
    return status == -signal.SIGKILL, project.state()


def main() -> None:
    what, count = sys.argv[1], int(sys.argv[2])
    chance = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    with tempfile.TemporaryDirectory() as folder:
        project = Project(Path(folder), 20 if what == "interrupts" else 250)
        # The first run compiles what it imports.
        longest = min(duration(project), duration(project))
        print(f"a whole run takes {longest:.1f} s")
        sums: Counter[str] = Counter()
        slowest = 0.0
        for _ in range(count):
            if what == "interrupts":
                done = interrupt(project, longest, chance)
                status, number = done["status"], int(done["signal"])  # type: ignore[call-overload]
                kind = "ended" if status == 128 + number else f"status {status}"
                sums[kind] += 1
                if kind not in ("ended", "status 0"):
                    print(number, status, done["err"], str(done["out"])[-300:])
                err = bytes(done["err"])  # type: ignore[arg-type]
                if kind == "ended" and (
                    not err.startswith(b"error: interrupted by")
                    or err.count(b"\n") != 1
                    or done["out"]
                ):
                    sums["not one line"] += 1
                state, slow = done["state"], done["seconds"]
                slowest = max(slowest, float(slow))  # type: ignore[arg-type]
            else:
                killed, state = kill(project, longest, chance)
                sums["killed" if killed else "over before"] += 1
                again = Run.of(project)
                again.process.communicate(timeout=300)
                after = project.state()
                sums["finished by the next run"] += after["new"] == 2 * project.pairs
            assert isinstance(state, Counter)
            sums["runs with old and new files"] += bool(state["old"] and state["new"])
            for name in ("broken", "half", "left"):
                sums[name] += state[name]
        print(dict(sums), f"slowest end {slowest:.2f} s")


if __name__ == "__main__":
    main()
