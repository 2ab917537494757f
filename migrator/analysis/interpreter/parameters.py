"""Which value each parameter of a function has in a call, or may have when nobody calls it."""

from __future__ import annotations

import libcst as cst

from migrator.analysis.models import fixtures
from migrator.analysis.operations import construction
from migrator.analysis.store import questions
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    ALWAYS,
    NONE,
    Argument,
    Arguments,
    Entry,
    ExternalInstance,
    Function,
    Guard,
    Instance,
    Mapping,
    Param,
    Sequence,
    Value,
    alternatives,
    join,
    text,
    union,
)
from migrator.analysis.values.frames import Frame


def bind(machine: Machine, frame: Frame, function: Function, arguments: Arguments) -> None:
    """Bind the parameters of `function` in its new frame."""
    parameters = function.node.params
    positional = [*parameters.posonly_params, *parameters.params]
    used = set()
    for position, parameter in enumerate(positional):
        name = parameter.name.value
        used.add(name)
        given = arguments.get(name, position)
        _names_parameter(machine, given)
        frame.locals[name] = _value(machine, frame, function, parameter, given, arguments)
    for parameter in parameters.kwonly_params:
        name = parameter.name.value
        used.add(name)
        given = arguments.keywords.get(name)
        _names_parameter(machine, given)
        frame.locals[name] = _value(machine, frame, function, parameter, given, arguments)
    _bind_rest(machine, frame, function, arguments, len(positional), used)
    if arguments.open:
        fixtures.surround(machine, frame)


def _names_parameter(machine: Machine, given: Argument | None) -> None:
    """A key that `**` spread into a named parameter cannot be renamed alone."""
    if given is not None and given.keyword is not None:
        questions.noted(machine, given.keyword, "compared")


def _bind_rest(
    machine: Machine,
    frame: Frame,
    function: Function,
    arguments: Arguments,
    count: int,
    used: set[str],
) -> None:
    parameters = function.node.params
    if isinstance(parameters.star_arg, cst.Param):
        more: list[Value] = [argument.value for argument in arguments.positional[count:]]
        items = None if arguments.open else more
        held = [*more, arguments.rest] if arguments.rest is not None else more
        rest = Sequence(machine.path, items, "tuple", join(*held) if held else None)
        frame.locals[parameters.star_arg.name.value] = rest
    if parameters.star_kwarg is not None:
        mapping = Mapping(machine.path)
        for name, argument in arguments.keywords.items():
            if name not in used:
                key = argument.keyword if argument.keyword is not None else text(name)
                mapping.entries[name] = Entry(key, argument.value)
        if arguments.open:
            mapping.open = "its callers pass it"
            mapping.rest = (arguments.rest,) if arguments.rest is not None else ()
        frame.locals[parameters.star_kwarg.name.value] = mapping


def _value(
    machine: Machine,
    frame: Frame,
    function: Function,
    parameter: cst.Param,
    given: Argument | None,
    arguments: Arguments,
) -> Value:
    if given is not None:
        return given.value
    default = function.defaults.get(parameter.name.value)
    passed = _passed_by_framework(machine, frame, parameter, default)
    if passed is not None:
        return passed
    live = machine.keywords.get(id(function.node))
    if live is not None and default is not None:
        entry = live.entries.get(parameter.name.value)
        default = join(default, *([entry.value] if entry is not None else []), *live.rest)
    if not arguments.open:
        return default if default is not None else _any(machine, frame, function, parameter)
    anything = _any(machine, frame, function, parameter)
    if arguments.rest is not None:
        anything = join(anything, arguments.rest)
    if default is None:
        return anything
    return join(default, anything)


def _passed_by_framework(
    machine: Machine, frame: Frame, parameter: cst.Param, default: Value | None
) -> Value | None:
    """What a framework passes: `= Depends(f)`, `Annotated[T, Depends(f)]`."""
    given = [default]
    annotation = parameter.annotation.annotation if parameter.annotation is not None else None
    if isinstance(annotation, cst.Subscript) and len(annotation.slice) > 1:
        more = [e.slice.value for e in annotation.slice[1:] if isinstance(e.slice, cst.Index)]
        calls = [e for e in more if isinstance(e, cst.Call) and _last_name(e.func) in _INJECTING]
        given += [machine.evaluate(frame, call) for call in calls]
    for value in given:
        if isinstance(value, ExternalInstance) and value.name == "?injected":
            return value.attributes["value"]
    return None


_INJECTING = ("Depends", "Security")


def _last_name(node: cst.BaseExpression) -> str:
    if isinstance(node, cst.Attribute):
        node = node.attr
    return node.value if isinstance(node, cst.Name) else ""


def _any(machine: Machine, frame: Frame, function: Function, parameter: cst.Param) -> Value:
    """The value of a parameter that any caller may choose, as far as its annotation tells."""
    anything: Value = Param(parameter.name.value, function=function)
    if "passes-obj" in function.decorators and parameter is function.node.params.params[0]:
        context = Param("context", function=function)
        return machine.attribute(frame, context, "obj", parameter)
    doubled = fixtures.parameter(machine, frame, parameter.name.value)
    if doubled is not None:
        return doubled
    if parameter.annotation is None:
        return anything
    known = typed(machine, frame, parameter.annotation.annotation, anything)
    return union((_choice(anything, value), value) for _, value in alternatives(known))


def _choice(parameter: Value, value: Value) -> Guard:
    """The guard under which callers choose a member of the enumeration that a parameter is of."""
    is_member = isinstance(value, Instance) and value.cls.enum
    return frozenset({((parameter,), id(value))}) if is_member else ALWAYS


def typed(machine: Machine, frame: Frame, annotation: cst.BaseExpression, anything: Value) -> Value:
    """What an annotation says a value is; `anything` when it says nothing that helps."""
    if isinstance(annotation, cst.SimpleString):
        parsed = _parsed(annotation)
        return typed(machine, frame, parsed, anything) if parsed is not None else anything
    if isinstance(annotation, cst.BinaryOperation) and isinstance(annotation.operator, cst.BitOr):
        sides = [annotation.left, annotation.right]
        return join(*(typed(machine, frame, side, anything) for side in sides))
    if isinstance(annotation, cst.Subscript):
        return _typed_subscript(machine, frame, annotation, anything)
    if isinstance(annotation, cst.Name) and annotation.value == "None":
        return NONE
    if not isinstance(annotation, (cst.Name, cst.Attribute)):
        return anything
    return construction.of_type(machine, frame, machine.evaluate(frame, annotation), anything)


def _typed_subscript(
    machine: Machine, frame: Frame, annotation: cst.Subscript, anything: Value
) -> Value:
    holder = annotation.value
    name = holder.attr.value if isinstance(holder, cst.Attribute) else ""
    if isinstance(holder, cst.Name):
        name = holder.value
    element = annotation.slice[0].slice
    if not isinstance(element, cst.Index):
        return anything
    if name == "Optional":
        return join(typed(machine, frame, element.value, anything), NONE)
    if name in ("Annotated", "Final", "ClassVar", "Required", "Depends"):
        return typed(machine, frame, element.value, anything)
    if name == "Union":
        sides = [e.slice.value for e in annotation.slice if isinstance(e.slice, cst.Index)]
        return join(*(typed(machine, frame, side, anything) for side in sides))
    return anything


def _parsed(annotation: cst.SimpleString) -> cst.BaseExpression | None:
    """The expression in a quoted annotation."""
    try:
        return cst.parse_expression(str(annotation.evaluated_value))
    except Exception:  # libcst raises more than it documents; an annotation is only a hint
        return None
