"""Function and class definitions, with what their decorators make of them."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from migrator.analysis.interpreter import calls
from migrator.analysis.interpreter.arguments import evaluate_arguments
from migrator.analysis.interpreter.expressions import evaluate, evaluate_defaults
from migrator.analysis.models import own, requests
from migrator.analysis.operations import callbacks, construction, namespaces
from migrator.analysis.store import answers, escapes
from migrator.analysis.store.machine import Machine, unknown
from migrator.analysis.values import (
    Argument,
    Arguments,
    Bound,
    Class,
    External,
    Function,
    Instance,
    Partial,
    Text,
    Value,
    alternatives,
    classes,
    frames,
    made_of,
    union,
)
from migrator.analysis.values.frames import Frame

_ROUTES = frozenset(
    {"route", "get", "post", "put", "patch", "delete", "head", "options", "api_route", "path"}
)


def define_function(machine: Machine, frame: Frame, node: cst.FunctionDef) -> None:
    """Bind a function's name to what its decorators make of it."""
    marks: set[str] = set()
    decorators: list[tuple[Value, cst.Decorator]] = []
    callbacks: list[Value] = []
    for decorator in node.decorators:
        value = _decorator(machine, frame, decorator, marks, callbacks)
        if value is not None:
            decorators.append((value, decorator))
    owner = frame.owner if frame.is_class else None
    function = Function(
        frame.module,
        node,
        f"{frame.scope}.{node.name.value}" if frame.scope else node.name.value,
        frame,
        owner,
        evaluate_defaults(machine, frame, node.params),
        frozenset(marks),
    )
    machine.define(function)
    if callbacks:
        machine.hooks[id(node)] = callbacks
    result: Value = function
    if "opaque" in marks:
        result = unknown(node.name.value)
    for value, decorator in reversed(decorators):
        result = _decorated(machine, frame, value, result, decorator)
    for mark, word in (("setter", "set"), ("deleter", "del")):
        if mark in marks:  # the property keeps its name
            frame.locals[f"<{word} {node.name.value}>"] = function
            return
    namespaces.bind(machine, frame, node.name.value, result)
    if node.decorators and frame.function is not None and escapes.sees_answer(function):
        # Who is told of it by a decorator may call it, as `atexit.register` does.
        machine.call(frame, function, Arguments(open=True), node)


def _checked_fields(
    machine: Machine, frame: Frame, expression: cst.BaseExpression
) -> Iterator[str]:
    """The marks of a function that checks fields of its class: `@field_validator("path")`."""
    if isinstance(expression, cst.Attribute) and expression.attr.value == "validator":
        if isinstance(expression.value, cst.Name):
            yield construction.CHECKS + expression.value.value
        return
    if not isinstance(expression, cst.Call) or not isinstance(
        expression.func, (cst.Name, cst.Attribute)
    ):
        return
    maker = evaluate(machine, frame, expression.func)
    if not isinstance(maker, External) or not machine.library.is_a(maker.name, "field-checks"):
        return
    given = [evaluate(machine, frame, a.value) for a in expression.args if a.keyword is None]
    names = [v.known for v in given if isinstance(v, Text) and v.known is not None]
    yield from (construction.CHECKS + name for name in names or ("*",))


def _decorator(
    machine: Machine,
    frame: Frame,
    node: cst.Decorator,
    marks: set[str],
    callbacks: list[Value],
) -> Value | None:
    """The decorator's value; None when it leaves the function as it is."""
    expression = node.decorator
    if own.keeps_function(machine, frame, expression):
        return None
    if isinstance(expression, cst.Call) and _is_route(machine, frame, expression):
        return None
    if isinstance(expression, cst.Attribute) and expression.attr.value in ("setter", "deleter"):
        marks.add(expression.attr.value)
        return None
    collected, machine.callbacks = machine.callbacks, callbacks
    marks.update(_checked_fields(machine, frame, expression))
    value = evaluate(machine, frame, expression)
    machine.callbacks = collected
    if _is_opaque(machine, frame, expression):
        marks.add("opaque")
    known = machine.library.decorators.marks
    name = value.name if isinstance(value, External) else ""
    if isinstance(expression, cst.Call):  # `@pytest.fixture(name="session")`
        made_by = evaluate(machine, frame, expression.func)
        if isinstance(made_by, External) and known.get(made_by.name) in ("fixture", "kept"):
            name = made_by.name
    if name in known:
        marks.add(known[name])
        if known[name] == "cached-property":
            marks.add("property")
        return None
    if isinstance(value, Instance) and classes.find(value.cls, "__call__") is None:
        # An object that wraps each call, such as a `ContextDecorator`: its methods see the result.
        callbacks += [
            Bound(method, value)
            for method in classes.methods(value.cls)
            if not method.qualname.endswith("__init__")
        ]
        return None
    return value if isinstance(value, (Function, Class, Bound, Partial, Instance)) else None


def _is_opaque(machine: Machine, frame: Frame, expression: cst.BaseExpression) -> bool:
    """Whether a decorator of an unknown package may call the function with other arguments."""
    while isinstance(expression, (cst.Call, cst.Attribute)):
        expression = expression.func if isinstance(expression, cst.Call) else expression.value
    value = evaluate(machine, frame, expression)
    return isinstance(value, External) and not machine.library.decorators.is_transparent(value.name)


