"""Calls: which code a call runs, with which values, and what comes back."""

from __future__ import annotations

import dataclasses

import libcst as cst

from migrator.analysis.interpreter import (
    invocation,
    outside_calls,
)
from migrator.analysis.models import externals, mocks, own, routes
from migrator.analysis.models.outside import cells
from migrator.analysis.operations import construction, containers, iterators, strings
from migrator.analysis.source.writing import CHANGING
from migrator.analysis.store import answers, escapes
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    NONE,
    UNKNOWN,
    Answer,
    Argument,
    Arguments,
    Bound,
    Class,
    Double,
    External,
    ExternalInstance,
    Function,
    Instance,
    Mapping,
    Partial,
    Sequence,
    Suspended,
    Text,
    Union,
    Unknown,
    Url,
    Value,
    classes,
    consistent,
    join,
    lifting,
    made_of,
    union,
)
from migrator.analysis.values.arguments import positional
from migrator.analysis.values.frames import Frame


def call(
    machine: Machine, frame: Frame, callee: Value, arguments: Arguments, node: cst.CSTNode
) -> Value:
    """The value of calling `callee`; what the call does is noted by the machine's recorder."""
    machine.tick()
    machine.here = (frame, node)
    if not isinstance(callee, Union):
        return _call(machine, frame, callee, arguments, node)
    results = []
    before = machine.path
    for guard, alternative in callee.alternatives:
        if consistent(machine.guard, guard):
            machine.path = (*before, *(pair for pair in guard if pair not in before))
            results.append((guard, _call(machine, frame, alternative, arguments, node)))
            machine.path = before
    return union(results)


def _call(
    machine: Machine, frame: Frame, callee: Value, arguments: Arguments, node: cst.CSTNode
) -> Value:
    if isinstance(callee, (Function, Class)) and (known := own.modelled(machine, callee)):
        return _call_modelled(machine, frame, known, callee, None, arguments, node)
    if isinstance(callee, Function) and id(callee.node) in machine.dispatched:
        return _dispatch(machine, frame, callee, arguments, node)
    if isinstance(callee, Function):
        return invocation.invoke(machine, frame, callee, arguments, node)
    if isinstance(callee, Suspended):
        return invocation.resume(machine, callee)
    if isinstance(callee, Bound):
        return _call_bound(machine, frame, callee, arguments, node)
    if isinstance(callee, Partial):
        return _call_partial(machine, frame, callee, arguments, node)
    if isinstance(callee, Class):
        return construction.instantiate(machine, frame, callee, arguments, node)
    if isinstance(callee, External) and (of_first := _of_first(callee, arguments)) is not None:
        return _call_bound(machine, frame, of_first, arguments.without(1), node)
    if isinstance(callee, External):
        return outside_calls.call_external(machine, frame, callee.name, None, arguments, node)
    if isinstance(callee, Answer):
        if callee.part == "headers":
            return _header(callee, arguments) or callee
        if callee.part in ("response", "status"):
            escapes.escape_all(machine, frame, arguments, "escape", node, "a method of the answer")
        return callee
    if isinstance(callee, Double):
        return mocks.call(machine, frame, callee, arguments, node)
    if isinstance(callee, ExternalInstance) and callee.name in cells.CELLS:
        kept = cells.method(machine, callee, "__call__", arguments)
        return kept if kept is not None else made_of("...", callee)
    if isinstance(callee, Instance):
        method = classes.find(callee.cls, "__call__")
        if method is not None:
            return call(machine, frame, Bound(method, callee), arguments, node)
    label = callee.label if isinstance(callee, Unknown) else "..."
    doubled = mocks.called(machine, frame, f"?.{label}", None, arguments, node)
    if doubled is not None:
        return doubled
    if routes.declared(machine, frame, f"?.{label}", arguments, node):
        return UNKNOWN
    if isinstance(callee, Unknown) and callee.parts:
        answers.observe(machine, frame, callee, node, "it is called")
        if label.rsplit(".", 1)[-1] in CHANGING:
            escapes.change(machine, frame, callee, node, label)
    noted = len(machine.recorder.answers)
    made = outside_calls.call_unknown(machine, frame, f"?.{label}", None, arguments, node)
    machine.recorder.passed_on(noted, callee)
    if isinstance(callee, Unknown) and callee.parts and isinstance(made, Unknown):
        return made_of(label, callee, made)
    return made


def _of_first(callee: External, arguments: Arguments) -> Bound | None:
    """`str.lower(x)` is `x.lower()`, where `x` is a text."""
    package, _, name = callee.name.rpartition(".")
    if package not in ("builtins.str", "builtins.bytes") or not arguments.positional:
        return None
    receiver = arguments.positional[0].value
    if not isinstance(receiver, Text) or isinstance(receiver, Url):
        return None
    return Bound(External(f"?.{name}"), receiver)


