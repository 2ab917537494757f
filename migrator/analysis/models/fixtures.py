"""Fixtures of pytest: what a test is passed for a parameter that a fixture of the project names.

A fixture is looked for where pytest looks: in the module of the test, then in the `conftest.py`
files beside and above it (pytest documentation, "Fixture availability").
"""

from __future__ import annotations

import libcst as cst

from migrator.analysis.source.module import Module, is_test_path
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    Arguments,
    Bound,
    Double,
    External,
    Function,
    Sequence,
    Value,
    classes,
)
from migrator.analysis.values.frames import Frame
from migrator.files.reach import conftests


def value(machine: Machine, frame: Frame, name: str) -> Value | None:
    """What the fixture `name` gives to a test in `frame`; None when there is no such fixture."""
    for module in _modules(machine, frame.module):
        names = machine.interpret_module(module).locals
        for found in (names.get(name), *names.values()):
            if isinstance(found, Function) and _is_fixture(found, name):
                return _given(machine, frame, found)
    return None


def surround(machine: Machine, frame: Frame) -> None:
    """Run what pytest runs around a test that names it nowhere among its parameters.

    That are fixtures which are always used, those that a mark asks for, and methods of its class.
    """
    function = frame.function
    if function is None or not isinstance(function.node, cst.FunctionDef):
        return
    if not function.node.name.value.startswith("test") or not is_test_path(function.module.path):
        return
    for module in _modules(machine, frame.module):
        for found in list(machine.interpret_module(module).locals.values()):
            if isinstance(found, Function) and _is_always_used(found):
                _given(machine, frame, found)
    owner = function.owner
    if owner is not None and function.node.params.params:
        this = frame.locals[function.node.params.params[0].name.value]
        for method in classes.methods(owner):
            name = method.last_name
            if machine.library.is_a(name, "after-tests"):
                frame.ending.append(Bound(method, this))
    for decorator in (*(owner.node.decorators if owner else ()), *function.node.decorators):
        call = decorator.decorator
        if isinstance(call, cst.Call) and frame.module.code(call.func).endswith(_MARK):
            for argument in call.args:
                if isinstance(argument.value, cst.SimpleString):
                    value(machine, frame, str(argument.value.evaluated_value))


_MARK = "mark.usefixtures"


def _is_always_used(function: Function) -> bool:
    if "fixture" not in function.decorators or not isinstance(function.node, cst.FunctionDef):
        return False
    return any(
        argument.keyword is not None and argument.keyword.value == "autouse"
        for decorator in function.node.decorators
        if isinstance(decorator.decorator, cst.Call)
        for argument in decorator.decorator.args
    )


def _is_fixture(function: Function, name: str) -> bool:
    """Whether a function is the fixture of a name: its own, or `@pytest.fixture(name="...")`."""
    if "fixture" not in function.decorators or not isinstance(function.node, cst.FunctionDef):
        return False
    named = [
        argument.value
        for decorator in function.node.decorators
        if isinstance(decorator.decorator, cst.Call)
        for argument in decorator.decorator.args
        if argument.keyword is not None and argument.keyword.value == "name"
    ]
    if not named:
        return function.node.name.value == name
    return any(isinstance(v, cst.SimpleString) and v.evaluated_value == name for v in named)


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
        closure = fixture.closure or frame
        result = machine.call(closure, fixture, Arguments(open=True), fixture.node)
    if isinstance(result, Sequence) and isinstance(fixture.node, cst.FunctionDef):
        if result.again is not None:
            frame.ending.append(result.again)
        scope = fixture.module.index.scope(fixture.node)
        return result.element if scope.generator else result
    return result


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
    """The parameters that decorators of the function, and of its class, pass.

    Each decorator adds its argument behind those of the decorators around it; `patch` adds to what
    a `patch` further in passes, the innermost first (unittest.mock, "Nesting Patch Decorators").
    """
    decorators = [*_of_class(frame, node), *((d, frame.parent) for d in node.decorators)]
    given: list[Value] = []
    patches: list[Value] = []
    place = 0
    named: dict[str, Value] = {}
    for decorator, scope in decorators:
        expression = decorator.decorator
        if scope is None or not isinstance(expression, cst.Call):
            continue
        callee = machine.evaluate(scope, expression.func)
        if not isinstance(callee, External) or not _passes(machine, callee.name):
            continue
        passed = machine.evaluate(scope, expression)
        keyword = _keyword(expression)
        if machine.mocks.canonical(callee.name) in _PATCHES:
            if not _has_replacement(expression):
                patches.insert(0, passed)
                place = len(given)
        elif keyword:
            named[keyword] = passed
        else:
            given.append(passed)
    given[place:place] = patches
    if not given:
        return named
    names = [p.name.value for p in (*node.params.posonly_params, *node.params.params)]
    names = [name for name in names if name not in ("self", "cls", *named)]
    return {**dict(zip(names, given, strict=False)), **named}


def _of_class(frame: Frame, node: cst.FunctionDef) -> list[tuple[cst.Decorator, Frame | None]]:
    """The decorators of the class of a test method: they decorate each of its tests."""
    owner = frame.function.owner if frame.function is not None else None
    if owner is None or not node.name.value.startswith("test"):
        return []
    scope = frame.parent.parent if frame.parent is not None else None
    return [(decorator, scope) for decorator in owner.node.decorators]


def _keyword(node: cst.Call) -> str:
    """The parameter that `requests_mock.Mocker(kw="name")` passes by its name."""
    for argument in node.args:
        named = argument.keyword is not None and argument.keyword.value == "kw"
        if named and isinstance(argument.value, cst.SimpleString):
            return str(argument.value.evaluated_value)
    return ""


_PATCHES = ("unittest.mock.patch", "unittest.mock.patch.object")


def _passes(machine: Machine, name: str) -> bool:
    """Whether a decorator of this name passes a test double to the function."""
    known = machine.mocks.canonical(name)
    return known in _PATCHES or (
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
