"""All programs of the suite, made only when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from tests.construction.enumeration import names
from tests.construction.generator import drafts
from tests.construction.kept import keepings
from tests.construction.program import Program


class Made(Protocol):
    """What has a name and can be made into a program."""

    @property
    def name(self) -> str:
        """The name that the command line knows it by."""

    def program(self) -> Program:
        """The program, which may be run once while it is made."""


def everything() -> Iterator[Made]:
    """Every program that can be constructed."""
    yield from drafts(names())
    yield from keepings()
