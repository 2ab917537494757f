"""Bad input through the real command: a sentence and exit 2, and all other files are still done."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
HEAD = "import requests\n\nids = []\n"
CALL = 'requests.post("https://api.awork.com/api/v1/timeentries/delete", json={"ids": ids})\n'
MOVED = CALL.replace("timeentries/", "timeentries/batch/").replace('"ids"', '"timeEntryIds"')
NAMED = 'path = "/timeentries/delete"\n'


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("good.py").write_text(HEAD + CALL, encoding="utf-8")


def migrator(*arguments: str) -> subprocess.CompletedProcess[str]:
    """One run of the command in the folder of the test."""
    command = [sys.executable, "-m", "migrator", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=300, env=environment
    )


def fixed(*paths: str) -> dict[str, Any]:
    """The report of a `fix` that ends with errors and still fixed `good.py`."""
    done = migrator("fix", "--isolated", "--format", "json", *(paths or (".",)))
    assert done.returncode == 2, done
    assert "Traceback" not in done.stdout + done.stderr
    assert Path("good.py").read_text(encoding="utf-8") == HEAD + MOVED
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def outcome(report: dict[str, Any], name: str) -> tuple[set[str], set[tuple[str, str]]]:
    """The codes of the errors of a file, and the statuses and reasons of its sites."""
    errors = {error["code"] for error in report["errors"] if error["path"] == name}
    sites = {
        (site["status"], reason["code"])
        for site in report["sites"]
        if site["path"] == name
        for reason in site["reasons"]
    }
    return errors, sites


@pytest.mark.parametrize(
    ("raw", "error", "reason"),
    [
        (f'print "{NAMED.strip()}"\n'.encode(), "syntax-error", "syntax-error"),
        (f"# coding: klingon\n{NAMED}".encode(), "unknown-encoding", "not-python"),
        (f"# coding: rot13\n{NAMED}".encode(), "unknown-encoding", "not-python"),
        (f"# coding: ascii\n# \xe9\n{NAMED}".encode(), "undecodable", "not-python"),
        (f"# \xe9\n{NAMED}".encode("latin-1"), "undecodable", "not-python"),
        (NAMED.encode("utf-16"), "undecodable", "not-python"),
        (NAMED.encode("utf-16-le"), "binary-file", "not-python"),
        (NAMED.encode("utf-32"), "undecodable", "not-python"),
        (b"\x7fELF\0\0\0\1" + NAMED.encode(), "binary-file", "not-python"),
        (NAMED.encode() + b"\0", "binary-file", "not-python"),
    ],
)
def test_what_is_no_python_3_is_an_error_and_a_site(raw: bytes, error: str, reason: str) -> None:
    Path("bad.py").write_bytes(raw)
    assert outcome(fixed(), "bad.py") == ({error}, {("unresolved", reason)})
    assert Path("bad.py").read_bytes() == raw


def nested(opening: str, inner: str, closing: str, count: int) -> str:
    return f"u = {opening * count}{inner}{closing * count}\n{NAMED}"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(nested("(", "1", ")", 2_000), id="parentheses"),
        pytest.param(nested("[", "1", "]", 500), id="lists"),
        pytest.param(nested("f(", "1", ")", 50_000), id="calls"),
        pytest.param(nested("", "1", " + x", 5_000), id="concatenation"),
        pytest.param(nested("", '"a"', "\\\n + 'x'", 1_500), id="concatenation on many lines"),
        pytest.param(nested("lambda: ", "1", "", 500), id="lambdas"),
        pytest.param(nested("lambda: ", "1", "", 20_000), id="very many lambdas"),
        pytest.param(nested("not ", "1", "", 50_000), id="negations"),
        pytest.param(nested("", "a", ".b", 5_000), id="attributes"),
        pytest.param("if x:\n  pass\n" + "elif y:\n  pass\n" * 30_000 + NAMED, id="branches"),
    ],
)
def test_what_is_nested_too_deeply_is_an_error_and_a_site(source: str) -> None:
    Path("bad.py").write_text(source, encoding="utf-8")
    found = outcome(fixed(), "bad.py")
    assert found == ({"bound-exceeded"}, {("unresolved", "bound-exceeded")})


@pytest.mark.parametrize("word", ["if x:", "def f():", "class C:", "while x:"])
def test_five_hundred_blocks_in_one_another_are_no_python(word: str) -> None:
    lines = (f"{' ' * depth}{word}\n" for depth in range(500))
    Path("bad.py").write_text(f"{''.join(lines)}{' ' * 500}{NAMED}", encoding="utf-8")
    assert outcome(fixed(), "bad.py") == ({"syntax-error"}, {("unresolved", "syntax-error")})


@pytest.mark.parametrize("opening", ["(", "[", "f("])
def test_what_python_accepts_is_analysed(opening: str) -> None:
    closing = "]" if opening == "[" else ")"
    source = f"u = {opening * 90}1{closing * 90}\n{HEAD}{CALL}"
    Path("deep.py").write_text(source, encoding="utf-8")
    assert migrator("fix", "--isolated", ".").returncode == 0
    assert Path("deep.py").read_text(encoding="utf-8") == source.replace(CALL, MOVED)


def test_a_path_that_does_not_exist_is_an_error() -> None:
    report = fixed("good.py", "no/such.py")
    assert outcome(report, "no/such.py")[0]


def test_links_in_a_circle_are_followed_once() -> None:
    os.symlink("loop", "loop")
    os.symlink(".", "here")
    Path("bad.py").symlink_to("bad.py")
    done = migrator("fix", "--isolated", "--format", "json", ".", "loop")
    assert done.returncode == 2
    report = json.loads(done.stdout)
    assert [site["path"] for site in report["sites"]] == ["good.py"]
    assert outcome(report, "loop")[0]


def test_a_folder_with_the_name_of_a_file_is_walked() -> None:
    Path("x.py").mkdir()
    Path("x.py/inner.py").write_text(HEAD + CALL, encoding="utf-8")
    assert migrator("fix", "--isolated", ".", "x.py").returncode == 0
    assert Path("x.py/inner.py").read_text(encoding="utf-8") == HEAD + MOVED


def test_a_read_only_file_is_left_and_named() -> None:
    Path("bad.py").write_text(HEAD + CALL, encoding="utf-8")
    os.chmod("bad.py", 0o444)
    report = fixed()
    assert outcome(report, "bad.py")[0] == {"read-only"}
    assert Path("bad.py").read_text(encoding="utf-8") == HEAD + CALL
    assert sorted(site["status"] for site in report["sites"]) != ["changed", "changed"]


def test_a_file_of_twenty_megabytes_is_an_error() -> None:
    Path("bad.py").write_text(NAMED + "x = 1\n" * 3_500_000, encoding="utf-8")
    report = fixed()
    assert outcome(report, "bad.py")[0]


@pytest.mark.parametrize(
    "text",
    [
        "[tool",
        "[tool.awork-migrator]\nexlude = []\n",
        "[tool.awork-migrator]\njobs = 'x'\n",
        "\xff",
    ],
)
def test_a_wrong_configuration_stops_the_run_with_a_sentence(text: str) -> None:
    Path("pyproject.toml").write_bytes(text.encode("latin-1"))
    done = migrator("fix", ".")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: pyproject.toml")
    assert Path("good.py").read_text(encoding="utf-8") == HEAD + CALL
