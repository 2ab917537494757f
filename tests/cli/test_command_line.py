"""The command line: options, streams and exit statuses."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from migrator.model import FileChange, Mode, Problem, Status
from migrator.report import concise, diff, json_report, statistics, text
from tests.cli.conftest import FakeEngine, Run
from tests.report.sample import ALL, CLEAN, FIXABLE, UNRESOLVED

FINDINGS = replace(CLEAN, sites=(FIXABLE, UNRESOLVED))
CHANGE = FileChange("a.py", "x = 1\n", "x = 2\n")


def feed(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


def test_the_defaults(engine: FakeEngine, run: Run) -> None:
    answer = run("check")
    assert (answer.status, answer.err) == (0, "")
    assert answer.out == text.render(CLEAN)
    paths, settings, stdin, name = engine.calls[0]
    assert (tuple(paths), stdin, name) == ((".",), None, None)
    assert settings.mode is Mode.CHECK
    assert [rule.code for rule in settings.rules] == ["AWK001"]
    assert settings.respect_gitignore
    assert not settings.unsafe_fixes


def test_options_reach_the_settings(engine: FakeEngine, run: Run) -> None:
    run(
        "fix", "a.py", "b", "--unsafe-fixes", "--exclude", "x,y", "--exclude", "z", "--jobs", "3",
        "--force-exclude", "--no-respect-gitignore", "--fail-on", "mention,ignored",
    )  # fmt: skip
    settings = engine.settings
    assert tuple(engine.calls[0][0]) == ("a.py", "b")
    assert settings.mode is Mode.FIX
    assert settings.unsafe_fixes
    assert settings.exclude == ("x", "y", "z")
    assert settings.jobs == 3
    assert settings.force_exclude
    assert not settings.respect_gitignore
    assert settings.fail_on == {Status.MENTION, Status.IGNORED}


def test_findings_go_to_standard_output_and_exit_1(engine: FakeEngine, run: Run) -> None:
    engine.report = FINDINGS
    answer = run("check")
    assert (answer.status, answer.out, answer.err) == (1, text.render(FINDINGS), "")


def test_json_stays_pure_under_verbose(engine: FakeEngine, run: Run) -> None:
    engine.report = FINDINGS
    answer = run("check", "--format", "json", "--verbose", "--statistics", "--color", "always")
    assert answer.out == json_report.render(FINDINGS)
    assert answer.err.startswith(statistics.render(FINDINGS))
    assert "rules: TST001" in answer.err


def test_statistics_take_the_place_of_the_sites(engine: FakeEngine, run: Run) -> None:
    engine.report = FINDINGS
    answer = run("check", "--statistics")
    assert answer.out.startswith(statistics.render(FINDINGS))
    assert "^" not in answer.out


@pytest.mark.parametrize("command", ["check", "fix"])
def test_diff_goes_to_standard_output_alone(engine: FakeEngine, run: Run, command: str) -> None:
    engine.report = replace(FINDINGS, changes=(CHANGE,))
    answer = run(command, "--diff")
    assert engine.settings.mode is Mode.DIFF
    assert answer.status == 1
    assert answer.out == diff.render(engine.report)
    assert "Found 2 uses" in answer.err
    assert "nothing was written" in answer.err


def test_a_diff_is_in_colour_where_colours_are_wanted(engine: FakeEngine, run: Run) -> None:
    engine.report = replace(FINDINGS, changes=(CHANGE,))
    assert run("check", "--diff", "--color", "always").out == diff.painted(engine.report)
    assert run("check", "--diff", "--color", "never").out == diff.render(engine.report)


def test_the_concise_form_is_a_format_of_both_streams_and_files(
    engine: FakeEngine, run: Run
) -> None:
    engine.report = FINDINGS
    answer = run("check", "--format", "concise", "--report", "concise=c.txt")
    assert answer.out == Path("c.txt").read_text() == concise.render(FINDINGS)
    assert "\x1b[" in run("check", "--format", "concise", "--color", "always").out


def test_git_is_named_where_it_can_show_what_was_changed(engine: FakeEngine, run: Run) -> None:
    engine.report = replace(FINDINGS, changes=(CHANGE,))
    assert "git diff" not in run("fix").out
    Path(".git").mkdir()
    assert "; git diff shows what was done." in run("fix").out
    assert "git diff" not in run("check").out


def test_a_format_with_diff_is_answered_with_a_note(engine: FakeEngine, run: Run) -> None:
    answer = run("check", "--diff", "--format", "json")
    assert answer.out == ""
    assert "--format has no effect with --diff" in answer.err
    assert "--report json=FILE" in answer.err


def test_reports_are_written_beside_standard_output(engine: FakeEngine, run: Run) -> None:
    engine.report = FINDINGS
    answer = run("check", "--report", "json=r.json", "--report", "text=r=1.txt", "--color=always")
    assert "\x1b[" in answer.out
    assert Path("r.json").read_text() == json_report.render(FINDINGS)
    assert Path("r=1.txt").read_text() == text.render(FINDINGS)


def test_a_report_that_cannot_be_written_is_an_error(engine: FakeEngine, run: Run) -> None:
    engine.report = FINDINGS
    answer = run("check", "--report", "json=none/r.json", "--report", "json=r.json")
    assert answer.status == 2
    assert "error: the report none/r.json cannot be written: No such file" in answer.err
    assert Path("r.json").exists()
    assert answer.out == text.render(FINDINGS)


def test_errors_beat_exit_zero(engine: FakeEngine, run: Run) -> None:
    engine.report = FINDINGS
    assert run("check", "--exit-zero").status == 0
    engine.report = replace(FINDINGS, errors=(Problem("a.py", "not-found", "None."),))
    answer = run("check", "--exit-zero")
    assert answer.status == 2
    assert "a.py: error [not-found] None." in answer.out


def test_a_hook_can_ask_for_1_when_a_file_changed(engine: FakeEngine, run: Run) -> None:
    engine.report = replace(CLEAN, sites=(replace(FIXABLE, status=Status.CHANGED),))
    assert run("fix").status == 0
    assert run("fix", "--exit-non-zero-on-fix").status == 1


def test_check_reads_standard_input(
    engine: FakeEngine, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed(monkeypatch, b"x = 1\n")
    answer = run("check", "-", "--stdin-filename", "src/a.py")
    assert answer.out == text.render(CLEAN)
    paths, _, stdin, name = engine.calls[0]
    assert (tuple(paths), stdin, name) == (("-",), b"x = 1\n", "src/a.py")


def test_fix_gives_standard_output_to_the_fixed_source(
    engine: FakeEngine, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed(monkeypatch, b"\xef\xbb\xbfx = '\xc3\xbc'\r\n")
    engine.report = replace(FINDINGS, changes=(FileChange("-", "x = 'ü'\r\n", "y = 'ü'\r\n"),))
    answer = run("fix", "-")
    assert answer.out == "\ufeffy = 'ü'\r\n"
    assert answer.err == text.render(replace(engine.report, mode=Mode.FIX))


def test_fix_gives_back_an_unchanged_source(
    engine: FakeEngine, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed(monkeypatch, b"x = 1")
    answer = run("fix", "-", "--quiet")
    assert (answer.status, answer.out, answer.err) == (0, "x = 1", "")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("check", "-", "a.py"), "name no other path with it"),
        (("check", "--stdin-filename", "a.py"), "--stdin-filename needs '-'"),
        (("check", "--fomat", "x"), "No such option '--fomat'"),
        (("check", "--format", "xml"), "'xml' is not one of"),
        (
            ("check", "--report", "xml=a"),
            "'xml=a' is not FORMAT=FILE; the formats are text, concise, json",
        ),
        (("check", "--report", "json"), "'json' is not FORMAT=FILE"),
        (("check", "--jobs", "0"), "0 is not in the range"),
        (("check", "--fail-on", "broken"), "unknown status 'broken'"),
        (("check", "--fail-on", "fixible"), "did you mean 'fixable'?"),
        (("check", "--select", "AWK002"), "no rule has the code 'AWK002', did you mean 'AWK001'?"),
        (("check", "--config", "none.toml"), "none.toml: cannot be read: No such file"),
        (("check", "--config", "c.toml", "--isolated"), "cannot be used together"),
        (("check", "--rules", "none.toml"), "none.toml: cannot be read"),
        (("chek",), "No such command 'chek'"),
        (("explain", "body-nul"), "did you mean body-null"),
        (("explain", "AWK002"), "did you mean AWK001"),
        ((), "Usage: awork-migrator"),
    ],
)
def test_a_wrong_command_line_is_a_sentence_and_exit_2(
    engine: FakeEngine, run: Run, arguments: tuple[str, ...], sentence: str
) -> None:
    answer = run(*arguments)
    assert (answer.status, answer.out) == (2, "")
    assert sentence in answer.err
    assert engine.calls == []


@pytest.mark.parametrize("error", [ValueError("x < 1"), RecursionError("deep"), MemoryError("m")])
def test_an_unexpected_exception_is_a_sentence_and_exit_2(
    engine: FakeEngine, run: Run, error: BaseException
) -> None:
    engine.error = error
    answer = run("check")
    assert (answer.status, answer.out) == (2, "")
    assert f"stopped on {type(error).__name__}: {error}" in answer.err
    assert "Please report it" in answer.err
    assert "Traceback" not in answer.err


def test_a_panic_of_native_code_is_a_sentence_too(engine: FakeEngine, run: Run) -> None:
    class PanicException(BaseException):
        pass

    engine.error = PanicException("index out of range")
    answer = run("check")
    assert answer.status == 2
    assert "PanicException: index out of range" in answer.err


def test_an_interrupt_is_a_sentence_and_exit_130(engine: FakeEngine, run: Run) -> None:
    engine.error = KeyboardInterrupt()
    answer = run("check")
    assert answer.status == 130
    assert "error: interrupted by SIGINT" in answer.err


def test_a_pipe_that_closed_is_silent(engine: FakeEngine, run: Run) -> None:
    engine.error = BrokenPipeError()
    answer = run("check")
    assert (answer.status, answer.out, answer.err) == (0, "", "")


def test_rules_lists_what_is_in_force(run: Run) -> None:
    Path("own.toml").write_text(
        '[[rule]]\ncode = "TST001"\nmethod = "PUT"\npath = "/a/{x}"\nreplacement = "/b/{x}"\n'
    )
    answer = run("rules", "--rules", "own.toml")
    assert answer.status == 0
    assert answer.out.splitlines()[1] == "TST001  PUT /a/{x} -> /b/{x}  (own.toml)"
    assert run("rules", "--rules", "own.toml", "--ignore", "AWK").out.startswith("TST001")


def test_explain_prints_a_rule_of_the_user(run: Run) -> None:
    Path("pyproject.toml").write_text(
        '[[tool.awork-migrator.rule]]\ncode = "TST001"\nmethod = "PUT"\n'
        'path = "/a/{x}"\nreplacement = "/b/{x}"\nbody = { rename = { old = "new" } }\n'
    )
    answer = run("explain", "tst001")
    assert answer.status == 0
    assert 'requests.put("https://api.example.com/a/x", json={"old": ["..."]})' in answer.out
    assert 'requests.put("https://api.example.com/b/x", json={"new": ["..."]})' in answer.out


def test_a_reason_is_explained_even_when_the_configuration_is_wrong(run: Run) -> None:
    Path("pyproject.toml").write_text("[tool.awork-migrator]\nnone = 1\n")
    assert run("explain", "body-null").out.startswith("body-null: ")
    assert run("explain", "AWK001").status == 2


def test_version_and_help(run: Run) -> None:
    assert run("--version").out.startswith("awork-migrator ")
    answer = run("check", "--help")
    assert answer.status == 0
    assert "--stdin-filename" in answer.out


def test_json_of_a_run_is_json(engine: FakeEngine, run: Run) -> None:
    engine.report = ALL
    assert json.loads(run("check", "--format", "json").out)["mode"] == "check"
