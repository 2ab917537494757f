"""Text made safe to print: nothing in it moves the cursor, colours, or turns the line around.

Decided here: control characters, halves of surrogate pairs, line separators and the characters that
set the direction of text are written as the escape sequences of Python; a tab stays. Halves of
surrogate pairs stand for the bytes of names that are no text: `\\udcff` for the byte `ff`.
"""

from __future__ import annotations

# Marks, embeddings, overrides and isolates of Unicode's bidirectional algorithm.
_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_SEPARATORS = frozenset("\u2028\u2029")


def printable(text: str) -> str:
    """`text` with every character that would do more than be seen as its escape sequence."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(ascii(char)[1:-1] if is_active(char) else char for char in text)


def printable_lines(text: str) -> str:
    """The same for a text of several lines, whose line feeds stay."""
    return "\n".join(map(printable, text.split("\n")))


def is_active(char: str) -> bool:
    """Whether a character does more than be seen; a tab does not."""
    if char == "\t":
        return False
    control = char < " " or "\x7f" <= char < "\xa0" or "\ud800" <= char <= "\udfff"
    return control or char in _DIRECTION or char in _SEPARATORS
