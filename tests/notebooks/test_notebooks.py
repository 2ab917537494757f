"""Notebooks end to end: found, analysed, reported by cell and line, changed, and left alone."""

from __future__ import annotations

import io
import json
import shutil
import sys
from pathlib import Path

import nbformat
import pytest

from migrator.cli import run
from tests.notebooks.trees import (
    CHANGED,
    FIXTURES,
    LEFT,
    MOVED,
    POST,
    outcome,
    sites,
    sources,
    write,
)

# What is changed.


@pytest.mark.parametrize("name", CHANGED)
def test_a_fix_changes_the_characters_of_its_edits_and_no_other_byte(name: str) -> None:
    path = Path(f"{name}.ipynb")
    shutil.copy(FIXTURES / path.name, path)
    assert run(["fix", "-q", str(path)]) == 0
    assert path.read_bytes() == (FIXTURES / f"{name}.after.ipynb").read_bytes()
    nbformat.validate(nbformat.read(str(path), as_version=4))
    assert run(["fix", "-q", str(path)]) == 0
    assert path.read_bytes() == (FIXTURES / f"{name}.after.ipynb").read_bytes()


@pytest.mark.parametrize("name", CHANGED)
def test_the_edits_of_the_json_report_make_the_change_in_the_file(name: str) -> None:
    """Lines, columns and texts of an edit are those of the file, and its cell says it in Python."""
    path = Path(f"{name}.ipynb")
    shutil.copy(FIXTURES / path.name, path)
    text = path.read_text()
    lines = text.split("\n")
    cells = sources(path)
    edits = {json.dumps(edit): edit for site in sites(str(path)) for edit in site["edits"]}
    assert edits
    for edit in sorted(edits.values(), key=lambda e: (e["line"], e["column"]), reverse=True):
        line, start, end = edit["line"] - 1, edit["column"] - 1, edit["end_column"] - 1
        assert edit["line"] == edit["end_line"]
        assert lines[line][start:end] == edit["before"]
        lines[line] = lines[line][:start] + edit["after"] + lines[line][end:]
        cell = edit["cell"]
        row = cells[cell["number"] - 1].split("\n")[cell["line"] - 1]
        assert row[cell["column"] - 1 : cell["end_column"] - 1] == cell["before"]
    assert "\n".join(lines) == (FIXTURES / f"{name}.after.ipynb").read_text()


def test_cells_are_one_program_in_order() -> None:
    path = write(
        "a.ipynb",
        "import requests",
        'URL = "https://api.awork.com/api/v1/timeentries/delete"',
        'body = {"ids": ["a"]}',
        "requests.post(URL, json=body)",
    )
    assert run(["fix", "-q", "."]) == 0
    assert sources(path)[1:3] == [
        'URL = "https://api.awork.com/api/v1/timeentries/batch/delete"',
        'body = {"timeEntryIds": ["a"]}',
    ]


def test_a_notebook_and_the_module_that_it_imports_move_together() -> None:
    Path("client.py").write_text(
        "import requests\n\n\ndef delete(ids):\n"
        '    return requests.post("https://api.awork.com/api/v1/timeentries/delete", json=ids)\n'
    )
    path = write("a.ipynb", "from client import delete", '%time delete({"ids": ["a"]})')
    assert run(["fix", "-q", "."]) == 0
    assert "batch/delete" in Path("client.py").read_text()
    assert sources(path)[1] == '%time delete({"timeEntryIds": ["a"]})'


@pytest.mark.parametrize("names", [["client.py"], ["."]])
def test_what_a_notebook_asks_of_the_answer_of_a_module_counts(names: list[str]) -> None:
    Path("pyproject.toml").write_text("")
    Path("client.py").write_text(
        "import requests\n\n\ndef delete(ids):\n"
        '    return requests.post("https://api.awork.com/api/v1/timeentries/delete",'
        ' json={"ids": ids})\n'
    )
    write("a.ipynb", "from client import delete", "assert delete([]).status_code == 204")
    before = Path("client.py").read_text()
    assert run(["fix", "-q", *names]) == 1
    assert Path("client.py").read_text() == before


