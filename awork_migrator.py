"""The command `awork-migrator`, as a module of its own name: `python -m awork_migrator`.

Decided here: the package `migrator` is the one beside this file. A project may well have a package
of that name, and its PYTHONPATH may put it in front of ours. From the import of this module on a
signal ends the process with one line; nothing has been read by then. So this module is for the
command alone, and imports next to nothing.
"""

from __future__ import annotations

import os
import signal
import sys


def _end(number: int, _frame: object) -> None:
    os.write(2, b"error: interrupted by a signal; every file is as it was\n")
    os._exit(128 + number)


for _name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
    _number = getattr(signal, _name, None)
    if _number is not None and signal.getsignal(_number) is not signal.SIG_IGN:
        signal.signal(_number, _end)


def main() -> None:
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
