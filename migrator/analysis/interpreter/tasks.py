"""Tasks and futures: what was raised in them comes out where they are asked or waited for."""

from __future__ import annotations

import libcst as cst

from migrator.analysis.store import failures
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import Bound, Function, Partial, Value, alternatives, join
from migrator.analysis.values.frames import Frame


def asked(machine: Machine, frame: Frame, node: cst.Call, callee: Value, made: Value) -> Value:
    """What `future.exception()` gives besides; `future.result()` may raise it."""
    name = node.func.attr.value if isinstance(node.func, cst.Attribute) else ""
    if name not in ("exception", "result") or not _asks_alone(node) or _is_own(callee):
        return made
    if name == "exception":
        return join(made, failures.of_any(machine))
    failures.arrive(machine, frame)
    return made


def awaited(machine: Machine, frame: Frame, node: cst.Await) -> None:
    """A coroutine that is called here raises here, one that has a name what any request raises."""
    if not isinstance(node.expression, cst.Call):
        failures.arrive(machine, frame)


def _asks_alone(node: cst.Call) -> bool:
    """Whether a call says no more than how long to wait."""
    return len(node.args) < 2 and not any(isinstance(a.value, _WORDS) for a in node.args)


_WORDS = (cst.BaseString, cst.Tuple, cst.List, cst.Dict)


def _is_own(callee: Value) -> bool:
    """Whether code of the project is called."""
    functions = [v.function if isinstance(v, Bound) else v for _, v in alternatives(callee)]
    return bool(functions) and all(isinstance(f, (Function, Partial)) for f in functions)
