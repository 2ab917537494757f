"""Iteration: what loops and comprehensions bind, and what comprehensions give."""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst

from migrator.analysis.interpreter import conditions, limits
from migrator.analysis.interpreter.targets import assign_target
from migrator.analysis.models import recorded
from migrator.analysis.operations import (
    contents,
    iterators,
    lookup,
    mappings,
    sequences,
)
from migrator.analysis.store import answers, failures
from migrator.analysis.store.machine import Machine, unknown
from migrator.analysis.values import (
    UNKNOWN,
    Answer,
    Arguments,
    Entry,
    Mapping,
    Sequence,
    Text,
    Union,
    Value,
    alternatives,
    identity,
    is_table,
    join,
    made_of,
)
from migrator.analysis.values.frames import Frame

MAX_UNROLLED = 32


def comprehension(
    machine: Machine, frame: Frame, node: cst.ListComp | cst.SetComp | cst.GeneratorExp
) -> Value:
    """A list or set comprehension, or a generator."""
    found: list[Value] = []
    sources: list[Value] = []
    mark = len(frame.raised)
    exact = comprehend(
        machine,
        frame,
        node.for_in,
        lambda inner: found.append(machine.evaluate(inner, node.elt)),
        sources,
    )
    raised = failures.raised_by(frame.raised[mark:])
    raises = raised if isinstance(node, cst.GeneratorExp) else ()
    kind = "set" if isinstance(node, cst.SetComp) else "list"
    # How often it went round, `iterate` has said; equal elements of a set are one.
    count = made_of("...", *found).parts if kind == "set" else ()
    made = Sequence(machine.path, found, kind, count=count, raises=raises)
    if not exact:
        made.items, made.element = None, join(*found) if found else None
    if isinstance(node, cst.GeneratorExp) and iterators.is_kept(machine, frame, node):
        sequences.follow(made, *sources)
    return made


def dict_comprehension(machine: Machine, frame: Frame, node: cst.DictComp) -> Value:
    """A dict comprehension."""
    mapping = Mapping(machine.path)
    rows: list[tuple[Value, Value]] = []

    def body(inner: Frame) -> None:
        key = machine.evaluate(inner, node.key)
        rows.append((key, machine.evaluate(inner, node.value)))

    exact = comprehend(machine, frame, node.for_in, body)
    for key, value in rows:
        name = key.known if isinstance(key, Text) else None
        if isinstance(key, Text) and name is not None:
            if machine.carries(name):
                mappings.keep_apart(machine, key, (e.key for e in mapping.entries.values()))
            mapping.entries[name] = Entry(key, value, certain=exact)
        else:
            mapping.open = "a comprehension gives keys that are not known"
            mappings.decide(mapping, key)
            mappings.keep(mapping, key, value)
    return mapping


def comprehend(
    machine: Machine,
    frame: Frame,
    loop: cst.CompFor,
    body: Callable[[Frame], None],
    sources: list[Value] | None = None,
) -> bool:
    """Run `body` for the elements of a comprehension; True when each was run exactly once.

    What it goes through is added to `sources`.
    """
    inner = Frame(
        frame.module, parent=frame, function=frame.function, scope=frame.scope, depth=frame.depth
    )
    inner.is_comprehension = True
    source = machine.evaluate(frame, loop.iter)
    if sources is not None:
        sources.append(source)
    items = iterate(machine, frame, source, loop.iter)
    exact = items[1]
    key = ("loop", machine.keep(object()))
    for index, item in enumerate(items[0]):
        with machine.branch(key, index):
            assign_target(machine, inner, loop.target, item)
            passed = [conditions.test(machine, inner, condition.test) for condition in loop.ifs]
            if False in passed:
                continue
            exact = exact and None not in passed
            known = len(machine.limits)
            for condition in loop.ifs:
                conditions.narrow(machine, inner, condition.test, True)
                machine.limits += limits.of(machine, condition.test, True)
            if loop.inner_for_in is not None:
                exact = comprehend(machine, inner, loop.inner_for_in, body, sources) and exact
            else:
                body(inner)
            del machine.limits[known:]
    frame.raised += inner.raised
    return exact


def _kinds(element: Value) -> list[Value]:
    """What one element may be; tuples of which each holds at any time are told apart."""
    options = alternatives(element)
    if any(guard or not isinstance(value, Sequence) for guard, value in options):
        return [element]
    return [value for _, value in options]


def iterate(
    machine: Machine, frame: Frame, value: Value, loop: cst.CSTNode
) -> tuple[list[Value], bool]:
    """What a loop over `value` binds, and whether these are all elements, each once."""
    if isinstance(value, Union) and all(isinstance(v, Sequence) for v in value.held()):
        each = [iterate(machine, frame, v, loop)[0] for v in value.held()]
        found = {identity(item): item for items in each for item in items}
        return (
            list(found.values()) if len(found) <= MAX_UNROLLED else [join(*found.values())]
        ), False
    if isinstance(value, Sequence) and value.again is not None:
        machine.call(frame, value.again, Arguments(), loop)
    failures.go_through(frame, value)
    items = contents.elements(value)
    answers.picked(machine, contents.element_of(value))
    over = loop.iter if isinstance(loop, (cst.For, cst.CompFor)) else loop
    lookup.ask(machine, frame, value, over)
    for part in value.count if isinstance(value, Sequence) else ():
        for answer in answers.answers_in(part):  # how often it goes round depends on it
            answers.observe(machine, frame, answer, loop, "it is asked how many there are")
    if isinstance(value, Sequence) and value.kind == "range":
        return [unknown("number")], False
    if items is not None and (len(items) <= MAX_UNROLLED or is_table(items)):
        return list(items), True
    if items is not None:
        return [join(*items)], False
    if (own := iterators.element(machine, frame, value, loop)) is not None:
        return [own], False
    if isinstance(value, Sequence):
        return _kinds(value.element or UNKNOWN), False
    if isinstance(value, Answer) and value.part == "headers":
        return [made_of("...", Answer(value.request, "content"))], False
    if isinstance(value, Answer):
        content = Answer(value.request, "content") if value.part == "response" else value
        answers.use(machine, frame, content, "used", loop, "it is read piece by piece")
        return [made_of("...", content)], False
    if (doubled := recorded.element(value)) is not None:
        return [doubled], False
    if isinstance(value, Text):
        answers.compared(machine, value)
    return [join(contents.element_of(value), made_of("...", value))], False
