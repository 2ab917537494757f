"""Programs that keep something in a place, write it in some way, and use it later."""

from __future__ import annotations

import re
import textwrap
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.construction.flows import FLOWS, ROOT, Flow
from tests.construction.places import PLACES, Place
from tests.construction.program import PATH, Program

_NAMED = re.compile(r"\bNAME\b")
_URL = re.compile(r"\bURL\b")
_ROOT = re.compile(r"\bROOT\b")


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
        return _function("keep(given)", self.place.head if not at else "", self.write("given", at))


def _function(head: str, *parts: str) -> str:
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
    each = _function("each(action, given)", "action(given)")
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
    work = _function("work()", "while WAITING:\n    WAITING.pop()()")
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
        _function("__init__(self, given)", "self.given = given")
        + "\n\n"
        + _function("__enter__(self)", "pass")
        + "\n\n"
        + _function("__exit__(self, *_)", "keep(self.given)"),
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
SIMPLE = ("plain", "condition", "loop", "other-function", "after-the-call", "third-call")


def reason(place: Place, way: str, flow: Flow) -> str | None:
    """Why a combination has no program; None when it has one."""
    return next((why for holds, why in _LEFT_OUT if holds(place, way, flow)), None)


_ORDER = {"text": 2, "hashable": 1, "any": 0}
Combination = Callable[[Place, str, Flow], bool]
_LEFT_OUT: tuple[tuple[Combination, str], ...] = (
    (
        lambda p, _, f: _ORDER[f.kind] < {"text": 2, "hashable": 1, "any": 0}[p.takes],
        "the place takes text only, or what can be hashed",
    ),
    (
        lambda p, w, _: p.own_thread and w == "thread",
        "what another thread writes there is not seen by this one",
    ),
    (
        lambda p, w, _: p.within and w in ("other-module", "exec", "unseen-name"),
        "a cell is seen by the functions inside only",
    ),
    (
        lambda p, _, f: p.once and (bool(f.mutate) or (bool(f.report) and not f.answers)),
        "reading takes the value away, and this asks for it twice",
    ),
    (
        lambda _, w, f: f.answers and w in ("after-the-call", "third-call"),
        "an answer is written after its call in every program",
    ),
    (
        lambda _, w, f: not f.twice and not f.answers and w in ("after-the-call", "third-call"),
        "there is one request, which needs what is written",
    ),
    (
        lambda _, w, f: f.one_body and w in ("after-the-call", "third-call"),
        "a third request with the same body is refused",
    ),
    (
        lambda _, w, f: bool(f.mutate) and w in ("third-round", "other-module"),
        "what changes an object changes it in every round, and the same in every module",
    ),
    (lambda p, w, f: w == "unseen-name" and not (f.unseen or p.unseen), "nothing there has a name"),
    (
        lambda p, w, f: w == "alias" and not (f.mutate or p.alias),
        "the object has no second name in this program",
    ),
    (
        lambda p, w, _: p.once and w in ("third-round", "third-call"),
        "each request takes one value away, so that the last one would find none or another",
    ),
)


@dataclass(frozen=True)
class Keeping:
    """One place, one way to write it and one flow, of which a program can be made."""

    place: Place
    way: str
    flow: Flow

    @property
    def name(self) -> str:
        """The name that the command line knows it by."""
        return f"place.{self.place.name}/{self.way}/{self.flow.name}"

    @property
    def moves(self) -> bool:
        """Whether a kernel that leaves the program alone is too timid."""
        return self.flow.moves and self.place.moves and self.way in SIMPLE

    def program(self) -> Program:
        """The program; every second one defines things in the opposite order."""
        target = Target(self.place, self.flow)
        writing = WAYS[self.way](target)
        at = "state." if writing.in_state else ""
        run = self._run(writing)
        blocks = [self._place(writing), *writing.functions, *self._functions(target, writing, at)]
        if zlib.crc32(self.name.encode()) % 2:
            blocks.reverse()
        if self.flow.top:
            blocks.insert(0, self.flow.top)
        files = dict(writing.files)
        if writing.in_state:
            files["state.py"] = self._state()
        elif self.place.own_module:
            files["state.py"] = "kept = None\n"
        files["main.py"] = self._main([*filter(None, blocks), run], writing)
        return Program(self.name, files, self.flow.plain_status, self.moves)

    def _place(self, writing: Writing) -> str:
        if not writing.in_state:
            return self._top(self.flow.first)
        if self._is_literal:
            return ""
        return self.place.write.replace("$", self.flow.first).replace("@", "state.")

    def _top(self, first: str) -> str:
        if self.flow.answers and self.place.empty:
            return self.place.empty
        return self.place.top.replace("$", first)

    @property
    def _is_literal(self) -> bool:
        """Whether another module can write the first value down."""
        return self.flow.first not in ("lenient", "requests", "URL")

    def _state(self) -> str:
        empty = '""' if self.flow.kind == "text" else "None"
        top = self._top(self.flow.first if self._is_literal else empty)
        if self.place.empty and not self._is_literal:
            top = self.place.empty
        imports = [name for name in self.place.imports if f"{name}." in top]
        if "requests." in top:
            imports.append("requests")
        head = "".join(f"import {name}\n" for name in sorted(imports))
        return f"{head}\n\n{top}\n" if head else f"{top}\n"

    def _functions(self, target: Target, writing: Writing, at: str) -> list[str]:
        flow, place = self.flow, self.place
        head = place.head if writing.needs_head else ""
        send = flow.send.replace("$", target.read(at))
        found = []
        if flow.answers:
            found.append(_function("delete(entries)", head, send, writing.host))
        else:
            found.append(_function("change(entries)", head, writing.host))
            found.append(_function("delete(entries)", send))
        if flow.report:
            found.append(_function("report()", flow.report.replace("$", target.read(at))))
        return found

    def _run(self, writing: Writing) -> str:
        if writing.run:
            return writing.run
        change, report = 'change(["te-01"])', "report()" if self.flow.report else ""
        first, second = 'delete(["te-01"])', 'delete(["te-02"])'
        if self.flow.answers:
            lines = [first, report]
        elif self.flow.twice:
            lines = [first, change, second, report]
        else:
            lines = [change, first, report]
        return "\n".join(filter(None, lines))

    def _main(self, blocks: list[str], writing: Writing) -> str:
        text = "\n\n\n".join(blocks)
        constants = ['HEADERS = {"Authorization": "Bearer token"}']
        if _URL.search(text):
            constants.append(f'URL = "{ROOT}{PATH}"')
        if _ROOT.search(text):
            constants.append(f'ROOT = "{ROOT}"')
        if _NAMED.search(text):
            constants.append('NAME = os.environ.get("NAME", "kept")')
        if self.place.within:
            text = _function("main()", text.replace("\n\n\n", "\n\n")) + "\n\n\nmain()"
        body = "\n".join(constants) + "\n\n\n" + text
        modules = {"requests", *writing.imports, *self.place.imports}
        modules |= {"state"} if writing.in_state or self.place.own_module else set()
        modules |= {"os"} if "os." in body else set()
        used = sorted(name for name in modules if f"{name}." in body or name == "requests")
        return "".join(f"import {name}\n" for name in used) + f"\n{body}\n"


def keepings() -> Iterator[Keeping]:
    """Every combination that makes a program."""
    for place in PLACES:
        for way in WAYS:
            for flow in FLOWS:
                if reason(place, way, flow) is None:
                    yield Keeping(place, way, flow)
