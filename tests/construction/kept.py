"""Programs that keep something in a place, write it in some way, and use it later."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.construction.flows import FLOWS, ROOT, Flow
from tests.construction.places import PLACES, Place
from tests.construction.program import PATH, Program
from tests.construction.ways import WAYS, Target, Writing, function

_NAMED = re.compile(r"\bNAME\b")
_URL = re.compile(r"\bURL\b")
_ROOT = re.compile(r"\bROOT\b")


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
        lambda p, _, f: p.name == "class-seen-by-instance" and f.name == "judge",
        "a function that a class holds is a method of its instances and gets another argument",
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
            found.append(function("delete(entries)", head, send, writing.host))
        else:
            found.append(function("change(entries)", head, writing.host))
            found.append(function("delete(entries)", send))
        if flow.report:
            found.append(function("report()", flow.report.replace("$", target.read(at))))
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
            text = function("main()", text.replace("\n\n\n", "\n\n")) + "\n\n\nmain()"
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
