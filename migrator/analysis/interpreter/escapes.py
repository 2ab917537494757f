"""What happens to values that leave the part of the program that is understood.

A value that is logged is of no further interest. What is printed becomes output, and what is
handed to anything unknown is out of sight; both are noted, for the edit has to answer for them.
"""

from __future__ import annotations

import libcst as cst

from migrator.analysis.frames import Frame
from migrator.analysis.interpreter import classes, http
from migrator.analysis.interpreter.machine import Machine
from migrator.analysis.observations import Use
from migrator.analysis.values import (
    Answer,
    Arguments,
    Bound,
    Function,
    Hole,
    Instance,
    JsonOf,
    Mapping,
    Partial,
    Sequence,
    Text,
    Value,
    alternatives,
)

LOG_METHODS = frozenset(
    {"debug", "info", "warning", "warn", "error", "exception", "critical", "log", "fatal", "trace"}
)
SILENT = (
    "logging.",
    "warnings.",
    "structlog.",
    "loguru.",
    "time.",
    "builtins.isinstance",
    "builtins.len",
    "builtins.type",
    "builtins.id",
    "builtins.hash",
    "builtins.repr",
    "builtins.callable",
    "builtins.hasattr",
    "builtins.super",
    "typing.",
    "pytest.",
    "asyncio.sleep",
    "random.",
    "argparse.",
    "builtins.range",
    "builtins.min",
    "builtins.max",
    "builtins.sum",
    "builtins.sorted",
    "builtins.any",
    "builtins.all",
)
OUTPUT = frozenset(
    {
        "builtins.print",
        "click.echo",
        "click.secho",
        "typer.echo",
        "rich.print",
        "sys.stdout.write",
        "sys.stderr.write",
        "sys.stdout.buffer.write",
        "pprint.pprint",
        "builtins.exit",
        "sys.exit",
        "rich.console.Console.print",
    }
)


def silent(name: str) -> bool:
    """Whether an outside callable does nothing with its arguments that could matter."""
    if name.startswith(SILENT) or name.endswith(("Error", "Exception", "Warning")):
        return True
    return name.rsplit(".", 1)[-1] in LOG_METHODS


_COMPARING = frozenset(
    {
        "startswith",
        "endswith",
        "find",
        "rfind",
        "index",
        "count",
        "replace",
        "split",
        "partition",
        "removeprefix",
        "removesuffix",
        "match",
        "search",
        "fullmatch",
        "findall",
        "__contains__",
    }
)


def compares(name: str) -> bool:
    """Whether a callable only looks whether a text is, or is in, another one."""
    return name.startswith("re.") or name.rsplit(".", 1)[-1] in _COMPARING


def escape_all(
    machine: Machine, frame: Frame, arguments: Arguments, what: str, node: cst.CSTNode, to: str
) -> None:
    """Every argument of a call leaves through it."""
    for argument in arguments.values():
        escape(machine, frame, argument.value, what, node, to)


def escape(
    machine: Machine,
    frame: Frame,
    value: Value,
    what: str,
    node: cst.CSTNode,
    to: str,
    depth: int = 3,
) -> None:
    """Note that a value leaves: `what` is "escape" or "output", `to` names where it goes."""
    if machine.raising:
        return
    for _, alternative in alternatives(value):
        if isinstance(alternative, Text):
            _escape_text(machine, frame, alternative, what, node, to, depth)
        elif isinstance(alternative, Answer):
            http.use(machine, frame, alternative, what, node, to)
        elif depth and isinstance(alternative, Mapping):
            if what == "escape":
                alternative.open = alternative.open or f"it is passed to {to}"
            for entry in alternative.entries.values():
                for spelled in (entry.key, *entry.also):
                    escape(machine, frame, spelled, what, node, to, depth - 1)
                escape(machine, frame, entry.value, what, node, to, depth - 1)
        elif depth and isinstance(alternative, Sequence):
            inner = alternative.items or ([alternative.element] if alternative.element else [])
            for item in inner:
                escape(machine, frame, item, what, node, to, depth - 1)
        elif depth and what == "output" and isinstance(alternative, Instance):
            _escape_shown(machine, frame, alternative, node, to, depth)
        elif depth and isinstance(alternative, (Function, Bound, Partial)):
            _escape_callable(machine, frame, alternative, node)


def _escape_text(
    machine: Machine, frame: Frame, value: Text, what: str, node: cst.CSTNode, to: str, depth: int
) -> None:
    for piece in value.pieces:
        if isinstance(piece, Hole):
            inner = piece.value.value if isinstance(piece.value, JsonOf) else piece.value
            if depth:
                escape(machine, frame, inner, what, node, to, depth - 1)
        elif piece.literal is not None:
            machine.recorder.use(piece.literal, Use(what, frame.module, node, to))


def _escape_shown(
    machine: Machine, frame: Frame, shown: Instance, node: cst.CSTNode, to: str, depth: int
) -> None:
    """An object that is printed shows what its `__str__` or `__repr__` gives."""
    for name in ("__str__", "__repr__", "__format__"):
        method = classes.find(shown.cls, name)
        if method is not None:
            result = machine.call(machine, frame, Bound(method, shown), Arguments(), node)
            escape(machine, frame, result, "output", node, to, depth - 1)


def _escape_callable(machine: Machine, frame: Frame, value: Value, node: cst.CSTNode) -> None:
    """A callback is called by somebody, with arguments that are not known."""
    inner = value
    while isinstance(inner, (Bound, Partial)):
        inner = inner.function if isinstance(inner, Bound) else inner.callee
    if machine.callbacks is not None:
        machine.callbacks.append(value)
    elif isinstance(inner, Function):
        name = inner.qualname.rsplit(".", 1)[-1]
        machine.recorder.unseen.setdefault(name, http.site(frame, node))
        if machine.relevant(inner):
            machine.call(machine, frame, value, Arguments(open=True), node)
