"""The states of objects that a `try` keeps, for its handlers to find."""

from __future__ import annotations

from dataclasses import dataclass, field

from migrator.analysis.values import (
    ExternalInstance,
    Instance,
    Mapping,
    Sequence,
)

Holder = Mapping | Sequence | Instance | ExternalInstance
"""What code can write into; all else that holds values is shared by the whole program."""


@dataclass(eq=False, slots=True)
class Changed:
    """An object, and copies of it from before each write that replaced something."""

    holder: Holder
    states: list[Holder] = field(default_factory=list)
    last: Holder | None = None  # as the body of the `try` left it
    shown: Holder | None = None  # as the handlers find it


Journal = dict[int, Changed]
