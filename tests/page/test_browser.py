"""The page as people use it: filters, links, keys, colours, paper, and a hostile source."""

from __future__ import annotations

import re
import time

import pytest

from migrator.model import Status
from tests.formats.sample import CLEAN
from tests.page.browser import REQUIRED, Tab, executable
from tests.page.sample import HOSTILE, PAGE, large

WORK = [s for s in PAGE.sites if s.status in (Status.CHANGED, Status.FIXABLE, Status.UNRESOLVED)]


def places(*statuses: Status) -> list[str]:
    return [
        f"{site.location.path}:{site.location.line}"
        for site in PAGE.sites
        if site.status in statuses
    ]


def channel(value: float) -> float:
    part = value / 255
    return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4


def luminance(color: str) -> float:
    red, green, blue = (channel(float(part)) for part in re.findall(r"[\d.]+", color)[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_request_and_no_error_in_either_colour_scheme(tab: Tab, scheme: str) -> None:
    opened = tab.open(PAGE, scheme=scheme)
    page = opened.page
    page.click("#open")
    page.click("#theme")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert luminance(ground) > 0.8  # the button says light now
    page.click("#theme")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert luminance(ground) < 0.05
    assert [url.rpartition("/")[2] for url in opened.requests] == ["report.html"]
    assert opened.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_can_be_read_in_either_colour_scheme(tab: Tab, scheme: str) -> None:
    page = tab.open(PAGE, scheme=scheme).page
    page.click("#open")
    # For each element with text of its own: its colour, and the first ground behind it.
    pairs = page.evaluate(
        """() => [...document.querySelectorAll('main *, header *')]
          .filter(n => n.checkVisibility() && [...n.childNodes].some(
            c => c.nodeType === 3 && c.data.trim()))
          .map(n => {
            let ground = n;
            const of = () => getComputedStyle(ground).backgroundColor;
            while (of() === 'rgba(0, 0, 0, 0)') ground = ground.parentElement;
            return [getComputedStyle(n).color, of(), n.outerHTML.slice(0, 80)];
          })"""
    )
    assert len(pairs) > 200
    assert [pair for pair in pairs if contrast(pair[0], pair[1]) < 4.5] == []


def test_what_needs_nobody_is_hidden_until_it_is_asked_for(tab: Tab) -> None:
    opened = tab.open(PAGE)
    assert len(opened.shown()) == len(WORK) < len(PAGE.sites)
    assert opened.count() == f"{len(WORK)} of {len(PAGE.sites)} shown"
    opened.page.click(".chip.ignored")
    assert len(opened.shown()) == len(WORK) + 1
    assert opened.page.get_attribute(".chip.ignored", "aria-pressed") == "true"
    opened.page.click(".chip.unresolved")
    assert opened.shown() == places(Status.CHANGED, Status.FIXABLE, Status.IGNORED)


def test_a_number_leads_to_its_sites_and_back(tab: Tab) -> None:
    opened = tab.open(PAGE)
    opened.page.click(".tile.fixable")
    assert opened.shown() == places(Status.FIXABLE)
    opened.page.click(".tile.fixable")
    assert len(opened.shown()) == len(WORK)


def test_reason_kind_rule_path_and_folder_filter_together(tab: Tab) -> None:
    opened = tab.open(PAGE)
    page = opened.page
    page.select_option("[name=reason]", "status-compared")
    page.wait_for_timeout(150)
    assert [place.rpartition("/")[2] for place in opened.shown()] == [
        "odd, 100% déjà|vu.py:7",
        "test_api.py:30",
    ]
    page.select_option("[name=kind]", "assertion")
    page.wait_for_timeout(150)
    assert opened.shown() == ["tests/test_api.py:30"]
    page.fill("[name=path]", "src/")
    page.wait_for_timeout(150)
    assert opened.shown() == []
    assert page.is_visible("#nothing")
    page.click("#filters [type=reset]")
    page.wait_for_timeout(50)
    assert len(opened.shown()) == len(WORK)
    page.fill("[name=path]", "*_API.py")
    page.wait_for_timeout(150)
    assert opened.shown() == ["tests/test_api.py:4", "tests/test_api.py:30"]
    page.click("#filters [type=reset]")
    page.click("[data-folder='src/']")
    assert {place.partition("/")[0] for place in opened.shown()} == {"src"}
    assert opened.count().endswith(" shown in src/")
    page.select_option("[name=rule]", "TST002")
    page.wait_for_timeout(150)
    assert opened.shown() == []


def test_a_link_keeps_the_filters(tab: Tab) -> None:
    first = tab.open(PAGE)
    first.page.click(".tile.fixable")
    first.page.fill("[name=path]", "src")
    first.page.wait_for_timeout(150)
    fragment = first.page.evaluate("location.hash")
    assert tab.open(PAGE, fragment=fragment).shown() == first.shown() == ["src/api.py:19"]


def test_a_link_leads_to_its_site_also_where_filters_hide_it(tab: Tab) -> None:
    ignored = next(site for site in PAGE.sites if site.status is Status.IGNORED)
    opened = tab.open(PAGE, fragment=f"#site-{ignored.fingerprint}")
    site = opened.page.locator(f"#site-{ignored.fingerprint}")
    assert site.locator("details").get_attribute("open") is not None
    assert site.locator(".body").is_visible()
    assert f"{ignored.location.path}:{ignored.location.line}" in opened.shown()


def test_a_reason_leads_to_its_explanation(tab: Tab) -> None:
    opened = tab.open(PAGE)
    opened.page.click("#open")
    opened.page.click("a.code >> nth=0")
    code = opened.page.evaluate("location.hash").removeprefix("#reason-")
    assert opened.page.locator(f"#reason-{code}").is_visible()
    assert opened.page.evaluate("document.querySelector('article:target h3').innerText") != ""


def test_everything_works_by_keyboard(tab: Tab) -> None:
    opened = tab.open(PAGE)
    page = opened.page
    focused = "document.activeElement.closest('.site')?.querySelector('.path').textContent"
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate(focused) == opened.shown()[1]
    page.keyboard.press("Enter")
    assert page.locator("details[open]").count() == 1
    page.keyboard.press("k")
    page.keyboard.press("k")
    assert page.evaluate(focused) == opened.shown()[0]
    page.keyboard.press("/")
    page.keyboard.type("jk/")
    assert page.input_value("[name=path]") == "jk/"
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    # All that can be clicked can be reached with the tabulator.
    page.click("#filters [type=reset]")
    reached = set()
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    wanted = page.evaluate(
        "[...document.querySelectorAll('button, input, select, summary')]"
        ".filter(n => n.checkVisibility()).map((n, i) => (n.dataset.n = i))"
    )
    for _ in range(len(wanted) * 2):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.dataset.n"))
    assert {str(number) for number in wanted} <= reached
    assert opened.complaints == []


def test_a_hostile_source_is_shown_and_does_nothing(tab: Tab) -> None:
    opened = tab.open(HOSTILE)
    page = opened.page
    for status in (Status.SUPPRESSED, Status.IGNORED, Status.MENTION):
        page.click(f".chip.{status.value}")
    page.click("#open")
    page.select_option("[name=rule]", index=1)
    page.select_option("[name=rule]", index=0)
    page.fill("[name=path]", "<img src=x onerror=hacked()>")
    page.wait_for_timeout(150)
    assert "<img src=x onerror=hacked()>" in opened.shown()[0]
    page.mouse.move(300, 500)
    assert page.locator("main img, main script, main style, main iframe").count() == 0
    assert [url.rpartition("/")[2] for url in opened.requests] == ["report.html"]
    assert opened.complaints == []


def test_a_link_from_a_stranger_does_nothing(tab: Tab) -> None:
    for fragment in ("#path=%3Cimg src=x onerror=hacked()%3E", "#site-nothing", "#=&=", "#status="):
        assert tab.open(PAGE, fragment=fragment).complaints == []


def test_on_paper_every_site_that_is_shown_is_open(tab: Tab) -> None:
    page = tab.open(PAGE).page
    page.click(".tile.unresolved")
    opened = "[...document.querySelectorAll('.site details')].filter(d => d.open).length"
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.evaluate(opened) == PAGE.count(Status.UNRESOLVED)
    assert not page.is_visible("#filters")
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(opened) == 0
    assert page.pdf()[:5] == b"%PDF-"


def test_without_script_everything_is_there(tab: Tab) -> None:
    page = tab.open(PAGE, script=False).page
    assert page.locator(".site").count() == len(PAGE.sites)
    assert not page.is_visible("#filters")
    page.click(".site summary >> nth=0")
    assert page.is_visible(".site .body >> nth=0")


@pytest.mark.parametrize("width", [360, 800, 1600])
def test_no_width_makes_the_page_scroll_sideways(tab: Tab, width: int) -> None:
    page = tab.open(PAGE, width=width).page
    page.click("#open")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_clean_page_has_no_error(tab: Tab) -> None:
    opened = tab.open(CLEAN)
    assert opened.page.is_visible(".empty")
    assert opened.complaints == []


def test_five_thousand_sites_are_quick(tab: Tab) -> None:
    opened = tab.open(large(5000))
    page = opened.page
    start = time.monotonic()
    page.click(".tile.fixable")
    assert opened.count() == "1000 of 5000 shown"
    page.evaluate("document.body.offsetHeight")
    # A tenth of this on an idle machine.
    assert time.monotonic() - start < 5


def test_a_missing_browser_is_a_failure_where_it_must_not_be_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(REQUIRED, raising=False)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(pytest.skip.Exception, match="no browser is on this machine"):
        executable()
    monkeypatch.setenv(REQUIRED, "required")
    with pytest.raises(pytest.fail.Exception, match="no browser is on this machine"):
        executable()
