"""Tests that replace what a site is judged by: each thing, each way, around what.

A test that passes before has to pass after, so a limit that a test lowers holds its site back; one
that it only raises does not. A driver that the tool is not shown runs the tests as pytest does.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from tests.construction.program import KEY, PATH, Program

_CLIENT = """\
import requests

HEADERS = {{"Authorization": "Bearer token"}}

{kept}


def remove(ids):
    url = "https://api.awork.com/api/v1/{path}"
    answer = requests.post(url, json={{"{key}": ids}}, headers=HEADERS)
    return answer.status_code < {read}
"""

_CONF = "class Conf:\n    limit = 300\n\n\nCONF = Conf()"
_METHOD = "class Conf:\n    def most(self):\n        return 300\n\n\nCONF = Conf()"


@dataclass(frozen=True)
class Thing:
    """What a site is judged by, whose attribute it is, its dotted name, and what replaces it."""

    kept: str
    read: str
    holder: str
    attribute: str
    put: str = "{limit}"
    files: tuple[tuple[str, str], ...] = ()

    @property
    def dotted(self) -> str:
        """The name that `patch` takes it by."""
        return f"{self.holder}.{self.attribute}"


THINGS = {
    "global": Thing("LIMIT = 300", "LIMIT", "client", "LIMIT"),
    "class": Thing(_CONF, "Conf.limit", "client.Conf", "limit"),
    "class-of-object": Thing(_CONF, "CONF.limit", "client.Conf", "limit"),
    "object": Thing(_CONF, "CONF.limit", "client.CONF", "limit"),
    "own": Thing(
        "class Conf:\n    def __init__(self):\n        self.limit = 300\n\n\nCONF = Conf()",
        *("CONF.limit", "client.CONF", "limit"),
    ),
    "whole": Thing(_CONF, "CONF.limit", "client", "CONF", "Low({limit})"),
    "list": Thing("LIMITS = [300]", "LIMITS[0]", "client", "LIMITS", "[{limit}]"),
    "mapping": Thing(
        'SET = {"limit": 300}', 'SET["limit"]', "client", "SET", '{{"limit": {limit}}}'
    ),
    "function": Thing("def most():\n    return 300", "most()", "client", "most", "lambda: {limit}"),
    "method": Thing(_METHOD, "CONF.most()", "client.Conf", "most", "lambda self: {limit}"),
    "method-of-object": Thing(_METHOD, "CONF.most()", "client.CONF", "most", "lambda: {limit}"),
    "property": Thing(
        _METHOD.replace("    def", "    @property\n    def"),
        *("CONF.most", "client.Conf", "most", "property(lambda self: {limit})"),
    ),
    "elsewhere": Thing(
        *("import settings", "settings.LIMIT", "settings", "LIMIT"),
        files=(("settings.py", "LIMIT = 300\n"),),
    ),
    "imported": Thing(
        *("from settings import LIMIT", "LIMIT", "client", "LIMIT"),
        files=(("settings.py", "LIMIT = 300\n"),),
    ),
}
"""What is replaced by its name."""

WAYS = {
    "object": 'mock.patch.object({holder}, "{attribute}", {put})',
    "object-new": 'mock.patch.object({holder}, "{attribute}", new={put})',
    "text": 'mock.patch("{dotted}", {put})',
    "text-new": 'mock.patch("{dotted}", new={put})',
    "multiple": "mock.patch.multiple({holder}, {attribute}={put})",
    "multiple-text": 'mock.patch.multiple("{holder}", {attribute}={put})',
}
"""How a context manager replaces something."""

GIVING = {
    "text": 'mock.patch("{dotted}", return_value={limit})',
    "object": 'mock.patch.object({holder}, "{attribute}", return_value={limit})',
    "new": 'mock.patch("{dotted}", mock.Mock(return_value={limit}))',
    "effect": 'mock.patch("{dotted}", side_effect=[{limit}])',
    "lambda": 'mock.patch("{dotted}", side_effect=lambda *args: {limit})',
}
"""How a context manager lets a function give something else."""

STANDING = {
    "whole": 'mock.patch("client.CONF", limit={limit})',
    "new": 'mock.patch("client.CONF", mock.Mock(limit={limit}))',
    "magic": 'mock.patch("client.CONF", new=mock.MagicMock(limit={limit}))',
    "space": 'mock.patch("client.CONF", types.SimpleNamespace(limit={limit}))',
    "property": 'mock.patch("client.Conf.limit", new_callable=mock.PropertyMock, '
    "return_value={limit})",
}
"""How a context manager lets a double stand for an object."""

ITEMS = {
    "dict": 'mock.patch.dict({holder}.{attribute}, {{"limit": {limit}}})',
    "dict-key": "mock.patch.dict({holder}.{attribute}, limit={limit})",
    "dict-text": 'mock.patch.dict("{dotted}", {{"limit": {limit}}})',
    "dict-clear": 'mock.patch.dict({holder}.{attribute}, {{"limit": {limit}}}, clear=True)',
}
"""How a context manager changes a mapping."""

MONKEY = {
    "set": 'monkeypatch.setattr({holder}, "{attribute}", {put})',
    "set-text": 'monkeypatch.setattr("{dotted}", {put})',
    "set-value": 'monkeypatch.setattr({holder}, "{attribute}", value={put}, raising=False)',
    "set-name": 'monkeypatch.setattr({holder}, name="{attribute}", value={put})',
    "in-context": 'monkeypatch.context().__enter__().setattr({holder}, "{attribute}", {put})',
}
"""How pytest's `monkeypatch` replaces something."""

