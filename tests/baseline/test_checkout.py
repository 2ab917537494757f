"""Prefix and line hashes of a report, from the disk."""

from __future__ import annotations

from dataclasses import replace

import pytest

from migrator.checkout import with_checkout
from migrator.files.lookup import is_covered
from migrator.model import FileChange, Site
from migrator.report.line_hash import line_hashes
from tests.baseline.repository import Repository
from tests.formats.sample import CLEAN, ROUTE

TEXT = "first\nsecond\nthird\n"


def at(path: str, line: int) -> Site:
    return replace(ROUTE, location=replace(ROUTE.location, path=path, line=line, end_line=line))


def test_the_hashes_are_those_of_the_lines_of_the_sites(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.write("inner/a.py", TEXT)
    repository.write("b.py", "\ufeff" + TEXT)
    monkeypatch.chdir(repository.folder / "inner")
    report = replace(CLEAN, sites=(at("a.py", 2), at("a.py", 3), at("../b.py", 1)))
    checkout = with_checkout(report, hashed=True).checkout
    assert checkout.prefix == "inner"
    assert checkout.line_hashes == {
        ("a.py", 2): line_hashes(TEXT)[1],
        ("a.py", 3): line_hashes(TEXT)[2],
        ("../b.py", 1): line_hashes("\ufeff" + TEXT)[0],
    }


def test_a_changed_file_is_hashed_as_it_was(repository: Repository) -> None:
    repository.write("a.py", "changed\n")
    change = FileChange("a.py", TEXT, "changed\n")
    report = replace(CLEAN, sites=(at("a.py", 1),), changes=(change,))
    assert with_checkout(report, hashed=True).checkout.line_hashes == {
        ("a.py", 1): line_hashes(TEXT)[0]
    }


def test_a_line_that_is_gone_has_no_hash(repository: Repository) -> None:
    repository.write("a.py", "short")
    report = replace(CLEAN, sites=(at("a.py", 7), at("gone.py", 7), at("nul\0l.py", 7)))
    assert with_checkout(report, hashed=True).checkout.line_hashes == {}


def test_no_file_is_read_when_no_hash_is_wanted(repository: Repository) -> None:
    repository.write("a.py", TEXT)
    report = replace(CLEAN, sites=(at("a.py", 1),))
    assert with_checkout(report, hashed=False).checkout.line_hashes == {}


def test_a_path_is_covered_below_a_root_or_when_it_is_gone(repository: Repository) -> None:
    for name in ("src/a.py", "srcs/b.py", "c.py"):
        repository.write(name, TEXT)
    assert is_covered("src/a.py", ["."])
    assert is_covered("src/a.py", ["c.py", "src"])
    assert is_covered("./c.py", ["c.py"])
    assert is_covered("gone.py", ["src"])
    assert not is_covered("srcs/b.py", ["src"])
    assert not is_covered("c.py", ["src"])
