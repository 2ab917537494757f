"""One whole analysis: modules in, findings out, with all that their migration has to know."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from functools import lru_cache, partial

from migrator.analysis.events.recorder import Recorder
from migrator.analysis.findings import hits, sites, users
from migrator.analysis.findings.sites import Finding
from migrator.analysis.findings.users import Users
from migrator.analysis.importers import Homes
from migrator.analysis.interpreter import run as interpreter
from migrator.analysis.interpreter.carriers import Run
from migrator.analysis.models import requests
from migrator.analysis.source import scopes
from migrator.analysis.source.module import Module
from migrator.analysis.source.project import Project
from migrator.analysis.store import answers
from migrator.analysis.store.machine import Machine
from migrator.analysis.store.recordings import Path
from migrator.analysis.values import Choice, Function, Instance, Mapping, Unknown, Value, classes
from migrator.analysis.values.requests import Request
from migrator.files.roots import project_root
from migrator.model import Progress, silent
from migrator.models.library import Library
from migrator.rules.rule import Rule

MAX_ROUNDS = 24
"""How often modules are looked for that import those found last."""

Search = Callable[[Homes, Container[Module]], Iterable[Module]]
"""Gives the modules that can reach a carrier which they mention, and are none of those run."""


@dataclass(frozen=True, eq=False)
class Survey:
    """What one analysis found out; what it ran on is its own."""

    rules: tuple[Rule, ...]
    findings: list[Finding]
    users: Users
    _machine: Machine

    @property
    def recorder(self) -> Recorder:
        """All that was seen."""
        return self._machine.recorder

    @property
    def project(self) -> Project:
        """The modules that were looked at."""
        return self._machine.project

    @property
    def writes(self) -> list[tuple[Mapping, str, Path]]:
        """The keys of mappings that were written, and the branches under which that happened."""
        return self._machine.writes

    @property
    def compared(self) -> dict[int, list[Value]]:
        """The sides of comparisons, by node."""
        return self._machine.compared

    def meets(self, module: Module, home: Module) -> bool:
        """Whether what stands in `home` can be known in `module`."""
        return self._machine.meets(module, home)

    def is_followed(self, function: Function) -> bool:
        """Whether all calls of a function were seen."""
        return self._machine.is_followed(function)

    def stopped_near(self, module: Module) -> bool:
        """Whether code that can know a module was not followed to its end."""
        stopped = {place for place, _ in self.recorder.exceeded} | self.recorder.cut
        return any(self.meets(place, module) for place in stopped)

    def decided_by_callers(self, value: Value) -> bool:
        """Whether a value is a parameter of a function whose calls were all seen."""
        return self._machine.decided_by_callers(value)


def word_pattern(rules: Iterable[Rule]) -> re.Pattern[str]:
    """Finds the word of any of the rules in source text."""
    parts = [
        re.escape(rule.word) if rule.case_sensitive else f"(?i:{re.escape(rule.word)})"
        for rule in rules
    ]
    return re.compile("|".join(sorted(set(parts))))


def part_pattern(rules: Iterable[Rule]) -> re.Pattern[str]:
    """Finds in the text of a literal what an edit may change.

    That is a word of a path or a key, what may be one in another spelling (`%2F`), or slashes.
    """
    words = {re.escape(word) for rule in rules for word in rule.parts}
    return re.compile("|".join((r"%", r"\A/+\Z", *sorted(words))), re.IGNORECASE)


def new_project(rules: tuple[Rule, ...], roots: tuple[str, ...], library: Library) -> Project:
    """A project without modules; `library` says what the code outside of it does."""
    surroundings = tuple(dict.fromkeys(project_root(os.path.join(root, "_")) for root in roots))
    return Project(roots, surroundings, word_pattern(rules), part_pattern(rules), library)


def survey(
    rules: tuple[Rule, ...],
    project: Project,
    modules: list[Module],
    search: Search,
    progress: Progress = silent,
) -> Survey:
    """Analyse the modules, and whatever else of the project has to do with them."""
    pattern = project.words

    run = interpreter.start(
        project,
        lru_cache(maxsize=100_000)(partial(scopes.holds, pattern)),
        lambda request: hits.touched(rules, run.machine, request),
        lambda request: hits.is_elsewhere(rules, request),
        lambda request: hits.is_answered_alike(rules, request),
        progress,
    )
    interpreter.settle(run, modules)
    _search(run, search)
    if interpreter.run_waiting(run):
        _search(run, search)
    _note_returned(run)
    found = sites.findings(rules, run.machine)
    machine = run.machine
    for finding in found:
        known = {_way(hit.request) for hit in finding.hits if hit.request.known}
        finding.settle(partial(_is_settled, machine, known))
    return Survey(rules, found, users.users(machine, found), machine)


def _search(run: Run, search: Search) -> None:
    """Analyse what else has to do with what was found, until nothing is."""
    for _ in range(MAX_ROUNDS):
        more = list(search(run.facts.homes, run.machine.frames))
        if not more:
            return
        interpreter.settle(run, more)
    for module in search(run.facts.homes, run.machine.frames):
        # What it does with any of the carriers, nobody has looked at.
        run.machine.project.unread[module.real_path] = set().union(*run.facts.homes.values())
        run.machine.recorder.cut.add(module)


def _is_settled(machine: Machine, known: set[tuple[int, ...]], request: Request) -> bool:
    """Whether a request is decided elsewhere, or by what was found out of its receiver later.

    An attribute of an object that is not known was not set yet, and is then (A9).
    """
    receiver = request.receiver
    found_later = isinstance(receiver, Unknown) and requests.is_set_elsewhere(receiver)
    return _decided_elsewhere(machine, request) or (found_later and _way(request) in known)


def _way(request: Request) -> tuple[int, ...]:
    """The calls that lead to a request, by node."""
    return tuple(call.key for call in request.chain)


def _decided_elsewhere(machine: Machine, request: Request) -> bool:
    """Whether an unknown receiver is known from callers, or from classes derived from it."""
    if request.known or request.receiver is None:
        return False
    receiver = request.receiver
    if not isinstance(receiver, Instance):
        return machine.decided_by_callers(receiver)
    name = request.callee.rsplit(".", 1)[-1]
    return any(classes.find(cls, name) is not None for cls in receiver.cls.derived)


def _note_returned(run: Run) -> None:
    """Note which functions give the answer of a request to their callers.

    What callers that are not seen get may depend on the status; what they do then, nobody knows.
    """
    recorder = run.machine.recorder
    for function in run.machine.defined:
        value = run.results.get(id(function.node))
        for answer in answers.answers_in(value) if value is not None else ():
            seen = id(function.node) in run.machine.called
            dropped = seen and id(function.node) not in recorder.result_used
            if isinstance(answer, Choice) and not dropped:
                recorder.answers.append(recorder.deferred[answer])
            name = function.last_name
            given = recorder.returned.setdefault(id(answer.request), set())
            given.add((name, function.module))
