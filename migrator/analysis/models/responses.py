"""What reading an attribute of an answer gives, and which use of the answer it is."""

from __future__ import annotations

import libcst as cst

from migrator.analysis.store import answers, failures
from migrator.analysis.store.machine import Machine, unknown
from migrator.analysis.values import (
    Answer,
    Arguments,
    Bound,
    External,
    Function,
    Value,
    join,
    lifting,
    made_of,
)
from migrator.analysis.values.frames import Frame


def answer_attribute(
    machine: Machine, frame: Frame, answer: Answer, name: str, node: cst.CSTNode
) -> Value:
    """`answer.name`, where `answer` is a response or a part of one."""
    if answer.part == "response":
        seen = machine.recorder.others_read if machine.showing else machine.recorder.parts_read
        seen.add(id(node))
        put = _put_there(machine, name)
        if isinstance(put, Function) and "property" in put.decorators:
            return machine.call(frame, Bound(put, answer), Arguments(), node)
        if put is not None:
            return Bound(put, answer)
        part = machine.clients.answer.get(name)
        if part == "same":
            return answer
        if part == "raises":
            machine.recorder.checked.append((node, answer.request))
            answers.may_fail(machine, frame, answer.request)
            return answer
        if part is None:
            answers.use(machine, frame, answer, "escape", node, f"its attribute {name} is read")
            return made_of(f"response.{name}", answer)
        if part not in ("same", "sent") and answers.only_errors(machine, answer):
            return Answer(answer.request, "safe")  # it is read where only an error can lead
        if part == "json":
            answers.parsed(machine, frame, Answer(answer.request, "content"), node)
        return Answer(answer.request, part)
    if answer.part == "status":
        lifted = lifting.attribute(answer, name)
        return lifted if lifted is not None else Bound(External(f"?.{name}"), answer)
    if answer.part == "exception":
        return _of_exception(machine, frame, answer, name, node)
    if answer.part == "failed":
        names_it = machine.clients.answer.get(name) == "sent"
        return Answer(answer.request, "exception") if names_it else unknown(name)
    if answer.part == "sent":
        if name in _PARTS_OF_URL:
            return made_of(name, answer)
        if name not in ("method", "headers"):
            answers.use(machine, frame, answer, "used", node, f"what was sent is read: .{name}")
        return unknown(name)
    if answer.part == "headers":
        return Bound(External(f"?headers.{name}"), answer)
    if answer.part == "content" and name in ("decode", "strip", "read", "text"):
        return answer
    if answer.part == "content" and name == "json":
        return Answer(answer.request, "json")
    if answer.part in ("content", "json"):
        answers.use(machine, frame, answer, "content-used", node, f".{name}")
    return made_of(name, answer)


_PARTS_OF_URL = ("url", "real_url", "full_url", "path", "raw_path", "path_url", "host")
_OF_URL = ("name", "parts", "raw_parts", "parent", "path_qs", "raw_path_qs", "selector", "netloc")
"""What the URL object of a request is asked for."""
_SAYING = (
    *_PARTS_OF_URL,
    *("request", "request_info", "geturl", "filename"),
    *("args", "message", "msg", "history", "exceptions", "subgroup", "derive"),
    *("__str__", "__repr__", "__dict__", "__notes__", *failures.ORIGINS),
)


def _of_exception(
    machine: Machine, frame: Frame, answer: Answer, name: str, node: cst.CSTNode
) -> Value:
    """`error.response`, `error.request.url`, `error.args`: what the exception of a request has."""
    if name == "response":
        return Answer(answer.request, "failed")
    if name in _SAYING or name == "with_traceback":
        return answer
    if hasattr(str, name):  # what it says is taken apart as a text
        answers.use(machine, frame, answer, "used", node, f"what was sent is read: .{name}")
        return Bound(External(f"?.{name}"), answer)
    if name in ("body", "content", "data", "stream", *_OF_URL):
        answers.use(machine, frame, answer, "used", node, f"what was sent is read: .{name}")
    return unknown(name)


def _put_there(machine: Machine, name: str) -> Value | None:
    """What the program has put in the place of a method of responses, None when it has not."""
    found = [
        value for dotted, value in machine.outside.items() if dotted.endswith(f"Response.{name}")
    ]
    return join(*found) if found else None
