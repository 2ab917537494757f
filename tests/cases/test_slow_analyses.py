"""What takes too long, whatever its steps cost, is given up and named; the run goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.analysis.interpreter import run
from migrator.config import Settings
from migrator.engine import run as migrate
from migrator.model import Report, Status
from migrator.rules.loader import load_rules

from .harness import working_in, write_tree

LOOP = "".join(f"    x{n} = [n + {n} for n in range(10)]\n" for n in range(200))
SOURCE = f"""\
import requests


def remove(ids):
{LOOP}    requests.post("https://api.awork.com/api/v1/timeentries/delete", json={{"ids": ids}})
"""


def checked(folder: Path) -> Report:
    write_tree(folder, {"jobs.py": SOURCE.encode()})
    with working_in(folder):
        return migrate(["."], Settings(rules=load_rules(), jobs=1))


def test_it_is_followed_when_there_is_time(tmp_path: Path) -> None:
    assert [site.status for site in checked(tmp_path).sites] == [Status.FIXABLE]


@pytest.mark.parametrize("name", ["MAX_SECONDS", "MAX_ANALYSIS"])
def test_a_function_that_takes_too_long_is_named(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, name, -1.0)
    (site,) = checked(tmp_path).sites
    assert site.status is Status.UNRESOLVED
    assert [reason.code for reason in site.reasons] == ["bound-exceeded"]
