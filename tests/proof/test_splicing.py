"""Which edits leave a tree as it is but for a token, and which are left to the parser."""

from __future__ import annotations

from pathlib import Path

import libcst as cst
import pytest

from migrator.analysis.source import scopes
from migrator.analysis.source.module import Module, parse
from migrator.analysis.source.splicing import spliced
from migrator.files.edits import apply_edits
from migrator.files.source import decode
from migrator.model import Edit
from tests.cases.conftest import hold_same

MARK = "«"  # «before»after»: what stands there, and what is to stand there
TOKENS = {
    "a text": 'x = "/timeentries/«»batch/»delete"\n',
    "two in one text": 'x = "/«old»new»/a/«»batch/»delete"\n',
    "at the ends of a text": 'x = "«»/batch»/delete«»/»"\n',
    "a text of three quotes": 'x = r"""/\n«ids»timeEntryIds»"""\n',
    "bytes": 'x = b"{\\"«ids»timeEntryIds»\\": []}"\n',
    "a keyword": "f(dict(«ids»timeEntryIds»=[1]), x=2)\n",
    "an f-string": 'x = f"{base}/timeentries/«»batch/»delete?{query:>10}" + "after"\n',
    "between other nodes": 'a = [ "b", ("«c»dd»" , e) , {"«f»gg»": h} ]  # text\nlast = 1\n',
    "many lines": 'def f():\n    if x:\n        y("«a»bbb»")\n    return z\n\n\ndef g(): pass\n',
    "decorators": 'class C:\n    @f("«a»bc»")\n    @g\n    def h(): pass\n',
    "a default and an annotation": 'def h(x: "«d»ef»" = "«g»hi»", *, y="«j»kl»"): pass\n',
    "a class": '@f("«a»bc»")\nclass C(B("«d»ef»")):\n    x = lambda y="«g»hi»": y\n',
    "a text without its last line end": 'x = 1\ny = "«a»b»c"',
}
PARSED = {
    "code": "x = «a»b.c»\n",
    "a part of a name": "timeen«try»»ies = 1\n",
    "a name that is a word of Python": "f(«a»None»=1)\n",
    "a name that may become one": "«a»match» (x)\n",
    "a name of other letters": "f(«a»ä»=1)\n",
    "a quote": 'x = "a«»\'»b"\n',
    "a space": 'x = "a«» »b"\n',
    "a line end": 'x = """a«»\n»b"""\n',
    "the quotes too": 'x = «"a"»"b"»\n',
    "the prefix": 'x = «»r»"a"\n',
    "behind a backslash": 'x = "\\«d»»"\n',
    "a brace in an f-string": 'x = f"{a}b«»{»c"\n',
    "between two braces": 'x = f"{a}b{«»c»{"\n',
    "at the edge of a field": 'x = f"{a}«»b»c"\n',
    "over two tokens": 'x = "«a" "b»c»"\n',
    "a comment": "x = 1  # «a»b»\n",
    "a text behind a form feed": '\f  \nx = "«a»b»"\n',
}


def edited(marked: str) -> tuple[Module, str, list[Edit]]:
    """The module without the marks, its text after the edits, and these."""
    text, edits = "", []
    first, *others = marked.split(MARK)
    text = first
    for other in others:
        before, after, rest = other.split("»", 2)
        start, end = len(text), len(text) + len(before)
        text += before + rest
        edits.append((start, end, before, after))
    source = decode(text.encode(), "m.py", "m.py")
    module = parse(source, "m", "")
    made = [
        Edit(module.location_of(start, end), start, end, before, after)
        for start, end, before, after in edits
    ]
    return module, apply_edits(text, made), made


@pytest.mark.parametrize("marked", TOKENS.values(), ids=TOKENS)
def test_an_edit_within_tokens_gives_what_a_parse_gives(marked: str) -> None:
    module, text, edits = edited(marked)
    made = spliced(module, decode(text.encode(), "m.py", "m.py"), [*edits, edits[0]])
    assert made is not None
    assert made.tree.code == text != module.tree.code
    hold_same(made)


@pytest.mark.parametrize("marked", PARSED.values(), ids=PARSED)
def test_any_other_edit_is_left_to_the_parser(marked: str) -> None:
    module, text, edits = edited(marked)
    assert spliced(module, decode(text.encode(), "m.py", "m.py"), edits) is None


def test_a_text_that_is_not_the_edited_one_is_left_to_the_parser() -> None:
    module, text, edits = edited('x = "«a»b»c"\n')
    other = decode(text.replace("bc", "bd").encode(), "m.py", "m.py")
    assert spliced(module, other, edits) is None


def test_what_did_not_change_is_not_made_again() -> None:
    module, text, edits = edited('x = "a"\ny = "«b»c»"\n')
    made = spliced(module, decode(text.encode(), "m.py", "m.py"), edits)
    assert made is not None
    assert made.tree.body[0] is module.tree.body[0]
    assert made.tree.body[1] is not module.tree.body[1]
    assert isinstance(module.tree, cst.Module)
    assert module.tree.code == 'x = "a"\ny = "b"\n'


SOURCES = sorted((Path(__file__).parents[2] / "migrator").rglob("*.py"))[::3]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_a_node_stretches_over_all_that_carries_meaning_in_it(path: Path) -> None:
    module = parse(decode(path.read_bytes(), str(path), str(path)), "m", "")
    waiting: list[cst.CSTNode] = [module.tree]
    while waiting:
        node = waiting.pop()
        start, end = module.stretch(node)
        for child in scopes.children(node):
            first, last = module.stretch(child)
            assert start <= first <= last <= end, (node, child)
            waiting.append(child)
