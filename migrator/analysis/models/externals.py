"""What functions and constants of other packages give, by their dotted names."""

from __future__ import annotations

from migrator.analysis.models.outside import (
    collections,
    named_tuples,
    objects,
    running,
    taking,
    urls,
)
from migrator.analysis.models.outside import texts as made_texts
from migrator.analysis.models.outside.common import Handler
from migrator.analysis.store.machine import Machine


def handler(machine: Machine, name: str) -> Handler | None:
    """The handler for a dotted name, None when the function is not known.

    A table says the word for what the function gives; what the analysis has made itself is such a
    word, and begins with `?`.
    """
    return HANDLERS.get(machine.library.functions.ways.get(name, name))


HANDLERS: dict[str, Handler] = {
    **made_texts.HANDLERS,
    **collections.HANDLERS,
    **running.HANDLERS,
    **objects.HANDLERS,
    **taking.HANDLERS,
    **urls.HANDLERS,
    **named_tuples.HANDLERS,
}
