"""What functions and constants of other packages give, by their dotted names."""

from __future__ import annotations

from migrator.analysis.models.outside import (
    collections,
    declared,
    listings,
    named_tuples,
    objects,
    regular,
    running,
    sources,
    taking,
    urls,
)
from migrator.analysis.models.outside import texts as made_texts
from migrator.analysis.models.outside.common import Handler
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import ParsedUrl, Pattern, Url, Value


def handler(machine: Machine, name: str) -> Handler | None:
    """The handler for a dotted name, None when the function is not known.

    A table says the word for what the function gives; what the analysis has made itself is such a
    word, and begins with `?`.
    """
    return HANDLERS.get(machine.library.functions.ways.get(name, name))


def method(machine: Machine, receiver: Value, name: str) -> Handler | None:
    """The handler for a method, which is given what it is a method of as its first argument."""
    is_inherited = name.startswith("?") and not name.startswith("?.")
    is_own = isinstance(receiver, (Url, ParsedUrl, Pattern))
    return handler(machine, name) if is_inherited or is_own else None


HANDLERS: dict[str, Handler] = {
    **made_texts.HANDLERS,
    **collections.HANDLERS,
    **declared.HANDLERS,
    **running.HANDLERS,
    **objects.HANDLERS,
    **listings.HANDLERS,
    **sources.HANDLERS,
    **taking.HANDLERS,
    **regular.HANDLERS,
    **urls.HANDLERS,
    **named_tuples.HANDLERS,
}
