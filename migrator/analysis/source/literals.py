"""How a literal spells its characters: from source text to value, and back to offsets.

Escapes are those of the Python language reference, "String and Bytes literals". An escape that
cannot be decoded stands for itself, as the interpreter keeps unknown escapes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(r"(?P<prefix>[A-Za-z]*)(?P<quote>\"\"\"|'''|\"|')")
_SIMPLE = {
    "\\": "\\",
    "'": "'",
    '"': '"',
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
}
_ESCAPE = re.compile(
    r"\\(?:(?P<newline>\r\n|\r|\n)"
    r"|(?P<octal>[0-7]{1,3})"
    r"|x(?P<hex>[0-9a-fA-F]{2})"
    r"|u(?P<short>[0-9a-fA-F]{4})"
    r"|U(?P<long>[0-9a-fA-F]{8})"
    r"|N\{(?P<name>[^}]+)\}"
    r"|(?P<simple>[\\'\"abfnrtv]))"
)


class Spelling(NamedTuple):
    """A literal taken apart: where its content starts, what it is, and how it is escaped."""

    start: int  # offset of the content within the token
    content: str
    raw: bool
    is_bytes: bool


def take_apart(token: str) -> Spelling:
    """Split a string token (`rb'...'`) into prefix, quotes and content."""
    match = _TOKEN.match(token)
    if match is None:  # libcst never hands out such a token; say nothing about it
        return Spelling(0, "", True, False)
    prefix = match["prefix"].lower()
    content = token[match.end() : len(token) - len(match["quote"])]
    return Spelling(match.end(), content, "r" in prefix, "b" in prefix)


def decode(content: str, *, raw: bool, is_bytes: bool = False, braces: bool = False) -> str:
    """The characters that the content of a literal stands for; `braces` undoubles `{{`."""
    if "\\" not in content and "\r" not in content and not (braces and "{" in content + "}"):
        return content
    return "".join(c for c, _ in characters(content, raw=raw, is_bytes=is_bytes, braces=braces))


def characters(
    content: str, *, raw: bool, is_bytes: bool = False, braces: bool = False
) -> Iterator[tuple[str, int]]:
    """Each character of the value, with its 0-based offset in the content of the literal."""
    at = 0
    while at < len(content):
        found, step = _next(content, at, raw, is_bytes, braces)
        for character in found:
            yield character, at
        at += step


def offset_of(content: str, index: int, *, raw: bool, is_bytes: bool, braces: bool) -> int:
    """The offset in the content at which character `index` of the value is spelled.

    An index of the value's length gives the end of the content.
    """
    plain = "\\" not in content and "\r" not in content
    if plain and not (braces and ("{" in content or "}" in content)):
        return index
    for number, (_, at) in enumerate(
        characters(content, raw=raw, is_bytes=is_bytes, braces=braces)
    ):
        if number == index:
            return at
    return len(content)


def _next(content: str, at: int, raw: bool, is_bytes: bool, braces: bool) -> tuple[str, int]:
    """The characters that stand at `at`, and how many source characters spell them."""
    character = content[at]
    if character == "\\" and not raw:
        return _escape(content, at, is_bytes)
    if character == "\r":
        return "\n", 2 if content.startswith("\r\n", at) else 1
    if braces and character in "{}" and content.startswith(character * 2, at):
        return character, 2
    return character, 1


def _escape(content: str, at: int, is_bytes: bool) -> tuple[str, int]:
    match = _ESCAPE.match(content, at)
    if match is None or (is_bytes and (match["short"] or match["long"] or match["name"])):
        return "\\", 1
    length = match.end() - at
    if match["newline"]:
        return "", length
    if match["simple"]:
        return _SIMPLE[match["simple"]], length
    if match["octal"]:
        return chr(int(match["octal"], 8)), length
    if match["name"]:
        return _named(match["name"], match[0]), length
    number = int(match["hex"] or match["short"] or match["long"], 16)
    return (chr(number) if number < 0x110000 else match[0]), length


def _named(name: str, spelled: str) -> str:
    try:
        return unicodedata.lookup(name)
    except KeyError:
        return spelled
