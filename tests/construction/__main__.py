"""Run the constructed programs and say what is wrong: `python -m tests.construction --help`."""

from __future__ import annotations

import sys

from tests.construction.command import main

if __name__ == "__main__":
    sys.exit(main())
