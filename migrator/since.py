"""What `--since` leaves of a report: the sites that changed lines have to do with.

Decided here: a site stays when a line of its own, of one of its edits or of one of its reasons
changed, because each of them can make a good line a bad one. The others are counted in a note, so
that nothing goes missing in silence. Errors and notes always stay.
"""

from __future__ import annotations

from dataclasses import replace

from migrator.files.git import ChangedLines
from migrator.model import Location, Report, Site
from migrator.report.cells import in_files


def restrict(report: Report, changed: ChangedLines, revision: str) -> Report:
    """The report with the sites that `changed` touches, and a note on the number of the others."""
    pairs = zip(report.sites, in_files(report).sites, strict=True)
    sites = tuple(site for site, in_file in pairs if _touches(changed, in_file))
    left_out = len(report.sites) - len(sites)
    if not left_out:
        return report
    what = "site is" if left_out == 1 else "sites are"
    note = f"{left_out} {what} left out, because their lines did not change since {revision}"
    return replace(report, sites=sites, notes=(*report.notes, note))


def _touches(changed: ChangedLines, site: Site) -> bool:
    places = {(where.path, where.line, where.end_line) for where in _locations(site)}
    places |= {(reason.path, reason.line, reason.line) for reason in site.reasons}
    return any(changed.touches(*place) for place in places)


def _locations(site: Site) -> tuple[Location, ...]:
    return (site.location, *(edit.location for edit in site.edits))
