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
    assert (found is None or any(name in names for names in found)) is each


def test_a_method_that_sets_its_own_attribute_binds_that_name_alone() -> None:
    found = written("self.path = read(box.paths[0])")
    assert found is not None
    assert (found.bound, found.indexed) == ({"path"}, {"paths"})


@pytest.mark.parametrize("text", ["# as it was.\npath = 1", '"""As it was."""\npath = 1'])
def test_prose_writes_nothing(text: str) -> None:
    written_there = written(text)
    assert written_there is not None
    assert not any(written_there)
