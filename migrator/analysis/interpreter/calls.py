"""Calls: which code a call runs, with which values, and what comes back."""

from __future__ import annotations

import dataclasses
import re

import libcst as cst

from migrator.analysis.interpreter import (
    answers,
    attributes,
    callbacks,
    classes,
    containers,
    escapes,
    externals,
    http,
    mocks,
    own,
    parameters,
    passing,
    routes,
    strings,
    summaries,
)
from migrator.analysis.interpreter.machine import MAX_DEPTH, Machine, unknown
from migrator.analysis.interpreter.outside import cells
from migrator.analysis.interpreter.outside import texts as outside_texts
from migrator.analysis.values import (
    NONE,
    UNKNOWN,
    Answer,
    Argument,
    Arguments,
    Bound,
    Class,
    Const,
    Double,
    External,
    ExternalInstance,
    Function,
    Instance,
    Mapping,
    Param,
    ParsedUrl,
    Partial,
    Sequence,
    Text,
    Union,
    Unknown,
    Url,
    Value,
    alternatives,
    consistent,
    identity,
    join,
    lifting,
    made_of,
    texts,
    union,
)
from migrator.analysis.values.frames import Frame
from migrator.analysis.values.requests import Body, Request

_VERB = re.compile(r"(?i)^(get|post|put|patch|delete|head|options)$")


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
        return invoke(machine, frame, callee, arguments, node)
    if isinstance(callee, Bound) and isinstance(callee.function, Partial):
        return _resume(machine, callee)
    if isinstance(callee, Bound):
        return _call_bound(machine, frame, callee, arguments, node)
    if isinstance(callee, Partial):
        return _call_partial(machine, frame, callee, arguments, node)
    if isinstance(callee, Class):
        return classes.instantiate(machine, frame, callee, arguments, node)
    if isinstance(callee, External):
        return _call_external(machine, frame, callee.name, None, arguments, node)
    if isinstance(callee, Answer):
        if callee.part == "headers":
            for argument in arguments.values():
                answers.header(machine, frame, callee, argument.value, node)
        elif callee.part in ("response", "status"):
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
    made = _call_unknown(machine, frame, f"?.{label}", None, arguments, node)
    if isinstance(callee, Unknown) and callee.parts and isinstance(made, Unknown):
        return made_of(label, callee, made)
    return made


def _dispatch(
    machine: Machine, frame: Frame, callee: Function, arguments: Arguments, node: cst.CSTNode
) -> Value:
    """A function of `singledispatch`: the types of its arguments choose one of several."""
    results = []
    key = ("dispatch", machine.keep(object()))
    for number, function in enumerate([callee, *machine.dispatched[id(callee.node)]]):
        with machine.branch(key, number):
            value = invoke(machine, frame, function, arguments, node)
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
    if isinstance(receiver, (Url, ParsedUrl)) and (way := externals.handler(function.name)):
        shifted = (Argument(receiver), *arguments.positional)
        given = Arguments(shifted, arguments.keywords, arguments.open)
        made = way(machine, frame, given, node)
        if made is not None:
            return made
    name = function.name.rsplit(".", 1)[-1]
    values = [argument.value for argument in arguments.values()]
    if name == "add_done_callback":
        for value in values:  # it is called with what it is a method of
            call(machine, frame, value, classes.positional(receiver), node)
        return NONE
    if isinstance(receiver, Answer) and receiver.part == "headers":
        for argument in arguments.values():
            answers.header(machine, frame, receiver, argument.value, node)
        return UNKNOWN if values else receiver
    if isinstance(receiver, (Answer, Text)):
        lifted = None if arguments.keywords else lifting.method(receiver, name, values)
        if lifted is not None:
            return lifted
    if isinstance(receiver, Answer):
        return made_of(f"{name}()", receiver, *values)
    if isinstance(receiver, Text):
        _name_keys(machine, arguments)
        return strings.method(machine, receiver, name, arguments)
    if isinstance(receiver, (Mapping, Sequence)):
        return containers.method(machine, frame, receiver, name, arguments, node)
    return _call_external(machine, frame, function.name, receiver, arguments, node)


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
        return classes.instantiate(machine, frame, callee, arguments, node)
    machine.called.add(id(callee.node))
    name = machine.clients.canonical(name)
    return _call_external(machine, frame, name, receiver, arguments, node)


def _call_partial(
    machine: Machine, frame: Frame, callee: Partial, arguments: Arguments, node: cst.CSTNode
) -> Value:
    held = callee.arguments
    live = machine.keywords.get(id(callee))
    if live is not None:
        held = _as_keywords(held, live)
    if isinstance(callee.callee, External) and callee.callee.name == "?dynamic":
        return _call_dynamic(machine, frame, held.positional[0].value, arguments, node)
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


