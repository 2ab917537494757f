"""Builtin functions and classes, and the modules of functions."""

from __future__ import annotations

from tests.construction.recipes import Table
from tests.construction.tables.builtin_names import BUILTINS, exceptions
from tests.construction.tables.modules import (
    COLLECTIONS,
    COPY,
    DATACLASSES,
    FUNCTOOLS,
    ITERTOOLS,
    OPERATOR,
)


def table() -> Table:
    """The recipes by name."""
    rooms = {
        "builtins": {**BUILTINS, **exceptions()},
        "operator": OPERATOR,
        "itertools": ITERTOOLS,
        "functools": FUNCTOOLS,
        "collections": COLLECTIONS,
        "copy": COPY,
        "dataclasses": DATACLASSES,
    }
    return {
        f"{room}.{name}": recipes for room, own in rooms.items() for name, recipes in own.items()
    }
