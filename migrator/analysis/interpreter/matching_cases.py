"""The `match` statement: which cases may be taken, and what their patterns bind."""

from __future__ import annotations

import libcst as cst

from migrator.analysis.frames import Frame
from migrator.analysis.interpreter import (
    conditions,
    containers,
    escapes,
    http,
    questions,
)
from migrator.analysis.interpreter.expressions import evaluate
from migrator.analysis.interpreter.machine import Machine, merged
from migrator.analysis.values import (
    UNKNOWN,
    Answer,
    Guard,
    Instance,
    Mapping,
    Text,
    Value,
    alternatives,
)


def run_match(machine: Machine, frame: Frame, node: cst.Match) -> bool:
    """`match subject:`; False when no case goes on."""
    subject = evaluate(machine, frame, node.subject)
    before = frame.locals
    key = ("match", machine.keep(object()))
    arms: list[tuple[Guard, dict[str, Value]]] = []
    exhaustive = False
    _note_match(machine, frame, node, subject)
    for _, alternative in alternatives(subject):
        if isinstance(alternative, Mapping):
            escapes.escape(machine, frame, alternative, "escape", node.subject, "a match")
    for number, case in enumerate(node.cases):
        known = _matches(machine, frame, case.pattern, subject)
        if known is False:
            continue
        frame.locals = dict(before)
        with machine.branch(key, number):
            _bind_pattern(machine, frame, case.pattern, subject)
            if case.guard is not None:
                conditions.test(machine, frame, case.guard)
            if machine.execute(machine, frame, case.body):
                arms.append((frozenset({(key, number)}), frame.locals))
        if known is True and case.guard is None:
            exhaustive = True
            break
    if not exhaustive:
        arms.append((frozenset({(key, -1)}), before))
    frame.locals = merged(before, arms)
    return bool(arms)


def _note_match(machine: Machine, frame: Frame, node: cst.Match, subject: Value) -> None:
    """`match response.status_code:` compares the status with every case."""
    numbers = _case_numbers(machine, frame, node)
    for _, answer in alternatives(subject):
        if isinstance(answer, Answer):
            what = "status-compared" if answer.part == "status" else "content-used"
            http.use(machine, frame, answer, what, node.subject, "", numbers.__contains__)


def _case_numbers(machine: Machine, frame: Frame, node: cst.Match) -> list[object]:
    numbers = []
    for case in node.cases:
        patterns: list[cst.MatchPattern] = [case.pattern]
        if isinstance(case.pattern, cst.MatchOr):
            patterns = [element.pattern for element in case.pattern.patterns]
        for pattern in patterns:
            if isinstance(pattern, cst.MatchValue):
                plain = containers.plain(evaluate(machine, frame, pattern.value))
                numbers.append(plain[0] if plain is not None else None)
    return numbers


def _matches(
    machine: Machine, frame: Frame, pattern: cst.MatchPattern, subject: Value
) -> bool | None:
    if isinstance(pattern, cst.MatchAs) and pattern.pattern is None:
        return True
    if isinstance(pattern, cst.MatchOr):
        found = [_matches(machine, frame, e.pattern, subject) for e in pattern.patterns]
        return True if True in found else (None if None in found else False)
    if isinstance(pattern, cst.MatchValue):
        wanted = evaluate(machine, frame, pattern.value)
        if isinstance(wanted, Instance) and isinstance(subject, Instance):
            return wanted is subject
        one, other = containers.plain(wanted), containers.plain(subject)
        if isinstance(subject, Text):
            questions.compared(machine, subject)
        return None if one is None or other is None else one == other
    return None


def _bind_pattern(
    machine: Machine, frame: Frame, pattern: cst.MatchPattern, subject: Value
) -> None:
    if isinstance(pattern, cst.MatchAs):
        if pattern.name is not None:
            frame.bind(pattern.name.value, subject)
        if pattern.pattern is not None:
            _bind_pattern(machine, frame, pattern.pattern, subject)
        return
    stack: list[cst.CSTNode] = list(pattern.children)
    while stack:
        node = stack.pop()
        if isinstance(node, cst.MatchAs) and node.name is not None:
            frame.bind(node.name.value, UNKNOWN)
        stack.extend(node.children)
