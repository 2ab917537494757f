"""What tests assert about requests: each assertion becomes a `Request` of its own kind."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from migrator.analysis.events.recorder import Look
from migrator.analysis.models import pinning, requests
from migrator.analysis.operations import contents
from migrator.analysis.source.scopes import children
from migrator.analysis.store import answers
from migrator.analysis.store.machine import Machine, unknown
from migrator.analysis.values import (
    HARMLESS,
    NONE,
    UNKNOWN,
    Argument,
    Arguments,
    Double,
    Encoded,
    Entry,
    External,
    Hole,
    Mapping,
    Param,
    Sequence,
    Text,
    Unknown,
    Value,
    alternatives,
    frames,
    join,
    text,
)
from migrator.analysis.values.frames import Frame
from migrator.analysis.values.requests import Body, Request
from migrator.model import Kind
from migrator.models.mocks import VERBS

_VERB = re.compile(rf"(?i)(?:^|[._])({'|'.join(VERBS)})(?:$|[._()])")
TRANSPORT = "transport"
"""The name of a request that is handed to a function which answers it."""


def compare(machine: Machine, frame: Frame, node: cst.CSTNode, values: list[Value]) -> bool:
    """Note an assertion when something recorded is compared; True when it is."""
    if pairs := contents.paired(values):
        seen = [compare(machine, frame, node, pair) for pair in pairs]
        return any(seen)
    doubles = [double_in(value) for value in values]
    known = len(machine.recorder.requests)
    for double, other in zip(doubles, reversed(values), strict=False):
        if double is not None and double.part != "expected" and len(values) == 2:
            if double.part == "content" and _looks_for_a_part(node):
                look_through(machine, frame, node, double)
            elif double.part in ("record", "registered"):  # its parts are of any kind
                answers.look(machine, frame, double, node)
            else:
                expect(machine, frame, double, other, node)
                if double.part in _WHOLE and _is_open(other):
                    answers.look(machine, frame, double, node)
    if len(machine.recorder.requests) == known:
        for value in values:
            _note_text(machine, frame, node, value)
    return any(double is not None for double in doubles)


_WHOLE = frozenset({"json", "content", "kwargs", "url"})
"""Parts that are compared whole with what is expected, be it known or not."""


def _is_open(value: Value) -> bool:
    return any(isinstance(option, Unknown) for _, option in alternatives(value))


def look_through(
    machine: Machine, frame: Frame, node: cst.CSTNode, double: Double, *expected: Value
) -> None:
    """Note that a part is looked for in what was recorded: what stands beside, or `expected`."""
    if expected:
        machine.compared[id(node)] = list(expected)
    look = Look(double, frame, node, tuple(machine.stack), partial=True)
    machine.recorder.looks.append(look)


def _looks_for_a_part(node: cst.CSTNode) -> bool:
    """Whether a text is looked for in another one."""
    return isinstance(node, cst.Comparison) and any(
        isinstance(part.operator, (cst.In, cst.NotIn)) for part in node.comparisons
    )


def _note_text(machine: Machine, frame: Frame, node: cst.CSTNode, value: Value) -> None:
    """What was recorded is looked through as text: `"'ids'" in str(call)`."""
    for _, alternative in alternatives(value):
        holes = alternative.pieces if isinstance(alternative, Text) else ()
        for piece in holes:
            if isinstance(piece, Hole) and isinstance(piece.value, Double):
                look_through(machine, frame, node, piece.value)


def mark(machine: Machine, test: cst.BaseExpression) -> None:
    """Remember what stands in the test of an `assert`."""
    machine.recorder.asserted |= _nodes_in(test)


def _nodes_in(node: cst.CSTNode) -> set[int]:
    """A node and all that stands in it, by identity."""
    found = set()
    stack = [node]
    while stack:
        at = stack.pop()
        found.add(id(at))
        stack.extend(children(at))
    return found


def loosely(machine: Machine, frame: Frame, node: cst.CSTNode, values: list[Value]) -> bool:
    """Note what an `assert` expects of something that is not known to be a request.

    A test with a stand-in of its own, such as a fake session, compares what that has kept.
    """
    if len(values) != 2:
        return False
    expected = [pair for value in values for pair in _spelled_in(machine, value)]
    for url, body in expected:
        _note_loose(machine, frame, url, body, node)
    return bool(expected) or _expect_of_keeper(machine, frame, node, values)


def _spelled_in(machine: Machine, value: Value) -> Iterator[tuple[Value, Body | None]]:
    """The URLs, with the bodies beside them, in what is expected."""
    if isinstance(value, Text) and requests.carries(machine, value):
        yield value, None
    inner: list[Value] = []
    if isinstance(value, Sequence):
        inner = value.items or ([value.element] if value.element is not None else [])
    elif isinstance(value, Mapping):
        inner = [entry.value for entry in value.entries.values()]
    bodies = [v for v in inner if isinstance(v, Mapping)]
    for part in inner:
        if isinstance(part, Text) and requests.carries(machine, part):
            yield part, Body("json", bodies[0]) if bodies else None
        elif not isinstance(part, Text):
            yield from _spelled_in(machine, part)


def _note_loose(
    machine: Machine, frame: Frame, url: Value, body: Body | None, node: cst.CSTNode
) -> None:
    machine.recorder.pinned |= _nodes_in(node)
    chain = (*machine.stack, frames.site(frame, node))
    method, kind = unknown("any"), Kind.ASSERTION
    request = Request("?.compared", chain, method, url, body, machine.guard, kind=kind, loose=True)
    machine.recorder.requests.append(request)


def _expect_of_keeper(
    machine: Machine, frame: Frame, node: cst.CSTNode, values: list[Value]
) -> bool:
    """A body that is expected of what a stand-in was given, beside the URL expected of it."""
    body = next((value for value in values if isinstance(value, Mapping)), None)
    other = next((value for value in values if isinstance(value, Unknown)), None)
    if body is None or other is None:
        return False
    urls = [r.url for r in machine.recorder.requests if _is_beside(r, frame, node, other)]
    if urls:
        _note(machine, frame, Double("json"), None, Body("json", body), node, join(*urls))
    return bool(urls)


def _is_beside(request: Request, frame: Frame, node: cst.CSTNode, value: Unknown) -> bool:
    """Whether an assertion of a URL looks at the same stand-in as the one at `node`.

    Both are about parameters of one function that is no test, or about parts of one object.
    """
    if request.kind is not Kind.ASSERTION or request.borrowed:
        return False
    there = request.site.frame.function
    if isinstance(value, Param) and value.function is not None:
        is_test = value.function.last_name.startswith("test")
        return not is_test and there in (value.function, frame.function)
    holder = _holder(node)
    return there is frame.function and holder != "" and holder == _holder(request.site.node)


def _holder(node: cst.CSTNode) -> str:
    """The name of the object of which a comparison looks at a part, "" when it is none."""
    sides = [node.left, node.comparisons[0].comparator] if isinstance(node, cst.Comparison) else []
    for side in sides:
        if isinstance(side, (cst.Attribute, cst.Subscript)) and isinstance(side.value, cst.Name):
            return side.value.value
    return ""


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


def expect(
    machine: Machine, frame: Frame, double: Double, expected: Value, node: cst.CSTNode
) -> None:
    """Something recorded is compared with what is expected."""
    for _, value in alternatives(expected):
        if isinstance(value, Text) and requests.carries(machine, value):
            if double.part in ("url", "argument", "request", "call", "args"):
                _note(machine, frame, double, value, None, node)
        elif isinstance(value, Text) and double.part in ("content", "argument", "json"):
            if isinstance(value.pieces[0] if value.pieces else None, Hole) or value.known:
                _note(machine, frame, double, None, Body("raw", value), node)
            if double.part == "json":
                expect_key(machine, frame, double, value, node)
        elif isinstance(value, Mapping):
            _expect_mapping(machine, frame, double, value, node)
        elif isinstance(value, Sequence):
            for inner in value.items or ():
                part = {"args": "argument", "calls": "call", "call": "args"}.get(double.part)
                if isinstance(inner, Mapping) and double.part == "call":
                    part = "kwargs"
                nested = Double(part or double.part, double.name, double.stub)
                expect(machine, frame, nested, inner, node)


def _expect_mapping(
    machine: Machine, frame: Frame, double: Double, value: Mapping, node: cst.CSTNode
) -> None:
    if double.part not in ("kwargs", "json", "argument", "content"):
        return
    if double.part != "kwargs":
        _note(machine, frame, double, None, Body("json", value), node)
        return
    keywords = {name: Argument(entry.value) for name, entry in value.entries.items()}
    url = next((a.value for a in keywords.values() if requests.carries(machine, a.value)), None)
    body = _body(Arguments(keywords=keywords))
    if url is not None or body is not None:
        _note(machine, frame, double, url, body, node)


def expect_key(
    machine: Machine, frame: Frame, double: Double, key: Text, node: cst.CSTNode
) -> None:
    """`body["ids"]` and `"ids" in body` spell a key of the body."""
    known = key.known
    if known is not None:
        mapping = Mapping(machine.path)
        mapping.entries[known] = Entry(key, UNKNOWN)
        _note(machine, frame, double, None, Body("json", mapping), node)


def expect_call(
    machine: Machine,
    frame: Frame,
    receiver: Value | None,
    arguments: Arguments,
    node: cst.CSTNode,
) -> None:
    """A call with these arguments is expected."""
    request = request_of(machine, frame, receiver, arguments, node)
    body = _body(arguments) if request is None else None
    if request is not None:
        machine.recorder.requests.append(request)
    elif body is not None:  # any URL will do
        double = receiver if isinstance(receiver, Double) else Double("call")
        _note(machine, frame, double, None, body, node)


def request_of(
    machine: Machine,
    frame: Frame,
    receiver: Value | None,
    arguments: Arguments,
    node: cst.CSTNode,
) -> Request | None:
    """The request that a call with these arguments would make; None when it has no such URL."""
    url = next((a.value for a in arguments.values() if requests.carries(machine, a.value)), None)
    if url is None:
        return None
    method: Value = unknown("any")
    hint = _VERB.findall(_hint(receiver, node))
    if hint:
        method = text(hint[-1].upper())
    for argument in arguments.values():
        known = argument.value.known if isinstance(argument.value, Text) else None
        if known is not None and known.lower() in VERBS:
            method = argument.value
    chain = (*machine.stack, frames.site(frame, node))
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
    others = [a for name, a in arguments.keywords.items() if name not in HARMLESS]
    for argument in (*arguments.positional, *others):
        if isinstance(argument.value, Mapping):
            return Body("json", argument.value)
        if isinstance(argument.value, Text) and any(
            isinstance(p, Hole) and isinstance(p.value, Encoded) for p in argument.value.pieces
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
    pinned: Value | None = None,
) -> None:
    """Note an assertion; without a URL it borrows that of the requests it can pin."""
    machine.recorder.pinned |= _nodes_in(node)
    is_passed = double.name.startswith(TRANSPORT)
    is_stub = is_passed and id(node) not in machine.recorder.asserted
    request = Request(
        callee="?.recorded",
        chain=(*(() if is_passed else machine.stack), frames.site(frame, node)),
        method=unknown("any"),
        url=url or pinned or UNKNOWN,
        body=body,
        guard=machine.guard,
        kind=Kind.MOCK if is_stub else Kind.ASSERTION,
        borrowed=url is None,
    )
    machine.recorder.requests.append(request)
    if request.url is UNKNOWN:
        root = pinning.place(machine.stack[0].frame if machine.stack else frame)
        machine.recorder.unpinned.append((request, frame, double, root))
        pinning.pin(machine)


def note_looks(machine: Machine) -> None:
    """Looks that no edit follows are assertions of a body that nobody knows: they cannot move."""
    pinning.pin(machine)
    looks, machine.recorder.looks = machine.recorder.looks, []
    for look in looks:
        is_passed = look.double.name.startswith(TRANSPORT)
        chain = (*(() if is_passed else look.stack), frames.site(look.frame, look.node))
        key = (id(look.node), *(call.key for call in chain))
        if key in machine.looked:
            continue
        machine.looked.add(key)
        root = pinning.place(chain[0].frame)
        machine.recorder.requests.append(
            Request(
                callee="?.recorded",
                chain=chain,
                method=unknown("any"),
                url=pinning.pinned_from(machine, look.frame, look.double, root),
                body=Body("json", unknown("what a test looks at")),
                guard=machine.guard,
                kind=Kind.ASSERTION,
                borrowed=True,
                unfollowed=True,
                partial=look.partial,
                expected=tuple(machine.compared.get(id(look.node), ())),
            )
        )
