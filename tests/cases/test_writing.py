"""What a text may write is found at once for all names as it is for each of them."""

from __future__ import annotations

import re

import pytest

from migrator.analysis.source.writing import writing, written

TEXTS = (
    "box.path = 1",
    "box . path += 1",
    "if box.path == 1: pass",
    "box.path[0] = 1",
    "box.path.append(1)",
    "path.setdefault('a', 1)",
    "path['a'] = 1",
    "box.paths.append(1)",
    "read(box.path)",
    "path = 1",
    'setattr(box, "path", 1)',
    "setattr(box, name or 'path', 1)",
    "setattr(box, 'x_path', 1); read('path')",
    "path.pop().paths[0]",
)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("name", ["box", "path", "paths", "x_path", "name", "other"])
def test_names_are_found_at_once(text: str, name: str) -> None:
    found = written(text)
    each = re.search(writing([name]), text) is not None
    assert (found is None or name in found) is each
