"""What every handler of an outside function has: its type, and the argument that it looks at."""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst

from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    UNKNOWN,
    Arguments,
    Value,
)
from migrator.analysis.values.frames import Frame

Handler = Callable[[Machine, Frame, Arguments, cst.CSTNode], "Value | None"]


def first(arguments: Arguments, name: str = "") -> Value:
    """The first argument, or the one of that name; unknown when there is none."""
    given = arguments.get(name, 0)
    return given.value if given is not None else UNKNOWN


def identity_of(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """A function whose result is its first argument, as far as it matters here."""
    return first(arguments)
