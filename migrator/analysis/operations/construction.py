"""Objects as they are made: constructors, declared fields, enumerations, any object of a class."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeGuard, cast

import libcst as cst

from migrator.analysis.operations import callbacks, contents
from migrator.analysis.source.module import is_test_path
from migrator.analysis.store import answers, questions
from migrator.analysis.store.machine import Machine, unknown
from migrator.analysis.store.recordings import ANY_CALLER
from migrator.analysis.values import (
    MAX_ALTERNATIVES,
    Arguments,
    Bound,
    Class,
    Double,
    Entry,
    External,
    ExternalInstance,
    Function,
    Instance,
    Mapping,
    Param,
    Sequence,
    Text,
    Unknown,
    Value,
    alternatives,
    classes,
    join,
    text,
)
from migrator.analysis.values.arguments import positional
from migrator.analysis.values.classes import CLIENT
from migrator.analysis.values.frames import CallSite, Frame


def of_type(machine: Machine, frame: Frame, kind: Value, anything: Value) -> Value:
    """An object of a type that was evaluated."""
    if isinstance(kind, Class):
        if kind.enum:
            members = [v for v in kind.namespace.values() if isinstance(v, Instance)]
            return join(*members) if 0 < len(members) <= MAX_ALTERNATIVES else anything
        if classes.inherits(kind, "Protocol", "TypedDict"):
            return anything
        if classes.is_interface(kind):
            return anything
        if classes.is_abstract(kind) or classes.inherits(kind, "ABC"):
            # It is of a class that derives from it: what that has besides, its callers say.
            return join(generic(machine, frame, kind), anything)
        return generic(machine, frame, kind)
    if isinstance(kind, External):
        doubled = double_of(machine, kind.name)
        if doubled is not None:
            return doubled
        name = machine.clients.canonical(kind.name)
        if name in machine.clients.clients:
            return ExternalInstance(name, Arguments(open=True))
    return anything


def instantiate(
    machine: Machine, frame: Frame, cls: Class, arguments: Arguments, node: cst.CSTNode
) -> Value:
    """`cls(...)`: a new object, with its constructor run."""
    if cls.enum:
        return _enum_member(machine, cls, arguments)
    if classes.inherits(cls, "TypedDict"):
        return _typed_dict(machine, arguments)
    instance = Instance(cls, machine.path)
    instance.created = CallSite(frame.module, node, frame.scope, frame)
    beginning = machine.stack[0].module if machine.stack else frame.module
    instance.for_test = is_test_path(beginning.source.path)
    machine.made.append(instance)
    for base in classes.project_bases(cls):
        base.made.append(instance)
    construct(machine, frame, instance, arguments, node)
    return instance


def construct(
    machine: Machine, frame: Frame, instance: Instance, arguments: Arguments, node: cst.CSTNode
) -> None:
    """Run what sets up a new object: `__init__`, the fields of a dataclass, an outside base."""
    initialiser = classes.find(instance.cls, "__init__")
    if isinstance(initialiser, Function):
        if classes.shows_arguments(instance.cls):
            inherit(machine, instance, arguments)  # what an exception is made of, it shows
        machine.call(frame, Bound(initialiser, instance), arguments, node)
        return
    if instance.cls.fields:
        if not arguments.open:
            machine.called.add(id(instance.cls.node))
        _set_fields(machine, frame, instance, arguments)
        _check_fields(machine, frame, instance, node)
        after = classes.find(instance.cls, "__post_init__")
        if isinstance(after, Function):
            # Fields that are given to it alone (`InitVar`) may be any of the arguments.
            given = [argument.value for argument in arguments.values()]
            count = len(after.node.params.params) - 1
            shown = positional(*([join(*given)] * count)) if given else Arguments()
            machine.call(frame, Bound(after, instance), shown, node)
        return
    inherit(machine, instance, arguments)


def inherit(machine: Machine, instance: Instance, arguments: Arguments) -> None:
    """What the constructor of an outside base makes of what it is given: it keeps it."""
    inherit_client(machine, instance, arguments)
    given = [argument.value for argument in arguments.values()]
    given += [arguments.rest] if arguments.rest is not None else []
    if given and CLIENT not in instance.attributes:
        held = Sequence(machine.path, None if arguments.open else given, "tuple", join(*given))
        old = None if machine.surely(instance.path) else instance.attributes.get("args")
        instance.attributes["args"] = held if old is None else join(old, held)


def inherit_client(machine: Machine, instance: Instance, arguments: Arguments) -> None:
    """Remember how the outside client that the object inherits from was constructed."""
    for base in classes.outside_bases(instance.cls):
        canonical = machine.clients.canonical(base.name)
        if canonical in machine.clients.clients:
            instance.attributes[CLIENT] = ExternalInstance(canonical, arguments)
            return


def _set_fields(machine: Machine, frame: Frame, instance: Instance, arguments: Arguments) -> None:
    for argument in arguments.keywords.values():
        if argument.keyword is not None and argument.node is None:  # a key of what is spread
            answers.compared(machine, argument.keyword)
    for position, name in enumerate(instance.cls.fields):
        given = arguments.get(name, position)
        default = classes.find(instance.cls, name)
        if given is not None:
            instance.attributes[name] = given.value
        elif arguments.open or default is None:
            anything: Value = Param(f"self.{name}", function=_constructor(instance.cls))
            anything = _declared(machine, instance.cls, name, anything)
            known = None if default is None else _field_default(machine, frame, default)
            instance.attributes[name] = anything if known is None else join(known, anything)
        else:
            instance.attributes[name] = _field_default(machine, frame, default)


CHECKS = "checks "
"""What the mark of a function begins with that checks a field, before the name of the field."""

_ASKING = (
    *("pattern", "regex", "max_length", "min_length", "validator"),
    *("gt", "ge", "lt", "le", "multiple_of"),
)
"""What is said of a field whose value is checked by it."""

_CHECKING = re.compile(r"\b(?:Annotated|Literal|con(?:date|decimal|float|int|list|set|str))\b")
"""What an annotation names that says which values are taken."""


def _check_fields(machine: Machine, frame: Frame, instance: Instance, node: cst.CSTNode) -> None:
    """Run the functions of a class that check its fields, and may give another value for them."""
    held = instance.attributes
    for name in instance.cls.fields:
        said = classes.find(instance.cls, name)
        if name not in held:
            continue
        options = said.arguments.keywords if _is_field(said) else {}
        if any(word in options for word in _ASKING) or _is_checked(machine, instance.cls, name):
            machine.here = (frame, node)
            answers.compared(machine, held[name])
        if "converter" in options:
            made = positional(held[name])
            held[name] = machine.call(frame, options["converter"].value, made, node)
    for method in classes.methods(instance.cls):
        named = [mark.removeprefix(CHECKS) for mark in method.decorators if mark.startswith(CHECKS)]
        for name in list(held) if "*" in named else [n for n in named if n in held]:
            checked = Bound(method, instance)
            result = callbacks.call(machine, frame, checked, held[name], node)
            if any(isinstance(v, (Text, Mapping, Sequence)) for _, v in alternatives(result)):
                held[name] = join(held[name], result)


def _is_field(said: Value | None) -> TypeGuard[ExternalInstance]:
    return isinstance(said, ExternalInstance) and said.name == "?field"


def _is_checked(machine: Machine, cls: Class, name: str) -> bool:
    """Whether a base from outside checks a field by its annotation, such as one of some values."""
    found = _annotation(machine, cls, name) if classes.outside_bases(cls) else None
    if found is None:
        return False
    home, kind = found
    if _CHECKING.search(home.module.code(kind)):
        return True
    named = machine.evaluate(home, kind) if isinstance(kind, (cst.Name, cst.Attribute)) else None
    if isinstance(named, Class):
        return named.enum
    spelled = named.name if isinstance(named, External) else getattr(named, "label", "")
    return _CHECKING.search(spelled) is not None


def _constructor(cls: Class) -> Function:
    """What stands for the constructor that a class of declared fields has without writing it."""
    node = cast("cst.FunctionDef", cls.node)
    return Function(cls.module, node, f"{cls.qualname}.__init__", None, cls)


def _declared(machine: Machine, cls: Class, name: str, anything: Value) -> Value:
    """What the annotation of a field says that it holds; `anything` when it says nothing."""
    found = _annotation(machine, cls, name)
    if found is None or not isinstance(found[1], (cst.Name, cst.Attribute)):
        return anything
    return of_type(machine, found[0], machine.evaluate(*found), anything)


def _annotation(machine: Machine, cls: Class, name: str) -> tuple[Frame, cst.BaseExpression] | None:
    """The annotation of a field, and the names of the module that it stands in."""
    for base in classes.project_bases(cls):
        home = machine.frames.get(base.module)
        for line in base.node.body.body if home is not None else ():
            for small in line.body if isinstance(line, cst.SimpleStatementLine) else ():
                if isinstance(small, cst.AnnAssign) and isinstance(small.target, cst.Name):
                    if small.target.value == name and home is not None:
                        return home, small.annotation.annotation
    return None


def _field_default(machine: Machine, frame: Frame, default: Value) -> Value:
    """The value of `field(default=...)` and `field(default_factory=...)`."""
    if not _is_field(default):
        return default
    for key in ("default", "default_factory", "factory"):
        given = default.arguments.get(key)
        if given is None:
            continue
        if key == "default":
            return _field_default(machine, frame, given.value)
        return machine.call(frame, given.value, Arguments(), frame.module.tree)
    return unknown("field")


def _enum_member(machine: Machine, cls: Class, arguments: Arguments) -> Value:
    """`Color("red")` gives a member that is not known, unless the value is."""
    given = arguments.get("value", 0)
    wanted = given.value.known if given and isinstance(given.value, Text) else None
    if given is not None:
        _looked_up(machine, cls, given.value)
        answers.observe(
            machine, Frame(cls.module), given.value, cls.node, "a member is found by it"
        )
    for value in cls.namespace.values():
        if isinstance(value, Instance) and wanted is not None:
            held = value.attributes.get("value")
            if isinstance(held, Text) and held.known == wanted:
                return value
    members = [v for v in cls.namespace.values() if isinstance(v, Instance)]
    return join(*members) if members else unknown(cls.qualname)


def _looked_up(machine: Machine, cls: Class, value: Value) -> None:
    """A member that is found by its value is tied to it."""
    questions.noted(machine, value, "compared")
    for member in cls.namespace.values():
        if isinstance(member, Instance) and "value" in member.attributes:
            questions.noted(machine, member.attributes["value"], "compared")


def _typed_dict(machine: Machine, arguments: Arguments) -> Mapping:
    """A `TypedDict`: its keys are declared in the class, so a keyword cannot move alone."""
    mapping = Mapping(machine.path, open="it takes over arguments" if arguments.open else "")
    for name, argument in arguments.keywords.items():
        mapping.entries[name] = Entry(text(name), argument.value)
    return mapping


def enum_members(machine: Machine, cls: Class, names: Iterator[str]) -> None:
    """Turn the constants of an enum's body into members with `name` and `value`."""
    text_enum = any("str" in base.name.lower() for base in classes.outside_bases(cls))
    for name in names:
        value = cls.namespace[name]
        if isinstance(value, (Function, Class)) or name.startswith("_"):
            continue
        member = Instance(cls, machine.path, {"name": text(name), "value": value})
        member.attributes["_value_"] = value
        if text_enum:
            member.attributes["<text>"] = value
        cls.namespace[name] = member
        initialiser = classes.find(cls, "__init__")
        if isinstance(initialiser, Function):
            items = value.items if isinstance(value, Sequence) and value.kind == "tuple" else None
            given = positional(*(items if items is not None else [value]))
            home = Frame(cls.module)
            machine.call(home, Bound(initialiser, member), given, initialiser.node)
            member.attributes["value"] = member.attributes["_value_"]  # which it may have set
    _tell_apart(machine, cls)


