"""Calls of mocking libraries, and of what they made: where they lead."""

from __future__ import annotations

import re

import libcst as cst

from migrator.analysis.models import assertions, fakes, patches, recorded, requests, stubs
from migrator.analysis.operations import callbacks
from migrator.analysis.source.module import is_test_path
from migrator.analysis.store.machine import Machine, unknown
from migrator.analysis.values import (
    NONE,
    UNKNOWN,
    Arguments,
    Bound,
    Class,
    Double,
    External,
    ExternalInstance,
    Function,
    Text,
    Value,
    alternatives,
    join,
    made_of,
)
from migrator.analysis.values.frames import Frame

_DOUBLES = re.compile(r"^unittest\.mock\.(\w*Mock|create_autospec|sentinel|mock_open)$")


def called(
    machine: Machine,
    frame: Frame,
    name: str,
    receiver: Value | None,
    arguments: Arguments,
    node: cst.CSTNode,
) -> Value | None:
    """What a call of a mocking library gives; None when the callee is of no such library."""
    table = machine.mocks
    known = table.canonical(name)
    last = known.rsplit(".", 1)[-1]
    if known in table.stubs:
        return stubs.register(machine, frame, table.stubs[known], receiver, arguments, node)
    if known in table.routers:
        return Double("router", known, arguments=arguments)
    if known in table.matchers:
        return Double("matcher", table.matchers[known], value=_first(arguments))
    if known in table.transports:
        stubs.run_callback(machine, frame, _first(arguments), None, node)
        return None
    if known in table.values:
        return Double(table.values[known])
    if known == "re.compile" and requests.carries(machine, _first(arguments)):
        return Double("pattern", value=_first(arguments))
    if name == patches.GIVES and receiver is not None:
        return receiver
    in_test = is_test_path(frame.module.source.path)
    is_told = in_test and not known.startswith("builtins.") and last in table.patches
    kind = table.patches.get(last if is_told else known)
    if kind is not None:
        patches.applied(machine, frame, kind, arguments, node)
    if known.startswith("unittest.mock."):
        return _of_unittest(machine, frame, known, arguments, node)
    if last in table.assertions:
        assertions.expect_call(machine, frame, receiver, arguments, node)
        return NONE
    if last in table.comparisons and len(arguments.positional) >= 2:
        pair = [argument.value for argument in arguments.positional[:2]]
        seen = assertions.compare(machine, frame, node, pair)
        return NONE if seen or assertions.loosely(machine, frame, node, pair) else None
    if last == "setattr" and in_test:
        _replaced(machine, frame, arguments, node)
    if isinstance(receiver, Double):
        return UNKNOWN
    values = [value for given in arguments.values() for _, value in alternatives(given.value)]
    return NONE if is_told and not any(map(callbacks.is_callable, values)) else None


