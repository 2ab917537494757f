"""How places in notebooks are told: by cell and line in every format, and by git's lines."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from migrator.cli import run
from tests.notebooks.trees import FIXTURES, POST, outcome, write


def _texts(name: str) -> str:
    run(["check", "--report", f"{name}=out", "a.ipynb"])
    return Path("out").read_text()


def _sarif(text: str) -> None:
    result = json.loads(text)["runs"][0]["results"][0]
    place = result["locations"][0]
    region = place["physicalLocation"]["region"]
    assert place["logicalLocations"][0]["name"] == "cell 2"
    assert result["message"]["text"].startswith("cell 2, line 3: ")
    lines = Path("a.ipynb").read_text().split("\n")
    assert lines[region["startLine"] - 1][region["startColumn"] - 1 :].startswith("requests.post(")
    change = result["fixes"][0]["artifactChanges"][0]["replacements"][0]["deletedRegion"]
    assert lines[change["startLine"] - 1][change["startColumn"] - 1 :].startswith("delete")


def _gitlab(text: str) -> None:
    (entry,) = json.loads(text)
    assert entry["description"].startswith("cell 2, line 3: ")
    line = Path("a.ipynb").read_text().split("\n")[entry["location"]["lines"]["begin"] - 1]
    assert "requests.post(" in line


def _junit(text: str) -> None:
    suite = ElementTree.fromstring(text.split("\n", 1)[1])[0]
    assert suite.get("name") == "a.ipynb"
    assert suite[0].get("classname") == "a.ipynb:cell 2"
    assert suite[0].get("name") == "AWK001 3:1 call"


def _holds(*parts: str) -> Callable[[str], None]:
    def check(text: str) -> None:
        for part in parts:
            assert part in text

    return check


@pytest.mark.parametrize(
    ("name", "holds"),
    [
        ("text", _holds("a.ipynb:cell 2:3:1: AWK001 [*]", "\n3 | requests.post(")),
        ("concise", _holds("a.ipynb:cell 2:3:1: AWK001 [*]")),
        ("github", _holds("file=a.ipynb,line=18,endLine=18,col=6,", "::cell 2, line 3: POST")),
        ("markdown", _holds("`a.ipynb:cell 2:3`")),
        (
            "html",
            _holds(
                "a.ipynb:cell 2", 'data-path="a.ipynb"', '<td class="no">3</td><td class="del">'
            ),
        ),
        ("sarif", _sarif),
        ("gitlab", _gitlab),
        ("junit", _junit),
    ],
)
def test_each_format_names_cell_and_line(name: str, holds: Callable[[str], None]) -> None:
    write("a.ipynb", "import requests", f"# one\n\n{POST}")
    holds(_texts(name))


def test_a_reason_elsewhere_is_named_by_its_cell(capsys: pytest.CaptureFixture[str]) -> None:
    write(
        "a.ipynb",
        "import requests",
        'URL = "https://api.awork.com/api/v1/timeentries/delete"',
        "def gone(url):\n    return requests.post(url, json={'ids': []})",
        "answer = gone(URL)",
        "print(URL, answer.status_code == 204)",
    )
    run(["check", "."])
    shown = capsys.readouterr().out
    assert "(a.ipynb:cell 5:1)" in shown
    assert "via: gone (a.ipynb:cell 3:2)" in shown


def test_the_diff_is_that_of_the_file_with_cell_and_line_in_the_heads(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write("a.ipynb", "import requests", f"# one\n\n{POST}")
    assert run(["fix", "--diff", "."]) == 1
    assert "\n@@ -15,7 +15,7 @@ cell 2, line 3\n" in capsys.readouterr().out


def test_sums_count_cells_like_any_site(capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(FIXTURES / "cleanup.ipynb", "a.ipynb")
    run(["check", "--statistics", "."])
    assert "2  AWK001  call     fixable" in capsys.readouterr().out


def test_since_goes_by_the_lines_of_the_file() -> None:
    path = write("a.ipynb", f"import requests\n{POST}", "x = 1", POST)
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b.c"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "first"]):
        subprocess.run([*git, *command], check=True)
    path.write_text(path.read_text().replace("x = 1", "x = 2"))
    assert outcome("--since", "HEAD", ".") == []
    text = path.read_text()
    at = text.rindex(json.dumps(POST)[1:-1])
    path.write_text(f"{text[:at]}y = {text[at:]}")
    assert outcome("--since", "HEAD", ".") == ["3:1 fixable"]
