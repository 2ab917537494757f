"""What a rule writes is data, never code: refused when the rule is read, and by the proof again."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from migrator.config import Settings
from migrator.engine import run
from migrator.model import Mode, Status
from migrator.rules.loader import built_in_rules, load_rules
from migrator.rules.rule import BodyRule, Rule
from migrator.rules.tables import ConfigError, Table
from tests.trust.conftest import CALL, HEAD, write

# What ends a literal, means another character in it, ends its line, or hides what it says.
HOSTILE = [
    'x": __import__("os").getcwd(), "y',
    "x': 1, 'y",
    "back\\slash",
    "a\\",
    "two\nlines",
    "a\rb",
    "tab\tbed",
    "nul\0",
    "\x1b[31mred",
    "\x85next",
    "\u2028line",
    "\u202eesrever",
    "\u2066isolate\u2069",
    "\u200fmark",
    "`tick`",
]
HOSTILE_KEYS = [*HOSTILE, "{x}", "a{", "}b"]
HOSTILE_PATHS = [*HOSTILE, ".", "..", "a/./b", "a/../b"]


def rule(**values: object) -> Table:
    whole = {"code": "TST001", "method": "POST", "path": "/old/path", "replacement": "/new/path"}
    return Table({**whole, **values}, "rules.toml", "rule number 1")


def refused(table: Table) -> str:
    with pytest.raises(ConfigError) as caught:
        load_rules((), [table])
    sentence = str(caught.value)
    assert sentence.isprintable()
    assert sentence.startswith("rules.toml: rule TST001")
    return sentence


@pytest.mark.parametrize("text", HOSTILE_KEYS, ids=ascii)
def test_a_key_that_is_no_plain_text_is_refused(text: str) -> None:
    refused(rule(body={"rename": {"ids": text}}))
    refused(rule(body={"rename": {text: "fine"}}))
    refused(rule(body={"required": [text]}))


@pytest.mark.parametrize("text", HOSTILE_PATHS, ids=ascii)
def test_a_path_that_is_no_plain_text_is_refused(text: str) -> None:
    refused(rule(path=f"/{text}/path"))
    refused(rule(replacement=f"/new/{text}"))


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_so_is_a_host_or_a_base(text: str) -> None:
    refused(rule(hosts=[text]))
    refused(rule(**{"base-paths": [f"/{text}"]}))


@pytest.mark.parametrize("text", ["\x1b[31mred", "\u202eesrever", "\0"], ids=ascii)
def test_a_note_that_acts_is_refused_and_one_with_quotes_is_not(text: str) -> None:
    refused(rule(note=text))
    refused(rule(summary=text))
    load_rules((), [rule(note='say "it\'s"\nin two lines', summary="a 'b' \\ c")])


@pytest.mark.parametrize("key", ["timeEntryIds", "filter[name]", "größe", "a.b-c", "with space"])
def test_what_services_use_is_taken(key: str) -> None:
    load_rules((), [rule(body={"rename": {"ids": key}, "required": [key]})])


# The proof, with rules that were never read from a file.

SOURCES = {
    "dict": HEAD + CALL,
    "keyword": HEAD + CALL.replace('{"ids": ids}', "dict(ids=ids)"),
    "constant": HEAD + "KEY = 'ids'\n" + CALL.replace('"ids"', "KEY") + "print({KEY: 1})\n",
    "text": "import requests\n\nrequests.post('https://api.awork.com/api/v1/timeentries/delete',"
    " data='{\"ids\": []}')\n",
    "f-string": HEAD + CALL.replace("json={", "data=f'{{").replace("ids}", "{ids}}}'"),
    "raw": HEAD + CALL.replace('"ids"', 'r"ids"'),
}


def fixed(text: str, hostile: Rule) -> tuple[str, set[str]]:
    """The source after `fix`, and the reasons of what is left."""
    path = write("app.py", text)
    report = run(["app.py"], Settings(mode=Mode.FIX, rules=(hostile,)))
    left = [site for site in report.sites if site.status is Status.UNRESOLVED]
    return path.read_text(encoding="utf-8"), {r.code for site in left for r in site.reasons}


@pytest.mark.parametrize("text", HOSTILE_KEYS, ids=ascii)
@pytest.mark.parametrize("source", SOURCES, ids=str)
def test_the_proof_refuses_a_key_that_would_be_code(here: Path, source: str, text: str) -> None:
    (known,) = built_in_rules()
    hostile = known._replace(body=BodyRule((("ids", text),), (text,)))
    after, _ = fixed(SOURCES[source], hostile)
    if after != SOURCES[source]:
        # Where the text can be spelled as it is, the literal says just that.
        values = [n.value for n in ast.walk(ast.parse(after)) if isinstance(n, ast.Constant)]
        assert any(text in value for value in values if isinstance(value, str))


@pytest.mark.parametrize(
    "text", ['x" + exit() + "', "x', 1), print('y", "tail\\", "a\\tb", "{ids}"], ids=ascii
)
def test_the_proof_refuses_a_path_that_would_be_code(here: Path, text: str) -> None:
    (known,) = built_in_rules()
    hostile = known._replace(replacement=("timeentries", text, "delete"))
    for source in (HEAD + CALL, HEAD + CALL.replace('("https', '(f"https')):
        after, _ = fixed(source, hostile)
        if after != source:
            values = [n.value for n in ast.walk(ast.parse(after)) if isinstance(n, ast.Constant)]
            assert any(text in value for value in values if isinstance(value, str))


def test_the_seen_one(here: Path) -> None:
    (known,) = built_in_rules()
    hostile = known._replace(body=BodyRule((("ids", 'x": 1, "y'),), ()))
    assert fixed(HEAD + CALL, hostile) == (HEAD + CALL, {"verification-failed"})
