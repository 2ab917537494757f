"""Context managers: what entering one gives, in a `with` and through a stack of them."""

from __future__ import annotations

import libcst as cst

from migrator.analysis.store.machine import Machine
from migrator.analysis.values import Arguments, Bound, ExternalInstance, Instance, Value, classes
from migrator.analysis.values.frames import Frame


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
