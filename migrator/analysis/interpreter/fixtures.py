"""Fixtures of pytest: what a test is passed for a parameter that a fixture of the project names.

A fixture is looked for where pytest looks: in the module of the test, then in the `conftest.py`
files beside and above it (pytest documentation, "Fixture availability").
"""

from __future__ import annotations

import libcst as cst

from migrator.analysis.interpreter.machine import Frame, Machine
from migrator.analysis.module import Module
from migrator.analysis.values import Arguments, Function, Sequence, Value
from migrator.files.reach import conftests


def value(machine: Machine, frame: Frame, name: str) -> Value | None:
    """What the fixture `name` gives to a test in `frame`; None when there is no such fixture."""
    for module in _modules(machine, frame.module):
        found = machine.interpret_module(machine, module).locals.get(name)
        if isinstance(found, Function) and "fixture" in found.decorators:
            return _given(machine, frame, found)
    return None


def _modules(machine: Machine, module: Module) -> list[Module]:
    loaded = [machine.project.load(path) for path in conftests(module.source.path)]
    return [module, *(found for found in loaded if found is not None)]


def _given(machine: Machine, frame: Frame, fixture: Function) -> Value | None:
    """What a fixture returns, or yields once."""
    result = machine.call(machine, frame, fixture, Arguments(open=True), fixture.node)
    if isinstance(result, Sequence) and isinstance(fixture.node, cst.FunctionDef):
        scope = fixture.module.index.scope(fixture.node)
        return result.element if scope.generator else result
    return result
