"""Lines and columns, as Python counts them."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.files.lines import LineIndex

TEXT = st.text(alphabet="ab\n\r\f\v\u2028é日\U0001f600", max_size=40)


def test_only_newlines_end_a_line() -> None:
    index = LineIndex("a\nb\r\nc\rd\fe\vf\u2028g")
    lines = [index.line_text(line) for line in range(1, index.count + 1)]
    assert lines == ["a", "b", "c", "d\fe\vf\u2028g"]


@given(TEXT, st.data())
def test_locations_lead_back_to_the_offset(text: str, data: st.DataObject) -> None:
    index = LineIndex(text)
    offset = data.draw(st.integers(0, len(text)))
    line, column, end_line, end_column = index.location(offset, len(text))
    assert index.offset(line, column) == offset
    assert index.offset(end_line, end_column) == len(text)
    assert column >= 1


def test_lines_agree_with_the_compiler() -> None:
    text = "'é'; a\r\n\r\rb\n\f\nc"
    index = LineIndex(text)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Name):
            line, _, _, _ = index.location(text.index(node.id), text.index(node.id) + 1)
            assert line == node.lineno


@pytest.mark.parametrize("line", [0, 3])
def test_a_line_that_is_not_there(line: int) -> None:
    with pytest.raises(ValueError, match="no line"):
        LineIndex("a\nb").offset(line, 1)