def test_standard_input_may_be_a_notebook(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    raw = (FIXTURES / "compact.ipynb").read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    assert run(["fix", "-", "--stdin-filename", "compact.ipynb"]) == 0
    out, err = capfdbinary.readouterr()
    assert out == (FIXTURES / "compact.after.ipynb").read_bytes()
    assert b"compact.ipynb:cell 2:4:5: AWK001 moved" in err


def test_a_command_judges_the_fix_of_a_notebook() -> None:
    path = write("a.ipynb", f"import requests\n{POST}", f"import requests\n{POST}  # second")
    command = (
        f"{sys.executable} -c \"import sys; sys.exit('batch/delete' in open('a.ipynb').read())\""
    )
    before = path.read_bytes()
    assert run(["fix", "-q", "--verify", command, "."]) == 1
    assert path.read_bytes() == before
    assert run(["fix", "-q", "--verify", f"{sys.executable} -m json.tool a.ipynb", "."]) == 0
    assert sources(path) == [f"import requests\n{MOVED}", f"import requests\n{MOVED}  # second"]


def test_one_site_can_be_chosen() -> None:
    path = write("a.ipynb", f"import requests\n{POST}", f"x = {POST}\nassert x.status_code == 204")
    unsafe = next(site for site in sites(".") if site["status"] == "unresolved")
    assert run(["fix", "-q", "--site", unsafe["fingerprint"], "."]) == 1
    assert sources(path) == [
        f"import requests\n{POST}",
        f"x = {MOVED}\nassert x.status_code in (204, 207)",
    ]


def test_unsafe_fixes_are_shown_by_cell(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write("a.ipynb", "import requests", f"x = {POST}\nassert x.status_code == 204")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"y\n")))
    assert run(["fix", "--interactive", "."]) == 0
    shown = capsys.readouterr().out
    assert "a.ipynb:cell 2:1:5: AWK001" in shown
    assert "\na.ipynb:cell 2\n    1 -x = requests" in shown
    assert sources(path)[1] == f"x = {MOVED}\nassert x.status_code in (204, 207)"


# What is left alone.


@pytest.mark.parametrize("name", LEFT)
@pytest.mark.parametrize("mode", [["check"], ["fix"], ["fix", "--diff"]])
def test_what_is_not_known_is_left_byte_for_byte(name: str, mode: list[str]) -> None:
    path = Path(f"{name}.ipynb")
    shutil.copy(FIXTURES / path.name, path)
    assert run([*mode, "-q", "."]) == 1
    assert path.read_bytes() == (FIXTURES / path.name).read_bytes()


def test_a_site_in_another_language_or_beside_one_says_why_it_stays() -> None:
    shutil.copy(FIXTURES / "untouched.ipynb", "a.ipynb")
    assert outcome("a.ipynb") == [
        "2:2 unresolved not-python",
        "3:1 unresolved not-python",
        "4:2 unresolved status-compared",
        "5:1 unresolved callee-unknown",
        "6:1 unresolved status-compared",
        "8:3 unresolved not-python",
    ]


def test_a_kernel_of_another_language_runs_no_python() -> None:
    shutil.copy(FIXTURES / "julia.ipynb", "a.ipynb")
    assert outcome("a.ipynb") == ["1:2 unresolved not-python", "2:1 mention"]


def test_text_and_outputs_only_mention_an_endpoint() -> None:
    shutil.copy(FIXTURES / "cleanup.ipynb", "a.ipynb")
    assert outcome("a.ipynb") == ["1:3 mention", "3:3 fixable", "6:- mention", "7:2 fixable"]


def test_every_occurrence_is_reported_once() -> None:
    for name in (*CHANGED, *LEFT):
        shutil.copy(FIXTURES / f"{name}.ipynb", ".")
        raw = (FIXTURES / f"{name}.ipynb").read_text().replace("\\/", "/")
        # A shell line that takes the URL of another cell has a place of its own.
        named = [site for site in sites(f"{name}.ipynb") if "callee-unknown" not in str(site)]
        assert len(named) == raw.lower().count("timeentries/delete")


@pytest.mark.parametrize(
    "source",
    [
        "%%bash\necho timeentries/list",
        "%matplotlib inline\nimport requests\nrequests.get('https://api.awork.com/timeentries')",
        "import requests as r\nr.post('https://payroll-vendor.com/timeentries/delete', json={})",
        "for _ in range(3):\n    pass\n!ls timeentries",
    ],
)
def test_other_endpoints_are_nobodys_business(source: str) -> None:
    path = write("a.ipynb", source)
    before = path.read_bytes()
    assert run(["fix", "-q", "."]) == 0
    assert path.read_bytes() == before


