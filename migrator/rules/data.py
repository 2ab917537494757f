"""What a rule writes into source, or shows to people, is data: never code, and never an act.

Decided here: quotes and backslashes could end a literal or mean another character in it, so they
are refused wherever a rule writes or matches text; characters that control a terminal or turn text
around could hide what a rule says, so they are refused in everything that is shown.
"""

from __future__ import annotations

import unicodedata

from migrator.rules.tables import Table

_QUOTES = "\"'`\\"
# Controls, halves of surrogate pairs, line and paragraph separators.
_ACTIVE = ("Cc", "Cs", "Zl", "Zp")
# What sets the direction of text, by its class in Unicode's bidirectional algorithm; the two marks
# and the Arabic one have the class of letters.
_DIRECTION = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
_MARKS = "\u200e\u200f\u061c"


def check_data(table: Table, key: str, text: str) -> None:
    """Raise `ConfigError` when `text`, which stands under `key`, could become code in a source."""
    check_shown(table, key, text)
    for char in text:
        if char in _QUOTES:
            what = "a backslash" if char == "\\" else "a quote"
            raise table.error(f"'{key}': {_shown(text)} has {what} in it; {_WHY}")


def check_shown(table: Table, key: str, text: str) -> None:
    """Raise `ConfigError` when `text` has a character that does more than be seen."""
    for char in text:
        if unicodedata.category(char) in _ACTIVE:
            raise table.error(f"'{key}': {_shown(text)} has a control character in it; {_WHY}")
        if unicodedata.bidirectional(char) in _DIRECTION or char in _MARKS:
            raise table.error(f"'{key}': {_shown(text)} changes the direction of text; {_WHY}")


_WHY = "what a rule says is written into sources and has to be plain text"


def _shown(text: str) -> str:
    return ascii(text)
