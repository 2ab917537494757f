"""What a client says about the requests that it sends: base URL, method, what was built."""

from __future__ import annotations

import libcst as cst

from migrator.analysis.models import own
from migrator.analysis.store import answers
from migrator.analysis.store.machine import Machine, unknown
from migrator.analysis.values import (
    NONE,
    UNKNOWN,
    Answer,
    Arguments,
    Const,
    ExternalInstance,
    Instance,
    Sequence,
    Union,
    Value,
    classes,
    join,
    text,
    texts,
    union,
)
from migrator.analysis.values.frames import Frame
from migrator.analysis.values.requests import Body, Request
from migrator.models.clients import Receive, Send

TELLS_APART = "<tells apart>"
"""The attribute of a client that was told what to do with the URL of an endpoint."""


def tells_apart(receiver: Value | None) -> bool:
    """Whether a client was told to treat some URLs otherwise, such as by `mount`."""
    client = receiver.attributes.get(classes.CLIENT) if isinstance(receiver, Instance) else receiver
    return isinstance(client, ExternalInstance) and TELLS_APART in client.attributes


def receive(
    machine: Machine,
    frame: Frame,
    row: Receive,
    receiver: Value | None,
    arguments: Arguments,
    node: cst.CSTNode,
) -> Value:
    """The answer of a request that was built or sent before."""
    if row.request:
        given = arguments.get(row.request, 0)
        request = request_of(given.value) if given else None
        if request is not None and row.returns == "request" and given is not None:
            return given.value
    else:
        request = None
        if isinstance(receiver, ExternalInstance) and receiver.sent:
            for _, sent in receiver.sent:
                machine.show_answer(frame, receiver, arguments, sent, node)
            return machine.possible(union((guard, Answer(sent)) for guard, sent in receiver.sent))
        if isinstance(receiver, ExternalInstance):
            request = receiver.pending
    if request is None:
        return UNKNOWN
    if row.request:
        answers.may_fail(machine, frame, request)
    machine.show_answer(frame, receiver, arguments, request, node)
    return Answer(request)


def client_of(receiver: Value | None) -> ExternalInstance | None:
    """The outside client that a receiver is or inherits from."""
    if isinstance(receiver, Instance):
        inherited = receiver.attributes.get(classes.CLIENT)
        return inherited if isinstance(inherited, ExternalInstance) else None
    return receiver if isinstance(receiver, ExternalInstance) else None


def set_on_request(machine: Machine, instance: ExternalInstance, name: str, value: Value) -> None:
    """`request.data = ...`: a request that was built is changed before it is sent."""
    request: Request | None = instance.pending
    if request is None:
        return
    if name in ("data", "json", "content", "body"):
        request.body = Body("json" if name == "json" else "raw", value, name)
        if request.implied:
            request.turn(text("POST"))
    elif name == "method":
        request.turn(value)
    elif name in ("url", "full_url"):
        # It may have been sent before, to where it pointed then.
        request.url = join(request.url, value)
        request.near = request.elsewhere = request.alike = None
    elif name == "get_method":
        request.turn(unknown("get_method()"))


def method_of(
    machine: Machine, row: Send, receiver: Value | None, arguments: Arguments, body: Body | None
) -> Value:
    """The method of a request, as its client, its arguments or its body say it."""
    if row.verb:
        return text(row.verb)
    client = client_of(receiver)
    made = machine.clients.clients.get(client.name) if client is not None else None
    if client is not None and made is not None and made.method and not row.method:
        if made.method in client.attributes:
            return client.attributes[made.method]
        held = client.arguments.get(made.method, made.method_position)
        if held is None and not client.arguments.open:
            return text(made.default)
        return held.value if held is not None else unknown("method")
    given = arguments.get(row.method, row.position(row.method)) if row.method else None
    if given is not None and not (isinstance(given.value, Const) and given.value.value is None):
        return given.value
    if row.default is not None and not arguments.open:
        return text(row.default[0] if body is not None else row.default[1])
    return unknown("method")


def request_of(value: Value) -> Request | None:
    """The request that was built before, where a value is one."""
    if isinstance(value, ExternalInstance) and isinstance(value.pending, Request):
        return value.pending
    if isinstance(value, Union):
        found = [request_of(v) for _, v in value.alternatives]
        return next((b for b in found if b is not None), None)
    return None


def absolute(machine: Machine, receiver: Value | None, url: Value) -> Value:
    """The URL with the client's base URL or host before it."""
    kept = own.base(machine, receiver)
    if kept is not None:
        return _based(kept, url)
    client = client_of(receiver)
    row = machine.clients.clients.get(client.name) if client else None
    if client is None or row is None or not (row.base or row.host):
        return url
    given = client.arguments.get(row.base or row.host, row.position)
    base = client.attributes.get(row.base) or (given.value if given else None)
    if base is None or (isinstance(base, Const) and base.value is None):
        return url

    return _based(base, url, is_host=bool(row.host))


def _based(base: Value, url: Value, *, is_host: bool = False) -> Value:
    """The URL behind a base URL, or behind a host."""

    def build(values: list[Value]) -> Value:
        first, second = (texts.as_text(value, "base_url") for value in values)
        content = texts.content_of(second)
        if "://" in content:
            return second
        if is_host and "://" not in texts.content_of(first):
            first = texts.concat([text("https://"), first])
        return texts.slash_join([first, second])

    return texts.product([(base, "base_url"), (url, "url")], build)


def result_of(
    machine: Machine, row: Send, receiver: Value | None, arguments: Arguments, request: Request
) -> Value:
    """What a call that sends a request gives."""
    if row.returns == "request":
        return ExternalInstance(row.name, arguments, pending=request)
    if row.returns == "pair":
        parts: list[Value] = [Answer(request), Answer(request, "content")]
        return Sequence(machine.path, parts, kind="tuple")
    if row.returns == "nothing":
        return NONE
    if row.returns in ("json", "content", "status"):
        return Answer(request, row.returns)
    if row.returns == "later":
        if isinstance(receiver, ExternalInstance):
            others = () if machine.surely(receiver.path) else receiver.sent
            receiver.pending, receiver.sent = request, (*others, (machine.guard, request))
        return NONE
    return Answer(request)
