"""Writing attributes: replaced where nothing else can be meant, else joined."""

from __future__ import annotations

import libcst as cst

from migrator.analysis.models import clients, fakes, patches, stubs
from migrator.analysis.operations import callbacks, contents, instances, lookup, mappings, streams
from migrator.analysis.source.module import is_test_path
from migrator.analysis.store import answers, escapes, failures, journal
from migrator.analysis.store.machine import Machine, unknown
from migrator.analysis.store.states import Holder
from migrator.analysis.values import (
    NONE,
    Answer,
    Bound,
    Class,
    Double,
    External,
    ExternalInstance,
    Function,
    Instance,
    Mapping,
    ModuleValue,
    Partial,
    Unknown,
    Value,
    alternatives,
    classes,
    constituents,
    fingerprint,
    grown,
    join,
    made_of,
    text,
)
from migrator.analysis.values.arguments import positional
from migrator.analysis.values.frames import Frame


def set_attribute(
    machine: Machine, frame: Frame, target: Value, name: str, value: Value, node: cst.CSTNode
) -> None:
    """`target.name = value`; it replaces only where nothing else can be meant."""
    options = alternatives(target)
    for _, alternative in options:
        _set_attribute(machine, frame, alternative, name, value, node, alone=len(options) == 1)


def _set_attribute(
    machine: Machine,
    frame: Frame,
    target: Value,
    name: str,
    value: Value,
    node: cst.CSTNode,
    *,
    alone: bool,
) -> None:
    if isinstance(target, Instance):
        if name == "__class__":
            _adopt(machine, target.cls, value)
        if name == "__dict__":
            if alone and _share(machine, frame, target, value, node):
                return
            _loosen(machine, target.cls)
        if target.cls.loose or (name.startswith("__") and name.endswith("__")):
            for shown in [value, *target.attributes.values()]:
                escapes.escape(machine, frame, shown, "escape", node, name)
        descriptor = classes.find(target.cls, name)
        own = classes.find(descriptor.cls, "__set__") if isinstance(descriptor, Instance) else None
        if own is not None and descriptor is not None:
            given = positional(target, value)
            machine.call(frame, Bound(own, descriptor), given, node)
            return
        setter = classes.find(target.cls, f"<set {name}>") or classes.find(
            target.cls, "__setattr__"
        )
        if isinstance(setter, Function):
            named = [] if setter.qualname.endswith(name) else [text(name)]
            given = positional(*named, value)
            machine.call(frame, Bound(setter, target), given, node)
            return
        put(machine, frame, target, name, value, alone=alone)
    elif isinstance(target, ExternalInstance):
        # It was made here or elsewhere; what others read from it is not seen.
        sure = alone and not machine.path
        journal.touch(machine, target)
        _write(machine, target.attributes, name, value, sure=sure, holder=target)
        clients.set_on_request(machine, target, name, value)
        if any(isinstance(part, Answer) for part in constituents(value)):
            escapes.escape(machine, frame, value, "escape", node, f"the attribute {name}")
    elif isinstance(target, Double):
        if name in ("return_value", "side_effect"):
            stubs.answer(machine, frame, target, value)
        patches.configured(machine, frame, target, name, value, node)
        if name == "side_effect":
            fakes.put(machine, frame, target.name, value)
    elif isinstance(target, External):
        dotted = machine.clients.canonical(f"{target.name}.{name}")
        if not is_test_path(
            frame.module.source.path
        ):  # what a test replaces runs under that test alone
            machine.recorder.patched.add(dotted)
            if any(callbacks.is_callable(v) for _, v in alternatives(value)):
                machine.recorder.overridden.add(dotted)
                carrying = tuple(machine.library.kinds["carrying-requests"])
                machine.recorder.intercepted |= dotted.startswith(carrying)
                last = dotted.rpartition(".")[2]
                if machine.library.functions.logs(dotted) and machine.library.is_a(
                    last, "log-watchers"
                ):
                    streams.watch(machine, streams.LOG, value)
            _write(machine, machine.outside, dotted, value, sure=False)
        if machine.library.is_a(dotted, "output-streams"):
            streams.watch(machine, streams.OUTPUT, value)
        if machine.library.is_a(dotted, "told-of-exceptions"):
            callbacks.call(machine, frame, value, failures.told(machine), node)
        escapes.escape(machine, frame, value, "escape", node, f"{target.name}.{name}")
    elif isinstance(target, Class):
        if name == "__bases__":
            _adopt(machine, target, contents.element_of(value))
        _write(machine, target.namespace, name, value, sure=False)
    elif isinstance(target, ModuleValue):
        names = machine.interpret_module(target.module).locals
        _write(machine, names, name, value, sure=False)
        machine.dirty.setdefault(target.module, set()).add(name)
        if not is_test_path(frame.module.source.path):
            instances.note_bound(machine, target.module)
    elif isinstance(target, Function):
        held = machine.function_attributes.setdefault(id(target.node), {})
        _write(machine, held, name, value, sure=False)
        if name == "__code__":  # what is called from now on is another function
            machine.recorder.executed.add(target.module.path)
        if name.startswith("__"):  # `__defaults__` and the like
            escapes.escape(machine, frame, value, "escape", node, f"the attribute {name}")
            anything = join(contents.element_of(value), made_of(name, value))
            for parameter in list(target.defaults):
                _write(machine, target.defaults, parameter, anything, sure=False)
    else:
        if isinstance(target, Unknown):
            _scatter(machine, frame, name, value)
        escapes.escape(machine, frame, value, "escape", node, f"the attribute {name}")


