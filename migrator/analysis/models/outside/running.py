"""Functions that call other functions: partial application, threads, tasks, `map`.

Facts are those of the functions' own reference documentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from migrator.analysis.models.outside.common import Handler, first, identity_of
from migrator.analysis.operations import callbacks, contents, contexts, iterators, streams
from migrator.analysis.source.module import Module
from migrator.analysis.store import answers, failures
from migrator.analysis.store.machine import Machine, unknown
from migrator.analysis.values import (
    NONE,
    UNKNOWN,
    Argument,
    Arguments,
    Bound,
    External,
    ExternalInstance,
    Function,
    Instance,
    Partial,
    PartialMethod,
    Sequence,
    Text,
    Value,
    alternatives,
    classes,
    contained,
    join,
    made_of,
    union,
)
from migrator.analysis.values.arguments import positional
from migrator.analysis.values.frames import Frame


def _partial(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    rest = arguments.without(1)
    return union((g, Partial(v, rest)) for g, v in alternatives(first(arguments)))


def _partial_method(
    machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode
) -> Value:
    rest = Arguments(arguments.positional[1:], arguments.keywords, arguments.open)
    return union((g, PartialMethod(v, rest)) for g, v in alternatives(first(arguments)))


def _entered(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`stack.enter_context(manager)`: what `with` would bind; it is left when the code has run."""
    for _, manager in alternatives(first(arguments)):
        if isinstance(manager, Instance):
            left = (classes.find(manager.cls, name) for name in ("__exit__", "__aexit__"))
            frame.ending += [Bound(method, manager) for method in left if method is not None]
    return union(
        (g, contexts.entered(machine, frame, v, node)) for g, v in alternatives(first(arguments))
    )