def _tell_apart(machine: Machine, cls: Class) -> None:
    """A member that has the value of one before it is another name of that one."""
    members = (v for v in cls.namespace.values() if isinstance(v, Instance) and v.cls is cls)
    given = [member.attributes.get("_value_") for member in members]
    spelled = [v for value in given if value is not None for v in contents.spelled(value)]
    for value in spelled:
        if any(literal.matters for literal in value.literals()):
            for other in (each for each in spelled if each is not value):
                questions.differs(machine, value, other)


def generic(machine: Machine, frame: Frame, cls: Class) -> Instance:
    """An object of the class as any caller may have made it, for one root to work on."""
    template = machine.generics.get(id(cls))
    if template is None:
        template = Instance(cls, ANY_CALLER, generic=True)
        machine.generics[id(cls)] = template
        path, machine.path = machine.path, ANY_CALLER
        construct(machine, Frame(cls.module), template, Arguments(open=True), cls.node)
        machine.path = path
    attributes = dict(template.attributes)
    for made in cls.made:
        if not _is_of_test(made, cls):
            _take_over(machine, cls, attributes, made)
    return Instance(cls, machine.path, attributes, generic=True)


def _is_of_test(made: Instance, cls: Class) -> bool:
    """Whether a test has led to the making of an object, and its class is of no test."""
    return made.for_test and not is_test_path(cls.module.source.path)


