"""What IPython runs that is no Python, as Python that says as much of it as can be known.

Decided here: a magic or a shell line becomes a call of something unknown with the variables that it
names, as it may do anything with them; `%time`, `%timeit` and `%prun` without options are the
statement that they time. The body of `%%time`, `%%timeit`, `%%capture` and other cell magics that
run their body in the kernel is Python; the body of every other one is another language. The
statements, the indentation and the prompts of a cell are taken as IPython takes them.
"""

from __future__ import annotations

import ast
import keyword
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from migrator.files.parsetext import logical_end

UNKNOWN = "\u01c3"
"""A name that nobody binds: the click of some African languages, which looks like a `!`."""

_PYTHON_CELLS = frozenset(
    ["capture", "debug", "heat", "lprun", "memit", "mprun", "prun", "pyinstrument", "scalene"]
) | {"snakeviz", "time", "timeit"}
_TIMED = frozenset(["prun", "time", "timeit"])
_CELL_MAGIC = re.compile(r"%%(\w[\w.]*)")
# Databricks begins a cell of another language with a magic that stands alone on its line.
_ALONE = re.compile(r"%(?:fs|md|md-sandbox|r|scala|sh|sql)[ \t]*\n")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_BLANK = re.compile(r"(?:[ \t]*\n)*")
_PROMPT = re.compile(r"(?:>>>|\.\.\.)(?: |$)|In \[\d+\]: |[ \t]*\.{3,}: ?", re.MULTILINE)
_FIRST_PROMPT = re.compile(r">>>(?: |$)|In \[\d+\]: ", re.MULTILINE)
_MAGIC = re.compile(
    r"(?P<lead>[ \t]*(?:[A-Za-z_][\w.,\[\]'\"* \t]*=[ \t]*(?=%[A-Za-z]|!))?)"
    r"(?P<sign>!!?|%%?(?=\w|[ \t]*\w)|[,;/](?=\S))(?P<rest>.*)"
)
_HELP = re.compile(
    r"(?P<lead>[ \t]*)(?P<sign>)"
    r"(?P<rest>\?{1,2}[ \t]*%{0,2}[\w.*]+|%{0,2}[\w.*\[\]]+\?{1,2})[ \t]*$",
    re.MULTILINE,
)
_STATEMENT = re.compile(r"(?P<name>\w+)[ \t]+(?P<code>[^-\s])")
_RUN = re.compile(r"run[ \t]+(?:-i[ \t]+)?(?:\./)?(?P<module>[A-Za-z_]\w*)(?:\.py)?[ \t]*$")
_EXPANDED = re.compile(r"\$([A-Za-z_]\w*)|\{([^{}]*)\}")
_WORD = re.compile(r"(?<![\w.])[A-Za-z_]\w*")
_IGNORE = re.compile(r"#[ \t]*(?i:awork-migrator):")
_HISTORY = re.compile(r"(?<![\w.\"'])(_{1,3}|_\d+|Out)\b(?![ \t]*(?:=[^=]|,|:|\)|in\b)|[\"'])")


@dataclass(frozen=True)
class Piece:
    """A step through the text of a cell: `taken` characters of it are passed.

    They are Python as they are, or, when `code` is not None, `code` stands in their place, which
    has as many lines. `foreign` is what is code of another language.
    """

    taken: int
    code: str | None = None
    foreign: bool = False


def history(text: str) -> tuple[str, ...]:
    """The names that the cells in `text` read of what IPython keeps of earlier cells."""
    return tuple(sorted(set(_HISTORY.findall(text))))


def variables(text: str) -> frozenset[str]:
    """The words that are set somewhere in `text`, and a few more."""
    return frozenset(re.findall(r"(\w+)[\w \t,:\[\].]*=(?!=)", text))


def pieces(text: str, known: frozenset[str], kept: tuple[str, ...] = ()) -> Iterator[Piece]:
    """The steps through the text of a code cell; `known` are the variables of the notebook.

    What the cell shows at its end may be found under the names `kept` by later cells.
    """
    found = list(_pieces(text, known))
    yield from _with_history(text, found, kept) if kept else found


def _pieces(text: str, known: frozenset[str]) -> Iterator[Piece]:
    blank = _BLANK.match(text)
    start = 0 if blank is None else blank.end()
    if start:
        yield Piece(start)
    body = text[start:]
    indent = body[: len(body) - len(body.lstrip(" \t"))]
    magic = _CELL_MAGIC.match(body, len(indent))
    other = magic is not None and magic[1] not in _PYTHON_CELLS
    if other or _ALONE.match(body, len(indent)):
        yield from _other_language(body, known)
        return
    cut = _FIRST_PROMPT.match(body, len(indent)) is not None
    if not indent and not cut:
        yield from _statements(body, known)
        return
    # IPython takes the indentation of the first line, and prompts, from all lines.
    bare, passed = [], []
    for line in _LINE.findall(body):
        rest = line.removeprefix(indent)
        prompt = _PROMPT.match(rest) if cut else None
        rest = rest[prompt.end() :] if prompt is not None else rest
        bare.append(rest)
        passed.append(len(line) - len(rest))
    yield from _widened(_statements("".join(bare), known), bare, passed)


def _widened(found: Iterator[Piece], lines: list[str], passed: list[int]) -> Iterator[Piece]:
    """The steps through `lines`, each of which has lost as many characters as `passed` says."""
    row, column = 0, 0
    for piece in found:
        left, code = piece.taken, piece.code
        if not left:
            yield piece
        while left:
            if column == 0 and passed[row]:
                yield Piece(passed[row], "")
            step = min(left, len(lines[row]) - column)
            yield Piece(step, code, piece.foreign)
            code = None if code is None else ""
            left, column = left - step, column + step
            if column == len(lines[row]):
                row, column = row + 1, 0
    # Of a last line without an end nothing may be left.
    if row < len(lines) and passed[row] and not column:
        yield Piece(passed[row], "")


