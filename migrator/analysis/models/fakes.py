"""Functions that a double of a test calls: `double.side_effect = function`.

Such a function is called with what the code hands to the double. What it asks of a URL is asked of
the URL of the code: where an edit changes the answer, the test would not pass any more.
"""

from __future__ import annotations

import libcst as cst

from migrator.analysis.events.recorder import Faked
from migrator.analysis.models import requests
from migrator.analysis.operations import callbacks
from migrator.analysis.source.module import Module, is_test_path
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import Arguments, Double, Function, Mapping, Value, alternatives
from migrator.analysis.values.frames import Frame


def put(machine: Machine, frame: Frame, double: str, value: Value) -> None:
    """A double, told by the last part of its name, calls a function; "" is one without a name."""
    for _, function in alternatives(value):
        if not callbacks.is_callable(function):
            continue
        name = double.rpartition(".")[2]
        known = machine.recorder.fakes.setdefault(name, {})
        is_new = callbacks.key_of(function) not in known
        known[callbacks.key_of(function)] = (frame.module, function)
        for made in list(machine.recorder.faked.values()) if is_new else ():
            if name in ("", made.name):
                _run(machine, name, frame.module, function, made)


def is_of_concern(machine: Machine, arguments: Arguments) -> bool:
    """Whether a URL, or a body, of concern is among the arguments."""
    return any(
        requests.carries(machine, value)
        or (isinstance(value, Mapping) and any(map(machine.carries, value.entries)))
        for argument in arguments.values()
        for _, value in alternatives(argument.value)
    )


def call(
    machine: Machine, frame: Frame, double: Double, arguments: Arguments, node: cst.CSTNode
) -> list[Value]:
    """What the functions give that a double may call, where it is handed a URL of concern."""
    if not is_of_concern(machine, arguments):
        return []
    root = machine.stack[0] if machine.stack else None
    home = root.module if root is not None else frame.module
    made = Faked(double.name.rpartition(".")[2], home, frame, arguments, node)
    machine.recorder.faked[id(node), root.key if root is not None else 0] = made
    return _answers(machine, made)


def stand_in(
    machine: Machine, frame: Frame, method: Function, arguments: Arguments, node: cst.CSTNode
) -> None:
    """A function is handed what is of concern: another may stand in its place in a test."""
    if is_test_path(method.module.source.path):
        return
    name = method.last_name
    root = machine.stack[0].key if machine.stack else 0
    is_bound = method.owner is not None and "staticmethod" not in method.decorators
    given = arguments.without(1) if is_bound else arguments
    made = Faked(name, method.module, frame, given, node)
    machine.recorder.faked[id(node), root] = made
    _answers(machine, made)


def _answers(machine: Machine, made: Faked) -> list[Value]:
    found: list[Value] = []
    for name in {made.name, ""}:
        for module, function in list(machine.recorder.fakes.get(name, {}).values()):
            found += _run(machine, name, module, function, made)
    return found


def _run(machine: Machine, name: str, module: Module, function: Value, made: Faked) -> list[Value]:
    """Run a function for a call of a double that it may stand behind."""
    near = machine.meets(made.home, module) or machine.meets(module, made.home)
    if not (near if name else module is made.home):
        return []
    raised = len(made.frame.raised)
    with machine.branch(("faked", machine.keep(object())), True):
        found = machine.call(made.frame, function, made.arguments, made.node)
    del made.frame.raised[raised:]  # what a test lets fail, the code meets in no other run
    return [found]