def _call_dynamic(
    machine: Machine, frame: Frame, receiver: Value, arguments: Arguments, node: cst.CSTNode
) -> Value:
    """`getattr(session, verb)(url, ...)`: the verb is not known, the rest is."""
    client = http.client_of(receiver)
    holder = client.name if client is not None else getattr(receiver, "name", "")
    row = machine.clients.sends.get(f"{holder}.post")
    if row is None:
        escapes.escape_all(machine, frame, arguments, "escape", node, "a function found by name")
        return made_of("...", *(argument.value for argument in arguments.values()))
    row = dataclasses.replace(row, verb="", method="")
    return http.send(machine, frame, row, receiver, arguments, node)


def _call_external(
    machine: Machine,
    frame: Frame,
    name: str,
    receiver: Value | None,
    arguments: Arguments,
    node: cst.CSTNode,
) -> Value:
    doubled = mocks.called(machine, frame, name, receiver, arguments, node)
    if doubled is not None:
        return doubled
    if routes.declared(machine, frame, name, arguments, node):
        return UNKNOWN
    table = machine.clients
    canonical = table.canonical(name)
    if name == "?super.__init__":
        if isinstance(receiver, Instance):
            classes.inherit(machine, receiver, arguments)
        return NONE
    if name in ("?super.__setattr__", "builtins.object.__setattr__"):
        given = [argument.value for argument in arguments.positional]
        holder = receiver if receiver is not None else given.pop(0) if given else UNKNOWN
        _put(machine, frame, holder, given, node)
        return NONE
    if canonical in table.sends and not (
        isinstance(receiver, ExternalInstance) and receiver.name in cells.CELLS
    ):
        return http.send(machine, frame, table.sends[canonical], receiver, arguments, node)
    if canonical in cells.CELLS:
        return cells.made(machine, canonical, arguments)
    if isinstance(receiver, ExternalInstance) and receiver.name in cells.CELLS:
        found = cells.method(machine, receiver, name.rsplit(".", 1)[-1], arguments)
        if found is not None:
            return found
    if canonical in table.receives and not any(
        isinstance(a.value, Answer) for a in arguments.values()
    ):
        return http.receive(machine, frame, table.receives[canonical], receiver, arguments, node)
    if canonical in table.clients:
        return ExternalInstance(canonical, arguments, path=machine.path)
    if canonical in table.factories:
        made = table.factories[canonical]
        if made in machine.mocks.routers:
            return Double("router", made, arguments=Arguments())
        return ExternalInstance(made, Arguments(), path=machine.path)
    if canonical in table.receives:
        return next(a.value for a in arguments.values() if isinstance(a.value, Answer))
    if canonical.startswith("builtins.") and not arguments.keywords and not arguments.open:
        given = [argument.value for argument in arguments.positional]
        lifted = lifting.builtin(canonical.removeprefix("builtins."), given)
        if lifted is not None:
            return lifted
    if canonical not in _KEEPING_KEYS:
        _name_keys(machine, arguments)
    known = externals.handler(canonical)
    if known is not None:
        result = known(machine, frame, arguments, node)
        if result is not None:
            return result
    if isinstance(receiver, ExternalInstance):
        return _call_method(machine, frame, canonical, receiver, arguments, node)
    return _call_unknown(machine, frame, canonical, receiver, arguments, node)


_KEEPING_KEYS = frozenset(
    ("builtins.dict", "collections.OrderedDict", "collections.defaultdict", "functools.partial")
)
"""What `**mapping` is given to and keeps the keys."""


def _put(
    machine: Machine, frame: Frame, holder: Value, given: list[Value], node: cst.CSTNode
) -> None:
    """What `object.__setattr__` does with a name and a value."""
    name = given[0].known if given and isinstance(given[0], Text) else None
    options = alternatives(holder)
    for _, alternative in options:
        if isinstance(alternative, Instance) and name is not None and len(given) > 1:
            alone = len(options) == 1
            attributes.put(machine, frame, alternative, name, given[1], alone=alone)
            continue
        for value in given:
            escapes.escape(machine, frame, value, "escape", node, "an attribute that is not known")


def _name_keys(machine: Machine, arguments: Arguments) -> None:
    """Keys of a mapping that is spread with `**` become names, which cannot be renamed alone."""
    for argument in arguments.keywords.values():
        keyword = argument.keyword
        if keyword is not None and not all(literal.is_name for literal in keyword.literals()):
            answers.compared(machine, keyword)


