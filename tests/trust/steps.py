"""A signal at every step of the writer: a process of its own for each step, and what it left.

Run as `python -m tests.trust.steps FOLDER SIGNAL line|opcode STRIDE`; every STRIDE-th step is
tried. It prints one line for each: the exit status, which files are new, and how many there are.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import FrameType
from typing import Any

from migrator import interrupts
from migrator.files.writer import Change, write_group

COUNT = 3
OLD, NEW = b"old\n" * 3, b"new and longer\n" * 3


def changes(folder: Path) -> list[Change]:
    paths = [str(folder / f"{number}.py") for number in range(COUNT)]
    return [Change(path, path, OLD, NEW) for path in paths]


class Tripwire:
    """A trace function that sends the signal at the step with a given number."""

    def __init__(self, step: int, number: int, event: str) -> None:
        self.left = step
        self.number = number
        self.event = event

    def __call__(self, frame: FrameType, event: str, _: object) -> Any:
        # The handler is what is tested, not what tests it.
        if "_on_signal" in frame.f_code.co_name:
            return None
        frame.f_trace_opcodes = self.event == "opcode"
        if event == self.event:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), self.number)
        return self


def one(folder: Path, step: int, number: int, event: str) -> tuple[int, int, bool]:
    """Exit status, files left, and whether the step was reached."""
    for change in changes(folder):
        Path(change.path).write_bytes(OLD)
    child = os.fork()
    if not child:
        os.close(2)
        os.open(os.devnull, os.O_WRONLY)
        interrupts.install()
        tripwire = Tripwire(step, number, event)
        sys.settrace(tripwire)
        problems = write_group(changes(folder))
        sys.settrace(None)
        # Nothing is raised and nothing is swallowed: a signal that was sent has ended it before.
        os._exit(99 if problems or tripwire.left <= 0 else 0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), len(list(folder.iterdir())), status != 0


def main() -> None:
    folder, number, event = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    stride = int(sys.argv[4])
    step, reached = 1 - stride, True
    while reached:
        step += stride
        status, files, reached = one(folder, step, number, event)
        contents = [Path(change.path).read_bytes() for change in changes(folder)]
        new = "".join("n" if c == NEW else "o" if c == OLD else "?" for c in contents)
        print(status, new, files)


if __name__ == "__main__":
    main()
