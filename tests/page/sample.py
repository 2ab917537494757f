"""Reports for the page: with the lines of their files, hostile, and large."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import TypeVar

from migrator.model import Excerpt, Report, Site, Status
from tests.formats.sample import FULL

_T = TypeVar("_T")

SOURCES = {
    "src/api.py": (
        *(f"line_{number} = {number}" for number in range(1, 9)),
        '    requests.post(f"{BASE}/things/delete", json={"ids": ids})',
        *(f"line_{number} = {number}" for number in range(10, 19)),
        '    requests.post(f"{BASE}/things/delete", json={"ids": ids})',
    ),
    "src/names with spaces.py": ("import os", "", 'DELETE = BASE + "/thi', "nothing"),
    "tests/test_api.py": ("a", "b", "c", "responses.post(", '    "/things/delete",', ")", "g"),
    "src/low.py": ("import requests", "requests.post(url)"),
}

PAGE = replace(FULL, sources=SOURCES)

ATTACKS = (
    "<script>hacked()</script>",
    "<img src=x onerror=hacked()>",
    "\"><svg onload='hacked()'>",
    "</script></style></title></code></template><script>hacked()</script>",
    "{{ 7 * 7 }}{% raw %}${hacked()}",
    "javascript:hacked()",
    "&lt;b&gt;&#60;script>",
    "' onmouseover='hacked()' x='",
    "https://example.com/x.png?",
    "\x1b[31m\u202e\u2066\x00\x07\ud800\ufeff`<b>`",
)


# Without these a site has no edits side by side and no explanation, which are to be attacked too.
_KEPT = {"before", "code"}


def poisoned(value: _T, attack: str) -> _T:
    """The value with `attack` at the end of each text in it, however deep."""
    if isinstance(value, str) and not isinstance(value, Enum):
        return value + attack  # type: ignore[return-value]
    if isinstance(value, tuple):
        return tuple(poisoned(item, attack) for item in value)  # type: ignore[return-value]
    if isinstance(value, dict):
        return {poisoned(k, attack): poisoned(v, attack) for k, v in value.items()}  # type: ignore[return-value]
    if is_dataclass(value) and not isinstance(value, type):
        parts = {
            f.name: getattr(value, f.name)
            if f.name in _KEPT
            else poisoned(getattr(value, f.name), attack)
            for f in fields(value)
        }
        return type(value)(**parts)  # type: ignore[return-value]
    return value


HOSTILE = replace(
    PAGE,
    sites=tuple(
        poisoned(replace(site, fingerprint=f"{site.fingerprint}-{number}"), attack)
        for number, attack in enumerate(ATTACKS)
        for site in PAGE.sites
    ),
    rules=tuple(poisoned(rule, ATTACKS[0]) for rule in PAGE.rules),
    errors=tuple(poisoned(error, attack) for attack in ATTACKS for error in PAGE.errors),
    notes=ATTACKS,
    sources={
        path + attack: poisoned(lines, attack)
        for attack in ATTACKS
        for path, lines in SOURCES.items()
    },
)


def large(count: int) -> Report:
    """A report of `count` sites in sixty folders."""
    sites: list[Site] = []
    for number in range(count):
        site = FULL.sites[number % len(FULL.sites)]
        where = replace(site.location, path=f"package{number % 60}/{site.location.path}")
        sites.append(replace(site, fingerprint=f"{number:016x}", location=where))
    return replace(FULL, sites=tuple(sorted(sites, key=lambda site: site.sort_key)))


def unresolved(line: int, *lines: str) -> Site:
    """An unresolved site that takes up `lines`, of which the first has the number `line`."""
    site = next(s for s in FULL.sites if s.status is Status.UNRESOLVED)
    where = replace(
        site.location, path="long.py", line=line, column=1, end_line=line + len(lines) - 1
    )
    return replace(site, location=where, excerpt=Excerpt(line, lines), edits=(), reasons=())
