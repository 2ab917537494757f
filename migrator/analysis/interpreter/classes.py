"""Classes and objects of the project: attributes, inheritance, construction."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import libcst as cst

from migrator.analysis.interpreter import answers, fixtures, questions
from migrator.analysis.interpreter.machine import Machine, unknown
from migrator.analysis.values import (
    NONE,
    Argument,
    Arguments,
    Bound,
    Class,
    Entry,
    External,
    ExternalInstance,
    Function,
    Instance,
    Mapping,
    Param,
    Partial,
    PartialMethod,
    Sequence,
    Text,
    Union,
    Unknown,
    Value,
    join,
    made_of,
    text,
    union,
)
from migrator.analysis.values.frames import CallSite, Frame

CLIENT = "<client>"
"""The attribute under which an object keeps the outside client that it inherits from."""


def mro(cls: Class) -> tuple[Value, ...]:
    """The class and its bases in the order of lookup; outside classes are `External`."""
    if cls.order:
        return cls.order
    order: list[Value] = [cls]
    for base in cls.bases:
        order += mro(base) if isinstance(base, Class) else (base,)
    last = {_key(value): index for index, value in enumerate(order)}
    kept = (value for index, value in enumerate(order) if last[_key(value)] == index)
    cls.order = tuple(kept)
    return cls.order


def _key(value: Value) -> object:
    return value.name if isinstance(value, External) else id(value)


def project_bases(cls: Class) -> Iterator[Class]:
    """The class and those of its bases that are part of the project, in the order of lookup."""
    for value in mro(cls):
        if isinstance(value, Class):
            yield value


def find(cls: Class, name: str, after: Class | None = None) -> Value | None:
    """The class attribute as lookup finds it; with `after`, as `super()` finds it from there."""
    started = after is None
    for value in mro(cls):
        if started and isinstance(value, Class) and name in value.namespace:
            return value.namespace[name]
        started = started or value is after
    return None


def outside_bases(cls: Class) -> list[External]:
    """The bases that are not part of the project."""
    return [v for v in mro(cls) if isinstance(v, External) and v.name != "builtins.object"]


def inherits(cls: Class, *names: str) -> bool:
    """Whether one of the outside bases has one of these last names."""
    return any(base.name.rsplit(".", 1)[-1] in names for base in outside_bases(cls))


def attribute(
    machine: Machine, frame: Frame, instance: Instance, name: str, node: cst.CSTNode
) -> Value | None:
    """`instance.name`: its own attribute, a bound method, a property's value; None if unknown."""
    own = instance.attributes.get(name)
    if own is not None:
        return join(own, *stored_elsewhere(machine, frame, instance, name))
    found = find(instance.cls, name)
    if found is not None:
        return bind(machine, frame, found, instance, instance.cls, node)
    if name == "__class__":
        return instance.cls
    if name == "__dict__":
        return own_mapping(machine, instance)
    elsewhere = stored_elsewhere(machine, frame, instance, name)
    if elsewhere:
        return join(*elsewhere)
    outside = _outside_attribute(machine, instance, name)
    if outside is None and not name.startswith("__"):
        for way in ("__getattr__", "__getattribute__"):
            method = find(instance.cls, way)
            active = isinstance(method, Function) and bool(
                machine.running((id(method.node), id(method.closure)))
            )
            if method is not None and (active or len(machine.stack) > _DEEP):
                # What it would be made of is all that the object holds.
                return made_of(name, *instance.attributes.values())
            if method is not None:
                given = positional(text(name))
                return machine.call(machine, frame, Bound(method, instance), given, node)
    return outside


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
    if isinstance(found, Instance) and (own := find(found.cls, "__get__")) is not None:
        given = positional(receiver, cls if cls is not None else NONE)
        return machine.call(machine, frame, Bound(own, found), given, node)
    if isinstance(found, PartialMethod):
        return Partial(bind(machine, frame, found.callee, receiver, cls, node), found.arguments)
    if not isinstance(found, Function):
        return found
    if "property" in found.decorators:
        return machine.call(machine, frame, Bound(found, receiver), Arguments(), node)
    if "staticmethod" in found.decorators:
        return found
    if "classmethod" in found.decorators and cls is not None:
        return Bound(found, cls)
    return Bound(found, receiver)


