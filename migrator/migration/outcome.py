"""What each part of the migration says about a site: changes to make, and reasons not to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import libcst as cst

from migrator.analysis.source.module import Module
from migrator.analysis.values import Literal
from migrator.analysis.values.spelling import span_of
from migrator.model import Applicability, Edit, Reason


@dataclass(frozen=True, slots=True)
class Change:
    """Characters `start` to `end` of a module's decoded text become `after`.

    `meant` is what `after` has to spell in a literal or name, None when it is code.
    """

    module: Module
    start: int
    end: int
    after: str
    meant: str | None = None

    def edit(self) -> Edit:
        """The change as a report lists it."""
        location = self.module.location_of(self.start, self.end)
        before = self.module.source.text[self.start : self.end]
        return Edit(location, self.start, self.end, before, self.after)


@dataclass(eq=False)
class Outcome:
    """Changes and reasons; `unsafe` holds reasons that the unsafe changes do away with."""

    changes: list[Change] = field(default_factory=list)
    at_call: bool = False  # the URL is written at the call, and its literals stay
    literals: list[Literal] = field(default_factory=list)  # that the changes are made in
    reasons: list[Reason] = field(default_factory=list)
    unsafe: list[Reason] = field(default_factory=list)
    unsafe_changes: list[Change] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # what the changes rest on besides the source

    @property
    def applicability(self) -> Applicability | None:
        """How far the changes can be trusted; None when there are none to make."""
        if self.reasons:
            return None
        return Applicability.UNSAFE if self.unsafe else Applicability.SAFE

    def add(self, other: Outcome) -> None:
        """Take over what another part says."""
        self.changes += other.changes
        self.at_call = self.at_call or other.at_call
        self.literals += other.literals
        self.reasons += other.reasons
        self.unsafe += other.unsafe
        self.unsafe_changes += other.unsafe_changes
        self.notes += other.notes


def reason(code: str, message: str, module: Module, node: cst.CSTNode) -> Reason:
    """A reason at a node."""
    return Reason(code, message, module.path, module.line(node))


def replacement(literal: Literal, begin: int, end: int, after: str) -> Change:
    """Characters `begin` to `end` of a literal's value become `after`."""
    start, stop = span_of(literal, begin, end)
    return Change(literal.module, start, stop, after, after)


def unique(reasons: Iterable[Reason]) -> list[Reason]:
    """The reasons, each once, in order."""
    return list(dict.fromkeys(reasons))
