"""A file that is too long to be parsed is accounted for, and so is what it may do elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.config import Settings
from migrator.engine import run
from migrator.files import length
from migrator.model import Report
from migrator.rules.loader import load_rules

from .harness import working_in, write_tree

CLIENT = """\
import requests

BASE = "https://api.awork.com/api/v1"
DELETE = "/timeentries/delete"


def delete_entries(ids):
    requests.post(BASE + DELETE, json={"ids": ids}).raise_for_status()
"""
FILLER = "TABLE = [\n" + "    [1, 2, 3],\n" * 40 + "]\n"


def checked(folder: Path, files: dict[str, str]) -> Report:
    write_tree(folder, {name: text.encode() for name, text in files.items()})
    with working_in(folder):
        return run(["."], Settings(rules=tuple(load_rules()), jobs=1))


def told(report: Report) -> list[tuple[str, str, list[str]]]:
    return [
        (s.location.path, s.status.value, [reason.code for reason in s.reasons])
        for s in report.sites
    ]


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take a file of a page for a long one."""
    monkeypatch.setattr(length, "MOST_TOKENS", 250)
    monkeypatch.setattr(length, "_SHORT", 0)


@pytest.mark.usefixtures("short")
def test_what_names_the_endpoint_in_a_long_file_is_left_to_a_person(tmp_path: Path) -> None:
    report = checked(tmp_path, {"client.py": CLIENT + FILLER})
    assert told(report) == [("client.py", "unresolved", ["bound-exceeded"])]
    assert [(e.path, e.code) for e in report.errors] == [("client.py", "bound-exceeded")]


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize(
    ("use", "code"),
    [
        ("import client\n\nassert client.DELETE.count('/') == 2\n", ["bound-exceeded"]),
        ("from client import delete_entries\n\ndelete_entries([])\n", ["bound-exceeded"]),
        ("import client\n\nprint(client.BASE)\n", []),
    ],
    ids=["its path", "its function", "neither"],
)
def test_what_a_long_file_may_use_is_not_changed(use: str, code: list[str], tmp_path: Path) -> None:
    report = checked(tmp_path, {"client.py": CLIENT, "other.py": use + FILLER})
    status = "unresolved" if code else "fixable"
    assert told(report) == [("client.py", status, code)]


def test_length_counts_what_a_tree_is_made_of() -> None:
    line = "    value = call(first, 'a longer text', key=[1, 2])  # a comment\n"
    tokens = 5 + 2 + 12
    most = length.MOST_TOKENS // tokens
    assert not length.too_long(line * (most // 2))
    assert length.too_long(line * (most * 2))
    assert not length.too_long("'" + "x" * 4_000_000 + "'")
    assert not length.too_long("# x = 1 + 2 " * 300_000)
