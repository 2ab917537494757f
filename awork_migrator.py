"""The command `awork-migrator`, as a module of its own name: `python -m awork_migrator`.

Decided here: the package `migrator` is the one beside this file. A project may well have a package
of that name, and its PYTHONPATH may put it in front of ours.
"""

from __future__ import annotations

import os
import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command and end the process with its exit status."""
    here = os.path.dirname(os.path.abspath(__file__))
    package = sys.modules.get("migrator")
    beside = os.path.join(here, "migrator")
    if package is not None and beside not in getattr(package, "__path__", ()):
        for name in [name for name in sys.modules if name.partition(".")[0] == "migrator"]:
            del sys.modules[name]
    # For this one import only: what else lies beside this file must not go before Python's own.
    sys.path.insert(0, here)
    try:
        from migrator import entry
    finally:
        sys.path.remove(here)
    entry.main()


if __name__ == "__main__":
    main()
