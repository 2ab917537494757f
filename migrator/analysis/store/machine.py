"""The state of the interpreter: frames, the branches taken, the call stack, and the bounds.

What is run for a node is for the interpreter to say, which is a machine: what stands below it asks
through the methods that are abstract here.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from time import process_time

import libcst as cst

from migrator.analysis.events.recorder import Recorder
from migrator.analysis.source.module import Module
from migrator.analysis.source.project import Project
from migrator.analysis.store.facts import Facts
from migrator.analysis.store.news import News
from migrator.analysis.store.recordings import Path, Summary
from migrator.analysis.store.states import Journal
from migrator.analysis.values import (
    Answer,
    Arguments,
    Class,
    Function,
    Guard,
    Instance,
    Mapping,
    Param,
    Unknown,
    Value,
    alternatives,
    consistent,
    union,
)
from migrator.analysis.values.frames import CallSite, Frame
from migrator.analysis.values.requests import Request
from migrator.models.clients import Clients
from migrator.models.library import Library
from migrator.models.mocks import Mocks

MAX_DEPTH = 24
MAX_STEPS = 40_000
"""Nodes evaluated for one root; what exceeds it is reported as `bound-exceeded`."""
MAX_SENT = 250
"""Requests with a word of a rule that one root may send; real programs send dozens."""
MAX_SECONDS = 20.0
"""Seconds of computing that one root may take, whatever its steps cost."""
_OFTEN = 64
"""Steps after which the clock is looked at."""


class BoundExceededError(Exception):
    """A root cost more steps than it may."""


@dataclass(eq=False)
class Machine(News):
    """Everything that one analysis of a project shares."""

    project: Project
    clients: Clients
    recorder: Recorder
    carries: Callable[[str], bool]
    elsewhere: Callable[[Request], bool]
    alike: Callable[[Request], bool]
    facts: Facts
    frames: dict[Module, Frame] = field(default_factory=dict)  # of the modules that were run
    path: Path = ()
    stack: list[CallSite] = field(default_factory=list)
    active: list[tuple[int, int]] = field(default_factory=list)  # functions being interpreted
    defined: list[Function] = field(default_factory=list)
    inner: set[int] = field(default_factory=set)  # those of them that were made within a call
    made: list[Instance] = field(default_factory=list)
    classes: list[Class] = field(default_factory=list)
    stored: dict[tuple[int, str], list[Value]] = field(default_factory=dict)
    generics: dict[int, Instance] = field(default_factory=dict)
    called: set[object] = field(default_factory=set)
    writes: list[tuple[Mapping, str, Path]] = field(default_factory=list)
    steps: int = 0
    sent: int = 0  # requests of the root with a word of a rule
    deadline: float = math.inf  # of the root that is run
    until: float = math.inf  # when the analysis ends
    total: int = 0  # steps of all roots
    truths: dict[int, Value] = field(default_factory=dict)  # what tests gave, by node
    compared: dict[int, list[Value]] = field(default_factory=dict)  # sides of comparisons, by node
    limits: list[tuple[object, Callable[[int], object]]] = field(default_factory=list)
    discarded: int = 0  # the call, by node, whose value nobody takes
    asserting: bool = False  # what an assertion expects is looked at on its own
    trying: int = 0  # how many `try` around here catch what a parser raises
    caught: Value | None = None  # what any handler has caught, which may be behind what it raises
    handed: list[Value] = field(default_factory=list)  # results of functions that were handed over
    raised: int = 0  # the call, by node, that makes the exception of a `raise`
    by_object: int = 0  # the method, by node, that is run on an object as nobody may have called it
    asked: dict[tuple[str, Module], set[int]] = field(default_factory=dict)  # who found it empty
    dispatched: dict[int, list[Function]] = field(default_factory=dict)  # by node of the first
    # What each `partial` or function (by node) passes on that shows it as a mapping.
    keywords: dict[int, Mapping] = field(default_factory=dict)
    scattered: dict[str, dict[Module, Value]] = field(default_factory=dict)  # of unknown objects
    looked: set[object] = field(default_factory=set)  # looks at doubles that were noted
    journals: list[Journal] = field(default_factory=list)  # of each `try` around here
    showing: int = 0  # code is run that may be shown an answer, or what was asked
    # What functions give again, with what they were given.
    kept: dict[tuple[int, int], list[tuple[dict[str, Value], Value]]] = field(default_factory=dict)
    hooks: dict[int, list[Value]] = field(default_factory=dict)  # callbacks that see a result
    callbacks: list[Value] | None = None  # collects them while a decorator is evaluated
    # Attributes that hold answers, by name and class of the object, with the requests asked.
    answer_attributes: dict[tuple[str, Class], dict[int, Request]] = field(default_factory=dict)
    # What holds an answer and is kept in an object that any caller may have made.
    kept_answers: dict[tuple[int, str], dict[object, Value]] = field(default_factory=dict)
    dirty: dict[Module, set[str]] = field(default_factory=dict)  # names that others have bound
    function_attributes: dict[int, dict[str, Value]] = field(default_factory=dict)  # by node
    here: tuple[Frame, cst.CSTNode] | None = None  # the call or comparison that is looked at
    outside: dict[str, Value] = field(default_factory=dict)  # what outside names are set to
    unfit: dict[int, int] = field(default_factory=dict)  # calls without a shape, by function
    _guard: tuple[Path, Guard] = ((), frozenset())  # of the path that it was last asked for
    alive: list[object] = field(default_factory=list)  # keeps ids in guards unique
    relays: dict[tuple[int, int], list[Request]] = field(default_factory=dict)  # by node, class
    wanted: dict[int, Function] = field(default_factory=dict)  # to be run on their own soon
    relayed: set[object] = field(default_factory=set)  # requests of calls that were not run
    visited: list[Function] = field(default_factory=list)  # what the root has run
    costs: dict[int, int] = field(default_factory=dict)  # most steps of a call, by node
    summaries: dict[object, Summary] = field(default_factory=dict)
    concerned: set[int] = field(default_factory=set)  # functions that lead to a rule, by node
    cut: set[int] = field(default_factory=set)  # functions whose repetition was not followed
    giving: set[int] = field(default_factory=set)  # functions that give what they were given
    making: set[int] = field(default_factory=set)  # functions that give a client, by node
    # What calls under way began with, of functions that call themselves.
    repeated: dict[tuple[int, int], list[object]] = field(default_factory=dict)
    idling: int = 0  # calls under way that can have nothing to do with a rule

    @abstractmethod
    def evaluate(self, frame: Frame, node: cst.BaseExpression) -> Value:
        """The value of an expression."""

    @abstractmethod
    def execute(self, frame: Frame, block: cst.BaseSuite | cst.Module) -> bool:
        """Run a block; False when control never reaches its end."""

    @abstractmethod
    def call(self, frame: Frame, callee: Value, arguments: Arguments, node: cst.CSTNode) -> Value:
        """The value of a call, with all that it does."""

    @abstractmethod
    def attribute(self, frame: Frame, value: Value, name: str, node: cst.CSTNode) -> Value:
        """`value.name`."""

    @abstractmethod
    def set_attribute(
        self, frame: Frame, target: Value, name: str, value: Value, node: cst.CSTNode
    ) -> None:
        """`target.name = value`."""

    @abstractmethod
    def show_answer(
        self,
        frame: Frame,
        receiver: Value | None,
        arguments: Arguments,
        request: Request,
        node: cst.CSTNode,
    ) -> None:
        """Run what sees the answer of a request besides who sent it."""

    @abstractmethod
    def interpret_module(self, module: Module) -> Frame:
        """The names of a module after its body was run, once."""

    @property
    def library(self) -> Library:
        """What is known of the code outside the project."""
        return self.project.library

    @property
    def mocks(self) -> Mocks:
        """What is known of the libraries that stand in for HTTP."""
        return self.project.library.mocks

    def names(self, module: Module) -> dict[str, Value]:
        """The names of a module, as far as its body was run."""
        frame = self.frames.get(module)
        return frame.locals if frame is not None else {}

    def running(self, key: tuple[int, int]) -> int:
        """How often a function is being interpreted around here."""
        count = self.active.count(key)
        for recording in self.recordings if count and key[0] in self.concerned else ():
            recording.spoiled = recording.spoiled or key in self.active[: recording.active]
        return count

    def concern(self, request: Request) -> None:
        """Note the functions that lead to a request which may be of a rule's endpoint."""
        for call in request.chain:
            function = call.frame.function
            if function is None or id(function.node) in self.concerned:
                continue
            self.concerned.add(id(function.node))
            if id(function.node) in self.cut:  # what was cut off has to be run
                self.note(None, True, name=function.last_name)

    def is_elsewhere(self, request: Request) -> bool:
        """Whether a request is surely none of a rule's endpoint."""
        if request.elsewhere is None:
            request.elsewhere = self.elsewhere(request)
            request.alike = request.elsewhere or self.alike(request)
        return request.elsewhere

    def stays(self, answer: Answer) -> bool:
        """Whether no edit changes an answer, or this part of it."""
        self.is_elsewhere(answer.request)
        return answer.stays

    def send(self) -> None:
        """Count a request with a word of a rule; raises `BoundExceededError` beyond what may be."""
        self.sent += 1
        if self.sent > MAX_SENT:
            raise BoundExceededError

    def tick(self) -> None:
        """Count one step; raises `BoundExceededError` when the root has used up its steps."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise BoundExceededError
        if self.steps % _OFTEN == 0 and process_time() > self.deadline:
            raise BoundExceededError

    @property
    def guard(self) -> Guard:
        """The branches taken on the way here."""
        path, guard = self._guard
        if path is not self.path:
            guard = frozenset(self.path)
            self._guard = self.path, guard
        return guard

    def branch(self, key: object, arm: object) -> Branch:
        """Within: code that runs only when `key` goes to `arm`."""
        return Branch(self, (key, arm))

    def at(
        self, frame: Frame, node: cst.CSTNode, passed: frozenset[object] = frozenset()
    ) -> Called:
        """Within: code that the call at `node` runs; `passed` are the URLs that it was given."""
        return Called(self, CallSite(frame.module, node, frame.scope, frame, passed))

    def define(self, function: Function) -> None:
        """Note a function that may be run on its own."""
        self.defined.append(function)
        if self.stack:
            self.inner.add(id(function))

    def decided_by_callers(self, value: Value) -> bool:
        """Whether a value is a parameter of a function whose calls were all seen."""
        if not isinstance(value, Param) or value.function is None:
            return False
        return self.is_followed(value.function)

    def is_followed(self, function: Function) -> bool:
        """Whether all calls of a function were seen."""
        if id(function.node) not in self.called:
            return False
        name = function.last_name
        return not self.may_call(self.recorder.unseen.get(name, {}).values(), function.module)

    def may_call(self, calls: Iterable[CallSite], home: Module) -> bool:
        """Whether one of the calls, on objects that are not known, may lead into a module.

        An object can only be of a class that imports lead to from where it is called.
        """
        return any(self.meets(call.module, home) for call in calls)

    def meets(self, module: Module, home: Module) -> bool:
        """Whether what stands in `home` can be known in `module`."""
        if module is home:
            return True
        return home.real_path in self.project.reached(module)

    def keep(self, value: object) -> int:
        """The identity of a value, which stays its own for the whole analysis."""
        self.alive.append(value)
        return id(value)

    def surely(self, created: Path) -> bool:
        """Whether a change made here happens whenever an object created there is used."""
        return created[: len(self.path)] == self.path

    def possible(self, value: Value) -> Value:
        """`value` without the alternatives that the branches taken rule out."""
        if not (here := self.guard):
            return value
        options = alternatives(value)
        kept = [(g, v) for g, v in options if consistent(here, g)]
        if len(kept) == len(options):
            return value
        for recording in self.recordings:
            before = frozenset(recording.path)
            if not all(consistent(before, g) for g, _ in options):
                recording.spoiled = True  # by branches that were taken before the call
        return union(kept)


class Branch:
    """A branch that is taken within; no generator, for nothing is entered as often."""

    __slots__ = ("arm", "before", "machine")

    def __init__(self, machine: Machine, arm: tuple[object, object]) -> None:
        self.machine, self.arm = machine, arm
        self.before: Path = ()

    def __enter__(self) -> None:
        self.before = self.machine.path
        self.machine.path = (*self.before, self.arm)

    def __exit__(self, *_: object) -> None:
        self.machine.path = self.before


class Called:
    """A call that is under way within."""

    __slots__ = ("call", "machine")

    def __init__(self, machine: Machine, call: CallSite) -> None:
        self.machine, self.call = machine, call

    def __enter__(self) -> None:
        self.machine.stack.append(self.call)

    def __exit__(self, *_: object) -> None:
        self.machine.stack.pop()


def unknown(label: str = "...", why: str = "") -> Unknown:
    """A fresh unknown value."""
    return Unknown(label, why)
