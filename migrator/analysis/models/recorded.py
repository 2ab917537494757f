"""What test doubles recorded: the parts of it, and what each part gives."""

from __future__ import annotations

import libcst as cst

from migrator.analysis.models import assertions
from migrator.analysis.store import answers
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    Bound,
    Const,
    Double,
    External,
    Text,
    Value,
    made_of,
)
from migrator.analysis.values.frames import Frame

UNIQUE = frozenset(
    {"call_args", "call_args_list", "mock_calls", "await_args", "request_history", "last_request"}
)
"""Attributes that only test doubles have, whatever their holder is."""


OF_BODY = frozenset({"content-length", "content-md5", "digest"})
"""Headers of a request that say something of its body."""


def external(machine: Machine, name: str) -> Value | None:
    """What a dotted outside name is, such as `responses.calls`; None when it is nothing here."""
    table = machine.mocks
    known = table.canonical(name)
    part = table.values.get(known)
    if part is not None:
        return Double(part)
    return None


def attribute(machine: Machine, double: Double, name: str) -> Value:
    """`double.name`."""
    table = machine.mocks
    part = table.recorded.get(double.part, {}).get(name)
    if double.part == "pattern" and double.value is not None:
        answers.compared(machine, double.value)
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
    if double.part == "url" and not hasattr(str, name):
        return made_of(name, double)  # a part of it, or another URL that is made of it
    kind = double.part
    if kind == "record" and not hasattr(dict, name):
        kind = "argument"  # of a key or a call
    return Double(kind, f"{double.name}.{name}", double.stub)


def recorded(machine: Machine, name: str, label: str) -> Value | None:
    """An attribute that only test doubles have, of something that is not known."""
    if name not in UNIQUE:
        return None
    for parts in machine.mocks.recorded.values():
        if name in parts:
            return Double(parts[name], label)
    return None


def item(machine: Machine, frame: Frame, double: Double, key: Value, node: cst.CSTNode) -> Value:
    """`double[key]`."""
    number = key.value if isinstance(key, Const) else None
    name = key.known if isinstance(key, Text) else None
    part = double.part
    if name is not None and name.lower() in OF_BODY and part not in ("json", "kwargs"):
        answers.look(machine, frame, Double("content", double.name, double.stub), node)
    if part in ("url", "content") or (part == "argument" and number is None and name is None):
        return made_of("[...]", double)
    if part in ("calls", "requests"):
        part = "call" if part == "calls" else "request"
    elif part == "call" and number in (0, 1) and not isinstance(number, bool):
        part = "args" if number == 0 else "kwargs"
    elif part == "args":
        part = "argument"
    elif part == "kwargs" and name is not None:
        return double.keyword(name)
    elif part in ("json", "argument") and isinstance(key, Text):
        assertions.expect_key(machine, frame, double, key, node)
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
    parts = {"calls": "call", "requests": "request", "args": "argument", "record": "record"}
    if isinstance(value, Double) and value.part in parts:
        return Double(parts[value.part], value.name, value.stub)
    return None


def loaded(value: Value) -> Value | None:
    """`json.loads(value)` of a recorded body."""
    inner = assertions.double_in(value)
    if inner is None or inner.part not in ("content", "argument", "json"):
        return None
    return Double("json", inner.name, inner.stub)
