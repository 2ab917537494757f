"""Requests as they are noted, and whether a text holds a word of a rule."""

from __future__ import annotations

from migrator.analysis.models.leaves import leaves_of
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    Text,
    Value,
    alternatives,
    texts,
)
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


def carries(machine: Machine, value: Value) -> bool:
    """Whether a text holds a word of a rule."""
    for _, alternative in alternatives(value):
        if isinstance(alternative, Text) and machine.carries(texts.content_of(alternative)):
            return True
    return False
