"""Draws the pictures of the README anew: python -m tests.page.pictures

They show the report of the project that the README's first command runs on.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from migrator import engine
from migrator.config import Options, load_settings
from migrator.model import Mode
from migrator.sources import with_sources
from tests.page.browser import Tab, launched

ROOT = Path(__file__).parents[2]


def draw() -> None:
    """Write one picture for each colour scheme."""
    import os

    with tempfile.TemporaryDirectory() as folder, launched() as browser:
        shutil.copytree(ROOT / "fixtures" / "projects" / "timesheet-sdk", f"{folder}/timesheet-sdk")
        os.chdir(f"{folder}/timesheet-sdk")
        settings = load_settings(Mode.CHECK, Options(), isolated=True)
        report = with_sources(engine.run(["."], settings))
        for scheme in ("light", "dark"):
            page = Tab(browser, Path(folder)).open(report, scheme=scheme, width=1180).page
            page.click(".site summary >> nth=7")
            page.set_viewport_size({"width": 1180, "height": 1180})
            page.evaluate("scrollTo(0, 0)")
            page.screenshot(path=ROOT / "docs" / "images" / f"report-{scheme}.png")


if __name__ == "__main__":
    draw()
