"""From names and recipes to programs.

Where the operation stands (in the function that calls, in a helper, in the caller) and how its
result is looked at (printed, compared, branched on, looked up, raised over) goes round from recipe
to recipe, so that each operation is met in some of all places.
"""

from __future__ import annotations

import ast
import re
import textwrap
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.construction.atoms import ATOMS, MORE_ATOMS, Atom
from tests.construction.compatible import BESIDE, has_to_move
from tests.construction.program import KEY, PATH, Program
from tests.construction.recipes import Recipe, Table
from tests.construction.running import observe
from tests.construction.tables import functions, methods, protocols, syntax

_MODULES = (
    *(
        "asyncio",
        "collections",
        "contextlib",
        "copy",
        "dataclasses",
        "functools",
        "io",
        "itertools",
    ),
    *("importlib", "json", "math", "operator", "os", "pickle", "sys", "tempfile", "threading"),
    *("types", "warnings"),
)
_IMPORTED = re.compile(rf"(?<![\w.'\"])({'|'.join(_MODULES)})\.")


def looked_at(build: Callable[[str], Program], turn: int) -> Program:
    """What `build` makes of the look at the result whose turn it is.

    To compare with the result it has to be known: the program is run once to find out.
    """
    printed = build("print(repr(result))")
    ran = observe(printed.run_as(printed.files), printed.plain_status)
    seen = ran.stdout.strip().splitlines()
    literal = _literal(seen[-1]) if seen else None
    return build("print(result)" if literal is None else _LOOKS[turn % len(_LOOKS)](literal))


def imports_of(body: str) -> str:
    """The import lines of a program's text."""
    modules = sorted({"requests", *_IMPORTED.findall(body)})
    return "\n".join(f"import {name}" for name in modules)


@dataclass(frozen=True)
class Draft:
    """One operation and one atom, of which a program can be made."""

    name: str
    recipe: Recipe
    atom: Atom
    turn: int

    @property
    def moves(self) -> bool:
        """Whether a kernel that leaves the program alone is too timid."""
        return self.atom is BESIDE and has_to_move(self.name)

    def program(self) -> Program:
        """The program, with the look at the result whose turn it is."""
        return looked_at(self._program, self.turn)

    def _program(self, look: str) -> Program:
        value = self.atom.lifted(self.recipe.kind)
        code = self.atom.fill(self.recipe.code, self.recipe.kind)
        shape = _SHAPES[self.turn // len(_LOOKS) % len(_SHAPES)]
        body = shape(self.atom, value, code, look)
        text = _TEXT.format(imports=imports_of(body), body=body)
        return Program(self.name, {"main.py": text}, self.atom.plain_status, self.moves)


_TEXT = f"""\
{{imports}}

HEADERS = {{{{"Authorization": "Bearer token"}}}}
URL = "https://api.awork.com/api/v1/{PATH}"


{{body}}
"""
_POST = "response = requests.post(URL, json=body, headers=HEADERS)"
_BODY = f'body = {{"{KEY}": entries}}'


def _function(head: str, *parts: str) -> str:
    lines = "\n".join(part.strip("\n") for part in parts)
    return f"def {head}:\n{textwrap.indent(lines, '    ')}\n"


def _inline(atom: Atom, value: str, code: str, look: str) -> str:
    """All of it in one function."""
    judged = f"value = {value}\n{code}\n{look}"
    parts = (_BODY, judged, _POST) if atom.before_the_call else (_BODY, _POST, judged)
    return f'{_function("delete(entries)", *parts)}\n\ndelete(["te-01"])'


def _helper(atom: Atom, value: str, code: str, look: str) -> str:
    """The operation is another function's, which is handed the value."""
    judge = _function("judge(value)", code, "return result")
    asked = f"result = judge({value})\n{look}"
    parts = (_BODY, asked, _POST) if atom.before_the_call else (_BODY, _POST, asked)
    return f'{judge}\n\n{_function("delete(entries)", *parts)}\n\ndelete(["te-01"])'


def _caller(atom: Atom, value: str, code: str, look: str) -> str:
    """The value is returned, and what calls operates on it."""
    if atom.before_the_call:
        return _inline(atom, value, code, look)
    delete = _function("delete(entries)", _BODY, _POST, f"return {value}")
    return f'{delete}\n\nvalue = delete(["te-01"])\n{code}\n{look}'


_SHAPES: tuple[Callable[[Atom, str, str, str], str], ...] = (_inline, _helper, _caller)


def _branch(literal: str) -> str:
    return f'if result == {literal}:\n    print("same")\nelse:\n    print("other")'


def _raise(literal: str) -> str:
    return f'if result != {literal}:\n    raise SystemExit("unexpected")'


def _look_up(literal: str) -> str:
    try:
        hash(ast.literal_eval(literal))
    except TypeError:
        return f"print(result == {literal})"
    return f'print({{{literal}: "known"}}.get(result, "unknown"))'


_LOOKS: tuple[Callable[[str], str], ...] = (
    lambda _: "print(result)",
    _branch,
    lambda literal: f"print(result == {literal})",
    _raise,
    lambda literal: f"assert result == {literal}",
    _look_up,
    lambda literal: f'print("same" if result in ({literal},) else "other")',
)


def _literal(text: str) -> str | None:
    """The text of a result, if a program can be compared with it and names no endpoint by it."""
    try:
        ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError):
        return None
    named = "timeentries" in text or "timeEntryIds" in text
    return None if named or len(text) > 60 else text


def recipes() -> Table:
    """All recipes by the name that Python lists them under."""
    return {**syntax.table(), **functions.table(), **methods.table(), **protocols.table()}


def drafts(names: Iterator[str]) -> Iterator[Draft]:
    """The drafts of all these names, for all atoms that come in the types asked for."""
    table = recipes()
    for name in names:
        for number, recipe in enumerate(table.get(name, ()), 1):
            for atom in (*ATOMS, *MORE_ATOMS, BESIDE):
                label = f"{name}/{atom.name}" if number == 1 else f"{name}/{number}/{atom.name}"
                draft = Draft(label, recipe, atom, zlib.crc32(label.encode()))
                if _fits(draft):
                    yield draft


def _fits(draft: Draft) -> bool:
    """Whether the atom has the type and the literals that the recipe asks for."""
    if not draft.atom.supports(draft.recipe.kind) or draft.atom.is_too_empty_for(draft.name):
        return False
    try:
        draft.atom.fill(draft.recipe.code, draft.recipe.kind)
    except KeyError:
        return False
    return True
