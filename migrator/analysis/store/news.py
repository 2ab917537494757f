"""What is new to others: which objects and names of shared state have taken up something.

Whoever has run before and may read such an object runs again (`interpreter/renewal.py`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field

from migrator.analysis.store.recordings import ROOT, Recording
from migrator.analysis.store.states import Holder
from migrator.analysis.values import Departure, Mapping, Sequence, Value, constituents

ANY_NAME = "*"
"""Stands for every name: what is not kept under a name of its own."""
NOTHING = 1_000_000
"""Stands for no change, in place of the number of branches."""


@dataclass(eq=False, kw_only=True)
class News(ABC):
    """What has changed in shared state since it was asked last."""

    changed: int = NOTHING  # branches taken around the oldest object that took up something new
    shared: dict[int, Value] = field(default_factory=dict)  # objects that shared state holds
    renewed: set[str] = field(default_factory=set)  # names under which shared state has grown
    grown: dict[int, Holder] = field(default_factory=dict)  # containers in it that have grown
    version: int = 0  # of shared state: how often it has taken up something new
    importing: int = 0  # module bodies that are being run
    begun: int = 0  # objects that were born since then belong to what is run
    recordings: list[Recording] = field(default_factory=list)

    @abstractmethod
    def leave(self, departure: Departure, *values: Value) -> None:
        """Note that values are seen by code out of sight, for a container there holds them."""

    def note(
        self,
        holder: Holder | None,
        new: bool,
        *values: Value,
        name: str = ANY_NAME,
        sure: bool = False,
    ) -> None:
        """Note that an object has taken up values, and whether they are new to it.

        `name` is the attribute. Without an object it is shared state. What shared state holds is
        shared from then on.
        """
        if isinstance(holder, (Mapping, Sequence)) and holder.left is not None:
            self.leave(holder.left, *values)
        path = holder.path if holder is not None else ()
        shared = path[:1] != ROOT or id(holder) in self.shared  # what is made on import is
        if shared:
            self._share(values)
            self.version += new
            if not self.importing and self._is_read(holder):
                sure, path = False, ()
            if new and (not self._is_own(holder) if self.importing else not sure):
                if holder is not None and name == ANY_NAME:
                    self.grown[id(holder)] = holder
                else:
                    self.renewed.add(name)
        if sure or not new:
            return
        self.changed = min(self.changed, len(path))
        for recording in self.recordings:
            if holder is None or holder.born < recording.born:
                recording.spoiled = True

    def _is_own(self, holder: Holder | None) -> bool:
        """Whether an object was made by what is run, so that nobody has read it before."""
        return holder is not None and holder.born >= self.begun

    def _is_read(self, holder: Holder | None) -> bool:
        """Whether another root may have read an object, which it shares with the one that runs."""
        return not self._is_own(holder) and id(holder) in self.shared

    def _share(self, values: tuple[Value, ...]) -> None:
        for value in values:
            for part in constituents(value):
                if isinstance(part, Holder) and part.path:
                    self.shared[id(part)] = part

    def spoil(self) -> None:
        """Note that what is done here depends on more than calls were given."""
        for recording in self.recordings:
            recording.spoiled = True
