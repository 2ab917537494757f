"""`trace`: what goes where.

Decided here: the command has standard output for itself; what was recorded is said on standard
error and written to the file that the user names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from migrator import console
from migrator.evidence.tracing import TraceError, trace
from migrator.rules.rule import Rule

if TYPE_CHECKING:
    # It is not waited for before the command starts.
    from migrator.evidence.events import Event

_LISTED = 20
_FINDINGS = 1  # the exit status


def record(
    command: Sequence[str],
    rules: tuple[Rule, ...],
    *,
    output: str | None,
    fail_on_deprecated: bool,
    quiet: bool,
) -> int:
    """Run the command, write what it asked for, and give its exit status.

    With `fail_on_deprecated` the status is 1 when a deprecated endpoint was called. Raise
    `StreamError` when the command could not be run or the file not be written.
    """
    try:
        status, events = trace(command, rules)
    except TraceError as error:
        raise console.StreamError(str(error)) from error
    if output is not None:
        from migrator.evidence.events import dumped

        console.write_file(output, dumped(events), what="evidence file")
    deprecated = [event for event in events if event.is_deprecated]
    if not quiet:
        listed = deprecated if output is None or fail_on_deprecated else []
        console.write_error("".join(f"{line}\n" for line in _said(events, listed, output)))
    return _FINDINGS if fail_on_deprecated and deprecated else status


def _said(events: list[Event], listed: list[Event], output: str | None) -> Iterator[str]:
    total = sum(event.times for event in events)
    old = sum(event.times for event in events if event.is_deprecated)
    where = "" if output is None else f"; written to {output}"
    yield (
        f"trace: {total} request{'' if total == 1 else 's'} recorded, {old} of them to deprecated"
        f" endpoints{where}"
    )
    for event in listed[:_LISTED]:
        place = "outside of the project"
        if event.frames:
            frame = event.frames[0]
            place = f"{frame.path}:{frame.line} ({frame.function})"
        times = "once" if event.times == 1 else f"{event.times} times"
        stub = ", stubbed" if event.stubbed else ""
        yield f"  {place}: {event.rule} {event.method} {event.where}, {times}{stub}"
    if len(listed) > _LISTED:
        yield f"  and {len(listed) - _LISTED} more"
