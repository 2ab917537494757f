"""How two verdicts have to be related, in sentences where they are not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from migrator.model import Status
from tests.metamorphic.subject import Entry, Judged

OPEN = (Status.CHANGED, Status.FIXABLE, Status.UNRESOLVED)


def differences(before: Judged, after: Judged, *, exact: bool, may_gain: bool) -> list[str]:
    """One line for each way in which the second verdict is not what the first one allows."""
    if exact:
        return list(_exact(before, after))
    return list(_doubtful(before, after, may_gain=may_gain))


def _exact(before: Judged, after: Judged) -> Iterator[str]:
    """Each site of the first tree has the same status, reasons and edits in the second one."""
    renamed = _same_files(before, after)
    first = Counter(before.entries)
    second = Counter(replace(entry, path=renamed.get(entry.path, entry.path)) for entry in after.entries)
    for entry in sorted(_minus(first, second)):
        yield f"- {entry}"
    for entry in sorted(_minus(second, first)):
        yield f"+ {entry}"
    errors = Counter(after.errors) - Counter(before.errors)
    yield from (f"+ error {error}" for error in sorted(errors))


def _minus(first: Counter[Entry], second: Counter[Entry]) -> Iterator[Entry]:
    return (first - second).elements()


def _same_files(before: Judged, after: Judged) -> dict[str, str]:
    """The old name of each file of the second tree that has a new one."""
    known = set(before.subject.files)
    return {
        path: old
        for path in after.subject.files.keys() - known
        for old in known
        if path.partition("_")[2] == old
    }


def _doubtful(before: Judged, after: Judged, *, may_gain: bool) -> Iterator[str]:
    """No site is lost, and none that was left alone is moved now."""
    moved, moves = before.count(Status.CHANGED), after.count(Status.CHANGED)
    if moves > moved and not may_gain:
        yield f"{moves} sites move, and {moved} did before"
        yield from _open(before, after)
    left = sum(entry.status in OPEN and entry.kind != "reference" for entry in before.entries)
    if after.count(*OPEN) < left:
        yield f"{after.count(*OPEN)} sites are to be moved or decided, and {left} were before"
        yield from _open(before, after)
    yield from (f"+ error {error}" for error in after.errors if error not in before.errors)


def _open(before: Judged, after: Judged) -> Iterator[str]:
    yield from (f"- {entry}" for entry in before.entries if entry.status != Status.MENTION)
    yield from (f"+ {entry}" for entry in after.entries if entry.status != Status.MENTION)
