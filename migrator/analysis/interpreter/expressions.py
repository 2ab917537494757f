"""Expressions: from a node to its abstract value."""

from __future__ import annotations

import builtins
from collections.abc import Callable

import libcst as cst

from migrator.analysis.interpreter import attributes, calls, tasks
from migrator.analysis.interpreter.arguments import evaluate_arguments
from migrator.analysis.interpreter.displays import (
    concatenated,
    floating,
    formatted,
    integer,
    mapping,
    sequence,
    string,
    template,
)
from migrator.analysis.interpreter.iteration import comprehension, dict_comprehension
from migrator.analysis.interpreter.operators import binary, boolean, comparison, conditional, unary
from migrator.analysis.interpreter.subscripts import subscript
from migrator.analysis.models.outside import sources
from migrator.analysis.operations import contents, iterators, namespaces
from migrator.analysis.source.scopes import children
from migrator.analysis.store import answers, failures, questions
from migrator.analysis.store.machine import Machine, unknown
from migrator.analysis.values import (
    FALSE,
    NONE,
    TRUE,
    UNKNOWN,
    Answer,
    Arguments,
    Bound,
    Choice,
    Const,
    External,
    ExternalInstance,
    Function,
    Guard,
    Instance,
    Param,
    Text,
    Unknown,
    Value,
    alternatives,
    classes,
    hole,
    made_of,
    union,
)
from migrator.analysis.values.frames import Frame

_CONSTANTS = {"None": NONE, "True": TRUE, "False": FALSE}


_BUILTINS = frozenset(dir(builtins))


def evaluate(machine: Machine, frame: Frame, node: cst.BaseExpression) -> Value:
    """The abstract value of an expression in a frame."""
    machine.tick()
    handler = _HANDLERS.get(type(node))
    if handler is not None:
        return handler(machine, frame, node)
    # A form of expression that is not known: what stands in it is made into something.
    parts = [child for child in children(node) if isinstance(child, cst.BaseExpression)]
    return made_of("...", *(evaluate(machine, frame, part) for part in parts))


def _name(machine: Machine, frame: Frame, node: cst.Name) -> Value:
    name = node.value
    if name in _CONSTANTS:
        return _CONSTANTS[name]
    found = frame.lookup(name)
    if found is not None:
        return machine.possible(namespaces.force(machine, found))
    if name == "__file__":
        return sources.path_of(frame.module)
    if name in ("__name__", "__doc__"):
        return hole(unknown(name), name)
    return External(f"builtins.{name}") if name in _BUILTINS else unknown(name)


def _attribute(machine: Machine, frame: Frame, node: cst.Attribute) -> Value:
    receiver = evaluate(machine, frame, node.value)
    found = attributes.attribute(machine, frame, receiver, node.attr.value, node)
    return machine.possible(found)


def _call(machine: Machine, frame: Frame, node: cst.Call) -> Value:
    if isinstance(node.func, cst.Name) and node.func.value == "super":
        return _super(machine, frame, node)
    callee = _callee(machine, frame, node.func)
    arguments = evaluate_arguments(machine, frame, node.args)
    receivers = (v.receiver for _, v in alternatives(callee) if isinstance(v, Bound))
    failures.go_through(frame, *(a.value for a in arguments.values()), *receivers)
    made = calls.call(machine, frame, callee, arguments, node)
    return tasks.asked(machine, frame, node, callee, made)


def _callee(machine: Machine, frame: Frame, node: cst.BaseExpression) -> Value:
    """The value of the called expression; a method of something unknown keeps its name."""
    if isinstance(node, cst.Call):
        return _called_by_name(machine, frame, node)
    if not isinstance(node, cst.Attribute):
        return evaluate(machine, frame, node)
    return _method(machine, frame, evaluate(machine, frame, node.value), node.attr.value, node)


def _called_by_name(machine: Machine, frame: Frame, node: cst.Call) -> Value:
    """`getattr(session, "post")(...)` is `session.post(...)`."""
    plain = len(node.args) == 2 and not any(argument.star for argument in node.args)
    named = isinstance(node.func, cst.Name) and node.func.value == "getattr"
    function = evaluate(machine, frame, node.func) if plain and named else UNKNOWN
    if not isinstance(function, External) or function.name != "builtins.getattr":
        return evaluate(machine, frame, node)
    names = alternatives(evaluate(machine, frame, node.args[1].value))
    known = [(g, v.known) for g, v in names if isinstance(v, Text) and v.known is not None]
    if len(known) < len(names):
        return evaluate(machine, frame, node)
    receiver = evaluate(machine, frame, node.args[0].value)
    for _, value in names:
        questions.noted(machine, value, "compared")
    return union((g, _method(machine, frame, receiver, name, node)) for g, name in known)


