"""Changed lines, as the real git tells them."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.files.ask_git import GitError
from migrator.files.git import changed_lines, parse_diff, repository_prefix
from tests.baseline.repository import Repository

TEN = "".join(f"line {number}\n" for number in range(1, 11))
NAMES = ["plain.py", "with space.py", "größe.py", 'quo"te.py', "back\\slash.py", "tab\there.py"]


def changed(revision: str, path: str) -> list[int]:
    """The lines from 1 to 12 of `path` that changed since `revision`."""
    found = changed_lines(revision)
    return [line for line in range(1, 13) if found.touches(path, line, line)]


def test_nothing_changed(repository: Repository) -> None:
    repository.write("a.py", TEN)
    repository.commit()
    assert changed("HEAD", "a.py") == []


def test_changed_and_added_lines(repository: Repository) -> None:
    repository.write("a.py", TEN)
    repository.commit()
    repository.write("a.py", TEN.replace("line 3\n", "LINE 3\n").replace("line 7\n", "7\n7b\n"))
    assert changed("HEAD", "a.py") == [3, 7, 8]


def test_the_neighbours_of_lines_that_were_taken_away(repository: Repository) -> None:
    repository.write("a.py", TEN)
    repository.commit()
    repository.write("a.py", TEN.replace("line 5\n", ""))
    assert changed("HEAD", "a.py") == [4, 5]


def test_staged_committed_and_unstaged_changes_all_count(repository: Repository) -> None:
    repository.write("a.py", TEN)
    start = repository.commit()
    repository.write("a.py", TEN.replace("line 2\n", "two\n"))
    repository.commit()
    repository.write("a.py", TEN.replace("line 2\n", "two\n").replace("line 4\n", "four\n"))
    repository.git("add", "a.py")
    text = (repository.folder / "a.py").read_text(encoding="utf-8")
    repository.write("a.py", text.replace("line 6\n", "six\n"))
    assert changed(start, "a.py") == [2, 4, 6]
    assert changed("HEAD", "a.py") == [4, 6]


def test_a_file_that_git_does_not_track_is_new_as_a_whole(repository: Repository) -> None:
    repository.write("a.py", TEN)
    repository.write(".gitignore", "ignored.py\n")
    repository.commit()
    repository.write("new.py", TEN)
    repository.write("ignored.py", TEN)
    assert changed("HEAD", "new.py") == changed("HEAD", "ignored.py") == list(range(1, 13))


@pytest.mark.parametrize("name", NAMES)
def test_a_name_however_odd(repository: Repository, name: str) -> None:
    repository.write(name, TEN)
    repository.commit()
    assert changed("HEAD", name) == []
    repository.write(name, TEN.replace("line 3\n", "three\n"))
    assert changed("HEAD", name) == [3]


def test_a_renamed_file_is_not_new(repository: Repository) -> None:
    repository.write("old.py", TEN)
    start = repository.commit()
    repository.git("mv", "old.py", "new.py")
    repository.write("new.py", TEN.replace("line 9\n", "nine\n"))
    repository.commit()
    assert changed(start, "new.py") == [9]


def test_lines_that_look_like_a_diff_are_not_taken_for_one(repository: Repository) -> None:
    repository.write("a.py", "++ b/other.py\n@@ -1 +1 @@\n-- a/x\nend")
    repository.write("other.py", TEN)
    repository.commit()
    repository.write("a.py", "++ b/other.py!\n@@ -1,9 +1,9 @@\n++ b/third.py\nEND")
    repository.write("z.py", TEN)
    repository.git("add", "z.py")
    assert changed("HEAD", "other.py") == []
    assert changed("HEAD", "a.py") == [1, 2, 3, 4]
    assert changed("HEAD", "z.py") == list(range(1, 11))


def test_the_settings_of_the_user_do_not_matter(repository: Repository) -> None:
    repository.write("a.py", TEN)
    repository.write(".gitattributes", "*.py -diff\n")
    repository.commit()
    for key, value in {
        "diff.noprefix": "true",
        "diff.mnemonicPrefix": "true",
        "diff.external": "false",
        "color.ui": "always",
        "diff.context": "9",
        "diff.relative": "true",
    }.items():
        repository.git("config", key, value)
    repository.write("a.py", TEN.replace("line 3\n", "three\n"))
    assert changed("HEAD", "a.py") == [3]


def test_paths_are_relative_to_the_working_directory(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.write("inner/a.py", TEN)
    repository.write("outer.py", TEN)
    repository.commit()
    repository.write("inner/a.py", TEN.replace("line 3\n", "three\n"))
    repository.write("outer.py", TEN.replace("line 4\n", "four\n"))
    monkeypatch.chdir(repository.folder / "inner")
    assert changed("HEAD", "a.py") == [3]
    assert changed("HEAD", "../outer.py") == [4]
    assert changed("HEAD", str(repository.folder / "outer.py")) == [4]


def test_three_dots_mean_where_the_branch_began(repository: Repository) -> None:
    repository.write("a.py", TEN)
    repository.commit()
    repository.git("checkout", "--quiet", "-b", "feature")
    repository.write("a.py", TEN.replace("line 9\n", "nine\n"))
    repository.commit()
    repository.git("checkout", "--quiet", "main")
    repository.write("a.py", TEN.replace("line 2\n", "two\n"))
    repository.commit()
    repository.git("checkout", "--quiet", "feature")
    assert changed("main", "a.py") == [2, 9]
    assert changed("main...", "a.py") == [9]


def test_nothing_is_touched(repository: Repository) -> None:
    repository.write("a.py", TEN)
    repository.commit()
    repository.write("a.py", TEN + "more\n")
    repository.write("new.py", TEN)
    before = repository.git("status", "--porcelain"), repository.git("for-each-ref")
    assert changed("HEAD", "a.py") == [11]
    assert (repository.git("status", "--porcelain"), repository.git("for-each-ref")) == before
    assert repository.git("stash", "list") == ""


@pytest.mark.parametrize("revision", ["nowhere", "--output=x", "", "HEAD:a.py", "a\0b"])
def test_a_revision_that_is_none_is_refused_with_a_sentence(
    repository: Repository, revision: str
) -> None:
    repository.write("a.py", TEN)
    repository.commit()
    with pytest.raises(GitError, match="not a revision that git knows here"):
        changed_lines(revision)
    assert not (repository.folder / "x").exists()


def test_branches_without_a_common_commit(repository: Repository) -> None:
    repository.write("a.py", TEN)
    repository.commit()
    repository.git("checkout", "--quiet", "--orphan", "other")
    repository.commit("unlike the first one")
    with pytest.raises(GitError, match="no common commit"):
        changed_lines("main...")


def test_outside_of_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(GitError, match="not a git repository"):
        changed_lines("HEAD")
    assert repository_prefix(str(tmp_path)) == ""


def test_without_git(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repository.folder))
    with pytest.raises(GitError, match="git cannot be run"):
        changed_lines("HEAD")


def test_the_prefix_is_the_way_from_the_root(repository: Repository) -> None:
    inner = repository.folder / "services" / "my app"
    inner.mkdir(parents=True)
    assert repository_prefix(str(inner)) == "services/my app"
    assert repository_prefix(str(repository.folder)) == ""


def test_a_worktree_has_a_file_where_a_clone_has_a_folder(repository: Repository) -> None:
    repository.commit()
    repository.git("worktree", "add", "--quiet", "../second")
    inner = repository.folder.parent / "second" / "inner"
    inner.mkdir()
    assert repository_prefix(str(inner)) == "inner"


def test_an_empty_diff_changes_nothing() -> None:
    assert parse_diff(b"") == {}
