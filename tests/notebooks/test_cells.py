"""Notebooks: what their cells say, and edits that keep every other byte."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.files import notebook as notebooks
from migrator.files.lines import LineIndex
from migrator.files.notebook import Cell, CellEdit, NotebookError
from migrator.files.program import notebook as program_of
from migrator.model import Location


def notebook(*sources: object, indent: int | None = 1, ensure_ascii: bool = False) -> str:
    cells = [
        {
            "outputs": [{"text": ["# timeentries/delete\n"], "source": "no"}],
            "cell_type": "code",
            "metadata": {"source": ["x"], "cell_type": "markdown"},
            "source": source,
            "execution_count": None,
        }
        for source in sources
    ]
    markdown = {"cell_type": "markdown", "metadata": {}, "source": ["# é\n", "text"]}
    document = {"cells": [markdown, *cells], "metadata": {"a": 1.5e3}, "nbformat": 4}
    return json.dumps(document, indent=indent, ensure_ascii=ensure_ascii) + "\n"


def read(text: str) -> tuple[Cell, ...]:
    """The code cells."""
    return tuple(cell for cell in notebooks.read(text).cells if cell.kind == "code")


def apply(text: str, edits: list[CellEdit]) -> str:
    return notebooks.apply(text, notebooks.read(text).cells, edits)


def test_the_code_cells_come_in_order_with_their_numbers() -> None:
    cells = read(notebook(["import a\n", "a.b()"], "x = 1\ny = 2"))
    assert [(cell.number, cell.text) for cell in cells] == [
        (2, "import a\na.b()"),
        (3, "x = 1\ny = 2"),
    ]


@pytest.mark.parametrize("source", [[], "", [""], ["", "x = 1"]])
def test_empty_sources_are_cells_too(source: object) -> None:
    (cell,) = read(notebook(source))
    assert cell.text == "".join(source)  # type: ignore[arg-type]
    assert len(cell.starts) == len(cell.text) + 1


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("", "ends within JSON", 1),
        ('{"cells": [', "ends within JSON", 1),
        ("{}", "no list of cells", 1),
        ("[]", "no list of cells", 1),
        ('{"cells": {}}', "no list of cells", 1),
        ('{"cells": [],\n}', "Expecting another entry", 2),
        ('{"cells": []} x', "Extra data", 1),
        ('{"cells": [\n"a\nb"]}', "Invalid control character", 2),
        ("{'cells': []}", "name in quotes", 1),
        ('{"cells": [nothing]}', "Expecting value", 1),
        ("[" * 100_000, "nested too deeply", 1),
    ],
)
def test_what_is_no_notebook_is_refused_with_a_sentence(text: str, message: str, line: int) -> None:
    with pytest.raises(NotebookError, match=message) as caught:
        read(text)
    assert caught.value.line == line


def test_an_edit_changes_its_characters_and_no_other() -> None:
    text = notebook(['post("\\u00e9/delete")\n', 'x = "\t\\\\"'], "y")
    cell = read(text)[0]
    at = cell.text.index("delete")
    after = apply(text, [CellEdit(2, at, "", "batch/")])
    assert len(after) == len(text) + len("batch/")
    assert read(after)[0].text == cell.text.replace("/delete", "/batch/delete")
    assert read(after)[1].text == "y"


@pytest.mark.parametrize("indent", [None, 1, 4])
@pytest.mark.parametrize("ensure_ascii", [True, False])
@given(data=st.data(), lines=st.lists(st.text(max_size=8), min_size=1, max_size=5))
def test_any_edit_of_any_text(
    indent: int | None, ensure_ascii: bool, data: st.DataObject, lines: list[str]
) -> None:
    source = [f"{line}\n".replace("\n", "", line.count("\n")) for line in lines]
    text = notebook(source, "other", indent=indent, ensure_ascii=ensure_ascii)
    cell = read(text)[0]
    assert cell.text == "".join(source)
    start = data.draw(st.integers(0, len(cell.text)))
    stop = cell.text.find("\n", start)
    end = data.draw(st.integers(start, len(cell.text) if stop < 0 else stop))
    new = data.draw(st.text(max_size=5)).replace("\n", "")
    after = apply(text, [CellEdit(2, start, cell.text[start:end], new)])
    assert read(after)[0].text == cell.text[:start] + new + cell.text[end:]
    old_rest, new_rest = json.loads(text), json.loads(after)
    for document in (old_rest, new_rest):
        del document["cells"][1]["source"]
    assert new_rest == old_rest
    first, last = cell.starts[start], cell.ends[end - 1] if end > start else cell.starts[start]
    assert after.startswith(text[:first])
    assert after.endswith(text[last:])


def test_no_edit_changes_nothing() -> None:
    text = '{ "cells":[{"cell_type":"code" ,"source":"a\\u0062"}],"b":1E5}'
    assert apply(text, []) == text
    assert read(text)[0].text == "ab"


@pytest.mark.parametrize(
    "edits",
    [
        [CellEdit(2, 0, "no", "x")],
        [CellEdit(2, 0, "abc", "x"), CellEdit(2, 1, "bc", "y")],
    ],
)
def test_edits_that_make_no_sense_are_refused(edits: list[CellEdit]) -> None:
    with pytest.raises(ValueError, match=r"does not hold|overlap"):
        apply(notebook("abc"), edits)


@pytest.mark.parametrize(
    ("metadata", "language"),
    [
        ({}, "python"),
        ({"kernelspec": {"language": "Python", "name": "any"}}, "python"),
        ({"kernelspec": {"name": "python3"}}, "python"),
        ({"language_info": {"name": "ipython"}}, "python"),
        ({"kernelspec": {"language": "julia"}, "language_info": {"name": "python"}}, "julia"),
        ({"kernelspec": {"name": "ir", "language": "R"}}, "r"),
        ({"kernelspec": "broken", "language_info": []}, "python"),
    ],
)
def test_the_metadata_tell_the_language(metadata: object, language: str) -> None:
    text = json.dumps({"metadata": metadata, "cells": []})
    assert notebooks.read(text).language == language


def test_of_a_source_that_is_given_twice_the_last_one_counts() -> None:
    text = '{"cells": [{"cell_type": "code", "source": "a", "source": ["b", "c"]}]}'
    assert [cell.text for cell in read(text)] == ["bc"]


@given(st.lists(st.lists(st.text(alphabet='ab\n\r\u00e9"', max_size=6), max_size=3), max_size=4))
def test_every_place_in_the_text_leads_to_its_cell_and_to_the_file(sources: list[object]) -> None:
    text = notebook(*sources, indent=1)
    book = program_of(text)
    lines = LineIndex(book.text)
    raw = LineIndex(text)
    for number, (start, cell) in enumerate(zip(book.starts, book.document.cells, strict=True), 1):
        for offset, char in enumerate(cell.text):
            if char in "\r\n":
                continue
            line, column, *end = lines.location(start + offset, start + offset + 1)
            where = Location("a.ipynb", line, column, *end)
            inner = book.cells.cell(where)
            assert inner is not None
            assert inner.number == number
            assert inner.line == LineIndex(cell.text).location(offset, offset)[0]
            there = book.cells.in_file(where)
            found = raw.offset(there.line, there.column)
            assert found == cell.starts[offset]
            assert json.loads(f'"{text[found : cell.ends[offset]]}"') == char
