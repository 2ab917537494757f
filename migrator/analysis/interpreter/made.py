"""Which objects that the program makes are worth a run of their methods of their own."""

from __future__ import annotations

from migrator.analysis.interpreter import shapes
from migrator.analysis.interpreter.carriers import Run
from migrator.analysis.source.module import is_test_path
from migrator.analysis.values import (
    Const,
    Instance,
    Unknown,
    Value,
    alternatives,
    classes,
    identity,
)
from migrator.analysis.values.requests import Request


def tells_more(run: Run, instance: Instance) -> bool:
    """Whether the constructor of an object, which it may inherit, was given the client or body.

    It tells more than the object that stands for all of its class if it holds what that does not.
    """
    if run.given.isdisjoint(classes.project_bases(instance.cls)):
        return False
    generic = run.machine.generics.get(id(instance.cls))
    usual = generic.attributes if generic is not None else {}
    return any(_tells(value, usual.get(name)) for name, value in instance.attributes.items())


def _tells(value: Value, usual: Value | None) -> bool:
    """Whether more is known of an attribute than of what is usually found there."""
    known = {identity(v) for _, v in alternatives(usual)} if usual is not None else set()
    return any(
        identity(v) not in known and not isinstance(v, Const) and not _is_blank(v)
        for _, v in alternatives(value)
    )


def _is_blank(value: Value) -> bool:
    return isinstance(value, Unknown) and not value.parts


def likeness(run: Run, instance: Instance) -> object:
    """What an object shares with those that are like it: of those one is run.

    They hold the same, but for numbers: what a method does for one number alone is run for the
    object that stands for all of the class. What a test makes is like no object of other code.
    """
    assert instance.created is not None
    in_test = is_test_path(instance.created.module.source.path)
    return shapes.likeness(run.machine, instance, lambda request: _site(run, request)), in_test


def _site(run: Run, request: Request) -> object:
    """The call of a request, and what an edit of the endpoint may change in it."""
    literals = run.touched(request)
    changing = None if literals is None else frozenset(literals)
    return request.chain[0].key, changing
