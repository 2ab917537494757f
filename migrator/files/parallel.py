"""The search of a large tree, shared among processes.

Decided here: a small tree is searched as it is walked. In a large one every process walks, since
that is cheap, and searches the folders that fall to it by turns; what it found travels back, and is
put in order. Processes are forked, which takes a millisecond and no import. Where that is not
possible, or threads run, one process does it all. A process that dies is no loss: what fell to it
is searched again.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress

from migrator import interrupts
from migrator.files.discovery import Found
from migrator.files.prefilter import Words
from migrator.files.search import Candidate, Tally, candidate, search
from migrator.files.walk import Batch
from migrator.model import Problem, Skipped

# Below this number of files, a second process costs more than it saves.
WORTH_SHARING = 1_500

Event = Candidate | Skipped | Problem
_Held = Found | Skipped | Problem  # an event without the bytes of a file
_Share = tuple[int, dict[int, list[_Held]]]  # files searched; events by the number of their batch


def usable_processors() -> int:
    """How many processes can run at once; 1 where sharing is not possible."""
    if not hasattr(os, "fork"):
        return 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def shared(
    walked: Iterator[Batch | Skipped | Problem], words: Words, tally: Tally, jobs: int
) -> Iterator[Event]:
    """Search what the walk lists, with up to `jobs` processes, and give the events in order."""
    listed = 0
    for event in walked:
        if not isinstance(event, Batch):
            yield event
            continue
        yield from search(event, words, tally)
        listed += len(event.files)
        if listed >= WORTH_SHARING and jobs > 1 and _may_fork():
            yield from _fork_and_search(walked, words, tally, jobs)
            return


def _may_fork() -> bool:
    """Whether a fork is safe: with threads, a lock may be held for ever in the child."""
    threading = sys.modules.get("threading")
    return hasattr(os, "fork") and (threading is None or threading.active_count() == 1)


def _fork_and_search(
    walked: Iterator[Batch | Skipped | Problem], words: Words, tally: Tally, jobs: int
) -> Iterator[Event]:
    children = [_start(walked, words, jobs, turn) for turn in range(1, jobs)]
    with interrupts.cleanup(lambda: _stop(children)):
        numbered, results = _results(walked, words, jobs, children)
    tally.scanned += sum(scanned for scanned, _ in results)
    for number, event in numbered:
        if not isinstance(event, Batch):
            yield event
            continue
        for held in results[number % jobs][1].get(number, ()):
            yield candidate(held) if isinstance(held, Found) else held


def _results(
    walked: Iterator[Batch | Skipped | Problem],
    words: Words,
    jobs: int,
    children: list[tuple[int, int]],
) -> tuple[list[tuple[int, Batch | Skipped | Problem]], list[_Share]]:
    """What the walk lists, numbered, and what each process found in its share."""
    try:
        numbered = list(enumerate(walked))
        results = [_search_share(iter(numbered), words, jobs, 0)]
        for turn, child in enumerate(children, 1):
            share = _receive(child)
            results.append(share or _search_share(iter(numbered), words, jobs, turn))
    finally:
        for pid, pipe in children:
            os.close(pipe)
            os.waitpid(pid, 0)
    return numbered, results


def _stop(children: list[tuple[int, int]]) -> None:
    """End the processes: nobody will read what they find."""
    for pid, _ in children:
        with suppress(OSError):
            os.kill(pid, signal.SIGKILL)


def _search_share(
    numbered: Iterator[tuple[int, Batch | Skipped | Problem]], words: Words, jobs: int, turn: int
) -> _Share:
    tally = Tally()
    events: dict[int, list[_Held]] = {}
    for number, batch in numbered:
        if number % jobs == turn and isinstance(batch, Batch):
            found = [_without_bytes(event) for event in search(batch, words, tally)]
            if found:
                events[number] = found
    return tally.scanned, events


def _without_bytes(event: Event) -> _Held:
    return event.found if isinstance(event, Candidate) else event


def _start(
    walked: Iterator[Batch | Skipped | Problem], words: Words, jobs: int, turn: int
) -> tuple[int, int]:
    """Fork a process that goes on with the walk; give its id and the pipe it answers through."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return pid, reading
    # Whatever happens, the child must not come back into the caller's code.
    try:
        import pickle

        os.close(reading)
        share = _search_share(enumerate(walked), words, jobs, turn)
        with os.fdopen(writing, "wb") as stream:
            pickle.dump(share, stream)
        os._exit(0)
    finally:
        os._exit(1)


def _receive(child: tuple[int, int]) -> _Share | None:
    """What a process found, None when it did not come to an end."""
    import pickle

    with os.fdopen(child[1], "rb", closefd=False) as stream:
        answer = stream.read()
    try:
        share: _Share = pickle.loads(answer)
    except (EOFError, pickle.UnpicklingError):
        return None
    return share
