"""`trace` and `--evidence`: what goes where.

Decided here: the command has standard output for itself; what was recorded is said on standard
error and written to the file that the user names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migrator import console
from migrator.config import Settings
from migrator.evidence.events import Event, EvidenceError, dumped, loaded
from migrator.evidence.sightings import sightings
from migrator.evidence.tracing import TraceError, trace
from migrator.files.lookup import read_text
from migrator.model import ExitStatus, Report, Sighting

__all__ = ["TraceError", "joined", "record", "seen"]

_LISTED = 20


def record(
    command: Sequence[str],
    settings: Settings,
    *,
    output: str | None,
    fail_on_deprecated: bool,
    quiet: bool,
) -> int:
    """Run the command, write what it asked for, and give its exit status.

    With `fail_on_deprecated` the status is 1 when a deprecated endpoint was called. Raise
    `TraceError` or `OutputError` when the command could not be run or the file not be written.
    """
    status, events = trace(command, settings.rules)
    if output is not None:
        console.write_file(output, dumped(events), what="evidence file")
    deprecated = [event for event in events if event.is_deprecated]
    if not quiet:
        listed = deprecated if output is None or fail_on_deprecated else []
        console.write_error("".join(f"{line}\n" for line in _said(events, listed, output)))
    return ExitStatus.FINDINGS if fail_on_deprecated and deprecated else status


def seen(path: str) -> tuple[Sighting, ...]:
    """What the evidence file at `path` shows of single lines.

    Raise `console.StreamError` when the file cannot be read or is none.
    """
    return sightings(_recorded(path))


def joined(report: Report, path: str, paths: Sequence[str]) -> Report:
    """The report with what the evidence file at `path` says of its sites; raise as `seen` does."""
    # What needs the analysis is no part of `trace`, which has to start at once.
    from migrator.evidence.joining import join

    return join(report, _recorded(path), paths)


def _recorded(path: str) -> list[Event]:
    try:
        return loaded(read_text(path), path)
    except OSError as error:
        why = error.strerror or error
        sentence = f"the evidence file {path} cannot be read: {why}"
        raise console.StreamError(sentence) from error
    except EvidenceError as error:
        raise console.StreamError(str(error)) from error


def _said(events: list[Event], listed: list[Event], output: str | None) -> Iterator[str]:
    total = sum(event.count for event in events)
    old = sum(event.count for event in events if event.is_deprecated)
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
        times = "once" if event.count == 1 else f"{event.count} times"
        stub = ", stubbed" if event.stubbed else ""
        yield f"  {place}: {event.rule} {event.method} {event.where}, {times}{stub}"
    if len(listed) > _LISTED:
        yield f"  and {len(listed) - _LISTED} more"
