"""What the transformations may do to a program, and what they leave alone."""

from __future__ import annotations

import ast
from random import Random

import pytest

from migrator.rules.loader import load_rules
from tests.metamorphic.beside import unrelated
from tests.metamorphic.catalogue import TRANSFORMATIONS
from tests.metamorphic.pairs import Pair
from tests.metamorphic.subject import Subject

MODULE = """import functools
import json

ROOT = "https://example.org"
LIMIT = 3


def marked(function):
    return function


@marked
def first(value=LIMIT):
    return value


class Base:
    def one(self):
        return 1

    def two(self):
        return 2


class Derived(Base):
    pass


def helper(key):
    return {"key": key}


def last():
    name = "x"
    body = helper(name)
    return json.dumps(body)


print(last(), first(), Derived().two())
"""
SEEDS = range(25)


def subject(source: str) -> Subject:
    return Subject("example", {"example.py": source.encode()}, load_rules())


def sources(name: str, source: str = MODULE) -> list[str]:
    """What the transformation makes of the source with each seed."""
    pairs = [Pair(subject(source), TRANSFORMATIONS[name], seed) for seed in SEEDS]
    made = [pair.after() for pair in pairs]
    return [found.files["example.py"].decode() for found in made if found is not None]


def printed(source: str, capsys: pytest.CaptureFixture[str]) -> str:
    exec(compile(source, "example.py", "exec"), {"__name__": "example"})
    return capsys.readouterr().out


@pytest.mark.parametrize(
    "name", [n for n in TRANSFORMATIONS if n not in ("arguments", "file-names", "moved")]
)
def test_a_transformed_module_does_what_it_did(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = printed(MODULE, capsys)
    for source in sources(name):
        assert printed(source, capsys) == wanted, source


@pytest.mark.parametrize("name", TRANSFORMATIONS)
def test_the_same_seed_gives_the_same_result(name: str) -> None:
    assert sources(name) == sources(name)


def test_definitions_change_places_but_stay_behind_what_they_are_made_of() -> None:
    orders = {tuple(_defined(source)) for source in sources("definitions")}
    assert len(orders) > 5
    for order in orders:
        assert order.index("marked") < order.index("first")
        assert order.index("Base") < order.index("Derived")


def test_decorated_functions_that_may_be_registered_keep_their_order() -> None:
    source = "def add(f):\n    return f\n\n\n@add\ndef one(): ...\n\n\n@add\ndef two(): ...\n"
    assert all(
        found.index("def one") < found.index("def two") for found in sources("definitions", source)
    )


def test_definitions_of_one_name_keep_their_order() -> None:
    source = "def one(): return 1\n\n\ndef one(): return 2\n\n\ndef two(): ...\n"
    assert all(
        found.index("return 1") < found.index("return 2")
        for found in sources("definitions", source)
    )


def test_methods_change_places_and_a_setter_stays_behind_its_property() -> None:
    source = (
        "class Thing:\n    def one(self): ...\n\n    @property\n    def size(self): ...\n\n"
        "    @size.setter\n    def size(self, value): ...\n\n    def two(self): ...\n"
    )
    found = sources("methods", source)
    assert len(set(found)) > 3
    assert all(text.index("@property") < text.index("@size.setter") for text in found)


def test_a_function_moves_up_only_as_far_as_its_defaults_allow() -> None:
    for source in sources("hoisted"):
        assert source.index("LIMIT = 3") < source.index("def first")


def test_extracted_code_is_given_the_local_names_that_it_reads() -> None:
    found = [source for source in sources("extracted") if "extracted_value(name)" in source]
    assert found
    assert all("def extracted_value(name):" in source for source in found)


def test_an_inlined_value_leaves_its_line() -> None:
    found = sources("value-inlined")
    assert found
    assert all(("body = helper" not in source) or ("name = " not in source) for source in found)


def test_a_function_that_is_set_elsewhere_is_not_moved() -> None:
    source = "PATH = 'a'\n\n\ndef use(path):\n    global PATH\n    PATH = path\n"
    assert not sources("moved", source)


def test_a_moved_function_takes_its_imports_and_constants_along() -> None:
    source = 'import json\n\nROOT = "r"\n\n\ndef show():\n    return json.dumps(ROOT)\n'
    found = Pair(subject(source), TRANSFORMATIONS["moved"]).after()
    assert found is not None
    assert (
        found.files["example.py"]
        .decode()
        .endswith("from moved_here import ROOT\nfrom moved_here import show\n")
    )
    assert found.files["moved_here.py"].decode().startswith('import json\n\nROOT = "r"\n')


def test_unrelated_packages_name_nothing_of_the_api_and_share_names_with_clients() -> None:
    text = b"\n".join(unrelated().values())
    assert b"timeentr" not in text.lower()
    defined = {
        node.name
        for content in unrelated().values()
        for node in ast.walk(ast.parse(content))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    shared = {"run", "get", "post", "put", "send", "request", "main", "client", "delete", "call"}
    assert shared <= defined


def test_no_subject_has_a_package_of_that_name() -> None:
    kind = TRANSFORMATIONS["unrelated"]
    taken = Subject("taken", {"storefront/__init__.py": b""}, load_rules())
    assert kind.apply(taken, Random(0)) is None


def _defined(source: str) -> list[str]:
    return [
        node.name
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    ]
