"""Texts that are too long to be parsed: a tree takes kilobytes for each token.

Decided here: a file of more than 130,000 tokens is refused, where what makes several nodes of a
tree counts as several: brackets, operators, ends of lines. The longest modules that people write
have 100,000, and only tests that were pasted together have more. Few files are long enough to be
looked at.
"""

from __future__ import annotations

import re

from migrator.files.nesting import STRING

MOST_TOKENS = 130_000

_SHORT = 60_000
"""A text of so many characters has not as many tokens."""

_TOKEN = re.compile(rf"[ \t\f]*(?:\#[^\r\n]*|{STRING}|\w+|(?P<other>.))", re.DOTALL)
_WEIGHTS = {**dict.fromkeys("([{", 5), **dict.fromkeys("+-*/%@&|^~<>\r\n", 2)}


def too_long(text: str) -> bool:
    """Whether a text has more tokens than are parsed."""
    if len(text) < _SHORT:
        return False
    count = 0
    for token in _TOKEN.finditer(text):
        other = token["other"]
        count += 1 if other is None else _WEIGHTS.get(other, 1)
        if count > MOST_TOKENS:
            return True
    return False
