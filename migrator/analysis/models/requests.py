"""Requests as they are noted, and whether a text holds a word of a rule."""

from __future__ import annotations

from migrator.analysis.models.leaves import leaves_of
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    Text,
    Unknown,
    Value,
    alternatives,
    texts,
)
from migrator.analysis.values.frames import Frame
from migrator.analysis.values.requests import Request


def note(machine: Machine, request: Request) -> None:
    """Record a request, and the parts of the calls that lead to it where the URL matters."""
    machine.recorder.requests.append(request)
    if not machine.is_elsewhere(request):
        machine.concern(request)
    request.near = carries(machine, request.url)
    if request.near:
        machine.send()
        for call in request.chain:
            request.leaves[call.key] = leaves_of(machine, call)


def ask_around(machine: Machine, frame: Frame, receiver: Unknown) -> None:
    """Who sets the attributes is looked for through which an object was found that sends.

    `context.obj.post(...)`, where another function has set `context.obj`.
    """
    if frame.function is not None and is_set_elsewhere(receiver):
        for name in receiver.label.split(".")[1:]:
            asking = machine.asked.setdefault((name.partition("[")[0], frame.module), set())
            asking.add(id(frame.function.node))


def is_set_elsewhere(receiver: Unknown) -> bool:
    """Whether a value is an attribute of another object than `self`."""
    first, *names = receiver.label.split(".")
    return bool(names) and first not in ("self", "cls", "")


def carries(machine: Machine, value: Value) -> bool:
    """Whether a text holds a word of a rule."""
    for _, alternative in alternatives(value):
        if isinstance(alternative, Text) and machine.carries(texts.content_of(alternative)):
            return True
    return False
