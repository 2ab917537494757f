"""Where texts are taken apart: `split`, `partition`, and what `replace` leaves out.

An edit of one literal may move the ends of parts that are made of others: each literal of a text
that was put together is held to how often the separator stands in it.
"""

from __future__ import annotations

import re

from migrator.analysis.store import answers, failures, questions
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    Arguments,
    Const,
    Sequence,
    Text,
    Value,
    hole,
    made_of,
    text,
    texts,
)


def split(machine: Machine, receiver: Text, name: str, arguments: Arguments) -> Value:
    """What `split`, `rsplit`, `partition` and `rpartition` (`name`) give, as far as is known."""
    if failures.is_told(receiver):
        failed = failures.computed(made_of("...", receiver))
        return Sequence(machine.path, None, element=hole(failed), count=failed.parts)
    given = arguments.get("sep", 0)
    separator = given.value.known if given and isinstance(given.value, Text) else None
    most = _most(arguments)
    if not separator or most is None or arguments.keywords.keys() - {"sep", "maxsplit"}:
        values = [argument.value for argument in arguments.values()]
        for value in (receiver, *values):
            answers.compared(machine, value)
        made = made_of("...", receiver, *values)
        return Sequence(machine.path, None, element=hole(made), count=made.parts)
    if given is not None and any(c.isalnum() for c in separator):
        answers.compared(machine, given.value)
        answers.compared(machine, receiver)
    if texts.is_put_together(receiver):  # where the parts end, each of its literals decides
        whole = Text(tuple(piece for piece in receiver.pieces if texts.is_whole(piece)))
        questions.searched(machine, whole, f"count {separator}")
        between = taken_out(receiver, separator, "replace").pieces
        answers.compared(machine, Text(tuple(p for p in between if not texts.is_whole(p))))
    if name in ("split", "rsplit"):
        parts = texts.split(receiver, separator, most, last=name == "rsplit")
        return Sequence(machine.path, list(parts), count=(receiver,))
    return _partition(machine, receiver, separator, last=name == "rpartition")


def _most(arguments: Arguments) -> int | None:
    """How often a text is split at most, -1 for no limit; None when that is not known."""
    given = arguments.get("maxsplit", 1)
    if given is None:
        return None if arguments.open else -1
    known = given.value.value if isinstance(given.value, Const) else None
    return known if isinstance(known, int) else None


def _partition(machine: Machine, receiver: Text, separator: str, *, last: bool) -> Value:
    content = texts.content_of(receiver)
    found = content.rfind(separator) if last else content.find(separator)
    if found < 0:
        parts = [text(""), text(""), receiver] if last else [receiver, text(""), text("")]
    else:
        end = found + len(separator)
        bounds = [(0, found), (found, end), (end, len(content))]
        parts = [texts.cut(receiver, a, b) for a, b in bounds]
        if last:
            parts[0] = texts.from_behind(parts[0])
    return Sequence(machine.path, list(parts), kind="tuple")


def taken_out(receiver: Text, searched: str, name: str) -> Text:
    """The stretches of a text that `replace`, or the removal of an affix, leaves out."""
    content = texts.content_of(receiver)
    starts = [match.start() for match in re.finditer(re.escape(searched), content)]
    last = len(content) - len(searched)
    if name != "replace":
        starts = [start for start in starts if start == (0 if name == "removeprefix" else last)]
    return texts.concat(texts.cut(receiver, start, start + len(searched)) for start in starts)