_OPERATORS = (
    "add sub mul truediv floordiv mod pow or and xor lshift rshift matmul".split()  # noqa: SIM905
)
MODELLED = frozenset(
    f"__{name}__"
    for names in (
        "init call enter exit aenter aexit iter next aiter anext getitem setitem delitem contains",
        "len bool eq ne lt le gt ge hash str repr format getattr getattribute setattr get set",
        "post_init copy deepcopy reduce reduce_ex getstate setstate reversed slots doc module",
        "qualname name dict annotations all version author class wrapped self func members",
        "match_args",
        *(f"{name} r{name} i{name}" for name in _OPERATORS),
    )
    for name in names.split()
)
"""The special names that are followed; what uses any other sees all that stands around it."""


_DEEP = 2
"""Below so many calls, what `__getattr__` gives is known by what it was made of alone."""


def is_exotic(name: str) -> bool:
    """Whether a name is special to Python in a way that is not followed."""
    return name.startswith("__") and name.endswith("__") and name not in MODELLED


def _outside_attribute(machine: Machine, instance: Instance, name: str) -> Value | None:
    client = instance.attributes.get(CLIENT)
    if isinstance(client, ExternalInstance):
        if name in client.attributes:
            return client.attributes[name]
        return Bound(External(f"{client.name}.{name}"), instance)
    for base in outside_bases(instance.cls):
        canonical = machine.clients.canonical(base.name)
        if canonical in machine.clients.clients or canonical in machine.mocks.routers:
            return Bound(External(f"{canonical}.{name}"), instance)
        if base.name.startswith(("django.test.", "rest_framework.test.")) and name == "client":
            return ExternalInstance("test.Client", Arguments())
    return None


def stored_elsewhere(machine: Machine, frame: Frame, instance: Instance, name: str) -> list[Value]:
    """What methods other than the constructor assign to an attribute of a generic instance."""
    if name.startswith("<") or not (instance.generic or _is_driven(machine, instance.cls)):
        return []
    key = (id(instance.cls if instance.generic else instance), name)
    known = machine.stored.get(key)
    if known is not None:
        return known
    found: list[Value] = []
    machine.stored[key] = found  # also ends a recursion
    running = False
    for method in methods(instance.cls):
        scope = method.module.index.scope(method.node)
        if name not in scope.stored:
            continue
        if machine.running((id(method.node), id(method.closure))):
            running = True
            continue
        if method.node.name.value == "__init__":  # type: ignore[union-attr]
            continue
        other = clone(machine, instance)
        other.attributes.pop(name, None)
        home = Frame(method.module)
        machine.call(machine, home, Bound(method, other), Arguments(open=True), method.node)
        if name in other.attributes:
            found.append(other.attributes[name])
    if running:  # what is left out now is there for others
        del machine.stored[key]
    return found


def _is_driven(machine: Machine, cls: Class) -> bool:
    """Whether an outside base class may call the methods of its objects on its own."""
    return any(
        base.name.rsplit(".", 1)[-1] not in _PASSIVE
        and not base.name.endswith(("Error", "Exception", "Warning"))
        and machine.clients.canonical(base.name) not in machine.clients.clients
        for base in outside_bases(cls)
    )


_PASSIVE = frozenset(
    {"ABC", "Protocol", "Generic", "NamedTuple", "BaseModel", "BaseSettings", "Struct", "object"}
    | {"Enum", "IntEnum", "StrEnum", "Flag", "IntFlag", "str", "int", "dict", "list", "tuple"}
    | {"TestCase", "IsolatedAsyncioTestCase", "UserDict", "UserList", "UserString", "local"}
)
"""Outside classes that call no method but those that are called on their objects."""


def methods(cls: Class) -> Iterator[Function]:
    """The functions that the class and its project bases define, without overridden ones."""
    seen: set[str] = set()
    for base in project_bases(cls):
        for name, value in list(base.namespace.items()):
            if isinstance(value, Function) and name not in seen:
                seen.add(name)
                yield value


def of_type(machine: Machine, frame: Frame, kind: Value, anything: Value) -> Value:
    """An object of a type that was evaluated."""
    if isinstance(kind, Class):
        if kind.enum:
            members = [v for v in kind.namespace.values() if isinstance(v, Instance)]
            return join(*members) if members else anything
        if inherits(kind, "Protocol", "TypedDict", "ABC"):
            return anything
        return generic(machine, frame, kind)
    if isinstance(kind, External):
        doubled = fixtures.of_type(machine, kind.name)
        if doubled is not None:
            return doubled
        name = machine.clients.canonical(kind.name)
        if name in machine.clients.clients:
            return ExternalInstance(name, Arguments(open=True))
    return anything


