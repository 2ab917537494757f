"""`fix --verify`: what the user's command does not pass is taken back, and nothing else happens."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path

import pytest

from migrator.report.schema import schema_text
from tests.evidence.project import AFTER, BEFORE, changed, migrate, project


def breaks(*numbers: int) -> str:
    """A command that fails when all of these modules are moved, as a suite would."""
    return " && ".join(f"grep -q batch m{number:02}.py" for number in numbers)


def judge(folder: Path, command: str, *options: str) -> dict[str, object]:
    answer = migrate(folder, "fix", "--verify", command, "--format", "json", *options, ".")
    assert answer.status in (0, 1), answer.err
    return answer.report


def test_what_the_command_passes_stays(tmp_path: Path) -> None:
    report = judge(project(tmp_path, 3), "true")
    assert changed(tmp_path) == [0, 1, 2]
    assert report["mode"] == "fix"
    found = report["verification"]
    assert found["command"] == "true"
    assert [run["groups"] for run in found["runs"]] == [0, 3]
    assert [group["verdict"] for group in found["groups"]] == ["passed"] * 3


def test_of_twenty_groups_only_the_one_that_fails_is_taken_back(tmp_path: Path) -> None:
    report = judge(project(tmp_path, 20), f"if {breaks(13)}; then echo m13 is broken; exit 1; fi")
    assert changed(tmp_path) == [n for n in range(20) if n != 13]
    assert len(report["verification"]["runs"]) <= 10
    (left,) = [site for site in report["sites"] if site["status"] == "unresolved"]
    assert left["path"] == "m13.py"
    (reason,) = left["reasons"]
    assert reason["code"] == "verify-failed"
    assert "m13 is broken" in reason["message"]
    (group,) = [g for g in report["verification"]["groups"] if g["verdict"] == "taken-back"]
    assert group == {
        "sites": [left["fingerprint"]],
        "verdict": "taken-back",
        "output": ["m13 is broken"],
    }


def test_the_report_is_valid(tmp_path: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    report = judge(project(tmp_path, 3), f"! {breaks(1)}")
    jsonschema.Draft202012Validator(json.loads(schema_text())).validate(report)


def test_of_two_that_fail_only_together_one_stays(tmp_path: Path) -> None:
    judge(project(tmp_path, 6), f"! ({breaks(1, 4)})")
    assert len(changed(tmp_path)) == 5
    assert {0, 2, 3, 5} < set(changed(tmp_path))


def test_a_single_change_that_fails_is_taken_back(tmp_path: Path) -> None:
    judge(project(tmp_path, 1), f"! {breaks(0)}")
    assert changed(tmp_path) == []


def test_sites_that_share_an_edit_stay_or_go_together(tmp_path: Path) -> None:
    (tmp_path / "paths.py").write_text(
        'DELETE = "https://api.awork.com/api/v1/timeentries/delete"\n'
    )
    for name in ("a", "b"):
        text = f"import requests\nimport paths\n\n\ndef {name}(ids):\n"
        text += '    requests.post(paths.DELETE, json={"ids": ids}).raise_for_status()\n'
        (tmp_path / f"{name}.py").write_text(text)
    before = {path.name: path.read_text() for path in tmp_path.glob("*.py")}
    report = judge(tmp_path, "! grep -q timeEntryIds b.py")
    (group,) = report["verification"]["groups"]
    assert len(group["sites"]) >= 2
    assert {path.name: path.read_text() for path in tmp_path.glob("*.py")} == before


def test_nothing_is_changed_when_the_command_fails_before(tmp_path: Path) -> None:
    answer = migrate(project(tmp_path, 2), "fix", "--verify", "echo broken suite; exit 3", ".")
    assert answer.status == 2
    assert "ended with exit status 3 before any change" in answer.err
    assert "broken suite" in answer.err
    assert changed(tmp_path) == []


@pytest.mark.parametrize(
    "command", ["echo 'no tests ran in 0.01s'; exit 5", "echo 'Ran 0 tests in 0.0s'; echo OK"]
)
def test_a_command_that_runs_no_tests_is_an_error(tmp_path: Path, command: str) -> None:
    answer = migrate(project(tmp_path, 2), "fix", "--verify", command, ".")
    assert answer.status == 2
    assert "ran no tests" in answer.err
    assert changed(tmp_path) == []


def test_a_flaky_command_is_named_and_blames_nobody(tmp_path: Path) -> None:
    count = "echo x >> runs.txt; [ $(wc -l < runs.txt) -ne 2 ]"
    answer = migrate(project(tmp_path, 4), "fix", "--verify", count, ".")
    assert answer.status == 2
    assert "flaky" in answer.err
    assert changed(tmp_path) == []
    assert (tmp_path / "runs.txt").read_text() == "x\n" * 3


def test_a_command_that_takes_too_long_has_failed(tmp_path: Path) -> None:
    slow = f"if {breaks(1)}; then sleep 60; fi"
    report = judge(project(tmp_path, 3), slow, "--verify-timeout", "0.5")
    assert changed(tmp_path) == [0, 2]
    statuses = [run["status"] for run in report["verification"]["runs"] if not run["passed"]]
    assert set(statuses) == {None}


def test_a_command_that_writes_to_a_source_is_an_error(tmp_path: Path) -> None:
    answer = migrate(project(tmp_path, 2), "fix", "--verify", "echo '# x' >> m00.py", ".")
    assert answer.status == 2
    assert "m00.py was changed while the command ran" in answer.err
    assert (tmp_path / "m01.py").read_text() == BEFORE


def test_what_somebody_wrote_meanwhile_is_not_touched(tmp_path: Path) -> None:
    writes = f"if {breaks(0)}; then echo '# mine' >> m00.py; fi"
    answer = migrate(project(tmp_path, 2), "fix", "--verify", writes, ".")
    assert answer.status == 2
    assert (tmp_path / "m00.py").read_text() == AFTER + "# mine\n"
    assert (tmp_path / "m01.py").read_text() == BEFORE
    # The next run says it again, until somebody has put it right.
    again = migrate(tmp_path, "check", ".")
    assert again.status == 2
    assert "m00.py" in again.out + again.err
    (tmp_path / "m00.py").write_text(BEFORE)
    assert migrate(tmp_path, "check", ".").status == 1
    assert not (tmp_path / ".awork-migrator").exists()


def test_other_files_that_the_command_writes_stay(tmp_path: Path) -> None:
    judge(project(tmp_path, 3), f"date > log.txt; ! {breaks(2)}")
    assert (tmp_path / "log.txt").exists()
    assert changed(tmp_path) == [0, 1]
    assert not (tmp_path / ".awork-migrator").exists()


def test_a_diff_shows_what_passes_and_keeps_nothing(tmp_path: Path) -> None:
    project(tmp_path, 3)
    times = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.py")}
    answer = migrate(tmp_path, "fix", "--diff", "--verify", f"! {breaks(1)}", ".")
    assert answer.status == 1
    assert [line for line in answer.out.splitlines() if line.startswith("+++")] != []
    assert "m00.py" in answer.out
    assert "m01.py" not in answer.out
    assert changed(tmp_path) == []
    assert {path: path.stat().st_mtime_ns for path in times} == times


def test_an_unsafe_fix_that_passes_is_changed(tmp_path: Path) -> None:
    text = BEFORE.replace("answer.raise_for_status()", "return answer.status_code == 204")
    (tmp_path / "m.py").write_text(text)
    report = judge(tmp_path, "true", "--unsafe-fixes")
    (site,) = [site for site in report["sites"] if site["kind"] == "call"]
    assert (site["status"], site["applicability"]) == ("changed", "unsafe")
    assert "207" in (tmp_path / "m.py").read_text()


def test_the_command_sees_the_change_and_no_compiled_file_of_another_state(tmp_path: Path) -> None:
    # Both changes of the file give it the same size, within the same second.
    one = BEFORE.replace("delete(ids)", "one(ids)")
    (tmp_path / "m.py").write_text(
        one + BEFORE.split("\n", 1)[1].replace("delete(ids)", "two(ids)")
    )
    # No file of the tree: a program there that reads its own code would hold the edits back.
    seen = (
        "import m, sys; "
        "moved = [n for n in ('one', 'two')"
        " if 'timeEntryIds' in str(getattr(m, n).__code__.co_consts)]; "
        "sys.exit('two' in moved)"
    )
    command = f"env -u PYTHONDONTWRITEBYTECODE {sys.executable} -c {shlex.quote(seen)}"
    judge(tmp_path, command)
    assert (tmp_path / "m.py").read_text().count("batch/delete") == 1
    assert "batch" in (tmp_path / "m.py").read_text().split("def two")[0]


def test_what_was_taken_back_is_shown_as_tried(tmp_path: Path) -> None:
    answer = migrate(project(tmp_path, 2), "fix", "--verify", f"! {breaks(1)}", ".")
    assert answer.status == 1
    assert "= tried: insert 'batch/'" in answer.out
    assert "unsafe" not in answer.out


def test_output_is_shown_with_verbose_only(tmp_path: Path) -> None:
    project(tmp_path, 1)
    quiet = migrate(tmp_path, "fix", "--diff", "--verify", "echo hello", ".")
    assert "hello" not in quiet.err.replace("'echo hello'", "")
    loud = migrate(tmp_path, "fix", "--diff", "--verbose", "--verify", "echo hello", ".")
    assert "hello\n" in loud.err
    assert "verify: run 2, 1 of 1 changes: passed" in loud.err


def test_the_command_is_not_run_when_there_is_nothing_to_fix(tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text("x = 1\n")
    answer = migrate(tmp_path, "fix", "--verify", "touch ran", ".")
    assert answer.status == 0
    assert not (tmp_path / "ran").exists()
    assert "there is nothing to fix" in answer.out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("fix", "--verify", "true", "-"), "'-' cannot go with it"),
        (("fix", "--verify-timeout", "3", "."), "--verify-timeout needs --verify"),
    ],
)
def test_options_that_make_no_sense(
    tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    answer = migrate(tmp_path, *arguments)
    assert answer.status == 2
    assert sentence in answer.err
