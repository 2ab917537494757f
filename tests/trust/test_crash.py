"""A crash of the analysis costs the part that it is about; the rest is reported, and fixed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from migrator import accounts, isolation, pipeline
from tests.trust.conftest import CALL, HEAD, MOVED, Run, write

GOOD = [f"pkg{number}/good.py" for number in range(5)]
Crash = Callable[[str, type[BaseException]], None]


class PanicException(BaseException):
    """What a native parser raises."""


@pytest.fixture
def crash(monkeypatch: pytest.MonkeyPatch) -> Crash:
    """Lets the analysis crash whenever it comes to a file of a name."""

    def on(name: str, error: type[BaseException]) -> None:
        real = pipeline.survey

        def survey(
            rules: object, project: object, modules: list[object], *others: object
        ) -> object:
            if any(module.path == name for module in modules):  # type: ignore[attr-defined]
                raise error("dictionary changed size during iteration")
            return real(rules, project, modules, *others)  # type: ignore[arg-type]

        monkeypatch.setattr(pipeline, "survey", survey)

    return on


@pytest.fixture
def tree(here: Path) -> None:
    for name in (*GOOD, "bad.py"):
        write(name)
    write("conf.yaml", "url: /timeentries/delete\n")


@pytest.mark.parametrize("error", [RuntimeError, RecursionError, AssertionError, PanicException])
def test_the_rest_is_fixed_and_reported(
    tree: None, run: Run, crash: Crash, error: type[BaseException]
) -> None:
    crash("bad.py", error)
    answer = run("fix", "--isolated", "--format", "json", ".")
    assert answer.status == 2
    report = json.loads(answer.out)
    (problem,) = report["errors"]
    assert (problem["path"], problem["code"]) == ("bad.py", "internal-error")
    assert f"{error.__name__}: dictionary changed size" in problem["message"]
    assert "--debug shows where" in problem["message"]
    assert "Traceback" not in answer.out + answer.err
    found = {(site["path"], site["status"], site["reasons"][0]["code"] if site["reasons"] else "")
             for site in report["sites"]}  # fmt: skip
    assert found == {
        *((name, "changed", "") for name in GOOD),
        ("bad.py", "unresolved", "internal-error"),
        ("conf.yaml", "unresolved", "not-python"),
    }
    assert Path("bad.py").read_text(encoding="utf-8") == HEAD + CALL
    assert all(Path(name).read_text(encoding="utf-8") == HEAD + MOVED for name in GOOD)


@pytest.mark.parametrize("asked", ["--debug", "AWORK_MIGRATOR_DEBUG"])
def test_the_traceback_is_shown_on_request(
    tree: None, run: Run, crash: Crash, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    crash("bad.py", RuntimeError)
    if not asked.startswith("-"):
        monkeypatch.setenv(asked, "1")
    answer = run("check", "--isolated", *([asked] if asked.startswith("-") else []), ".")
    assert answer.status == 2
    assert answer.err.count("Traceback") == 1
    assert 'raise error("dictionary changed size during iteration")' in answer.err


def test_a_crash_that_always_comes_ends_the_trials(
    tree: None, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(60):
        write(f"more{number}.py")
    calls = []

    def survey(*_: object) -> object:
        calls.append(1)
        raise KeyError("always")

    monkeypatch.setattr(pipeline, "survey", survey)
    answer = run("check", "--isolated", "--format", "json", ".")
    assert answer.status == 2
    report = json.loads(answer.out)
    assert len(report["errors"]) == 66
    assert {error["code"] for error in report["errors"]} == {"internal-error"}
    assert {site["path"] for site in report["sites"]} >= {"bad.py", "conf.yaml", *GOOD}
    assert len(calls) < isolation.MAX_TRIALS + 10


def test_a_crash_after_the_writing_says_what_was_written(
    here: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write("app.py")

    def account(*_: object) -> None:
        raise RuntimeError("late")

    monkeypatch.setattr(accounts, "account", account)
    answer = run("fix", "--isolated", ".")
    assert answer.status == 2
    assert "files were changed, and the report on them was not finished" in answer.out
    assert "Changed 1 file: app.py" in answer.out
    assert path.read_text(encoding="utf-8") == HEAD + MOVED


def test_a_site_that_two_parts_see_is_reported_once(here: Path, run: Run, crash: Crash) -> None:
    write("urls.py", 'URL = "https://api.awork.com/api/v1/timeentries/delete"\n')
    for name in ("a.py", "z.py"):
        write(name, "from urls import URL\n" + HEAD + CALL.replace(CALL[14:62], "URL, "))
    write("bad.py")
    crash("bad.py", RuntimeError)
    report = json.loads(run("check", "--isolated", "--format", "json", ".").out)
    places = [(site["path"], site["line"], site["kind"]) for site in report["sites"]]
    assert len(places) == len(set(places))


def test_an_interrupt_is_no_crash(tree: None, run: Run, crash: Crash) -> None:
    crash("bad.py", KeyboardInterrupt)
    assert run("check", "--isolated", ".").status == 130
