"""Classes and objects of the project: attributes, inheritance, construction."""

from __future__ import annotations

import libcst as cst

from migrator.analysis.operations import construction, contents
from migrator.analysis.source.module import Module, is_test_path
from migrator.analysis.store import escapes, questions
from migrator.analysis.store.machine import Machine, unknown
from migrator.analysis.values import (
    NONE,
    UNKNOWN,
    Arguments,
    Bound,
    Class,
    Entry,
    External,
    ExternalInstance,
    Function,
    Imported,
    Instance,
    Mapping,
    ModuleValue,
    PackageValue,
    Partial,
    PartialMethod,
    Union,
    Value,
    alternatives,
    classes,
    grown,
    join,
    made_of,
    text,
    texts,
    union,
)
from migrator.analysis.values.arguments import positional
from migrator.analysis.values.classes import CLIENT
from migrator.analysis.values.frames import Frame


def attribute(
    machine: Machine, frame: Frame, instance: Instance, name: str, node: cst.CSTNode
) -> Value | None:
    """`instance.name`: its own attribute, a bound method, a property's value; None if unknown."""
    found = _attribute(machine, frame, instance, name, node)
    if name.startswith("<") or not (held := classes.shared(instance)):
        return found
    of_class = classes.find(instance.cls, name)
    hidden = isinstance(of_class, Function) and "property" in of_class.decorators
    entries = [mapping.entries.get(name) for mapping in held]
    for entry in entries:
        if entry is not None:
            questions.read(machine, entry, text(name))
    kept = [entry.value for entry in entries if entry is not None]
    kept += [contents.of_rest(name, mapping) for mapping in held if mapping.rest]
    if any(entry is None and mapping.open for entry, mapping in zip(entries, held, strict=True)):
        kept.append(unknown(f"self.{name}"))
    sure = not hidden and all(entry is not None and entry.certain for entry in entries)
    others = [found] if found is not None and not sure else []
    return join(*others, *kept) if others or kept else None


def _attribute(
    machine: Machine, frame: Frame, instance: Instance, name: str, node: cst.CSTNode
) -> Value | None:
    own = instance.attributes.get(name)
    if own is not None:
        return join(own, *stored_elsewhere(machine, frame, instance, name))
    found = classes.find(instance.cls, name)
    if classes.is_wanted(found):
        return _of_heirs(machine, frame, instance, name, node)
    if found is not None:
        bound = bind(machine, frame, found, instance, instance.cls, node)
        if isinstance(found, _OF_CLASS) or (isinstance(found, Instance) and not found.cls.enum):
            return bound
        return join(bound, *stored_elsewhere(machine, frame, instance, name))
    if name == "__class__":
        return instance.cls
    if name == "__dict__":
        return own_mapping(machine, frame, instance, node)
    elsewhere = stored_elsewhere(machine, frame, instance, name)
    if elsewhere:
        return join(*elsewhere)
    outside = _outside_attribute(machine, instance, name)
    if outside is None and not name.startswith("__"):
        for way in ("__getattr__", "__getattribute__"):
            method = classes.find(instance.cls, way)
            active = isinstance(method, Function) and bool(
                machine.running((id(method.node), id(method.closure)))
            )
            if method is not None and (active or len(machine.stack) > _DEEP):
                # What it would be made of is all that the object holds.
                return made_of(name, *instance.attributes.values())
            if method is not None:
                given = positional(text(name))
                return machine.call(frame, Bound(method, instance), given, node)
    return outside


def _of_heirs(
    machine: Machine, frame: Frame, instance: Instance, name: str, node: cst.CSTNode
) -> Value | None:
    """An abstract method: that of the classes which derive from the object's; None without one.

    What a test derives for itself is no other code's.
    """
    cls = instance.cls
    machine.asked.setdefault((cls.node.name.value, cls.module), set())
    found: list[Value] = []
    for heir in cls.derived:
        own = classes.find(heir, name)
        if own is None or classes.is_wanted(own) or is_of_test(heir, cls):
            continue
        receiver = construction.generic(machine, frame, heir)
        found.append(bind(machine, frame, own, receiver, heir, node))
    return join(*found) if 0 < len(found) <= _MOST_HEIRS else None


def is_of_test(heir: Class, cls: Class) -> bool:
    """Whether a test derives a class from one of no test."""
    own = is_test_path(heir.module.source.path)
    return own and not is_test_path(cls.module.source.path)


_MOST_HEIRS = 8
"""The methods of more classes are not told apart."""

_OF_CLASS = (Function, Class, Partial, PartialMethod, External)
"""What an object has of its class, unless somebody takes pains to put another thing there."""


