"""A large analysis leaves out what concerns no rule, and changes no more than a small one."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.analysis.interpreter import passing, shapes, summaries
from migrator.config import Settings
from migrator.engine import run
from migrator.model import Report, Status
from migrator.rules.loader import load_rules

from .harness import rules_from, working_in, write_tree
from .test_cases import CASES

# Each fourth case is enough: what is left out has nothing to do with what the cases are about.
SAMPLE = CASES[::4]


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Analyse everything as what is large."""
    monkeypatch.setattr(passing, "PATIENCE", 0)
    monkeypatch.setattr(passing, "HEAVY", 20)
    monkeypatch.setattr(passing, "WORTH", 8)
    monkeypatch.setattr(shapes, "WORTH", 8)
    monkeypatch.setattr(summaries, "WORTH", 8)


def fixable(report: Report) -> set[tuple[str, int]]:
    """The places that a fix would change."""
    return {
        (site.location.path, site.location.line)
        for site in report.sites
        if site.status in (Status.FIXABLE, Status.CHANGED)
    }


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("case", SAMPLE, ids=lambda case: case.name)
def test_no_other_place_is_changed(case, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    rules = rules_from(case.rules, tmp_path / "rules")
    write_tree(tmp_path / "tree", case.files)
    with working_in(tmp_path / "tree"):
        report = run(case.paths, Settings(rules=tuple(rules), jobs=1))
    outcomes = [line.outcome.split() for line in case.expected.lines]
    wanted = sum("changed" in words for words in outcomes)
    assert len(fixable(report)) <= wanted
    named = {site.location.path for site in report.sites} | {e.path for e in report.errors}
    assert {line.path for line in case.expected.lines} <= named


TRANSPORT = """\
import time

import requests


class Client:
    def __init__(self, token):
        self.session = requests.Session()
        self.session.headers["Authorization"] = "Bearer " + token

    def call(self, path, payload=None, tries=3):
        last = None
        for number in range(tries):
            try:
                answer = self.session.post("https://api.awork.com/api/v1" + path, json=payload)
            except requests.ConnectionError as error:
                last = error
                time.sleep(2**number)
                continue
            if answer.status_code == 429:
                time.sleep(int(answer.headers.get("Retry-After", "1")))
                continue
            answer.raise_for_status()
            return None
        raise RuntimeError(f"{path} failed: {last}")

    def remove(self, ids):
        self.call("/timeentries/delete", {"ids": ids})

    def remove_one(self, one):
        self.call("/timeentries/delete", {"ids": [one]})

    def remove_all(self, ids):
        self.call("/timeentries/delete", {"ids": ids})
@OTHERS@"""
OTHER = """\
        self.call("/things/{n}/archive", {{"ids": ids}})
"""


@pytest.mark.usefixtures("large")
def test_a_transport_is_not_run_for_each_other_endpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left_out: list[str] = []
    relay = passing.relay

    def counting(*given):  # type: ignore[no-untyped-def]
        found = relay(*given)
        if found is not None:
            left_out.append(given[2].qualname)
        return found

    monkeypatch.setattr(passing, "relay", counting)
    source = TRANSPORT.replace("@OTHERS@", "".join(OTHER.format(n=n) for n in range(40)))
    write_tree(tmp_path, {"client.py": source.encode()})
    with working_in(tmp_path):
        report = run(["."], Settings(rules=load_rules(), jobs=1))
    assert left_out.count("Client.call") >= 40
    lines = [n for n, text in enumerate(source.splitlines(), 1) if "/timeentries/delete" in text]
    assert fixable(report) == {("client.py", line) for line in lines}