def clone(machine: Machine, instance: Instance) -> Instance:
    """Another object with the same attributes, to run a method on."""
    return Instance(instance.cls, machine.path, dict(instance.attributes), instance.generic)


def class_attribute(machine: Machine, frame: Frame, cls: Class, name: str) -> Value:
    """`cls.name`."""
    found = find(cls, name)
    if found is not None:
        if isinstance(found, Function) and "classmethod" in found.decorators:
            return Bound(found, cls)
        return found
    if name in ("__name__", "__qualname__"):
        return text(cls.qualname.rsplit(".", 1)[-1])
    if cls.enum and name == "__members__":
        return unknown("__members__")
    for base in outside_bases(cls):
        return External(f"{machine.clients.canonical(base.name)}.{name}")
    return unknown(f"{cls.qualname}.{name}")


def instantiate(
    machine: Machine, frame: Frame, cls: Class, arguments: Arguments, node: cst.CSTNode
) -> Value:
    """`cls(...)`: a new object, with its constructor run."""
    if cls.enum:
        return _enum_member(machine, cls, arguments)
    if inherits(cls, "TypedDict"):
        return _typed_dict(machine, arguments)
    instance = Instance(cls, machine.path)
    instance.created = CallSite(frame.module, node, frame.scope, frame)
    machine.made.append(instance)
    for base in project_bases(cls):
        base.made.append(instance)
    construct(machine, frame, instance, arguments, node)
    return instance


def construct(
    machine: Machine, frame: Frame, instance: Instance, arguments: Arguments, node: cst.CSTNode
) -> None:
    """Run what sets up a new object: `__init__`, the fields of a dataclass, an outside base."""
    initialiser = find(instance.cls, "__init__")
    if isinstance(initialiser, Function):
        machine.call(machine, frame, Bound(initialiser, instance), arguments, node)
        return
    if instance.cls.fields:
        if not arguments.open:
            machine.called.add(id(instance.cls.node))
        _set_fields(machine, frame, instance, arguments)
        after = find(instance.cls, "__post_init__")
        if isinstance(after, Function):
            # Fields that are given to it alone (`InitVar`) may be any of the arguments.
            given = [argument.value for argument in arguments.values()]
            count = len(after.node.params.params) - 1
            shown = positional(*([join(*given)] * count)) if given else Arguments()
            machine.call(machine, frame, Bound(after, instance), shown, node)
        return
    inherit(machine, instance, arguments)


def inherit(machine: Machine, instance: Instance, arguments: Arguments) -> None:
    """What the constructor of an outside base makes of what it is given: it keeps it."""
    inherit_client(machine, instance, arguments)
    given = [argument.value for argument in arguments.values()]
    given += [arguments.rest] if arguments.rest is not None else []
    if given and CLIENT not in instance.attributes:
        held = Sequence(machine.path, None if arguments.open else given, "tuple", join(*given))
        old = instance.attributes.get("args")
        instance.attributes["args"] = held if old is None else join(old, held)


def inherit_client(machine: Machine, instance: Instance, arguments: Arguments) -> None:
    """Remember how the outside client that the object inherits from was constructed."""
    for base in outside_bases(instance.cls):
        canonical = machine.clients.canonical(base.name)
        if canonical in machine.clients.clients:
            instance.attributes[CLIENT] = ExternalInstance(canonical, arguments)
            return


def _set_fields(machine: Machine, frame: Frame, instance: Instance, arguments: Arguments) -> None:
    for position, name in enumerate(instance.cls.fields):
        given = arguments.get(name, position)
        default = find(instance.cls, name)
        if given is not None:
            instance.attributes[name] = given.value
        elif arguments.open or default is None:
            anything: Value = Param(f"self.{name}", function=_constructor(instance.cls))
            anything = _declared(machine, instance.cls, name, anything)
            known = None if default is None else _field_default(machine, frame, default)
            instance.attributes[name] = anything if known is None else join(known, anything)
        else:
            instance.attributes[name] = _field_default(machine, frame, default)


