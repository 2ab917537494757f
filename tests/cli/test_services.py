"""Formats for services, baselines and revisions, as the command line gives them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from migrator.report.schema import schema_text
from tests.baseline.repository import Repository
from tests.cli.conftest import FakeEngine, Run
from tests.formats.sample import CLEAN, FIXABLE, FULL, ROUTE

ONE_LEFT = replace(CLEAN, sites=(ROUTE,))


@pytest.fixture
def summary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The summary file of a GitHub Actions runner."""
    path = tmp_path / "summary.md"
    path.write_text("before\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(path))
    return path


def test_the_schema_is_printed(run: Run) -> None:
    answer = run("schema")
    assert (answer.status, answer.out) == (0, schema_text())


def test_several_formats_in_one_run(run: Run, engine: FakeEngine) -> None:
    engine.report = FULL
    names = ["text", "json", "sarif", "github", "gitlab", "junit", "markdown"]
    reports = [part for name in names for part in ("--report", f"{name}={name}.out")]
    answer = run("check", "--format", "markdown", *reports)
    assert answer.status == 2
    assert answer.out == Path("markdown.out").read_text(encoding="utf-8")
    assert all(Path(f"{name}.out").stat().st_size > 100 for name in names)
    assert len(engine.calls) == 1


def test_sarif_has_the_hash_of_the_line_and_the_way_from_the_root(
    run: Run, engine: FakeEngine
) -> None:
    Path(".git").mkdir()
    Path("server").mkdir()
    Path("server/app.py").write_text("\n" * 20, encoding="utf-8")
    engine.report = replace(CLEAN, sites=(ROUTE,))
    (result,) = json.loads(run("check", "--format", "sarif").out)["runs"][0]["results"]
    assert set(result["partialFingerprints"]) == {"primaryLocationLineHash", "awork-migrator/v1"}


def test_in_github_actions_check_annotates_and_appends_to_the_summary(
    run: Run, engine: FakeEngine, summary: Path
) -> None:
    engine.report = ONE_LEFT
    answer = run("check")
    assert answer.status == 1
    assert answer.out.startswith("::error file=server/app.py,")
    text = summary.read_text(encoding="utf-8")
    assert text.startswith("before\n## awork-migrator\n")
    assert "| `server/app.py:12` |" in text


@pytest.mark.parametrize(
    "arguments", [("check", "--format", "text"), ("fix",), ("check", "--diff")], ids=" ".join
)
def test_in_github_actions_other_runs_stay_as_they_are(
    run: Run, engine: FakeEngine, summary: Path, arguments: tuple[str, ...]
) -> None:
    engine.report = ONE_LEFT
    answer = run(*arguments)
    assert "::error" not in answer.out + answer.err
    assert summary.read_text(encoding="utf-8") == "before\n"


def test_outside_of_github_actions_the_format_alone_writes_annotations(
    run: Run, engine: FakeEngine
) -> None:
    engine.report = ONE_LEFT
    assert run("check", "--format", "github").out.startswith("::error ")
    assert not run("check").out.startswith("::error ")


def test_a_summary_that_cannot_be_written_is_an_error(
    run: Run, engine: FakeEngine, summary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary / "deeper"))
    answer = run("check")
    assert answer.status == 2
    assert "error: the step summary" in answer.err


def test_a_baseline_makes_known_what_it_has_and_nothing_else(run: Run, engine: FakeEngine) -> None:
    engine.report = ONE_LEFT
    assert run("check").status == 1
    written = run("check", "--write-baseline", "known.json")
    assert written.status == 0
    assert run("check", "--baseline", "known.json").status == 0
    engine.report = replace(CLEAN, sites=(ROUTE, FIXABLE))
    answer = run("check", "--baseline", "known.json")
    assert answer.status == 1
    assert "src/api.py:19:5" in answer.out
    assert "server/app.py" not in answer.out


def test_the_baseline_of_the_configuration_lies_beside_it(run: Run, engine: FakeEngine) -> None:
    engine.report = ONE_LEFT
    Path("config").mkdir()
    Path("config/migrator.toml").write_text('baseline = "known.json"\n', encoding="utf-8")
    assert run("check", "--write-baseline", "config/known.json").status == 0
    assert run("check", "--config", "config/migrator.toml").status == 0
    assert run("check", "--isolated").status == 1


def test_what_is_gone_is_listed(run: Run, engine: FakeEngine) -> None:
    engine.report = replace(CLEAN, sites=(ROUTE, FIXABLE))
    run("check", "--write-baseline", "known.json")
    engine.report = ONE_LEFT
    answer = run("check", "--baseline", "known.json")
    assert answer.status == 0
    assert (
        "known.json: TST001 in src/api.py (Client.delete_all) is no longer found;"
        " --write-baseline takes it out" in answer.out
    )
    run("check", "--write-baseline", "known.json")
    assert "no longer found" not in run("check", "--baseline", "known.json").out


def test_a_baseline_that_is_written_for_a_part_keeps_the_rest(run: Run, engine: FakeEngine) -> None:
    for path in ("src/api.py", "server/app.py"):
        Path(path).parent.mkdir()
        Path(path).touch()
    engine.report = replace(CLEAN, sites=(ROUTE, FIXABLE))
    run("check", "--write-baseline", "known.json")
    engine.report = CLEAN
    run("check", "src", "--write-baseline", "known.json")
    paths = [site["path"] for site in json.loads(Path("known.json").read_text("utf-8"))["sites"]]
    assert paths == ["server/app.py"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("check", "--baseline", "none.json"), "none.json does not exist; write it with"),
        (("check", "--baseline", "."), "the baseline . cannot be read"),
        (("check", "--baseline", "other.txt"), "other.txt is not valid JSON"),
        (("fix", "--write-baseline", "other.txt"), "other.txt is not valid JSON"),
        (("check", "--diff", "--write-baseline", "new.json"), "--diff writes nothing"),
        (("check", "--diff", "--since", "HEAD"), "a --diff shows every change"),
        (("check", "--since", "HEAD"), "need the work tree of a git repository"),
        (("fix", "--since", "HEAD"), "No such option"),
    ],
)
def test_what_cannot_be_used_is_refused_before_the_run(
    run: Run,
    engine: FakeEngine,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    words: str,
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path_factory.getbasetemp()))
    Path("other.txt").write_text("keep me", encoding="utf-8")
    answer = run(*arguments)
    assert answer.status == 2
    assert words in answer.err
    assert engine.calls == []
    assert Path("other.txt").read_text(encoding="utf-8") == "keep me"


def test_a_baseline_that_cannot_be_written_is_an_error(run: Run, engine: FakeEngine) -> None:
    answer = run("check", "--write-baseline", "none/known.json")
    assert answer.status == 2
    assert "error: the baseline none/known.json cannot be written" in answer.err


def test_since_leaves_what_changed(
    run: Run, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = Repository(Path.cwd())
    for key, value in repository.environment.items():
        monkeypatch.setenv(key, value)
    repository.write("server/app.py", "\n" * 20)
    repository.write("src/api.py", "\n" * 30)
    repository.commit()
    repository.write("src/api.py", "\n" * 18 + "changed\n" + "\n" * 11)
    engine.report = replace(CLEAN, sites=(ROUTE, replace(FIXABLE, edits=())))
    answer = run("check", "--since", "HEAD")
    assert answer.status == 1
    assert "src/api.py:19:5" in answer.out
    assert "server/app.py" not in answer.out
    assert "1 site is left out" in answer.out
