"""Attributes: what `value.name` gives, and what assigning to it does, for every kind of value."""

from __future__ import annotations

import libcst as cst

from migrator.analysis.interpreter import (
    answers,
    classes,
    containers,
    escapes,
    externals,
    http,
    journal,
    recorded,
    stubs,
)
from migrator.analysis.interpreter.machine import Holder, Machine, unknown
from migrator.analysis.interpreter.outside import named_tuples, urls
from migrator.analysis.source.module import Module, is_test_path
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
    Imported,
    Instance,
    Mapping,
    ModuleValue,
    NamedTuple,
    PackageValue,
    Param,
    ParsedUrl,
    Partial,
    Sequence,
    Text,
    Union,
    Unknown,
    Url,
    Value,
    alternatives,
    constituents,
    hole,
    join,
    lifting,
    made_of,
    signature,
    text,
    union,
)
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
    if classes.is_exotic(name):
        for held in list(frame.locals.values()):
            escapes.escape(machine, frame, held, "escape", node, name)
    if name in machine.clients.answer and not isinstance(value, (Answer, Const, Unknown)):
        machine.recorder.others_read.add(id(node))
    if isinstance(value, Instance):
        found = classes.attribute(machine, frame, value, name, node)
        return found if found is not None else unknown(f"self.{name}")
    if isinstance(value, (Url, ParsedUrl)) and (way := urls.method(value, name)):
        return Bound(External(way), value)
    if isinstance(value, NamedTuple):
        return named_tuples.named(machine, value, name)
    if isinstance(value, Unknown):
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
    if isinstance(value, (ModuleValue, PackageValue)):
        return module_attribute(machine, value, name)
    if isinstance(value, External):
        return _external(machine, value, name)
    if isinstance(value, ExternalInstance):
        return _external_instance(machine, frame, value, name, node)
    if isinstance(value, Answer):
        return http.answer_attribute(machine, frame, value, name, node)
    if isinstance(value, Class):
        return classes.class_attribute(machine, frame, value, name)
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
        return text(value.qualname.rsplit(".", 1)[-1])
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
        return Partial(External("functools.singledispatch().register"), classes.positional(value))
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

_URL_METHODS = frozenset({"joinpath", "with_name", "decode", "substitute", "human_repr"})


def module_attribute(machine: Machine, value: ModuleValue | PackageValue, name: str) -> Value:
    """A name of a module, or a submodule of a package."""
    if isinstance(value, ModuleValue):
        found = machine.interpret_module(machine, value.module).locals.get(name)
        if found is not None:
            return force(machine, found)
    submodule = machine.project.submodule(value, name)
    return submodule if submodule is not None else unknown(name)


def force(machine: Machine, value: Value) -> Value:
    """The value behind a name that was imported with `from module import name`."""
    if isinstance(value, Union):
        if any(isinstance(v, Imported) for _, v in value.alternatives):
            return union((guard, force(machine, v)) for guard, v in value.alternatives)
        return value
    if not isinstance(value, Imported):
        return value
    if value.value is None:
        value.value = unknown(value.name)  # what a circular import finds
        value.value = module_attribute(machine, ModuleValue(value.module), value.name)
    return value.value


def _external(machine: Machine, value: External, name: str) -> Value:
    if value.name == "django.conf.settings":
        found = [module_attribute(machine, ModuleValue(m), name) for m in _settings(machine, name)]
        return join(*found) if found else unknown(f"settings.{name}")
    dotted = machine.clients.canonical(f"{value.name}.{name}")
    if dotted in machine.outside and not isinstance(machine.outside[dotted], (Function, Bound)):
        return machine.outside[dotted]
    if dotted in machine.clients.constants:
        return text(machine.clients.constants[dotted])
    number = externals.value_of(dotted)
    if number is not None:
        return number
    if (doubled := recorded.external(machine, dotted)) is not None:
        return doubled
    if isinstance(value, External) and name == "value" and "HTTPStatus" in value.name:
        return value
    return External(dotted)