AROUND = {
    "with": "def test_it():\n    with {way}:\n        check()",
    "with-helper": "def low():\n    return {way}\n\n\n"
    "def test_it():\n    with low():\n        check()",
    "started": "def test_it():\n    low = {way}\n    low.start()\n    check()\n    low.stop()",
    "decorated": "@{way}\ndef test_it():\n    check()",
    "class": "@{way}\nclass TestIt(unittest.TestCase):\n    def test_it(self):\n        check()",
    "method": "class TestIt(unittest.TestCase):\n    @{way}\n"
    "    def test_it(self):\n        check()",
    "setup": "class TestIt(unittest.TestCase):\n    def setUp(self):\n        low = {way}\n"
    "        low.start()\n        self.addCleanup(low.stop)\n\n"
    "    def test_it(self):\n        check()",
    "setup-kept": "class TestIt(unittest.TestCase):\n    def setUp(self):\n"
    "        self.low = {way}\n        self.low.start()\n\n    def tearDown(self):\n"
    "        self.low.stop()\n\n    def test_it(self):\n        check()",
    "setup-class": "class TestIt(unittest.TestCase):\n    @classmethod\n    def setUpClass(cls):\n"
    "        cls.low = {way}\n        cls.low.start()\n\n    @classmethod\n"
    "    def tearDownClass(cls):\n        cls.low.stop()\n\n"
    "    def test_it(self):\n        check()",
    "base": "class Base(unittest.TestCase):\n    def setUp(self):\n        low = {way}\n"
    "        low.start()\n        self.addCleanup(low.stop)\n\n\n"
    "class TestIt(Base):\n    def test_it(self):\n        check()",
    "stack": "def test_it():\n    with contextlib.ExitStack() as stack:\n"
    "        stack.enter_context({way})\n        check()",
    "fixture": "@pytest.fixture(autouse=True)\ndef low():\n    with {way}:\n        yield\n\n\n"
    "def test_it():\n    check()",
    "fixture-named": "@pytest.fixture\ndef low():\n    with {way}:\n        yield\n\n\n"
    "def test_it(low):\n    check()",
}
"""Around what something is replaced."""

