"""Where the tree of a report lies, for the formats that services read.

Decided here: paths are told from the root of the repository that the working directory is in, and
the lines are hashed as the run found them: a file that the run changed with its text before.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace

from migrator.files.git import repository_prefix
from migrator.files.lookup import read_if_there
from migrator.files.names import path_of
from migrator.model import Checkout, Report
from migrator.report.cells import for_services
from migrator.report.line_hash import line_hashes


def with_checkout(report: Report, *, hashed: bool) -> Report:
    """The report with its `checkout`; when it is to be `hashed`, the files with sites are read."""
    hashes = dict(_hashes(report)) if hashed else {}
    checkout = Checkout(prefix=repository_prefix(os.getcwd()), line_hashes=hashes)
    return replace(report, checkout=checkout)


def _hashes(report: Report) -> Iterator[tuple[tuple[str, int], str]]:
    before = {change.path: change.before for change in report.changes}
    lines: dict[str, set[int]] = {}
    for site in for_services(report).sites:
        lines.setdefault(site.location.path, set()).add(site.location.line)
    for path, wanted in lines.items():
        hashes = line_hashes(before[path] if path in before else read_if_there(path_of(path)))
        yield from (((path, line), hashes[line - 1]) for line in wanted if line <= len(hashes))
