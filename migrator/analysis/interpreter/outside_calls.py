"""Calls of code that is not the project's: of a client, of what a model knows, of anything else."""

from __future__ import annotations

import dataclasses
import re

import libcst as cst

from migrator.analysis.interpreter import writes
from migrator.analysis.models import clients, externals, http, mocks, requests, routes
from migrator.analysis.models.outside import cells
from migrator.analysis.models.outside import texts as outside_texts
from migrator.analysis.operations import callbacks, construction, iterators, sequences, streams
from migrator.analysis.store import answers, escapes, failures
from migrator.analysis.store.machine import Machine, unknown
from migrator.analysis.values import (
    NONE,
    UNKNOWN,
    Answer,
    Arguments,
    Bound,
    Class,
    Double,
    External,
    ExternalInstance,
    Instance,
    Mapping,
    Param,
    Text,
    Unknown,
    Value,
    alternatives,
    classes,
    exposed,
    frames,
    join,
    lifting,
    made_of,
    texts,
)
from migrator.analysis.values.frames import Frame
from migrator.analysis.values.requests import Body, Request

_VERB = re.compile(r"(?i)^(get|post|put|patch|delete|head|options)$")


def call_dynamic(
    machine: Machine, frame: Frame, receiver: Value, arguments: Arguments, node: cst.CSTNode
) -> Value:
    """`getattr(session, verb)(url, ...)`: the verb is not known, the rest is."""
    client = clients.client_of(receiver)
    holder = client.name if client is not None else getattr(receiver, "name", "")
    row = machine.clients.sends.get(f"{holder}.post")
    if row is None:
        escapes.escape_all(machine, frame, arguments, "escape", node, "a function found by name")
        return made_of("...", *(argument.value for argument in arguments.values()))
    row = dataclasses.replace(row, verb="", method="")
    return http.send(machine, frame, row, receiver, arguments, node)


def call_external(
    machine: Machine,
    frame: Frame,
    name: str,
    receiver: Value | None,
    arguments: Arguments,
    node: cst.CSTNode,
) -> Value:
    """The value of calling an outside function by its dotted name, as models say it."""
    doubled = mocks.called(machine, frame, name, receiver, arguments, node)
    if doubled is not None:
        return doubled
    if routes.declared(machine, frame, name, arguments, node):
        return UNKNOWN
    table = machine.clients
    canonical = table.canonical(name)
    if name == "?super.__init__":
        if isinstance(receiver, Instance):
            construction.inherit(machine, receiver, arguments)
        return NONE
    if name == "?super.__setattr__" or machine.library.is_a(name, "writing-attributes"):
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
            return answers.picked(machine, found)
    if canonical in table.receives and not any(
        isinstance(a.value, Answer) for a in arguments.values()
    ):
        return clients.receive(machine, frame, table.receives[canonical], receiver, arguments, node)
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
    if not machine.library.is_a(canonical, "keeping-keys"):
        name_keys(machine, arguments)
    known = externals.handler(machine, canonical)
    if known is not None:
        result = known(machine, frame, arguments, node)
        if result is not None:
            held = [v for _, v in alternatives(result) if isinstance(v, Answer)]
            if any(answer.part == "response" for answer in held):
                answers.picked(machine, result)
            if machine.library.is_a(canonical, "lazy") and iterators.is_kept(machine, frame, node):
                sequences.follow(result, *(argument.value for argument in arguments.positional))
            return result
    if isinstance(receiver, ExternalInstance):
        return _call_method(machine, frame, canonical, receiver, arguments, node)
    return call_unknown(machine, frame, canonical, receiver, arguments, node)


def _put(
    machine: Machine, frame: Frame, holder: Value, given: list[Value], node: cst.CSTNode
) -> None:
    """What `object.__setattr__` does with a name and a value."""
    name = given[0].known if given and isinstance(given[0], Text) else None
    options = alternatives(holder)
    for _, alternative in options:
        if isinstance(alternative, Instance) and name is not None and len(given) > 1:
            alone = len(options) == 1
            writes.put(machine, frame, alternative, name, given[1], alone=alone)
            continue
        for value in given:
            escapes.escape(machine, frame, value, "escape", node, "an attribute that is not known")


