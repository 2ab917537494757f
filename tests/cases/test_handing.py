"""Which objects a function may change is read off its code, whatever they are."""

from __future__ import annotations

import libcst as cst
import pytest

from migrator.analysis.source.handing import handed_on

CHANGED = (
    "LIMITS[0] = 1",
    "del LIMITS[0]",
    "LIMITS.sort()",
    "sort = LIMITS.sort",
    "box.LIMITS['a'].b = 1",
    "row = LIMITS\nrow[0] = 1",
    "one = LIMITS\ntwo = one\ntwo += [1]",
    "for row in [LIMITS]:\n    row.sort()",
    "for LIMITS[0] in (1,):\n    pass",
    "with LIMITS:\n    pass",
    "with opened(LIMITS) as row:\n    row.sort()",
    "[row.sort() for row in (LIMITS,)]",
    "(row := LIMITS).sort()",
    "lower(LIMITS)",
    "lower(*LIMITS)",
    "lower(row=LIMITS)",
    "sorted([1], key=LIMITS)",
    "LIMITS.get('a').update(b=1)",
    "for row in LIMITS.values():\n    row.sort()",
    "LIMITS()[0] = 1",
    "getattr(LIMITS, name)(0)",
    "(LIMITS if sure else [])[0] = 1",
    "(lambda row: row.sort())(LIMITS)",
    "def change(row=LIMITS):\n    row.sort()",
    "def rows():\n    yield LIMITS\nfor row in rows():\n    row.sort()",
    "match LIMITS:\n    case [row, *rest]:\n        rest.sort()",
    "from client import LIMITS as row\nrow.sort()",
    "self.row = LIMITS",
    "global LIMITS\nLIMITS = []\nLIMITS.sort()",
)

KEPT = (
    "LIMITS[0] == 1",
    "return LIMITS[0]",
    "len(LIMITS)",
    "print(f'{LIMITS}')",
    "row = LIMITS\nreturn row[0]",
    "for row in LIMITS:\n    total = row + 1",
    "LIMITS.count(1)",
    "LIMITS = []\nLIMITS.sort()",
    "for LIMITS in rows:\n    LIMITS.sort()",
    "if 1 in LIMITS:\n    other.sort()",
    "total = sum(LIMITS, start)\nreturn total",
)


def _handed(body: str) -> frozenset[str]:
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    function = cst.parse_module(f"def function(self, start):\n{lines}").body[0]
    assert isinstance(function, cst.FunctionDef)
    reading = {"len", "print", "sum", "sorted", "getattr"}
    return handed_on(function, {"sort", "update"}, reading.__contains__)


@pytest.mark.parametrize("body", CHANGED)
def test_what_may_be_changed_is_handed_on(body: str) -> None:
    assert "LIMITS" in _handed(body)


@pytest.mark.parametrize("body", KEPT)
def test_what_is_only_read_is_not(body: str) -> None:
    assert "LIMITS" not in _handed(body)