def _dispatch(
    machine: Machine, frame: Frame, callee: Function, arguments: Arguments, node: cst.CSTNode
) -> Value:
    """A function of `singledispatch`: the types of its arguments choose one of several."""
    results = []
    key = ("dispatch", machine.keep(object()))
    for number, function in enumerate([callee, *machine.dispatched[id(callee.node)]]):
        with machine.branch(key, number):
            value = invocation.invoke(machine, frame, function, arguments, node)
        results.append((frozenset({(key, number)}), value))
    return union(results)


def _call_bound(
    machine: Machine, frame: Frame, callee: Bound, arguments: Arguments, node: cst.CSTNode
) -> Value:
    receiver, function = callee.receiver, callee.function
    if isinstance(function, Function) and (known := own.modelled(machine, function)):
        return _call_modelled(machine, frame, known, function, receiver, arguments, node)
    if isinstance(function, Function):
        return _call(machine, frame, function, arguments.behind(receiver), node)
    if not isinstance(function, External):
        return call(machine, frame, function, arguments, node)
    way = externals.method(machine, receiver, function.name)
    if way is not None:
        shifted = (Argument(receiver), *arguments.positional)
        given = Arguments(shifted, arguments.keywords, arguments.open)
        made = way(machine, frame, given, node)
        if made is not None:
            return made
    name = function.name.rsplit(".", 1)[-1]
    values = [argument.value for argument in arguments.values()]
    if name == "add_done_callback":
        for value in values:  # it is called with what it is a method of
            call(machine, frame, value, positional(receiver), node)
        return NONE
    if isinstance(receiver, Answer) and receiver.part == "headers":
        return _header(receiver, arguments) or (UNKNOWN if values else receiver)
    if isinstance(receiver, (Text, Mapping, Sequence)) and name in _TAKING_ELEMENTS:
        arguments = iterators.opened(machine, frame, arguments, node)
        values = [argument.value for argument in arguments.values()]
    if isinstance(receiver, (Answer, Text)):
        lifted = None if arguments.keywords else lifting.method(receiver, name, values)
        if lifted is not None:
            return lifted
    if isinstance(receiver, Answer):
        return made_of(f"{name}()", receiver, *values)
    if isinstance(receiver, Text):
        outside_calls.name_keys(machine, arguments)
        return strings.method(machine, receiver, name, arguments)
    if isinstance(receiver, (Mapping, Sequence)):
        found = containers.method(machine, frame, receiver, name, arguments, node)
        return answers.picked(machine, found)
    return outside_calls.call_external(machine, frame, function.name, receiver, arguments, node)


_TAKING_ELEMENTS = frozenset(
    {"join", "extend", "extendleft", "update", "union", "intersection", "difference", "isdisjoint"}
    | {"symmetric_difference", "issubset", "issuperset", "intersection_update"}
    | {"difference_update", "symmetric_difference_update", "fromkeys"}
)
"""Methods of texts and containers that go through what they are given."""


def _header(headers: Answer, arguments: Arguments) -> Value | None:
    """What a method of headers gives that is asked for one that tells about the body."""
    given = [argument.value for argument in arguments.values()]
    told = [answers.header(headers, value) for value in given]
    known = [value for value in told if value is not None]
    return join(*known, *given[1:]) if known else None


def _call_modelled(
    machine: Machine,
    frame: Frame,
    name: str,
    callee: Function | Class,
    receiver: Value | None,
    arguments: Arguments,
    node: cst.CSTNode,
) -> Value:
    """A call of the project's own code for which a model says what it does."""
    if isinstance(callee, Class) and name in machine.clients.clients:
        return construction.instantiate(machine, frame, callee, arguments, node)
    machine.called.add(id(callee.node))
    name = machine.clients.canonical(name)
    return outside_calls.call_external(machine, frame, name, receiver, arguments, node)


def _call_partial(
    machine: Machine, frame: Frame, callee: Partial, arguments: Arguments, node: cst.CSTNode
) -> Value:
    held = callee.arguments
    live = machine.keywords.get(id(callee))
    if live is not None:
        held = _as_keywords(held, live)
    if isinstance(callee.callee, External) and callee.callee.name == "?dynamic":
        return outside_calls.call_dynamic(machine, frame, held.positional[0].value, arguments, node)
    return call(machine, frame, callee.callee, held.followed_by(arguments), node)


def _as_keywords(held: Arguments, live: Mapping) -> Arguments:
    """The arguments of a `partial` whose keywords may have been changed."""
    keywords = {
        name: dataclasses.replace(held.keywords.get(name, _NO_NAME), value=entry.value)
        for name, entry in live.entries.items()
    }
    # Under a key that is not known, it may be any of them.
    rest = join(*live.rest) if live.rest else None
    if rest is not None:
        keywords = {
            name: dataclasses.replace(argument, value=join(argument.value, rest))
            for name, argument in keywords.items()
        }
    more = [v for v in (held.rest, rest) if v is not None]
    is_open = held.open or bool(live.open)
    return Arguments(held.positional, keywords, is_open, join(*more) if more else None)


_NO_NAME = Argument(UNKNOWN)
