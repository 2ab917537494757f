"""The HTML report as a document: what is in it, and what no source can put into it."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from migrator.cli import run
from migrator.model import Mode, Report, Status
from migrator.report.html import render
from migrator.report.view import MOST_LINES, view_of
from tests.formats.sample import CLEAN, FULL
from tests.page.sample import HOSTILE, PAGE, unresolved

CALL = 'import requests\n\nURL = "https://api.awork.com/api/v1/timeentries/delete"\n\n\n'
CALL += 'def delete(ids):\n    requests.post(URL, json={"ids": ids})\n'


class Page(HTMLParser):
    """The elements of a page, and the text of all but its style and script."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.raw: dict[str, str] = {}
        self._inside = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside in ("style", "script"):
            self.raw[self._inside] = self.raw.get(self._inside, "") + data
        else:
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def words(text: str) -> str:
    return " ".join(text.split())


def test_the_same_report_makes_the_same_page() -> None:
    assert render(PAGE) == render(PAGE)
    assert render(PAGE).startswith("<!doctype html>\n")
    assert render(PAGE).endswith("</html>\n")


def test_every_site_is_there_once_with_what_filters_ask_for() -> None:
    sites = [item for item in Page(render(PAGE)).all("li") if item.get("class") == "site"]
    assert [(item["data-path"], item["data-status"], item["data-rule"]) for item in sites] == [
        (site.location.path, site.status.value, site.rule) for site in PAGE.sites
    ]
    odd = next(item for item in sites if "odd" in (item["data-path"] or ""))
    assert odd["data-reason"] == "body-not-visible status-compared"


def test_the_numbers_by_status_and_by_folder_add_up() -> None:
    view = view_of(PAGE)
    assert {c.status: c.count for c in view.counts} == {s.value: PAGE.count(s) for s in Status}
    assert [(folder.path, folder.total) for folder in view.folders] == [
        ("src/", 6),
        ("tests/", 2),
        ("server/", 1),
    ] or sum(folder.total for folder in view.folders) == len(PAGE.sites)
    for folder in view.folders:
        assert folder.total == sum(count for _, count in folder.counts)
        assert sum(share.width for share in folder.shares) == pytest.approx(100, abs=0.1)


def test_edits_stand_side_by_side() -> None:
    text = render(PAGE)
    assert "<code>    requests.post(f&#34;{BASE}/things<ins>batch/</ins>/delete&#34;" in text
    assert "json={&#34;<del>ids</del>&#34;: ids})</code>" in text
    assert "<caption>src/names with spaces.py</caption>" in text


def test_where_the_lines_are_not_known_the_edits_are_in_words() -> None:
    entry = next(e for e in view_of(FULL).entries if e.site.location.line == 4)
    assert (entry.hunks, entry.words) == ((), ("line 5: insert 'batch/'",)) or entry.hunks
    far = next(e for e in view_of(FULL).entries if e.site.location.line == 19)
    assert far.words or far.hunks


def test_a_site_without_edits_shows_its_code_with_two_lines_around_it() -> None:
    lines = tuple(f"line {number}" for number in range(1, 21))
    report = replace(
        CLEAN, sites=(unresolved(10, "line 10", "line 11"),), sources={"long.py": lines}
    )
    (entry,) = view_of(report).entries
    assert [(line.number, line.own) for line in entry.lines] == [
        (8, False),
        (9, False),
        (10, True),
        (11, True),
        (12, False),
        (13, False),
    ]
    assert entry.lines[0].text == "line 8"


def test_a_long_site_is_cut_and_says_so() -> None:
    lines = tuple(f"line {number}" for number in range(1, 101))
    report = replace(CLEAN, sites=(unresolved(1, *lines),), sources={"long.py": lines})
    (entry,) = view_of(report).entries
    assert (len(entry.lines), entry.more_lines) == (MOST_LINES, 100 - MOST_LINES)
    assert f"and {100 - MOST_LINES} more lines" in render(report)


def test_a_file_that_shrank_since_shows_what_is_there() -> None:
    report = replace(CLEAN, sites=(unresolved(10, "x"),), sources={"long.py": ("only",)})
    (entry,) = view_of(report).entries
    assert entry.lines == ()


def test_the_chain_of_wrappers_has_the_code_of_each_step() -> None:
    text = words(Page(render(PAGE)).text)
    assert "Größe.lösche src/odd, 100% déjà|vu.py:7 Http.post src/http client.py:40" in text
    assert "module level src/low.py:2 requests.post(url)" in text


