"""Requests and answers: what a call of an HTTP client sends, and what becomes of the answer."""

from __future__ import annotations

from collections.abc import Set

import libcst as cst

from migrator.analysis.events.recorder import Use
from migrator.analysis.models import clients, own, requests
from migrator.analysis.operations import copies, mappings, streams
from migrator.analysis.store import answers, questions
from migrator.analysis.store.machine import Machine, unknown
from migrator.analysis.values import (
    UNKNOWN,
    Answer,
    Argument,
    Arguments,
    Bound,
    Const,
    Function,
    Instance,
    Literal,
    Mapping,
    Text,
    Unknown,
    Value,
    alternatives,
    classes,
    exposed,
    frames,
    text,
)
from migrator.analysis.values.frames import Frame
from migrator.analysis.values.parts import mappings_in
from migrator.analysis.values.requests import Body, Request
from migrator.models.clients import Send


def send(
    machine: Machine,
    frame: Frame,
    row: Send,
    receiver: Value | None,
    arguments: Arguments,
    node: cst.CSTNode,
) -> Value:
    """The call of a client: note the request, and give what the call gives."""
    overridden = _overridden(machine, frame, row, receiver, arguments, node)
    if overridden is not None:
        return overridden
    if isinstance(receiver, Unknown) and receiver.parts:
        answers.observe(machine, frame, receiver, node, f"{row.name.removeprefix('?.')} of it")
    given = arguments.get(row.url, row.position(row.url))
    if given is None and row.name.startswith("?."):
        given = next((arguments.keywords[n] for n in _URL_NAMES if n in arguments.keywords), None)
    if given is not None and (built := clients.request_of(given.value)) is not None:
        body = _body(machine, row, arguments)
        if body is not None:
            built.body = body
            if row.default is not None and built.implied:
                built.turn(text(row.default[0]))
        answers.may_fail(machine, frame, built)
        machine.show_answer(frame, receiver, arguments, built, node)
        return Answer(built)
    body = _body(machine, row, arguments)
    extra = arguments.positional[len(row.positional) :] if row.name.startswith("?.") else ()
    if extra and body is None:
        body = Body("json", extra[0].value)
    _sent_along(machine, frame, row, arguments, node)
    request = Request(
        callee=row.name,
        chain=(*machine.stack, frames.site(frame, node)),
        method=clients.method_of(machine, row, receiver, arguments, body),
        url=machine.possible(
            clients.absolute(machine, receiver, given.value if given else UNKNOWN)
        ),
        body=body,
        guard=machine.guard,
        known=not row.name.startswith("?."),
        receiver=receiver if row.name.startswith("?.") else None,
        open=arguments.open,
        implied=_is_implied(row, arguments),
        by_object=machine.by_object,
    )
    requests.note(machine, request)
    if request.near and not request.known and isinstance(receiver, Unknown):
        requests.ask_around(machine, frame, receiver)
    answers.may_fail(machine, frame, request)
    if not machine.is_elsewhere(request):
        logged = [request.url, Answer(request, "status")]
        streams.tell(machine, frame, streams.CLIENTS, logged, node)
    if clients.tells_apart(receiver):
        answers.compared(machine, request.url)
    _measured(machine, row, arguments, request, node)
    # Of a method of the project that a model describes, no other method of its object is a part.
    watching = None if own.describes(machine, receiver, row.name) else receiver
    machine.show_answer(frame, watching, arguments, request, node)
    return clients.result_of(machine, row, receiver, arguments, request)


def _sent_along(
    machine: Machine, frame: Frame, row: Send, arguments: Arguments, node: cst.CSTNode
) -> None:
    """What is sent besides the URL and the keys of the body leaves the program."""
    url = arguments.get(row.url, row.position(row.url))
    bodies = [arguments.get(name, row.position(name)) for name in (row.json, *row.raw) if name]
    # What is made of the request and travels with it, such as a length or a digest, is no use.
    own = [*(b.value for b in bodies if b is not None), *([url.value] if url is not None else [])]
    parts = [part for value in own for part in exposed(value)]
    same = {id(part) for part in parts if not isinstance(part, Answer)}
    spelled = {literal for part in parts if isinstance(part, Text) for literal in part.literals()}
    for argument in arguments.values():
        held = [argument.value]
        if argument is url:
            # Where it is sent is an observation of an answer that says so, but for its headers.
            found = answers.answers_in(argument.value)
            held = [answer for answer in found if answer.part != "headers"]
        unknown_client = row.name.startswith("?.")
        if argument in bodies or (unknown_client and isinstance(argument.value, Mapping)):
            held = [
                entry.value for m in mappings_in(argument.value) for entry in m.entries.values()
            ]
        for value in held:
            if argument in bodies:
                _leaves(machine, frame, value, row.name, node)
            else:
                _leaves(machine, frame, value, row.name, node, same, spelled)


