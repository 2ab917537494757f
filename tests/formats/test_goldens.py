"""Each format holds against its golden file in `fixtures/reports/`.

After a change that is meant, write the files anew and read the difference:

    python -m tests.formats.test_goldens
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from migrator.model import Report
from migrator.report import (
    github,
    gitlab,
    json_report,
    junit,
    markdown,
    sarif,
    step_summary,
    text,
)
from tests.formats.sample import CLEAN, FULL

FOLDER = Path(__file__).parents[2] / "fixtures" / "reports"

GOLDENS: dict[str, Callable[[Report], str]] = {
    "golden.github.txt": github.render,
    "golden.gitlab.json": gitlab.render,
    "golden.json": json_report.render,
    "golden.junit.xml": junit.render,
    "golden.md": markdown.render,
    "golden.sarif": sarif.render,
    "golden.summary.md": step_summary.render,
    "golden.txt": text.render,
}


@pytest.mark.parametrize("name", GOLDENS)
def test_the_rendered_report_is_the_golden_one(name: str) -> None:
    assert GOLDENS[name](FULL) == (FOLDER / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", GOLDENS)
def test_every_line_of_a_report_has_an_end(name: str) -> None:
    for report in (FULL, CLEAN):
        rendered = GOLDENS[name](report)
        assert not rendered or rendered.endswith("\n")
        assert not rendered.endswith("\n\n")


def write_goldens() -> None:
    for name, render in GOLDENS.items():
        (FOLDER / name).write_text(render(FULL), encoding="utf-8", newline="")


if __name__ == "__main__":
    write_goldens()
