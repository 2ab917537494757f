"""The ways that a value can take through a program; they stand in `passages.toml`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import tomli

URL, BODY, ANSWER = "url", "body", "answer"
KINDS = (URL, BODY, ANSWER)


@dataclass(frozen=True)
class Passage:
    """One way; `axis` is what it varies, `kinds` the values that can take it."""

    axis: str
    gives: str
    lines: str
    top: str
    kinds: tuple[str, ...]


def _read(path: Path) -> dict[str, Passage]:
    table = tomli.loads(path.read_text(encoding="utf-8"))
    return {
        name: Passage(
            axis,
            entry["gives"],
            entry.get("lines", ""),
            entry.get("top", ""),
            tuple(entry.get("kinds", KINDS)),
        )
        for axis, entries in table.items()
        for name, entry in entries.items()
    }


PASSAGES = _read(Path(__file__).with_suffix(".toml"))
AXES = tuple(dict.fromkeys(passage.axis for passage in PASSAGES.values()))


def names_for(kind: str) -> list[str]:
    """The passages that a value of this kind can take."""
    return [name for name, passage in PASSAGES.items() if kind in passage.kinds]
