"""Elements: what `value[key]` gives for every kind of value."""

from __future__ import annotations

import libcst as cst

from migrator.analysis.models import recorded
from migrator.analysis.models.outside import sources
from migrator.analysis.operations import instances, lookup
from migrator.analysis.store import answers
from migrator.analysis.store.machine import Machine, unknown
from migrator.analysis.values import (
    Answer,
    Class,
    Double,
    External,
    Instance,
    Mapping,
    ModuleValue,
    Param,
    Sequence,
    Text,
    Unknown,
    Value,
    alternatives,
    classes,
    hole,
    join,
    lifting,
    made_of,
)
from migrator.analysis.values.arguments import positional
from migrator.analysis.values.frames import Frame
from migrator.analysis.values.objects import as_value


def item(machine: Machine, frame: Frame, container: Value, key: Value, node: cst.CSTNode) -> Value:
    """`container[key]` for one container."""
    if isinstance(container, (Mapping, Sequence, Text)):
        return lookup.item(machine, frame, container, key, node)
    if isinstance(container, Double):
        return recorded.item(machine, frame, container, key, node)
    if isinstance(container, Answer):
        return _answer_item(machine, frame, container, key, node)
    if isinstance(container, External):
        if machine.library.is_a(container.name, "environment"):
            label = key.known if isinstance(key, Text) and key.known else "environ"
            return hole(unknown(label), label)
        if machine.library.is_a(container.name, "loaded-modules"):
            return _module_named(machine, frame, key)
        if machine.library.is_a(container.name, "command-line"):
            if (ran := sources.first_argument(frame, key)) is not None:
                return ran
        _looked_up(machine, frame, key, node)
        return container
    if isinstance(container, Class):
        member = container.namespace.get(_known(key)) if container.enum else None
        return member if member is not None else container
    if isinstance(container, Instance):
        method = classes.find(container.cls, "__getitem__")
        if method is not None:
            bound = instances.bind(machine, frame, method, container, container.cls, node)
            return machine.call(frame, bound, positional(key), node)
        if (missing := classes.find(container.cls, "__missing__")) is not None:
            bound = instances.bind(machine, frame, missing, container, container.cls, node)
            made = machine.call(frame, bound, positional(key), node)
            _looked_up(machine, frame, key, node)
            return join(made, made_of("[...]", container))
    if isinstance(container, Unknown):
        shown = _known(key)
        label = f"{container.label}[{shown!r}]" if shown else f"{container.label}[...]"
        if isinstance(container, Param):
            return Param(label, "", container.parts, container.function)
        _looked_up(machine, frame, key, node)
        return made_of(label, container)
    _looked_up(machine, frame, key, node)
    return made_of("[...]", container)


def _module_named(machine: Machine, frame: Frame, name: Value) -> Value:
    """`sys.modules[name]`: a module of the project, or any that is not known."""
    known = name.known if isinstance(name, Text) else None
    if known is None:  # `__name__`, most of all
        return join(ModuleValue(frame.module), unknown("module"))
    found = machine.project.resolve(known, frame.module)
    return as_value(found) if found is not None else External(known)


def _looked_up(machine: Machine, frame: Frame, key: Value, node: cst.CSTNode) -> None:
    """What is found somewhere out of sight depends on the key; a text is told by its place."""
    for _, alternative in alternatives(key):
        if not isinstance(alternative, Text) or alternative.known is None:
            answers.observe(machine, frame, alternative, node, "it is looked up by it")


def _known(key: Value) -> str:
    return key.known or "" if isinstance(key, Text) else ""


def _answer_item(
    machine: Machine, frame: Frame, answer: Answer, key: Value, node: cst.CSTNode
) -> Value:
    if answer.part == "response" and _known(key) == "status":
        return Answer(answer.request, "status", str)
    if answer.part == "headers":
        told = answers.header(answer, key)
        return told if told is not None else unknown("header")
    lifted = lifting.item(answer, key)
    if lifted is not None:
        return lifted
    if answers.is_failure(answer):
        return answer  # `error.args[0]`: what it says, or a part of that
    answers.use(machine, frame, answer, "used", node, "an element of it is read")
    return made_of("[...]", answer)
