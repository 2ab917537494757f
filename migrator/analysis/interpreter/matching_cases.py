"""The `match` statement: which cases may be taken, and what their patterns bind."""

from __future__ import annotations

import libcst as cst

from migrator.analysis.interpreter import conditions
from migrator.analysis.interpreter.expressions import evaluate
from migrator.analysis.operations import contents, namespaces
from migrator.analysis.store import answers, escapes
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    Answer,
    Guard,
    Instance,
    Mapping,
    Sequence,
    Text,
    Unknown,
    Value,
    alternatives,
    join,
    lifting,
    made_of,
    merged,
)
from migrator.analysis.values.frames import Frame


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
            if machine.execute(frame, case.body):
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
    _note_patterns(machine, frame, node, [case.pattern for case in node.cases], subject)


def _note_patterns(
    machine: Machine,
    frame: Frame,
    node: cst.Match,
    patterns: list[cst.MatchPattern],
    subject: Value,
) -> None:
    rows = [_wanted(machine, frame, pattern) for pattern in patterns]
    known = [row for row in rows if row is not None]
    for _, alternative in alternatives(subject):
        if isinstance(alternative, Instance):
            for pattern in patterns:
                _note_attributes(machine, frame, node, pattern, alternative)
            continue
        made = lifting.function_of(alternative)
        if made is not None and made[0] is None:
            continue
        if made is not None and made[0] is not None:
            derive = made[1]
            accepts = None
            if len(known) == len(rows):
                accepts = _deciding(known, derive)
            status = Answer(made[0], "status")
            answers.use(machine, frame, status, "status-compared", node.subject, "", accepts)
        elif isinstance(alternative, (Answer, Sequence, Unknown)):
            answers.observe(machine, frame, alternative, node.subject, "it is matched")


def _note_attributes(
    machine: Machine, frame: Frame, node: cst.Match, pattern: cst.MatchPattern, subject: Instance
) -> None:
    """`case Done(code=204)` compares attributes of an object; by position, those of its class."""
    if isinstance(pattern, cst.MatchAs) and pattern.pattern is not None:
        _note_attributes(machine, frame, node, pattern.pattern, subject)
    elif isinstance(pattern, cst.MatchOr):
        for element in pattern.patterns:
            _note_attributes(machine, frame, node, element.pattern, subject)
    elif isinstance(pattern, cst.MatchClass):
        for keyword in pattern.kwds:
            value = machine.attribute(frame, subject, keyword.key.value, node.subject)
            _note_part(machine, frame, node, keyword.pattern, value)
        for place in pattern.patterns:
            for value in list(subject.attributes.values()):
                _note_part(machine, frame, node, place.value, value)


def _note_part(
    machine: Machine, frame: Frame, node: cst.Match, pattern: cst.MatchPattern, part: Value
) -> None:
    """A part of what is matched is compared, unless the pattern takes anything there."""
    if _wanted(machine, frame, pattern) == []:
        return
    _note_patterns(machine, frame, node, [pattern], part)
    for _, alternative in alternatives(part):
        if isinstance(alternative, Text):
            answers.compared(machine, alternative)


def _deciding(rows: list[list[object]], derive: lifting.OfStatus) -> lifting.OfStatus:
    """Which of the cases a status matches; an empty row matches anything."""

    def decide(status: int) -> object:
        found = derive(status)
        return tuple(not row or found in row for row in rows)

    return decide


def _wanted(machine: Machine, frame: Frame, pattern: cst.MatchPattern) -> list[object] | None:
    """The values that a pattern matches, none for one that matches anything; None if not known."""
    if isinstance(pattern, cst.MatchAs) and pattern.pattern is None:
        return []
    if isinstance(pattern, cst.MatchAs) and pattern.pattern is not None:
        return _wanted(machine, frame, pattern.pattern)
    if isinstance(pattern, cst.MatchOr):
        rows = [_wanted(machine, frame, element.pattern) for element in pattern.patterns]
        known = [row for row in rows if row]
        return [value for row in known for value in row] if len(known) == len(rows) else None
    if isinstance(pattern, cst.MatchValue):
        plain = contents.plain(evaluate(machine, frame, pattern.value))
        return [plain[0]] if plain is not None else None
    return None


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
        one, other = contents.plain(wanted), contents.plain(subject)
        if isinstance(subject, Text):
            answers.compared(machine, subject)
        return None if one is None or other is None else one == other
    return None


def _bind_pattern(
    machine: Machine, frame: Frame, pattern: cst.MatchPattern, subject: Value
) -> None:
    if isinstance(pattern, cst.MatchAs):
        if pattern.name is not None:
            namespaces.bind(machine, frame, pattern.name.value, subject)
        if pattern.pattern is not None:
            _bind_pattern(machine, frame, pattern.pattern, subject)
        return
    if isinstance(pattern, cst.MatchClass) and not pattern.patterns:
        objects = [v for _, v in alternatives(subject) if isinstance(v, Instance)]
        if len(objects) == len(alternatives(subject)):
            for keyword in pattern.kwds:
                name = keyword.key.value
                held = [o.attributes[name] for o in objects if name in o.attributes]
                part = join(*held) if held else made_of(name, subject)
                _bind_pattern(machine, frame, keyword.pattern, part)
            return
    attributes = [
        held
        for _, v in alternatives(subject)
        if isinstance(v, Instance)
        for held in v.attributes.values()
    ]
    every = join(made_of("...", subject), *attributes)
    stack: list[cst.CSTNode] = [pattern]
    while stack:
        node = stack.pop()
        if isinstance(node, cst.MatchAs) and node.name is not None:
            namespaces.bind(
                machine, frame, node.name.value, join(contents.element_of(subject), every)
            )
        elif isinstance(node, (cst.MatchStar, cst.MatchMapping)):
            rest = node.name if isinstance(node, cst.MatchStar) else node.rest
            if rest is not None:
                namespaces.bind(machine, frame, rest.value, every)
        stack.extend(node.children)