def test_a_comment_in_a_cell_leaves_its_statement_alone() -> None:
    path = write(
        "a.ipynb",
        f"import requests\n{POST}  # awork-migrator: ignore[AWK001]: waiting",
        "%%bash\ncurl -X POST x/timeentries/delete  # awork-migrator: ignore",
        "!curl -X POST x/timeentries/delete  # awork-migrator: ignore",
        POST,
    )
    assert outcome(".") == ["1:2 suppressed", "2:2 suppressed", "3:1 suppressed", "4:1 fixable"]
    assert run(["fix", "-q", "--fail-on", "unresolved,unused-ignore", "."]) == 0
    assert sources(path)[3] == MOVED
    assert POST in sources(path)[0]


def test_a_comment_for_the_whole_file_stands_in_a_code_cell() -> None:
    write("a.ipynb", f"import requests\n{POST}", "# awork-migrator: ignore-file")
    assert outcome("a.ipynb") == ["1:2 suppressed"]
    write("b.ipynb", "# awork-migrator: ignore-file", kind="markdown")
    text = json.loads(Path("b.ipynb").read_text())
    text["cells"] += json.loads(write("c.ipynb", f"import requests\n{POST}").read_text())["cells"]
    Path("b.ipynb").write_text(json.dumps(text))
    assert outcome("b.ipynb") == ["2:2 fixable"]


def test_comments_are_written_into_cells_and_nothing_else_changes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    shutil.copy(FIXTURES / "untouched.ipynb", "a.ipynb")
    before = json.loads(Path("a.ipynb").read_text())
    assert run(["check", "--add-ignores", "."]) == 1
    after = json.loads(Path("a.ipynb").read_text())
    comment = "  # awork-migrator: ignore[AWK001]"
    for number in (4, 5, 6):
        source = before["cells"][number - 1]["source"]
        source[-1] += comment
    assert after == before
    shown = capsys.readouterr().out
    assert "note: a.ipynb:cell 2:2: no comment can be written here" in shown
    assert run(["check", "-q", "--write-baseline", "known.json", "."]) == 0
    assert run(["check", "-q", "--baseline", "known.json", "."]) == 0


# What is broken.


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ('{"cells": [\n{"source": "timeentries/delete"', "a.ipynb:1:"),
        ('{"cells": [],\n} timeentries/delete', "a.ipynb:2:"),
        ('{"worksheets": ["timeentries/delete"]}', "a.ipynb:1:"),
        ('{"cells": [{"cell_type": "code", "source": 3}, "timeentries/delete"]}', "a.ipynb:1:"),
    ],
)
def test_what_is_no_notebook_is_an_error_like_a_broken_module(
    content: str, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("a.ipynb").write_text(content)
    assert run(["fix", "."]) == 2
    shown = capsys.readouterr().out
    assert f"{place} error [syntax-error] The file is not a notebook that can be read" in shown
    assert "[syntax-error]" in shown.partition("error [syntax-error]")[0]
    assert Path("a.ipynb").read_text() == content


def test_a_cell_that_is_no_python_is_an_error_at_its_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = write("a.ipynb", f"import requests\n{POST}", "x = 1\ndef (:")
    before = path.read_bytes()
    assert run(["fix", "."]) == 2
    assert "a.ipynb:cell 2:2: error [syntax-error]" in capsys.readouterr().out
    assert path.read_bytes() == before
    assert outcome("--exit-zero", ".") == ["1:2 unresolved syntax-error"]


@pytest.mark.parametrize("raw", [b"", b"{}", b"not json", b"\xff\xfe"])
def test_a_file_without_the_word_is_not_even_read_as_json(raw: bytes) -> None:
    Path("a.ipynb").write_bytes(raw)
    assert run(["check", "-q", "."]) == 0


def test_settings_speak_of_notebooks_as_of_any_file() -> None:
    Path("pyproject.toml").write_text(
        '[tool.awork-migrator.per-file-ignores]\n"*.ipynb" = ["AWK001"]\n'
    )
    write("a.ipynb", f"import requests\n{POST}")
    assert outcome("a.ipynb") == ["1:2 suppressed"]
    Path("pyproject.toml").write_text('[tool.awork-migrator]\nextend-exclude = ["*.ipynb"]\n')
    assert sites(".") == []


def test_huge_outputs_are_only_passed_over() -> None:
    path = write("a.ipynb", f"import requests\n{POST}")
    document = json.loads(path.read_text())
    image = {"data": {"image/png": "A" * 9_000_000}, "metadata": {}, "output_type": "display_data"}
    document["cells"][0]["outputs"] = [image]
    path.write_text(json.dumps(document, indent=1))
    assert run(["fix", "-q", "."]) == 0
    assert sources(path) == [f"import requests\n{MOVED}"]