def name_keys(machine: Machine, arguments: Arguments) -> None:
    """Keys of a mapping that is spread with `**` become names, which cannot be renamed alone."""
    for argument in arguments.keywords.values():
        keyword = argument.keyword
        written = argument.node is not None  # as a keyword of this call
        if keyword is not None and not (written and all(x.is_name for x in keyword.literals())):
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
    if receiver.pending is not None and last in ("prepare_method", "prepare_url"):
        for argument in arguments.positional[:1]:
            name = last.removeprefix("prepare_")
            clients.set_on_request(machine, receiver, name, argument.value)
        return NONE
    if streams.in_memory(machine, receiver):
        streams.keep(machine, receiver, [argument.value for argument in arguments.values()])
        made = call_unknown(machine, frame, name, receiver, arguments, node)
        return made_of(f"{last}()", receiver, made)
    if machine.library.is_a(receiver.name, "keepers"):
        return _keep(machine, frame, receiver, arguments, node, last)
    if machine.library.is_a(receiver.name, "templates") and last in (
        "substitute",
        "safe_substitute",
    ):
        return outside_texts.template_text(machine, receiver, arguments)
    if receiver.name in machine.clients.clients and last in _CLIENT_CHORES:
        for number, argument in enumerate(arguments.positional):
            receiver.attributes[f"<{last} {number}>"] = argument.value
            if requests.carries(machine, argument.value):
                receiver.attributes[clients.TELLS_APART] = argument.value
            answers.compared(machine, argument.value)
        return UNKNOWN
    if f"?.{last}" in machine.clients.sends and receiver.name not in machine.clients.clients:
        row = machine.clients.sends[f"?.{last}"]
        return http.send(machine, frame, row, receiver, arguments, node)
    if (known := externals.handler(machine, f"?.{last}")) is not None:
        result = known(machine, frame, arguments, node)
        return result if result is not None else UNKNOWN
    return call_unknown(machine, frame, name, receiver, arguments, node)


def _keep(
    machine: Machine,
    frame: Frame,
    keeper: ExternalInstance,
    arguments: Arguments,
    node: cst.CSTNode,
    name: str,
) -> Value:
    """A method of an object that keeps what it is handed, or gives what is made of that."""
    escapes.escape_all(machine, frame, arguments, "escape", node, name)
    makers = [v for a in arguments.values() for _, v in alternatives(a.value)]
    found = [
        callbacks.call(machine, frame, maker, UNKNOWN, node)
        for maker in makers
        if callbacks.is_callable(maker) or isinstance(maker, Class)
    ]
    if found:
        keeper.attributes["<kept>"] = join(keeper.attributes.get("<kept>", UNKNOWN), *found)
    return made_of(f"{name}()", keeper) if name.startswith("parse") else keeper


_CLIENT_CHORES = frozenset(
    {"mount", "close", "aclose", "set_debuglevel", "connect", "clear", "add_handler"}
)


