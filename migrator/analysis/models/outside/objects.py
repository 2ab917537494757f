"""Functions that look into objects: `getattr`, `setattr`, `type`, fields, imports by name.

Facts are those of the functions' own reference documentation.
"""

from __future__ import annotations

from dataclasses import replace

import libcst as cst

from migrator.analysis.models import types
from migrator.analysis.models.outside import listings
from migrator.analysis.models.outside.common import Handler, first
from migrator.analysis.operations import (
    contents,
    instances,
    lookup,
    mappings,
    namespaces,
)
from migrator.analysis.store import answers, escapes, failures, questions
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    ALWAYS,
    NONE,
    UNKNOWN,
    Answer,
    Argument,
    Arguments,
    Bound,
    Class,
    Const,
    External,
    ExternalInstance,
    Function,
    Imported,
    Instance,
    Mapping,
    ModuleValue,
    Partial,
    Sequence,
    Text,
    Value,
    alternatives,
    classes,
    constituents,
    hole,
    join,
    made_of,
    texts,
    union,
)
from migrator.analysis.values.arguments import positional
from migrator.analysis.values.frames import Frame
from migrator.analysis.values.objects import as_value


def _handled(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`sys.exc_info()`, `traceback.format_exc()`: what the handlers that are run have caught."""
    around = (frame, *(call.frame for call in machine.stack))
    return made_of("exception", *(value for each in around for value in each.caught))


def _getattr(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    name = arguments.get("", 1)
    default = arguments.get("", 2)
    found: list[Value] = []
    for _, alternative in alternatives(name.value if name else UNKNOWN):
        if isinstance(alternative, Text) and alternative.known is not None:
            questions.noted(machine, alternative, "compared")
            found.append(machine.attribute(frame, first(arguments), alternative.known, node))
        else:
            answers.observe(machine, frame, alternative, node, "it names an attribute")
            answers.compared(machine, alternative)
            found.append(_dynamic_attribute(machine, frame, first(arguments), alternative, node))
    if default is not None:
        found.append(default.value)
    return join(*found) if found else UNKNOWN


def _dynamic_attribute(
    machine: Machine, frame: Frame, receiver: Value, name: Value, node: cst.CSTNode
) -> Value:
    """`getattr(session, verb)` with a verb that is not known."""
    if isinstance(receiver, (ExternalInstance, External)):
        return Partial(External("?dynamic"), Arguments((Argument(receiver), Argument(name))))
    if isinstance(receiver, Instance):
        bound, held = _spelled(machine, frame, receiver, name, node)
        held += [value for mapping in classes.shared(receiver) for value in mapping.held()]
        return join(*bound, *held, made_of("...", *held)) if bound or held else UNKNOWN
    if isinstance(receiver, (ModuleValue, Class)):
        rows: dict[object, Value] = {}
        homes = classes.project_bases(receiver) if isinstance(receiver, Class) else [receiver]
        for home in reversed(list(homes)):
            for own, value in (listings.bound_in(machine, home) or {}).items():
                if isinstance(value, Imported):
                    if value.value is None and value.module not in machine.frames:
                        continue
                    value = namespaces.force(machine, value)
                if not own.startswith("<"):
                    rows[own] = value
        return union(lookup.rows_of(rows, name, ALWAYS, lookup.absent(name)))
    return made_of("...", receiver)


def _spelled(
    machine: Machine, frame: Frame, instance: Instance, name: Value, node: cst.CSTNode
) -> tuple[list[Value], list[Value]]:
    """The methods and the data of an object that a name which is not known may spell."""
    bound: list[Value] = []
    held: dict[str, Value] = {}
    for home in reversed(list(classes.project_bases(instance.cls))):
        for own, value in list(home.namespace.items()):
            if own.startswith(("<", "__")) or not texts.may_spell(name, own):
                continue
            found = instances.bind(machine, frame, value, instance, instance.cls, node)
            if isinstance(value, Function):
                bound.append(found)
            else:
                held[own] = found
    for own, value in instance.attributes.items():
        if not own.startswith("<") and texts.may_spell(name, own):
            held[own] = value
    return bound, [*held.values()]


def _setattr(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    name, value = arguments.get("", 1), arguments.get("", 2)
    target = first(arguments)
    if name is None or value is None:
        return NONE
    for _, alternative in alternatives(name.value):
        if isinstance(alternative, Text) and alternative.known is not None:
            questions.noted(machine, alternative, "compared")
            machine.set_attribute(frame, target, alternative.known, value.value, node)
        else:
            answers.observe(machine, frame, alternative, node, "it names an attribute")
            answers.compared(machine, alternative)
            set_any(machine, frame, target, alternative, value.value, node)
    return NONE


def set_any(
    machine: Machine, frame: Frame, target: Value, name: Value, value: Value, node: cst.CSTNode
) -> None:
    """An attribute is set whose name is not known: it may be any that the name may spell."""
    escapes.escape(machine, frame, value, "escape", node, "an attribute that is not known")
    for _, alternative in alternatives(target):
        held: dict[str, Value] = {}
        if isinstance(alternative, Instance):
            instances.set_any(machine, alternative, value, name)
            for mapping in classes.shared(alternative):
                mappings.store(machine, mapping, name, value)
        elif isinstance(alternative, ExternalInstance):
            held = alternative.attributes
        elif isinstance(alternative, Class):
            held = alternative.namespace
        elif isinstance(alternative, ModuleValue):
            instances.bind_any(machine, alternative, value, name)
        for own, old in list(held.items()):
            if instances.is_data(own, old) and texts.may_spell(name, own):
                held[own] = join(old, value)


def _namespace(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    attributes = {name: argument.value for name, argument in arguments.keywords.items()}
    return ExternalInstance("types.SimpleNamespace", arguments, attributes)


def _property(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`name = property(getter)` in a class body."""
    getter = first(arguments, "fget")
    if not isinstance(getter, Function):
        return UNKNOWN
    return replace(getter, decorators=getter.decorators | {"property"})


def _field(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`field(default=...)`: the class definition looks into it."""
    return ExternalInstance("?field", arguments)


def _factory(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`Factory(function)`: a field whose value the function makes."""
    given = arguments.get("factory", 0)
    if given is None:
        return UNKNOWN
    return ExternalInstance("?field", Arguments(keywords={"default_factory": given}))


def _injected(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`Depends(dependency)`: the framework calls it, and passes what it gives, or yields once."""
    if not arguments.positional and "dependency" not in arguments.keywords:
        return UNKNOWN
    given = machine.call(frame, first(arguments, "dependency"), Arguments(open=True), node)
    value = union(
        (g, v.element if isinstance(v, Sequence) and v.element is not None else v)
        for g, v in alternatives(given)
    )
    return ExternalInstance("?injected", Arguments(), {"value": value})


def _type(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    value = first(arguments)
    if len(arguments.positional) > 1:
        return _derived(machine, frame, arguments, node)
    if isinstance(value, Const) and value.value is None:
        return External("types.NoneType")
    return value.cls if isinstance(value, Instance) else UNKNOWN


def _derived(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`type(name, bases, names)`: its bases are taken to bind what the new class binds.

    `new_class(name, bases, keywords, fill)` lets a function fill the names.
    """
    given = [argument.value for argument in arguments.values()]
    held = contents.element_of(given[1]) if len(given) > 1 else UNKNOWN
    bases = [v for _, v in alternatives(held) if isinstance(v, Class)]
    names = [v for value in given[2:3] for _, v in alternatives(value) if isinstance(v, Mapping)]
    for fill in given[3:]:
        names.append(Mapping(machine.path))
        machine.call(frame, fill, positional(names[-1]), node)
    for base in bases:
        for bound in names:
            for name, entry in bound.entries.items():
                machine.set_attribute(frame, base, name, entry.value, node)
    sure = bool(bases and names) and not any(bound.open or bound.rest for bound in names)
    return join(*bases) if sure else join(*bases, made_of("type()", *given))


def _import_module(
    machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode
) -> Value:
    name = first(arguments, "name")
    known = name.known if isinstance(name, Text) else None
    if isinstance(name, Text) and [getattr(p, "label", "") for p in name.pieces] == ["__name__"]:
        return join(ModuleValue(frame.module), UNKNOWN)
    found = machine.project.resolve(known, frame.module) if known else None
    if found is None:
        return External(known) if known else UNKNOWN
    return as_value(found)


def _context(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    return first(arguments) if arguments.positional else NONE


def _second(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    given = arguments.get("val", 1)
    return given.value if given is not None else UNKNOWN


def _shown(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`repr(x)`: what the class says, or all that its fields hold."""
    value = first(arguments)
    held: list[Value] = [value]
    for _, alternative in alternatives(value):
        if isinstance(alternative, Instance):
            for name in ("__repr__", "__str__", "__hash__"):
                method = classes.find(alternative.cls, name)
                if method is not None:
                    bound = Bound(method, alternative)
                    held.append(machine.call(frame, bound, Arguments(), node))
            held += alternative.attributes.values()
    return hole(made_of("repr()", *held))


def _hashed(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`hash(x)`: a number that is made of all that the class or the fields say."""
    return failures.computed(
        made_of("hash()", _shown(machine, frame, arguments, node), first(arguments))
    )


def _sentinel(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`object()`: a thing that is nothing but itself."""
    return ExternalInstance("?sentinel", Arguments(), path=machine.path)


def _keeper(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`ArgumentParser(...)`: what it is handed later may come back out of it."""
    escapes.escape_all(machine, frame, arguments, "escape", node, "a parser of arguments")
    return ExternalInstance("argparse.ArgumentParser", Arguments(), path=machine.path)


def _kind(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`isinstance`, `callable`: an edit changes no type, but perhaps that of what JSON holds."""
    parts = [part for part in constituents(first(arguments)) if isinstance(part, Answer)]
    return made_of("...", *(p for p in parts if p.part in ("content", "json")))


def _is_instance(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`isinstance(x, T)`, which is known for what was made here."""
    if len(arguments.positional) == 2:
        known = types.agreed(first(arguments), arguments.positional[1].value)
        if known is not None:
            return Const(known)
    return _kind(machine, frame, arguments, node)


HANDLERS: dict[str, Handler] = {
    "is-instance": _is_instance,
    "asks-type": _kind,
    "sentinel": _sentinel,
    "keeper": _keeper,
    "field": _field,
    "factory": _factory,
    "injected": _injected,
    "property": _property,
    "shown": _shown,
    "hashed": _hashed,
    "handled-exception": _handled,
    "get-attribute": _getattr,
    "set-attribute": _setattr,
    "type": _type,
    "second": _second,
    "namespace": _namespace,
    "context": _context,
    "import-module": _import_module,
}