def bind(
    machine: Machine,
    frame: Frame,
    found: Value,
    receiver: Value,
    cls: Class | None,
    node: cst.CSTNode,
) -> Value:
    """What looking up a class attribute through `receiver` gives."""
    if isinstance(found, Union):
        return union(
            (guard, bind(machine, frame, value, receiver, cls, node))
            for guard, value in found.alternatives
        )
    if isinstance(found, Instance) and (own := classes.find(found.cls, "__get__")) is not None:
        given = positional(receiver, cls if cls is not None else NONE)
        return machine.call(frame, Bound(own, found), given, node)
    if isinstance(found, PartialMethod):
        return Partial(bind(machine, frame, found.callee, receiver, cls, node), found.arguments)
    if not isinstance(found, Function):
        return found
    if "property" in found.decorators:
        return machine.call(frame, Bound(found, receiver), Arguments(), node)
    if "staticmethod" in found.decorators:
        return found
    if "classmethod" in found.decorators and cls is not None:
        return Bound(found, cls)
    return Bound(found, receiver)


_DEEP = 2
"""Below so many calls, what `__getattr__` gives is known by what it was made of alone."""


def _outside_attribute(machine: Machine, instance: Instance, name: str) -> Value | None:
    client = instance.attributes.get(CLIENT)
    if isinstance(client, ExternalInstance):
        if name in client.attributes:
            return client.attributes[name]
        return Bound(External(f"{client.name}.{name}"), instance)
    for base in classes.outside_bases(instance.cls):
        if own := machine.library.functions.inherited(base.name, name):
            return Bound(External(own), instance)
        canonical = machine.clients.canonical(base.name)
        if canonical in machine.clients.clients or canonical in machine.mocks.routers:
            return Bound(External(f"{canonical}.{name}"), instance)
        if name == "client" and any(
            base.name.startswith(f"{package}.") for package in machine.library.kinds["test-clients"]
        ):
            return ExternalInstance("test.Client", Arguments())
    return None


def stored_elsewhere(machine: Machine, frame: Frame, instance: Instance, name: str) -> list[Value]:
    """What methods other than the constructor assign to an attribute of a generic instance."""
    if name.startswith("<") or not (instance.generic or escapes.is_driven(machine, instance.cls)):
        return []
    key = (id(instance.cls if instance.generic else instance), name)
    known = machine.stored.get(key)
    if known is None:
        known = _stored(machine, instance, name, key)
    cls = instance.cls
    related = (*classes.project_bases(cls), *cls.derived) if machine.kept_answers else ()
    kept = (v for c in related for v in machine.kept_answers.get((id(c), name), {}).values())
    return [*known, *kept]


def _stored(machine: Machine, instance: Instance, name: str, key: tuple[int, str]) -> list[Value]:
    found: list[Value] = []
    machine.stored[key] = found  # also ends a recursion
    running = False
    for method in classes.methods(instance.cls):
        if not _may_store(instance.cls, method, name):
            continue
        if machine.running((id(method.node), id(method.closure))) > 1:
            running = True
            continue
        if method.node.name.value == "__init__":  # type: ignore[union-attr]
            continue
        other = clone(machine, instance)
        other.attributes.pop(name, None)
        home = Frame(method.module)
        machine.call(home, Bound(method, other), Arguments(open=True), method.node)
        if name in other.attributes:
            found.append(other.attributes[name])
        elif id(method.node) in machine.cut:  # it was not run to where it stores the name
            found.append(unknown(f"self.{name}", "bound-exceeded"))
            running = True
    if running:  # what is left out now is there for others
        del machine.stored[key]
    return found


def _may_store(cls: Class, method: Function, name: str) -> bool:
    """Whether a method, or one that it overrides and may call, assigns to an attribute."""
    own = method.node.name.value  # type: ignore[union-attr]
    for base in classes.project_bases(cls):
        found = base.namespace.get(own)
        if isinstance(found, Function) and name in found.module.index.scope(found.node).stored:
            return True
    return False


def clone(machine: Machine, instance: Instance) -> Instance:
    """Another object with the same attributes, to run a method on."""
    return Instance(instance.cls, machine.path, dict(instance.attributes), instance.generic)


def class_attribute(machine: Machine, frame: Frame, cls: Class, name: str) -> Value:
    """`cls.name`."""
    found = classes.find(cls, name)
    if found is not None:
        if isinstance(found, Function) and "classmethod" in found.decorators:
            return Bound(found, cls)
        return found
    metas = (base.meta for base in classes.project_bases(cls) if base.meta is not None)
    meta = next(metas, None)
    of_meta = classes.find(meta, name) if meta is not None else None
    if of_meta is not None:
        return bind(machine, frame, of_meta, cls, meta, cls.node)
    if name in ("__name__", "__qualname__"):
        return text(cls.last_name)
    if name == "__dict__":
        return namespace_mapping(machine, cls.namespace)
    if cls.enum and name == "__members__":
        members = {n: v for n, v in cls.namespace.items() if isinstance(v, Instance)}
        return Mapping(machine.path, {n: Entry(text(n), v) for n, v in members.items()})
    if name in _REFLECTIVE:
        return made_of(name, *classes.project_bases(cls), *cls.derived)
    for base in classes.outside_bases(cls):
        if own := machine.library.functions.inherited(base.name, name):
            return Bound(External(own), cls)
    for base in classes.outside_bases(cls):
        return External(f"{machine.clients.canonical(base.name)}.{name}")
    return unknown(f"{cls.qualname}.{name}")