def _method(
    machine: Machine, frame: Frame, receiver: Value, name: str, node: cst.BaseExpression
) -> Value:
    """What is called as a method of a value that was evaluated."""
    found = []
    for guard, alternative in alternatives(receiver):
        if isinstance(alternative, Const):
            continue  # `None` and the like have no method that would send anything
        value = attributes.attribute(machine, frame, alternative, name, node)
        if isinstance(value, Param) and isinstance(alternative, Instance):
            value = Bound(External(f"?.{name}"), value)  # what it is, callers of the class say
        elif isinstance(value, Unknown) and isinstance(alternative, (Unknown, Instance)):
            value = Bound(External(f"?.{name}"), alternative)
        found.append((guard, value))
    found = [pair for pair in found if not _is_left_open(pair[1])] or found
    kept = _like_the_known(found)
    for _, value in found if len(kept) < len(found) else ():
        if isinstance(value, Bound) and _is_unknown_method(value):
            for answer in answers.answers_in(value.receiver):
                if isinstance(answer, Choice):  # it decides whether it is the known one
                    answers.observe(machine, frame, answer, node, f"{name} is called on it")
    return union(kept) if found else UNKNOWN


def _like_the_known(found: list[tuple[Guard, Value]]) -> list[tuple[Guard, Value]]:
    """A receiver that is not known stands in for a known one: `session or Session()`."""
    known = [(guard, value) for guard, value in found if not _is_unknown_method(value)]
    return known or found


def _is_left_open(value: Value) -> bool:
    """Whether a method is an abstract one, which no class in sight has."""
    if not (isinstance(value, Bound) and isinstance(value.function, External)):
        return False
    held, name = value.receiver, value.function.name.removeprefix("?.")
    return isinstance(held, Instance) and classes.is_wanted(classes.find(held.cls, name))


def _is_unknown_method(value: Value) -> bool:
    held = value.receiver if isinstance(value, Bound) else value
    return isinstance(held, Unknown)


def _super(machine: Machine, frame: Frame, node: cst.Call) -> Value:
    holder: Frame | None = frame
    while holder is not None and (holder.function is None or holder.function.owner is None):
        holder = holder.parent
    if holder is None or holder.function is None or holder.function.owner is None:
        return unknown("super()")
    parameters = holder.function.node.params
    named = [*parameters.posonly_params, *parameters.params]
    receiver = holder.locals.get(named[0].name.value) if named else None
    if receiver is None:
        return unknown("super()")
    held: dict[str, Value] = {"<self>": receiver, "<owner>": holder.function.owner}
    return ExternalInstance("builtins.super", Arguments(), held)


def _lambda(machine: Machine, frame: Frame, node: cst.Lambda) -> Value:
    defaults = evaluate_defaults(machine, frame, node.params)
    function = Function(
        frame.module, node, f"{frame.scope}.<lambda>".lstrip("."), frame, None, defaults
    )
    machine.define(function)
    return function


def evaluate_defaults(
    machine: Machine, frame: Frame, parameters: cst.Parameters
) -> dict[str, Value]:
    """The defaults of a function's parameters, evaluated where the function is defined."""
    every = [*parameters.posonly_params, *parameters.params, *parameters.kwonly_params]
    return {
        parameter.name.value: evaluate(machine, frame, parameter.default)
        for parameter in every
        if parameter.default is not None
    }


def _walrus(machine: Machine, frame: Frame, node: cst.NamedExpr) -> Value:
    value = evaluate(machine, frame, node.value)
    if isinstance(node.target, cst.Name):
        namespaces.note_bound(machine, frame, node.target.value, value)
        frame.assign(node.target.value, value)
    return value


def _await(machine: Machine, frame: Frame, node: cst.Await) -> Value:
    tasks.awaited(machine, frame, node)
    return evaluate(machine, frame, node.expression)


def _yield(machine: Machine, frame: Frame, node: cst.Yield) -> Value:
    if frame.function is not None and "contextmanager" in frame.function.decorators:
        failures.arrive(machine, frame)  # of the block that it stands around
    if isinstance(node.value, cst.From):
        source = evaluate(machine, frame, node.value.item)
        source = iterators.unrolled(machine, frame, source, node)
        element = contents.element_of(source)
        frame.yields.append(element)
        return made_of("...", element)
    if node.value is not None:
        given = evaluate(machine, frame, node.value)
        frame.yields.append(given)
        if isinstance(given, Answer):  # `response = yield request`
            return given
        return made_of("...", given)
    frame.yields.append(NONE)
    return UNKNOWN


_HANDLERS: dict[type, Callable[..., Value]] = {
    cst.Name: _name,
    cst.Attribute: _attribute,
    cst.Call: _call,
    cst.SimpleString: string,
    cst.ConcatenatedString: concatenated,
    cst.FormattedString: formatted,
    cst.TemplatedString: template,
    cst.Integer: integer,
    cst.Float: floating,
    cst.Dict: mapping,
    cst.List: sequence,
    cst.Tuple: sequence,
    cst.Set: sequence,
    cst.Subscript: subscript,
    cst.BinaryOperation: binary,
    cst.BooleanOperation: boolean,
    cst.UnaryOperation: unary,
    cst.Comparison: comparison,
    cst.IfExp: conditional,
    cst.Lambda: _lambda,
    cst.NamedExpr: _walrus,
    cst.Await: _await,
    cst.Yield: _yield,
    cst.ListComp: comprehension,
    cst.SetComp: comprehension,
    cst.GeneratorExp: comprehension,
    cst.DictComp: dict_comprehension,
}
