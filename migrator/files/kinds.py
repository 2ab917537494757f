"""Which files are looked at, and as what.

Decided here: Python files and notebooks are parsed, code and data of other kinds can hold the
endpoint and are searched by line, prose can only mention it. Everything else is left alone.
"""

from __future__ import annotations

from enum import Enum


class FileKind(str, Enum):
    """What a file is to the analysis."""

    PYTHON = "python"
    CODE = "code"  # other languages, data and configuration
    PROSE = "prose"


_PYTHON = "py pyi pyw ipynb"
_CODE = (
    "json jsonl yaml yml toml ini cfg conf env properties js ts jsx tsx mjs cjs sh bash ps1 "
    "rb go java kt cs php http rest tf xml ambr snap"
)
_PROSE = "md rst txt adoc html"
_BY_SUFFIX = {
    suffix: kind
    for suffixes, kind in (
        (_PYTHON, FileKind.PYTHON),
        (_CODE, FileKind.CODE),
        (_PROSE, FileKind.PROSE),
    )
    for suffix in suffixes.split()
}
_CODE_NAMES = frozenset({"Dockerfile", "Containerfile", "Makefile", "Procfile", "Jenkinsfile"})
_CODE_BEGINNINGS = (".env.", "Dockerfile.", "Makefile.")


def kind_of_name(name: str) -> FileKind | None:
    """The kind that the last part of a path tells, None when the name says nothing."""
    _, dot, suffix = name.rpartition(".")
    kind = _BY_SUFFIX.get(suffix.lower()) if dot else None
    if kind is None and (name in _CODE_NAMES or name.startswith(_CODE_BEGINNINGS)):
        return FileKind.CODE
    return kind


def is_notebook(path: str) -> bool:
    """Whether the name of a file is that of a Jupyter notebook."""
    return path[-6:].lower() == ".ipynb"


def kind_of_head(head: bytes) -> FileKind | None:
    """The kind that the first bytes of a file tell: Python or another script, by the shebang."""
    if not head.startswith(b"#!"):
        return None
    line = head[2:].splitlines()[0] if head[2:] else b""
    words = line.replace(b"/", b" ").split()
    if any(word.startswith((b"python", b"pypy")) for word in words):
        return FileKind.PYTHON
    return FileKind.CODE