def _adopt(machine: Machine, cls: Class, others: Value) -> None:
    """Objects of a class, or the class itself, turn to other classes: all of them may be asked."""
    for _, other in alternatives(others):
        for base in classes.project_bases(other) if isinstance(other, Class) else ():
            for name, value in list(base.namespace.items()):
                old = classes.find(cls, name)
                if old is not value:
                    cls.namespace.setdefault(name, old if old is not None else value)
                    _write(machine, cls.namespace, name, value, sure=False)


def _share(
    machine: Machine, frame: Frame, target: Instance, value: Value, node: cst.CSTNode
) -> bool:
    """`self.__dict__ = mapping`: its attributes stand there from now on; False where that is open.

    It is followed where a constructor does it, so that each method finds it done.
    """
    constructing = frame.function is not None and frame.function.qualname.endswith("__init__")
    held = [v for _, v in alternatives(value) if isinstance(v, Mapping)]
    followed = len(held) == len(alternatives(value)) and not any(v.owner for v in held)
    if not (constructing and followed and machine.surely(target.path)):
        return False
    journal.touch(machine, target)
    for name in [name for name in target.attributes if not name.startswith("<")]:
        del target.attributes[name]
    _write(machine, target.attributes, classes.MAPPING, value, sure=True, holder=target)
    statement = frame.module.parents.get(id(frame.module.parents.get(id(node))))
    if isinstance(statement, cst.Assign):
        lookup.note_asked(machine, frame, statement.value)  # who else fills it is looked for
    return True


def _loosen(machine: Machine, cls: Class) -> None:
    """Objects of a class get attributes in ways that are not followed: all of them are seen."""
    if not cls.loose:
        cls.loose = True
        machine.note(None, True)


def put(
    machine: Machine,
    frame: Frame,
    target: Instance,
    name: str,
    value: Value,
    *,
    alone: bool = True,
) -> None:
    """Write an attribute of an object itself, past what its class has to say about it."""
    sure = alone and machine.surely(target.path)
    held = classes.shared(target) if not name.startswith("<") else []
    for mapping in held:
        certain = sure and len(held) == 1 and machine.surely(mapping.path)
        if certain:
            journal.touch(machine, mapping)
        mappings.set_entry(machine, mapping, name, text(name), value, certain)
    if not held or any(not own.startswith("<") for own in target.attributes):
        journal.touch(machine, target)
        _write(machine, target.attributes, name, value, sure=sure and not held, holder=target)
    _stored(machine, frame, target, name, value)


def _scatter(machine: Machine, frame: Frame, name: str, value: Value) -> None:
    """An attribute of an object that is not known: any such object may be that one.

    What is a text or an answer has escaped; `None` and objects are found again by their name.
    """
    kept = [
        alternative
        for _, alternative in alternatives(value)
        if isinstance(alternative, (Instance, Function, Bound, Partial, Class))
        or any(part is NONE or _is_client(machine, part) for part in constituents(alternative))
    ]
    if kept:
        held = machine.scattered.setdefault(name, {})
        old = held.get(frame.module)
        held[frame.module], is_new = grown(old, join(*kept))
        machine.note(None, is_new, held[frame.module], name=name)


def _is_client(machine: Machine, value: Value) -> bool:
    return isinstance(value, ExternalInstance) and value.name in machine.clients.clients


def delete(machine: Machine, frame: Frame, target: Value, name: str, node: cst.CSTNode) -> None:
    """`del target.name`: what the class says of the name comes to light again."""
    options = alternatives(target)
    for _, alternative in options:
        if isinstance(alternative, Instance):
            for special in (f"<del {name}>", "__delattr__"):
                own = classes.find(alternative.cls, special)
                if own is not None:
                    given = positional(*([text(name)] if special[0] == "_" else []))
                    machine.call(frame, Bound(own, alternative), given, node)
            for mapping in classes.shared(alternative):
                mappings.remove_entry(machine, mapping, name, mapping.entries.get(name))
            journal.touch(machine, alternative)
            old = alternative.attributes.get(name)
            of_class = classes.find(alternative.cls, name)
            if len(options) == 1 and machine.surely(alternative.path):
                alternative.attributes.pop(name, None)
            elif old is not None:
                alternative.attributes[name] = join(old, of_class or unknown(name))
                machine.note(alternative, of_class is not None, name=name)
        elif isinstance(alternative, (ExternalInstance, Class, ModuleValue)):
            set_attribute(machine, frame, alternative, name, unknown(name), node)


def _write(
    machine: Machine,
    names: dict[str, Value],
    name: str,
    value: Value,
    *,
    sure: bool,
    holder: Holder | None = None,
) -> None:
    """The one way in which an attribute is written: replaced when that is sure, else joined."""
    old = names.get(name)
    if sure or old is None:
        names[name] = value
        machine.note(holder, old is not value, value, name=name, sure=sure)
        return
    names[name], is_new = grown(old, value, machine.guard)
    machine.note(holder, is_new, value, name=name)


def _stored(machine: Machine, frame: Frame, holder: Instance, name: str, value: Value) -> None:
    """What is kept in an object may be read by any of its methods."""
    held = [a.request for a in answers.answers_in(value) if not machine.stays(a)]
    if held:
        requests = machine.answer_attributes.setdefault((name, holder.cls), {})
        requests.update((id(request), request) for request in held)
        if holder.generic:
            kept = machine.kept_answers.setdefault((id(holder.cls), name), {})
            found: dict[object, Value] = {fingerprint(v): v for _, v in alternatives(value)}
            if not found.keys() <= kept.keys():  # who has run without it runs once more
                machine.renewed.add(name)
                machine.changed = 0
            kept.update(found)
    constructing = frame.function is not None and frame.function.qualname.endswith("__init__")
    if holder.generic and not constructing:
        for _, alternative in alternatives(value):
            if isinstance(alternative, Mapping):
                to = f"the attribute {name}"
                escapes.escape(machine, frame, alternative, "escape", holder.cls.node, to)
