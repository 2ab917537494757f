"""Context managers: what entering one gives, and what runs when it is left."""

from __future__ import annotations

import libcst as cst

from migrator.analysis.operations import truth
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    NONE,
    UNKNOWN,
    Arguments,
    Bound,
    ExternalInstance,
    Instance,
    Value,
    classes,
    join,
)
from migrator.analysis.values.arguments import positional
from migrator.analysis.values.frames import Frame

REST = "<rest>"
"""The attribute of a context manager that runs what follows its `yield` at the end of `with`."""


def entered(machine: Machine, frame: Frame, value: Value, node: cst.CSTNode) -> Value:
    """What `with value as name` binds."""
    if isinstance(value, ExternalInstance) and value.name == "?context":
        return value.attributes["value"]
    if isinstance(value, Instance):
        for name in ("__enter__", "__aenter__"):
            method = classes.find(value.cls, name)
            if method is not None:
                return machine.call(frame, Bound(method, value), Arguments(), node)
    return value


def leave(
    machine: Machine, frame: Frame, manager: Instance, node: cst.WithItem, raised: list[Value]
) -> bool:
    """Run what the end of `with` runs, shown what was raised; whether it may swallow that."""
    swallows = False
    for name in ("__exit__", "__aexit__"):
        method = classes.find(manager.cls, name)
        if method is not None:
            given = [join(NONE, UNKNOWN), join(NONE, UNKNOWN, *raised), join(NONE, UNKNOWN)]
            shown = positional(given[0], given[1], given[2])
            result = machine.call(frame, Bound(method, manager), shown, node)
            swallows = swallows or truth.truth(result) is not False
    return swallows