def _other_language(text: str, known: frozenset[str]) -> Iterator[Piece]:
    """A cell of another language: a call with what its first line names, and comments."""
    for number, line in enumerate(_LINE.findall(text)):
        bare = line.rstrip("\n")
        if number == 0:
            yield Piece(len(bare), _call(bare, known), foreign=True)
        elif bare:
            yield Piece(0, "#")
            yield Piece(len(bare), None, foreign=True)
        if len(bare) < len(line):
            yield Piece(1)


def _statements(text: str, known: frozenset[str]) -> Iterator[Piece]:
    at = 0
    magic = _CELL_MAGIC.match(text)
    if magic is not None:
        end = len(_LINE.match(text)[0].rstrip("\n"))  # type: ignore[index]
        yield from _cell_line(magic[1], text[:end], known)
        at = end
    while at < len(text):
        found = _HELP.match(text, at) or _MAGIC.match(text, at)
        if found is None:
            end = logical_end(text, at)
            yield Piece(end - at)
            at = end
            continue
        lead = len(found["lead"])
        end = _end_of_magic(text, found.start("sign"))
        if lead:
            yield Piece(lead)
        yield from _line_magic(text[at + lead : end], known)
        at = end


def _end_of_magic(text: str, at: int) -> int:
    """Where the line of a magic ends, with the lines that a backslash adds."""
    while True:
        end = text.find("\n", at)
        if end < 0:
            return len(text)
        if not text[at:end].endswith("\\"):
            return end
        at = end + 1


def _cell_line(name: str, line: str, known: frozenset[str]) -> Iterator[Piece]:
    """The first line of a cell that is Python below it."""
    words = line.split()
    if name == "capture":
        bound = next((word for word in words[1:] if word.isidentifier()), None)
        yield Piece(len(line), f"{bound} = {UNKNOWN}" if bound else "", foreign=True)
        return
    setup = _STATEMENT.match(line, 2)
    if name == "timeit" and setup is not None:
        yield Piece(setup.start("code"), "")
        yield Piece(len(line) - setup.start("code"))
        return
    yield Piece(len(line), _call(line, known), foreign=True)


def _line_magic(text: str, known: frozenset[str]) -> Iterator[Piece]:
    """A magic from its sign to the end of its line."""
    timed = _STATEMENT.match(text, 1) if text.startswith("%") else None
    if timed is not None and timed["name"] in _TIMED and not text.endswith("?"):
        yield Piece(timed.start("code"), "")
        yield Piece(len(text) - timed.start("code"))
        return
    script = _RUN.match(text, 1) if text.startswith("%") else None
    code = _call(text, known) if script is None else f"from {script['module']} import *"
    comment = _IGNORE.search(text)
    end = len(text) if comment is None else comment.start()
    yield Piece(end, code + "\n" * text.count("\n", 0, end), foreign=True)
    if end < len(text):
        yield Piece(len(text) - end)


def _call(magic: str, known: frozenset[str]) -> str:
    """A call of something unknown with the variables that a magic names."""
    names = {name for name, _ in _EXPANDED.findall(magic)}
    for _, expression in _EXPANDED.findall(magic):
        names.update(_WORD.findall(expression))
    if magic.startswith("%"):  # what a magic takes may be the name of a variable
        names.update(word for word in _WORD.findall(magic) if word in known)
    plain = sorted(name for name in names if name and not keyword.iskeyword(name))
    return f"{UNKNOWN}({', '.join(plain)})"


def _with_history(text: str, found: list[Piece], kept: tuple[str, ...]) -> list[Piece]:
    """The steps, and what the last expression gives under the names `kept`, or not."""
    span = _last_expression(text, found)
    if span is None:
        return found
    start, end = span
    before, after = f"{' = '.join(kept)} = (", f") if {UNKNOWN} else {kept[0]}"
    result: list[Piece] = []
    at = 0
    for piece in found:
        here, stop = at, at + piece.taken
        if piece.code is None and here <= start < stop:
            result += (Piece(start - here), Piece(0, before))
            here = start
        if piece.code is None and here < end <= stop:
            result += (Piece(end - here), Piece(0, after))
            here = end
        result.append(Piece(stop - here, piece.code, piece.foreign))
        at = stop
    return result


def _last_expression(text: str, found: list[Piece]) -> tuple[int, int] | None:
    """Where the expression stands that a cell shows, None when it shows none."""
    code, at = "", 0
    spots: list[int | None] = []
    for piece in found:
        own = text[at : at + piece.taken] if piece.code is None else piece.code
        spots += (at + n if piece.code is None else None for n in range(len(own)))
        code += own
        at += piece.taken
    flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about the user's code
            tree = compile(code, "", "exec", flags)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    last = tree.body[-1] if isinstance(tree, ast.Module) and tree.body else None
    if not isinstance(last, ast.Expr) or last.end_lineno is None or last.end_col_offset is None:
        return None
    lines = [0, *(match.end() for match in re.finditer("\n", code))]

    def offset(line: int, column: int) -> int:
        # Python counts columns in bytes.
        row = code[lines[line - 1] :].split("\n", 1)[0]
        return lines[line - 1] + len(row.encode()[:column].decode())

    start = offset(last.lineno, last.col_offset)
    end = offset(last.end_lineno, last.end_col_offset)
    first, final = spots[start], spots[end - 1]
    if code[end:].lstrip().startswith(";") or first is None or final is None:
        return None
    return first, final + 1
