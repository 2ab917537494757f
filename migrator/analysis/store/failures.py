"""Exceptions of requests: where they come to light elsewhere, and what is computed from them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from migrator.analysis.source.module import Module
from migrator.analysis.store import answers
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    Answer,
    Instance,
    Sequence,
    Unknown,
    Value,
    alternatives,
    grown,
    made_of,
)
from migrator.analysis.values.frames import Frame

ORIGINS = frozenset({"__cause__", "__context__"})
"""Attributes of an exception that hold the one in whose handling it was raised."""


def of_any(machine: Machine) -> Answer:
    """What some request has raised, nobody can say here which one.

    It comes out of a task or a future, or it was handled when another exception was raised.
    """
    return Answer(machine.recorder.any_request, "exception")


def chain(machine: Machine, raised: Iterable[Value]) -> None:
    """What was caught may be behind what is raised then, wherever that is looked at.

    Where no module speaks of what is behind an exception, nobody looks. What requests raise is
    behind any exception anyway.
    """
    if not any(_looks_behind(module) for module in machine.project.loaded()):
        return
    for value in raised:
        if any(isinstance(held, Instance) for _, held in alternatives(value)):
            machine.caught, is_new = grown(machine.caught, value)
            for name in ORIGINS:
                machine.note(None, is_new, value, name=name)


@cache
def _looks_behind(module: Module) -> bool:
    return any(name in module.source.text for name in ORIGINS)


def told(machine: Machine) -> Unknown:
    """What is given to code that is told of exceptions which nothing has handled."""
    return made_of("...", of_any(machine))


def computed(made: Unknown) -> Unknown:
    """What is made of texts, of which no person can read any more what a request raised.

    The text of an exception is read by people (A11); its length, a digest or a part of it says
    what was sent, as any value does that was made of that. What stands in a container is not read.
    """
    failed = [Answer(part.request, "computed") for part in _failures(made)]
    return Unknown(made.label, made.why, (*made.parts, *failed)) if failed else made


def is_told(value: Value) -> bool:
    """Whether a value was made of the exception of a request."""
    return bool(_failures(made_of("...", value)))


def _failures(made: Unknown) -> list[Answer]:
    return [v for v in made.parts if isinstance(v, Answer) and answers.is_failure(v)]


def raised_by(raised: Iterable[Value]) -> tuple[Value, ...]:
    """What requests raise, of all that is raised."""
    return tuple(value for value in raised if answers.is_failure(value))


def go_through(frame: Frame, *values: Value) -> None:
    """What is run only when it is gone through raises there."""
    for value in values:
        for _, held in alternatives(value):
            if isinstance(held, Sequence):
                frame.raised += held.raises


def arrive(machine: Machine, frame: Frame) -> None:
    """What some request has raised elsewhere may be raised here."""
    failure = of_any(machine)
    raised = (value.request for value in frame.raised if isinstance(value, Answer))
    if failure.request not in raised:
        frame.raised.append(failure)
