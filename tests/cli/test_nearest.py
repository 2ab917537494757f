"""In a repository of many projects each file goes by the nearest configuration above it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from migrator.cli import run

CALL = (
    "import requests\n\n\ndef delete(ids):\n"
    '    requests.post("https://api.awork.com/api/v1/timeentries/delete", json={"ids": ids})\n'
)
ACME = CALL.replace("api.awork.com/api/v1/timeentries/delete", "acme.test/things/delete")
COMPARED = CALL.replace("    requests", "    return requests").rstrip() + ".status_code == 204\n"
HEADER = "[tool.awork-migrator]\n"
RULE = (
    '[[tool.awork-migrator.rule]]\ncode = "ACME001"\nmethod = "POST"\nhosts = ["acme.test"]\n'
    'path = "/things/delete"\nreplacement = "/things/batch/delete"\n'
)

Make = Callable[..., None]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_ACTIONS", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def put(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text)


Found = set[tuple[str, str, str]]


def found(root: Path, *arguments: str) -> Found:
    """Path from the root, rule and status of each site in Python that a check finds from here."""
    report = root / "report.json"
    report.unlink(missing_ok=True)
    assert run(["check", "--quiet", "--report", f"json={report}", *arguments]) in (0, 1)
    here = os.path.relpath(os.getcwd(), root)
    return {
        (os.path.normpath(f"{here}/{site['path']}"), site["rule"], site["status"])
        for site in json.loads(report.read_text())["sites"]
        if site["path"].endswith(".py")
    }


def from_everywhere(root: Path) -> Iterator[Found]:
    """What is found from the root, from each project, and with the projects named from outside."""
    yield found(root, ".")
    one_by_one: Found = set()
    by_name: Found = set()
    for folder in sorted({path.parent for path in root.rglob("*.py")}):
        name = os.path.relpath(folder, root)
        by_name |= {one for one in found(root, name) if (os.path.dirname(one[0]) or ".") == name}
        os.chdir(folder)
        one_by_one |= {one for one in found(root, ".") if (os.path.dirname(one[0]) or ".") == name}
        os.chdir(root)
    yield one_by_one
    yield by_name
    elsewhere = root / "elsewhere"
    elsewhere.mkdir()
    os.chdir(elsewhere)
    yield found(root, "..")
    os.chdir(root)


def test_a_file_has_the_same_result_from_every_folder(root: Path) -> None:
    put("pyproject.toml", HEADER + 'ignore = ["AWK001"]\n' + RULE)
    put("tool.py", CALL)
    put("acme.py", ACME)
    put("one/pyproject.toml", HEADER + 'extend-exclude = ["gen", "/src/old.py"]\n')
    put("one/src/a.py", CALL)
    put("one/src/old.py", CALL)
    put("one/src/acme.py", ACME)
    put("one/gen/b.py", CALL)
    put("two/pyproject.toml", HEADER + 'per-file-ignores = {"legacy/*" = ["AWK"]}\n')
    put("two/a.py", CALL)
    put("two/legacy/b.py", CALL)
    put("two/gen/c.py", CALL)
    put("three/pyproject.toml", "[project]\n")
    put("three/a.py", CALL)
    expected = {
        ("acme.py", "ACME001", "fixable"),
        ("one/src/a.py", "AWK001", "fixable"),
        ("two/a.py", "AWK001", "fixable"),
        ("two/legacy/b.py", "AWK001", "suppressed"),
        ("two/gen/c.py", "AWK001", "fixable"),
    }
    results = list(from_everywhere(root))
    # A folder that was named is walked even when it is left out below another one.
    assert results[0] == results[3] == expected
    left_out = {("one/gen/b.py", "AWK001", "fixable")}
    assert results[1] == results[2] == expected | left_out


def test_rules_of_a_project_further_down_are_looked_for_in_it_alone(root: Path) -> None:
    put("a.py", ACME)
    put("one/pyproject.toml", HEADER + RULE)
    put("one/b.py", ACME)
    put("one/c.py", CALL)
    assert found(root, ".") == {
        ("one/b.py", "ACME001", "fixable"),
        ("one/c.py", "AWK001", "fixable"),
    }


def test_two_projects_that_define_a_rule_differently_are_an_error(
    root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    put("one/pyproject.toml", HEADER + RULE)
    put("two/pyproject.toml", HEADER + RULE.replace("batch", "bulk"))
    for folder in ("one", "two"):
        put(f"{folder}/a.py", ACME)
        assert run(["check", folder]) == 1
    capfd.readouterr()
    assert run(["check", "."]) == 2
    message = capfd.readouterr().err
    assert "one/pyproject.toml and two/pyproject.toml differ in the rule ACME001" in message
    put("two/pyproject.toml", HEADER + RULE)
    assert run(["check", "."]) == 1


def test_unsafe_fixes_are_made_where_the_nearest_configuration_allows_them(root: Path) -> None:
    put("one/pyproject.toml", HEADER + "unsafe-fixes = true\n")
    put("two/pyproject.toml", HEADER)
    for folder in ("one", "two"):
        put(f"{folder}/a.py", COMPARED)
    assert run(["fix", "."]) == 1
    assert "(204, 207)" in Path("one/a.py").read_text()
    assert Path("two/a.py").read_text() == COMPARED
    assert run(["fix", "--unsafe-fixes", "two"]) == 0
    assert "(204, 207)" in Path("two/a.py").read_text()


def test_the_command_line_beats_every_configuration(root: Path) -> None:
    put("one/pyproject.toml", HEADER + 'exclude = ["a.py"]\nignore = ["AWK001"]\n')
    put("one/a.py", CALL)
    assert found(root, ".") == set()
    assert found(root, ".", "--exclude", "x", "--select", "AWK001", "--ignore", "") == set()
    put("one/pyproject.toml", HEADER + 'exclude = ["a.py"]\n')
    assert found(root, ".", "--exclude", "x") == {("one/a.py", "AWK001", "fixable")}
    assert found(root, ".", "--isolated") == {("one/a.py", "AWK001", "fixable")}
    put("own.toml", 'extend-exclude = ["one"]\n')
    assert found(root, ".", "--config", "own.toml") == set()


def test_a_wrong_configuration_further_down_is_an_error(
    root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    put("a.py", CALL)
    put("one/pyproject.toml", HEADER + "excludes = []\n")
    assert run(["check", "."]) == 2
    assert "one/pyproject.toml: [tool.awork-migrator]: unknown key" in capfd.readouterr().err


def test_folders_of_version_control_are_never_walked(root: Path) -> None:
    put("pyproject.toml", HEADER + "exclude = []\n")
    put(".git/hooks/a.py", CALL)
    put("build/a.py", CALL)
    put("node_modules/a.py", CALL)
    assert {path for path, _, _ in found(root, ".")} == {"build/a.py", "node_modules/a.py"}


@pytest.mark.parametrize(
    ("glob", "ignored"),
    [
        ("a.py", {"a.py", "src/a.py"}),
        ("src", {"src/a.py", "src/b.py"}),
        ("src/*.py", {"src/a.py", "src/b.py"}),
        ("/a.py", {"a.py"}),
        ("!src", {"a.py"}),
        ("**/b.py", {"src/b.py"}),
        ("nothing", set()),
    ],
)
def test_what_a_glob_of_per_file_ignores_names(root: Path, glob: str, ignored: set[str]) -> None:
    put("pyproject.toml", HEADER + f'per-file-ignores = {{"{glob}" = ["ALL"]}}\n')
    for name in ("a.py", "src/a.py", "src/b.py"):
        put(name, CALL)
    assert {path for path, _, status in found(root, ".") if status == "suppressed"} == ignored
    os.chdir("src")
    assert {path for path, _, status in found(root, ".") if status == "suppressed"} == {
        path for path in ignored if path.startswith("src/")
    }


def test_a_group_with_an_ignored_file_stays_whole(root: Path) -> None:
    put("pyproject.toml", HEADER + 'per-file-ignores = {"b.py" = ["AWK001"]}\n')
    put("urls.py", 'URL = "https://api.awork.com/api/v1/timeentries/delete"\n')
    for name in ("a.py", "b.py"):
        put(
            name,
            "import requests\nfrom urls import URL\n\n\ndef delete(ids):\n"
            '    requests.post(URL, json={"ids": ids})\n',
        )
    before = {path: path.read_text() for path in root.glob("*.py")}
    assert run(["fix", "."]) == 1
    assert {path: path.read_text() for path in root.glob("*.py")} == before


def test_show_files_lists_what_a_run_reads(root: Path, capfd: pytest.CaptureFixture[str]) -> None:
    put("one/pyproject.toml", HEADER + 'extend-exclude = ["gen"]\n')
    for name in ("one/a.py", "one/gen/b.py", "gen/c.py", "notes.md", "picture.png"):
        put(name, CALL)
    assert run(["check", "--show-files", "."]) == 0
    assert capfd.readouterr().out.splitlines() == [
        "notes.md",
        "gen/c.py",
        "one/a.py",
        "one/pyproject.toml",
    ]
    assert run(["check", "--show-files", "nothing"]) == 2
    assert "nothing: error [not-found]" in capfd.readouterr().err


def test_show_settings_prints_what_is_in_force_and_from_where(
    root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    import tomli

    put("pyproject.toml", HEADER + 'fail-on = ["fixable"]\nbaseline = "known.json"\n')
    put("one/pyproject.toml", HEADER + 'exclude = ["x"]\nper-file-ignores = {"a*" = ["AWK"]}\n')
    assert run(["fix", "--show-settings", "--jobs", "3", "one"]) == 0
    shown = capfd.readouterr().out
    assert "# What holds for the run, from pyproject.toml\n" in shown
    assert "# What holds for the files of one, from one/pyproject.toml\n" in shown
    assert (
        "# rule AWK001: POST /timeentries/delete -> /timeentries/batch/delete (built-in)" in shown
    )
    assert tomli.loads(shown) == {
        "fail-on": ["fixable"],
        "force-exclude": False,
        "respect-gitignore": True,
        "jobs": 3,
        "baseline": "known.json",
        "exclude": ["x"],
        "models": [],
        "unsafe-fixes": False,
        "per-file-ignores": {"a*": ["AWK"]},
    }


def test_a_hook_over_one_file_imports_nothing_more(root: Path) -> None:
    put("a.py", "x = 1\n")
    code = (
        "import sys; from migrator import cli; status = cli.run(['check', 'a.py'])\n"
        "assert not {'libcst', 'jinja2', 'migrator.policy'} & set(sys.modules), sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root)
