"""Attributes: what `value.name` gives, and what assigning to it does, for every kind of value."""

from __future__ import annotations

import libcst as cst

from migrator.analysis.models import constants, recorded, responses
from migrator.analysis.models.outside import named_tuples, sources, url_parts, urls
from migrator.analysis.operations import instances, module_names, namespaces, streams
from migrator.analysis.store import answers, escapes, failures
from migrator.analysis.store.machine import Machine, unknown
from migrator.analysis.values import (
    NONE,
    Answer,
    Bound,
    Class,
    Const,
    Double,
    Entry,
    External,
    ExternalInstance,
    Function,
    Instance,
    Mapping,
    ModuleValue,
    NamedTuple,
    PackageValue,
    Param,
    Partial,
    Sequence,
    Text,
    Union,
    Unknown,
    Url,
    Value,
    classes,
    join,
    made_of,
    text,
    union,
)
from migrator.analysis.values.arguments import positional
from migrator.analysis.values.frames import Frame
from migrator.analysis.values.requests import Request


def attribute(machine: Machine, frame: Frame, value: Value, name: str, node: cst.CSTNode) -> Value:
    """`value.name`."""
    if isinstance(value, Union):
        return union(
            (guard, _attribute(machine, frame, v, name, node)) for guard, v in value.alternatives
        )
    return _attribute(machine, frame, value, name, node)


def _attribute(machine: Machine, frame: Frame, value: Value, name: str, node: cst.CSTNode) -> Value:
    if name == "__file__" and isinstance(value, ModuleValue):
        return sources.path_of(value.module)
    if sources.shows_source(machine, value, name):
        return unknown(name)
    if (part := sources.attribute(value, name)) is not None:
        return part
    if name in failures.ORIGINS:
        put = value.attributes.get(name) if isinstance(value, Instance) else made_of(name, value)
        behind = [v for v in (put, machine.caught) if v is not None]
        return join(NONE, failures.of_any(machine), *behind)
    if classes.is_exotic(name):
        for held in list(frame.locals.values()):
            escapes.escape(machine, frame, held, "escape", node, name)
    if name in machine.clients.answer and not isinstance(value, (Answer, Const, Unknown)):
        machine.recorder.others_read.add(id(node))
    if isinstance(value, Instance) and name in named_tuples.METHODS:
        value = classes.row(value) or value
    if isinstance(value, Instance):
        found = instances.attribute(machine, frame, value, name, node)
        return found if found is not None else unknown(f"self.{name}")
    if way := urls.method(value, name):
        return Bound(External(way), value)
    if isinstance(value, Url) and (part := url_parts.part(value, name)) is not None:
        return part
    if isinstance(value, NamedTuple):
        return named_tuples.named(machine, value, name)
    if isinstance(value, Unknown):
        if value.label == namespaces.GLOBALS and name in _CHANGING:  # it may bind any name
            machine.recorder.executed.add(frame.module.path)
        doubled = recorded.recorded(machine, name, value.label)
        if doubled is not None:
            return doubled
        label = f"{value.label}.{name}"
        part = Unknown(label, value.why, value.parts)
        if isinstance(value, Param):
            part = Param(label, value.why, value.parts, value.function)
        written = [
            held
            for home, held in machine.scattered.get(name, {}).items()
            if machine.meets(frame.module, home)
        ]
        return join(part, *written)
    if isinstance(value, Double):
        return recorded.attribute(machine, value, name)
    if isinstance(value, ModuleValue) and name == "__dict__":
        return module_names.mapping(machine, frame, value, node)
    if isinstance(value, (ModuleValue, PackageValue)):
        return namespaces.module_attribute(machine, value, name)
    if isinstance(value, External):
        return _external(machine, value, name)
    if isinstance(value, ExternalInstance):
        return _external_instance(machine, frame, value, name, node)
    if isinstance(value, Answer):
        return responses.answer_attribute(machine, frame, value, name, node)
    if isinstance(value, Class):
        return instances.class_attribute(machine, frame, value, name)
    if isinstance(value, Text) and not hasattr(str, name) and name not in _URL_METHODS:
        # A URL object is asked for one of its parts, or for another URL made from it.
        answers.compared(machine, value)
        return made_of(name, value)
    if isinstance(value, Mapping) and name == "default_factory" and value.factory is not None:
        return value.factory
    if isinstance(value, Sequence) and name in _NUMBERS:
        return made_of(name, *value.count)
    if isinstance(value, (Text, Mapping, Sequence)):
        return Bound(External(f"?.{name}"), value)
    if isinstance(value, Function) and name in ("__name__", "__qualname__"):
        return text(value.last_name)
    if isinstance(value, Partial) and name == "func":
        return value.callee
    if isinstance(value, Partial) and name == "keywords":
        return _keywords(machine, value)
    if isinstance(value, Partial) and name == "args":
        items = [argument.value for argument in value.arguments.positional]
        if value.arguments.open:
            return Sequence(machine.path, None, "tuple", join(*items, made_of(name)))
        return Sequence(machine.path, items, "tuple")
    if isinstance(value, Function) and name == "register" and "dispatch" in value.decorators:
        return Partial(External("?register"), positional(value))
    if isinstance(value, Function) and name == "__closure__":  # its cells may be set
        machine.recorder.executed.add(value.module.path)
    if isinstance(value, Function) and name == "__defaults__":
        return Sequence(machine.path, None, "tuple", join(NONE, *value.defaults.values()))
    if isinstance(value, Function) and name == "__kwdefaults__":
        return _kept_by(machine, id(value.node), value.defaults)
    if isinstance(value, (Function, Bound)) and name == "__wrapped__":
        return value
    if isinstance(value, Function) and name in machine.function_attributes.get(id(value.node), {}):
        return machine.function_attributes[id(value.node)][name]
    if isinstance(value, Bound) and isinstance(value.function, Function) and name == "__self__":
        return value.receiver
    return made_of(name, value)


