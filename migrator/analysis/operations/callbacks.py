"""Functions that are handed to somebody who calls them: run with what they may be given.

`sorted(rows, key=f)`, `filter(f, rows)` and `map(f, rows)` call `f` with elements of `rows`; of
what else calls a function nothing is known but what was handed over together with it.
"""

from __future__ import annotations

import libcst as cst

from migrator.analysis.operations import contents
from migrator.analysis.store import answers
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    Argument,
    Arguments,
    Bound,
    Function,
    Partial,
    Value,
)
from migrator.analysis.values.frames import Frame


def run(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> list[Value]:
    """Call each function among the arguments with the elements of the others; what they give."""
    functions = [a.value for a in arguments.values() if is_callable(a.value)]
    if not functions:
        return []
    others = [a.value for a in arguments.values() if not is_callable(a.value)]
    found = []
    for function in functions:
        result = call(machine, frame, function, contents.element_of(*others), node)
        # What it says decides about order, choice or number.
        answers.observe(machine, frame, result, node, "a function that was handed over tells")
        found.append(result)
    return found


def call(machine: Machine, frame: Frame, function: Value, given: Value, node: cst.CSTNode) -> Value:
    """The value of calling a function with `given` for each of its parameters."""
    count = _parameters(function)
    seen = tuple(Argument(given) for _ in range(count))
    return machine.call(frame, function, Arguments(seen), node)


def _parameters(function: Value) -> int:
    if isinstance(function, Bound):
        return max(_parameters(function.function) - 1, 0)
    if isinstance(function, Partial):
        if not isinstance(function.callee, (Function, Bound, Partial)):
            return 1
        return max(_parameters(function.callee) - len(function.arguments.positional), 0)
    if not isinstance(function, Function):
        return 1
    parameters = function.node.params
    every = [*parameters.posonly_params, *parameters.params]
    return len([p for p in every if p.default is None]) or 1


def key_of(function: Value) -> int:
    """What is the same for a function whenever its definition is run."""
    while isinstance(function, (Bound, Partial)):
        function = function.function if isinstance(function, Bound) else function.callee
    return id(function.node) if isinstance(function, Function) else id(function)


def is_callable(value: Value) -> bool:
    """Whether a value is a function of the project, alone or with some of its arguments."""
    if isinstance(value, Partial):
        return is_callable(value.callee)
    return isinstance(value, Function) or (
        isinstance(value, Bound) and isinstance(value.function, Function)
    )
