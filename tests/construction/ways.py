"""The ways in which a program writes to a place: under a condition, in a loop, out of sight."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.construction.flows import Flow
from tests.construction.places import Place


@dataclass
class Writing:
    """How the place gets its new value: the lines of the host, and what they need elsewhere."""

    host: str
    functions: list[str] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    imports: list[str] = field(default_factory=list)
    in_state: bool = False  # the place stands in a module of its own
    needs_head: bool = True  # the host itself writes
    run: str = ""  # how the requests and the write follow each other


@dataclass(frozen=True)
class Target:
    """A place that a flow goes through."""

    place: Place
    flow: Flow

    def write(self, given: str, at: str = "") -> str:
        """The lines that change the place."""
        if self.flow.mutate:
            return self.flow.mutate.replace("$", self.read(at)).replace("%", given)
        return self.place.write.replace("$", given).replace("@", at)

    def unseen(self) -> str:
        """The same by code that hides what it writes to."""
        if self.flow.mutate:
            return self.flow.unseen.replace("$", self.read())
        return self.place.unseen.replace("$", self.flow.new).replace("@", "")

    def read(self, at: str = "") -> str:
        """The expression for what the place holds."""
        return self.place.read.replace("@", at)

    def keep(self, at: str = "") -> str:
        """A function that writes what it is given."""
        return function("keep(given)", self.place.head if not at else "", self.write("given", at))


def function(head: str, *parts: str) -> str:
    lines = "\n".join(part for part in parts if part)
    return f"def {head}:\n{textwrap.indent(lines, '    ')}"


def _indented(head: str, text: str) -> str:
    return f"{head}\n{textwrap.indent(text, '    ')}"


def _plain(target: Target) -> Writing:
    return Writing(target.write(target.flow.new))


def _condition(target: Target) -> Writing:
    return Writing(_indented("if len(entries) == 1:", target.write(target.flow.new)))


def _otherwise(target: Target) -> Writing:
    host = f"if len(entries) > 1:\n    pass\n{_indented('else:', target.write(target.flow.new))}"
    return Writing(host)


def _loop(target: Target) -> Writing:
    return Writing(_indented("for _ in entries:", target.write(target.flow.new)))


def _third_round(target: Target) -> Writing:
    """What is written arrives in the third round only."""
    flow = target.flow
    rounds = f"{target.write('earlier')}\nearlier = latest\nlatest = {flow.new}"
    return Writing(f"earlier = latest = {flow.first}\n" + _indented("for _ in range(3):", rounds))


def _while_loop(target: Target) -> Writing:
    """The write happens in a round that no bound of rounds reaches."""
    rounds = "turn += 1\n" + _indented("if turn == 7:", target.write(target.flow.new))
    return Writing("turn = 0\n" + _indented("while turn < 9:", rounds))


def _handler(target: Target) -> Writing:
    written = _indented("except ValueError:", target.write(target.flow.new))
    return Writing(f'try:\n    int("none")\n{written}')


def _finally(target: Target) -> Writing:
    return Writing(
        f"try:\n    len(entries)\n{_indented('finally:', target.write(target.flow.new))}"
    )


def _with(target: Target) -> Writing:
    return Writing(
        _indented("with contextlib.suppress(KeyError):", target.write(target.flow.new)),
        imports=["contextlib"],
    )


def _other_function(target: Target) -> Writing:
    return Writing(f"keep({target.flow.new})", [target.keep()], needs_head=False)


def _callback(target: Target) -> Writing:
    each = function("each(action, given)", "action(given)")
    return Writing(f"each(keep, {target.flow.new})", [target.keep(), each], needs_head=False)


def _thread(target: Target) -> Writing:
    host = f"thread = threading.Thread(target=keep, args=({target.flow.new},))"
    return Writing(
        f"{host}\nthread.start()\nthread.join()",
        [target.keep()],
        imports=["threading"],
        needs_head=False,
    )


def _deferred(target: Target) -> Writing:
    """A function that waits in a list is called by whoever empties it."""
    wait = f"WAITING.append(functools.partial(keep, {target.flow.new}))"
    work = function("work()", "while WAITING:\n    WAITING.pop()()")
    return Writing(
        f"{wait}\nwork()",
        ["WAITING = []", target.keep(), work],
        imports=["functools"],
        needs_head=False,
    )


def _exit(target: Target) -> Writing:
    """Leaving a block writes."""
    held = _indented(
        "class Keeping:",
        function("__init__(self, given)", "self.given = given")
        + "\n\n"
        + function("__enter__(self)", "pass")
        + "\n\n"
        + function("__exit__(self, *_)", "keep(self.given)"),
    )
    host = f"with Keeping({target.flow.new}):\n    pass"
    return Writing(host, [target.keep(), held], needs_head=False)


def _other_module(target: Target) -> Writing:
    """Another module writes; a place of the program itself stands in a third one."""
    place = target.place
    in_state = "@" in place.write + place.read
    at = "state." if in_state else ""
    imports = sorted({*place.imports, *(["state"] if in_state else [])})
    if place.own_module or place.name == "outside-module":
        imports = sorted({*imports, place.own_module or "requests"})
    needed = [name for name in imports if f"{name}." in target.keep(at)]
    head = "".join(f"import {name}\n" for name in needed)
    text = f"{head}\n\n{target.keep(at)}\n" if head else f"{target.keep(at)}\n"
    return Writing(
        f"writer.keep({target.flow.new})",
        files={"writer.py": text},
        imports=["writer"],
        in_state=in_state,
        needs_head=False,
    )


def _after(target: Target) -> Writing:
    """Textually the request stands before the write, and follows it in the next round."""
    run = 'for entries in (["te-01"], ["te-02"]):\n    delete(entries)\n    change(entries)'
    return Writing(target.write(target.flow.new), run=run)


def _third_call(target: Target) -> Writing:
    run = (
        'for entries in (["te-01"], ["te-02"], ["te-03"]):\n    delete(entries)\n'
        '    if entries == ["te-02"]:\n        change(entries)'
    )
    return Writing(target.write(target.flow.new), run=run)


def _unseen(target: Target) -> Writing:
    return Writing(target.unseen())


def _exec(target: Target) -> Writing:
    lines = [line for line in (target.place.head, target.write("given")) if line]
    text = "\n".join(lines).replace("global KEPT\n", "")
    host = f"given = {target.flow.new}\n"
    space = '{**globals(), "given": given}'
    if target.place.head:
        return Writing(f'{host}globals()["given"] = given\nexec({text!r}, globals())')
    return Writing(f"{host}exec({text!r}, {space})")


def _alias(target: Target) -> Writing:
    if target.flow.mutate:
        changed = target.flow.mutate.replace("$", "alias").replace("%", target.flow.new)
        return Writing(f"alias = {target.read()}\n{changed}")
    return Writing(target.place.alias.replace("$", target.flow.new).replace("@", ""))


WAYS: dict[str, Callable[[Target], Writing]] = {
    "plain": _plain,
    "condition": _condition,
    "else": _otherwise,
    "loop": _loop,
    "third-round": _third_round,
    "seventh-round": _while_loop,
    "handler": _handler,
    "finally": _finally,
    "with": _with,
    "other-function": _other_function,
    "callback": _callback,
    "deferred": _deferred,
    "block-exit": _exit,
    "thread": _thread,
    "other-module": _other_module,
    "after-the-call": _after,
    "third-call": _third_call,
    "unseen-name": _unseen,
    "exec": _exec,
    "alias": _alias,
}
