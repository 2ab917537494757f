"""What IPython understands and Python does not: the Python that a cell stands for."""

from __future__ import annotations

import ast
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.inputtransformer2 import TransformerManager

from migrator.files.magics import UNKNOWN
from migrator.files.program import Notebook, notebook


def book(*sources: str, kind: str = "code") -> Notebook:
    cells = [{"cell_type": kind, "source": source} for source in sources]
    return notebook(json.dumps({"cells": cells, "metadata": {}}))


def code(*sources: str) -> str:
    """The Python of a notebook with these cells, with `magic` where something unknown is."""
    return book(*sources).program.code.replace(UNKNOWN, "magic")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("%matplotlib inline\nx = 1", "magic()\nx = 1"),
        ("!ls", "magic()"),
        ("!!ls", "magic()"),
        ("if x:\n    !rm a", "if x:\n    magic()"),
        ("files = !ls *.py", "files = magic()"),
        ("t = %timeit -o f()", "t = magic()"),
        ("a['k'] = %env HOME", "a['k'] = magic()"),
        ("!pip install \\\n  requests\nx", "magic()\n\nx"),
        ("requests.get?", "magic()"),
        ("??f", "magic()"),
        ("%time?", "magic()"),
        (",f a b", "magic()"),
        ("%time r = f()", "r = f()"),
        ("%timeit f()", "f()"),
        ("r = %time f()", "r = f()"),
        ("%timeit -n 1 f()", "magic()"),
        ("%run helpers.py", "from helpers import *"),
        ("%run -i ./helpers", "from helpers import *"),
        ("%run other.ipynb", "magic()"),
        ("%%time\nf()", "magic()\nf()"),
        ("%%capture out\nf()", "out = magic\nf()"),
        ("%%timeit x = 1\nf(x)", "x = 1\nf(x)"),
        ("%%bash\ncurl x\n\nls", "magic()\n#curl x\n\n#ls"),
        ("%%html\n<b>", "magic()\n#<b>"),
        ("%sql\nSELECT 1", "magic()\n#SELECT 1"),
        ("%md\nSome *text*", "magic()\n#Some *text*"),
        ("%sql SELECT 1\nx = 2", "magic()\nx = 2"),
        ("%python\nx = 2", "magic()\nx = 2"),
        ("\n\n%%time\nf()", "\n\nmagic()\nf()"),
        ("    x = 1\n    if x:\n        f()", "x = 1\nif x:\n    f()"),
        (">>> x = [\n... 1]\n>>> f(x)", "x = [\n1]\nf(x)"),
        ("In [3]: x = 1", "x = 1"),
        ("  %time f()\n  g()", "f()\ng()"),
    ],
)
def test_what_only_ipython_understands_becomes_python(text: str, expected: str) -> None:
    assert code(text) == f"{expected}\n"
    ast.parse(code(text))


@pytest.mark.parametrize(
    "text",
    [
        "x = (a\n% b)",
        'x = """\n%time\n!ls\n"""',
        "x = 5 % 3\ny = x != 2",
        "x = 1 \\\n  % 2",
        "print('what?')",
        "# what?\n# %time\n# !ls",
        "def f():\n    return {'a': 1}[\n        'a']",
        "await f()",
        "",
        "\n\n",
    ],
)
def test_what_is_python_stays_as_it_is(text: str) -> None:
    assert code(text) == f"{text}\n"


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        (("u = 1", "!curl {u} $v {w + 'x'}"), "magic(u, v, w, x)"),
        (("u = 1", "!curl u"), "magic()"),
        (("u = 1", "%store u w"), "magic(u)"),
        (("u = 1", "%%bash -s $u\necho"), "magic(u)\n#echo"),
        (("u = 1", "%timeit -n 1 f(u)"), "magic(u)"),
    ],
)
def test_a_magic_reads_the_variables_that_it_names(sources: tuple[str, ...], expected: str) -> None:
    assert code(*sources) == f"{sources[0]}\n{expected}\n"


def test_what_a_cell_shows_may_be_read_by_later_cells() -> None:
    assert code("x = 1\nf(x)", "_.ok") == (
        "x = 1\n_ = (f(x)) if magic else _\n_ = (_.ok) if magic else _\n"
    )
    assert code("(f(\n  x))", "Out[1]") == (
        "Out = ((f(\n  x))) if magic else Out\nOut = (Out[1]) if magic else Out\n"
    )


@pytest.mark.parametrize(
    "sources",
    [("f(x);", "_.ok"), ("x = 1", "_.ok"), ("f(x)", "for _ in y:\n    pass"), ("f(", "_")],
)
def test_what_no_cell_shows_is_read_by_none(sources: tuple[str, ...]) -> None:
    assert code(*sources).startswith(f"{sources[0]}\n")


def test_text_cells_are_blank_and_a_comment_in_them_is_none() -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# awork-migrator: ignore-file\n", "text"]},
        {"cell_type": "raw", "source": "x = 1"},
        {"cell_type": "code", "source": "y = 2"},
    ]
    found = notebook(json.dumps({"cells": cells}))
    assert found.program.code == "\n\n\ny = 2\n"
    assert found.text == "# awork-migrator: ignore-file\ntext\nx = 1\ny = 2\n"


CELLS = (
    "%time f()",
    "x = !ls",
    "!ls\nx = 1",
    "  a = 1\n  b = 2",
    "x = (1\n% 2)",
    "if True:\n    %time f()\n    x = 3",
    "%%capture out\nx = 1",
    "f?\ny = 1",
    "x = %env HOME",
    "for i in y:\n    !echo {i}\nz = 1",
    ">>> a = 1\n>>> b = 2",
    "x = '''\n%time\n'''",
    "a, b = !ls",
    "%%time\n\nq = 1",
    "%pip install x\nimport y",
)


@pytest.mark.parametrize("text", CELLS)
def test_python_accepts_what_it_accepts_of_ipython(text: str) -> None:
    """The names that a cell binds are those that it binds when IPython has rewritten it."""
    theirs = ast.parse(TransformerManager().transform_cell(text))
    body = text.split("\n", 1)[1] if text.startswith("%%") else None
    if body is not None:  # IPython hands the body of a cell magic over as a string
        theirs = ast.parse(TransformerManager().transform_cell(body))
    assert _bound(ast.parse(code(text))) - {"out"} == _bound(theirs)


def _bound(tree: ast.AST) -> set[str]:
    names = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and _is_store(n)}
    return names | {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}


def _is_store(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Store)


@given(st.lists(st.text(alphabet="%!?ab=('\"\\ \n#_.>[]{$", max_size=40), max_size=3))
def test_the_python_has_the_lines_of_the_text_and_leads_back_to_them(texts: list[str]) -> None:
    found = book(*texts)
    program = found.program
    assert program.code.count("\n") == found.text.count("\n")
    for offset, char in enumerate(program.code):
        place = program.to_text(offset)
        assert 0 <= place < len(found.text)
        lines = found.text.count("\n", 0, place)
        if char == "\n":
            assert lines <= program.code.count("\n", 0, offset)
        elif found.text[place] == char:
            assert lines == program.code.count("\n", 0, offset)