def _call_method(
    machine: Machine,
    frame: Frame,
    name: str,
    receiver: ExternalInstance,
    arguments: Arguments,
    node: cst.CSTNode,
) -> Value:
    """A method of an outside object that is in no table."""
    last = name.rsplit(".", 1)[-1]
    if receiver.pending is not None and last in ("prepare", "copy"):
        return receiver
    if receiver.name == "string.Template" and last in ("substitute", "safe_substitute"):
        return outside_texts.template_text(machine, receiver, arguments)
    if receiver.name in machine.clients.clients and last in _CLIENT_CHORES:
        for number, argument in enumerate(arguments.positional):
            receiver.attributes[f"<{last} {number}>"] = argument.value
            answers.compared(machine, argument.value)
        return UNKNOWN
    if f"?.{last}" in machine.clients.sends and receiver.name not in machine.clients.clients:
        row = machine.clients.sends[f"?.{last}"]
        return http.send(machine, frame, row, receiver, arguments, node)
    if (known := externals.handler(f"?.{last}")) is not None:
        result = known(machine, frame, arguments, node)
        return result if result is not None else UNKNOWN
    return _call_unknown(machine, frame, name, receiver, arguments, node)


_CLIENT_CHORES = frozenset(
    {"mount", "close", "aclose", "set_debuglevel", "connect", "clear", "add_handler"}
)


def _call_unknown(
    machine: Machine,
    frame: Frame,
    name: str,
    receiver: Value | None,
    arguments: Arguments,
    node: cst.CSTNode,
) -> Value:
    """A call of something that is not known: what it is given is out of sight from here on."""
    label = name.removeprefix("?.").removeprefix("builtins.")
    given = [argument.value for argument in arguments.values()]
    given += [arguments.rest] if arguments.rest is not None else []
    derived = isinstance(receiver, Unknown) and bool(receiver.parts)
    quiet = machine.library.functions.logs(name) and not escapes.reads_warnings(machine, name)
    if quiet and not derived:
        return UNKNOWN
    if name in machine.library.functions.output:
        escapes.escape_all(machine, frame, arguments, "output", node, name.split(".")[-1])
        return NONE
    if machine.library.functions.is_pure(name) or id(node) == machine.raised:
        back = callbacks.run(machine, frame, arguments, node)
        made = made_of(f"{label}()", *([receiver] if receiver is not None else []), *given, *back)
        if isinstance(receiver, Param):
            return Param(made.label, "", made.parts, receiver.function)
        return made
    if name in ("builtins.eval", "builtins.exec"):
        # The code that is run sees every name, and may bind it anew.
        machine.recorder.executed.add(frame.module.path)
        for value in list(frame.locals.values()):
            escapes.escape(machine, frame, value, "escape", node, label)
        return made_of(f"{label}()", *frame.locals.values())
    if name.startswith("?."):
        machine.recorder.unseen.setdefault(name[2:], {}).setdefault(
            frame.module.path, http.site(frame, node)
        )
        if id(node) != machine.discarded:
            machine.recorder.unseen_used.setdefault(name[2:], {}).setdefault(
                frame.module.path, http.site(frame, node)
            )
    if name.startswith("?super."):
        # What a base class is given to look at, it is taken to give back.
        shown = [v for v in given if isinstance(v, Answer)]
        if shown:
            return shown[-1]
    if isinstance(receiver, Unknown) and receiver.parts:
        answers.observe(machine, frame, receiver, node, f"{label} is called on it")
    mark = len(machine.handed)
    answer = _unknown_request(machine, frame, name, arguments, node)
    if answer is None:
        escapes.escape_all(machine, frame, arguments, "escape", node, label)
    else:
        given.append(answer)
    given += machine.handed[mark:]  # what the functions gave that were handed over
    del machine.handed[mark:]
    if name.rsplit(".", 1)[-1][:1].isupper() and not name.startswith("?."):
        return ExternalInstance(name, arguments, path=machine.path)
    made = made_of(f"{label}()", *given)
    if isinstance(receiver, Param):
        return Param(made.label, "", made.parts, receiver.function)
    return made


def _unknown_request(
    machine: Machine, frame: Frame, name: str, arguments: Arguments, node: cst.CSTNode
) -> Answer | None:
    """What the call may give when its URL may be the endpoint's; then the request is noted."""
    url = next((a.value for a in arguments.values() if http.carries(machine, a.value)), None)
    if url is None:
        return None
    method: Value = unknown("method")
    body: Body | None = None
    for argument in arguments.values():
        for _, value in alternatives(argument.value):
            if isinstance(value, Text) and _VERB.match(texts.content_of(value)):
                method = value
            elif isinstance(value, Mapping):
                body = Body("json", value)
    chain = (*machine.stack, http.site(frame, node))
    request = Request(name, chain, method, url, body, machine.guard, known=False)
    http.note(machine, request)
    return Answer(request)


