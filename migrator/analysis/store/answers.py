"""The uses of an answer that matter, as the recorder keeps them."""

from __future__ import annotations

import re
from collections.abc import Callable

import libcst as cst

from migrator.analysis.events.recorder import AnswerUse, Look
from migrator.analysis.source.module import Module, is_test_path
from migrator.analysis.store import questions
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    RECORDED,
    Answer,
    Choice,
    Double,
    Text,
    Unknown,
    Value,
    alternatives,
    constituents,
    exposed,
)
from migrator.analysis.values.frames import Frame
from migrator.analysis.values.requests import Request


def header(answer: Answer, name: Value) -> Value | None:
    """A header that tells about the body of the answer, None for another one.

    Who looks at it asks what the body is; to read it is no question yet.
    """
    for _, value in alternatives(name):
        known = value.known if isinstance(value, Text) else None
        is_any = known is None and isinstance(value, (Text, Unknown))
        if is_any or (known is not None and known.lower() in _BODY_HEADERS):
            return Answer(answer.request, "content")
    return None


_BODY_HEADERS = frozenset({"content-length", "content-type", "transfer-encoding"})


def use(
    machine: Machine,
    frame: Frame,
    answer: Answer,
    what: str,
    node: cst.CSTNode,
    detail: str = "",
    accepts: Callable[[int], object] | None = None,
) -> None:
    """Note a use of an answer; `accepts` is what is made of the status, where that is known."""
    if machine.stays(answer):
        return
    machine.spoil()
    if answer.part in ("safe", "ok", "error", "failed"):
        return
    if only_errors(machine, answer):
        if answer.part not in ("sent", "exception", "computed"):
            return
        if answer.part == "sent":
            answer = Answer(answer.request, "exception")
    if answer.part == "exception" and what in ("escape", "output"):
        if not _is_read_again(machine, detail):
            return  # what an exception says is read by people (A11)
        answer, what = Answer(answer.request, "computed"), "escape"
    if answer.part == "headers" and what not in ("escape", "output"):
        return
    if isinstance(answer, Choice):
        machine.recorder.answers.append(machine.recorder.deferred[answer])
        return
    if what in ("escape", "used"):
        part = {
            "status": "status-used",
            "phrase": "status-used",
            "content": "content-used",
            "json": "content-used",
            "headers": "content-used",
        }
        what = part.get(answer.part, "escape")
    if answer.part == "status" and accepts is None and what in ("status-used", "output"):
        accepts = answer.derive or (lambda status: status)
    sent = answer.part in ("sent", "exception", "computed")
    found = AnswerUse(answer.request, what, frame.module, node, detail, accepts, sent)
    machine.recorder.answers.append(found)


def _is_read_again(machine: Machine, to: str) -> bool:
    """Whether something is put where it stays, in a program that reads what stays there."""
    return to.rpartition(".")[2] in _PUTTING and any(
        _TAKING.search(module.source.text) is not None
        for module in machine.project.loaded()
        if not is_test_path(module.source.path)
    )


_PUTTING = frozenset(
    {"dump", "execute", "executemany", "write", "write_bytes", "write_text", "writelines"}
)
_TAKING = re.compile(
    r"\.(?:read|read_bytes|read_text|readlines?|fetch(?:all|many|one))\(|\b\w+\.(?:load|reader)\("
    r"|\bopen\((?![^()]*['\"][wax]b?t?\+?['\"])"
)
"""What reads a file or a database; `open` without a mode that says otherwise does."""


def parsed(machine: Machine, frame: Frame, content: Answer, node: cst.CSTNode) -> None:
    """The body of an answer is parsed, which fails where it is empty."""
    if machine.trying:
        use(machine, frame, content, "content-tested", node, "it is parsed in a `try`")
        return
    if any(_says_that_there_is_some(content, key, arm) for key, arm in machine.path):
        return
    limits = [accepts for request, accepts in machine.limits if request is content.request]

    def reached(status: int) -> bool:
        return all(_takes(accepts, status) for accepts in limits)

    use(machine, frame, content, "parsed", node, "", reached)


def _says_that_there_is_some(content: Answer, key: object, arm: object) -> bool:
    """Whether a branch was taken because the body of an answer is not empty."""
    if not isinstance(key, tuple) or len(key) != 2 or key[0] != "truth" or arm is not True:
        return False
    options = alternatives(key[1])
    return all(
        isinstance(v, Answer) and v.request is content.request and v.part == "content"
        for _, v in options
    )


