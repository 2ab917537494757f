"""Notebooks: what their cells say, and edits that keep every other byte."""

from __future__ import annotations

import ast
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.files.notebook import CellEdit, NotebookError, apply, read


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


def program(text: str) -> str:
    return read(notebook(text))[0].program


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
        [CellEdit(2, 0, "abc", "x\ny")],
    ],
)
def test_edits_that_make_no_sense_are_refused(edits: list[CellEdit]) -> None:
    with pytest.raises(ValueError, match=r"does not hold|overlap|within one line"):
        apply(notebook("abc"), edits)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("%matplotlib inline\nx = 1\n", "0#atplotlib inline\nx = 1\n"),
        ("!ls\n", "0#s\n"),
        ("if x:\n    !rm a\n", "if x:\n    0#m a\n"),
        ("files = !ls *.py\n", "files = 0#s *.py\n"),
        ("t = %timeit -o f()\n", "t = 0#imeit -o f()\n"),
        ("!pip install \\\n  requests\nx\n", "0#ip install \\\n# requests\nx\n"),
        ("%%time\nf()\n", "0#time\nf()\n"),
        ("requests.get?\n", "0#quests.get?\n"),
        ("??f", "0#f"),
        ("x = (a\n% b)\n", "x = (a\n% b)\n"),
        ('x = """\n%time\n!ls\n"""\n', 'x = """\n%time\n!ls\n"""\n'),
        ("x = 5 % 3\ny = x != 2\n", "x = 5 % 3\ny = x != 2\n"),
        ("%%bash\ncurl x\n", ""),
        ("%%html\n<b>", ""),
    ],
)
def test_what_only_ipython_understands_does_nothing(text: str, expected: str) -> None:
    assert program(text) == expected
    ast.parse(expected)


@given(st.text(alphabet="%!?ab=('\"\\ \n#)", max_size=40))
def test_the_program_is_as_long_as_the_cell(text: str) -> None:
    (cell,) = read(notebook(text))
    if cell.is_python:
        assert len(cell.program) == len(cell.text)
        assert cell.program.count("\n") == cell.text.count("\n")