MONKEYED = {
    "test": "def test_it(monkeypatch):\n    {way}\n    check()",
    "helper": "def low(monkeypatch):\n    {way}\n\n\n"
    "def test_it(monkeypatch):\n    low(monkeypatch)\n    check()",
    "fixture": "@pytest.fixture(autouse=True)\ndef low(monkeypatch):\n    {way}\n\n\n"
    "def test_it():\n    check()",
    "fixture-named": "@pytest.fixture\ndef low(monkeypatch):\n    {way}\n\n\n"
    "def test_it(low):\n    check()",
    "method": "class TestIt:\n    def test_it(self, monkeypatch):\n        {way}\n        check()",
    "setup": "class TestIt:\n    @pytest.fixture(autouse=True)\n"
    "    def low(self, monkeypatch):\n        {way}\n\n    def test_it(self):\n        check()",
}
"""Where `monkeypatch` is used."""

LATER = {
    "function": ('mock.patch("client.most")', "{double}.return_value = {limit}"),
    "function-effect": ('mock.patch("client.most")', "{double}.side_effect = [{limit}]"),
    "function-object": ('mock.patch.object(client, "most")', "{double}.return_value = {limit}"),
    "function-configured": (
        'mock.patch("client.most")',
        "{double}.configure_mock(return_value={limit})",
    ),
    "method": ('mock.patch("client.Conf.most")', "{double}.return_value = {limit}"),
    "method-object": (
        'mock.patch.object(client.Conf, "most")',
        "{double}.return_value = {limit}",
    ),
    "object": ('mock.patch("client.CONF")', "{double}.limit = {limit}"),
    "object-object": ('mock.patch.object(client, "CONF")', "{double}.limit = {limit}"),
    "object-set": ('mock.patch("client.CONF")', 'setattr({double}, "limit", {limit})'),
    "object-configured": ('mock.patch("client.CONF")', "{double}.configure_mock(limit={limit})"),
}
"""A double that is told later what it gives or has, by the thing that it stands for."""

TOLD = {
    "with": "def test_it():\n    with {way} as double:\n        {told}\n        check()",
    "started": "def test_it():\n    patch = {way}\n    double = patch.start()\n    {told}\n"
    "    check()\n    patch.stop()",
    "decorated": "class TestIt(unittest.TestCase):\n    @{way}\n    def test_it(self, double):\n"
    "        {told}\n        check()",
    "class": "@{way}\nclass TestIt(unittest.TestCase):\n    def test_it(self, double):\n"
    "        {told}\n        check()",
    "setup": "class TestIt(unittest.TestCase):\n    def setUp(self):\n        patch = {way}\n"
    "        double = patch.start()\n        {told}\n        self.addCleanup(patch.stop)\n\n"
    "    def test_it(self):\n        check()",
    "setup-own": "class TestIt(unittest.TestCase):\n    def setUp(self):\n"
    "        patch = {way}\n        self.double = patch.start()\n"
    "        self.addCleanup(patch.stop)\n\n"
    "    def test_it(self):\n        {told_own}\n        check()",
    "fixture": "@pytest.fixture(autouse=True)\ndef low():\n    with {way} as double:\n"
    "        {told}\n        yield\n\n\ndef test_it():\n    check()",
}
"""Where that is told."""

_TEST = """\
import contextlib
import types
import unittest
from unittest import mock

import pytest

import client
{imported}

class Low:
    def __init__(self, limit):
        self.limit = limit


def check():
    assert client.remove(["te-01"])


{test}
"""

