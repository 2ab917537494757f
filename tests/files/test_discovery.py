"""Which files are found, which are left out, and what is said about it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from migrator.files.discovery import Found, discover
from migrator.files.kinds import FileKind, kind_of_head, kind_of_name
from migrator.files.roots import project_root
from migrator.model import Problem, Skipped


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    tree = tmp_path / "tree"
    tree.mkdir()
    monkeypatch.chdir(tree)
    return tree


def make(*names: str, text: str = "x = 1\n") -> None:
    for name in names:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def names(*paths: str, **options: object) -> list[str]:
    events = discover(paths or ["."], **options)  # type: ignore[arg-type]
    return [event.name for event in events if isinstance(event, Found)]


def skipped(*paths: str, **options: object) -> dict[str, str]:
    events = discover(paths or ["."], **options)  # type: ignore[arg-type]
    return {event.path: event.reason for event in events if isinstance(event, Skipped)}


def problems(*paths: str, **options: object) -> list[tuple[str, str]]:
    events = discover(paths or ["."], **options)  # type: ignore[arg-type]
    return [(event.path, event.code) for event in events if isinstance(event, Problem)]


def test_files_come_sorted_and_before_subfolders() -> None:
    make("b/z.py", "b/a.py", "a/m.py", "z.py", "a.py", "x.py/inner.py")
    assert names() == ["a.py", "z.py", "a/m.py", "b/a.py", "b/z.py", "x.py/inner.py"]


def test_a_found_file_can_be_opened_and_knows_its_root() -> None:
    make("src/a.py", "pyproject.toml")
    (found,) = discover(["src"])
    assert found == Found(
        os.path.join("src", "a.py"), "src/a.py", FileKind.PYTHON, os.path.abspath("src")
    )
    (named,) = discover(["src/a.py"])
    assert isinstance(named, Found)
    assert named.root == os.getcwd()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.py", FileKind.PYTHON),
        ("a.PYI", FileKind.PYTHON),
        ("a.pyw", FileKind.PYTHON),
        ("a.json", FileKind.CODE),
        (".env", FileKind.CODE),
        (".env.production", FileKind.CODE),
        ("Dockerfile.dev", FileKind.CODE),
        ("README.md", FileKind.PROSE),
        ("a.png", None),
        ("python", None),
    ],
)
def test_kinds_by_name(name: str, kind: FileKind | None) -> None:
    assert kind_of_name(name) is kind


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"#!/usr/bin/env python3\n", FileKind.PYTHON),
        (b"#!/opt/venv/bin/python3.12 -I\nx", FileKind.PYTHON),
        (b"#! /usr/bin/env -S uv run --script python", FileKind.PYTHON),
        (b"#!/bin/sh\n# python\n", FileKind.CODE),
        (b"#!", FileKind.CODE),
        (b"import os", None),
    ],
)
def test_kinds_by_shebang(head: bytes, kind: FileKind | None) -> None:
    assert kind_of_head(head) is kind


def test_scripts_without_a_suffix() -> None:
    make("tool", text="#!/usr/bin/env python\n")
    make("LICENSE", text="MIT")
    assert names() == ["tool"]
    assert names("LICENSE") == ["LICENSE"]


def test_default_exclusions_hold_below_a_named_path_only() -> None:
    make("node_modules/a.py", "build/b.py", "pkg/build/__init__.py", ".venv/c.py")
    make("my/pyvenv.cfg", text="home = /usr")
    make("my/lib/d.py", "site-packages/e.py", "site-packages/build/__init__.py")
    assert names() == ["pkg/build/__init__.py"]
    assert set(skipped()) == {"node_modules", "build", ".venv", "my", "site-packages"}
    assert names("site-packages", "my") == [
        "site-packages/e.py",
        "site-packages/build/__init__.py",
        "my/pyvenv.cfg",
        "my/lib/d.py",
    ]


def test_user_exclusions_and_force() -> None:
    make("gen/a.py", "src/gen/b.py", "src/c_pb2.py", "src/d.py")
    patterns = {"exclude": ("gen", "*_pb2.py")}
    assert names(**patterns) == ["src/d.py"]
    assert names("gen/a.py", "src/c_pb2.py", **patterns) == ["gen/a.py", "src/c_pb2.py"]
    assert names("gen/a.py", "src/c_pb2.py", "src/d.py", force_exclude=True, **patterns) == [
        "src/d.py"
    ]
    assert names(exclude=("src/gen",)) == ["gen/a.py", "src/c_pb2.py", "src/d.py"]
    assert names(exclude=(os.path.abspath("src") + "/",)) == ["gen/a.py"]
    assert names("node_modules/x.py", force_exclude=True) == []


def test_an_impossible_pattern_is_a_problem() -> None:
    make("a.py")
    for pattern in ("!", "["):
        assert problems(exclude=(pattern,)) == [("--exclude", "invalid-pattern")]


IGNORES = [
    "*.log.py\n",
    "build/\n",
    "/top.py\n",
    "a/**\n!a/keep.py\n",
    "doc*/*.py\n",
    "**/deep/x.py\n",
    "*\n!*/\n!x.py\n",
    "foo\n!foo\n",
    "a/b\n",
    "b/\n!a/b/\n",
    "x.p[xyz]\n# comment\n\n",
    "\\#odd.py\ntop.py   \n",
    "*.py\n!top.py\n",
    "/*\n!/a\n",
    "*.x.py\n",
]


@pytest.mark.parametrize("lines", IGNORES)
def test_ignore_files_mean_what_git_says(lines: str) -> None:
    subprocess.run(["git", "init", "-q"], check=True)
    make("top.py", "x.py", "a/x.py", "a/keep.py", "a/b/x.py", "b/top.py", "foo/x.py", "docs/x.py")
    make("deep/x.py", "a/deep/x.py", "q.log.py", "docs/in/x.py", "#odd.py", "y.x.py", "foo.py")
    make(".gitignore", text=lines)
    make("a/.gitignore", text="!x.py\n")
    command = ["git", "ls-files", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    expected = {name for name in listed.split("\0") if name.endswith(".py")}
    assert set(names()) == expected
    for folder in ("a", "docs"):
        inside = {name for name in expected if name.startswith(folder + "/")}
        if inside:
            assert set(names(folder)) == inside


def test_ignore_files_above_count_up_to_the_git_root() -> None:
    make(".gitignore", text="*.gen.py\n")
    make("p/src/a.gen.py", "p/src/a.py", "p/out/b.py")
    make("p/.gitignore", text="out/\nb.gen.py\n")
    os.mkdir("p/.git")
    make("p/.git/info/exclude", text="private*\n")
    make("p/src/private.py", "p/src/b.gen.py")
    assert names("p/src") == ["p/src/a.gen.py", "p/src/a.py"]
    assert names("p/out") == ["p/out/b.py"]
    assert "p/src/private.py" in names("p/src", respect_gitignore=False)


def test_links_are_followed_once(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    make(str(outside / "o.py"), "src/a.py")
    os.symlink(outside, "link1")
    os.symlink(outside, "link2")
    os.symlink("a.py", "src/b.py")
    os.symlink("src", "again")
    os.symlink(outside / "o.py", "src/o.py")
    os.symlink("nowhere.py", "src/gone.py")
    assert names() == ["link1/o.py", "src/a.py", "src/o.py"]
    assert set(skipped()) == {"again", "link2", "src/b.py", "src/gone.py"}


def test_loops_are_left_out_and_the_rest_is_found() -> None:
    make("a/x.py")
    os.symlink("..", "a/up")
    os.symlink("loop.py", "loop.py")
    assert names() == ["a/x.py"]
    assert problems() == []
    assert sorted(skipped()) == ["a/up", "loop.py"]


def test_a_named_loop_missing_path_and_device() -> None:
    os.symlink("loop.py", "loop.py")
    found = problems("loop.py", "missing.py", "/dev/null", "nul\0byte")
    assert [code for _, code in found] == ["symlink-loop", "not-found", "not-a-file", "unreadable"]


def test_an_unreadable_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    make("a/x.py", "b/y.py")
    real = os.scandir

    def refusing(path: str) -> object:
        if path == "a":
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", refusing)
    assert names() == ["b/y.py"]
    assert problems() == [("a", "unreadable-folder")]


def test_every_file_comes_once_however_often_it_is_named() -> None:
    make("src/a.py", "src/b.py")
    assert names("src/b.py", "src", ".", "src/b.py", os.path.abspath("src")) == [
        "src/b.py",
        "src/a.py",
    ]


def test_names_that_are_no_text_can_be_printed() -> None:
    with open(os.fsencode("b\xff.py".encode("latin-1")), "wb"):
        pass
    (name,) = names()
    assert name == "b\udcff.py"


def test_project_roots() -> None:
    make("p/pyproject.toml", "p/src/pkg/a.py", "q/a.py")
    assert project_root("p/src/pkg/a.py") == os.path.abspath("p")
