"""Every format that the command line offers can be rendered."""

from __future__ import annotations

import pytest

from migrator.report.registry import FORMATS, renderer
from tests.report.sample import ALL, CLEAN


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_renders_a_full_and_a_clean_report(name: str) -> None:
    render = renderer(name)
    assert "TST001" in render(ALL)
    assert render(ALL) == render(ALL)
    assert render(CLEAN) != render(ALL)
