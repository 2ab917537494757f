"""Hostile input by the hundred: mutated sources, odd names, and settings that were tampered with.

`python -m tests.trust.hostile sources|names|inputs COUNT SEED` tries that many and prints how many
came out badly; the suite tries a few.
"""

from __future__ import annotations

import contextlib
import io
import os
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from migrator import cli
from tests.robustness.mutation import mutated, seeds
from tests.robustness.run import hold_the_promises

HEAD = "import requests\n\nids = []\n"
CALL = 'requests.post("https://api.awork.com/api/v1/timeentries/delete", json={"ids": ids})\n'
MOVED = CALL.replace("timeentries/", "timeentries/batch/").replace('"ids"', '"timeEntryIds"')
RULE = """\
[[rule]]
code = "TST001"
method = "POST"
hosts = ["api.example.com"]
path = "/old/{id}/path"
replacement = "/new/{id}/path"
note = "a note"
[rule.body]
rename = { ids = "names" }
required = ["names"]
[rule.response]
status = { 200 = 202 }
"""
CONFIG = """\
[tool.awork-migrator]
exclude = ["generated", "docs/*"]
fail-on = ["fixable"]
jobs = 1
"""
BASELINE = (
    '{"version": 1, "tool": "awork-migrator", "sites": [{"fingerprint": "00", "rule": "AWK001",'
)
BASELINE += ' "path": "app.py", "scope": ""}]}'
IGNORE = "*.pyc\n/build/\n!keep.py\ndocs/**/x\n[a-z]?\\ \n"
# What is put into texts beside what `mutated` does to them.
PIECES = ["\x1b[31m", "\u202e", "'", '"', "\\", "\0", "../..", "{x}", "\ud800", "1e999", "[" * 300]


def source(chance: random.Random) -> None:
    """A Python file that went wrong, fixed twice; raises AssertionError when that shows."""
    seed = chance.choice(seeds())
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "module.py").write_bytes(mutated(seed.read_bytes(), chance))
        hold_the_promises(Path(folder))


def name(chance: random.Random) -> None:
    """A file with a name of any bytes beside a plain one: both are fixed."""
    size = chance.randint(1, 40)
    stem = bytes(chance.choice([b for b in range(1, 256) if b != ord("/")]) for _ in range(size))
    with _folder() as (folder, run):
        odd = stem + b".py"
        for each in (odd, b"plain.py"):
            with open(os.path.join(os.fsencode(folder), each), "wb") as file:
                file.write((HEAD + CALL).encode())
        for format_ in ("json", "sarif", "github", "gitlab", "junit", "markdown", "concise"):
            run("check", "--isolated", "--format", format_, ".")
        status, text = run("fix", "--isolated", ".")
        assert status == 0, (odd, text)
        for each in (odd, b"plain.py"):
            with open(os.path.join(os.fsencode(folder), each), "rb") as file:
                assert file.read() == (HEAD + MOVED).encode(), odd


def given(chance: random.Random) -> None:
    """A rule, configuration, baseline or ignore file that was tampered with."""
    kind = chance.choice(["rules", "config", "baseline", "ignore"])
    text = {"rules": RULE, "config": CONFIG, "baseline": BASELINE, "ignore": IGNORE}[kind]
    raw = text.encode()
    if chance.random() < 0.6:
        at = chance.randint(0, len(text))
        cut = chance.choice([0, 0, 1, 5])
        raw = (text[:at] + chance.choice(PIECES) + text[at + cut :]).encode(
            "utf-8", "surrogatepass"
        )
    if chance.random() < 0.6:
        raw = mutated(raw, chance)
    with _folder() as (folder, run):
        Path(folder, "app.py").write_text(HEAD + CALL, encoding="utf-8")
        file = ".gitignore" if kind == "ignore" else "pyproject.toml"
        Path(folder, file if kind in ("ignore", "config") else "given").write_bytes(raw)
        options = {"rules": ["--rules=given"], "baseline": ["--baseline=given"]}.get(kind, [])
        run("check", *options, ".")
        run("rules")
        run("fix", *options, ".")
        after = Path(folder, "app.py").read_text(encoding="utf-8")
        assert after in (HEAD + CALL, HEAD + MOVED), raw


Run = Callable[..., tuple[int, str]]


@contextlib.contextmanager
def _folder() -> Iterator[tuple[str, Run]]:
    """A folder to work in, and the command in it, which has to keep its manners."""

    def run(*arguments: str) -> tuple[int, str]:
        streams = [io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")]
        with contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]):
            status = cli.run(arguments)
        text = "".join(stream.buffer.getvalue().decode() for stream in streams)  # type: ignore[attr-defined]
        assert status in (0, 1, 2), arguments
        for wrong in ("Traceback", "bug in awork-migrator", "\x1b", "\u202e"):
            assert wrong not in text, (arguments, text)
        return status, text

    before = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            yield folder, run
        finally:
            os.chdir(before)


TRIALS = {"sources": source, "names": name, "inputs": given}


def main() -> None:
    what, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    bad = 0
    for number in range(count):
        try:
            TRIALS[what](random.Random(f"{seed} {number}"))
        except AssertionError as error:
            bad += 1
            print(number, str(error)[:200])
    print(f"{what}: {count} tried, {bad} came out badly")


if __name__ == "__main__":
    main()
