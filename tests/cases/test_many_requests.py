"""How many requests stand beside a site changes nothing of what is known about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.analysis.store.machine import MAX_SENT
from migrator.config import Settings
from migrator.engine import run
from migrator.model import Site, Status
from migrator.rules.loader import load_rules

from .harness import working_in, write_tree

HEAD = 'import sys\n\nimport requests\n\nPATH = "/timeentries/delete"\n'
SEND = (
    'requests.post("https://api.awork.com/api/v1" + PATH, json={"ids": [1]}).raise_for_status()\n'
)
ASK = 'print((sys.argv[1] + PATH).count("/"))\n'


def sites(files: dict[str, str], tmp_path: Path) -> list[Site]:
    write_tree(tmp_path, {name: source.encode() for name, source in files.items()})
    with working_in(tmp_path):
        return run(["."], Settings(rules=tuple(load_rules()), jobs=1)).sites


@pytest.mark.parametrize("asked", [True, False], ids=["asked", "sent"])
def test_each_module_has_requests_of_its_own(asked: bool, tmp_path: Path) -> None:
    source = HEAD + SEND + (ASK if asked else "")
    found = sites({f"job{n}.py": source for n in range(MAX_SENT + 20)}, tmp_path)
    assert len(found) == MAX_SENT + 20
    assert {site.status for site in found} == {Status.UNRESOLVED if asked else Status.FIXABLE}


def test_a_module_that_sends_more_than_is_followed_stays(tmp_path: Path) -> None:
    found = sites({"job.py": HEAD + SEND * (MAX_SENT + 1) + ASK}, tmp_path)
    assert {site.status for site in found} == {Status.UNRESOLVED}
    assert {reason.code for site in found for reason in site.reasons} == {"bound-exceeded"}


def test_what_another_module_has_of_it_is_held_back_as_well(tmp_path: Path) -> None:
    files = {
        "paths.py": 'PATH = "/timeentries/delete"\n',
        "job.py": HEAD.replace('PATH = "/timeentries/delete"', "from paths import PATH") + SEND,
        "long.py": "import sys\n\nimport requests\n\nfrom paths import PATH\n\n"
        + SEND * (MAX_SENT + 1)
        + ASK,
    }
    assert {site.status for site in sites(files, tmp_path)} == {Status.UNRESOLVED}


def test_a_function_that_sends_more_than_is_followed_stays(tmp_path: Path) -> None:
    body = "".join(
        f"    {line}" for line in (SEND * (MAX_SENT + 1) + ASK).splitlines(keepends=True)
    )
    found = sites({"job.py": f"{HEAD}\n\ndef purge():\n{body}"}, tmp_path)
    assert {site.status for site in found} == {Status.UNRESOLVED}
