"""Types: whether a value is of one, as far as that is known."""

from __future__ import annotations

from collections.abc import Iterable

from migrator.analysis.operations import module_names
from migrator.analysis.values import (
    Bound,
    Class,
    Const,
    External,
    ExternalInstance,
    Function,
    Instance,
    Mapping,
    ModuleValue,
    PackageValue,
    Sequence,
    Text,
    Url,
    Value,
    alternatives,
    classes,
)


def is_instance(value: Value, kind: Value) -> bool | None:
    """Whether a value that is no union is of a type, or of one in a tuple; None if not known."""
    found = [_is_one(value, one) for one in _kinds(kind)]
    if True in found:
        return True
    return None if None in found or not found else False


def is_of_none(kind: Value) -> bool:
    """Whether a type is that of `None`."""
    return isinstance(kind, External) and kind.name.endswith("NoneType")


def agreed(value: Value, kind: Value) -> bool | None:
    """The same for a value of several alternatives, which have to agree."""
    found = {is_instance(alternative, kind) for _, alternative in alternatives(value)}
    return found.pop() if len(found) == 1 else None


def _kinds(kind: Value) -> Iterable[Value | None]:
    for _, alternative in alternatives(kind) if len(alternatives(kind)) == 1 else ((None, None),):
        if isinstance(alternative, Sequence) and alternative.items is not None:
            for item in alternative.items:
                yield from _kinds(item)
        else:
            yield alternative


_CONTAINERS = {"Iterable", "Sized", "Container", "Collection"}
_MAPPINGS = {"Mapping", "MutableMapping", "Dict"}
_OF_DICT = {"dict", *_MAPPINGS, *_CONTAINERS}
_NUMBERS: dict[type, set[str]] = {
    bool: {"bool", "int"},
    int: {"int"},
    float: {"float"},
    type(None): {"NoneType"},
}
_PLAIN = {"bool", "int", "float", "complex", "NoneType", "str", "bytes", "dict"}
_SEQUENCES = {"list", "tuple", "set", "frozenset"}


def _is_one(value: Value, kind: Value | None) -> bool | None:
    if isinstance(kind, Class):
        return _is_of_class(value, kind)
    if not isinstance(kind, External):
        return None
    package, _, name = kind.name.rpartition(".")
    if kind.name in _OF_CODE:
        return _is_of_code(value, *_OF_CODE[kind.name])
    if package not in ("builtins", "typing", "collections.abc", "collections"):
        return None
    if isinstance(value, Instance):
        return _is_outside(value, name)
    if isinstance(value, Sequence):  # which of them it is, or what else gives elements, is not kept
        return False if name in _PLAIN | _MAPPINGS else None
    own = _names(value)
    if own is None:
        return None
    if name in own:
        return None if isinstance(value, Text) and own != {name} else True
    return False if name in _PLAIN | _SEQUENCES | _MAPPINGS else None


_OF_CODE: dict[str, tuple[type, ...]] = {
    "types.ModuleType": (ModuleValue, PackageValue),
    "builtins.type": (Class,),
}
"""Types of what a program imports or defines."""


def _is_of_code(value: Value, *kinds: type) -> bool | None:
    """Whether a value is a module, or a class."""
    if isinstance(value, kinds):
        return True
    if isinstance(value, Instance) and (classes.outside_bases(value.cls) or value.generic):
        return None
    if isinstance(value, ExternalInstance):
        return False if value.name == module_names.SPEC else None
    if isinstance(value, Bound) and isinstance(value.function, External):
        return None
    return False if isinstance(value, _PLAIN_KINDS) else None


_PLAIN_KINDS = (
    *(Text, Const, Mapping, Sequence, Instance),
    *(ModuleValue, PackageValue, Class, Function, Bound),
)


def _names(value: Value) -> set[str] | None:
    """The names of the types that a value is of; a text may be one of them, or a path."""
    if isinstance(value, Mapping):
        return _OF_DICT
    if isinstance(value, Const):
        return _NUMBERS.get(type(value.value))
    if isinstance(value, Text) and not isinstance(value, Url):
        return {"str", "bytes"}
    return None


def _is_of_class(value: Value, kind: Class) -> bool | None:
    if isinstance(value, Instance):
        if kind in classes.project_bases(value.cls):
            return True
        return None if value.generic or _tells(kind) or not _is_seen(value.cls) else False
    if classes.outside_bases(kind) or _tells(kind) or not _is_seen(kind):
        return None
    return False if isinstance(value, Sequence) or _names(value) is not None else None


def _tells(kind: Class) -> bool:
    """Whether a class may say itself what is of it, or be told by others."""
    given = any(argument.keyword is not None for argument in kind.node.keywords)
    metas = [base.meta for base in classes.project_bases(kind) if base.meta is not None]
    return given or bool(metas) or classes.inherits(kind, "Protocol", "ABC")


def _is_seen(cls: Class) -> bool:
    """Whether all that a class inherits from is known, at least by its name."""
    return all(isinstance(base, (Class, External)) for base in classes.mro(cls))


def _is_outside(value: Instance, name: str) -> bool | None:
    """Whether an object of the project is of a type of Python's own."""
    if value.generic or value.cls.enum or value.cls.fields or classes.outside_bases(value.cls):
        return None
    if not _is_seen(value.cls):
        return None
    return False if name in _PLAIN else None
