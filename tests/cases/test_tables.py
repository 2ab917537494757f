"""A table of many routes is followed as one of few: what holds a word of a rule stays in sight."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.config import Settings
from migrator.engine import run
from migrator.model import Report, Status
from migrator.rules.loader import load_rules

from .harness import working_in, write_tree

HEAD = """\
import requests

BASE = "https://api.awork.com/api/v1"
"""
SEND = """

def request(name, body):
    {found}
    requests.{verb} BASE + path, json=body).raise_for_status()


def delete(ids):
    request("delete_entries", {{"ids": ids}})


def bill(ids):
    request("bill_entries", {{"ids": ids}})
"""
MAPPING = ("ROUTES = {", '    "{name}": "{path}",', "}")
PAIRS = ("ROUTES = {", '    "{name}": ("{method}", "{path}"),', "}")
DICTS = ("ROUTES = {", '    "{name}": {{"method": "{method}", "path": "{path}"}},', "}")
CLASS = ("class Routes:", '    {name} = "{path}"', "")
LIST = ("ROUTES = [", '    ("{name}", "{method}", "{path}"),', "]")

LOOP = """

def delete(ids):
    for name, path in ROUTES.items():
        if name == "delete_entries":
            requests.post(BASE + path, json={"ids": ids}).raise_for_status()
"""
ROWS = """

def delete(ids):
    for name, method, path in ROUTES:
        if name == "delete_entries":
            requests.request(method, BASE + path, json={"ids": ids}).raise_for_status()
"""
READERS = {
    "by name": (MAPPING, SEND.format(found="path = ROUTES[name]", verb="post(")),
    "with get": (MAPPING, SEND.format(found="path = ROUTES.get(name)", verb="post(")),
    "formatted": (
        MAPPING,
        SEND.format(found="path = ROUTES[name].format(id=7).rstrip('/')", verb="post("),
    ),
    "pairs": (PAIRS, SEND.format(found="method, path = ROUTES[name]", verb="request(method,")),
    "dicts": (
        DICTS,
        SEND.format(found='route = ROUTES[name]; path = route["path"]', verb="post("),
    ),
    "attribute of a class": (
        CLASS,
        SEND.format(found="path = getattr(Routes, name)", verb="post("),
    ),
    "loop over items": (MAPPING, LOOP),
    "loop over a list": (LIST, ROWS),
    "comprehension": (
        MAPPING,
        SEND.format(found="path = {n: '/' + p[1:] for n, p in ROUTES.items()}[name]", verb="post("),
    ),
}


def program(reader: str, size: int, path: str = "/projects/{n}/tasks") -> str:
    """A client with so many routes, of which one is the endpoint's."""
    (first, row, last), code = READERS[reader]
    rows = [("GET", f"route_{n}", path.format(n=n)) for n in range(size)]
    rows.insert(size // 2, ("POST", "delete_entries", "/timeentries/delete"))
    rows.insert(size // 3, ("POST", "bill_entries", "/timeentries/setbilled"))
    lines = [row.format(method=m, name=n, path=p) for m, n, p in rows]
    return "\n".join([HEAD, first, *lines, last, code])


def checked(folder: Path, text: str) -> Report:
    write_tree(folder, {"client.py": text.encode()})
    with working_in(folder):
        return run(["."], Settings(rules=tuple(load_rules()), jobs=1))


def told(report: Report) -> list[tuple[str, str, list[str]]]:
    """What is said of each site, without its place."""
    return [(s.kind.value, s.status.value, [r.code for r in s.reasons]) for s in report.sites]


@pytest.mark.parametrize("reader", READERS)
def test_two_hundred_routes_are_as_fixable_as_five(reader: str, tmp_path: Path) -> None:
    few = told(checked(tmp_path / "few", program(reader, 5)))
    many = told(checked(tmp_path / "many", program(reader, 200)))
    assert many == few == [("call", "fixable", [])]


@pytest.mark.parametrize("reader", ["by name", "with get", "pairs", "dicts"])
def test_a_name_that_callers_give_is_followed_in_a_table_of_any_size(
    reader: str, tmp_path: Path
) -> None:
    assert told(checked(tmp_path, program(reader, 1000))) == [("call", "fixable", [])]


@pytest.mark.parametrize("size", [5, 100, 400])
@pytest.mark.parametrize("path", ["/projects/{n}", "/timeentries/{n}/delete"])
def test_what_may_send_any_of_the_routes_is_not_changed(
    path: str, size: int, tmp_path: Path
) -> None:
    table = program("by name", size, path).partition("def request")[0]
    code = 'def send(name, ids):\n    requests.post(BASE + ROUTES[name], json={"ids": ids})\n'
    report = checked(tmp_path, table + code)
    assert report.sites
    assert not [site for site in report.sites if site.status is Status.FIXABLE]


SHOWN = """


def show(name):
    assert ROUTES[name].count("/") == 2
"""
SHOWN_BY_METHOD = """

COUNTS = [path.count for path in ROUTES.values()]


def show(name):
    assert COUNTS[name]("/") == 2
"""


@pytest.mark.parametrize("size", [5, 30, 100, 400])
@pytest.mark.parametrize("shown", [SHOWN, SHOWN_BY_METHOD], ids=["itself", "by its method"])
def test_a_route_that_is_looked_into_beside_many_is_not_changed(
    shown: str, size: int, tmp_path: Path
) -> None:
    report = checked(tmp_path, program("by name", size, "/timeentries/{n}/delete") + shown)
    assert report.sites
    assert not [site for site in report.sites if site.status is Status.FIXABLE]
