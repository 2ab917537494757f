"""All programs of the suite, made only when they are asked for."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Protocol

from tests.construction.asked import askings
from tests.construction.carried import carryings
from tests.construction.compatible import written
from tests.construction.enumeration import names
from tests.construction.generator import drafts
from tests.construction.kept import keepings
from tests.construction.patched import patchings
from tests.construction.program import Program
from tests.construction.shared import sharings


class Made(Protocol):
    """What has a name and can be made into a program."""

    @property
    def name(self) -> str:
        """The name that the command line knows it by."""

    @property
    def moves(self) -> bool:
        """Whether a kernel that leaves the program alone is too timid."""

    def program(self) -> Program:
        """The program, which may be run once while it is made."""


SAMPLED = 64  # one program in so many is in the sample of the default test run


def in_sample(name: str, every: int = SAMPLED) -> bool:
    """Whether a program is in the sample of one in so many; always the same ones."""
    return name.startswith("compatible.") or zlib.crc32(name.encode()) % every == 0


def everything() -> Iterator[Made]:
    """Every program that can be constructed."""
    yield from drafts(names())
    yield from keepings()
    yield from carryings()
    yield from askings()
    yield from sharings()
    yield from patchings()
    yield from written()
