"""Nothing that the scanned tree names is run: no monitor, hook, filter, diff or transport."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from migrator.files.ask_git import GitError, ask_git
from migrator.files.git import changed_lines
from tests.baseline.repository import Repository
from tests.trust.conftest import CALL, HEAD, Run, write


@pytest.fixture
def trap(here: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A repository whose configuration names programs for all that git may run by itself."""
    repository = Repository(here)
    repository.write("app.py", HEAD)
    repository.write(".gitattributes", "*.py filter=one diff=two\n*.txt filter=three\n")
    repository.write("notes.txt", "notes\n")
    repository.commit()
    script = write("../evil", '#!/bin/sh\necho "$0 $*" >> "$PWD/ran"\ncat\n')
    script.chmod(0o755)
    evil = str(script.resolve())
    for key in ("core.fsmonitor", "filter.one.clean", "filter.one.smudge", "filter.three.process",
                "diff.two.textconv", "diff.two.command", "diff.external", "core.sshCommand",
                "core.pager", "core.editor", "core.askPass"):  # fmt: skip
        repository.git("config", key, evil)
    repository.git("config", "filter.one.required", "true")
    hooks = here / ".git" / "hooks"
    for name in ("post-index-change", "fsmonitor-watchman", "post-checkout"):
        shutil.copy(script, hooks / name)
    for key, value in repository.environment.items():
        monkeypatch.setenv(key, value)
    # Later than the index knows them, so that git has to look at what is in them.
    for name in ("app.py", "notes.txt"):
        os.utime(name, (2_000_000_000, 2_000_000_000))
    repository.write("app.py", HEAD + CALL)
    return repository


def test_the_trap_works(trap: Repository) -> None:
    trap.git("status")
    assert (trap.folder / "ran").exists()


def test_since_runs_nothing_that_the_repository_names(trap: Repository, run: Run) -> None:
    answer = run("check", "--isolated", "--since", "HEAD", ".")
    assert (answer.status, answer.err) == (1, "")
    assert "1 fixable" in answer.out
    assert run("check", "--isolated", "--since", "HEAD...", "--format", "sarif", ".").status == 1
    assert not (trap.folder / "ran").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "."),
        ("check", "--format", "sarif", "."),
        ("check", "--report", "json=r.json", "."),
        ("fix", "--diff", "."),
        ("fix", "."),
        ("check", "--add-ignores", "."),
        ("check", "--write-baseline", "b.json", "."),
        ("rules",),
    ],
    ids=" ".join,
)
def test_no_other_mode_runs_anything_either(
    trap: Repository, run: Run, arguments: tuple[str, ...]
) -> None:
    write("conftest.py", "import os\nos.mkdir('ran')\n")
    write("setup.py", "import os\nos.mkdir('ran')\n" + HEAD + CALL)
    write("sitecustomize.py", "import os\nos.mkdir('ran')\n")
    run(*arguments)
    assert not (trap.folder / "ran").exists()


def test_a_filter_that_cannot_be_switched_off_is_a_sentence(trap: Repository, run: Run) -> None:
    trap.git("config", "filter.a=b.clean", "x")
    answer = run("check", "--isolated", "--since", "HEAD", ".")
    assert answer.status == 2
    assert "the filter 'a=b' of this repository cannot be switched off" in answer.err
    assert not (trap.folder / "ran").exists()


@pytest.mark.parametrize("place", ["", ".", "bin"])
def test_git_is_not_taken_from_the_tree(
    here: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    for name in ("git", "bin/git"):
        write(name, "#!/bin/sh\ntouch ran\n").chmod(0o755)
    monkeypatch.setenv("PATH", place)
    with pytest.raises(GitError, match="none in an absolute folder of PATH"):
        ask_git("--version")
    assert not Path("ran").exists()


def test_what_a_partial_clone_lacks_is_not_fetched(
    trap: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    trap.git("config", "remote.origin.url", f"ext::{here_script(trap)} %S")
    trap.git("config", "remote.origin.promisor", "true")
    trap.git("config", "extensions.partialClone", "origin")
    trap.git("config", "protocol.ext.allow", "always")
    with pytest.raises(GitError, match="is not a revision"):
        changed_lines("1234567890123456789012345678901234567890")
    assert not (trap.folder / "ran").exists()


def here_script(repository: Repository) -> Path:
    return (repository.folder / ".." / "evil").resolve()


def test_a_shallow_clone_is_told_what_to_fetch(
    here: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    origin = Repository(here / "origin")
    origin.write("app.py", HEAD)
    first = origin.commit()
    origin.write("app.py", HEAD + CALL)
    origin.commit()
    origin.git("clone", "--quiet", "--depth=1", (here / "origin").as_uri(), str(here / "clone"))
    monkeypatch.chdir(here / "clone")
    answer = run("check", "--isolated", "--since", first, ".")
    assert answer.status == 2
    assert "this clone is shallow" in answer.err
    assert "fetch-depth: 0" in answer.err
    monkeypatch.chdir(here / "origin")
    assert "shallow" not in run("check", "--isolated", "--since", "none", ".").err
