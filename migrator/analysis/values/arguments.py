"""The arguments of a call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import libcst as cst

from migrator.analysis.values.joining import join
from migrator.analysis.values.kinds import Text, Value

if TYPE_CHECKING:
    import libcst as cst


@dataclass(frozen=True, eq=False, slots=True)
class Argument:
    """One argument of a call as it was evaluated."""

    value: Value
    keyword: Text | None = None  # spelled in the source for `key=value`
    star: str = ""  # "*" or "**" where the contents are not known
    node: cst.BaseExpression | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Arguments:
    """The arguments of one call, with what `*` and `**` spread known where it can be."""

    positional: tuple[Argument, ...] = ()
    keywords: dict[str, Argument] = field(default_factory=dict)
    open: bool = False  # more arguments may follow that are not known
    rest: Value | None = None  # what a positional argument that is not known may be

    def get(self, name: str, position: int | None = None) -> Argument | None:
        """The argument of this name, else the one at this 0-based position, else None."""
        if name in self.keywords:
            return self.keywords[name]
        if position is not None and position < len(self.positional):
            return self.positional[position]
        return None

    def without(self, count: int) -> Arguments:
        """The arguments behind the first `count` positional ones."""
        return Arguments(self.positional[count:], self.keywords, self.open, self.rest)

    def behind(self, *values: Value) -> Arguments:
        """The arguments with these values in front of the positional ones."""
        first = tuple(Argument(value) for value in values)
        return Arguments((*first, *self.positional), self.keywords, self.open, self.rest)

    def followed_by(self, more: Arguments) -> Arguments:
        """These arguments and those of a later call, as `partial` puts them together."""
        held = [rest for rest in (self.rest, more.rest) if rest is not None]
        return Arguments(
            (*self.positional, *more.positional),
            {**self.keywords, **more.keywords},
            self.open or more.open,
            join(*held) if held else None,
        )

    def values(self) -> Iterator[Argument]:
        """All arguments, the positional ones first; last one that stands for what is not known."""
        yield from self.positional
        yield from self.keywords.values()
        if self.rest is not None:
            yield Argument(self.rest)


def positional(*values: Value) -> Arguments:
    """Arguments that are given by position."""
    return Arguments(tuple(Argument(value) for value in values))
