"""Calls of functions of the project: run, or answered by what is known of an equal call."""

from __future__ import annotations

import dataclasses

import libcst as cst

from migrator.analysis.interpreter import (
    parameters,
    passing,
    repetition,
    shapes,
    summaries,
    suspension,
)
from migrator.analysis.models import fakes, requests
from migrator.analysis.operations import contents
from migrator.analysis.store import answers, failures
from migrator.analysis.store.machine import MAX_DEPTH, Machine
from migrator.analysis.values import (
    NONE,
    UNKNOWN,
    Argument,
    Arguments,
    Const,
    ExternalInstance,
    Function,
    Instance,
    Mapping,
    Sequence,
    Suspended,
    Value,
    alternatives,
    contained,
    identity,
    join,
    made_of,
    union,
)
from migrator.analysis.values.arguments import positional
from migrator.analysis.values.frames import Frame


def invoke(
    machine: Machine, frame: Frame, function: Function, arguments: Arguments, node: cst.CSTNode
) -> Value:
    """Run a function of the project with these arguments, and give what it returns."""
    result = _invoke(machine, frame, function, arguments, node)
    if function.decorators.isdisjoint(_KEEPING):
        return result
    changes = (Mapping, Sequence, Instance, ExternalInstance)
    if not any(isinstance(v, changes) for v in contained(result)) or arguments.open:
        return result
    given = {str(n): argument.value for n, argument in enumerate(arguments.positional)}
    given |= {name: argument.value for name, argument in arguments.keywords.items()}
    earlier = machine.kept.setdefault((id(function.node), id(function.closure)), [])
    same = [value for before, value in earlier if _may_be_same(before, given)]
    if not same:
        earlier.append((given, result))
        machine.note(None, True, result, name=function.last_name)
    return join(*same, result) if same else result


def _may_be_same(before: dict[str, Value], given: dict[str, Value]) -> bool:
    """Whether two calls may have been given the same; what is not known may be anything."""
    return before.keys() == given.keys() and all(
        _may_equal(value, given[name]) for name, value in before.items()
    )


def _may_equal(one: Value, other: Value) -> bool:
    known = [contents.plain(one), contents.plain(other)]
    if None not in known:
        return known[0] == known[1]
    if isinstance(one, Instance) and isinstance(other, Instance):
        return one.cls is other.cls  # which object of a class it is, others may say
    return True


_KEEPING = frozenset({"kept", "cached-property"})
"""Marks of functions that give the same object again, with what was done to it since."""


def _invoke(
    machine: Machine, frame: Frame, function: Function, arguments: Arguments, node: cst.CSTNode
) -> Value:
    if frame.function is None and id(node) != machine.discarded:
        machine.recorder.result_used.add(id(function.node))
    key = (id(function.node), id(function.closure))
    again = machine.running(key)
    if len(machine.stack) >= MAX_DEPTH or again > 1:
        return repetition.not_followed(machine, frame, function, arguments, node)
    if again and (cut_off := passing.cut(machine, function, arguments)) is not None:
        return cut_off
    if again:  # a number that is handed on to the function itself is any number
        arguments = _widened(arguments)
    if not arguments.open and not again:  # one that calls itself is entered by somebody else
        machine.called |= {id(function.node), key}
    shape = None if again else shapes.shape(machine, function, arguments)
    summary = None if shape is None else summaries.given(machine, shape)
    if summary is not None:
        result, raised = summary
        frame.raised += raised
        return _hooked(machine, frame, function, result, raised, node)
    relayed = passing.relay(machine, frame, function, arguments, node)
    if relayed is not None:
        return relayed
    idle = shape is not None and shapes.is_idle(machine, function, arguments, shape)
    passed_over = passing.pass_over(machine, frame, function, arguments, node) if idle else None
    if passed_over is not None:
        return passed_over
    machine.idling += idle
    machine.active.append(key)
    begun = machine.repeated.get(key)  # only what was seen to call itself is looked at
    if begun is not None:
        begun.append(passing.entry(machine, function, arguments))
    before = machine.path
    try:
        carried = (a.value for a in arguments.values() if requests.carries(machine, a.value))
        passed = frozenset(identity(value) for value in carried)
        if fakes.is_of_concern(machine, arguments):
            fakes.stand_in(machine, frame, function, arguments, node)
        with machine.at(frame, node, passed), summaries.watched(machine, shape) as watch:
            result, inner = run_body(machine, function, arguments)
            frame.ending += suspension.end(machine, inner, result)
            if _is_generator(function):
                suspension.suspend(machine, frame, function, arguments, inner, result, node)
                if isinstance(result, Sequence):
                    result.raises = failures.raised_by(inner.raised)
            summaries.keep(machine, function, shape, watch, result, inner.raised)
            passing.note_given(machine, function, result)
            frame.raised += inner.raised
            return _hooked(machine, frame, function, result, inner.raised, node)
    finally:
        machine.active.pop()
        if begun:
            begun.pop()
        machine.path = before
        machine.idling -= idle


