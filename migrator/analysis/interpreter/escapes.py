"""What happens to values that leave the part of the program that is understood.

A value that is logged is of no further interest. What is printed becomes output, and what is
handed to anything unknown is out of sight; both are noted, for the edit has to answer for them.
"""

from __future__ import annotations

import builtins
import operator

import libcst as cst

from migrator.analysis.frames import Frame
from migrator.analysis.interpreter import answers, classes, http
from migrator.analysis.interpreter.machine import Machine
from migrator.analysis.module import is_test_path
from migrator.analysis.observations import Use
from migrator.analysis.values import (
    UNKNOWN,
    Answer,
    Arguments,
    Bound,
    Double,
    Function,
    Instance,
    Mapping,
    Partial,
    Piece,
    Sequence,
    Text,
    Value,
    exposed,
    join,
)

LOG_METHODS = frozenset(
    {"debug", "info", "warning", "warn", "error", "exception", "critical", "log", "fatal", "trace"}
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


def logs(name: str) -> bool:
    """Whether a callable writes a log, which no program reads (assumption A1)."""
    return name.startswith(_LOGGING) or name.rsplit(".", 1)[-1] in LOG_METHODS


def reads_warnings(machine: Machine, name: str) -> bool:
    """Whether a callable warns, and code of the project collects what is warned of."""
    return name.startswith("warnings.") and any(
        word in module.source.text for module in machine.project.loaded() for word in _COLLECTING
    )


_COLLECTING = ("catch_warnings", "pytest.warns", "assertWarns", "recwarn")
_LOGGING = ("logging.", "warnings.", "structlog.", "loguru.")

PURE = frozenset(
    {
        *(f"builtins.{name}" for name in dir(builtins) if name[0].islower()),
    }
) - {
    *(
        f"builtins.{name}"
        for name in [
            "print",
            "input",
            "exec",
            "eval",
            "compile",
            "open",
            "__import__",
            "breakpoint",
            "help",
            "setattr",
            "delattr",
            "exit",
            "quit",
            "copyright",
            "credits",
            "license",
        ]
    )
}
"""Functions that do nothing but give a result: it remembers what it was made of."""

PURE_PACKAGES = (
    "math.", "operator.", "itertools.", "functools.", "collections.", "copy.", "re.", "typing.",
    "string.", "textwrap.", "statistics.", "fractions.", "decimal.",
    "datetime.", "time.", "random.choice", "random.random", "random.uniform", "random.randint",
    "random.sample", "uuid.", "urllib.parse.", "posixpath.", "os.path.", "html.",
    "hashlib.", "hmac.", "base64.", "binascii.", "zlib.", "json.", "ast.literal_eval", "enum.",
    "numbers.", "types.", "unicodedata.", "difflib.", "fnmatch.", "shlex.", "struct.", "codecs.",
    "calendar.", "zoneinfo.", "ipaddress.", "secrets.", "dataclasses.", "pprint.pformat", "pytest.",
    "asyncio.sleep", "argparse.",
)  # fmt: skip
"""Packages of the standard library whose functions have no effect but their result."""


def pure(name: str) -> bool:
    """Whether an outside callable has no effect, so that only its result can be observed."""
    if name in _WITH_EFFECTS:
        return False
    if name.startswith("?.") and hasattr(str, name[2:]) and name[2:] not in _STORING:
        return True  # no method of a text has an effect
    return name in PURE or name.startswith(PURE_PACKAGES) or name.endswith(_EXCEPTIONS)


_STORING = frozenset({"__init__", "__setattr__", "__delattr__", "__init_subclass__"})
"""Methods that every object has, and that change it: its name is no sign of a text."""

_WITH_EFFECTS = frozenset(
    {
        "json.dump",
        "struct.pack_into",
        "functools.singledispatch",
        *(f"operator.{name}" for name in ("setitem", "delitem", "call", "methodcaller")),
        *(
            f"operator.{name}"
            for name in dir(operator)
            if name.startswith("i") and name[1:] in dir(operator)
        ),
    }
)


_EXCEPTIONS = ("Error", "Exception", "Warning")


def escape_all(
    machine: Machine, frame: Frame, arguments: Arguments, what: str, node: cst.CSTNode, to: str
) -> None:
    """Every argument of a call leaves through it."""
    for argument in arguments.values():
        escape(machine, frame, argument.value, what, node, to)


def escape(
    machine: Machine, frame: Frame, value: Value, what: str, node: cst.CSTNode, to: str
) -> None:
    """Note that a value leaves: `what` is "escape" or "output", `to` names where it goes."""
    for part in exposed(value):
        if isinstance(part, Text):
            _escape_text(machine, frame, part, what, node, to)
        elif isinstance(part, Answer):
            answers.use(machine, frame, part, what, node, to)
        elif isinstance(part, Double):
            if what == "output" and is_test_path(frame.module.source.path):
                continue  # what a test prints, nobody compares
            answers.look(machine, frame, part, node)
        elif isinstance(part, Mapping) and what == "escape":
            part.open = part.open or f"it is passed to {to}"
        elif isinstance(part, Sequence) and what == "escape" and part.items is not None:
            part.element = join(*part.items, UNKNOWN)
            part.items = None
        elif isinstance(part, Instance) and what == "output":
            _escape_shown(machine, frame, part, node, to)
        elif isinstance(part, (Function, Bound, Partial)):
            _escape_callable(machine, frame, part, node)


def _escape_text(
    machine: Machine, frame: Frame, value: Text, what: str, node: cst.CSTNode, to: str
) -> None:
    for piece in value.pieces:
        if isinstance(piece, Piece) and piece.literal is not None:
            machine.recorder.use(piece.literal, Use(what, frame.module, node, to))


def _escape_shown(
    machine: Machine, frame: Frame, shown: Instance, node: cst.CSTNode, to: str
) -> None:
    """An object that is printed shows what its `__str__` or `__repr__` gives."""
    for name in ("__str__", "__repr__", "__format__"):
        method = classes.find(shown.cls, name)
        if method is not None:
            result = machine.call(machine, frame, Bound(method, shown), Arguments(), node)
            if not isinstance(result, Instance):
                escape(machine, frame, result, "output", node, to)
            return
    if shown.cls.fields:
        for held in list(shown.attributes.values()):
            if not isinstance(held, Instance):
                escape(machine, frame, held, "output", node, to)


def _escape_callable(machine: Machine, frame: Frame, value: Value, node: cst.CSTNode) -> None:
    """A callback is called by somebody, with arguments that are not known."""
    inner = value
    while isinstance(inner, (Bound, Partial)):
        inner = inner.function if isinstance(inner, Bound) else inner.callee
    if machine.callbacks is not None:
        machine.callbacks.append(value)
    elif isinstance(inner, Function):
        name = inner.qualname.rsplit(".", 1)[-1]
        machine.recorder.unseen.setdefault(name, {}).setdefault(
            frame.module.path, http.site(frame, node)
        )
        if machine.relevant(inner):
            result = machine.call(machine, frame, value, Arguments(open=True), node)
            machine.handed.append(result)
