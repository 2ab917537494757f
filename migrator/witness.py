"""`--evidence`: what the file says that `trace` has written."""

from __future__ import annotations

from collections.abc import Sequence

from migrator import console
from migrator.evidence.events import Event, EvidenceError, loaded
from migrator.evidence.joining import join
from migrator.evidence.sightings import sightings
from migrator.files.lookup import read_text
from migrator.model import Report, Sighting


def seen(path: str) -> tuple[Sighting, ...]:
    """What the evidence file at `path` shows of single lines.

    Raise `console.StreamError` when the file cannot be read or is none.
    """
    return sightings(_recorded(path))


def joined(report: Report, path: str, paths: Sequence[str]) -> Report:
    """The report with what the evidence file at `path` says of its sites; raise as `seen` does."""
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