def invoke(
    machine: Machine, frame: Frame, function: Function, arguments: Arguments, node: cst.CSTNode
) -> Value:
    """Run a function of the project with these arguments, and give what it returns."""
    key = (id(function.node), id(function.closure))
    again = machine.running(key)
    if len(machine.stack) >= MAX_DEPTH or again > 1:
        return _not_followed(machine, frame, function, arguments, node)
    if again and (cut_off := passing.cut(machine, function, arguments)) is not None:
        return cut_off
    if again:  # a number that is handed on to the function itself is any number
        arguments = _widened(arguments)
    if not arguments.open:
        machine.called.add(id(function.node))
    shape = None if again else summaries.shape(machine, function, arguments)
    summary = None if shape is None else summaries.given(machine, shape)
    if summary is not None:
        result, raised = summary
        frame.raised += raised
        return _hooked(machine, frame, function, result, node)
    relayed = passing.relay(machine, frame, function, arguments, node)
    if relayed is not None:
        return relayed
    idle = shape is not None and summaries.is_idle(machine, function, arguments, shape)
    passed_over = passing.pass_over(machine, frame, function, arguments, node) if idle else None
    if passed_over is not None:
        return passed_over
    machine.idling += idle
    machine.active.append(key)
    before = machine.path
    try:
        carried = (a.value for a in arguments.values() if http.carries(machine, a.value))
        passed = frozenset(identity(value) for value in carried)
        with machine.at(frame, node, passed), summaries.watched(machine, shape) as watch:
            result, raised = run_body(machine, function, arguments)
            summaries.keep(machine, function, shape, watch, result, raised)
            frame.raised += raised
            if isinstance(result, Sequence) and _is_generator(function):
                result.again = _resumed(function, arguments, result)
            return _hooked(machine, frame, function, result, node)
    finally:
        machine.active.pop()
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


def _resumed(function: Function, arguments: Arguments, result: Sequence) -> Bound:
    """What runs the body of a generator when it is asked for its next element."""
    return Bound(Partial(function, arguments), result)


def _resume(machine: Machine, callee: Bound) -> Value:
    """Run the body of a generator once more: shared state may hold more than when it began."""
    generator, partial = callee.receiver, callee.function
    if not isinstance(generator, Sequence) or not isinstance(partial, Partial):
        return UNKNOWN
    function = partial.callee
    key = (id(function.node), id(function.closure)) if isinstance(function, Function) else (0, 0)
    if not isinstance(function, Function) or machine.running(key):
        return generator.element or UNKNOWN
    machine.active.append(key)
    before = machine.path
    result, _ = run_body(machine, function, partial.arguments)
    machine.path = before
    machine.active.pop()
    if isinstance(result, Sequence) and result.element is not None:
        held = [] if generator.element is None else [generator.element]
        generator.element = join(*held, result.element)
    return generator.element or UNKNOWN


def _not_followed(
    machine: Machine, frame: Frame, function: Function, arguments: Arguments, node: cst.CSTNode
) -> Value:
    """A call that is too deep, or that repeats one under way.

    A repetition with the same URL, such as a retry, does nothing new; another URL is lost.
    """
    if len(machine.stack) >= MAX_DEPTH:
        machine.spoil()
    passed = {identity(a.value) for a in arguments.values() if http.carries(machine, a.value)}
    held: set[object] = set()
    for call in machine.stack:
        held |= call.passed
    if passed - held:
        _unknown_request(machine, frame, "?.bound", arguments, node)
    made = made_of("...", *(argument.value for argument in arguments.values()))
    return Unknown("...", "bound-exceeded", made.parts)


def _hooked(
    machine: Machine, frame: Frame, function: Function, result: Value, node: cst.CSTNode
) -> Value:
    """Show the result to the callbacks that a decorator was given, as a retry does."""
    for callback in machine.hooks.get(id(function.node), ()):
        call(machine, frame, callback, classes.positional(result), node)
    return result


def run(machine: Machine, function: Function, arguments: Arguments) -> Value:
    """The value that the body of a function gives."""
    return run_body(machine, function, arguments)[0]


def run_body(
    machine: Machine, function: Function, arguments: Arguments
) -> tuple[Value, list[Value]]:
    """The value that the body of a function gives, and the exceptions that leave it."""
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
        return machine.evaluate(machine, inner, function.node.body), inner.raised
    alive = machine.execute(machine, inner, function.node.body)
    return _given(machine, inner, function, scope.generator, alive), inner.raised


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
    return union(inner.returns) if inner.returns else UNKNOWN
