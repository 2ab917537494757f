"""Ends verified fixes at random moments: `python -m tests.evidence.interrupts --count 500`.

A fix is interrupted, asked to end, hung up on or killed. Whatever happens, the tree is as it was or
in a verified state after the next start, and nothing else in it is touched.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.evidence.project import changed, command, environment, migrate, project

COUNT = 6
CULPRIT = 2
VERIFIED = [n for n in range(COUNT) if n != CULPRIT]
JUDGE = f"sleep 0.02; ! grep -q batch m{CULPRIT:02}.py"
ENDED = "it had ended before"
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL)


def ended_at(folder: Path, seconds: float, how: signal.Signals) -> bool:
    """Whether a verified fix was ended by a signal after `seconds`, and not by itself before."""
    process = subprocess.Popen(
        command("fix", "--verify", JUDGE, "."),
        cwd=folder,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(how)
        process.wait()
        return True
    return False


def attempt(folder: Path, seconds: float, how: signal.Signals) -> str:
    """End one verified fix in an empty folder, and start again; what state that leads to.

    Raise `AssertionError` when it is neither the original nor a verified one.
    """
    project(folder, COUNT)
    (folder / "other.txt").write_text("of the user")
    ended = ended_at(folder, seconds, how)
    between = changed(folder)
    if how is not signal.SIGKILL:
        # An interrupt puts everything back by itself.
        assert between in ([], VERIFIED), between
    migrate(folder, "check", ".")
    after = changed(folder)
    assert after in ([], VERIFIED), after
    assert (folder / "other.txt").read_text() == "of the user"
    left = {path.name for path in folder.iterdir()} - {f"m{n:02}.py" for n in range(COUNT)}
    assert left == {"other.txt", "pyproject.toml"}, left
    if not ended:
        return ENDED
    if between != after:
        return "repaired by the next start"
    return "verified" if after else "as it was"


def usual() -> float:
    """The seconds that a verified fix takes here when nobody ends it."""
    with tempfile.TemporaryDirectory() as name:
        folder = project(Path(name), COUNT)
        started = time.monotonic()
        migrate(folder, "fix", "--verify", JUDGE, ".")
        assert changed(folder) == VERIFIED
        return time.monotonic() - started


def main() -> None:
    """End as many fixes as were asked for, each signal as often as the others."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    longest = usual() * 1.1
    seen: Counter[tuple[str, str]] = Counter()
    for number in range(options.count):
        how = SIGNALS[number % len(SIGNALS)]
        with tempfile.TemporaryDirectory() as name:
            seconds = chance.uniform(0.05, longest)
            try:
                seen[how.name, attempt(Path(name), seconds, how)] += 1
            except AssertionError as error:
                seen[how.name, f"WRONG: {error}"] += 1
                print(f"{how.name} after {seconds:.3f} s: {error}", flush=True)
    for (signal_name, state), times in sorted(seen.items()):
        print(f"{signal_name}: {times} {state}")
    wrong = sum(times for (_, state), times in seen.items() if state.startswith("WRONG"))
    print(f"{options.count} fixes were ended, {wrong} left a state that is neither")
    raise SystemExit(wrong != 0)


if __name__ == "__main__":
    main()
