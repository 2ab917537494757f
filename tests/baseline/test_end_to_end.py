"""Baselines and revisions with the real analysis: what survives which change of the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.cli import run
from tests.baseline.repository import Repository

HEAD = "import requests\n\n\n"
FIRST = (
    "def first(body):\n"
    '    requests.post("https://api.awork.com/api/v1/timeentries/delete", json=body)\n'
)
SECOND = FIRST.replace("first", "second").replace("body", "payload")
CLEAN = "def nothing():\n    return None\n"


@pytest.fixture
def written(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A repository with one site, which its baseline knows."""
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    repository.write("src/app.py", HEAD + FIRST)
    assert run(["check", "--write-baseline", "known.json"]) == 0
    return repository


def check(*paths: str) -> int:
    return run(["check", "--baseline", "known.json", *paths])


def test_the_known_site_passes_and_a_new_one_fails(written: Repository) -> None:
    assert check() == 0
    written.write("src/app.py", HEAD + FIRST + "\n\n" + SECOND)
    assert check() == 1


def test_lines_above_do_not_matter(written: Repository) -> None:
    written.write("src/app.py", HEAD + CLEAN * 20 + "\n\n" + FIRST)
    assert check() == 0


def test_a_renamed_file_is_known(written: Repository) -> None:
    (written.folder / "src/app.py").rename(written.folder / "src/other.py")
    assert check() == 0


def test_a_function_that_moved_to_another_file_is_known(written: Repository) -> None:
    written.write("src/app.py", HEAD + CLEAN)
    written.write("lib/moved.py", HEAD + FIRST)
    assert check() == 0


def test_a_function_that_became_a_method_is_known(written: Repository) -> None:
    method = "".join(f"    {line}\n" for line in FIRST.splitlines())
    written.write("src/app.py", f"{HEAD}class Client:\n{method}")
    assert check() == 0


def test_a_copy_is_new(written: Repository) -> None:
    written.write("src/copy.py", HEAD + FIRST)
    assert check() == 1


def test_a_copy_is_new_when_it_is_checked_alone(written: Repository) -> None:
    written.write("src/copy.py", HEAD + FIRST)
    assert check("src/copy.py") == 1
    assert check("src/app.py") == 0


def test_each_of_two_known_equal_sites_is_known_alone(written: Repository) -> None:
    written.write("src/copy.py", HEAD + FIRST)
    assert run(["check", "--write-baseline", "known.json"]) == 0
    assert check() == check("src/copy.py") == check("src/app.py") == 0


def test_a_site_that_was_resolved_is_listed(
    written: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    written.write("src/app.py", HEAD + CLEAN)
    assert check() == 0
    assert "known.json: AWK001 in src/app.py (first) is no longer found" in capsys.readouterr().out


def test_fix_goes_by_what_is_there(written: Repository) -> None:
    visible = FIRST.replace("json=body", 'json={"ids": body}')
    path = written.write("src/app.py", HEAD + visible)
    assert run(["check", "--write-baseline", "known.json"]) == 0
    assert run(["fix", "--baseline", "known.json"]) == 0
    assert "timeentries/batch/delete" in path.read_text(encoding="utf-8")


def test_since_reports_what_was_added(
    written: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    start = written.commit()
    assert run(["check", "--since", "HEAD"]) == 0
    written.write("src/app.py", HEAD + FIRST + "\n\n" + SECOND)
    assert run(["check", "--since", "HEAD"]) == 1
    out = capsys.readouterr().out
    assert "src/app.py:9:5: AWK001" in out
    assert "src/app.py:5:5: AWK001" not in out
    written.commit()
    assert run(["check", "--since", "HEAD"]) == 0
    assert run(["check", "--since", start]) == 1


def test_nothing_but_the_baseline_is_written(written: Repository) -> None:
    written.commit()
    assert check() == 0
    assert run(["check", "--since", "HEAD"]) == 0
    assert written.git("status", "--porcelain") == ""
    assert sorted(path.name for path in Path().iterdir()) == [".git", "known.json", "src"]
