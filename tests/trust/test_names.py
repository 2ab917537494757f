"""Names of files that are no text, or not in this locale: nothing ends, and nothing is lost."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest

from tests.trust.conftest import CALL, HEAD, MOVED, command

NAMES = [
    b"plain.py",
    "größe.py".encode(),
    b"no-text\xff.py",
    b"half\xc3.py",
    b"two\nlines.py",
    b"esc\x1b[31m.py",
    "\u202eturned.py".encode(),
    b"qu\"o'te.py",
    b"back\\slash.py",
    b"sp ace.py",
    b"%41.py",
    b"tab\tbed.py",
    "sub\u2028line/größe.py".encode(),
    b"f\xfc/no-text.py",
]
LOCALES = {
    "UTF-8": {"LC_ALL": "C.UTF-8"},
    "C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
}
FORMATS = ["text", "concise", "json", "sarif", "github", "gitlab", "junit", "markdown"]
TEXT = (HEAD + CALL).encode()


@pytest.fixture
def tree(here: Path) -> list[bytes]:
    for name in NAMES:
        path = os.path.join(os.fsencode(here), name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(TEXT)
    return NAMES


def as_bytes(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")


@pytest.mark.parametrize("locale", LOCALES)
def test_every_format_has_every_name(tree: list[bytes], locale: str) -> None:
    reports = [f"--report={name}=../{name}" for name in FORMATS]
    done = command("check", "--isolated", *reports, ".", env=LOCALES[locale])
    assert done.returncode == 1, done.stderr
    texts = {name: Path("..", name).read_text(encoding="utf-8") for name in FORMATS}
    sites = json.loads(texts["json"])["sites"]
    assert {as_bytes(site["path"]) for site in sites} == set(tree)
    results = json.loads(texts["sarif"])["runs"][0]["results"]
    places = [result["locations"][0]["physicalLocation"] for result in results]
    uris = {place["artifactLocation"]["uri"] for place in places}
    assert {unquote_to_bytes(uri) for uri in uris} == set(tree)
    assert {as_bytes(e["location"]["path"]) for e in json.loads(texts["gitlab"])} == set(tree)
    for name in ("text", "concise", "junit", "markdown"):
        for shown in ("no-text\\udcff.py", "half\\udcc3.py", "größe.py", "esc\\x1b[31m.py"):
            assert shown.replace("[", "&#91;") in texts[name] or shown in texts[name], name
    for text in texts.values():
        assert not set("\x1b\u202e\u2028\udcff") & set(text.replace("\n", ""))
    assert "is no UTF-8 is shown as \\udcNN" in done.stdout


@pytest.mark.parametrize("locale", LOCALES)
def test_every_file_is_fixed(tree: list[bytes], here: Path, locale: str) -> None:
    done = command("fix", "--isolated", ".", env=LOCALES[locale])
    assert done.returncode == 0, done.stderr
    for name in tree:
        with open(os.path.join(os.fsencode(here), name), "rb") as file:
            assert file.read() == (HEAD + MOVED).encode()


@pytest.mark.parametrize("locale", LOCALES)
def test_the_diff_is_one_that_git_applies(tree: list[bytes], here: Path, locale: str) -> None:
    with open("../all.diff", "wb") as file:
        command("fix", "--isolated", "--diff", ".", env=LOCALES[locale], stdout=file)
    subprocess.run(["git", "apply", "../all.diff"], check=True, cwd=here)
    for name in tree:
        with open(os.path.join(os.fsencode(here), name), "rb") as opened:
            assert opened.read() == (HEAD + MOVED).encode()


def test_a_baseline_and_comments_know_such_names_in_any_locale(tree: list[bytes]) -> None:
    written = command("check", "--isolated", "--write-baseline", "../b.json", ".",
                      env=LOCALES["UTF-8"])  # fmt: skip
    assert written.returncode == 0
    read = command("check", "--isolated", "--baseline", "../b.json", ".", env=LOCALES["C"])
    assert (read.returncode, read.stderr) == (0, "")
    with open(os.fsencode("no-text") + b"\xff.py", "wb") as file:
        file.write((HEAD + CALL.replace('{"ids": ids}', "body")).encode())
    done = command("check", "--isolated", "--add-ignores", ".", env=LOCALES["C"])
    assert "1 suppression comment written" in done.stdout


def test_a_name_in_an_argument_is_not_printed_raw(here: Path) -> None:
    done = command("check", "\x1b[31m\u202eno/such.py", "--format", "\x1b[1m")
    assert done.returncode == 2
    assert "\x1b" not in done.stderr + done.stdout
    done = command("check", "--isolated", "\x1b[31m\u202eno/such.py")
    assert done.returncode == 2
    assert not set("\x1b\u202e") & set(done.stderr + done.stdout)
