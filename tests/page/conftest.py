"""One browser for the tests of a process, and a page for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.page.browser import Tab, launched

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.fixture
def tab(browser: Browser, tmp_path: Path) -> Iterator[Tab]:
    yield Tab(browser, tmp_path)
    for context in browser.contexts:
        context.close()
