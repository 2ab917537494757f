"""Run the constructed programs and say what is wrong: `python -m tests.construction --help`."""

from __future__ import annotations

import signal
import sys

from tests.construction.command import main

if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `| head` ends the run
    sys.exit(main())
