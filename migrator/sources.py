"""The lines of the files that a report speaks of, for formats that show code.

Decided here: a file that the run changed is shown as it was before, since sites and edits are told
in its lines. A file that can no longer be read or decoded has no lines; the report then shows what
it knows itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from migrator.files.exclusion import label_of
from migrator.files.lookup import source_if_there
from migrator.files.names import path_of
from migrator.model import Report

_NEWLINE = re.compile(r"\r\n|\r|\n")


def with_sources(report: Report, stdin: bytes | None = None, name: str = "") -> Report:
    """The report with its `sources`; `stdin` are the bytes of the source named `name`."""
    given = None if stdin is None else label_of(name)
    known = {change.path: change.before for change in report.changes}
    lines = {}
    for path in sorted(set(_paths(report))):
        text = known.get(path)
        if text is not None and path in report.cells:
            text = source_if_there(path_of(path), text.encode())
        if text is None:
            text = source_if_there(path_of(path), stdin if path == given else None)
        if text is not None:
            lines[path] = tuple(_NEWLINE.split(text))
    return replace(report, sources=lines)


def _paths(report: Report) -> Iterator[str]:
    """The files in which something is shown."""
    for site in report.sites:
        yield site.location.path
        yield from (edit.location.path for edit in site.edits)
        yield from (reason.path for reason in site.reasons)
        yield from (frame.path for frame in site.via)