def _is_route(machine: Machine, frame: Frame, node: cst.Call) -> bool:
    """Whether a decorator declares a server's route for the endpoint; then it is noted.

    What the project itself wrote is run, whatever its name is.
    """
    if not isinstance(node.func, cst.Attribute) or node.func.attr.value not in _ROUTES:
        return False
    callee = evaluate(machine, frame, node.func)
    called = [v.function if isinstance(v, Bound) else v for _, v in alternatives(callee)]
    own_code = any(isinstance(value, Function) for value in called)
    arguments = evaluate_arguments(machine, frame, node.args)
    for argument in arguments.values():
        if requests.carries(machine, argument.value):
            machine.recorder.routes.append((frames.site(frame, node), argument.value))
            return not own_code
    return False


def _decorated(
    machine: Machine, frame: Frame, decorator: Value, function: Value, node: cst.Decorator
) -> Value:
    """What a decorator of the project returns; the function itself when that is not known."""
    given = Arguments((Argument(function),))
    result = calls.call(machine, frame, decorator, given, node)
    options = alternatives(result)
    kept = [(guard, value) for guard, value in options if isinstance(value, _DEFINED)]
    if not kept:
        return function
    return union(kept if len(kept) == len(options) else [*kept, (frozenset(), function)])


_DEFINED = (Function, Class, Bound, Partial, Instance)
"""What a name may stand for that a decorator has to do with."""


def _meta(machine: Machine, frame: Frame, node: cst.ClassDef) -> Class | None:
    """The class of the project that `metaclass=` names."""
    for argument in node.keywords:
        if argument.keyword is not None and argument.keyword.value == "metaclass":
            value = evaluate(machine, frame, argument.value)
            return value if isinstance(value, Class) else None
    return None


def define_class(machine: Machine, frame: Frame, node: cst.ClassDef) -> None:
    """Run a class body and bind the class."""
    bases = tuple(
        evaluate(machine, frame, argument.value)
        for argument in node.bases
        if argument.keyword is None and not argument.star
    )
    name = f"{frame.scope}.{node.name.value}" if frame.scope else node.name.value
    body = Frame(frame.module, parent=frame, function=frame.function, scope=name, is_class=True)
    body.depth = len(machine.path)
    cls = Class(frame.module, node, name, bases, body.locals)
    body.owner = cls
    machine.execute(body, node.body)
    cls.namespace = body.locals
    cls.meta = _meta(machine, frame, node)
    _run_exotic(machine, frame, cls)
    _classify(machine, frame, cls, body.declared)
    cls.loose = any(
        "__class__" in method.module.index.scope(method.node).stored
        for method in classes.methods(cls)
    )
    machine.classes.append(cls)
    for base in classes.project_bases(cls):
        if base is not cls:
            base.derived.append(cls)
            # Who has asked for an abstract method of it finds another one.
            wanted = {name for name, held in base.namespace.items() if classes.is_wanted(held)}
            machine.renewed |= wanted & body.locals.keys()
    _announce(machine, frame, cls)
    result: Value = cls
    for decorator in reversed(node.decorators):
        value = evaluate(machine, frame, decorator.decorator)
        if any(isinstance(v, (Function, Class, Bound)) for _, v in alternatives(value)):
            result = _decorated(machine, frame, value, result, decorator)
    namespaces.bind(machine, frame, node.name.value, result)


def _announce(machine: Machine, frame: Frame, cls: Class) -> None:
    """A base is told of a class that derives from it, with the keywords of the class."""
    told = classes.find(cls, "__init_subclass__", after=cls)
    if not isinstance(told, Function):
        return
    given = [a for a in cls.node.keywords if a.keyword is None or a.keyword.value != "metaclass"]
    arguments = evaluate_arguments(machine, frame, given).behind(cls)
    machine.call(frame, told, arguments, cls.node)


def _run_exotic(machine: Machine, frame: Frame, cls: Class) -> None:
    """Methods that Python calls in ways that are not followed: with anything that is at hand."""
    methods = [
        method
        for name, method in cls.namespace.items()
        if isinstance(method, Function) and classes.is_exotic(name)
    ]
    if methods:
        around = made_of("...", *frame.locals.values())
        for method in methods:
            result = callbacks.call(machine, frame, method, around, cls.node)
            answers.observe(machine, frame, result, cls.node, f"{method.qualname} gives it")


def _classify(machine: Machine, frame: Frame, cls: Class, declared: list[str]) -> None:
    """Find out whether the class is an enum or holds data in declared fields."""
    inherited = [b for b in cls.bases if isinstance(b, Class)]
    cls.enum = classes.inherits(cls, *machine.library.data.enums) or any(b.enum for b in inherited)
    if cls.enum:
        names = [n for n, v in cls.namespace.items() if not isinstance(v, Function)]
        construction.enum_members(machine, cls, iter(names))
        return
    earlier = tuple(f for base in inherited for f in base.fields)
    bases = machine.library.data.bases
    if classes.inherits(cls, *bases) or earlier or _is_data(machine, frame, cls.node):
        own = tuple(name for name in declared if name not in earlier)
        cls.fields = (*earlier, *own)


def _is_data(machine: Machine, frame: Frame, node: cst.ClassDef) -> bool:
    known = machine.library.data.decorators
    for decorator in node.decorators:
        expression = decorator.decorator
        if isinstance(expression, cst.Call):
            expression = expression.func
        value = evaluate(machine, frame, expression)
        if isinstance(value, External) and value.name.rsplit(".", 1)[-1] in known:
            return True
    return False