_REFLECTIVE = frozenset(
    {
        *("__mro__", "mro", "__bases__", "__base__", "__subclasses__", "__dataclass_fields__"),
        *("_field_defaults", "_member_map_", "_value2member_map_"),
    }
)
"""Names by which a class gives what it, a class above it or a class below it binds."""


def set_any(machine: Machine, instance: Instance, value: Value, spelled: Value = UNKNOWN) -> None:
    """Set an attribute whose name is not known: any that it may spell, also one of the class."""
    for base in classes.project_bases(instance.cls):
        for name, old in base.namespace.items():
            if is_data(name, old):
                instance.attributes.setdefault(name, old)
    for name, old in list(instance.attributes.items()):
        if is_data(name, old) and texts.may_spell(spelled, name):
            instance.attributes[name], is_new = grown(old, value)
            machine.note(instance, is_new, value, name=name)


def bind_any(machine: Machine, module: ModuleValue, value: Value, spelled: Value = UNKNOWN) -> None:
    """Bind a name of a module that is not known: it may be any, of a function as well."""
    names = machine.interpret_module(module.module).locals
    note_bound(machine, module.module)
    kinds = (Function, Class, Bound, Partial)
    called = any(isinstance(v, kinds) for _, v in alternatives(value))
    for name, old in list(names.items()):
        if not texts.may_spell(spelled, name):
            continue
        is_function = called and isinstance(old, (Function, Class))
        if is_function or (is_data(name, old) and not isinstance(old, _OF_IMPORTS)):
            bind_also(machine, module.module, name, value)


_OF_IMPORTS = (Imported, External, ModuleValue, PackageValue)
"""What an import binds, which nobody overwrites without its name."""


def note_bound(machine: Machine, module: Module) -> None:
    """A name of a module is bound from elsewhere: whoever has listed its names did not see it."""
    if module in machine.recorder.listed:
        machine.recorder.relisted = True


def bind_also(machine: Machine, module: Module, name: str, value: Value) -> None:
    """A name of a module may stand for something else as well from here on."""
    names = machine.names(module)
    old = names.get(name)
    names[name], is_new = grown(old if old is not None else UNKNOWN, value)
    machine.note(None, old is None or is_new, value, name=name)
    machine.dirty.setdefault(module, set()).add(name)


def is_data(name: str, value: Value) -> bool:
    """Whether an attribute is no method, and none that Python or this analysis keeps."""
    return not isinstance(value, (Function, Class)) and not name.startswith(("<", "__"))


def as_mapping(machine: Machine, instance: Instance) -> Mapping:
    """`asdict(instance)`, `vars(instance)`: the keys are the names of the fields."""
    mapping = Mapping(machine.path)
    for name, value in instance.attributes.items():
        if not name.startswith("<"):
            mapping.entries[name] = Entry(text(name), value)
    for held in classes.shared(instance):
        mapping.open = mapping.open or "it is made of what another mapping holds"
        mapping.rest = (*mapping.rest, *held.held())
    return mapping


def namespace_mapping(machine: Machine, names: dict[str, Value]) -> Mapping:
    """`vars(Class)`, `module.__dict__`: what is bound there, among other names."""
    mapping = Mapping(machine.path, open="it is made of the names that are bound somewhere")
    for name, value in names.items():
        if not isinstance(value, Imported) and not name.startswith("<"):
            mapping.entries[name] = Entry(text(name), value)
    return mapping


def own_mapping(machine: Machine, frame: Frame, instance: Instance, node: cst.CSTNode) -> Mapping:
    """`vars(instance)`: what is written there is written into the object.

    A property that is kept stands there once it was asked for.
    """
    held = classes.shared(instance)
    if len(held) == 1 and all(name.startswith("<") for name in instance.attributes):
        return held[0]
    mapping = as_mapping(machine, instance)
    mapping.owner = instance
    for method in classes.methods(instance.cls):
        if "cached-property" in method.decorators:
            name = method.last_name
            kept = machine.call(frame, Bound(method, instance), Arguments(), node)
            mapping.entries.setdefault(name, Entry(text(name), kept, certain=False))
    return mapping
