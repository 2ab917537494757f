"""One laboratory for all programs of a test process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.programs.lab import Lab


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    laboratory = Lab(tmp_path_factory.mktemp("lab"))
    yield laboratory
    laboratory.close()