def _call_first(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`executor.submit(f, *args)`, `asyncio.to_thread(f, *args)`: `f` is called with the rest."""
    rest = arguments.without(1)
    mark = len(frame.raised)
    result = machine.call(frame, first(arguments), rest, node)
    raised = answers.without_failures(made_of("exception()", *frame.raised[mark:]))
    return join(result, raised) if raised.parts else result


def _call_second(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`loop.run_in_executor(None, f, *args)`."""
    if len(arguments.positional) < 2:
        return UNKNOWN
    rest = arguments.without(2)
    return machine.call(frame, arguments.positional[1].value, rest, node)


def _thread(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    target = arguments.get("target", 1)
    if target is None:
        return UNKNOWN
    args, keywords = arguments.get("args", 3), arguments.get("kwargs", 4)
    values = contents.elements(args.value) if args is not None else []
    named = Arguments(open=values is None or keywords is not None)
    given = Arguments(tuple(Argument(v) for v in values or ()), {}, named.open)
    machine.call(frame, target.value, given, node)
    name = arguments.get("name", 2)
    return made_of("thread", name.value) if name is not None else unknown("thread")


def _map(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    arguments = iterators.opened(machine, frame, arguments, node)
    columns = [contents.elements(argument.value) for argument in arguments.positional[1:]]
    mark = len(frame.raised)
    known = [column for column in columns if column is not None]
    count = contents.count_of(*(argument.value for argument in arguments.positional[1:]))
    if known and len(known) == len(columns) and len(known[0]) <= MAX_UNROLLED:
        rows = zip(*known, strict=False)
        function = first(arguments)
        results = [machine.call(frame, function, positional(*row), node) for row in rows]
        raises = failures.raised_by(frame.raised[mark:])
        return Sequence(machine.path, results, count=count, raises=raises)
    items = [
        join(*column) if column else contents.element_of(argument.value)
        for column, argument in zip(columns, arguments.positional[1:], strict=True)
    ]
    result = machine.call(frame, first(arguments), positional(*items), node)
    raises = failures.raised_by(frame.raised[mark:])
    return Sequence(machine.path, None, element=result, count=count, raises=raises)


MAX_UNROLLED = 16


def _reduce(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`reduce(function, elements, start)`: each result is handed to the next call."""
    opened = iterators.opened(machine, frame, arguments.without(1), node)
    given = [argument.value for argument in opened.positional]
    if not given:
        return UNKNOWN
    items = contents.elements(given[0])
    started = given[1:2]
    if items is not None and len(items) <= MAX_UNROLLED and (started or items):
        result, *rest = [*started, *items]
        for item in rest:
            pair = positional(result, item)
            result = machine.call(frame, first(arguments), pair, node)
        return result
    element = contents.element_of(given[0])
    result = join(*started, element)
    for _ in range(2):
        pair = positional(result, element)
        again = machine.call(frame, first(arguments), pair, node)
        result = join(result, again, made_of("...", again))
    return result


def _gather(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    values = [argument.value for argument in arguments.positional]
    rest = arguments.rest
    if "return_exceptions" in arguments.keywords:
        failure = failures.of_any(machine)
        values = [join(value, failure) for value in values]
        rest = join(rest, failure) if rest is not None else None
    else:
        failures.arrive(machine, frame)
    if rest is not None:
        return Sequence(machine.path, None, element=join(*values, rest))
    return Sequence(machine.path, values)


def _awaited(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`asyncio.wait_for(task, ...)`: what a task of that name has raised is raised here."""
    given = node.args[0].value if isinstance(node, cst.Call) and node.args else None
    if not isinstance(given, cst.Call):
        failures.arrive(machine, frame)
    return identity_of(machine, frame, arguments, node)


def _watched(stream: str) -> Handler:
    """What is given a stream, a handler or a filter of the program's own, to write there."""

    def handle(
        machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode
    ) -> Value | None:
        given = [argument.value for argument in arguments.values()]
        given += [found for value in given for found in _named(machine, frame, value)]
        streams.watch(machine, stream, *given)
        if stream == streams.OUTPUT and isinstance(node, cst.Call):
            if "stderr" in frame.module.code(node.func):  # where a log goes that nobody set up
                streams.watch(machine, streams.LOG, *given)
        if stream == streams.LOG and _hears_clients(machine, frame, node):
            streams.watch(machine, streams.CLIENTS, *given)
        return first(arguments) if stream == streams.OUTPUT else None

    return handle


def _named(machine: Machine, frame: Frame, value: Value) -> Iterator[Value]:
    """The classes that a configuration names: `{"class": "package.module.Handler"}`."""
    for part in contained(value):
        spelled = part.known if isinstance(part, Text) else None
        module, _, name = (spelled or "").rpartition(".")
        found = machine.project.resolve(module, frame.module) if module else None
        if isinstance(found, Module):
            yield machine.interpret_module(found).locals.get(name, UNKNOWN)


def _hears_clients(machine: Machine, frame: Frame, node: cst.CSTNode) -> bool:
    """Whether what is added to a logger is told what the libraries log that send requests.

    So is one of the root, and one that is named as such a library is.
    """
    method = node.func if isinstance(node, cst.Call) else None
    logger = method.value if isinstance(method, cst.Attribute) else None
    if isinstance(logger, cst.Name):
        assigned = re.search(rf"(?m)^\s*{logger.value}\s*=(.*)$", frame.module.source.text)
        spelled = assigned[1] if assigned is not None else logger.value
    else:
        spelled = frame.module.code(logger) if logger is not None else ""
    named = re.search(r"getLogger\(\s*(?:['\"](\w+)[^'\"]*['\"])?\s*\)", spelled)
    if named is None:  # it may be a handler, of which nobody knows the logger, or another logger
        return "getLogger(" not in spelled
    packages = {name.split(".", 1)[0] for name in machine.clients.clients}
    return named[1] is None or named[1] in packages


def _installed(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`install_opener(opener)`: from then on `urlopen` sends with it."""
    opened = Bound(External("urllib.request.build_opener.open"), first(arguments))
    machine.outside["urllib.request.urlopen"] = opened
    return NONE


def _factory(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`setLogRecordFactory(make)`: it is given all that a record is made of."""
    streams.watch(machine, streams.MAKING, first(arguments))
    return NONE


def _message(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`record.getMessage()`."""
    return made_of("message", first(arguments))


def _told(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`loop.set_exception_handler(function)`: it is told of what no task has handled."""
    callbacks.call(machine, frame, first(arguments), failures.told(machine), node)
    return UNKNOWN


def _register(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`show.register(...)` of `singledispatch`: a decorator, or called with a function."""
    given = [argument.value for argument in arguments.positional]
    function, last = given[0], given[-1]
    if isinstance(function, Function) and isinstance(last, Function) and len(given) > 1:
        known = machine.dispatched.setdefault(id(function.node), [])
        if last not in known:
            known.append(last)
        return last
    return Partial(External("?register"), positional(function))


HANDLERS: dict[str, Handler] = {
    "partial": _partial,
    "reduce": _reduce,
    "partial-method": _partial_method,
    "entered": _entered,
    "decorator": lambda m, f, a, n: External("?decorator"),
    "?register": _register,
    "call-first": _call_first,
    "first": identity_of,
    "call-second": _call_second,
    "map": _map,
    "thread": _thread,
    "gather": _gather,
    "awaited": _awaited,
    "written-to": _watched(streams.OUTPUT),
    "logged-to": _watched(streams.LOG),
    "log-factory": _factory,
    "opener-installed": _installed,
    f"{streams.RECORD}.getMessage": _message,
    "told-of-exceptions": _told,
    "suppress": lambda m, f, a, n: ExternalInstance("?suppress", a),
}
