"""Requests and answers: what a call of an HTTP client sends, and what becomes of the answer."""

from __future__ import annotations

import libcst as cst

from migrator.analysis.events.recorder import Use
from migrator.analysis.interpreter import answers, classes, containers, own, questions
from migrator.analysis.interpreter.leaves import leaves_of
from migrator.analysis.interpreter.machine import Machine, unknown
from migrator.analysis.values import (
    NONE,
    UNKNOWN,
    Answer,
    Argument,
    Arguments,
    Bound,
    Const,
    External,
    ExternalInstance,
    Function,
    Instance,
    Mapping,
    Sequence,
    Text,
    Union,
    Unknown,
    Value,
    alternatives,
    exposed,
    join,
    lifting,
    made_of,
    text,
    texts,
)
from migrator.analysis.values.frames import CallSite, Frame
from migrator.analysis.values.parts import mappings_in
from migrator.analysis.values.requests import Body, Request
from migrator.models.clients import Receive, Send


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
    if given is not None and (built := _built(given.value)) is not None:
        body = _body(machine, row, arguments)
        if body is not None:
            built.body = body
            if row.default is not None and built.implied:
                built.method = text(row.default[0])
        machine.show_answer(machine, frame, receiver, arguments, built, node)
        return Answer(built)
    body = _body(machine, row, arguments)
    extra = arguments.positional[len(row.positional) :] if row.name.startswith("?.") else ()
    if extra and body is None:
        body = Body("json", extra[0].value)
    _sent_along(machine, frame, row, arguments, node)
    request = Request(
        callee=row.name,
        chain=(*machine.stack, site(frame, node)),
        method=_method(machine, row, receiver, arguments, body),
        url=machine.possible(_absolute(machine, receiver, given.value if given else UNKNOWN)),
        body=body,
        guard=machine.guard,
        known=not row.name.startswith("?."),
        receiver=receiver if row.name.startswith("?.") else None,
        open=arguments.open,
        implied=_is_implied(row, arguments),
        by_object=machine.by_object,
    )
    note(machine, request)
    _measured(machine, row, arguments, request, node)
    # Of a method of the project that a model describes, no other method of its object is a part.
    watching = None if own.describes(machine, receiver, row.name) else receiver
    machine.show_answer(machine, frame, watching, arguments, request, node)
    return _result(machine, row, receiver, arguments, request)


def _sent_along(
    machine: Machine, frame: Frame, row: Send, arguments: Arguments, node: cst.CSTNode
) -> None:
    """What is sent besides the URL and the keys of the body leaves the program."""
    url = arguments.get(row.url, row.position(row.url))
    bodies = [arguments.get(name, row.position(name)) for name in (row.json, *row.raw) if name]
    # What is made of the request and travels with it, such as a length or a digest, is no use.
    own = [*(b.value for b in bodies if b is not None), *([url.value] if url is not None else [])]
    same = {id(part) for value in own for part in exposed(value)}
    for argument in arguments.values():
        if argument is url and not row.name.startswith("?."):
            continue
        held = [argument.value]
        if argument is url:
            held = list(answers.answers_in(argument.value))
        unknown_client = row.name.startswith("?.")
        if argument in bodies or (unknown_client and isinstance(argument.value, Mapping)):
            held = [
                entry.value for m in mappings_in(argument.value) for entry in m.entries.values()
            ]
        for value in held:
            _leaves(
                machine, frame, value, row.name, node, same if argument not in bodies else set()
            )


def _leaves(
    machine: Machine, frame: Frame, value: Value, to: str, node: cst.CSTNode, same: set[int]
) -> None:
    for part in exposed(value):
        if id(part) in same:
            continue
        if isinstance(part, Answer):
            answers.use(machine, frame, part, "escape", node, to)
        elif isinstance(part, Text):
            for literal in part.literals():
                machine.recorder.use(literal, Use("escape", frame.module, node, to))


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


def note(machine: Machine, request: Request) -> None:
    """Record a request, and the parts of the calls that lead to it where the URL matters."""
    machine.recorder.requests.append(request)
    if not machine.is_elsewhere(request):
        machine.concern(request)
    request.near = carries(machine, request.url)
    if request.near:
        for call in request.chain:
            request.leaves[call.key] = leaves_of(machine, call)


