"""Everything that Python has to offer, as its own modules list it at run time.

A name is `room.name`: `ast.Compare`, `operator.add`, `builtins.max`, `str.partition`,
`itertools.chain`, `protocol.__enter__`. A new version of Python adds names here by itself.
"""

from __future__ import annotations

import ast
import builtins
import collections
import collections.abc
import contextlib
import copy
import dataclasses
import functools
import itertools
import operator
import types
from collections.abc import Iterator

TYPES: tuple[type, ...] = (str, bytes, list, tuple, dict, set, frozenset, int, float, bool)
_COLLECTIONS: tuple[type, ...] = (
    collections.deque,
    collections.Counter,
    collections.OrderedDict,
    collections.defaultdict,
    collections.ChainMap,
)
_MODULES = (operator, itertools, functools, collections, copy, dataclasses)
# Where the special methods of the language are listed, besides on the types above.
_HOLDERS: tuple[type, ...] = (
    object,
    type,
    property,
    types.FunctionType,
    types.GeneratorType,
    types.CoroutineType,
    types.AsyncGeneratorType,
    types.ModuleType,
    BaseException,
    collections.defaultdict,
    contextlib.AbstractContextManager,
    contextlib.AbstractAsyncContextManager,
)


def names() -> Iterator[str]:
    """Every name, room by room, each once."""
    yield from sorted(f"ast.{name}" for name in _syntax())
    for module in _MODULES:
        yield from (f"{module.__name__}.{name}" for name in _public(module))
    yield from (f"builtins.{name}" for name in sorted(dir(builtins)))
    for kind in (*TYPES, *_COLLECTIONS):
        yield from (f"{kind.__name__}.{name}" for name in sorted(dir(kind)))
    yield from (f"protocol.{name}" for name in sorted(_protocols()))


def _syntax() -> set[str]:
    """The classes of `ast` that stand for a form of the language."""
    return {
        name
        for name, value in vars(ast).items()
        if isinstance(value, type) and issubclass(value, ast.AST)
    }


def _public(module: types.ModuleType) -> list[str]:
    """What a module offers: its `__all__`, or what has no underscore in front."""
    listed = getattr(module, "__all__", None) or [n for n in dir(module) if n[0] != "_"]
    return sorted(set(listed))


def _protocols() -> set[str]:
    """The special methods that a class of the program may define."""
    abstract = (getattr(collections.abc, name) for name in collections.abc.__all__)
    return {
        name
        for holder in (*_HOLDERS, *abstract, *TYPES)
        for name in (*dir(holder), *getattr(holder, "__abstractmethods__", ()))
        if name.startswith("__") and name.endswith("__")
    } | _UNLISTED


# Methods that the language looks for and no class of the library lists.
_UNLISTED = {
    *("__getattr__", "__bytes__", "__fspath__", "__index__", "__length_hint__", "__round__"),
    *("__floor__", "__ceil__", "__trunc__", "__int__", "__float__", "__complex__", "__missing__"),
    *("__copy__", "__deepcopy__", "__replace__", "__getnewargs_ex__", "__setstate__", "__slots__"),
    *(
        "__post_init__",
        "__match_args__",
        "__set_name__",
        "__prepare__",
        "__del__",
        "__mro_entries__",
    ),
    *("__imatmul__", "__matmul__", "__rmatmul__", "__idiv__", "__format__", "__iadd__", "__isub__"),
    *("__imul__", "__itruediv__", "__ifloordiv__", "__imod__", "__ipow__", "__ilshift__"),
    *("__irshift__", "__iand__", "__ixor__", "__ior__", "__concat__"),
}
_UNLISTED -= {"__idiv__", "__concat__"}
