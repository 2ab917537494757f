"""All models together, as the analysis asks for them."""

from __future__ import annotations

from dataclasses import dataclass, field

from migrator.models.clients import Clients
from migrator.models.mocks import Mocks

_STORING = frozenset({"__init__", "__setattr__", "__delattr__", "__init_subclass__"})
"""Methods that every object has, and that change it: their names are no sign of a text."""


WAYS = (
    "filter",
    "range",
    "dict",
    "default-dict",
    "chain-map",
    "deque",
    "copy",
    "list",
    "tuple",
    "set",
    "sorted",
    "extreme",
    "every",
    "is-instance",
    "asks-type",
    "reversed",
    "iterator",
    "next",
    "zip",
    "chain",
    "enumerate",
    "length",
    "item-set",
    "item-deleted",
    "number",
    "truth",
    "status",
    "replaced-copy",
    "deep-copy",
    "object-copied",
    "pattern-compiled",
    "pattern-split",
    "pattern-match",
    "pattern-search",
    "pattern-fullmatch",
    "object-constructed",
    "named-tuple",
    "field",
    "factory",
    "injected",
    "property",
    "shown",
    "hashed",
    "handled-exception",
    "get-attribute",
    "set-attribute",
    "names",
    "attributes",
    "globals",
    "type",
    "second",
    "namespace",
    "sentinel",
    "keeper",
    "context",
    "import-module",
    "members",
    "source",
    "source-file",
    "source-frames",
    "source-frame",
    "read-file",
    "path",
    "folder",
    "files",
    "all-modules",
    "partial",
    "reduce",
    "partial-method",
    "entered",
    "decorator",
    "call-first",
    "first",
    "call-second",
    "map",
    "thread",
    "gather",
    "awaited",
    "told-of-exceptions",
    "written-to",
    "logged-to",
    "log-factory",
    "opener-installed",
    "suppress",
    "attribute-getter",
    "item-getter",
    "method-caller",
    "as-tuple",
    "json-text",
    "form-text",
    "parsed-form",
    "url-of-parts",
    "parsed-json",
    "environment",
    "url-join",
    "path-join",
    "quote",
    "quote-plus",
    "text",
    "formatted",
    "template",
    "yarl-url",
    "url-built",
    "url-joined",
    "url-with-path",
    "httpx-url",
    "url-parsed",
    "url-whole",
    "url-replaced",
)
"""Words for what a function gives; `analysis` says what each of them means."""

KINDS = (
    "settings",
    "namespaces",
    "environment",
    "loaded-modules",
    "swallowing",
    "keeping-keys",
    "templates",
    "running-code",
    "filling-cells",
    "heap-readers",
    "lazy",
    "at-once",
    "exits",
    "exit-statuses",
    "writing-attributes",
    "keepers",
    "status-errors",
    "writers",
    "test-clients",
    "passive-bases",
    "bare-bases",
    "log-readers",
    "raise-readers",
    "part-seekers",
    "told-lists",
    "told-records",
    "told-texts",
    "told-methods",
    "told-holders",
    "told-parts",
    "told-arguments",
    "servers",
    "sent-parts",
    "served-parts",
    "after-tests",
    "warning-readers",
    "told-of-exceptions",
    "command-line",
    "self-readers",
    "memory-streams",
    "carrying-requests",
    "output-streams",
    "log-watchers",
    "log-makers",
    "field-checks",
)
"""Words for what is told by a name alone."""


@dataclass(frozen=True)
class Functions:
    """What functions do besides giving a result, by their dotted names.

    `packages` are beginnings of names. What is pure does nothing besides (of the texts that it is
    given, one that begins with `whole` shows all), what logs writes what no program reads
    (assumption A1), and what is output is seen by whoever runs the program. `ways`
    has the word for what a function gives.
    """

    pure: frozenset[str] = frozenset()
    pure_packages: tuple[str, ...] = ()
    pure_endings: tuple[str, ...] = ()
    impure: frozenset[str] = frozenset()
    whole: tuple[str, ...] = ()
    log_names: frozenset[str] = frozenset()
    log_packages: tuple[str, ...] = ()
    log_methods: frozenset[str] = frozenset()
    output: frozenset[str] = frozenset()
    ways: dict[str, str] = field(default_factory=dict)

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

    def is_whole(self, name: str) -> bool:
        """Whether a person can still read in what a pure callable gives what it was given."""
        return name.startswith(self.whole) or name.endswith(self.pure_endings)

    def inherited(self, base: str, name: str) -> str:
        """The word of the tables for a method that an outside base gives its heirs, "" for none."""
        method = f"?{base.split('.', 1)[0]}.{base.rsplit('.', 1)[-1]}.{name}"
        return method if method in self.ways else ""

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
    """All that is known of code that is not analysed; `own` are the names of a team's models.

    `kinds` are the names that a word of `KINDS` stands for.
    """

    clients: Clients
    mocks: Mocks
    functions: Functions
    decorators: Decorators
    data: DataClasses
    kinds: dict[str, frozenset[str]] = field(default_factory=dict)
    own: frozenset[str] = frozenset()

    def is_a(self, name: str, kind: str) -> bool:
        """Whether a dotted name is of a kind."""
        return name in self.kinds.get(kind, ())