def _leaves(
    machine: Machine,
    frame: Frame,
    value: Value,
    to: str,
    node: cst.CSTNode,
    same: Set[int] = frozenset(),
    spelled: Set[Literal] = frozenset(),
) -> None:
    """A value leaves beside a request that is made of the texts `same` and `spelled`."""
    made = _made(value) if spelled else set()
    for part in exposed(value):
        if isinstance(part, Answer):
            answers.use(machine, frame, part, "escape", node, to)
        elif isinstance(part, Text) and id(part) not in same:
            for literal in part.literals():
                if id(part) not in made or literal not in spelled:
                    machine.recorder.use(literal, Use("escape", frame.module, node, to))


def _made(value: Value) -> set[int]:
    """The texts, by identity, of which something was made that is sent, such as a digest."""
    made = (part for part in exposed(value) if isinstance(part, Unknown))
    return {id(part) for whole in made for part in exposed(whole) if isinstance(part, Text)}


def _measured(
    machine: Machine, row: Send, arguments: Arguments, request: Request, node: cst.CSTNode
) -> None:
    """A `Content-Length` that is written out ties the body to its length."""
    given = arguments.get("headers", row.position("headers"))
    if given is None or request.body is None or not isinstance(given.value, Mapping):
        return
    lengths = (e.value for n, e in given.value.entries.items() if n.lower() == "content-length")
    if not any(isinstance(value, Text) and value.known is not None for value in lengths):
        return
    for mapping in mappings_in(request.body.value):
        for entry in mapping.entries.values():
            questions.noted(machine, entry.key, "compared")
    for _, value in alternatives(request.body.value):
        questions.noted(machine, value, "compared")


def _overridden(
    machine: Machine,
    frame: Frame,
    row: Send,
    receiver: Value | None,
    arguments: Arguments,
    node: cst.CSTNode,
) -> Value | None:
    """`session.post(...)` of a subclass that overrides `request` ends up there."""
    if not row.verb or not isinstance(receiver, Instance):
        return None
    if own.describes(machine, receiver, row.name):
        return None
    found = classes.find(receiver.cls, "request")
    if not isinstance(found, Function) or machine.running((id(found.node), id(found.closure))):
        return None
    first = Argument(text(row.verb))
    shifted = Arguments((first, *arguments.positional[:1]), _named(row, arguments), arguments.open)
    return machine.call(frame, Bound(found, receiver), shifted, node)


def _named(row: Send, arguments: Arguments) -> dict[str, Argument]:
    """The arguments after the URL, by name."""
    named = dict(arguments.keywords)
    for position, argument in enumerate(arguments.positional):
        if 0 < position < len(row.positional):
            named[row.positional[position]] = argument
    return named


# What clients that are not known call the parameter of the URL.
_URL_NAMES = ("path", "endpoint", "uri", "route", "resource")


def _is_implied(row: Send, arguments: Arguments) -> bool:
    """Whether the method follows from the presence of a body."""
    if row.verb or row.default is None:
        return False
    return not row.method or arguments.get(row.method, row.position(row.method)) is None


def _body(machine: Machine, row: Send, arguments: Arguments) -> Body | None:
    several = [n for n in row.raw if _is_given(arguments.get(n, row.position(n)))]
    if len(several) > 1 and not _is_given(arguments.get(row.json, row.position(row.json))):
        return _of_several(machine, row, arguments, several)
    for parameter in (row.json, *row.raw):
        if not parameter:
            continue
        given = arguments.get(parameter, row.position(parameter))
        if given is None or not _is_given(given):
            continue
        if parameter == row.json:
            return Body("json", copies.snapshot(given.value), parameter, given.value)
        return Body("raw", copies.as_form(machine, given.value), parameter, given.value)
    return Body("json", unknown("body")) if arguments.open else None


def _is_given(given: Argument | None) -> bool:
    if given is None:
        return False
    return not (isinstance(given.value, Const) and given.value.value is None)


def _of_several(machine: Machine, row: Send, arguments: Arguments, names: list[str]) -> Body:
    """A form whose fields and files are passed apart."""
    given = [arguments.get(name, row.position(name)) for name in names]
    whole = Mapping(machine.path)
    for argument in given:
        if argument is not None:
            mappings.spread(machine, whole, copies.as_form(machine, argument.value))
    return Body("raw", whole, names[0], whole)


# Answers ------------------------------------------------------------------------------------
