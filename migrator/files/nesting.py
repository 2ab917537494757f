"""Texts that no parser should be given: so deeply nested that a native one overruns its stack.

Decided here: more than 200 brackets in one another are refused, as Python itself does, and so are
expressions that chain more operators than a parser can follow one into the other. The look is as
light as can be: only a logical line that is long enough for such a chain is looked at closely.
"""

from __future__ import annotations

import re

MOST_BRACKETS = 200
MOST_OPERATORS = 2_000
MOST_BRANCHES = 2_000

# Unrolled, for a repeated choice keeps something for each character of a string.
STRING = (
    r"""\'\'\'[^\\']*(?:(?:\\.|'(?!''))[^\\']*)*\'\'\'"""
    r"""|\"\"\"[^\\"]*(?:(?:\\.|"(?!""))[^\\"]*)*\"\"\""""
    r"""|'[^\\'\r\n]*(?:\\(?:\r\n|.)[^\\'\r\n]*)*'"""
    r"""|"[^\\"\r\n]*(?:\\(?:\r\n|.)[^\\"\r\n]*)*\""""
)
"""Matches a string with its quotes, to be read with DOTALL."""

_STEP = re.compile(
    rf"(?P<skip>\#[^\r\n]*|{STRING})|(?P<open>[(\[{{])|(?P<close>[)\]}}])|(?P<newline>[\r\n])",
    re.VERBOSE | re.DOTALL,
)
_OPERATOR = re.compile(
    rf"(?P<skip>\#[^\r\n]*|{STRING})|(?P<open>[(\[{{])|(?P<close>[)\]}}])|(?P<end>[,;])"
    r"|(?P<operator>\*\*|//|<<|>>|[<>=!]=|[-+*/%@&|^~.<>]"
    r"|\b(?:not|and|or|if|lambda|in|is|await|elif)\b)",
    re.VERBOSE | re.DOTALL,
)


def too_deep(text: str) -> int | None:
    """The 1-based line on which `text` is nested too deeply, None when it is not."""
    if text.count("elif") > MOST_BRANCHES:
        return 1
    start = depth = 0
    for step in _STEP.finditer(text):
        kind = step.lastgroup
        if kind == "open":
            depth += 1
            if depth > MOST_BRACKETS:
                return _line(text, step.start())
        elif kind == "close":
            depth = max(0, depth - 1)
        elif kind == "newline" and depth == 0:
            if _has_long_chain(text, start, step.start()):
                return _line(text, start)
            start = step.end()
    return _line(text, start) if _has_long_chain(text, start, len(text)) else None


def _has_long_chain(text: str, start: int, end: int) -> bool:
    """Whether the operators between two commas or brackets of one logical line are too many."""
    if end - start < MOST_OPERATORS:
        return False
    counts = [0]
    for step in _OPERATOR.finditer(text, start, end):
        kind = step.lastgroup
        if kind == "operator":
            counts[-1] += 1
            if counts[-1] > MOST_OPERATORS:
                return True
        elif kind == "open":
            counts.append(0)
        elif kind == "close" and len(counts) > 1:
            counts.pop()
        elif kind == "end":
            counts[-1] = 0
    return False


def _line(text: str, offset: int) -> int:
    return 1 + len(re.findall(r"\r\n|\r|\n", text[:offset]))