_DRIVER = """\
import inspect
import io
import unittest

import pytest

import test_client


def call(function, given):
    names = inspect.signature(function).parameters
    return function(**{name: given[name] for name in names})


def run(test, given):
    running = []
    for holder, name in ((test_client, "low"), (getattr(test, "__self__", None), "low")):
        fixture = getattr(holder, name, None)
        if type(fixture).__name__ == "FixtureFunctionDefinition":
            function = fixture.__wrapped__
            if holder is not test_client:
                function = function.__get__(holder)
            low = call(function, given)
            if inspect.isgenerator(low):
                running.append(low)
                next(low)
    call(test, {**given, "low": None})
    for low in running:
        next(low, None)


case = getattr(test_client, "TestIt", None)
if case is not None and issubclass(case, unittest.TestCase):
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(case)
    print(unittest.TextTestRunner(stream=io.StringIO()).run(suite).wasSuccessful())
else:
    test = test_client.test_it if case is None else case().test_it
    with pytest.MonkeyPatch.context() as monkeypatch:
        run(test, {"monkeypatch": monkeypatch})
    print("passed")
"""


@dataclass(frozen=True)
class Patching:
    """One thing that a test replaces in one way, around something."""

    thing: str
    way: str
    around: str
    test: str
    limit: int
    of: Thing

    @property
    def name(self) -> str:
        """The name that the command line knows it by."""
        return f"patched.{self.thing}/{self.way}/{self.around}/{self.limit}"

    @property
    def moves(self) -> bool:
        """Whether a kernel that leaves the program alone is too timid."""
        return self.limit >= 300

    def program(self) -> Program:
        """The program, with a driver that runs its test."""
        imported = "".join(f"import {file.removesuffix('.py')}\n" for file, _ in self.of.files)
        client = _CLIENT.format(path=PATH, key=KEY, kept=self.of.kept, read=self.of.read)
        test = _TEST.format(imported=imported, test=self.test)
        files = {"client.py": client, "test_client.py": test, **dict(self.of.files)}
        return Program(self.name, files, moves=self.moves, driver=_DRIVER)


LIMITS = (206, 400)


def patchings() -> Iterator[Patching]:
    """Things by ways around a `with`, one way around everything, and likewise for the others."""
    for limit in LIMITS:
        for thing, of in THINGS.items():
            for way in WAYS:
                yield _patching(thing, way, "with", WAYS, AROUND, limit, of)
            for around in AROUND:
                if around != "with":
                    yield _patching(thing, "object", around, WAYS, AROUND, limit, of)
                    yield _patching(thing, "text", around, WAYS, AROUND, limit, of)
            for way in MONKEY:
                yield _patching(thing, way, "test", MONKEY, MONKEYED, limit, of)
            for around in MONKEYED:
                if around != "test":
                    yield _patching(thing, "set", around, MONKEY, MONKEYED, limit, of)
                    yield _patching(thing, "set-text", around, MONKEY, MONKEYED, limit, of)
        for ways, thing in ((GIVING, "function"), (GIVING, "method"), (STANDING, "object")):
            for way in ways:
                for around in AROUND:
                    if around in _GIVEN_A_DOUBLE and "new" not in way:
                        continue  # the test is passed the double
                    yield _patching(thing, f"double-{way}", around, ways, AROUND, limit)
        for thing, (way, told) in LATER.items():
            for around, template in TOLD.items():
                of = THINGS[thing.partition("-")[0]]
                own = told.format(double="self.double", limit=limit)
                told_there = told.format(double="double", limit=limit)
                test = template.format(way=way, told=told_there, told_own=own)
                yield Patching(thing, "told", around, test, limit, of)
        for way in ITEMS:
            for around in AROUND:
                yield _patching("mapping", way, around, ITEMS, AROUND, limit)


_GIVEN_A_DOUBLE = ("decorated", "class", "method")


def _patching(
    thing: str,
    way: str,
    around: str,
    ways: dict[str, str],
    arounds: dict[str, str],
    limit: int,
    of: Thing | None = None,
) -> Patching:
    of = of or THINGS[thing]
    put = of.put.format(limit=limit)
    given = {"holder": of.holder, "attribute": of.attribute, "dotted": of.dotted}
    spelled = ways[way.removeprefix("double-")].format(**given, put=put, limit=limit)
    test = arounds[around].format(way=textwrap.dedent(spelled))
    return Patching(thing, way, around, test, limit, of)