def may_fail(machine: Machine, frame: Frame, request: Request) -> None:
    """A request may raise an exception, which says what was asked for."""
    if not machine.is_elsewhere(request):
        frame.raised.append(Answer(request, "exception"))


def is_failure(value: Value) -> bool:
    """Whether a value is what a request may raise."""
    return isinstance(value, Answer) and value.part == "exception"


def says_what_failed(value: Value) -> bool:
    """Whether of all that may be observed, a value was made of exceptions of requests alone."""
    parts = list(constituents(value))
    found = [part for part in parts if isinstance(part, (Answer, Double))]
    spelled = any(isinstance(part, Text) and part.matters for part in parts)
    return bool(found) and not spelled and all(map(is_failure, found))


def is_of_no_request(value: Value) -> bool:
    """Whether a text stands in no path and is no key: it is a number, or has several words."""
    known = [v.known if isinstance(v, Text) else None for _, v in alternatives(value)]
    return all(t and (t.isdigit() or (t.split() != [t] and "/" not in t)) for t in known)


def without_failures(raised: Unknown) -> Unknown:
    """What was raised, without what the exceptions of requests say."""
    kept = tuple(part for part in raised.parts if not says_what_failed(part))
    return Unknown(raised.label, raised.why, kept)


def only_errors(machine: Machine, answer: Answer) -> bool:
    """Whether the branches taken here are taken for no success at all."""
    return any(
        request is answer.request and not any(_takes(accepts, s) for s in _SUCCESSES)
        for request, accepts in machine.limits
    )


def picked(machine: Machine, value: Value) -> Value:
    """A value that is picked out of many: what a branch says of one answer it says of no other."""
    if machine.limits:
        found = {id(v.request) for _, v in alternatives(value) if isinstance(v, Answer)}
        for index, (request, accepts) in enumerate(machine.limits):
            if id(request) in found:
                machine.limits[index] = (None, accepts)
    return value


def _takes(accepts: Callable[[int], object], status: int) -> bool:
    try:
        return bool(accepts(status))
    except Exception:  # the program's own test raises, so that the branch is not taken
        return False


_SUCCESSES = range(200, 300)


def answers_in(value: Value) -> list[Answer]:
    """The answers that a value is, holds, or was made of."""
    return [part for part in constituents(value) if isinstance(part, Answer)]


def observe(
    machine: Machine, frame: Frame, value: Value, node: cst.CSTNode, detail: str = ""
) -> None:
    """The program looks at a value: at all that it holds or was made of."""
    for part in exposed(value):
        if isinstance(part, Answer):
            what = "status-compared" if part.part == "status" else "used"
            # All headers together tell about the body as well.
            seen = Answer(part.request, "content") if part.part == "headers" else part
            use(machine, frame, seen, what, node, detail, part.derive)
        elif isinstance(part, Text):
            questions.noted(machine, part, "compared")
        elif isinstance(part, Double):
            look(machine, frame, part, node)


def is_recorded(value: Value) -> bool:
    """Whether a value was made of what a test double recorded."""
    return any(isinstance(part, Double) for part in constituents(value))


def look(machine: Machine, frame: Frame, double: Double, node: cst.CSTNode) -> None:
    """A test looks at what was recorded, in a way that is not followed."""
    if double.part in RECORDED and id(node) not in machine.recorder.pinned:
        machine.recorder.looks.append(Look(double, frame, node, tuple(machine.stack)))


def compared(
    machine: Machine,
    value: Value,
    what: str = "compared",
    at: tuple[Module, cst.CSTNode] | None = None,
) -> None:
    """Note that a text is compared: changing one side of a comparison changes its answer.

    `at` is the comparison, where it is one. `what` is "matched" when both sides stand in the
    program; then an edit at the call leaves both, unless the call passes one of them on. What the
    text holds is looked at as well.
    """
    what = "compared" if machine.stack else what
    questions.noted(machine, value, what, at)
    direct = {id(v) for _, v in alternatives(value)}
    for part in exposed(value):
        if id(part) in direct and not isinstance(part, Answer):
            continue
        if isinstance(part, Text):
            questions.noted(machine, part, "compared", at)
        elif isinstance(part, Answer) and machine.here is not None:
            frame, node = machine.here
            kind = "status-compared" if part.part == "status" else "used"
            use(machine, frame, part, kind, node, "it is looked into", part.derive)
        elif isinstance(part, Double) and machine.here is not None:
            look(machine, machine.here[0], part, machine.here[1])
