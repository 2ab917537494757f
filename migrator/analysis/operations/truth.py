"""The truth of a value, and what asking for it looks at."""

from __future__ import annotations

import libcst as cst

from migrator.analysis.store import answers
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    Answer,
    Arguments,
    Bound,
    Class,
    Const,
    External,
    ExternalInstance,
    Function,
    Hole,
    Instance,
    Mapping,
    Sequence,
    Text,
    Unknown,
    Value,
    alternatives,
    classes,
    lifting,
)
from migrator.analysis.values.frames import Frame


def truth(value: Value) -> bool | None:
    """Whether a value is true, None when that is not known."""
    answers = {one_truth(alternative) for _, alternative in alternatives(value)}
    return answers.pop() if len(answers) == 1 else None


def one_truth(value: Value) -> bool | None:
    """Whether a value that is no union is true, None when that is not known."""
    if isinstance(value, Const):
        return bool(value.value)
    if isinstance(value, Text):
        if any(getattr(piece, "text", "") for piece in value.pieces):
            return True
        return None if value.pieces else False
    if isinstance(value, Mapping):
        if any(entry.certain for entry in value.entries.values()) or value.numbers:
            return True
        return None if value.open or value.entries else False
    if isinstance(value, Sequence) and value.items is not None:
        return bool(value.items)
    if isinstance(value, Instance):
        own = (classes.find(value.cls, name) for name in ("__bool__", "__len__"))
        return None if any(method is not None for method in own) else True
    if isinstance(value, (Function, Class, ExternalInstance, External)):
        return True
    return None


def note_truth(machine: Machine, frame: Frame, value: Value, node: cst.CSTNode) -> None:
    """`if response.text:` asks whether the answer is empty."""
    machine.truths[id(node)] = value
    for _, alternative in alternatives(value):
        if isinstance(alternative, Instance):
            _note_own_truth(machine, frame, alternative, node)
        elif isinstance(alternative, Unknown):
            answers.observe(machine, frame, alternative, node, "its truth is tested")
        elif isinstance(alternative, (Sequence, Mapping)):
            counted = (
                alternative.count if isinstance(alternative, Sequence) else alternative.decides
            )
            for part in counted:
                answers.observe(machine, frame, part, node, "it is asked whether it is empty")
        elif isinstance(alternative, Text):
            holes = [p.value for p in alternative.pieces if isinstance(p, Hole)]
            if len(holes) == len(alternative.pieces):
                for held in holes:
                    note_truth(machine, frame, held, node)
        if not isinstance(alternative, Answer):
            continue
        if alternative.part in ("content", "json"):
            answers.use(machine, frame, alternative, "content-tested", node, "its truth is tested")
        elif alternative.part == "status":
            true = lifting.lift([alternative], bool)
            accepts = true.derive if true is not None else None
            answers.use(machine, frame, alternative, "status-compared", node, "", accepts)
        elif alternative.part in ("phrase", "sent", "computed"):
            answers.use(machine, frame, alternative, "used", node, "its truth is tested")


def _note_own_truth(machine: Machine, frame: Frame, value: Instance, node: cst.CSTNode) -> None:
    """The truth of an object of the project is what its class says."""
    for name in ("__bool__", "__len__"):
        method = classes.find(value.cls, name)
        if method is not None:
            given = Arguments()
            result = machine.call(frame, Bound(method, value), given, node)
            if not isinstance(result, Instance):
                note_truth(machine, frame, result, node)
            return