def test_each_reason_is_explained_once_and_each_link_leads_somewhere() -> None:
    page = Page(render(PAGE))
    ids = [attributes["id"] for _, attributes in page.elements if attributes.get("id")]
    assert len(ids) == len(set(ids))
    targets = {(link["href"] or "").removeprefix("#") for link in page.all("a")}
    assert {"reason-body-not-visible", "reason-status-compared"} <= targets <= set(ids)
    assert "Find where the body is built." in page.text


def test_errors_notes_and_rules_are_there() -> None:
    text = words(Page(render(PAGE)).text)
    assert "src/old.py:3 syntax-error This is not Python 3:\\nprint 1" in text
    assert "src/api.py:70: this comment suppresses nothing" in text
    assert "TST001 POST /things/delete →becomes POST /things/batch/delete" in text
    assert "12 scanned, 7 analysed, 1 changed, 1 left out, 2 failed" in text
    assert "By comment, until 2027-03-31: waiting for <billing> & co." in text


def test_a_clean_report_says_that_nothing_was_found() -> None:
    page = Page(render(CLEAN))
    assert "Nothing was found" in page.text
    assert not [item for item in page.all("li") if item.get("class") == "site"]
    assert page.all("form") == []


def test_nothing_in_the_page_leads_out_of_it() -> None:
    for report in (PAGE, HOSTILE):
        page = Page(render(report))
        for tag, attributes in page.elements:
            for name in ("src", "href", "action", "srcset", "data", "formaction", "xlink:href"):
                value = attributes.get(name)
                assert value is None or value.startswith("#") or (tag, value) == ("link", "data:,")
        assert not re.search(r"url\(|@import|fetch\(|XMLHttp|import\(|WebSocket", page.raw["style"])
        assert not re.search(r"url\(|fetch\(|XMLHttp|import\(|WebSocket|eval", page.raw["script"])


def test_the_policy_allows_the_style_and_the_script_of_the_page_and_nothing_else() -> None:
    page = Page(render(PAGE))
    policy = next(m["content"] for m in page.all("meta") if m.get("http-equiv")) or ""
    for name in ("style", "script"):
        digest = hashlib.sha256(page.raw[name].encode()).digest()
        assert f"{name}-src 'sha256-{base64.b64encode(digest).decode()}'" in policy
    assert policy.startswith("default-src 'none'; img-src data:;")
    assert "unsafe" not in policy


def test_no_source_puts_an_element_or_an_attribute_into_the_page() -> None:
    plain, hostile = Page(render(PAGE)), Page(render(HOSTILE))
    assert {tag for tag, _ in hostile.elements} == {tag for tag, _ in plain.elements}
    names = {name for _, attributes in plain.elements for name in attributes}
    assert {name for _, attributes in hostile.elements for name in attributes} == names
    assert len(hostile.all("script")) == 1
    assert hostile.raw == plain.raw


def test_what_cannot_be_seen_is_spelled_out() -> None:
    text = render(HOSTILE)
    assert r"\x1b[31m\u202e\u2066\x00\x07\ud800\ufeff" in text
    assert not re.search("[\x00\x07\x1b\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800\ufeff]", text)


def page_of(arguments: list[str], folder: Path) -> str:
    run([*arguments, "--isolated", "--quiet", "--report", f"html={folder / 'r.html'}"])
    return (folder / "r.html").read_text(encoding="utf-8")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "project").mkdir()
    monkeypatch.chdir(tmp_path / "project")
    Path("a.py").write_text("# -*- coding: latin-1 -*-\n# \xe9\n" + CALL, encoding="latin-1")
    return tmp_path


@pytest.mark.parametrize("arguments", [["check"], ["fix", "--diff"], ["fix"]])
def test_a_run_shows_the_lines_as_they_were_before(arguments: list[str], project: Path) -> None:
    text = page_of([*arguments, "."], project)
    assert "/timeentries/<ins>batch/</ins>delete&#34;</code>" in text
    assert "<code># é</code>" not in text  # too far from the edit
    assert "{&#34;<del>ids</del>&#34;: ids}" in text


def test_source_from_standard_input_is_shown(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import io
    import sys

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(CALL.encode())))
    Path("b.py").write_text("something else\n")
    text = page_of(["check", "-", "--stdin-filename", "./b.py"], project)
    assert "/timeentries/<ins>batch/</ins>delete" in text


def test_only_the_page_pays_for_the_template_engine() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from migrator import cli; from migrator.report import registry\n"
        "[registry.renderer(n) for n in registry.FORMATS if n != 'html']\n"
        "assert 'jinja2' not in sys.modules; registry.renderer('html')\n"
        "assert 'jinja2' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_mode_is_named() -> None:
    for mode in Mode:
        report: Report = replace(CLEAN, mode=mode)
        assert f"Report of <code>{mode.value}</code>" in render(report)
