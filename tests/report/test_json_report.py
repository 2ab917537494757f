"""The JSON report: keys, order and form."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from migrator.report.json_report import render
from tests.report.sample import ALL, CLEAN, UNRESOLVED

GOLDENS = Path(__file__).parent / "goldens"


def test_the_whole_report_is_the_golden_one() -> None:
    assert render(ALL) == (GOLDENS / "report.json").read_text(encoding="utf-8")


def test_the_top_level_keys_and_their_order() -> None:
    document = json.loads(render(CLEAN))
    assert list(document) == ["version", "tool", "mode", "summary", "sites", "errors"]
    assert document["tool"] == {"name": "awork-migrator", "version": "1.2.3"}
    assert document["summary"]["files"]["scanned"] == 1
    assert set(document["summary"]["sites"].values()) == {0}
    assert (document["sites"], document["errors"]) == ([], [])


def test_the_sums_count_every_site_once() -> None:
    document = json.loads(render(ALL))
    assert sum(document["summary"]["sites"].values()) == len(document["sites"]) == 6


def test_a_path_that_is_not_unicode_makes_valid_ascii_json() -> None:
    where = replace(UNRESOLVED.location, path="b\udcff\xfc.py")
    text = render(replace(CLEAN, sites=(replace(UNRESOLVED, location=where),)))
    assert text.isascii()
    assert json.loads(text)["sites"][0]["path"] == "b\udcff\xfc.py"


def test_the_text_ends_with_one_newline() -> None:
    text = render(CLEAN)
    assert text.endswith("}\n")
    assert not text.endswith("\n\n")
