"""What happens to values that leave the part of the program that is understood.

A value that is logged is of no further interest. What is printed becomes output, and what is
handed to anything unknown is out of sight; both are noted, for the edit has to answer for them.
"""

from __future__ import annotations

from dataclasses import replace

import libcst as cst

from migrator.analysis.events.recorder import Use
from migrator.analysis.source.module import is_test_path
from migrator.analysis.store import answers
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    UNKNOWN,
    Answer,
    Arguments,
    Bound,
    Class,
    Departure,
    Double,
    Function,
    Instance,
    Mapping,
    Partial,
    Piece,
    Sequence,
    Text,
    Value,
    alternatives,
    classes,
    exposed,
    frames,
    join,
)
from migrator.analysis.values.frames import Frame


def reads_warnings(machine: Machine, name: str) -> bool:
    """Whether a callable warns, and code of the project collects what is warned of."""
    return name.startswith("warnings.") and any(
        word in module.source.text
        for module in machine.project.loaded()
        for word in machine.library.kinds["warning-readers"]
    )


def escape_all(
    machine: Machine, frame: Frame, arguments: Arguments, what: str, node: cst.CSTNode, to: str
) -> None:
    """Every argument of a call leaves through it."""
    for argument in arguments.values():
        escape(machine, frame, argument.value, what, node, to)


def escape(
    machine: Machine, frame: Frame, value: Value, what: str, node: cst.CSTNode, to: str
) -> None:
    """Note that a value leaves: `what` is "escape" or "output", `to` names where it goes."""
    if machine.facts.telling:
        return
    limits = tuple(machine.limits)
    departure = Departure(frame, node, to, limits, whole=not limits)
    for part in exposed(value):
        if isinstance(part, Text):
            _escape_text(machine, frame, part, what, node, to)
        elif isinstance(part, Answer):
            answers.use(machine, frame, part, what, node, to)
        elif isinstance(part, Double):
            if what == "output" and is_test_path(frame.module.source.path):
                continue  # what a test prints, nobody compares
            answers.look(machine, frame, part, node)
        elif isinstance(part, (Mapping, Sequence)) and what == "escape":
            _open(machine, part, departure)
        elif isinstance(part, Instance) and what == "escape" and is_driven(machine, part.cls):
            # Outside code calls its methods, which may change what it holds.
            drive(machine, frame, part, node)
            for held in part.attributes.values():
                for _, container in alternatives(held):
                    if isinstance(container, (Mapping, Sequence)):
                        _open(machine, container, departure)
        elif isinstance(part, Instance) and what == "output":
            _escape_shown(machine, frame, part, node, to)
        elif isinstance(part, (Function, Bound, Partial)):
            _escape_callable(machine, frame, part, node)


def change(machine: Machine, frame: Frame, made: Value, node: cst.CSTNode, to: str) -> None:
    """What was made of containers may be one of them, and is changed."""
    departure = Departure(frame, node, to, tuple(machine.limits))
    for part in exposed(made):
        if isinstance(part, (Mapping, Sequence)):
            _open(machine, part, departure)


def leave(machine: Machine, departure: Departure, *values: Value) -> None:
    """What a container takes up that was handed out before is seen where it was handed to."""
    known = len(machine.limits)
    machine.limits += departure.limits
    for value in values:
        escape(machine, departure.frame, value, "escape", departure.node, departure.to)
    del machine.limits[known:]


def _open(machine: Machine, container: Mapping | Sequence, departure: Departure) -> None:
    """From here on it may hold more, or something else."""
    if container.born < machine.begun:  # what is made and opened by what runs, nobody has read
        is_closed = not container.open if isinstance(container, Mapping) else bool(container.items)
        machine.note(container, is_closed)
    known = container.left
    if is_test_path(departure.frame.module.source.path):
        pass  # what a test does may be a site of its own
    elif known is None or (departure.whole and not known.whole):
        container.left = departure
    elif known.limits and known.limits != departure.limits:  # it is seen in both of the branches
        container.left = replace(departure, limits=())
    if isinstance(container, Mapping):
        container.open = container.open or f"it is passed to {departure.to}"
    elif container.items is not None:
        container.element = join(*container.items, UNKNOWN)
        container.items = None


def is_driven(machine: Machine, cls: Class) -> bool:
    """Whether an outside base class may call the methods of its objects on its own."""
    return any(
        not machine.library.is_a(base.name.rsplit(".", 1)[-1], "passive-bases")
        and not base.name.endswith(("Error", "Exception", "Warning"))
        and machine.clients.canonical(base.name) not in machine.clients.clients
        for base in classes.outside_bases(cls)
    )


def _escape_text(
    machine: Machine, frame: Frame, value: Text, what: str, node: cst.CSTNode, to: str
) -> None:
    for piece in value.pieces:
        if isinstance(piece, Piece) and piece.literal is not None:
            machine.recorder.use(piece.literal, Use(what, frame.module, node, to))


def _escape_shown(
    machine: Machine, frame: Frame, shown: Instance, node: cst.CSTNode, to: str
) -> None:
    """An object that is printed shows what its `__str__` or `__repr__` gives."""
    for name in ("__str__", "__repr__", "__format__"):
        method = classes.find(shown.cls, name)
        if method is not None:
            result = machine.call(frame, Bound(method, shown), Arguments(), node)
            if not isinstance(result, Instance):
                escape(machine, frame, result, "output", node, to)
            return
    own = classes.plain(shown)
    if own is not None and not classes.inherits(shown.cls, "Enum"):
        escape(machine, frame, own, "output", node, to)
    if classes.shows_arguments(shown.cls):
        escape(machine, frame, shown.attributes.get("args", UNKNOWN), "output", node, to)
    if shown.cls.fields:
        for held in list(shown.attributes.values()):
            if not isinstance(held, Instance):
                escape(machine, frame, held, "output", node, to)


def _escape_callable(machine: Machine, frame: Frame, value: Value, node: cst.CSTNode) -> None:
    """A callback is called by somebody, with arguments that are not known."""
    inner = value
    while isinstance(inner, (Bound, Partial)):
        inner = inner.function if isinstance(inner, Bound) else inner.callee
    if machine.callbacks is not None:
        machine.callbacks.append(value)
    elif isinstance(inner, Function):
        name = inner.last_name
        machine.recorder.unseen.setdefault(name, {}).setdefault(
            frame.module.path, frames.site(frame, node)
        )
        if machine.facts.relevant(inner) or sees_answer(inner) or names_it(machine, inner):
            result = machine.call(frame, value, Arguments(open=True), node)
            machine.handed.append(result)


def drive(machine: Machine, frame: Frame, instance: Instance, node: cst.CSTNode) -> None:
    """While a module is run, outside code calls the methods of an object here and now."""
    for method in classes.methods(instance.cls) if machine.importing and not machine.active else ():
        if not method.qualname.endswith("__init__") and names_it(machine, method):
            machine.call(frame, Bound(method, instance), Arguments(open=True), node)


def names_it(machine: Machine, function: Function) -> bool:
    """Whether a word of a rule stands beside a function that is handed on while a module is run.

    What that leaves in shared state the rest of the module finds, which is run once.
    """
    seeds = function.module.index.everything.seeds
    return bool(machine.importing) and not machine.active and bool(seeds)


def sees_answer(function: Function) -> bool:
    """Whether a name that a function mentions, and does not bind, holds an answer."""
    frame = function.closure
    if frame is None:
        return False
    values = map(frame.lookup, function.module.index.scope(function.node).names)
    return any(
        isinstance(part, Answer) for value in values if value is not None for part in exposed(value)
    )