def _keywords(machine: Machine, value: Partial) -> Mapping:
    """The keywords of a `partial`: what is written there is passed from then on."""
    given = {name: argument.value for name, argument in value.arguments.keywords.items()}
    held = _kept_by(machine, machine.keep(value), given)
    held.open = held.open or ("its maker passes it" if value.arguments.open else "")
    return held


def _kept_by(machine: Machine, owner: int, given: dict[str, Value]) -> Mapping:
    """The mapping from which a callable takes what it is not given; its keys are names."""
    held = machine.keywords.get(owner)
    if held is None:
        entries = {name: Entry(text(name), value) for name, value in given.items()}
        held = machine.keywords[owner] = Mapping((), entries)
    return held


_NUMBERS = frozenset({"maxlen", "start", "stop", "step"})
"""Attributes of sequences that are no methods."""

_CHANGING = frozenset({"update", "setdefault", "pop", "popitem", "clear", "__setitem__"})
"""Methods of a mapping that change it."""

_URL_METHODS = frozenset({"joinpath", "with_name", "decode", "substitute", "human_repr"})


def _external(machine: Machine, value: External, name: str) -> Value:
    if machine.library.is_a(value.name, "settings"):
        found = [
            namespaces.module_attribute(machine, ModuleValue(m), name)
            for m in namespaces.settings(machine, name)
        ]
        return join(*found) if found else unknown(f"settings.{name}")
    dotted = machine.clients.canonical(f"{value.name}.{name}")
    if dotted in machine.outside:
        put = machine.outside[dotted]
        if not isinstance(put, (Function, Bound)):
            return put
        if dotted not in machine.clients.sends or isinstance(put, Bound):
            return join(External(dotted), put)  # what sends is asked for in `is_patched`
    if dotted in machine.clients.constants:
        return text(machine.clients.constants[dotted])
    number = constants.value_of(dotted)
    if number is not None:
        return number
    if (doubled := recorded.external(machine, dotted)) is not None:
        return doubled
    if isinstance(value, External) and name == "value" and "HTTPStatus" in value.name:
        return value
    return External(dotted)


def _external_instance(
    machine: Machine, frame: Frame, value: ExternalInstance, name: str, node: cst.CSTNode
) -> Value:
    if name in value.attributes:
        return value.attributes[name]
    if name.endswith("hooks") and value.name in machine.clients.clients:
        listed = Mapping(machine.path)
        listed.entries["response"] = Entry(text("response"), Sequence(machine.path, []))
        value.attributes[name] = listed
        return listed
    if name.startswith("on_"):
        value.attributes[name] = Sequence(machine.path, [])
        return value.attributes[name]
    if value.pending is not None and name in ("url", "full_url", "method"):
        pending: Request = value.pending
        return pending.method if name == "method" else pending.url
    if value.name == "builtins.super":
        return _super(machine, frame, value, name, node)
    if name == "base_url":
        row = machine.clients.clients.get(value.name)
        given = value.arguments.get(row.base, row.position) if row and row.base else None
        if given is not None:
            return given.value
    if machine.library.is_a(value.name, "namespaces"):
        return unknown(name)
    if name == "buffer" and streams.in_memory(machine, value):
        return made_of(name, value.attributes.get(streams.WRITTEN, NONE))
    return Bound(External(f"{value.name}.{name}"), value)


def _super(
    machine: Machine, frame: Frame, value: ExternalInstance, name: str, node: cst.CSTNode
) -> Value:
    receiver, owner = value.attributes["<self>"], value.attributes["<owner>"]
    cls = receiver.cls if isinstance(receiver, Instance) else receiver
    if not isinstance(cls, Class) or not isinstance(owner, Class):
        return unknown(f"super().{name}")
    found = classes.find(cls, name, after=owner)
    if found is not None:
        return instances.bind(machine, frame, found, receiver, cls, node)
    if name == "__init__":
        return Bound(External("?super.__init__"), receiver)
    for base in classes.outside_bases(cls):
        if own := machine.library.functions.inherited(base.name, name):
            return Bound(External(own), receiver)
        canonical = machine.clients.canonical(base.name)
        if canonical in machine.clients.clients:
            return Bound(External(f"{canonical}.{name}"), receiver)
    return Bound(External(f"?super.{name}"), receiver)
