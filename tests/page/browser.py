"""A real browser for the page, and what it noticed: requests, errors, messages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from migrator.model import Report
from migrator.report.html import render

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
REQUIRED = "AWORK_MIGRATOR_BROWSER_TESTS"
"""With the value `required` in this variable a missing browser is a failure."""

_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def executable() -> str:
    """The browser on this machine; without one the test is skipped, or fails where it must not."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is not None:
        return found
    message = f"no browser is on this machine; install one of {', '.join(NAMES)}"
    if os.environ.get(REQUIRED) == "required":
        pytest.fail(message)
    pytest.skip(message)


@contextmanager
def launched() -> Iterator[Browser]:
    """A browser that opens no window."""
    path = executable()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Opened:
    """A page in the browser, with all requests and all that it complained about."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def shown(self) -> list[str]:
        """The sites that the filters leave, each as path and line."""
        return self.page.eval_on_selector_all(
            ".site:not([hidden])",
            "nodes => nodes.map(n => n.querySelector('.path').textContent)",
        )

    def count(self) -> str:
        return self.page.inner_text("#shown")


class Tab:
    """Opens reports in pages of one browser."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.browser = browser
        self.folder = folder

    def open(
        self,
        report: Report,
        *,
        scheme: str = "light",
        width: int = 1280,
        fragment: str = "",
        script: bool = True,
    ) -> Opened:
        file = self.folder / "report.html"
        file.write_text(render(report), encoding="utf-8")
        page = self.browser.new_page(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
            java_script_enabled=script,
        )
        page.set_default_timeout(10_000)
        opened = Opened(page)
        page.on("request", lambda request: opened.requests.append(request.url))
        page.on("console", lambda message: opened.complaints.append(message.text))
        page.on("pageerror", lambda error: opened.complaints.append(str(error)))
        page.on("dialog", lambda dialog: opened.complaints.append(dialog.message))
        page.goto(file.as_uri() + fragment)
        return opened
