"""The hash by which GitHub code scanning recognizes a line, `primaryLocationLineHash`.

Decided here: nothing; the hash has to be the one that GitHub computes for files of its own accord.
It covers the 100 characters from the start of a line on, spaces and tabs left out, with every line
end as one line feed, as a polynomial with the base 37 modulo 2**64 over UTF-16 code units. The end
of the file counts as a character, and zeros stand behind it. Equal hashes are numbered in the order
of their lines.
"""

from __future__ import annotations

import sys
from array import array
from collections import Counter
from itertools import accumulate

_WINDOW = 100
_BASE = 37
_MASK = 2**64 - 1
_BASE_TO_WINDOW = pow(_BASE, _WINDOW, 2**64)
_END_OF_FILE = 0xFFFF
_LINE_FEED = ord("\n")


def line_hashes(text: str) -> list[str]:
    """The hash of each line of `text`, the first line's at index 0.

    `text` is the whole file, with the byte order mark if it has one. A final line end opens one
    more, empty line.
    """
    units = _units(text)
    powers = list(accumulate((*units, *[0] * _WINDOW), _next_power, initial=0))
    starts = [0, *(at + 1 for at, unit in enumerate(units) if unit == _LINE_FEED)]
    seen: Counter[str] = Counter()
    hashes = []
    for start in starts:
        value = f"{powers[start + _WINDOW] - powers[start] * _BASE_TO_WINDOW & _MASK:x}"
        seen[value] += 1
        hashes.append(f"{value}:{seen[value]}")
    return hashes


def _units(text: str) -> list[int]:
    """The UTF-16 code units that count, with the end of the file as the last one."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    dense = plain.replace(" ", "").replace("\t", "")
    units = array("H", dense.encode("utf-16-le", "surrogatepass"))
    if sys.byteorder == "big":
        units.byteswap()
    return [*units, _END_OF_FILE]


def _next_power(value: int, unit: int) -> int:
    return value * _BASE + unit & _MASK
