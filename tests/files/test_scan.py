"""The scan gives the files that hold a word, and says what it could not look at."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from migrator.files import reading
from migrator.files.prefilter import ModuleNames, Words
from migrator.files.reading import MAX_BYTES, read_file
from migrator.files.scan import Candidate, PythonFiles, Tally, scan
from migrator.model import Problem, Skipped
from migrator.rules.rule import Rule

WORDS = Words(folded=(b"widgets",))


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def events(*paths: str, words: Words = WORDS) -> list[tuple[str, str]]:
    """What the scan says, as pairs of a path and a word on it."""
    said = []
    for event in scan(paths or ["."], words, Tally()):
        if isinstance(event, Candidate):
            assert event.raw == Path(event.found.path).read_bytes()
            said.append((event.found.name, event.found.kind.value))
        elif isinstance(event, Problem):
            said.append((event.path, event.code))
        else:
            assert isinstance(event, Skipped)
            said.append((event.path, event.reason))
    return said


def rule(path: str, *, case_sensitive: bool = False) -> Rule:
    parts = tuple(path.strip("/").split("/"))
    return Rule("X1", "s", "POST", parts, (*parts, "new"), case_sensitive=case_sensitive)


def test_only_candidates_are_given_and_all_files_are_counted(here: Path) -> None:
    (here / "a.py").write_text("x = 'WidGets'\n")
    (here / "b.py").write_text("x = 'widget s'\n")
    (here / "c.json").write_text('"/widgets/delete"')
    (here / "d.png").write_bytes(b"widgets")
    (here / "LICENSE").write_text("widgets")
    (here / "run").write_text("#!/usr/bin/python3\n" + "#\n" * 200_000 + "widgets")
    tally = Tally()
    found = [event for event in scan(["."], WORDS, tally) if isinstance(event, Candidate)]
    assert [each.found.name for each in found] == ["a.py", "c.json", "run"]
    assert tally.scanned == 4


def test_words_of_rules() -> None:
    rules = [rule("/Users/{id}/deleteAll"), rule("/deleteall/y"), rule("/größenordnung")]
    words = Words.of_rules([*rules, rule("/Keep", case_sensitive=True)])
    assert words == Words(exact=(b"Keep",), folded=(b"deleteall", b"enordnung"))
    assert words.are_in(b"/DELETEALL")
    assert words.are_in("Größenordnung".encode("latin-1"))
    assert words.are_in(b"Keep")
    assert not words.are_in(b"keep")
    assert Words.of_names(["RESOURCE", "RESOURCES"]) == Words(exact=(b"RESOURCE",))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32", "latin-1", "utf-8-sig"])
def test_the_word_is_found_in_every_encoding(encoding: str) -> None:
    assert WORDS.are_in("é /WIDGETS/delete".encode(encoding))


def test_python_files_with_null_bytes_are_never_clean(here: Path) -> None:
    (here / "a.py").write_bytes(b"\0\1\2")
    (here / "b.py").write_text("x = 1\n", encoding="utf-16")
    (here / "c.py").write_text("'widgets'\n", encoding="utf-16")
    (here / "d.json").write_bytes(b"\0")
    (here / "archive").write_bytes(b"#!/usr/bin/env python3\nPK\0\0")
    assert events() == [
        ("a.py", "binary-file"),
        ("archive", "binary file"),
        ("b.py", "undecodable"),
        ("c.py", "python"),
    ]


@pytest.mark.parametrize("split", range(0, 8, 3))
def test_large_files_are_searched_and_a_problem_only_with_the_word(here: Path, split: int) -> None:
    (here / "clean.py").write_bytes(b"# \n" * 7_000_000)
    limit = reading.BLOCK + 1_048_576 * 7
    (here / "names.py").write_bytes(b"#" * (limit - split) + b"Widgets" + b"#" * 2_000_000)
    assert events() == [("names.py", "file-too-large")]


def test_a_file_at_the_limit_is_a_candidate(here: Path) -> None:
    (here / "a.py").write_bytes(b"widgets".rjust(MAX_BYTES, b"#"))
    assert events() == [("a.py", "python")]


def test_an_unreadable_file_does_not_end_the_scan(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.py", "b.py"):
        (here / name).write_text("widgets")
    real = os.open

    def refusing(path: str, *arguments: int) -> int:
        if path == "a.py":
            raise PermissionError(13, "Permission denied", path)
        return real(path, *arguments)

    monkeypatch.setattr(os, "open", refusing)
    assert events() == [("a.py", "unreadable"), ("b.py", "python")]


def test_a_file_that_changes_while_it_is_read(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = here / "a.py"
    path.write_text("widgets" * 1000)
    real = os.read

    def shrinking(descriptor: int, size: int) -> bytes:
        if size > reading.BLOCK:
            os.truncate(path, 100)
        return real(descriptor, size)

    monkeypatch.setattr(os, "read", shrinking)
    with pytest.raises(OSError, match="changed while it was read"):
        read_file(str(path))
    path.write_text("widgets" * 1000)
    assert events() == [("a.py", "unreadable")]


def test_reading_gives_all_bytes(here: Path) -> None:
    raw = bytes(range(256)) * 20_000
    (here / "a").write_bytes(raw)
    assert read_file("a") == raw


def test_a_scan_of_clean_files_loads_no_heavy_module(here: Path) -> None:
    (here / "a.py").write_text("x = 1\n")
    code = (
        "import sys; before = set(sys.modules)\n"
        "from migrator.files import scan, source, lines, edits, parsetext, writer, prefilter\n"
        "list(scan.scan(['a.py'], prefilter.Words(folded=(b'widgets',)), scan.Tally()))\n"
        "heavy = {'libcst', 'json', 'pathlib', 'pathspec', 'multiprocessing'}\n"
        "print(sorted(heavy & (set(sys.modules) - before)))"
    )
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ((), ["own.py", "package/part.py"]),
        (("other",), ["other/deep/far.py", "other/far.py", "own.py", "package/part.py"]),
        (("other/deep",), ["other/deep/far.py", "other/far.py", "own.py", "package/part.py"]),
        (("package",), ["own.py", "package/part.py"]),
        ((".",), ["other/deep/far.py", "other/far.py", "own.py", "package/part.py"]),
    ],
)
def test_importers_are_looked_for_in_other_repositories_only_where_these_were_named(
    tmp_path: Path, named: tuple[str, ...], expected: list[str]
) -> None:
    for name in ("own.py", "package/part.py", "other/far.py", "other/deep/far.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("import module\n")
    (tmp_path / ".git").mkdir()
    (tmp_path / "other" / ".git").mkdir()
    (tmp_path / "package" / "pyproject.toml").write_text("")
    files = PythonFiles(
        [str(tmp_path)],
        [str(tmp_path / name) for name in named],
        exclude=(),
        respect_gitignore=True,
        jobs=1,
    )
    for _ in range(2):
        found = [c.found.path for c in files.holding(ModuleNames.of_names(["module"]))]
        assert sorted(os.path.relpath(path, tmp_path) for path in found) == expected
