"""A suite for the modules of `tests/evidence/project.py`, with an API that is strict.

Two requests to a path that ends with `twice/delete` are one too many, so that two wrong edits can
fail only together.
"""

import importlib
import os
import sys
import types
from urllib.parse import urlsplit

KEYS = {
    "/api/v1/timeentries/delete": "ids",
    "/api/v1/timeentries/batch/delete": "timeEntryIds",
}
seen = []


def post(url, json):
    path = urlsplit(url).path
    seen.append(path)
    if path.endswith("/twice/delete"):
        assert seen.count(path) == 1, "409 " + path
    else:
        assert list(json) == [KEYS.get(path)], "404 " + path
    return types.SimpleNamespace(raise_for_status=lambda: None)


sys.modules["requests"] = types.SimpleNamespace(post=post)
sys.path.insert(0, os.getcwd())
modules = sorted(name[:-3] for name in os.listdir() if name.startswith("m"))
for name in modules:
    importlib.import_module(name).delete([1])
assert len(seen) == len(modules) > 0
