"""Fixtures of pytest: what a test is passed for a parameter that a fixture of the project names.

A fixture is looked for where pytest looks: in the module of the test, then in the `conftest.py`
files beside and above it (pytest documentation, "Fixture availability").
"""

from __future__ import annotations

import libcst as cst

from migrator.analysis.frames import Frame
from migrator.analysis.interpreter.machine import Machine
from migrator.analysis.module import Module
from migrator.analysis.values import Arguments, Double, External, Function, Sequence, Value
from migrator.files.reach import conftests


def value(machine: Machine, frame: Frame, name: str) -> Value | None:
    """What the fixture `name` gives to a test in `frame`; None when there is no such fixture."""
    for module in _modules(machine, frame.module):
        found = machine.interpret_module(machine, module).locals.get(name)
        if isinstance(found, Function) and "fixture" in found.decorators:
            return _given(machine, frame, found)
    return None


def _modules(machine: Machine, module: Module) -> list[Module]:
    paths = conftests(module.source.path, machine.project.roots)
    loaded = [machine.project.load(path) for path in paths]
    return [module, *(found for found in loaded if found is not None)]


def _given(machine: Machine, frame: Frame, fixture: Function) -> Value | None:
    """What a fixture returns, or yields once."""
    test = frame.function
    if test is None:
        return None
    with machine.at(frame, test.node):
        closure = fixture.closure
        result = machine.call(machine, closure, fixture, Arguments(open=True), fixture.node)
    if isinstance(result, Sequence) and isinstance(fixture.node, cst.FunctionDef):
        scope = fixture.module.index.scope(fixture.node)
        return result.element if scope.generator else result
    return result


def of_type(machine: Machine, name: str) -> Value | None:
    """What an annotation with the name of a registry says."""
    known = machine.mocks.canonical(name)
    return Double("router", known) if known in machine.mocks.routers else None


def parameter(machine: Machine, frame: Frame, name: str) -> Value | None:
    """What pytest passes for a parameter of a test; None when it is no fixture that is known."""
    function = frame.function
    if function is None or not isinstance(function.node, cst.FunctionDef):
        return None
    injected = _injected(machine, frame, function.node)
    if name in injected:
        return injected[name]
    is_test = function.node.name.value.startswith("test") or "fixture" in function.decorators
    if not is_test:
        return None
    known = machine.mocks.fixtures.get(name)
    if known is None:
        return value(machine, frame, name)
    return Double("router", known) if known in machine.mocks.routers else External(known)


def _injected(machine: Machine, frame: Frame, node: cst.FunctionDef) -> dict[str, Value]:
    """The parameters that decorators pass, the innermost decorator first."""
    if not node.decorators:
        return {}
    names = [p.name.value for p in (*node.params.posonly_params, *node.params.params)]
    names = [name for name in names if name not in ("self", "cls")]
    given: list[Value] = []
    for decorator in reversed(node.decorators):
        expression = decorator.decorator
        if frame.parent is None or not isinstance(expression, cst.Call):
            continue
        callee = machine.evaluate(machine, frame.parent, expression.func)
        if isinstance(callee, External) and _passes(machine, callee.name):
            passed = machine.evaluate(machine, frame.parent, expression)
            if not _has_replacement(expression):
                given.append(passed)
    return dict(zip(names, given, strict=False))


def _passes(machine: Machine, name: str) -> bool:
    """Whether a decorator of this name passes a test double to the function."""
    known = machine.mocks.canonical(name)
    return known in ("unittest.mock.patch", "unittest.mock.patch.object") or (
        known in machine.mocks.routers and not known.startswith("responses.")
    )


def _has_replacement(node: cst.Call) -> bool:
    """`patch("a.b", new)` passes nothing to the test."""
    positional = [a for a in node.args if a.keyword is None]
    callee = node.func.attr.value if isinstance(node.func, cst.Attribute) else ""
    callee = node.func.value if isinstance(node.func, cst.Name) else callee
    most = {"patch": 1, "object": 2}.get(callee)
    named = any(a.keyword is not None and a.keyword.value == "new" for a in node.args)
    return named or (most is not None and len(positional) > most)