def _constructor(cls: Class) -> Function:
    """What stands for the constructor that a class of declared fields has without writing it."""
    node = cast("cst.FunctionDef", cls.node)
    return Function(cls.module, node, f"{cls.qualname}.__init__", None, cls)


def _declared(machine: Machine, cls: Class, name: str, anything: Value) -> Value:
    """What the annotation of a field says that it holds; `anything` when it says nothing."""
    for base in project_bases(cls):
        home: Frame | None = base.module.frame
        for line in base.node.body.body:
            for small in line.body if isinstance(line, cst.SimpleStatementLine) else ():
                if not isinstance(small, cst.AnnAssign) or not isinstance(small.target, cst.Name):
                    continue
                if small.target.value != name:
                    continue
                kind = small.annotation.annotation
                if home is not None and isinstance(kind, (cst.Name, cst.Attribute)):
                    found = machine.evaluate(machine, home, kind)
                    return of_type(machine, home, found, anything)
    return anything


def _field_default(machine: Machine, frame: Frame, default: Value) -> Value:
    """The value of `field(default=...)` and `field(default_factory=...)`."""
    if not isinstance(default, ExternalInstance) or default.name != "?field":
        return default
    for key in ("default", "default_factory", "factory"):
        given = default.arguments.get(key)
        if given is None:
            continue
        if key == "default":
            return given.value
        return machine.call(machine, frame, given.value, Arguments(), frame.module.tree)
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


def as_mapping(machine: Machine, instance: Instance) -> Mapping:
    """`asdict(instance)`, `vars(instance)`: the keys are the names of the fields."""
    mapping = Mapping(machine.path)
    for name, value in instance.attributes.items():
        if not name.startswith("<"):
            mapping.entries[name] = Entry(text(name), value)
    return mapping


def own_mapping(machine: Machine, instance: Instance) -> Mapping:
    """`vars(instance)`: what is written there is written into the object."""
    mapping = as_mapping(machine, instance)
    mapping.owner = instance
    return mapping


def enum_members(machine: Machine, cls: Class, names: Iterator[str]) -> None:
    """Turn the constants of an enum's body into members with `name` and `value`."""
    text_enum = any("str" in base.name.lower() for base in outside_bases(cls))
    for name in names:
        value = cls.namespace[name]
        if isinstance(value, (Function, Class)) or name.startswith("_"):
            continue
        member = Instance(cls, machine.path, {"name": text(name), "value": value})
        member.attributes["_value_"] = value
        if text_enum:
            member.attributes["<text>"] = value
        cls.namespace[name] = member
        initialiser = find(cls, "__init__")
        if isinstance(initialiser, Function):
            items = value.items if isinstance(value, Sequence) and value.kind == "tuple" else None
            given = positional(*(items if items is not None else [value]))
            home = Frame(cls.module)
            machine.call(machine, home, Bound(initialiser, member), given, initialiser.node)
            member.attributes["value"] = member.attributes["_value_"]  # which it may have set


def plain(instance: Instance) -> Value | None:
    """The text or number that an enum member is when it is used as one, else None."""
    return instance.attributes.get("<text>")


def positional(*values: Value) -> Arguments:
    """Arguments that are given by position."""
    return Arguments(tuple(Argument(value) for value in values))


def generic(machine: Machine, frame: Frame, cls: Class) -> Instance:
    """An object of the class as any caller may have made it, for one root to work on."""
    template = machine.generics.get(id(cls))
    if template is None:
        template = Instance(cls, (), generic=True)
        machine.generics[id(cls)] = template
        path, machine.path = machine.path, ()
        construct(machine, Frame(cls.module), template, Arguments(open=True), cls.node)
        machine.path = path
    attributes = dict(template.attributes)
    for made in cls.made:
        _take_over(machine, attributes, made)
    return Instance(cls, machine.path, attributes, generic=True)


def _take_over(machine: Machine, attributes: dict[str, Value], made: Instance) -> None:
    """What the constructor was given somewhere in the project may stand in an attribute."""
    for name, value in made.attributes.items():
        # Only objects: which text a caller gave is for that caller to say.
        if not isinstance(value, (Instance, ExternalInstance, Function, Bound)):
            continue
        old = attributes.get(name)
        if old is None or machine.decided_by_callers(old):
            attributes[name] = value
        elif isinstance(old, Unknown):
            attributes[name] = join(old, value)
