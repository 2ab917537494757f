"""Logs and output that the program itself looks at: what it puts where they are written.

People read a log (A1) and what an exception says (A11). An object of the project that is a
handler, a filter or a stream is told what is written, and so is a text that is kept in memory.
"""

from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from migrator.analysis.operations import callbacks, construction
from migrator.analysis.store import answers
from migrator.analysis.store.machine import Machine, unknown
from migrator.analysis.values import (
    NONE,
    Answer,
    Argument,
    Arguments,
    Bound,
    Class,
    External,
    ExternalInstance,
    Function,
    Instance,
    Sequence,
    Text,
    Value,
    alternatives,
    classes,
    contained,
    exposed,
    join,
    made_of,
)
from migrator.analysis.values.frames import Frame

LOG = "log"
CLIENTS = "log of clients"
"""What is written by the libraries that send requests: which they send, and the status."""
MAKING = "records of the log"
OUTPUT = "output"
RECORD = "?log.record"
PUTS = "put_nowait"
"""The method of a queue that a handler calls."""
WRITTEN = "<written>"
"""The attribute of what is kept in memory that holds what was written."""

_OF_RECORD = ("msg", "message", "args")
_ABOUT_RECORD = (
    *("name", "levelname", "levelno", "module", "funcName", "lineno", "pathname", "filename"),
    *("created", "asctime", "msecs", "relativeCreated", "process", "processName", "thread"),
    *("threadName", "taskName", "stack_info"),
)


def watch(machine: Machine, stream: str, *values: Value) -> None:
    """Note what is put where a log, or the output, is written."""
    watchers = machine.facts.watchers.setdefault(stream, [])
    for value in (part for given in values for part in contained(given)):
        of_project = isinstance(value, (Instance, Function, Bound, Class))
        if (of_project or in_memory(machine, value)) and value not in watchers:
            watchers.append(value)
            machine.note(None, True)


def tell(
    machine: Machine, frame: Frame, stream: str, given: Iterable[Value], node: cst.CSTNode
) -> None:
    """Show what is written to those who look at it."""
    makers = machine.facts.watchers.get(MAKING, []) if stream in (LOG, CLIENTS) else []
    watchers = [*machine.facts.watchers.get(stream, ()), *makers]
    values = list(given)
    if not watchers or machine.facts.telling or not any(_matters(machine, v) for v in values):
        return
    written = made_of("...", *values)
    raised = [value for value in values if answers.says_what_failed(value)]
    machine.facts.telling += 1
    for watcher in watchers:
        if watcher in makers:
            callbacks.call(machine, frame, watcher, written, node)
            continue
        show(machine, frame, watcher, written, node, made_of("exception", *raised))
    machine.facts.telling -= 1


def keep(machine: Machine, stream: Value, given: Iterable[Value]) -> None:
    """A stream in memory holds what was written to it."""
    for _, held in alternatives(stream):
        if isinstance(held, ExternalInstance) and in_memory(machine, held):
            old = held.attributes.get(WRITTEN)
            written = made_of("...", *given)
            held.attributes[WRITTEN] = written if old is None else join(old, written)


def in_memory(machine: Machine, value: Value) -> bool:
    """Whether a value is a stream that is kept in memory."""
    return isinstance(value, ExternalInstance) and machine.library.is_a(
        value.name, "memory-streams"
    )


def _matters(machine: Machine, value: Value) -> bool:
    return any(
        part.matters if isinstance(part, Text) else not machine.stays(part)
        for part in exposed(value)
        if isinstance(part, (Text, Answer))
    )


def _put(
    machine: Machine, frame: Frame, queue: Value, record: ExternalInstance, node: cst.CSTNode
) -> None:
    """A record goes into the queue that a handler was made with."""
    for _, held in alternatives(queue):
        own = classes.find(held.cls, PUTS) if isinstance(held, Instance) else None
        of_outside = External(f"{held.name}.{PUTS}") if isinstance(held, ExternalInstance) else None
        put = own or of_outside
        if put is not None:
            given = Arguments((Argument(record),))
            machine.call(frame, Bound(put, held), given, node)


def show(
    machine: Machine,
    frame: Frame,
    watcher: Value,
    written: Value,
    node: cst.CSTNode,
    raised: Value = NONE,
) -> None:
    """Show what is written to an object of the project, or to a function."""
    held: dict[str, Value] = {name: unknown(name) for name in _ABOUT_RECORD}
    held |= {"exc_info": raised, "exc_text": raised}
    record = ExternalInstance(RECORD, Arguments(), {**held, **dict.fromkeys(_OF_RECORD, written)})
    if isinstance(watcher, Class):
        watcher = construction.generic(machine, frame, watcher)
    if isinstance(watcher, (Function, Bound)):
        callbacks.call(machine, frame, watcher, record, node)
    elif isinstance(watcher, ExternalInstance):
        keep(machine, watcher, [written])
        for argument in watcher.arguments.values():
            _put(machine, frame, argument.value, record, node)
    elif isinstance(watcher, Instance):
        if any(
            machine.library.is_a(b.name, "memory-streams")
            for b in classes.outside_bases(watcher.cls)
        ):
            kept = Sequence(machine.path, None, element=record)
            machine.set_attribute(frame, watcher, "buffer", kept, node)
        for method in classes.methods(watcher.cls):
            name = method.last_name
            if machine.library.is_a(name, "writers") or machine.library.is_a(name, "log-makers"):
                callbacks.call(machine, frame, Bound(method, watcher), written, node)
            elif machine.library.is_a(name, "log-watchers"):
                callbacks.call(machine, frame, Bound(method, watcher), record, node)
