"""Classes as they are written: order of lookup, what is found there, and special names."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.values import (
    Class,
    External,
    Function,
    Instance,
    Mapping,
    NamedTuple,
    Value,
    alternatives,
)

CLIENT = "<client>"
"""The attribute under which an object keeps the outside client that it inherits from."""
MAPPING = "<dict>"
"""The attribute under which an object keeps the mapping that was put in place of its own."""


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


def shared(instance: Instance) -> list[Mapping]:
    """The mappings that hold attributes of an object in place of its own."""
    held = instance.attributes.get(MAPPING)
    options = alternatives(held) if held is not None else ()
    return [value for _, value in options if isinstance(value, Mapping)]


def rebinds(cls: Class) -> bool:
    """Whether a method of a class, or one that it inherits, sets `__dict__` or `__class__`."""
    stored = (method.module.index.scope(method.node).stored for method in methods(cls))
    return any(not names.isdisjoint(("__dict__", "__class__")) for names in stored)


def shows_arguments(cls: Class) -> bool:
    """Whether the objects of a class show what they were made of, as exceptions do."""
    return any(base.name.endswith(_SHOWING_ARGUMENTS) for base in outside_bases(cls))


_SHOWING_ARGUMENTS = ("Error", "Exception", "Warning", "SystemExit")


def inherits(cls: Class, *names: str) -> bool:
    """Whether one of the outside bases has one of these last names."""
    return any(base.name.rsplit(".", 1)[-1] in names for base in outside_bases(cls))


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
        "match_args missing init_subclass",
        *(f"{name} r{name} i{name}" for name in _OPERATORS),
    )
    for name in names.split()
)
"""The special names that are followed; what uses any other sees all that stands around it."""


def is_exotic(name: str) -> bool:
    """Whether a name is special to Python in a way that is not followed."""
    return name.startswith("__") and name.endswith("__") and name not in MODELLED


def is_abstract(cls: Class) -> bool:
    """Whether a class has methods that only those have which derive from it."""
    return any(map(is_wanted, methods(cls)))


def is_interface(cls: Class) -> bool:
    """Whether an abstract class has nothing itself that could be called."""
    named = [method for method in methods(cls) if not method.qualname.endswith("__")]
    return (is_abstract(cls) or inherits(cls, "ABC")) and all(map(is_wanted, named))


def is_wanted(found: Value | None) -> bool:
    """Whether what a class has under a name is an abstract method."""
    return isinstance(found, Function) and "abstract" in found.decorators


def methods(cls: Class) -> Iterator[Function]:
    """The functions that the class and its project bases define, without overridden ones."""
    seen: set[str] = set()
    for base in project_bases(cls):
        for name, value in list(base.namespace.items()):
            if isinstance(value, Function) and name not in seen:
                seen.add(name)
                yield value


def row(instance: Instance) -> NamedTuple | None:
    """The tuple that an object of a named tuple's class is, None for any other object."""
    names, held = instance.cls.fields, instance.attributes
    if not inherits(instance.cls, "NamedTuple") or not all(name in held for name in names):
        return None
    return NamedTuple(instance.path, [held[name] for name in names], "tuple", names=names)


def plain(instance: Instance) -> Value | None:
    """The text or number that an enum member is when it is used as one, else None."""
    return instance.attributes.get("<text>")
