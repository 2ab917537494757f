"""Programs in which a value goes from one function to another."""

from __future__ import annotations

import re
import textwrap
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tests.construction.atoms import BODY, JSON, KEYS, STATUS, URL, Atom
from tests.construction.carriers import CARRIERS, Carrier
from tests.construction.generator import imports_of, looked_at
from tests.construction.program import KEY, PATH, Program

ANSWER = replace(STATUS, name="answer", source="response", natural="any")
CHECKED = replace(ANSWER, name="checked")
_ATOMS: tuple[Atom, ...] = (STATUS, BODY, URL, KEYS, JSON, ANSWER, CHECKED)
_SEND = f'body = {{"{KEY}": entries}}\nresponse = requests.post(URL, json=body, headers=HEADERS)'
_SENDS = re.compile(r"^( *)SEND$", re.MULTILINE)
_CONSTANTS = (
    f'HEADERS = {{"Authorization": "Bearer token"}}\nURL = "https://api.awork.com/api/v1/{PATH}"'
)
_FIXED = {"answer": "print(result.status_code)", "checked": "result.raise_for_status()"}


@dataclass(frozen=True)
class Carrying:
    """One carrier and one atom, of which a program can be made.

    Where it is `uncalled`, what takes the value is a function that nothing in the project calls.
    """

    carrier: Carrier
    atom: Atom
    uncalled: bool = False

    @property
    def name(self) -> str:
        """The name that the command line knows it by."""
        return f"carrier.{self.carrier.name}/{self.atom.name}{'/uncalled' * self.uncalled}"

    @property
    def moves(self) -> bool:
        """Whether a kernel that leaves the program alone is too timid."""
        return self.atom is CHECKED and not self.carrier.far

    def program(self) -> Program:
        """The program, with a look at what arrives."""
        if self.atom.name in _FIXED:
            return self._program(_FIXED[self.atom.name])
        return looked_at(self._program, zlib.crc32(self.name.encode()))

    def _program(self, look: str) -> Program:
        carrier = self.carrier
        blocks = [text for text in (carrier.more, self._function()) if text]
        taken = f"{carrier.take}\n{look}"
        main = "main.py"
        if self.uncalled:
            taken = f"def run():\n{textwrap.indent(taken, '    ')}"
            main = "app.py"
        files = {}
        if carrier.module:
            text = "\n\n\n".join(blocks)
            files[carrier.module] = self._file(text, _CONSTANTS)
            needed = "client." in taken
            files[main] = f"import client\n\n{taken}\n" if needed else f"{taken}\n"
            if "importlib." in taken:
                files[main] = f"import importlib\n\n{taken}\n"
        else:
            files[main] = self._file("\n\n\n".join([*blocks, taken]), _CONSTANTS)
        driver = "import app\n\napp.run()\n" if self.uncalled else None
        return Program(self.name, files, self.atom.plain_status, self.moves, driver)

    def _function(self) -> str:
        if self.carrier.whole:
            return ""
        body = textwrap.indent(f"{_SEND}\n{self.carrier.give}", "    ")
        return f"def delete(entries):\n{body}"

    def _file(self, text: str, constants: str) -> str:
        text = _SENDS.sub(lambda match: textwrap.indent(_SEND, match[1]), text)
        text = text.replace("$", self.atom.source)
        head = imports_of(text)
        if "futures." in text:
            head += "\nfrom concurrent import futures"
        return f"{head}\n\n{constants}\n\n\n{text}\n"


def carryings() -> Iterator[Carrying]:
    """Every carrier with every atom; what is turned into a text is no answer any more."""
    for carrier in CARRIERS:
        for atom in _ATOMS:
            if not (atom.source == "response" and carrier.far and "str(" in carrier.give):
                if not (atom.source == "response" and carrier.name in ("printed", "copied")):
                    yield Carrying(carrier, atom)
                    if "import *" not in carrier.take:  # which no function may do
                        yield Carrying(carrier, atom, uncalled=True)