def _settings(machine: Machine, name: str) -> list[Module]:
    """The settings modules of the project that define a name, as `settings.NAME` finds them."""
    return [
        module
        for module in machine.project.loaded()
        if "settings" in module.name.split(".")[-2:] or module.name.endswith("settings")
        if name in machine.interpret_module(machine, module).locals
    ]


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
    if value.name == "types.SimpleNamespace":
        return unknown(name)
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
        return classes.bind(machine, frame, found, receiver, cls, node)
    if name == "__init__":
        return Bound(External("?super.__init__"), receiver)
    for base in classes.outside_bases(cls):
        canonical = machine.clients.canonical(base.name)
        if canonical in machine.clients.clients:
            return Bound(External(f"{canonical}.{name}"), receiver)
    return Bound(External(f"?super.{name}"), receiver)


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
        if target.cls.loose or (name.startswith("__") and name.endswith("__")):
            for shown in [value, *target.attributes.values()]:
                escapes.escape(machine, frame, shown, "escape", node, name)
        descriptor = classes.find(target.cls, name)
        own = classes.find(descriptor.cls, "__set__") if isinstance(descriptor, Instance) else None
        if own is not None and descriptor is not None:
            given = classes.positional(target, value)
            machine.call(machine, frame, Bound(own, descriptor), given, node)
            return
        setter = classes.find(target.cls, f"<set {name}>") or classes.find(
            target.cls, "__setattr__"
        )
        if isinstance(setter, Function):
            named = [] if setter.qualname.endswith(name) else [text(name)]
            given = classes.positional(*named, value)
            machine.call(machine, frame, Bound(setter, target), given, node)
            return
        put(machine, frame, target, name, value, alone=alone)
    elif isinstance(target, ExternalInstance):
        # It was made here or elsewhere; what others read from it is not seen.
        sure = alone and not machine.path
        journal.touch(machine, target)
        _write(machine, target.attributes, name, value, sure=sure, holder=target)
        http.set_on_request(machine, target, name, value)
        if any(isinstance(part, Answer) for part in constituents(value)):
            escapes.escape(machine, frame, value, "escape", node, f"the attribute {name}")
    elif isinstance(target, Double):
        if name in ("return_value", "side_effect"):
            stubs.answer(machine, frame, target, value)
    elif isinstance(target, External):
        dotted = machine.clients.canonical(f"{target.name}.{name}")
        if not is_test_path(
            frame.module.source.path
        ):  # what a test replaces runs under that test alone
            machine.recorder.patched.add(dotted)
            _write(machine, machine.outside, dotted, value, sure=False)
        escapes.escape(machine, frame, value, "escape", node, f"{target.name}.{name}")
    elif isinstance(target, Class):
        _write(machine, target.namespace, name, value, sure=False)
    elif isinstance(target, ModuleValue):
        names = machine.interpret_module(machine, target.module).locals
        _write(machine, names, name, value, sure=False)
        machine.dirty.add(name)
    elif isinstance(target, Function):
        held = machine.function_attributes.setdefault(id(target.node), {})
        _write(machine, held, name, value, sure=False)
        if name.startswith("__"):  # `__defaults__` and the like
            escapes.escape(machine, frame, value, "escape", node, f"the attribute {name}")
            anything = join(containers.element_of(value), made_of(name, value))
            for parameter in list(target.defaults):
                _write(machine, target.defaults, parameter, anything, sure=False)
    else:
        if isinstance(target, Unknown):
            _scatter(machine, frame, name, value)
        escapes.escape(machine, frame, value, "escape", node, f"the attribute {name}")


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
    journal.touch(machine, target)
    _write(machine, target.attributes, name, value, sure=sure, holder=target)
    _stored(machine, frame, target, name, value)


def _scatter(machine: Machine, frame: Frame, name: str, value: Value) -> None:
    """An attribute of an object that is not known: any such object may be that one.

    What is a text or an answer has escaped; `None` and objects are found again by their name.
    """
    kept = [
        alternative
        for _, alternative in alternatives(value)
        if isinstance(alternative, (Instance, Function, Bound, Partial, Class))
        or any(part is NONE for part in constituents(alternative))
    ]
    if kept:
        held = machine.scattered.setdefault(name, {})
        old = held.get(frame.module)
        held[frame.module] = join(*([old] if old is not None else []), *kept)
        new = old is None or signature(old) != signature(held[frame.module])
        machine.note(None, new, held[frame.module], name=name)


