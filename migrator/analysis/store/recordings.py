"""Calls under way and calls that are known: what a summary is, and what spoils one."""

from __future__ import annotations

from dataclasses import dataclass, field

from migrator.analysis.values import (
    Function,
    Value,
    birth,
)

Path = tuple[tuple[object, object], ...]

ROOT: Path = (("root", "function"),)
"""The path on which a function runs: not the one on which its module was imported."""
ANY_CALLER: Path = (("object", "of any caller"),)
"""The path on which an object is made that stands for all of its class."""


@dataclass(eq=False, slots=True)
class Recording:
    """A call under way that may get a summary; `spoiled` when it depends on more than it is given.

    `path` are the branches that were taken to get to it, `active` is how many functions were being
    interpreted then, and objects that were `born` before it are not its own.
    """

    path: Path
    active: int
    born: int = field(default_factory=birth)
    spoiled: bool = False


@dataclass(eq=False)
class Summary:
    """What a call gave and set, with the objects of the call that it was seen in."""

    objects: list[Value]
    version: int
    result: Value
    raised: list[Value]
    written: list[tuple[int, str, Value]]  # object, attribute, value
    made: frozenset[int]  # objects that the call made
    visited: frozenset[Function]  # all that it called
    steps: int
