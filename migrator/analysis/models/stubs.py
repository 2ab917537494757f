"""The stubs that tests register: which requests they answer, and with which status."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from migrator.analysis.models.assertions import TRANSPORT
from migrator.analysis.models.patterns import as_text
from migrator.analysis.models.recorded import OF_BODY
from migrator.analysis.store.machine import Machine, unknown
from migrator.analysis.values import (
    FAKE,
    Argument,
    Arguments,
    Bound,
    Const,
    Double,
    External,
    ExternalInstance,
    Function,
    Mapping,
    Sequence,
    Value,
    alternatives,
    frames,
    made_of,
    text,
    texts,
    union,
)
from migrator.analysis.values.frames import Frame
from migrator.analysis.values.requests import Body, Request, Spelled
from migrator.model import Kind
from migrator.models.mocks import VERBS, Stub


def register(
    machine: Machine,
    frame: Frame,
    row: Stub,
    receiver: Value | None,
    arguments: Arguments,
    node: cst.CSTNode,
) -> Value:
    """A stub is registered, or the calls of a URL are asserted."""
    url = _url_of(arguments, row)
    if url is None:
        patterns = [a.value.stub for a in arguments.values() if isinstance(a.value, Double)]
        known = patterns[0] if patterns else None
        for argument in arguments.values():
            run_callback(machine, frame, argument.value, known, node)
        return _registered(machine, row, known)
    statuses: list[Spelled] = []
    if row.status:
        statuses += _spelled(frame, arguments.get(row.status, row.position(row.status)))
    for parameter in row.answers:
        given = arguments.get(parameter, row.position(parameter))
        if given is not None:
            statuses += _prepared(machine, frame, given, row.status)
    request = Request(
        callee=row.name,
        chain=(*machine.stack, frames.site(frame, node)),
        method=_method_of(row, arguments),
        url=_with_base(
            machine, receiver, _with_host(_given(arguments, row, row.host), as_text(url))
        ),
        body=_body_of(row, arguments),
        guard=machine.guard,
        kind=Kind(row.kind),
        statuses=statuses,
        partial=_is_pattern(arguments, row),
    )
    machine.recorder.requests.append(request)
    for argument in arguments.values():
        run_callback(machine, frame, argument.value, request, node)
    return _registered(machine, row, request)


def run_callback(
    machine: Machine, frame: Frame, callback: Value, stub: Request | None, node: cst.CSTNode
) -> None:
    """A function that answers requests is run with one, so that its tests of it are seen."""
    if isinstance(callback, Function):
        first = next((p.name.value for p in callback.node.params.params), "")
        # Some are shown the URL, and the rest by name.
        request = Double("url" if first in ("url", "uri") else "request", TRANSPORT, stub)
        machine.call(frame, callback, Arguments((Argument(request),), open=True), node)


def run_fake(machine: Machine, frame: Frame, fake: Value, node: cst.CSTNode) -> None:
    """A function that a test puts in place of a client's is run with what that would be given."""
    function = fake.function if isinstance(fake, Bound) else fake
    if not isinstance(function, Function):
        return
    parameters = function.node.params
    rest = Double("argument", FAKE)
    given: dict[str, Argument] = {}
    for parameter in (
        *parameters.posonly_params,
        *parameters.params,
        *parameters.kwonly_params,
    ):
        name = parameter.name.value
        if name != "self":
            given[name] = Argument(rest.keyword(name))
    machine.call(frame, fake, Arguments((), given, open=True, rest=rest), node)


def _registered(machine: Machine, row: Stub, request: Request | None) -> Double:
    """What the call gives: a route, or what was recorded."""
    if row.kind == "mock":
        return Double("route", stub=request)
    last = row.name.rsplit(".", 1)[-1]
    return Double(machine.mocks.recorded["router"].get(last, "router"), stub=request)


def _given(arguments: Arguments, row: Stub, names: tuple[str, ...]) -> Argument | None:
    found = (arguments.get(name, row.position(name)) for name in names)
    return next((argument for argument in found if argument is not None), None)


def _url_of(arguments: Arguments, row: Stub) -> Value | None:
    """The URL that is answered, or the pattern of those that are; None when none is given."""
    for name in row.url:
        given = arguments.get(name, row.position(name))
        if given is not None:
            pattern = name.endswith("__regex") and not isinstance(given.value, Double)
            return Double("pattern", value=given.value) if pattern else given.value
    return None


def _is_pattern(arguments: Arguments, row: Stub) -> bool:
    """Whether what is given for the URL is looked for in it, and need not be all of it."""
    given = ((name, arguments.get(name, row.position(name))) for name in row.url)
    name, argument = next((n, a) for n, a in given if a is not None)
    values = (value for _, value in alternatives(argument.value))
    return name.endswith(_PARTIAL) or any(isinstance(value, Double) for value in values)


_PARTIAL = ("__startswith", "__contains", "__regex")


