"""Calls that are passed over, for what they would do is known to have nothing to do with a rule.

A function that was run with whatever its callers may pass has shown which requests it sends. A call
whose arguments make all of these go elsewhere is not run: it is the transport of a client, with its
retries and errors, for another endpoint.

Code that leads to no endpoint is followed, for what it gives may be a part of a URL. What such code
calls in turn is followed as well, but not where it is known to be costly: an object that makes
twenty other objects, each of which makes twenty. There a call gives a value that is known by what
it was made of, it sees all that it is given, and it may have set whatever its class sets.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import libcst as cst

from migrator.analysis.interpreter import shapes
from migrator.analysis.interpreter.shapes import WORTH
from migrator.analysis.models import clients
from migrator.analysis.operations import copies
from migrator.analysis.store import escapes
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    UNKNOWN,
    Argument,
    Arguments,
    Bound,
    Class,
    Function,
    Hole,
    Instance,
    Mapping,
    Param,
    Partial,
    Sequence,
    Text,
    Unknown,
    Value,
    alternatives,
    classes,
    constituents,
    frames,
    identity,
    join,
    made_of,
    signature,
    texts,
    union,
)
from migrator.analysis.values.frames import CallSite, Frame
from migrator.analysis.values.requests import Request

PATIENCE = 5_000
"""Steps of an analysis from which on calls are passed over."""


_MOST_SENT = 12
"""Different requests of a function that is no transport any more."""


def note_relay(
    machine: Machine, function: Function, arguments: Arguments, requests: list[Request]
) -> None:
    """Keep the requests that a function was seen to send, run with arguments that are not known."""
    receiver = arguments.positional[0].value if arguments.positional else None
    if isinstance(receiver, Instance) and not receiver.generic:
        return  # what one object does says nothing of others
    key = _relay_key(function, arguments)
    known = machine.relays.get(key)
    each = list({_spelled(request): request for request in requests}.values())
    machine.relays[key] = each if len(each) <= _MOST_SENT else []
    if known is None or id(function.node) not in machine.cut:
        return
    if not set(map(_spelled, requests)) <= set(map(_spelled, known)):
        machine.note(None, True, name=function.last_name)


def _spelled(request: Request) -> tuple[object, ...]:
    """What is known of a request's URL."""
    found = (v for _, v in alternatives(request.url))
    urls = {texts.content_of(v) if isinstance(v, Text) else "" for v in found}
    return (request.kind, frozenset(urls))


def _relay_key(function: Function, arguments: Arguments) -> tuple[int, int]:
    receiver = arguments.positional[0].value if arguments.positional else None
    is_method = function.owner is not None and isinstance(receiver, Instance)
    return id(function.node), id(receiver.cls) if is_method else 0  # type: ignore[union-attr]


def relay(
    machine: Machine, frame: Frame, function: Function, arguments: Arguments, node: cst.CSTNode
) -> Value | None:
    """What a call gives whose requests all go elsewhere; None when one of them may not."""
    if not _hurries(machine) or machine.costs.get(id(function.node), 0) < WORTH:
        return None
    sent = machine.relays.get(_relay_key(function, arguments))
    if sent is None and id(function.node) in machine.concerned:
        machine.wanted[id(function.node)] = function
    if not sent:
        return None
    given = _given(function, arguments)
    names = {name for request in sent for name in _parameters(request, function)}
    others = tuple(Argument(value) for name, value in given.items() if name not in names)
    rest = replace(arguments, positional=others, keywords={})
    if not shapes.holds_nothing(machine, rest):
        return None
    chain = (*machine.stack, frames.site(frame, node))
    requests = [_sent(request, function, given, chain) for request in sent]
    # Which method it was then may have hung on its arguments: the URLs alone have to tell.
    if not all(machine.is_elsewhere(replace(r, method=UNKNOWN)) for r in requests):
        return None
    for request in requests:
        # Once for each place and its texts is enough to see which literals they share.
        spelled = [identity(v) for _, v in alternatives(request.url) if isinstance(v, Text)]
        place = (id(node), request.site.key, frozenset(spelled))
        if place not in machine.relayed:
            machine.relayed.add(place)
            machine.recorder.requests.append(request)
    return _passed(machine, frame, function, arguments, rest, node, "")


def _sent(
    request: Request, function: Function, given: dict[str, Value], chain: tuple[CallSite, ...]
) -> Request:
    """The request that a call sends, of one that the function sent with any arguments."""
    body = request.body
    if body is not None:
        filled = join(*(_filled(v, function, given) for _, v in alternatives(body.value)))
        body = replace(body, value=copies.snapshot(filled), live=filled)
    return replace(
        request,
        chain=(*chain, *request.chain),
        url=join(*(_filled(v, function, given) for _, v in alternatives(request.url))),
        body=body,
        near=None,
        elsewhere=None,
    )


def _parameters(request: Request, function: Function) -> Iterator[str]:
    """The parameters of a function that its request's URL and body are made of."""
    bodies = alternatives(request.body.value) if request.body is not None else ()
    for _, value in (*alternatives(request.url), *bodies):
        pieces = value.pieces if isinstance(value, Text) else (Hole(value),)
        for piece in pieces:
            held = piece.value if isinstance(piece, Hole) else None
            if isinstance(held, Param) and held.function is function:
                yield held.label


def _given(function: Function, arguments: Arguments) -> dict[str, Value]:
    """The arguments by the names of the parameters."""
    parameters = function.node.params
    names = [p.name.value for p in (*parameters.posonly_params, *parameters.params)]
    given = dict(zip(names, (a.value for a in arguments.positional), strict=False))
    return given | {name: argument.value for name, argument in arguments.keywords.items()}