def site(frame: Frame, node: cst.CSTNode) -> CallSite:
    """The call site of a node in a frame."""
    return CallSite(frame.module, node, frame.scope, frame)


def carries(machine: Machine, value: Value) -> bool:
    """Whether a text holds a word of a rule."""
    for _, alternative in alternatives(value):
        if isinstance(alternative, Text) and machine.carries(texts.content_of(alternative)):
            return True
    return False


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
        request = _built(given.value) if given else None
        if request is not None and row.returns == "request" and given is not None:
            return given.value
    else:
        request = receiver.pending if isinstance(receiver, ExternalInstance) else None
    if request is None:
        return UNKNOWN
    machine.show_answer(machine, frame, receiver, arguments, request, node)
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
            request.method = text("POST")
    elif name == "method":
        request.method = value
    elif name in ("url", "full_url"):
        # It may have been sent before, to where it pointed then.
        request.url = join(request.url, value)
        request.near = request.elsewhere = None
    elif name == "get_method":
        request.method = unknown("get_method()")


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
    return machine.call(machine, frame, Bound(found, receiver), shifted, node)


def _named(row: Send, arguments: Arguments) -> dict[str, Argument]:
    """The arguments after the URL, by name."""
    named = dict(arguments.keywords)
    for position, argument in enumerate(arguments.positional):
        if 0 < position < len(row.positional):
            named[row.positional[position]] = argument
    return named


def _method(
    machine: Machine, row: Send, receiver: Value | None, arguments: Arguments, body: Body | None
) -> Value:
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
            return Body("json", containers.snapshot(given.value), parameter, given.value)
        return Body("raw", containers.as_form(machine, given.value), parameter, given.value)
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
            containers.spread(machine, whole, containers.as_form(machine, argument.value))
    return Body("raw", whole, names[0], whole)


def _built(value: Value) -> Request | None:
    if isinstance(value, ExternalInstance) and isinstance(value.pending, Request):
        return value.pending
    if isinstance(value, Union):
        built = [_built(v) for _, v in value.alternatives]
        return next((b for b in built if b is not None), None)
    return None


def _absolute(machine: Machine, receiver: Value | None, url: Value) -> Value:
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


def _result(
    machine: Machine, row: Send, receiver: Value | None, arguments: Arguments, request: Request
) -> Value:
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
            receiver.pending = request
        return NONE
    return Answer(request)


# Answers ------------------------------------------------------------------------------------


def answer_attribute(
    machine: Machine, frame: Frame, answer: Answer, name: str, node: cst.CSTNode
) -> Value:
    """`answer.name`, where `answer` is a response or a part of one."""
    if answer.part == "response":
        seen = machine.recorder.others_read if machine.showing else machine.recorder.parts_read
        seen.add(id(node))
        part = machine.clients.answer.get(name)
        if part == "same":
            return answer
        if part is None:
            answers.use(machine, frame, answer, "escape", node, f"its attribute {name} is read")
            return made_of(f"response.{name}", answer)
        if part != "same" and answers.only_errors(machine, answer):
            return Answer(answer.request, "safe")  # it is read where only an error can lead
        if part == "json" and machine.trying:
            content = Answer(answer.request, "content")
            answers.use(machine, frame, content, "content-tested", node, "it is parsed in a `try`")
        return Answer(answer.request, part)
    if answer.part == "status":
        lifted = lifting.attribute(answer, name)
        return lifted if lifted is not None else Bound(External(f"?.{name}"), answer)
    if answer.part == "sent":
        if name not in ("method", "headers"):
            answers.use(machine, frame, answer, "escape", node, f"what was sent is read: .{name}")
        return unknown(name)
    if answer.part == "headers":
        return Bound(External(f"?headers.{name}"), answer)
    if answer.part == "content" and name in ("decode", "strip", "read", "text"):
        return answer
    if answer.part == "content" and name == "json":
        return Answer(answer.request, "json")
    if answer.part in ("content", "json"):
        answers.use(machine, frame, answer, "content-used", node, f".{name}")
    return made_of(name, answer)
