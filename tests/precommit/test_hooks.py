"""The hooks, run by the real pre-commit on real commits."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.precommit.conftest import Project

Make = Callable[..., Project]

CLEAN = "import requests\n\n\ndef count():\n    return 1\n"
OLD_CALL = """\
import requests

URL = "https://api.awork.com/api/v1/timeentries/delete"


def delete(ids):
    requests.post(URL, json={"ids": ids})
"""
NEW_CALL = OLD_CALL.replace("/delete", "/batch/delete").replace('"ids"', '"timeEntryIds"')
HIDDEN_BODY = """\
import requests


def delete(body):
    requests.post("https://api.awork.com/api/v1/timeentries/delete", json=body)
"""


def test_a_clean_commit_passes(project_with: Make) -> None:
    project = project_with("awork-migrator-check")
    project.write("app.py", CLEAN)
    outcome = project.try_commit()
    assert outcome.status == 0, outcome.output
    assert "Passed" in outcome.output
    assert project.commits() == 1


def test_a_commit_with_a_finding_is_blocked_and_says_why(project_with: Make) -> None:
    project = project_with("awork-migrator-check")
    project.write("app.py", HIDDEN_BODY)
    outcome = project.try_commit()
    assert outcome.status == 1
    assert "app.py:5:5: AWK001" in outcome.output
    assert "[body-not-visible]" in outcome.output
    assert project.commits() == 0


def test_a_commit_is_fixed_and_passes_the_second_time(project_with: Make) -> None:
    project = project_with("awork-migrator-fix")
    path = project.write("app.py", OLD_CALL)
    first = project.try_commit()
    assert first.status == 1
    assert "files were modified by this hook" in first.output
    assert "app.py" in first.output
    assert path.read_text(encoding="utf-8") == NEW_CALL
    second = project.try_commit()
    assert second.status == 0, second.output
    assert project.commits() == 1


def test_what_the_fix_cannot_do_blocks_the_commit(project_with: Make) -> None:
    project = project_with("awork-migrator-fix")
    path = project.write("app.py", HIDDEN_BODY)
    outcome = project.try_commit()
    assert outcome.status == 1
    assert "[body-not-visible]" in outcome.output
    assert path.read_text(encoding="utf-8") == HIDDEN_BODY


def test_a_file_that_is_not_python_is_not_looked_at(project_with: Make) -> None:
    project = project_with("awork-migrator-check")
    project.write("notes.txt", HIDDEN_BODY)
    outcome = project.try_commit()
    assert outcome.status == 0, outcome.output
    assert "Skipped" in outcome.output


def test_a_file_that_cannot_be_parsed_blocks_the_commit(project_with: Make) -> None:
    project = project_with("awork-migrator-check")
    project.write("old.py", 'print "timeentries/delete"\n')
    outcome = project.try_commit()
    assert outcome.status == 1
    assert "exit code: 2" in outcome.output
    assert "Traceback" not in outcome.output


def test_excluded_files_stay_excluded_although_they_are_named(project_with: Make) -> None:
    project = project_with("awork-migrator-fix")
    path = project.write("generated/app.py", OLD_CALL)
    project.write("pyproject.toml", '[tool.awork-migrator]\nexclude = ["generated"]\n')
    outcome = project.try_commit()
    assert outcome.status == 0, outcome.output
    assert path.read_text(encoding="utf-8") == OLD_CALL


def test_a_path_with_spaces_and_one_with_letters_of_many_lands(project_with: Make) -> None:
    project = project_with("awork-migrator-fix")
    paths = [
        project.write(name, OLD_CALL)
        for name in ("with space/my app.py", "größe/löschen.py", "it's.py")
    ]
    assert project.try_commit().status == 1
    assert [path.read_text(encoding="utf-8") for path in paths] == [NEW_CALL] * 3
    assert project.try_commit().status == 0


def test_many_files_come_in_batches_and_all_are_seen(project_with: Make) -> None:
    project = project_with("awork-migrator-check", verbose="true")
    folder = "a" * 120
    # The names alone are longer than a command line that pre-commit makes.
    names = [f"{folder}/{number:04}_{'b' * 100}.py" for number in range(1500)]
    assert sum(map(len, names)) > 2 * 2**17
    with_calls = names[::300]
    for name in names:
        project.write(name, HIDDEN_BODY if name in with_calls else CLEAN)
    outcome = project.try_commit()
    assert outcome.status == 1
    assert all(f"{name}:5:5: AWK001" in outcome.output for name in with_calls)
    assert outcome.output.count("Found ") >= 2
    assert outcome.output.count(": AWK001 ") == len(with_calls)


def test_a_module_in_another_batch_is_found_on_disk(project_with: Make) -> None:
    project = project_with("awork-migrator-check")
    project.write("names.py", 'BASE = "https://api.track.toggl.com"\n')
    calls = (
        "import requests\n\nfrom names import BASE\n\n\n"
        "def delete(ids):\n    requests.post(f'{BASE}/timeentries/delete', json={'ids': ids})\n"
    )
    project.write("calls.py", calls)
    run = ("run", "awork-migrator-check", "--files", "calls.py")
    # The host of another vendor is known from a file that is not in the list.
    assert project.pre_commit(*run).status == 0
    project.write("names.py", 'BASE = "https://api.awork.com/api/v1"\n')
    ours = project.pre_commit(*run)
    assert ours.status == 1
    assert "calls.py:7:5: AWK001" in ours.output


def test_the_hook_of_the_whole_repository_sees_files_outside_of_the_commit(
    project_with: Make,
) -> None:
    report = "[--report, 'json=report.json']"
    project = project_with("awork-migrator-repository", args=report)
    project.write("old.py", HIDDEN_BODY)
    project.commit()
    project.write("new.py", CLEAN)
    outcome = project.try_commit()
    assert outcome.status == 1
    assert "old.py:5:5: AWK001" in outcome.output
    document = json.loads((project.folder / "report.json").read_text(encoding="utf-8"))
    assert [site["path"] for site in document["sites"]] == ["old.py"]


def test_a_baseline_lets_known_sites_pass(project_with: Make) -> None:
    project = project_with("awork-migrator-check", args="[--baseline, known.json]")
    project.write("app.py", HIDDEN_BODY)
    project.write("known.json", '{"version": 1, "sites": []}')
    assert project.try_commit().status == 1
    project.use("awork-migrator-check", args="[--write-baseline, known.json]")
    assert "Failed" in project.try_commit().output
    project.use("awork-migrator-check", args="[--baseline, known.json]")
    outcome = project.try_commit()
    assert outcome.status == 0, outcome.output
