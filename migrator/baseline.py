"""The baseline: sites that a team knows of already, so that only new ones fail the run.

Decided here: a site is known by its fingerprint, never by its line, and a baseline says how often a
fingerprint is known: of two equal sites one is new when the baseline has one. Among equal sites the
one in the file that the baseline names is the known one. A site in another file may take an entry
only if the entry's own file is part of the run or gone, because otherwise that file still has it.
Paths in a baseline are relative to its folder, and it has no line numbers, so that it changes only
when the sites do.
"""

from __future__ import annotations

import json
import posixpath
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from migrator.model import Report, Site, Status, Suppression

FORMAT_VERSION = 1

# Of sites with equal text in one run, all but the first have a number in place of the end of their
# fingerprint. Which one is the first depends on what else was part of the run, so the end is left
# out; how many there are is counted.
_IDENTITY_LENGTH = 28

_KNOWABLE = (Status.FIXABLE, Status.UNRESOLVED)
_KEYS = ("fingerprint", "rule", "path", "scope")


class BaselineError(Exception):
    """A sentence for the user: why a baseline cannot be used."""


@dataclass(frozen=True, order=True)
class Entry:
    """One site that is known; `path` is relative to the working directory, as in a report."""

    path: str
    rule: str
    scope: str
    fingerprint: str


def entries_of(report: Report) -> list[Entry]:
    """The entries that make every site known that is left to do, sorted."""
    return sorted(_entry(site) for site in report.sites if site.status in _KNOWABLE)


def dump(entries: list[Entry], folder: str) -> str:
    """The baseline file as JSON; `folder` is the one it will be in, as seen from here."""
    sites = [
        {
            "fingerprint": entry.fingerprint,
            "rule": entry.rule,
            "path": posixpath.relpath(entry.path, folder or "."),
            "scope": entry.scope,
        }
        for entry in entries
    ]
    document = {"version": FORMAT_VERSION, "tool": "awork-migrator", "sites": sites}
    return json.dumps(document, indent=2) + "\n"


def load(text: str, name: str) -> list[Entry]:
    """The entries of the baseline file `name`, which holds `text`.

    Raise `BaselineError` when it is not a baseline of this version.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BaselineError(f"the baseline {name} is not valid JSON: {error}") from error
    if not isinstance(document, dict) or document.get("version") != FORMAT_VERSION:
        raise BaselineError(
            f"{name} is not a baseline of version {FORMAT_VERSION}; write one with --write-baseline"
        )
    sites = document.get("sites")
    if not isinstance(sites, list) or not all(map(_is_site, sites)):
        raise BaselineError(
            f"the baseline {name} is damaged: 'sites' has to be a list of tables with the texts"
            f" {', '.join(_KEYS)}; write it anew with --write-baseline"
        )
    folder = posixpath.dirname(name)
    return [
        Entry(
            path=posixpath.normpath(posixpath.join(folder, site["path"])),
            rule=site["rule"],
            scope=site["scope"],
            fingerprint=site["fingerprint"],
        )
        for site in sites
    ]


def apply(
    report: Report, entries: list[Entry], covered: Callable[[str], bool]
) -> tuple[Report, list[Entry]]:
    """The report with its known sites suppressed, and the entries that are no longer found.

    `covered` says of an entry's path whether the run would have found what is in it: because the
    path was part of the run, or because there is no such file any more.
    """
    pool = _Pool(entries)
    taken = {id(site) for site in _known(report) if pool.take_in_same_file(site)}
    for site in _known(report):
        if id(site) not in taken and pool.take_elsewhere(site, covered):
            taken.add(id(site))
    sites = tuple(_suppressed(site) if id(site) in taken else site for site in report.sites)
    gone = sorted(entry for entry in pool.left() if covered(entry.path))
    return replace(report, sites=sites), gone


class _Pool:
    """Entries by fingerprint, from which each can be taken once."""

    def __init__(self, entries: list[Entry]) -> None:
        self._entries: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)
        for entry in entries:
            self._entries[entry.rule, entry.fingerprint[:_IDENTITY_LENGTH]].append(entry)

    def take_in_same_file(self, site: Site) -> bool:
        """Take an entry for `site` that names its file; whether there was one."""
        path = posixpath.normpath(site.location.path)
        return self._take(site, lambda entry: entry.path == path)

    def take_elsewhere(self, site: Site, covered: Callable[[str], bool]) -> bool:
        """Take an entry for `site` that may have moved here; whether there was one."""
        return self._take(site, lambda entry: covered(entry.path))

    def left(self) -> Iterator[Entry]:
        """The entries that nothing took."""
        for entries in self._entries.values():
            yield from entries

    def _take(self, site: Site, fits: Callable[[Entry], bool]) -> bool:
        entries = self._entries[site.rule, site.fingerprint[:_IDENTITY_LENGTH]]
        for index, entry in enumerate(entries):
            if fits(entry):
                del entries[index]
                return True
        return False


def _known(report: Report) -> Iterator[Site]:
    """The sites that a baseline may know."""
    return (site for site in report.sites if site.status in _KNOWABLE)


def _entry(site: Site) -> Entry:
    path = posixpath.normpath(site.location.path)
    return Entry(path, site.rule, site.scope, site.fingerprint[:_IDENTITY_LENGTH])


def _suppressed(site: Site) -> Site:
    return replace(site, status=Status.SUPPRESSED, suppression=Suppression("baseline"))


def _is_site(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(value.get(key), str) for key in _KEYS)
