"""What looks at every answer of a client: hooks, adapters, transports, authentication, handlers.

They are functions and objects that the client was given. Each of their functions is run with the
answer in place of every parameter: whatever they ask of it, they ask of this one.
"""

from __future__ import annotations

import libcst as cst

from migrator.analysis.models import clients
from migrator.analysis.operations import construction
from migrator.analysis.store import answers
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    UNKNOWN,
    Answer,
    Argument,
    Arguments,
    Bound,
    Class,
    Const,
    ExternalInstance,
    Function,
    Instance,
    Mapping,
    Sequence,
    Union,
    Unknown,
    Value,
    alternatives,
    classes,
)
from migrator.analysis.values.frames import Frame
from migrator.analysis.values.requests import Request

_OWN = (
    *("send", "_send", "_send_handling_auth", "_send_handling_redirects", "_send_single_request"),
    *("error", "prepare_request", "build_request", "merge_environment_settings", "get_adapter"),
    *("get_redirect_target", "resolve_redirects", "rebuild_auth", "rebuild_method"),
    *("rebuild_proxies", "should_strip_auth", "_merge_url", "_transport_for_url"),
)
"""Methods through which a client that is derived in the project may look at its own requests."""


def show_answer(
    machine: Machine,
    frame: Frame,
    receiver: Value | None,
    arguments: Arguments,
    request: Request,
    node: cst.CSTNode,
) -> None:
    """Run what sees the answer of a request."""
    given = [a.value for name, a in arguments.keywords.items() if name in ("hooks", "auth")]
    policies = [a.value for name, a in arguments.keywords.items() if name not in ("hooks", "auth")]
    client = clients.client_of(receiver)
    if client is not None:
        given += [argument.value for argument in client.arguments.values()]
        given += list(client.attributes.values())
    for value in (*given, *policies):
        _ask_policies(machine, frame, value, request, node, 3)
    watchers = [watcher for value in given for watcher in _watchers(machine, frame, value, 3)]
    if isinstance(receiver, Instance):
        given_names = [classes.find(receiver.cls, name) for name in _OWN]
        watchers += [Bound(f, receiver) for f in given_names if isinstance(f, Function)]
    for watcher in watchers:
        _show(machine, frame, watcher, request, node)


def _show(
    machine: Machine, frame: Frame, watcher: Value, request: Request, node: cst.CSTNode
) -> None:
    function = watcher.function if isinstance(watcher, Bound) else watcher
    if not isinstance(function, Function):
        return
    if machine.running((id(function.node), id(function.closure))):
        return
    parameters = [*function.node.params.posonly_params, *function.node.params.params]
    named = [parameter.name.value for parameter in parameters]
    if isinstance(watcher, Bound):
        del named[:1]
    seen = tuple(Argument(Answer(request, _part(name))) for name in named)
    machine.showing += 1
    machine.call(frame, watcher, Arguments(seen, {}, open=True), node)
    machine.showing -= 1


def _ask_policies(
    machine: Machine, frame: Frame, value: Value, request: Request, node: cst.CSTNode, depth: int
) -> None:
    """A policy of retries that a client holds looks the status up in the numbers it was given."""
    for _, policy in alternatives(value):
        if not isinstance(policy, ExternalInstance) or "Mock" in policy.name or depth == 0:
            continue
        for held in (*policy.attributes.values(), *(a.value for a in policy.arguments.values())):
            _ask_policies(machine, frame, held, request, node, depth - 1)
            numbers = _statuses(held)
            if numbers or _is_computed(held):
                accepts = numbers.__contains__ if numbers else None
                status = Answer(request, "status")
                said = "a policy of retries looks it up"
                answers.use(machine, frame, status, "status-compared", node, said, accepts)


def _statuses(value: Value) -> frozenset[object]:
    """The numbers that a collection holds."""
    held = value.held() if isinstance(value, Sequence) else ()
    known = [v.value for item in held for _, v in alternatives(item) if isinstance(v, Const)]
    return frozenset(number for number in known if isinstance(number, int))


def _is_computed(value: Value) -> bool:
    """Whether a collection holds what the program computes."""
    held = value.element if isinstance(value, Sequence) and value.items is None else None
    options = alternatives(held) if held is not None else ()
    return any(isinstance(v, Unknown) and v is not UNKNOWN for _, v in options)


def _part(name: str) -> str:
    """What a watcher is shown under this name: a policy of retries sees the status alone."""
    return "status" if name in ("status", "status_code", "code") else "response"


def _watchers(machine: Machine, frame: Frame, value: Value, depth: int) -> list[Value]:
    """The functions that a value is or holds, and the methods of objects of the project."""
    if isinstance(value, (Function, Bound)):
        return [value]
    if isinstance(value, Class):
        value = construction.generic(machine, frame, value)
    if isinstance(value, Instance):
        methods = classes.methods(value.cls)
        return [Bound(m, value) for m in methods if not m.qualname.endswith(".__init__")]
    inner: list[Value] = []
    if isinstance(value, Mapping):
        inner = [entry.value for entry in value.entries.values()]
    elif isinstance(value, Sequence):
        inner = value.items or ([value.element] if value.element is not None else [])
    elif isinstance(value, Union):
        inner = [v for _, v in value.alternatives]
    elif isinstance(value, ExternalInstance) and "Mock" not in value.name:
        inner = [*value.attributes.values(), *(a.value for a in value.arguments.values())]
    if depth == 0:
        return []
    return [found for part in inner for found in _watchers(machine, frame, part, depth - 1)]
