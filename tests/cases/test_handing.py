"""Which objects a function may change is read off its code, whatever they are."""

from __future__ import annotations

import libcst as cst
import pytest

from migrator.analysis.source.handing import Handed, given_by, handed_on

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


GIVEN = {
    "return LIMITS": Handed.ITSELF,
    "yield 1, LIMITS": Handed.ITSELF,
    "return box.LIMITS": Handed.ITSELF,
    "return LIMITS()": Handed.ITSELF,
    "row = LIMITS\nreturn {'a': row} if row else row": Handed.ITSELF,
    "def rows():\n    return LIMITS\nreturn rows()": Handed.ITSELF,
    "return LIMITS.rows": Handed.PART,
    "return LIMITS[0]": Handed.PART,
    "return changed(LIMITS)": Handed.PART,
    "first, *rest = LIMITS\nreturn rest": Handed.PART,
    "for row in LIMITS:\n    yield row": Handed.PART,
    "match LIMITS:\n    case [row]:\n        return row": Handed.PART,
    "return LIMITS.get('a')": Handed.RESULT,
    "row = LIMITS\nreturn row.pop()": Handed.RESULT,
    "return LIMITS.rows.get('a')": Handed.PART,
    "return LIMITS.counted()": None,
    "return LIMITS == [1]": None,
    "LIMITS = []\nreturn LIMITS": None,
    "LIMITS.sort()": None,
}


def _function(body: str) -> cst.FunctionDef:
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    function = cst.parse_module(f"def function(self, start):\n{lines}").body[0]
    assert isinstance(function, cst.FunctionDef)
    return function


def _handed(body: str) -> frozenset[str]:
    function = _function(body)
    reading = {"len", "print", "sum", "sorted", "getattr"}
    return handed_on(function, {"sort", "update"}, reading.__contains__)


@pytest.mark.parametrize("body", CHANGED)
def test_what_may_be_changed_is_handed_on(body: str) -> None:
    assert "LIMITS" in _handed(body)


@pytest.mark.parametrize("body", KEPT)
def test_what_is_only_read_is_not(body: str) -> None:
    assert "LIMITS" not in _handed(body)


@pytest.mark.parametrize("body", GIVEN)
def test_what_a_function_gives_is_told_with_what_of_it(body: str) -> None:
    given = {handed for name, handed in given_by(_function(body)) if name == "LIMITS"}
    expected = GIVEN[body]
    assert given == ({expected} if expected is not None else set())