def _filled(url: Value, function: Function, given: dict[str, Value]) -> Value:
    """A URL with the arguments in place of the parameters of the function."""

    def of(value: Value) -> Value:
        if isinstance(value, Param) and value.function is function:
            return given.get(value.label, value)
        return value

    if not isinstance(url, Text):
        return of(url)
    holes = [piece.value for piece in url.pieces if isinstance(piece, Hole)]

    def build(values: list[Value]) -> Value:
        rest = iter(values)
        return texts.concat(
            [
                texts.as_text(next(rest), piece.label)
                if isinstance(piece, Hole)
                else Text((piece,))
                for piece in url.pieces
            ]
        )

    return texts.product([(of(hole), "...") for hole in holes], build)


def _hurries(machine: Machine) -> bool:
    """Whether so much was run that calls are passed over; what is small is followed whole."""
    return machine.total + machine.steps >= PATIENCE and not machine.importing


HEAVY = 150
"""Steps that a call has to cost to be passed over."""


def pass_over(
    machine: Machine, frame: Frame, function: Function, arguments: Arguments, node: cst.CSTNode
) -> Value | None:
    """What a call gives that is passed over; None when it has to be followed."""
    if (
        not _hurries(machine)
        or not machine.idling
        or machine.costs.get(id(function.node), 0) < HEAVY
        or id(function.node) in machine.making
    ):
        return None
    receiver = arguments.positional[0].value if arguments.positional else None
    made = None
    if function.owner is not None and isinstance(receiver, Instance):
        if function.qualname.endswith("__init__"):
            made = machine.generics.get(id(receiver.cls))
            if made is None or made is receiver:  # what stands for all of a class is made whole
                return None
            for name, value in made.attributes.items():
                receiver.attributes.setdefault(name, _vague(value))
        else:
            _unsettle(machine, receiver, function)
    return _passed(machine, frame, function, arguments, arguments, node, "bound-exceeded")


def cut(machine: Machine, function: Function, arguments: Arguments) -> Value | None:
    """What a repetition of a call under way gives that has nothing to do with a rule."""
    if not _hurries(machine) or id(function.node) in machine.concerned:
        return None
    if not shapes.holds_nothing(machine, arguments) and not _repeats(machine, function, arguments):
        return None
    machine.cut.add(id(function.node))
    return made_of("...", *(argument.value for argument in arguments.values()))


def entry(machine: Machine, function: Function, arguments: Arguments) -> object:
    """What a call begins with: what it was given, and what that holds; equal ones do the same."""
    values = [argument.value for argument in arguments.values()]
    held = signature(*values)
    return (tuple(map(identity, values)), held, machine.version, arguments.open)


def _repeats(machine: Machine, function: Function, arguments: Arguments) -> bool:
    """Whether a call of the same that is under way began with the same."""
    key = (id(function.node), id(function.closure))
    begun = machine.repeated.setdefault(key, [])
    return bool(begun) and entry(machine, function, arguments) in begun


def _passed(
    machine: Machine,
    frame: Frame,
    function: Function,
    arguments: Arguments,
    seen: Arguments,
    node: cst.CSTNode,
    why: str,
) -> Value:
    """What is known of a call that is not run: it may be made of its arguments, and sees some."""
    machine.cut.add(id(function.node))
    label = function.last_name
    escapes.escape_all(machine, frame, seen, "escape", node, label)
    if id(function.node) not in machine.giving:  # what it gave so far was its own
        return Unknown(f"{label}()", why)
    given = made_of("...", *(argument.value for argument in arguments.values()))
    return Unknown(f"{label}()", why, given.parts)


def note_given(machine: Machine, function: Function, result: Value) -> None:
    """Keep whether a function gives a client, what it was given, or what an edit may change."""
    node = id(function.node)
    made = [clients.client_of(value) for _, value in alternatives(result)]
    if any(client is not None and client.name in machine.clients.clients for client in made):
        machine.making.add(node)
    if node in machine.giving or machine.costs.get(node, 0) < WORTH:
        return
    if any(map(_is_given_on, constituents(result))):
        machine.giving.add(node)
        if node in machine.cut:
            machine.note(None, True, name=function.last_name)


def _is_given_on(part: Value) -> bool:
    if isinstance(part, Text):
        return part.matters
    if isinstance(part, (Mapping, Sequence)):
        return part.left is None or not part.left.whole
    return isinstance(part, (Param, Instance, Function, Bound, Partial))


def _vague(value: Value) -> Value:
    """A value without what only the callers of a constructor say."""
    return union(
        (guard, Unknown(v.label, "bound-exceeded", v.parts) if isinstance(v, Param) else v)
        for guard, v in alternatives(value)
    )


def _unsettle(machine: Machine, receiver: Instance, function: Function) -> None:
    """The attributes that a method and those of its class that it names may set are not known."""
    for name in _set_by(receiver.cls, function):
        old = receiver.attributes.get(name)
        vague = Unknown(f"self.{name}", "bound-exceeded")
        if old is None or not any(
            isinstance(v, Unknown) and v.why == vague.why for _, v in alternatives(old)
        ):
            receiver.attributes[name] = vague if old is None else join(old, vague)
            machine.note(receiver, True, name=name, sure=machine.surely(receiver.path))


def _set_by(cls: Class, function: Function) -> set[str]:
    found: set[str] = set()
    seen = {id(function.node)}
    waiting = [function]
    while waiting:
        method = waiting.pop()
        scope = method.module.index.scope(method.node)
        found |= scope.stored
        for name in scope.names:
            other = classes.find(cls, name)
            if isinstance(other, Function) and id(other.node) not in seen:
                seen.add(id(other.node))
                waiting.append(other)
    return found