def _method_of(row: Stub, arguments: Arguments) -> Value:
    if row.verb:
        return text(row.verb)
    given = _given(arguments, row, row.method)
    if given is None:
        return text(row.default) if row.default else unknown("any")
    return union((guard, _verb(value)) for guard, value in alternatives(given.value))


def _verb(value: Value) -> Value:
    """`responses.POST` is its own name."""
    if isinstance(value, External):
        last = value.name.rsplit(".", 1)[-1]
        return text(last) if last.lower() in VERBS else unknown(last)
    return value


def _body_of(row: Stub, arguments: Arguments) -> Body | None:
    for encoding, names in (("json", row.json), ("raw", row.raw)):
        given = _given(arguments, row, names)
        if given is not None:
            return Body(encoding, given.value)
    matchers = arguments.get(row.match) if row.match else None
    for value in _elements(matchers.value) if matchers is not None else ():
        if not isinstance(value, Double) or value.part != "matcher" or value.value is None:
            continue
        if value.name != "headers":
            return Body(value.name, value.value)
        if _tell_of_body(value.value):
            return Body("raw", made_of("headers", value.value))
    return None


def _tell_of_body(headers: Value) -> bool:
    """Whether expected headers name one that is made of the body, such as its length."""
    mappings = [value for _, value in alternatives(headers) if isinstance(value, Mapping)]
    return any(name.lower() in OF_BODY for mapping in mappings for name in mapping.entries)


def _elements(value: Value) -> Iterator[Value]:
    for _, alternative in alternatives(value):
        if isinstance(alternative, Sequence):
            for element in alternative.items or ():
                yield from _elements(element)
        else:
            yield alternative


def _with_host(host: Argument | None, url: Value) -> Value:
    """The URL behind a host that is given apart."""
    if host is None:
        return url

    def build(row: list[Value]) -> Value:
        first, second = (texts.as_text(value) for value in row)
        return texts.concat([text("//"), texts.slash_join([first, second])])

    return texts.product([(as_text(host.value), "host"), (url, "url")], build)


def _with_base(machine: Machine, receiver: Value | None, url: Value) -> Value:
    """The URL with the base of the registry before it."""
    name = machine.mocks.routers.get(receiver.name, "") if isinstance(receiver, Double) else ""
    arguments = receiver.arguments if isinstance(receiver, Double) else None
    base = arguments.get(name) if name and arguments is not None else None
    if base is None or (isinstance(base.value, Const) and base.value.value is None):
        return url

    def build(row: list[Value]) -> Value:
        first, second = (texts.as_text(value) for value in row)
        return second if "://" in texts.content_of(second) else texts.slash_join([first, second])

    return texts.product([(base.value, "base_url"), (url, "url")], build)


def _spelled(frame: Frame, given: Argument | None) -> list[Spelled]:
    if given is None or given.node is None:
        return []
    return [Spelled(frame.module, given.node, given.value)]


def _prepared(machine: Machine, frame: Frame, given: Argument, key: str) -> Iterator[Spelled]:
    """The statuses of answers that were prepared: objects, or dicts written out in place."""
    for value in _elements(given.value):
        yield from _of_answer(machine, frame, value)
    rows = given.node.elements if isinstance(given.node, (cst.List, cst.Tuple)) else ()
    for row in rows:
        entries = row.value.elements if isinstance(row.value, cst.Dict) else ()
        for entry in entries:
            if not isinstance(entry, cst.DictElement) or not isinstance(
                entry.key, cst.SimpleString
            ):
                continue
            if entry.key.evaluated_value == key and isinstance(entry.value, cst.Integer):
                yield Spelled(frame.module, entry.value, Const(int(entry.value.value)))


def _of_answer(machine: Machine, frame: Frame, value: Value) -> Iterator[Spelled]:
    if not isinstance(value, ExternalInstance):
        return
    row = machine.mocks.answers.get(value.name)
    if row is not None:
        yield from _spelled(frame, value.arguments.get(*row))


def answered(
    machine: Machine,
    frame: Frame,
    route: Double,
    name: str,
    arguments: Arguments,
    node: cst.CSTNode,
) -> None:
    """`route.respond(204)` and `route.mock(return_value=...)`."""
    if route.stub is None:
        return
    if name == "respond":
        parameter, position = machine.mocks.answers["respx.Route.respond"]
        route.stub.statuses.extend(_spelled(frame, arguments.get(parameter, position)))
    for argument in (arguments.get("return_value", 0), arguments.get("side_effect", 1)):
        if argument is not None:
            answer(machine, frame, route, argument.value)
            run_callback(machine, frame, argument.value, route.stub, node)


def answer(machine: Machine, frame: Frame, route: Double, value: Value) -> None:
    """`route.return_value = httpx.Response(204)`, `route % 204`."""
    if route.stub is not None:
        for prepared in _elements(value):
            route.stub.statuses.extend(_of_answer(machine, frame, prepared))


def answer_number(frame: Frame, route: Double, node: cst.BaseExpression, value: Value) -> None:
    """`route % 204`."""
    if route.stub is not None and isinstance(value, Const):
        route.stub.statuses.append(Spelled(frame.module, node, value))
