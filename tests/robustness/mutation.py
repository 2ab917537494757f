"""Files that went wrong: bytes flipped, lines cut or moved, encodings and line ends changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

FIXTURES = Path(__file__).parents[2] / "fixtures"
Mutation = Callable[[bytes, Random], bytes]


def seeds() -> list[Path]:
    """Every Python file below fixtures, sorted."""
    return sorted(path for path in FIXTURES.rglob("*.py") if path.is_file())


def mutated(content: bytes, random: Random) -> bytes:
    """The content after one to three accidents."""
    for _ in range(random.randint(1, 3)):
        content = random.choice(MUTATIONS)(content, random)
    return content


def _flip_a_byte(content: bytes, random: Random) -> bytes:
    if not content:
        return content
    at = random.randrange(len(content))
    return content[:at] + bytes([content[at] ^ (1 << random.randrange(8))]) + content[at + 1 :]


def _insert(content: bytes, random: Random) -> bytes:
    at = random.randint(0, len(content))
    what = random.choice([b"\0", b"\f", b"\t", b"\r", b"\\", b"'", b'"""', b"(", b"{", b"\xff"])
    return content[:at] + what + content[at:]


def _cut_lines(content: bytes, random: Random) -> bytes:
    lines = content.splitlines(keepends=True)
    first = random.randint(0, len(lines))
    return b"".join(lines[:first] + lines[first + random.randint(1, 4) :])


def _swap_lines(content: bytes, random: Random) -> bytes:
    lines = content.splitlines(keepends=True)
    if len(lines) > 1:
        one, two = random.sample(range(len(lines)), 2)
        lines[one], lines[two] = lines[two], lines[one]
    return b"".join(lines)


def _repeat_a_line(content: bytes, random: Random) -> bytes:
    lines = content.splitlines(keepends=True)
    at = random.randint(0, len(lines))
    return b"".join(lines[:at] + lines[max(0, at - 1) : at] + lines[at:])


def _cut_the_end(content: bytes, random: Random) -> bytes:
    return content[: random.randint(0, len(content))]


def _change_line_ends(content: bytes, random: Random) -> bytes:
    lines = content.splitlines()
    ends = random.choice([[b"\r\n"], [b"\r"], [b"\n", b"\r\n"], [b"\n", b"\f\n"]])
    return b"".join(line + random.choice(ends) for line in lines)


def _change_encoding(content: bytes, random: Random) -> bytes:
    encoding = random.choice(["utf-16", "utf-8-sig", "utf-32-le", "cp037"])
    return content.decode("latin-1").encode(encoding, "replace")


def _add_a_cookie(content: bytes, random: Random) -> bytes:
    cookie = random.choice([b"latin-1", b"cp1252", b"utf-16", b"no-such-codec", b"rot13", b"utf-7"])
    return b"# -*- coding: " + cookie + b" -*-\n# \xe4\n" + content


def _nest(content: bytes, random: Random) -> bytes:
    depth = random.choice([3, 30, 120])
    return content + b"\nx = " + b"(" * depth + b"1" + b")" * depth + b"\n"


def _indent(content: bytes, random: Random) -> bytes:
    space = random.choice([b"\t", b"    ", b" "])
    body = b"".join(space + line for line in content.splitlines(keepends=True))
    return b"def wrapped():\n" + body


MUTATIONS: tuple[Mutation, ...] = (
    _flip_a_byte,
    _insert,
    _cut_lines,
    _swap_lines,
    _repeat_a_line,
    _cut_the_end,
    _change_line_ends,
    _change_encoding,
    _add_a_cookie,
    _nest,
    _indent,
)
