"""Each mutant starts from what its code says: nothing is remembered from before the fork."""

from __future__ import annotations

import sys


def pytest_sessionstart() -> None:
    for name, module in list(sys.modules.items()):
        if name.startswith("migrator.analysis."):
            for held in list(vars(module).values()):
                clear = getattr(held, "cache_clear", None)
                if clear is not None:
                    clear()
