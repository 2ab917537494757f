"""The diff: what `git apply` does with it is what the tool would have written."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrator.model import FileChange
from migrator.report.diff import painted, render
from tests.report.sample import CLEAN


def diff(before: str, after: str, path: str = "a.py") -> str:
    return render(replace(CLEAN, changes=(FileChange(path, before, after),)))


def test_no_change_is_no_diff() -> None:
    assert render(CLEAN) == ""


def test_the_form_of_a_diff() -> None:
    assert diff("x\ny\n", "x\n[int]\n") == (
        "--- a/a.py\n+++ b/a.py\n@@ -1,2 +1,2 @@\n x\n-y\n+[int]\n"
    )


def test_a_file_without_final_newline_is_marked() -> None:
    assert diff("x\ny", "x\nz").endswith(
        "-y\n\\ No newline at end of file\n+z\n\\ No newline at end of file\n"
    )


def apply(folder: Path, before: str, after: str, path: str) -> str:
    target = folder / path
    target.write_bytes(before.encode())
    subprocess.run(
        ["git", "apply", "--whitespace=nowarn", "-"],
        input=diff(before, after, path).encode(),
        cwd=folder,
        check=True,
    )
    return target.read_bytes().decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x\ny", "x\nz"),
        ("x", "y\n"),
        ("x\n", "y"),
        ("a\r\nb\r\n", "a\r\nc\r\n"),
        ("a\rb\r", "a\rc\r"),
        ("a\n\x0cb\nc\n", "a\n\x0cB\nc\n"),
        ("a\u2028b\n", "a\u2028c\n"),
        ("", "x\n"),
        ("\n\n", "\n"),
    ],
)
@pytest.mark.parametrize("path", ["a.py", "with space.py", "ü.py"])
def test_git_applies_it(tmp_path: Path, before: str, after: str, path: str) -> None:
    assert apply(tmp_path, before, after, path) == after


TEXTS = st.text(st.sampled_from("ab\n\r\x0c\t[]"), min_size=1, max_size=30)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(before=TEXTS, after=TEXTS)
def test_git_applies_any_diff(tmp_path: Path, before: str, after: str) -> None:
    if before != after:
        assert apply(tmp_path, before, after, "a.py") == after


def in_colour(before: str, after: str) -> str:
    return painted(replace(CLEAN, changes=(FileChange("a.py", before, after),)))


def test_on_a_terminal_each_line_has_the_colour_of_what_it_is() -> None:
    assert in_colour("x\ny\n", "x\n[int]\n") == (
        "\x1b[1m--- a/a.py\x1b[0m\n\x1b[1m+++ b/a.py\x1b[0m\n\x1b[1;36m@@ -1,2 +1,2 @@\x1b[0m\n"
        " x\n\x1b[31m-y\x1b[0m\n\x1b[32m+[int]\x1b[0m\n"
    )


def test_colour_changes_nothing_but_colour() -> None:
    before, after = "--- x\n+y\r\nlast", "--- x\n++ y\r\nlast of all"
    plain = re.sub(r"\x1b\[[\d;]*m", "", in_colour(before, after))
    assert plain == diff(before, after).replace("\r\n", "\n")


def test_the_source_cannot_steer_the_terminal() -> None:
    shown = in_colour("x\n\x1b]0;owned\x07\n", "y\n\x1b]0;owned\x07\n")
    assert "\\x1b]0;owned\\x07" in shown
    assert "\x1b]" not in shown
