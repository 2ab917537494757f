"""The fixture programs and what the head of each says about it.

A program is one file, or one folder with a `main.py` or with test modules. The comment block at the
top of the first file that has one is read line by line; `fixtures/programs/README.md` says what
each line means.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FIXTURES = Path(__file__).parents[2] / "fixtures" / "programs"
_HEADER = re.compile(
    r"#\s*(outcome|deletes|args|env|exit|python|answers|order|unsafe|project|left):\s*(.*?)\s*$"
)


@dataclass(frozen=True)
class Expectation:
    """What is to become of a program's sites: `codes` are reasons of sites that stay."""

    changed: bool
    unresolved: bool
    codes: frozenset[str]

    @property
    def untouched(self) -> bool:
        """Whether nothing may change and nothing may be left to do."""
        return not (self.changed or self.unresolved)


@dataclass(frozen=True)
class Program:
    """One fixture program; `entry` is the script to run, or None for a test suite."""

    name: str
    files: dict[str, bytes]
    entry: str | None
    expected: Expectation
    with_unsafe_fixes: Expectation | None
    deletes: tuple[str, ...]
    arguments: tuple[str, ...]
    environment: dict[str, str]
    exit_status: int
    plain_status: int
    ordered: bool
    python: tuple[int, ...] = (3, 10)  # the oldest interpreter that can run it

    def write(self, folder: Path) -> Path:
        """Write the program into a new folder and return the folder."""
        for name, content in self.files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        return folder


def all_programs() -> list[Program]:
    """Every program below fixtures/programs, sorted by name."""
    return [load(path) for path in sorted(_places())]


def _places() -> Iterator[Path]:
    for group in FIXTURES.iterdir():
        if not group.is_dir() or group.name == "drivers":  # those use the fixture projects
            continue
        for path in group.iterdir():
            if path.suffix == ".py" or (path.is_dir() and path.name != "__pycache__"):
                yield path


def load(path: Path) -> Program:
    """Read one program; raises ValueError when no file of it says what is expected."""
    if path.is_file():
        files = {path.name: path.read_bytes()}
    else:
        found = (file for file in sorted(path.rglob("*")) if file.is_file())
        files = {
            file.relative_to(path).as_posix(): file.read_bytes()
            for file in found
            if "__pycache__" not in file.parts
        }
    name = f"{path.parent.name}/{path.stem}"
    return describe(name, files)


def describe(name: str, files: dict[str, bytes]) -> Program:
    """The program made of these files, which say themselves what is expected of it."""
    head = _head(name, files)
    outcome, unsafe = head["outcome"], head.get("unsafe")
    return Program(
        name=name,
        files=files,
        entry=_entry(files),
        expected=_expectation(outcome[0]),
        with_unsafe_fixes=_expectation(unsafe[0]) if unsafe else None,
        deletes=tuple(sorted(" ".join(head.get("deletes", [])).split())),
        arguments=tuple(shlex.split(" ".join(head.get("args", [])))),
        environment=dict(_pair(line) for line in head.get("env", [])),
        exit_status=int(head.get("exit", ["0"])[0]),
        plain_status=int(head.get("answers", ["204"])[0]),
        ordered=head.get("order", ["given"])[0] != "any",
        python=tuple(map(int, head.get("python", ["3.10"])[0].split("."))),
    )


def _head(name: str, files: dict[str, bytes]) -> dict[str, list[str]]:
    for content in files.values():
        head = read_head(content)
        if "outcome" in head:
            return head
    raise ValueError(f"{name}: no file of this program begins with '# outcome: ...'")


def read_head(content: bytes) -> dict[str, list[str]]:
    """The words of the comment block at the top of a file, each with the lines it has."""
    head: dict[str, list[str]] = {}
    for line in content.decode("utf-8-sig", "replace").splitlines():
        if not line.startswith("#"):
            break
        if match := _HEADER.match(line):
            head.setdefault(match[1], []).append(match[2])
    return head


def _entry(files: dict[str, bytes]) -> str | None:
    scripts = [name for name in files if "/" not in name and not name.startswith("test_")]
    if "main.py" in files:
        return "main.py"
    is_suite = any(name.rpartition("/")[2].startswith("test_") for name in files)
    return None if is_suite else scripts[0]


def _pair(line: str) -> tuple[str, str]:
    key, _, value = line.partition("=")
    return key, value


def _expectation(text: str) -> Expectation:
    words: dict[str, set[str]] = {}
    for part in text.split(","):
        status, _, codes = part.strip().partition(" ")
        words.setdefault(status, set()).update(codes.split())
    unknown = words.keys() - {"changed", "unresolved", "untouched", "ignored"}
    if unknown:
        raise ValueError(f"an outcome is changed, unresolved, ignored or untouched, not {unknown}")
    return Expectation(
        "changed" in words, "unresolved" in words, frozenset().union(*words.values())
    )
