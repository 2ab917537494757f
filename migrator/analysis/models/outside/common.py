"""What every handler of an outside function has: its type, and the argument that it looks at."""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst

from migrator.analysis.store import answers
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    UNKNOWN,
    Arguments,
    Text,
    Value,
)
from migrator.analysis.values.frames import Frame

Handler = Callable[[Machine, Frame, Arguments, cst.CSTNode], "Value | None"]


def first(arguments: Arguments, name: str = "") -> Value:
    """The first argument, or the one of that name; unknown when there is none."""
    given = arguments.get(name, 0)
    return given.value if given is not None else UNKNOWN


def identity_of(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """A function whose result is its first argument, as far as it matters here.

    What it is given besides, such as a name, is asked for elsewhere.
    """
    for argument in (*arguments.positional[1:], *arguments.keywords.values()):
        if isinstance(argument.value, Text):
            answers.compared(machine, argument.value)
    return first(arguments)
