"""How many examples a property is tried with: few and always the same, or many and new ones."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings

LONG_RUN = 40  # times the examples of a short run


def budget(config: pytest.Config, examples: int) -> settings:
    """The settings of a property that gets `examples` tries unless the run is a long one.

    A short run is derandomized, so that the outcome depends on the code alone.
    """
    common = settings(
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
    )
    if config.getoption("--long"):
        return settings(common, max_examples=examples * LONG_RUN)
    return settings(common, max_examples=examples, derandomize=True)
