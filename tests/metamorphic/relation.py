"""How two verdicts have to be related, in sentences where they are not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from migrator.model import Kind, Status
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
    second = Counter(
        replace(entry, path=renamed.get(entry.path, entry.path)) for entry in after.entries
    )
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
    """No call is lost, and no site that was left alone is moved now.

    A site may stand twice where its statement was written twice, and a value that was taken out of
    it changes its text; so sites are compared by text where it stayed, by number otherwise.
    """
    moved, moves = _counted(before, Status.CHANGED).keys(), _texts(after, Status.CHANGED)
    known = _texts(before, *Status)
    gained = (moves - moved) & known
    missing = _counted(before, Status.CHANGED) - _counted(after, Status.CHANGED)
    others = len(moves - known) - missing.total()
    if (gained or others > 0) and not may_gain:
        yield f"{len(gained) + max(others, 0)} sites move that did not before"
        yield from _sites(before, after)
    calls = {text for kind, text in _texts(before, *OPEN) if kind == Kind.CALL}
    if len(_texts(after, *OPEN)) < len(calls):
        yield f"{len(_texts(after, *OPEN))} sites are in the report, and {len(calls)} calls were"
        yield from _sites(before, after)
    yield from (f"+ error {error}" for error in after.errors if error not in before.errors)


def _counted(judged: Judged, *statuses: Status) -> Counter[tuple[str, str]]:
    return Counter((entry.kind, entry.text) for entry in judged.entries if entry.status in statuses)


def _texts(judged: Judged, *statuses: Status) -> set[tuple[str, str]]:
    return set(_counted(judged, *statuses))


def _sites(before: Judged, after: Judged) -> Iterator[str]:
    yield from (f"- {entry}" for entry in before.entries if entry.status != Status.MENTION)
    yield from (f"+ {entry}" for entry in after.entries if entry.status != Status.MENTION)