def delete(machine: Machine, frame: Frame, target: Value, name: str, node: cst.CSTNode) -> None:
    """`del target.name`: what the class says of the name comes to light again."""
    options = alternatives(target)
    for _, alternative in options:
        if isinstance(alternative, Instance):
            for special in (f"<del {name}>", "__delattr__"):
                own = classes.find(alternative.cls, special)
                if own is not None:
                    given = classes.positional(*([text(name)] if special[0] == "_" else []))
                    machine.call(machine, frame, Bound(own, alternative), given, node)
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
    names[name] = union([(frozenset(), old), (machine.guard, value)])
    machine.note(holder, signature(names[name]) != signature(old), value, name=name)


def _stored(machine: Machine, frame: Frame, holder: Instance, name: str, value: Value) -> None:
    """What is kept in an object may be read by any of its methods."""
    if answers.answers_in(value):
        machine.answer_attributes.add((name, holder.cls.module))
    constructing = frame.function is not None and frame.function.qualname.endswith("__init__")
    if holder.generic and not constructing:
        for _, alternative in alternatives(value):
            if isinstance(alternative, Mapping):
                to = f"the attribute {name}"
                escapes.escape(machine, frame, alternative, "escape", holder.cls.node, to)


def item(machine: Machine, frame: Frame, container: Value, key: Value, node: cst.CSTNode) -> Value:
    """`container[key]` for one container."""
    if isinstance(container, (Mapping, Sequence, Text)):
        return containers.item(machine, frame, container, key, node)
    if isinstance(container, Double):
        return recorded.item(machine, frame, container, key, node)
    if isinstance(container, Answer):
        return _answer_item(machine, frame, container, key, node)
    if isinstance(container, External):
        if container.name == "os.environ":
            label = key.known if isinstance(key, Text) and key.known else "environ"
            return hole(unknown(label), label)
        if container.name == "sys.modules":
            return _module_named(machine, frame, key)
        _looked_up(machine, frame, key, node)
        return container
    if isinstance(container, Class):
        member = container.namespace.get(_known(key)) if container.enum else None
        return member if member is not None else container
    if isinstance(container, Instance):
        method = classes.find(container.cls, "__getitem__")
        if method is not None:
            bound = classes.bind(machine, frame, method, container, container.cls, node)
            return machine.call(machine, frame, bound, classes.positional(key), node)
    if isinstance(container, Unknown):
        shown = _known(key)
        label = f"{container.label}[{shown!r}]" if shown else f"{container.label}[...]"
        if isinstance(container, Param):
            return Param(label, "", container.parts, container.function)
        _looked_up(machine, frame, key, node)
        return made_of(label, container)
    _looked_up(machine, frame, key, node)
    return made_of("[...]", container)


def _module_named(machine: Machine, frame: Frame, name: Value) -> Value:
    """`sys.modules[name]`: a module of the project, or any that is not known."""
    known = name.known if isinstance(name, Text) else None
    if known is None:  # `__name__`, most of all
        return join(ModuleValue(frame.module), unknown("module"))
    found = machine.project.resolve(known, frame.module)
    return found if found is not None else External(known)


def _looked_up(machine: Machine, frame: Frame, key: Value, node: cst.CSTNode) -> None:
    """What is found somewhere out of sight depends on the key; a text is told by its place."""
    for _, alternative in alternatives(key):
        if not isinstance(alternative, Text) or alternative.known is None:
            answers.observe(machine, frame, alternative, node, "it is looked up by it")


def _known(key: Value) -> str:
    return key.known or "" if isinstance(key, Text) else ""


def _answer_item(
    machine: Machine, frame: Frame, answer: Answer, key: Value, node: cst.CSTNode
) -> Value:
    if answer.part == "response" and _known(key) == "status":
        return Answer(answer.request, "status", str)
    if answer.part == "headers":
        answers.header(machine, frame, answer, key, node)
        return unknown("header")
    lifted = lifting.item(answer, key)
    if lifted is not None:
        return lifted
    answers.use(machine, frame, answer, "used", node, "an element of it is read")
    return made_of("[...]", answer)
