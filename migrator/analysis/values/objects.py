"""Values that are objects of the program: what it calls, writes into and looks names up in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from migrator.analysis.source.module import Module
from migrator.analysis.values.births import birth
from migrator.analysis.values.kinds import Guard, Value

if TYPE_CHECKING:
    import libcst as cst

    from migrator.analysis.source.project import Package, Resolved
    from migrator.analysis.values.arguments import Arguments
    from migrator.analysis.values.frames import CallSite, Frame
    from migrator.analysis.values.requests import Request


@dataclass(frozen=True, eq=False, slots=True)
class Function(Value):
    """A function or lambda of the project, with the scope that it was defined in."""

    module: Module
    node: cst.FunctionDef | cst.Lambda
    qualname: str
    closure: Frame | None
    owner: Class | None = None
    defaults: dict[str, Value] = field(default_factory=dict)
    decorators: frozenset[str] = frozenset()

    @property
    def last_name(self) -> str:
        """The name that it was defined by, without what it stands in."""
        return self.qualname.rpartition(".")[2]


@dataclass(frozen=True, eq=False, slots=True)
class Bound(Value):
    """A function together with its first argument (`self` or `cls`)."""

    function: Value
    receiver: Value

    def held(self) -> tuple[Value, ...]:
        """The object that the function is bound to."""
        return (self.receiver,)


@dataclass(frozen=True, eq=False, slots=True)
class Partial(Value):
    """`functools.partial`: a callable with some of its arguments."""

    callee: Value
    arguments: Arguments

    def held(self) -> list[Value]:
        """The arguments that it was given, and what it calls."""
        return [*(argument.value for argument in self.arguments.values()), self.callee]


@dataclass(eq=False, slots=True)
class Suspended(Value):
    """A generator that stands at a `yield`; to call it is to ask it for more.

    `frame` has its names, `made` is what the call gave at `site`, and `state` what its objects held
    when it ran last.
    """

    function: Function
    arguments: Arguments
    frame: Frame
    site: CallSite
    made: Value
    state: frozenset[object]


@dataclass(frozen=True, eq=False, slots=True)
class PartialMethod(Partial):
    """`functools.partialmethod`: the object that it is looked up on comes before its arguments."""


@dataclass(eq=False, slots=True)
class Class(Value):
    """A class of the project; `bases` may hold `External` values."""

    module: Module
    node: cst.ClassDef
    qualname: str
    bases: tuple[Value, ...]
    namespace: dict[str, Value]
    fields: tuple[str, ...] = ()  # of dataclasses, attrs classes and NamedTuples
    enum: bool = False
    meta: Class | None = None  # the class of the project that it is an object of
    loose: bool = False  # its objects get attributes or a class in ways that are not followed
    order: tuple[Value, ...] = ()  # of lookup, once it was asked for
    derived: list[Class] = field(default_factory=list)  # the classes that inherit from it
    made: list[Instance] = field(default_factory=list)  # its objects, and those of derived ones

    @property
    def last_name(self) -> str:
        """The name that it was defined by, without what it stands in."""
        return self.qualname.rpartition(".")[2]


@dataclass(eq=False, slots=True)
class Instance(Value):
    """An object of a project's class; `generic` when any caller may have made it."""

    cls: Class
    path: tuple[tuple[object, object], ...]
    attributes: dict[str, Value] = field(default_factory=dict)
    generic: bool = False
    created: CallSite | None = None
    for_test: bool = False  # the code of a test has made it, or has called what did
    born: int = field(default_factory=birth)

    def held(self) -> list[Value]:
        """Its attributes."""
        return list(self.attributes.values())


@dataclass(frozen=True, eq=False, slots=True)
class ModuleValue(Value):
    """A module of the project, as a value."""

    module: Module


@dataclass(frozen=True, eq=False, slots=True)
class PackageValue(Value):
    """A namespace package of the project, as a value."""

    package: Package


def as_value(found: Resolved) -> ModuleValue | PackageValue:
    """The value of what an import leads to."""
    return ModuleValue(found) if isinstance(found, Module) else PackageValue(found)


@dataclass(eq=False, slots=True)
class Imported(Value):
    """A name that `from module import name` bound; looked up when it is first used."""

    module: Module
    name: str
    value: Value | None = None


@dataclass(frozen=True, eq=False, slots=True)
class External(Value):
    """Anything from outside the project, by its dotted name."""

    name: str


@dataclass(eq=False, slots=True)
class ExternalInstance(Value):
    """An object of an outside class: an HTTP client, a request, a connection."""

    name: str
    arguments: Arguments
    attributes: dict[str, Value] = field(default_factory=dict)
    pending: Request | None = None  # the request that a connection has sent and not answered yet
    # Others that it may have sent in its place, and this one, each with the branches taken there.
    sent: tuple[tuple[Guard, Request], ...] = ()
    path: tuple[tuple[object, object], ...] = ()
    born: int = field(default_factory=birth)

    def held(self) -> list[Value]:
        """What it was made with, and its attributes."""
        given = [argument.value for argument in self.arguments.values()]
        return [*given, *self.attributes.values()]


@dataclass(frozen=True, eq=False, slots=True)
class Answer(Value):
    """The response of a request ("response"), or a part of it: a word of clients.toml.

    `derive` computes what the program has made of the status, such as its first digit.
    """

    request: Request
    part: str = "response"
    derive: Callable[[int], object] | None = None

    @property
    def stays(self) -> bool:
        """Whether no edit changes it, as far as that was asked of its request."""
        request = self.request
        names_it = self.part in ("response", "sent", "exception", "computed", "failed")
        return bool(request.elsewhere or (request.alike and not names_it))


@dataclass(frozen=True, eq=False, slots=True)
class Choice(Answer):
    """A part of an answer that did no more than decide which value a function returns."""


@dataclass(frozen=True, eq=False, slots=True)
class Double(Value):
    """What stands in for HTTP in a test, or a part of what it recorded.

    `part` is a word of mocks.toml; `name` is what it stands for, or the kind of a registry;
    `stub` is the request of the stub that it belongs to; `value` is an expected
    body, or a pattern that a URL has to match.
    """

    part: str
    name: str = ""
    stub: Request | None = None
    value: Value | None = None
    arguments: Arguments | None = None

    @property
    def is_keyword(self) -> bool:
        """Whether it is one of the keyword arguments that a fake is given, whatever its name."""
        return self.part == "argument" and self.name == FAKE

    def keyword(self, name: str) -> Double:
        """What was recorded of a keyword argument of a client, by its name."""
        part = KEYWORDS.get(name, "argument")
        return Double("nothing" if name in HARMLESS else part, self.name, self.stub)


FAKE = "fake"
"""What a function that a test puts in place of a client's stands for."""

KEYWORDS = {"url": "url", "json": "json", "data": "content", "content": "content"}
"""Keyword arguments of a client, and the part of a request that they are."""

HARMLESS = frozenset(
    {
        *("headers", "params", "cookies", "auth", "timeout", "files", "method", "verify", "cert"),
        *("stream", "proxies", "allow_redirects", "follow_redirects"),
    }
)
"""Keyword arguments of a client that are neither a URL nor a body."""
