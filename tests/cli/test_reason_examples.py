"""The examples of the reason pages, run: each shows its reason, and what comes after is clean."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from migrator.config import Settings
from migrator.engine import run
from migrator.explain.catalogue import ReasonPage, find_reason, reason_codes
from migrator.explain.document import document
from migrator.model import UNUSED_IGNORE, Mode, Report, Status
from migrator.rules.loader import load_rules

DOCUMENT = Path(__file__).parents[2] / "docs" / "reasons.md"
PAGES = [page for code in reason_codes() if (page := find_reason(code)) and page.before]
# What another answer than one of the code alone is right for: the site that blocks has its own.
BESIDE = {"group-blocked": {"body-not-visible"}}


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def report_of(page: ReasonPage, source: str, mode: Mode = Mode.CHECK) -> Report:
    rules = tuple(rule for rule in load_rules() if rule.code == page.rule)
    Path("example.py").write_text(source, encoding="utf-8")
    asked = page.code == UNUSED_IGNORE
    settings = Settings(mode=mode, rules=rules, fail_on_unused_ignore=asked)
    return run(["example.py"], settings)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.code)
def test_the_example_shows_the_reason_and_no_other(page: ReasonPage) -> None:
    report = report_of(page, page.before, Mode.FIX)
    found = {reason.code for site in report.sites for reason in site.reasons}
    assert found == {page.code} | BESIDE.get(page.code, set())
    assert Path("example.py").read_text(encoding="utf-8") == page.before
    assert {error.code for error in report.errors} <= {page.code}


@pytest.mark.parametrize("page", [p for p in PAGES if p.after], ids=lambda page: page.code)
def test_nothing_is_left_to_do_afterwards(page: ReasonPage) -> None:
    report = report_of(page, page.after)
    assert not report.errors
    left = (Status.FIXABLE, Status.UNRESOLVED)
    assert [site for site in report.sites if site.status in left] == []


def test_an_example_that_needs_nobody_has_no_afterwards() -> None:
    for page in PAGES:
        statuses = {site.status for site in report_of(page, page.before).sites}
        assert (Status.UNRESOLVED in statuses) == bool(page.after), page.code


def test_the_document_agrees_with_the_pages() -> None:
    assert os.fspath(DOCUMENT.relative_to(DOCUMENT.parents[1])) in document()
    assert DOCUMENT.read_text(encoding="utf-8") == document()