def _replaced(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> None:
    """A test puts functions in place of what the arguments name."""
    values = [argument.value for argument in arguments.values()]
    holder = next((v.name for v in values if isinstance(v, (External, ExternalInstance))), "")
    words = [v.known for v in values if isinstance(v, Text) and v.known]
    names = [*words, *(f"{holder}.{word}" for word in words)]
    table = machine.clients
    if any(
        table.canonical(".".join(n.split(".")[-k:])) in table.sends for n in names for k in (2, 3)
    ):
        for value in values:
            stubs.run_fake(machine, frame, value, node)
        return
    cls = next((v for v in values if isinstance(v, Class)), None)
    for value in values if words else ():
        if isinstance(value, Function):
            _stand_in(machine, frame, words[-1], cls, value)


def _stand_in(
    machine: Machine, frame: Frame, name: str, cls: Class | None, function: Function
) -> None:
    """A function stands for a method of the project; as one of its class it is given the object."""
    owner = name.rpartition(".")[0].rpartition(".")[2]
    is_method = cls is not None or owner[:1].isupper()
    put = Bound(function, unknown("self")) if is_method else function
    fakes.put(machine, frame, name, put)


def call(
    machine: Machine, frame: Frame, double: Double, arguments: Arguments, node: cst.CSTNode
) -> Value:
    """The value of calling a test double, or something that one recorded."""
    last = double.name.rsplit(".", 1)[-1]
    if double.part == "mock":
        whole = Double("mock", double.name.removesuffix(f".{last}"))
        if last == "configure_mock":
            for name, argument in arguments.keywords.items():
                patches.configured(machine, frame, whole, name, argument.value, node)
        _note_doubled(machine, frame, double, arguments, node)
        faked = fakes.call(machine, frame, double, arguments, node)
        return join(whole if last in ("start", "stop") else Double("mock", double.name), *faked)
    if double.part == "route":
        stubs.answered(machine, frame, double, last, arguments, node)
    if double.part in ("url", "argument") and last in ("endswith", "startswith"):
        assertions.expect(machine, frame, double, _first(arguments), node)
        if not requests.carries(machine, _first(arguments)):
            assertions.look_through(machine, frame, node, double, _first(arguments))
        return UNKNOWN
    if double.part in ("url", "argument", "json", "content") and _takes_apart(last):
        given = (argument.value for argument in arguments.values())
        return made_of(f"{last}()", double, *given)
    if double.part in ("json", "kwargs") and last in ("get", "pop") and arguments.positional:
        key, *default = (argument.value for argument in arguments.positional)
        return join(recorded.item(machine, frame, double, key, node), *default)
    if last == "get" and arguments.positional:
        recorded.item(machine, frame, double, _first(arguments), node)
    return double


def _takes_apart(name: str) -> bool:
    """Whether a method of a text or a mapping makes something else of it."""
    return any(hasattr(kind, name) for kind in (str, bytes, dict, list)) and name not in _KEEPING


_KEEPING = frozenset({"decode", "encode", "strip", "rstrip", "lstrip", "copy", "get", "lower"})


def _of_unittest(
    machine: Machine, frame: Frame, name: str, arguments: Arguments, node: cst.CSTNode
) -> Value:
    if name.startswith("unittest.mock.patch"):
        _replaced(machine, frame, arguments, node)
    made = _made_by(machine, frame, name, arguments, node)
    effect = arguments.keywords.get("side_effect")
    if effect is not None:
        fakes.put(machine, frame, made.name if isinstance(made, Double) else "", effect.value)
    return made


def _made_by(
    machine: Machine, frame: Frame, name: str, arguments: Arguments, node: cst.CSTNode
) -> Value:
    if name == "unittest.mock.patch":
        target = _first(arguments)
        return Double("mock", target.known or "" if isinstance(target, Text) else "")
    if name in ("unittest.mock.patch.object", "unittest.mock.spy", "unittest.mock.patch.spy"):
        attribute = arguments.get("attribute", 1)
        known = attribute.value.known if attribute and isinstance(attribute.value, Text) else ""
        return Double("mock", known or "")
    for argument in arguments.values():
        stubs.run_fake(machine, frame, argument.value, node)
    if name.startswith("unittest.mock.call"):
        assertions.expect_call(machine, frame, External(name), arguments, node)
        return Double("expected", name, arguments=arguments)
    if _DOUBLES.match(name):
        return _made_with(machine, arguments, node)
    return UNKNOWN


def _made_with(machine: Machine, arguments: Arguments, node: cst.CSTNode) -> Double:
    """A double that knows what it was made with, the same one each time nothing is new."""
    if not arguments.keywords:
        return Double("mock")
    double = Double("mock", arguments=Arguments((), arguments.keywords))
    return machine.recorder.doubles.setdefault((id(node), patches.made_up(double)), double)


def _note_doubled(
    machine: Machine, frame: Frame, double: Double, arguments: Arguments, node: cst.CSTNode
) -> None:
    """A request that was sent to a test double: assertions about it are told by its URL."""
    request = assertions.request_of(machine, frame, double, arguments, node)
    if request is not None:
        machine.recorder.doubled.append(request)
        if not machine.is_elsewhere(request):
            machine.concern(request)


def _first(arguments: Arguments) -> Value:
    for argument in arguments.values():
        return argument.value
    return UNKNOWN
