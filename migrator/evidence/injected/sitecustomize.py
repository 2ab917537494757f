"""Starts the recorder in a Python process, and then what the user's own sitecustomize does.

Decided here: this file may be read by any Python, so it is written for the oldest. It takes its own
folder off the path, so that the program finds what it would have found without it.
"""

import os
import sys


def _start():  # type: ignore[no-untyped-def]
    folder = os.path.dirname(os.path.abspath(__file__))
    try:
        if sys.version_info >= (3, 8):
            import migrator_recorder

            migrator_recorder.start(folder)
    except Exception:
        # Whatever it is, the program has to run as if nobody had looked.
        pass
    sys.path[:] = [place for place in sys.path if os.path.abspath(place or ".") != folder]
    sys.modules.pop("sitecustomize", None)


_start()  # type: ignore[no-untyped-call]
del _start
# Without one of the user this fails as it does for every Python that has none, and `site` knows
# that; an error in it is the user's, and `site` says so.
import sitecustomize  # type: ignore[import-not-found]  # noqa: E402, F401