def call_unknown(
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
    _write_to(machine, frame, arguments, node)
    derived = isinstance(receiver, Unknown) and bool(receiver.parts)
    if isinstance(receiver, Instance) and escapes.is_driven(machine, receiver.cls):
        escapes.drive(machine, frame, receiver, node)
    collected = escapes.reads_warnings(machine, name)
    quiet = machine.library.functions.logs(name) and not collected
    if collected:
        given.append(failures.computed(made_of(label, *given)))
        escapes.escape(machine, frame, given[-1], "escape", node, label)
    if quiet and not derived:
        if isinstance(receiver, Instance):  # a logger of the project's own
            streams.show(machine, frame, receiver, made_of(label, *given), node)
        streams.tell(machine, frame, streams.LOG, [*given, *frame.caught], node)
        if machine.library.is_a(name, "memory-streams"):
            return ExternalInstance(name, arguments, path=machine.path)
        return UNKNOWN
    if name in machine.library.functions.output:
        stream = arguments.get("file")
        to_file = stream is not None and not isinstance(stream.value, External)
        if stream is not None and to_file:
            streams.keep(machine, stream.value, given)
        else:
            streams.tell(machine, frame, streams.OUTPUT, given or frame.caught, node)
        to = "write" if to_file else name.split(".")[-1]
        escapes.escape_all(machine, frame, arguments, "output", node, to)
        return NONE
    if machine.library.functions.is_pure(name) or id(node) == machine.raised:
        # What goes through an object of the project has to do with what that hands out.
        opened = iterators.opened(machine, frame, arguments, node)
        back = callbacks.run(machine, frame, opened, node)
        given += [argument.value for argument in opened.positional]
        given += [receiver] if receiver is not None else []
        made = made_of(f"{label}()", *given, *back)
        if id(node) != machine.raised and not machine.library.functions.is_whole(name):
            made = failures.computed(made)
        if isinstance(receiver, Param):
            return Param(made.label, "", made.parts, receiver.function)
        return made
    if machine.library.is_a(name, "heap-readers"):
        # Whoever gets all objects gets the answers and bodies of every module.
        machine.recorder.executed.update(m.path for m in machine.project.loaded())
        return made_of(label)
    if machine.library.is_a(name, "running-code"):
        # The code that is run sees every name, and may bind it anew.
        machine.recorder.executed.add(frame.module.path)
        for value in list(frame.locals.values()):
            escapes.escape(machine, frame, value, "escape", node, label)
        return made_of(f"{label}()", *frame.locals.values())
    for called in _names(name, receiver):
        machine.recorder.unseen.setdefault(called, {}).setdefault(
            frame.module.path, frames.site(frame, node)
        )
        if id(node) != machine.discarded:
            machine.recorder.unseen_used.setdefault(called, {}).setdefault(
                frame.module.path, frames.site(frame, node)
            )
    if name.startswith("?super."):
        # What a base class is given to look at, it is taken to give back.
        shown = [v for v in given if isinstance(v, Answer)]
        if shown:
            return shown[-1]
    if isinstance(receiver, Unknown) and receiver.parts:
        answers.observe(machine, frame, receiver, node, f"{label} is called on it")
    mark = len(machine.handed)
    asked = receiver if isinstance(receiver, Param) else None
    answer = unknown_request(machine, frame, name, arguments, node, asked)
    if answer is None:
        noted = len(machine.recorder.answers)
        escapes.escape_all(machine, frame, arguments, "escape", node, label)
        machine.recorder.passed_on(noted, receiver)
    elif asked is not None:
        # What it does with the arguments, the runs tell in which callers say what it is; where
        # they do not, the call is left to a person.
        given = [answer]
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


def _write_to(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> None:
    """An object of the project that is handed over may be written to, with all that goes along."""
    every = [v for a in arguments.values() for _, v in alternatives(a.value)]
    given = [v for v in every if not isinstance(v, Instance)]
    seen = any(
        isinstance(part, (Answer, Text)) and (part.matters if isinstance(part, Text) else True)
        for value in given
        for part in exposed(value)
    )
    for held in every:
        methods = classes.methods(held.cls) if isinstance(held, Instance) else ()
        for method in methods:
            name = method.last_name
            if not machine.library.is_a(name, "writers"):
                continue
            if seen or machine.facts.relevant(method) or escapes.names_it(machine, method):
                with machine.branch(("written", machine.keep(object())), True):
                    bound = Bound(method, held)
                    callbacks.call(machine, frame, bound, made_of("...", *given), node)


def _names(name: str, receiver: Value | None) -> set[str]:
    """The names that what is called may have been defined by; none where it is known."""
    if not name.startswith("?."):
        return set()
    # `self._post` may hold `client.post`.
    held = receiver.label.rpartition(".") if isinstance(receiver, Param) else ("", "", "")
    return {name[2:], held[2]} if held[0] else {name[2:]}


def unknown_request(
    machine: Machine,
    frame: Frame,
    name: str,
    arguments: Arguments,
    node: cst.CSTNode,
    receiver: Value | None = None,
) -> Answer | None:
    """What the call may give when its URL may be the endpoint's; then the request is noted.

    `receiver` is the object whose method is called, where callers may say what it is.
    """
    url = next((a.value for a in arguments.values() if requests.carries(machine, a.value)), None)
    if url is None:
        return None
    if isinstance(receiver, Unknown):
        requests.ask_around(machine, frame, receiver)
    method: Value = unknown("method")
    body: Body | None = None
    for argument in arguments.values():
        for _, value in alternatives(argument.value):
            if isinstance(value, Text) and _VERB.match(texts.content_of(value)):
                method = value
            elif isinstance(value, Mapping):
                body = Body("json", value)
    chain = (*machine.stack, frames.site(frame, node))
    request = Request(name, chain, method, url, body, machine.guard, known=False, receiver=receiver)
    requests.note(machine, request)
    return Answer(request)
