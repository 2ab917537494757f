"""Objects that keep what they are given until it is asked for: queues, context variables, futures.

Whatever was put in may come out: order and time are not followed. Facts are those of the classes'
own reference documentation.
"""

from __future__ import annotations

from migrator.analysis.store import answers
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    UNKNOWN,
    Arguments,
    ExternalInstance,
    Value,
    grown,
    join,
    made_of,
)

_GETS = {
    "queue": ("get", "get_nowait", "recv", "receive"),
    "variable": ("get",),
    "future": ("result", "exception", "__await__"),
    "reference": ("__call__",),
}
CELLS = {
    "queue.Queue": "queue",
    "queue.LifoQueue": "queue",
    "queue.PriorityQueue": "queue",
    "queue.SimpleQueue": "queue",
    "asyncio.Queue": "queue",
    "asyncio.LifoQueue": "queue",
    "asyncio.PriorityQueue": "queue",
    "multiprocessing.Queue": "queue",
    "multiprocessing.SimpleQueue": "queue",
    "contextvars.ContextVar": "variable",
    "asyncio.Future": "future",
    "concurrent.futures.Future": "future",
    "weakref.ref": "reference",
}
KEPT = "<kept>"


def made(machine: Machine, name: str, arguments: Arguments) -> ExternalInstance:
    """A new cell, with what its constructor is given."""
    cell = ExternalInstance(name, Arguments(), path=machine.path)
    given = [argument.value for argument in arguments.values()]
    if CELLS[name] == "variable":  # it tells its name
        answers.compared(machine, given[0] if given else UNKNOWN)
    if CELLS[name] == "reference":
        cell.attributes[KEPT] = given[0] if given else UNKNOWN
    elif "default" in arguments.keywords:
        cell.attributes[KEPT] = arguments.keywords["default"].value
    return cell


def method(
    machine: Machine, cell: ExternalInstance, name: str, arguments: Arguments
) -> Value | None:
    """The value of a method of a cell; None for a method that neither puts nor gets."""
    kind = CELLS[cell.name]
    given = [argument.value for argument in arguments.values()]
    old = cell.attributes.get(KEPT)
    if name in machine.library.kinds["filling-cells"]:
        new, is_new = grown(old, join(*given))
        machine.note(cell, is_new, new)
        cell.attributes[KEPT] = new
        return made_of("token", new)
    if name in _GETS[kind]:
        rest = given if kind == "variable" else []
        held = [old] if old is not None else []
        return join(*held, *rest) if held or rest else UNKNOWN
    return None
