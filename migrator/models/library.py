"""All models together, as the analysis asks for them."""

from __future__ import annotations

from dataclasses import dataclass, field

from migrator.models.clients import Clients
from migrator.models.mocks import Mocks

_STORING = frozenset({"__init__", "__setattr__", "__delattr__", "__init_subclass__"})
"""Methods that every object has, and that change it: their names are no sign of a text."""


@dataclass(frozen=True)
class Functions:
    """What functions do besides giving a result, by their dotted names.

    `packages` are beginnings of names. What is pure does nothing besides, what logs writes what no
    program reads (assumption A1), and what is output is seen by whoever runs the program.
    """

    pure: frozenset[str] = frozenset()
    pure_packages: tuple[str, ...] = ()
    pure_endings: tuple[str, ...] = ()
    impure: frozenset[str] = frozenset()
    log_names: frozenset[str] = frozenset()
    log_packages: tuple[str, ...] = ()
    log_methods: frozenset[str] = frozenset()
    output: frozenset[str] = frozenset()

    def is_pure(self, name: str) -> bool:
        """Whether a callable has no effect, so that only its result can be observed."""
        if name in self.impure:
            return False
        if name.startswith("?.") and hasattr(str, name[2:]) and name[2:] not in _STORING:
            return True  # no method of a text has an effect
        return (
            name in self.pure
            or name.startswith(self.pure_packages)
            or name.endswith(self.pure_endings)
        )

    def logs(self, name: str) -> bool:
        """Whether a callable writes a log, which no program reads."""
        if name in self.log_names or name.startswith(self.log_packages):
            return True
        return name.rsplit(".", 1)[-1] in self.log_methods


@dataclass(frozen=True)
class Decorators:
    """Decorators: `marks` say what they make of a function; the others leave it as it is."""

    packages: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    marks: dict[str, str] = field(default_factory=dict)

    def is_transparent(self, name: str) -> bool:
        """Whether a decorator calls the function with the arguments of the caller."""
        return name.split(".", 1)[0] in self.packages or name in self.names


@dataclass(frozen=True)
class DataClasses:
    """What makes a class one of declared fields, or an enumeration: last parts of names."""

    decorators: frozenset[str] = frozenset()
    bases: tuple[str, ...] = ()
    enums: tuple[str, ...] = ()


@dataclass(frozen=True)
class Library:
    """All that is known of code that is not analysed; `own` are the names of a team's models."""

    clients: Clients
    mocks: Mocks
    functions: Functions
    decorators: Decorators
    data: DataClasses
    own: frozenset[str] = frozenset()
