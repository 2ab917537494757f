"""The verdicts are right: each wrong way to migrate is told apart from the right one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from migrator.model import Kind, Location, Mode, Report, Site, Status
from tests.construction import verdict
from tests.construction.command import main
from tests.construction.generator import drafts
from tests.construction.program import Program
from tests.construction.running import differences, observe
from tests.construction.verdict import Outcome, judge

CHECKED = next(drafts(iter(["builtins.abs"]))).program()
BESIDE = [draft for draft in drafts(iter(["builtins.abs"])) if draft.atom.name == "beside"]
QUIET = BESIDE[0].program()
Fix = Callable[..., tuple[Report, dict[str, str]]]


def _report(status: Status | None) -> Report:
    if status is None:
        return Report(Mode.FIX, "0")
    where = Location("main.py", 1, 1, 1, 2)
    site = Site("f", "R", Kind.CALL, status, None, where, "", None, None, None, {})
    return Report(Mode.FIX, "0", sites=(site,))


def _judged(monkeypatch: pytest.MonkeyPatch, program: Program, fix: Fix) -> Outcome:
    monkeypatch.setattr(verdict, "fix", fix)
    return judge(program).outcome


def _blind(program: Program) -> Fix:
    return lambda files, folder, unsafe: (_report(Status.CHANGED), program.twin)


def _leaves(status: Status | None) -> Fix:
    return lambda files, folder, unsafe: (_report(status), dict(files))


def test_an_edit_that_is_observed_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _judged(monkeypatch, CHECKED, _blind(CHECKED)) is Outcome.BROKEN


def test_the_same_edit_of_a_program_that_observes_nothing_is_right(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert _judged(monkeypatch, QUIET, _blind(QUIET)) is Outcome.MOVED


def test_half_an_edit_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    half = {
        name: text.replace("timeentries/delete", "timeentries/batch/delete")
        for name, text in QUIET.files.items()
    }
    fix: Fix = lambda files, folder, unsafe: (_report(Status.CHANGED), half)  # noqa: E731
    assert _judged(monkeypatch, QUIET, fix) is Outcome.BROKEN


def test_a_program_that_is_reported_and_left_is_unresolved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert _judged(monkeypatch, CHECKED, _leaves(Status.UNRESOLVED)) is Outcome.UNRESOLVED


@pytest.mark.parametrize("status", [None, Status.IGNORED, Status.MENTION, Status.SUPPRESSED])
def test_a_program_that_is_left_and_fails_no_check_is_silent(
    monkeypatch: pytest.MonkeyPatch, status: Status | None
) -> None:
    assert _judged(monkeypatch, CHECKED, _leaves(status)) is Outcome.SILENT


def test_a_tool_that_raises_has_crashed(monkeypatch: pytest.MonkeyPatch) -> None:
    def fix(
        files: Mapping[str, str], folder: Path, *, unsafe: bool
    ) -> tuple[Report, dict[str, str]]:
        raise RecursionError

    assert _judged(monkeypatch, CHECKED, fix) is Outcome.CRASHED


def test_an_unsafe_edit_may_change_what_is_done_and_has_to_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(verdict, "fix", _blind(CHECKED))
    assert judge(CHECKED, unsafe=True).outcome is Outcome.MOVED
    dead = {"main.py": CHECKED.twin["main.py"].replace("abs(value)", "abs([value])")}
    monkeypatch.setattr(verdict, "fix", lambda *_, unsafe: (_report(Status.CHANGED), dead))
    assert judge(CHECKED, unsafe=True).outcome is Outcome.BROKEN


def test_a_program_that_fails_by_itself_is_invalid() -> None:
    assert judge(Program("none", {"main.py": "import requests\n"})).outcome is Outcome.INVALID
    assert judge(Program("raises", {"main.py": "1 / 0\n"})).outcome is Outcome.INVALID


def test_a_request_that_is_refused_after_the_edit_is_a_difference() -> None:
    send = 'import requests\nH = {"Authorization": "Bearer t"}\n'
    send += (
        'requests.post("https://api.awork.com/api/v1/§PATH§", json={"§KEY§": None}, headers=H)\n'
    )
    program = Program("null", {"main.py": send})
    assert differences(observe(program.files), observe(program.twin)) != []


def test_a_program_without_end_is_ended() -> None:
    loop = (
        "import requests\nwhile True:\n    requests.get('https://api.awork.com/api/v1/users/me')\n"
    )
    seen = observe({"main.py": loop})
    assert seen.observation.finished.status == 1
    assert "without end" in seen.observation.finished.stderr
    assert "too long" in observe({"main.py": "while True:\n    pass\n"}).observation.finished.stderr


def test_nothing_of_a_program_is_left_behind() -> None:
    import os
    import sys

    import requests

    text = "import requests, os, state\nrequests.post = requests.Session.kept = 1\n"
    text += "os.environ['KEPT'] = '1'\nprint(state.__name__, __name__)\n"
    seen = observe({"main.py": text, "state.py": ""})
    assert seen.stdout == "state __main__\n"
    assert callable(requests.post)
    assert not hasattr(requests.Session, "kept")
    assert "KEPT" not in os.environ
    assert "state" not in sys.modules


def test_the_command_shows_one_program(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--show", "builtins.abs/beside"])
    shown = capsys.readouterr().out
    assert "abs(value)" in shown
    assert "+    body = {" in shown
    assert "same and moved" in shown
    assert main(["--show", "builtins.nothing"]) == 2


def test_the_command_counts_and_saves(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    main(["--only", "^compatible.answer/ok$", "--save", str(tmp_path)])
    assert "1 programs" in capsys.readouterr().out
    saved = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("main.py")}
    assert saved == {f"moved/compatible.answer-ok/{side}/main.py" for side in ("before", "after")}
