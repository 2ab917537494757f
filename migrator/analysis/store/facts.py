"""What is known so far of the whole program: carriers, the modules that they stand in, literals.

A carrier is a name through which the endpoint's words, or the callers of a site, are reached. Facts
only grow: what runs on them is run again until nothing is new.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field

from migrator.analysis.source.module import Module, is_test_path
from migrator.analysis.source.project import Project
from migrator.analysis.source.scopes import ATTRIBUTE
from migrator.analysis.source.writing import Written, written
from migrator.analysis.values import Function, Literal, Value

WRITTEN = "="
"""Before a name: what counts is who binds it anew, not who mentions it."""
STATE = "@"
"""Before a name of an object that changes: whoever mentions it elsewhere may change it."""
WRITER = "!"
"""Before the name of a function that writes what a site reads: its callers decide what.

What a test writes ends with it, so tests that lead to no site are no such callers.
"""

_COMMON = frozenset({"self", "cls", "__init__", "__call__", "value", "name", "_value_"})


@dataclass(eq=False)
class Facts:
    """The carriers of one analysis, and the literals that an edit may change."""

    project: Project
    homes: dict[str, set[str]] = field(default_factory=dict)  # carrier -> modules, by real path
    literals: set[Literal] = field(default_factory=set)
    watchers: dict[str, list[Value]] = field(default_factory=dict)  # of the log and the output
    telling: int = 0  # they are shown what was written, and what they give is read by people
    _written: dict[int, Written | None] = field(default_factory=dict)  # by function
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

    def has(self, name: str, home: Module) -> bool:
        """Whether nothing is new when the name is added."""
        return _never_carries(name) or self.stands(name, home)

    def stands(self, name: str, home: Module) -> bool:
        """Whether a name was found to be a carrier in a module."""
        return home.real_path in self.homes.get(name, ())

    def carries(self, name: str) -> bool:
        """Whether a name is a carrier in any module, be it for what it writes alone."""
        return name in self.homes or WRITER + name in self.homes

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
        return self.spells(function) or self.writes(function) or self._calls_writer(function)

    def writes(self, function: Function) -> bool:
        """Whether a function may write what the code around a site reads."""
        scope, module = function.module.index.scope(function.node), function.module
        here = module.real_path
        state: set[str] = set()
        names: set[str] = set()
        for name in scope.names:
            if STATE + name in self.homes and self.mentions(module, [STATE + name]):
                if here not in self.homes[STATE + name]:
                    return True
                state.add(name)
            elif self.mentions(module, [WRITTEN + name]):
                names.add(name)
        if not names and not state:
            return False
        key = id(function.node)
        if key not in self._written:
            self._written[key] = written(module.code(function.node))
        found = self._written[key]
        if found is None or not found.indexed.isdisjoint(state):
            return True  # a class or a function is no container, so `Name[...]` writes none
        return not (found.bound | found.changed | scope.outer).isdisjoint(names | state)

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
        here = module.real_path
        reached = self.project.reached(module)
        return any(here in places or not reached.isdisjoint(places) for places in found)

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
