"""The copy for libcst: parsed without loss, of the same meaning, and mapped back."""

from __future__ import annotations

import ast
from pathlib import Path

import libcst
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.files.parsetext import parse_text
from migrator.files.source import decode

GOOD = sorted((Path(__file__).parents[2] / "fixtures" / "bytes" / "good").glob("*.py"))
FRAGMENTS = (
    *("if x:", "def f():", "class A:", "else:", "@d", "pass", "    pass\n", "y", "z=1", "x=1\n"),
    *("'''", "'a'", "f'{x}'", "(", ")", ";", "#c"),
    *("\n", "\r", "\r\n", "\\\n", "\f", "\t", " ", "  ", "    "),
)


def hold(text: str) -> None:
    """Every promise of parse_text, for one text that is Python."""
    copy = parse_text(text)
    for offset, character in enumerate(copy.text):
        original = text[copy.to_source(offset)]
        assert original == character or (original, character) == ("\r", "\n")
    assert copy.to_source(len(copy.text)) <= len(text)
    try:
        meaning = ast.dump(ast.parse(text))
    except SyntaxError:
        return
    assert libcst.parse_module(copy.text).code == copy.text
    assert ast.dump(ast.parse(copy.text)) == meaning


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_fixture_files(path: Path) -> None:
    hold(decode(path.read_bytes(), str(path), path.name).text)


@pytest.mark.parametrize(
    "text",
    [
        "x=1\n\fy=2\n",
        "if x:\n    y\n\f    z\n",
        "if x:\n  y\n\felse:\n  z\n",
        "@a\n\f@b\ndef f(): pass\n",
        "x = '''\n\f a\n'''\n",
        "f(\n\f1,\n  \f2\n)\n",
        "x=1 # '\n\fy=2\n",
        "\\\nx=1\n",
        "if x:\n\\\n    y\n",
        "x=1\n\n  \n#c\n",
        "x='''\n  # c '''\n",
        "#c\\\n",
        "x=1\r",
        "\r",
        "\f",
    ],
)
def test_what_libcst_loses(text: str) -> None:
    hold(text)


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
@settings(max_examples=400)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=9).map("".join))
def test_generated_texts(text: str) -> None:
    hold(text)


def test_ordinary_text_is_left_alone() -> None:
    text = "def f():\n    return 'a'\r\n"
    assert parse_text(text).text == text


def test_strings_keep_their_form_feeds() -> None:
    assert parse_text("x = '''\n\fa'''\n\fy = 1\n").text == "x = '''\n\fa'''\ny = 1\n"


def test_many_blank_lines_cost_no_more_than_their_number() -> None:
    text = "x = 1\n" + "\n" * 200_000 + "y = '\\\\'\n" + " \n" * 200_000
    assert parse_text(text).text.endswith("y = '\\\\'\n")
