"""What is known so far of the whole program: carriers, the modules that they stand in, literals.

A carrier is a name through which the endpoint's words, or the callers of a site, are reached. Facts
only grow: what runs on them is run again until nothing is new.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from migrator.analysis.source.handing import handed_on
from migrator.analysis.source.module import Module, is_test_path
from migrator.analysis.source.project import Project
from migrator.analysis.source.scopes import ATTRIBUTE
from migrator.analysis.source.writing import (
    CHANGING,
    IN_PLACE,
    Written,
    spelled,
    tells_doubles,
    writes_to_others,
    writes_unspelled,
)
from migrator.analysis.values import Class, Function, Literal, Value, contained

WRITTEN = "="
"""Before a name: what counts is who binds it anew, not who mentions it."""
STATE = "@"
"""Before a name of an object that changes: whoever mentions it elsewhere may change it."""
HELD = "&"
"""Before a name that gives a container: what counts at home is who changes it or hands it on."""
WRITER = "!"
"""Before the name of a function that writes what a site reads: its callers decide what.

What a test writes ends with it, so tests that lead to no site are no such callers.
"""

_CALLING = ("builtins.map", "builtins.filter", "functools.", "itertools.", "operator.")
"""What only reads, but calls what it is given, begins with one of these."""
_COMMON = frozenset({"self", "cls", "__init__", "__call__", "value", "name", "_value_"})


class _Text(NamedTuple):
    """What is found in the source text of a function."""

    written: Written
    to_others: bool  # whether it sets attributes of other objects than its own
    unspelled: bool
    tells: bool  # whether it may tell what it puts in the place of something


@dataclass(eq=False)
class Facts:
    """The carriers of one analysis, and the literals that an edit may change."""

    project: Project
    homes: dict[str, set[str]] = field(default_factory=dict)  # carrier -> modules, by real path
    literals: set[Literal] = field(default_factory=set)
    watchers: dict[str, list[Value]] = field(default_factory=dict)  # of the log and the output
    telling: int = 0  # they are shown what was written, and what they give is read by people
    _texts: dict[int, _Text] = field(default_factory=dict)  # by function
    _handed: dict[int, frozenset[str]] = field(default_factory=dict)  # by function
    _read: set[str] = field(default_factory=set)  # the modules in which code around a site reads
    _starts: dict[Module, list[int]] = field(default_factory=dict)  # of the literals
    _indexed: int = 0  # how many of the literals are in there

    @property
    def known(self) -> int:
        """How many carriers are known, each counted for every module it is at home in."""
        return sum(map(len, self.homes.values()))

    def add(self, name: str, home: Module) -> None:
        """A name is a carrier in a module."""
        if not _never_carries(name):
            self.homes.setdefault(name, set()).add(home.real_path)
            if name.startswith((WRITTEN, STATE, HELD)):
                self._read.add(home.real_path)

    def has(self, name: str, home: Module) -> bool:
        """Whether nothing is new when the name is added."""
        return _never_carries(name) or self.stands(name, home)

    def stands(self, name: str, home: Module) -> bool:
        """Whether a name was found to be a carrier in a module."""
        return home.real_path in self.homes.get(name, ())

    def carries(self, name: str) -> bool:
        """Whether a name is a carrier in any module, be it for what it writes alone."""
        return name in self.homes or WRITER + name in self.homes

    def is_read(self, name: str) -> bool:
        """Whether code around a site reads a name, or what it holds."""
        return any(mark + name in self.homes for mark in (WRITTEN, STATE, HELD))

    def relevant(self, function: Function) -> bool:
        """Whether a function mentions a rule's word or a carrier, or spells a part of a site.

        What may read the source, the log or the output sees the site as well.
        """
        scope = function.module.index.scope(function.node)
        if scope.seeds or self.mentions(function.module, scope.names):
            return True
        readers = self.project.library.kinds["self-readers"]
        if not (readers.isdisjoint(scope.names) and readers.isdisjoint(scope.stored)):
            return True
        if self.spells(function) or self.holds_carrier(function):
            return True
        return self.writes(function) or self._calls_writer(function)

    def holds_carrier(self, function: Function) -> bool:
        """Whether a function calls a carrier that the call was given in which it was made."""
        if function.closure is None:
            return False
        names = function.module.index.scope(function.node).names
        return any(
            isinstance(part, (Function, Class))
            and part.node is not function.node
            and self.stands(part.last_name, part.module)
            for value in function.closure.cells(names)
            for part in contained(value)
        )

    def writes(self, function: Function) -> bool:
        """Whether a function may write what the code around a site reads."""
        scope, module = function.module.index.scope(function.node), function.module
        here = module.real_path
        state: set[str] = set()
        names: set[str] = set()
        for name in scope.names | self._told(function):
            if STATE + name in self.homes and self.mentions(module, [STATE + name]):
                if here not in self.homes[STATE + name]:
                    return True
                state.add(name)
            elif self.mentions(module, [WRITTEN + name]):
                names.add(name)
        if names or state:
            found = self._text(function).written
            if not found.indexed.isdisjoint(state):
                return True  # a class or a function is no container, so `Name[...]` writes none
            bound = found.bound | found.changed | scope.bound_outside
            if not bound.isdisjoint(names | state):
                return True
            if self._text(function).to_others:
                if not self._handed_on(function).isdisjoint(names | state):
                    return True
        if self._text(function).unspelled and self._reaches(module, self._read):
            return True
        held = [name for name in scope.names if self.mentions(module, [HELD + name])]
        if not held or is_test_path(module.source.path):
            return False  # a test sees what it changes
        return not self._handed_on(function).isdisjoint(held)

    def _told(self, function: Function) -> set[str]:
        """What a function may replace by a text that names it."""
        told = function.module.index.scope(function.node).told
        if not told or self._text(function).tells:
            return told
        return set()

    def _text(self, function: Function) -> _Text:
        """What the text of a function tells of what it writes."""
        key = id(function.node)
        if key not in self._texts:
            code = function.module.code(function.node)
            own = [parameter.name.value for parameter in function.node.params.params]
            found = spelled(code), writes_to_others(code), writes_unspelled(code)
            self._texts[key] = _Text(*found, tells_doubles(code, own))
        return self._texts[key]

    def _handed_on(self, function: Function) -> frozenset[str]:
        key = id(function.node)
        if key not in self._handed:
            changing = CHANGING | IN_PLACE | self.project.library.kinds["filling-cells"]
            self._handed[key] = handed_on(function.node, changing, self._is_pure)
        return self._handed[key]

    def _is_pure(self, name: str) -> bool:
        whole = name if "." in name else f"builtins.{name}"
        return self.project.library.functions.is_pure(whole) and not whole.startswith(_CALLING)

    def _calls_writer(self, function: Function) -> bool:
        """Whether a function calls one that writes; a test, where its module leads to a site."""
        module = function.module
        names = module.index.scope(function.node).names
        if not self.mentions(module, [WRITER + name for name in names]):
            return False
        whole = module.index.everything
        is_test = is_test_path(module.source.path)
        return not is_test or bool(whole.seeds) or self.mentions(module, whole.names)

    def mentions(self, module: Module, names: Iterable[str]) -> bool:
        """Whether one of the names is a carrier that stands in the module, or that it can reach."""
        found = [self.homes[name] for name in names if name in self.homes]
        if not found:
            return False
        return any(self._reaches(module, places) for places in found)

    def _reaches(self, module: Module, places: set[str]) -> bool:
        """Whether a module is one of some, by real path, or its imports lead to one."""
        return module.real_path in places or not self.project.reached(module).isdisjoint(places)

    def spells(self, function: Function) -> bool:
        """Whether a literal that an edit may change stands in a function, for all its callers."""
        if self._indexed != len(self.literals):
            self._index()
        starts = self._starts.get(function.module)
        if starts is None:
            return False
        start, end = function.module.span(function.node)
        return bisect_left(starts, start) < bisect_left(starts, end)

    def _index(self) -> None:
        starts: dict[Module, list[int]] = {}
        for literal in self.literals:
            starts.setdefault(literal.module, []).append(literal.module.span(literal.node)[0])
        self._starts = {module: sorted(found) for module, found in starts.items()}
        self._indexed = len(self.literals)


def _never_carries(name: str) -> bool:
    bare = name.removeprefix(ATTRIBUTE).removeprefix(WRITER)
    return bare in _COMMON or bare.startswith("<")