def _take_over(machine: Machine, cls: Class, attributes: dict[str, Value], made: Instance) -> None:
    """What the constructor was given somewhere in the project may stand in an attribute.

    Where all calls of it were seen, nothing else does that it was given among others.
    """
    initialiser = classes.find(cls, "__init__")
    followed = isinstance(initialiser, Function) and machine.is_followed(initialiser)
    for name, given in made.attributes.items():
        # Only objects: which text a caller gave is for that caller to say.
        options = [v for _, v in alternatives(given)]
        objects = [v for v in options if isinstance(v, _OBJECTS)]
        if not objects:
            continue
        value = join(*objects)
        old = attributes.get(name)
        whole = followed and len(objects) == len(options)
        if old is None or machine.decided_by_callers(old) or (whole and _is_passed(old)):
            attributes[name] = value
        elif any(isinstance(v, Unknown) for _, v in alternatives(old)):
            attributes[name] = join(old, value)


def _is_passed(value: Value) -> bool:
    """Whether nothing is known of a value but that the constructor may have been given it."""
    return all(isinstance(v, Unknown) and not v.parts and not v.why for _, v in alternatives(value))


_OBJECTS = (Instance, ExternalInstance, Function, Bound)


def double_of(machine: Machine, name: str) -> Value | None:
    """What an annotation with the name of a registry says."""
    known = machine.mocks.canonical(name)
    return Double("router", known) if known in machine.mocks.routers else None
