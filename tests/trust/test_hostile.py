"""A few of the hostile inputs that `tests.trust.hostile` makes by the hundred."""

from __future__ import annotations

import random

import pytest

from tests.trust.hostile import TRIALS


@pytest.mark.parametrize("what", TRIALS)
def test_hostile_input_does_no_harm(pytestconfig: pytest.Config, what: str) -> None:
    for number in range(500 if pytestconfig.getoption("--long") else 12):
        TRIALS[what](random.Random(f"suite {number}"))
