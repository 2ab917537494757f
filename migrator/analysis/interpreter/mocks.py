"""Tests that stand in for HTTP: the stubs they register, and what they assert about requests.

A stub and an assertion become a `Request` of their own kind, so that everything that is known
about the URLs and bodies of requests is known about theirs. What a test double recorded is a
`Double` whose part says what an attribute of it gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from migrator.analysis import mocks, texts
from migrator.analysis.interpreter import containers, fixtures, http
from migrator.analysis.interpreter.machine import Frame, Machine, unknown
from migrator.analysis.interpreter.patterns import as_text
from migrator.analysis.mocks import Stub
from migrator.analysis.observations import Body, Request, Spelled
from migrator.analysis.values import (
    NONE,
    UNKNOWN,
    Argument,
    Arguments,
    Bound,
    Const,
    Double,
    Entry,
    External,
    ExternalInstance,
    Hole,
    JsonOf,
    Mapping,
    Sequence,
    Text,
    Value,
    alternatives,
    join,
    text,
    union,
)
from migrator.model import Kind

_VERB = re.compile(rf"(?i)(?:^|[._])({'|'.join(mocks.VERBS)})(?:$|[._()])")
_DOUBLES = re.compile(r"^unittest\.mock\.(\w*Mock|create_autospec|sentinel|mock_open)$")
_HARMLESS = frozenset({"headers", "params", "cookies", "auth", "timeout", "files"})


# Calls --------------------------------------------------------------------------------------


def called(
    machine: Machine,
    frame: Frame,
    name: str,
    receiver: Value | None,
    arguments: Arguments,
    node: cst.CSTNode,
) -> Value | None:
    """What a call of a mocking library gives; None when the callee is of no such library."""
    table = mocks.load()
    known = table.canonical(name)
    last = known.rsplit(".", 1)[-1]
    if known in table.stubs:
        return _stub(machine, frame, table.stubs[known], receiver, arguments, node)
    if known in table.routers:
        return Double("router", known, arguments=arguments)
    if known in table.matchers:
        return Double("matcher", table.matchers[known], value=_first(arguments))
    if known in table.values:
        return Double(table.values[known])
    if known == "re.compile" and http.carries(machine, _first(arguments)):
        return Double("pattern", value=_first(arguments))
    if known.startswith("unittest.mock."):
        return _of_unittest(machine, frame, known, arguments, node)
    if last in table.assertions:
        _expect_call(machine, frame, receiver, arguments, node)
        return NONE
    if last in table.comparisons and len(arguments.positional) >= 2:
        first, second = (argument.value for argument in arguments.positional[:2])
        return NONE if compare(machine, frame, node, [first, second]) else None
    if isinstance(receiver, Double):
        return UNKNOWN
    return None


def call(
    machine: Machine, frame: Frame, double: Double, arguments: Arguments, node: cst.CSTNode
) -> Value:
    """The value of calling a test double, or something that one recorded."""
    last = double.name.rsplit(".", 1)[-1]
    if double.part == "mock":
        _note_doubled(machine, frame, double, arguments, node)
        return double if last in ("start", "stop") else Double("mock", double.name)
    if double.part == "route":
        _answered(machine, frame, double, last, arguments)
    if double.part == "url" and last in ("endswith", "startswith"):
        _expect(machine, frame, double, _first(arguments), node)
        return UNKNOWN
    if double.part == "json" and last == "get" and arguments.positional:
        return item(machine, frame, double, arguments.positional[0].value, node)
    return double


def _of_unittest(
    machine: Machine, frame: Frame, name: str, arguments: Arguments, node: cst.CSTNode
) -> Value:
    if name == "unittest.mock.patch":
        target = _first(arguments)
        return Double("mock", target.known or "" if isinstance(target, Text) else "")
    if name in ("unittest.mock.patch.object", "unittest.mock.spy", "unittest.mock.patch.spy"):
        attribute = arguments.get("attribute", 1)
        known = attribute.value.known if attribute and isinstance(attribute.value, Text) else ""
        return Double("mock", known or "")
    if name.startswith("unittest.mock.call"):
        _expect_call(machine, frame, External(name), arguments, node)
        return Double("expected", name, arguments=arguments)
    return Double("mock") if _DOUBLES.match(name) else UNKNOWN


def _note_doubled(
    machine: Machine, frame: Frame, double: Double, arguments: Arguments, node: cst.CSTNode
) -> None:
    """A request that was sent to a test double: assertions about it are told by its URL."""
    request = _request(machine, frame, double, arguments, node)
    if request is not None:
        machine.recorder.doubled.append(request)


# Stubs --------------------------------------------------------------------------------------


def _stub(
    machine: Machine,
    frame: Frame,
    row: Stub,
    receiver: Value | None,
    arguments: Arguments,
    node: cst.CSTNode,
) -> Value:
    """A stub is registered, or the calls of a URL are asserted."""
    url = _given(arguments, row, row.url)
    if url is None:
        return _registered(row, None)
    statuses: list[Spelled] = []
    if row.status:
        statuses += _spelled(frame, arguments.get(row.status, row.position(row.status)))
    for parameter in row.answers:
        given = arguments.get(parameter, row.position(parameter))
        if given is not None:
            statuses += _prepared(frame, given, row.status)
    request = Request(
        callee=row.name,
        chain=(*machine.stack, http.site(frame, node)),
        method=_method_of(row, arguments),
        url=_with_base(receiver, as_text(url.value)),
        body=_body_of(row, arguments),
        guard=machine.guard,
        kind=Kind(row.kind),
        statuses=statuses,
    )
    machine.recorder.requests.append(request)
    return _registered(row, request)


def _registered(row: Stub, request: Request | None) -> Double:
    """What the call gives: a route, or what was recorded."""
    if row.kind == "mock":
        return Double("route", stub=request)
    last = row.name.rsplit(".", 1)[-1]
    return Double(mocks.load().recorded["router"].get(last, "router"), stub=request)


def _given(arguments: Arguments, row: Stub, names: tuple[str, ...]) -> Argument | None:
    found = (arguments.get(name, row.position(name)) for name in names)
    return next((argument for argument in found if argument is not None), None)


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
        return text(last) if last.lower() in mocks.VERBS else unknown(last)
    return value


def _body_of(row: Stub, arguments: Arguments) -> Body | None:
    for encoding, names in (("json", row.json), ("raw", row.raw)):
        given = _given(arguments, row, names)
        if given is not None:
            return Body(encoding, given.value)
    matchers = arguments.get(row.match) if row.match else None
    for value in _elements(matchers.value) if matchers is not None else ():
        if isinstance(value, Double) and value.part == "matcher" and value.value is not None:
            return Body(value.name, value.value)
    return None


def _elements(value: Value) -> Iterator[Value]:
    for _, alternative in alternatives(value):
        if isinstance(alternative, Sequence):
            for element in alternative.items or ():
                yield from _elements(element)
        else:
            yield alternative


def _with_base(receiver: Value | None, url: Value) -> Value:
    """The URL with the base of the registry before it."""
    name = mocks.load().routers.get(receiver.name, "") if isinstance(receiver, Double) else ""
    arguments = receiver.arguments if isinstance(receiver, Double) else None
    base = arguments.get(name) if name and arguments is not None else None
    if base is None or (isinstance(base.value, Const) and base.value.value is None):
        return url

    def build(row: list[Value]) -> Value:
        first, second = (texts.as_text(value) for value in row)
        return second if "://" in texts.flat(second)[0] else texts.slash_join([first, second])

    return texts.product([(base.value, "base_url"), (url, "url")], build)


# The status of an answer --------------------------------------------------------------------


def _spelled(frame: Frame, given: Argument | None) -> list[Spelled]:
    if given is None or given.node is None:
        return []
    return [Spelled(frame.module, given.node, given.value)]


def _prepared(frame: Frame, given: Argument, key: str) -> Iterator[Spelled]:
    """The statuses of answers that were prepared: objects, or dicts written out in place."""
    for value in _elements(given.value):
        yield from _of_answer(frame, value)
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


def _of_answer(frame: Frame, value: Value) -> Iterator[Spelled]:
    if not isinstance(value, ExternalInstance):
        return
    row = mocks.load().answers.get(value.name)
    if row is not None:
        yield from _spelled(frame, value.arguments.get(*row))


def _answered(
    machine: Machine, frame: Frame, route: Double, name: str, arguments: Arguments
) -> None:
    """`route.respond(204)` and `route.mock(return_value=...)`."""
    if route.stub is None:
        return
    if name == "respond":
        parameter, position = mocks.load().answers["respx.Route.respond"]
        route.stub.statuses.extend(_spelled(frame, arguments.get(parameter, position)))
    for argument in (arguments.get("return_value", 0), arguments.get("side_effect", 1)):
        if argument is not None:
            answer(frame, route, argument.value)


def answer(frame: Frame, route: Double, value: Value) -> None:
    """`route.return_value = httpx.Response(204)`, `route % 204`."""
    if route.stub is not None:
        for prepared in _elements(value):
            route.stub.statuses.extend(_of_answer(frame, prepared))


def answer_number(frame: Frame, route: Double, node: cst.BaseExpression, value: Value) -> None:
    """`route % 204`."""
    if route.stub is not None and isinstance(value, Const):
        route.stub.statuses.append(Spelled(frame.module, node, value))


# What was recorded --------------------------------------------------------------------------


def external(name: str) -> Value | None:
    """What a dotted outside name is, such as `responses.calls`; None when it is nothing here."""
    table = mocks.load()
    known = table.canonical(name)
    part = table.values.get(known)
    if part is not None:
        return Double(part)
    return None


def attribute(machine: Machine, double: Double, name: str) -> Value:
    """`double.name`."""
    table = mocks.load()
    part = table.recorded.get(double.part, {}).get(name)
    if double.part == "pattern" and double.value is not None:
        containers.compared(machine, double.value)
    if double.part == "router":
        if part is not None and f"{double.name}.{name}" not in table.stubs:
            return Double(part)
        return Bound(External(f"{double.name}.{name}"), double)
    if double.part == "mock":
        dotted = f"{double.name}.{name}".lstrip(".")
        if part is not None or name in table.assertions or name == "assert_has_calls":
            return Double(part, double.name) if part else Bound(External(f"?.{name}"), double)
        return Double("mock", dotted)
    if part is not None:
        return Double(part, double.name, double.stub)
    return Double(double.part, f"{double.name}.{name}", double.stub)


UNIQUE = frozenset(
    {"call_args", "call_args_list", "mock_calls", "await_args", "request_history", "last_request"}
)
"""Attributes that only test doubles have, whatever their holder is."""


def recorded(name: str, label: str) -> Value | None:
    """An attribute that only test doubles have, of something that is not known."""
    if name not in UNIQUE:
        return None
    for parts in mocks.load().recorded.values():
        if name in parts:
            return Double(parts[name], label)
    return None


def item(machine: Machine, frame: Frame, double: Double, key: Value, node: cst.CSTNode) -> Value:
    """`double[key]`."""
    number = key.value if isinstance(key, Const) else None
    name = key.known if isinstance(key, Text) else None
    part = double.part
    if part in ("calls", "requests"):
        part = "call" if part == "calls" else "request"
    elif part == "call" and number in (0, 1) and not isinstance(number, bool):
        part = "args" if number == 0 else "kwargs"
    elif part == "args":
        part = "argument"
    elif part == "kwargs" and name is not None:
        part = {"json": "json", "data": "content", "content": "content", "url": "url"}.get(
            name, "nothing" if name in _HARMLESS else "argument"
        )
    elif part in ("json", "argument") and isinstance(key, Text):
        _expect_key(machine, frame, double, key, node)
        part = "field"
    return Double(part, double.name, double.stub)


def unpacked(value: Value, count: int) -> list[Value] | None:
    """What `a, b = double` binds; None when that is not known."""
    if not isinstance(value, Double):
        return None
    if value.part == "call" and count == 2:
        return [Double(part, value.name, value.stub) for part in ("args", "kwargs")]
    inner = element(value)
    return [inner] * count if inner is not None else None


def element(value: Value) -> Value | None:
    """What a loop over recorded calls binds."""
    parts = {"calls": "call", "requests": "request", "args": "argument"}
    if isinstance(value, Double) and value.part in parts:
        return Double(parts[value.part], value.name, value.stub)
    return None


def loaded(value: Value) -> Value | None:
    """`json.loads(value)` of a recorded body."""
    inner = double_in(value)
    if inner is None or inner.part not in ("content", "argument", "json"):
        return None
    return Double("json", inner.name, inner.stub)


def double_in(value: Value) -> Double | None:
    """The test double that a value is, also as text or as the elements of a list."""
    for _, alternative in alternatives(value):
        if isinstance(alternative, Double):
            return alternative
        if isinstance(alternative, Text) and len(alternative.pieces) == 1:
            piece = alternative.pieces[0]
            if isinstance(piece, Hole) and isinstance(piece.value, Double):
                return piece.value
        if isinstance(alternative, Sequence):
            for inner in alternative.items or [alternative.element or UNKNOWN]:
                if isinstance(inner, Double) and inner.part != "expected":
                    return inner
    return None


# Assertions ---------------------------------------------------------------------------------


def compare(machine: Machine, frame: Frame, node: cst.CSTNode, values: list[Value]) -> bool:
    """Note an assertion when something recorded is compared; True when it is."""
    doubles = [double_in(value) for value in values]
    for double, other in zip(doubles, reversed(values), strict=False):
        if double is not None and double.part != "expected" and len(values) == 2:
            _expect(machine, frame, double, other, node)
    return any(double is not None for double in doubles)


def _expect(
    machine: Machine, frame: Frame, double: Double, expected: Value, node: cst.CSTNode
) -> None:
    """Something recorded is compared with what is expected."""
    for _, value in alternatives(expected):
        if isinstance(value, Text) and http.carries(machine, value):
            if double.part in ("url", "argument", "request", "call", "args"):
                _note(machine, frame, double, value, None, node)
        elif isinstance(value, Text) and double.part in ("content", "argument", "json"):
            if isinstance(value.pieces[0] if value.pieces else None, Hole) or value.known:
                _note(machine, frame, double, None, Body("raw", value), node)
            if double.part == "json":
                _expect_key(machine, frame, double, value, node)
        elif isinstance(value, Mapping):
            _expect_mapping(machine, frame, double, value, node)
        elif isinstance(value, Sequence):
            for inner in value.items or ():
                part = {"args": "argument", "calls": "call", "call": "args"}.get(double.part)
                if isinstance(inner, Mapping) and double.part == "call":
                    part = "kwargs"
                nested = Double(part or double.part, double.name, double.stub)
                _expect(machine, frame, nested, inner, node)


def _expect_mapping(
    machine: Machine, frame: Frame, double: Double, value: Mapping, node: cst.CSTNode
) -> None:
    if double.part not in ("kwargs", "json", "argument", "content"):
        return
    if double.part != "kwargs":
        _note(machine, frame, double, None, Body("json", value), node)
        return
    keywords = {name: Argument(entry.value) for name, entry in value.entries.items()}
    url = next((a.value for a in keywords.values() if http.carries(machine, a.value)), None)
    body = _body(Arguments(keywords=keywords))
    if url is not None or body is not None:
        _note(machine, frame, double, url, body, node)


def _expect_key(
    machine: Machine, frame: Frame, double: Double, key: Text, node: cst.CSTNode
) -> None:
    """`body["ids"]` and `"ids" in body` spell a key of the body."""
    known = key.known
    if known is not None:
        mapping = Mapping(machine.path)
        mapping.entries[known] = Entry(key, UNKNOWN)
        _note(machine, frame, double, None, Body("json", mapping), node)


def _expect_call(
    machine: Machine,
    frame: Frame,
    receiver: Value | None,
    arguments: Arguments,
    node: cst.CSTNode,
) -> None:
    """A call with these arguments is expected."""
    request = _request(machine, frame, receiver, arguments, node)
    if request is not None:
        machine.recorder.requests.append(request)


def _request(
    machine: Machine,
    frame: Frame,
    receiver: Value | None,
    arguments: Arguments,
    node: cst.CSTNode,
) -> Request | None:
    """The request that a call with these arguments would make; None when it has no such URL."""
    url = next((a.value for a in arguments.values() if http.carries(machine, a.value)), None)
    if url is None:
        return None
    method: Value = unknown("any")
    hint = _VERB.findall(_hint(receiver, node))
    if hint:
        method = text(hint[-1].upper())
    for argument in arguments.values():
        known = argument.value.known if isinstance(argument.value, Text) else None
        if known is not None and known.lower() in mocks.VERBS:
            method = argument.value
    chain = (*machine.stack, http.site(frame, node))
    body = _body(arguments)
    return Request("?.call", chain, method, url, body, machine.guard, kind=Kind.ASSERTION)


def _hint(receiver: Value | None, node: cst.CSTNode) -> str:
    """The name of a test double, which may say for which method it stands."""
    names = []
    if isinstance(node, cst.Call):
        at: cst.BaseExpression = node.func
        while isinstance(at, (cst.Attribute, cst.Call, cst.Subscript)):
            if isinstance(at, cst.Attribute):
                names.append(at.attr.value)
            at = at.func if isinstance(at, cst.Call) else at.value
        if isinstance(at, cst.Name):
            names.append(at.value)
    name = receiver.name if isinstance(receiver, (Double, External)) else ""
    return ".".join([*reversed(names), name])


def _body(arguments: Arguments) -> Body | None:
    """The body among the arguments of an expected call."""
    for name in ("json", "data", "content", "body"):
        given = arguments.keywords.get(name)
        if given is not None and given.value is not NONE:
            return Body("json" if name == "json" else "raw", given.value, name)
    others = [a for name, a in arguments.keywords.items() if name not in _HARMLESS]
    for argument in (*arguments.positional, *others):
        if isinstance(argument.value, Mapping):
            return Body("json", argument.value)
        if isinstance(argument.value, Text) and any(
            isinstance(p, Hole) and isinstance(p.value, JsonOf) for p in argument.value.pieces
        ):
            return Body("raw", argument.value)
    return None


def _note(
    machine: Machine,
    frame: Frame,
    double: Double,
    url: Value | None,
    body: Body | None,
    node: cst.CSTNode,
) -> None:
    """Note an assertion; without a URL it borrows that of the requests it can pin."""
    machine.recorder.requests.append(
        Request(
            callee="?.recorded",
            chain=(*machine.stack, http.site(frame, node)),
            method=unknown("any"),
            url=url if url is not None else _pinned(machine, frame, double),
            body=body,
            guard=machine.guard,
            kind=Kind.ASSERTION,
            borrowed=url is None,
        )
    )


def _pinned(machine: Machine, frame: Frame, double: Double) -> Value:
    """The URLs of the requests that something recorded may be."""
    if double.stub is not None:
        url: Value = double.stub.url
        return url
    every = [*machine.recorder.requests, *machine.recorder.doubled]
    every = [r for r in every if not r.borrowed and _may_have_body(r) and _says_url(r)]
    root = _root(machine, frame)
    found = [r for r in every if _place(r.chain[0].frame) == root]
    if not found:
        found = [r for r in every if r.chain[0].module is frame.module]
    return join(*(r.url for r in found)) if found else UNKNOWN


def _root(machine: Machine, frame: Frame) -> object:
    return _place(machine.stack[0].frame if machine.stack else frame)


def _place(frame: Frame) -> object:
    return frame.function if frame.function is not None else frame.module


def _says_url(request: Request) -> bool:
    """Whether a request says something about its URL; a stub for any URL does not."""
    return any(isinstance(value, Text) for _, value in alternatives(request.url))


def _may_have_body(request: Request) -> bool:
    if request.kind is Kind.CALL:
        return request.body is not None or request.open
    known = request.method.known if isinstance(request.method, Text) else None
    return known is None or known.upper() not in ("GET", "HEAD", "OPTIONS")


def _first(arguments: Arguments) -> Value:
    for argument in arguments.values():
        return argument.value
    return UNKNOWN


# Parameters of tests ------------------------------------------------------------------------


def of_type(name: str) -> Value | None:
    """What an annotation with the name of a registry says."""
    known = mocks.load().canonical(name)
    return Double("router", known) if known in mocks.load().routers else None


def parameter(machine: Machine, frame: Frame, name: str) -> Value | None:
    """What pytest passes for a parameter of a test; None when it is no fixture that is known."""
    function = frame.function
    if function is None or not isinstance(function.node, cst.FunctionDef):
        return None
    injected = _injected(machine, frame, function.node)
    if name in injected:
        return injected[name]
    is_test = function.node.name.value.startswith("test") or "fixture" in function.decorators
    if not is_test:
        return None
    known = mocks.load().fixtures.get(name)
    if known is None:
        return fixtures.value(machine, frame, name)
    return Double("router", known) if known in mocks.load().routers else External(known)


def _injected(machine: Machine, frame: Frame, node: cst.FunctionDef) -> dict[str, Value]:
    """The parameters that decorators pass, the innermost decorator first."""
    if not node.decorators:
        return {}
    names = [p.name.value for p in (*node.params.posonly_params, *node.params.params)]
    names = [name for name in names if name not in ("self", "cls")]
    given: list[Value] = []
    for decorator in reversed(node.decorators):
        expression = decorator.decorator
        if frame.parent is None or not isinstance(expression, cst.Call):
            continue
        callee = machine.evaluate(machine, frame.parent, expression.func)
        if isinstance(callee, External) and _passes(callee.name):
            value = machine.evaluate(machine, frame.parent, expression)
            if not _has_replacement(expression):
                given.append(value)
    return dict(zip(names, given, strict=False))


def _passes(name: str) -> bool:
    """Whether a decorator of this name passes a test double to the function."""
    known = mocks.load().canonical(name)
    return known in ("unittest.mock.patch", "unittest.mock.patch.object") or (
        known in mocks.load().routers and not known.startswith("responses.")
    )


def _has_replacement(node: cst.Call) -> bool:
    """`patch("a.b", new)` passes nothing to the test."""
    positional = [a for a in node.args if a.keyword is None]
    callee = node.func.attr.value if isinstance(node.func, cst.Attribute) else ""
    callee = node.func.value if isinstance(node.func, cst.Name) else callee
    most = {"patch": 1, "object": 2}.get(callee)
    named = any(a.keyword is not None and a.keyword.value == "new" for a in node.args)
    return named or (most is not None and len(positional) > most)
