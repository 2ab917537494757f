"""Edits land in what was named and is not left out; anything else blocks what shares the edit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from migrator.config import Settings
from migrator.engine import run as run_engine
from migrator.files.landing import ALLOWED, OUTSIDE, Landing
from migrator.files.walk import WalkOptions
from migrator.model import Mode, Report
from migrator.rules.loader import built_in_rules
from tests.trust.conftest import HEAD, Run, write

URL = 'URL = "https://api.awork.com/api/v1/timeentries/delete"\n'
CALL = 'requests.post(URL, json={"ids": ids})\n'


def project(holder: str) -> dict[str, str]:
    """A project whose URL stands in another file than its call; the texts by path."""
    module = holder.removesuffix(".py").replace("/", ".")
    write("pyproject.toml", "")
    write(holder, URL)
    write("app/api.py", f"import requests\n\nfrom {module} import URL\n\nids = []\n{CALL}")
    return {path: Path(path).read_text(encoding="utf-8") for path in (holder, "app/api.py")}


def fix(*paths: str, **settings: object) -> Report:
    rules = built_in_rules()
    return run_engine(paths, Settings(mode=Mode.FIX, rules=rules, **settings))  # type: ignore[arg-type]


def reasons(report: Report) -> set[tuple[str, str]]:
    return {(reason.code, reason.message) for site in report.sites for reason in site.reasons}


def ignored_by_git() -> None:
    write(".git/HEAD", "")
    write(".gitignore", "generated/\n")


def ignored_below() -> None:
    write(".git/HEAD", "")
    write("generated/.gitignore", "*\n")


def ignored_here_only() -> None:
    write(".git/info/exclude", "/generated/\n")


LEFT_OUT = [
    pytest.param("generated/urls.py", {"exclude": ("generated",)}, None,
                 "`exclude` ('generated') leaves out", id="exclude"),
    pytest.param("generated/urls.py", {"exclude": ("none", "generated/*.py")}, None,
                 "`exclude` ('generated/*.py') leaves out", id="exclude a file"),
    pytest.param("generated/urls.py", {}, ignored_by_git, "git ignores", id="gitignore"),
    pytest.param("generated/urls.py", {}, ignored_below, "git ignores", id="gitignore below"),
    pytest.param("generated/urls.py", {}, ignored_here_only, "git ignores", id="info/exclude"),
    pytest.param("build/urls.py", {}, None, "is in build, left out by default", id="default"),
]  # fmt: skip


@pytest.mark.parametrize("paths", [["."], ["app"], ["app/api.py"]], ids=str)
@pytest.mark.parametrize(("holder", "settings", "prepare", "why"), LEFT_OUT)
def test_an_edit_in_a_file_that_is_left_out_blocks(
    here: Path,
    holder: str,
    settings: dict[str, object],
    prepare: Callable[[], None] | None,
    why: str,
    paths: list[str],
) -> None:
    before = project(holder)
    if prepare is not None:
        prepare()
    for force in (False, True):
        report = fix(*paths, force_exclude=force, **settings)
        assert {p: Path(p).read_text(encoding="utf-8") for p in before} == before
        (found,) = [text for code, text in reasons(report) if code in ("left-out", "outside-root")]
        assert holder in found
        assert why in found or (paths == ["app"] and "outside of what was named" in found)


def test_a_file_that_was_named_is_edited_although_it_is_left_out(here: Path) -> None:
    before = project("generated/urls.py")
    fix("app/api.py", "generated/urls.py", exclude=("generated",))
    assert all(Path(path).read_text(encoding="utf-8") != text for path, text in before.items())


def test_but_not_when_exclusion_is_forced(here: Path) -> None:
    before = project("generated/urls.py")
    report = fix("app/api.py", "generated/urls.py", exclude=("generated",), force_exclude=True)
    assert {p: Path(p).read_text(encoding="utf-8") for p in before} == before
    assert {code for code, _ in reasons(report)} == {"left-out"}


def test_a_named_folder_is_edited_although_it_would_be_left_out(here: Path) -> None:
    before = project("build/urls.py")
    fix("app", "build")
    assert all(Path(path).read_text(encoding="utf-8") != text for path, text in before.items())


def test_a_file_of_the_project_of_a_named_file_is_edited(here: Path) -> None:
    before = project("lib/urls.py")
    report = fix("app/api.py")
    assert sorted(c.path for c in report.changes) == ["app/api.py", "lib/urls.py"]
    assert all(Path(path).read_text(encoding="utf-8") != text for path, text in before.items())


def test_what_shares_the_edit_stays_too(here: Path) -> None:
    before = project("generated/urls.py")
    write("app/more.py", HEAD + "from generated.urls import URL\n" + CALL)
    report = fix(".", exclude=("generated",))
    assert report.changes == ()
    assert Path("generated/urls.py").read_text(encoding="utf-8") == before["generated/urls.py"]
    assert {site.location.path for site in report.sites} >= {"app/api.py", "app/more.py"}


@pytest.mark.parametrize(
    "settings", [{"exclude": ("app/gen",)}, {"exclude": ("gen",)}, {}], ids=str
)
def test_a_folder_and_all_agree_about_what_is_there(
    here: Path, settings: dict[str, object]
) -> None:
    # The call stands in what is left out, and an import of what is not leads there.
    write("pyproject.toml", "")
    write("app/gen/client.py", HEAD + URL + CALL)
    write("app/main.py", "from app.gen import client\n" + URL + "client.run(URL)\n")
    if not settings:
        write(".git/HEAD", "")
        write(".gitignore", "gen/\n")
    found = []
    for paths in (["."], ["app"]):
        report = fix(*paths, **settings)
        found.append([(site.location, site.status, site.reasons) for site in report.sites])
        assert report.changes == ()
    assert found[0] == found[1]
    assert {location.path for location, _, _ in found[0]} == {"app/main.py"}


def test_an_installed_package_is_read_and_never_written(here: Path) -> None:
    before = project("node_modules/urls.py")
    report = fix("app/api.py")
    assert {path: Path(path).read_text(encoding="utf-8") for path in before} == before
    assert "which is in node_modules, left out by default" in str(reasons(report))


def test_the_answer_for_one_file(here: Path) -> None:
    for name in ("a/x.py", "a/b/y.py", "c/z.py"):
        write(name)
    landing = Landing(["a"], WalkOptions(exclude=("b",)))
    assert landing.of("a/x.py") == ALLOWED
    assert landing.of("c/z.py") == OUTSIDE
    assert landing.of("a/b/y.py").code == "left-out"
    assert not landing.of("a/b/y.py")
    assert landing.of("a/b/y.py").refusal("a/b/y.py:3")[1] == (
        "the edit would fall into a/b/y.py:3, which `exclude` ('b') leaves out"
    )


def test_a_hook_is_told_what_was_edited_beside_what_it_named(here: Path, run: Run) -> None:
    project("lib/urls.py")
    answer = run("fix", "--isolated", "app/api.py")
    assert "lib/urls.py was changed too, and was not named: add it to the commit" in answer.out
    project("lib/urls.py")
    answer = run("fix", "--isolated", "--format", "json", "app/api.py")
    assert "lib/urls.py was changed too, and was not named: add it to the commit" in answer.err


def test_nothing_is_said_of_what_was_named(here: Path, run: Run) -> None:
    project("lib/urls.py")
    assert "add it" not in run("fix", "--isolated", ".").out
    project("lib/urls.py")
    assert "add it" not in run("fix", "--isolated", "app", "lib").out


def test_no_comment_is_written_into_what_is_left_out(here: Path, run: Run) -> None:
    # The call stands in what is left out, and what would have to be edited does not.
    write("pyproject.toml", "")
    write("app/urls.py", URL)
    write("gen/client.py", "from app.urls import URL\n" + HEAD + CALL.replace("json=", "data="))
    write("app/main.py", "from gen import client\n" + URL + "requests = 1\n")
    before = Path("gen/client.py").read_text(encoding="utf-8")
    run("check", "--isolated", "--exclude", "gen", "--add-ignores", ".")
    assert Path("gen/client.py").read_text(encoding="utf-8") == before
