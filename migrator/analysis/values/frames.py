"""Frames and call sites: where the interpreter is, and how it came there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import libcst as cst

from migrator.analysis.source.module import Module
from migrator.analysis.values import (
    Class,
    Function,
    Guard,
    Instance,
    Value,
    grown,
    join,
)


@dataclass(frozen=True, slots=True)
class CallSite:
    """One call on the way from a root to a request."""

    module: Module
    node: cst.CSTNode
    scope: str
    frame: Frame
    passed: frozenset[object] = frozenset()  # identities of the URLs among the arguments

    @property
    def key(self) -> int:
        """Identity of the place, the same in every run."""
        return id(self.node)


@dataclass(eq=False, slots=True)
class Frame:
    """The names of one scope while it is interpreted; the module's frame has no parent."""

    module: Module
    locals: dict[str, Value] = field(default_factory=dict)
    parent: Frame | None = None
    function: Function | None = None
    outer: frozenset[str] = frozenset()
    returns: list[tuple[Guard, Value]] = field(default_factory=list)
    yields: list[Value] = field(default_factory=list)
    exits: list[tuple[bool, dict[str, Value]]] = field(default_factory=list)  # (break?, names)
    caught: list[Value] = field(default_factory=list)  # by the handler that is run
    trail: list[tuple[str, Value]] = field(default_factory=list)  # what was bound, in order
    raised: list[Value] = field(default_factory=list)  # by what is run here, and not caught yet
    entered: dict[int, list[tuple[Instance, cst.WithItem]]] = field(default_factory=dict)
    ending: list[Value] = field(default_factory=list)  # what is called when its code has run
    choices: list[Value] = field(default_factory=list)  # what decided which value is returned
    depth: int = 0  # branches that were taken when the frame was entered
    scope: str = ""
    is_class: bool = False
    is_done: bool = False  # the body of the module has run to its end
    is_comprehension: bool = False
    rebound: set[str] = field(default_factory=set)  # names that inner functions have assigned
    owner: Class | None = None  # the class whose body this is
    declared: list[str] = field(default_factory=list)  # annotated names of a class body

    def lookup(self, name: str) -> Value | None:
        """The value of a name as Python's scoping rules find it, None when it is unbound."""
        frame: Frame | None = self
        while frame is not None:
            skipped = frame.is_class and frame is not self
            if not skipped and name not in frame.outer and name in frame.locals:
                return frame.locals[name]
            frame = frame.parent
        return None

    def cells(self, names: Iterable[str]) -> Iterator[Value]:
        """What the names stand for in functions, which were left when others ask for it."""
        frame: Frame | None = self
        while frame is not None:
            if frame.function is not None:
                yield from (frame.locals[name] for name in names if name in frame.locals)
            frame = frame.parent

    def assign(self, name: str, value: Value) -> None:
        """Bind what `:=` binds: out of a comprehension, which may run often or never."""
        holder = self
        while holder.is_comprehension and holder.parent is not None:
            holder = holder.parent
        if holder is not self:
            self.locals[name] = value
            old = holder.locals.get(name)
            value = value if old is None else join(old, value)
        holder.bind(name, value)

    def bind(self, name: str, value: Value) -> None:
        """Bind a name in this scope, or where `global` or `nonlocal` says it lives."""
        frame = self
        if name in self.outer:
            while frame.parent is not None and (frame is self or name not in frame.locals):
                frame = frame.parent
            # When the function runs, if ever, nobody knows: the old value stays possible.
            old = frame.locals.get(name)
            value, is_new = grown(old, value)
            if is_new:
                frame.rebound.add(name)
        frame.locals[name] = value
        frame.trail.append((name, value))


def site(frame: Frame, node: cst.CSTNode) -> CallSite:
    """The call site of a node in a frame."""
    return CallSite(frame.module, node, frame.scope, frame)