def _widened(arguments: Arguments) -> Arguments:
    """The arguments with every number, flag and `None` not known."""

    def one(argument: Argument) -> Argument:
        value = union(
            (guard, made_of("...") if isinstance(v, Const) else v)
            for guard, v in alternatives(argument.value)
        )
        return dataclasses.replace(argument, value=value)

    return dataclasses.replace(
        arguments,
        positional=tuple(map(one, arguments.positional)),
        keywords={name: one(argument) for name, argument in arguments.keywords.items()},
    )


def _is_generator(function: Function) -> bool:
    return function.module.index.scope(function.node).generator


def resume(machine: Machine, suspended: Suspended) -> Value:
    """Ask a generator for more: what is shared, or what its names stand for, may hold more now."""
    function, made = suspended.function, suspended.made
    generator = made if isinstance(made, Sequence) else None
    key = (id(function.node), id(function.closure))
    if machine.running(key):
        return generator.element or UNKNOWN if generator is not None else UNKNOWN
    machine.active.append(key)
    before = machine.path
    if generator is None:  # a context manager, which is left here and now
        suspension.resume(machine, suspended)
    else:
        with machine.branch(("asked", machine.keep(object())), 0):
            suspension.resume(machine, suspended)
            result, _ = run_body(machine, function, suspended.arguments)
        elements = [generator.element, *suspended.frame.yields]
        elements += [result.element] if isinstance(result, Sequence) else []
        known = [value for value in elements if value is not None]
        generator.element = join(*known) if known else None
    machine.path = before
    machine.active.pop()
    return generator.element or UNKNOWN if generator is not None else UNKNOWN


def _hooked(
    machine: Machine,
    frame: Frame,
    function: Function,
    result: Value,
    raised: list[Value],
    node: cst.CSTNode,
) -> Value:
    """Show the result to the callbacks that a decorator was given, as a retry does.

    They are shown what a request has raised as well.
    """
    for callback in machine.hooks.get(id(function.node), ()):
        shown = join(result, *filter(answers.is_failure, raised))
        machine.call(frame, callback, positional(shown), node)
    return result


def run(machine: Machine, function: Function, arguments: Arguments) -> Value:
    """The value that the body of a function gives, which is shown to its callbacks."""
    value, inner = run_body(machine, function, arguments)
    suspension.end(machine, inner, NONE)
    return _hooked(machine, Frame(function.module), function, value, inner.raised, function.node)


def run_body(machine: Machine, function: Function, arguments: Arguments) -> tuple[Value, Frame]:
    """The value that the body of a function gives, and the frame in which it ran."""
    scope = function.module.index.scope(function.node)
    inner = Frame(
        function.module,
        parent=function.closure,
        function=function,
        outer=frozenset(scope.outer),
        depth=len(machine.path),
        scope=function.qualname,
    )
    machine.visited.append(function)
    parameters.bind(machine, inner, function, arguments)
    if isinstance(function.node, cst.Lambda):
        return machine.evaluate(inner, function.node.body), inner
    alive = machine.execute(inner, function.node.body)
    return _given(machine, inner, function, scope.generator, alive), inner


def _given(
    machine: Machine, inner: Frame, function: Function, is_generator: bool, alive: bool
) -> Value:
    if is_generator:
        given = join(*inner.yields) if inner.yields else NONE
        if "contextmanager" in function.decorators:
            held: dict[str, Value] = {"value": given}
            if function.module.index.scope(function.node).handles:
                held["<swallows>"] = given
            return ExternalInstance("?context", Arguments(), held)
        # What it returns goes to `yield from`, which gives no name to it here.
        returned = [value for _, value in inner.returns if value is not NONE]
        returned = [v for v in returned if not (isinstance(v, Const) and v.value is None)]
        if returned:
            given = join(given, made_of("...", *returned))
        return Sequence(machine.path, None, element=given)
    if alive:
        inner.returns.append((frozenset(machine.path[inner.depth :]), NONE))
    if inner.choices:
        inner.returns.append((frozenset(), made_of("...", *inner.choices)))
    return union(inner.returns) if inner.returns else UNKNOWN
