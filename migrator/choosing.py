"""Which sites a run may fix when the user names them, or was asked about them.

Decided here: a site is named by its fingerprint or the beginning of it, and what shares an edit
with it comes along, since a group is fixed whole or not at all. Its unsafe fix is allowed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from migrator.config import Settings
from migrator.migration import describe
from migrator.migration.plan import Plan
from migrator.model import Site, Status


def numbered(sites: Iterable[Site]) -> list[Site]:
    """Tell sites with the same text apart by their order in the report."""
    seen: Counter[str] = Counter()
    result = []
    for site in sorted(sites, key=lambda s: s.sort_key):
        seen[site.fingerprint] += 1
        count = seen[site.fingerprint]
        own = site.fingerprint if count == 1 else f"{site.fingerprint[:-4]}-{count:03d}"
        result.append(replace(site, fingerprint=own))
    return result


def chosen(plans: list[Plan], settings: Settings) -> set[int]:
    """The identities of the plans that the user chose, with all that they are grouped with."""
    if settings.chosen is None:
        return set()
    # A plan has its fingerprint as a site of the report, where equal ones are numbered.
    sites = [(describe.site_of_plan(item), item) for item in plans]
    sites.sort(key=lambda pair: pair[0].sort_key)
    names = numbered(site for site, _ in sites)
    own = [
        item
        for name, (_, item) in zip(names, sites, strict=True)
        if name.fingerprint.startswith(tuple(settings.chosen))
    ]
    groups = {item.group for item in own if item.group is not None}
    return {id(item) for item in plans if item in own or item.group in groups}


def hold(plans: list[Plan], wanted: set[int], settings: Settings) -> list[Plan]:
    """Put off what is fixable and was not chosen; give it back to `release` after the proof."""
    if not settings.only_chosen:
        return []
    held = [p for p in plans if p.status is Status.FIXABLE and id(p) not in wanted]
    for item in held:
        item.status = Status.UNRESOLVED
    return held


def release(held: list[Plan]) -> None:
    """What was put off is fixable again."""
    for item in held:
        item.status = Status.FIXABLE
