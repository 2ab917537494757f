"""What the interpreter saw: requests that were sent, and every use of a literal or an answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import libcst as cst

from migrator.analysis.source.module import Module
from migrator.analysis.values import (
    UNKNOWN,
    Arguments,
    Bound,
    Choice,
    Double,
    Entry,
    Literal,
    Mapping,
    Param,
    Text,
    Value,
    regular,
)
from migrator.analysis.values.frames import CallSite, Frame
from migrator.analysis.values.lifting import outcome
from migrator.analysis.values.requests import Request


@dataclass(frozen=True, slots=True)
class Use:
    """A use of a literal's characters that is not a request.

    `what`: "output" (printed), "escape" (passed to something unknown), "compared" (with what is
    not known, or within a call that was given it), "matched" (with another text of the program),
    "asked" (by the method and with the argument in `detail`), "keyed" (a mapping is read by it,
    or has it as a key; `detail` is "inside" within a call).
    """

    what: str
    module: Module
    node: cst.CSTNode
    detail: str = ""
    part: tuple[int, int] | None = None  # the characters of the literal, when not all of them

    def touches(self, literal: Literal, begin: int) -> bool:
        """Whether an edit at character `begin` of the literal changes what was used."""
        if self.part is None or self.part == (0, len(literal.value)):
            return True
        return begin < self.part[1]


SEGMENTS = "segments "
"""In front of a question that is asked of one of the segments of a path."""


def _answers(text: str, question: str) -> set[object]:
    """What a question gives that is asked of a text, or of any of its segments."""
    if question.startswith(SEGMENTS):
        question = question.removeprefix(SEGMENTS)
        return {answer(segment, question) for segment in text.split("/")}
    return {answer(text, question)}


def answer(text: str, question: str) -> object:
    """What a question gives: a method of the text, or of a pattern, and what it is asked with.

    What is searched for is found in two texts of equal answers alike, whatever stands around both.
    """
    method, _, asked = question.partition(" ")
    if method in ("match", "search", "fullmatch"):
        return regular.matches(asked, method, text)
    if method == "split":  # in how many parts
        bounds = regular.split(asked, text)
        return None if bounds is None else len(bounds)
    return (getattr(text, method)(asked), *(_crossing(text, asked) if method in SEARCHES else ()))


SEARCHES = ("__contains__", "count")
"""Questions for what may also stand across an end of the text, where that is a part of another."""


def _crossing(text: str, searched: str) -> tuple[tuple[int, ...], ...]:
    """How what is searched for may begin in front of a text, end behind it, or do both.

    Texts of which all that is the same are told apart by no text around them.
    """
    cuts = range(1, len(searched))
    begun = tuple(k for k in cuts if text.startswith(searched[k:]))
    ended = tuple(k for k in cuts if text.endswith(searched[:k]))
    size = len(text)
    around = tuple(k for k in cuts if k + size < len(searched) and searched.startswith(text, k))
    return begun, ended, (*around, size) if around else ()


@dataclass(frozen=True, slots=True)
class AnswerUse:
    """A use of the answer that matters, or may.

    `what`: "status-compared", "status-used", "content-tested", "content-used", "escape", "output",
    "parsed". `accepts` gives what the program sees for a status (of "parsed": whether it comes to
    that), None when it is not known; `sent` says that it is a use of what was sent, which an answer
    names as well.
    """

    request: Request
    what: str
    module: Module
    node: cst.CSTNode
    detail: str = ""
    accepts: Callable[[int], object] | None = None
    sent: bool = False
    holder: Param | None = None  # the parameter to which it is passed, or to a method of which

    def tells_apart(self, one: int, other: int) -> bool:
        """Whether the use may go otherwise for one status than for the other."""
        if self.accepts is None:
            return True
        return outcome(self.accepts, one) != outcome(self.accepts, other)


@dataclass(frozen=True, eq=False, slots=True)
class Look:
    """A test looks at what a double recorded in a way that no edit follows."""

    double: Double
    frame: Frame
    node: cst.CSTNode
    stack: tuple[CallSite, ...]
    partial: bool = False  # it is looked through for what it is compared with, and for no more


def _any_request() -> Request:
    return Request(
        callee="?any",
        chain=(),
        method=UNKNOWN,
        url=UNKNOWN,
        body=None,
        guard=frozenset(),
        near=False,
        elsewhere=False,
        alike=False,
    )


@dataclass(frozen=True, slots=True)
class Faked:
    """A call of a double, told by the last part of its name, in what is run from `home`."""

    name: str
    home: Module
    frame: Frame
    arguments: Arguments
    node: cst.CSTNode


@dataclass(frozen=True, slots=True)
class Place:
    """Whose attribute a double stands for, and whether it is asked for what it gives there."""

    holder: Value
    is_property: bool


@dataclass(eq=False, slots=True)
class Put:
    """What is put in the place of an attribute, at a call or an assignment."""

    frame: Frame
    holder: Value
    name: Value
    value: Value
    node: cst.CSTNode
    done: bool = False


@dataclass(eq=False)
class Recorder:
    """Collects what is seen while the interpreter runs."""

    requests: list[Request] = field(default_factory=list)
    uses: dict[Literal, dict[Use, None]] = field(default_factory=dict)
    answers: list[AnswerUse] = field(default_factory=list)
    # Functions whose result the code of a module takes, which is not run again when more is known.
    result_used: set[int] = field(default_factory=set)
    deferred: dict[Choice, AnswerUse] = field(default_factory=dict)  # for who looks at a choice
    missed: dict[str, dict[int, Mapping]] = field(default_factory=dict)  # key -> asked without it
    reads: dict[Literal, list[Text]] = field(default_factory=dict)  # key of a mapping -> readers
    read_by: dict[Literal, list[Entry]] = field(default_factory=dict)  # and the other way round
    patched: set[str] = field(default_factory=set)  # outside names that the program replaces
    overridden: set[str] = field(default_factory=set)  # those of them that it puts functions for
    intercepted: bool = False  # one of them carries the requests of all clients
    # Methods that are called on objects which are not known, and where, by path of the module;
    # those whose value is used stand in the second one.
    unseen: dict[str, dict[str, CallSite]] = field(default_factory=dict)
    unseen_used: dict[str, dict[str, CallSite]] = field(default_factory=dict)
    # Request -> the functions that give its answer.
    returned: dict[int, set[tuple[str, Module]]] = field(default_factory=dict)
    exceeded: list[tuple[Module, cst.CSTNode]] = field(default_factory=list)
    cut: set[Module] = field(default_factory=set)  # where calls lead on further than is followed
    routes: list[tuple[CallSite, Value]] = field(default_factory=list)
    asserted: set[int] = field(default_factory=set)  # nodes in the test of an `assert`
    looks: list[Look] = field(default_factory=list)
    # Assertions about requests that were not sent yet, with the root that sends them.
    unpinned: list[tuple[Request, Frame, Double, object]] = field(default_factory=list)
    pinned: set[int] = field(default_factory=set)  # comparisons that are sites of their own
    # Nodes that read a part of a response, and nodes of the same name that read another object.
    parts_read: set[int] = field(default_factory=set)
    others_read: set[int] = field(default_factory=set)
    # Answers that raise when they are errors, with the node that asks for that.
    checked: list[tuple[cst.CSTNode, Request]] = field(default_factory=list)
    executed: set[str] = field(default_factory=set)  # modules that run code which is not seen
    listed: set[Module] = field(default_factory=set)  # modules all names of which were listed
    relisted: bool = False  # a name of one of them was bound later, from elsewhere
    # Functions that doubles call, by the last part of the name of the double, and by node.
    fakes: dict[str, dict[int, tuple[Module, Value]]] = field(default_factory=dict)
    # Calls of doubles with a word of a rule, by node and by that of the call they are run for.
    faked: dict[tuple[int, int], Faked] = field(default_factory=dict)
    # Doubles that know their arguments, and what doubles give: by node and what that is made of.
    doubles: dict[object, Double] = field(default_factory=dict)
    given: dict[object, Bound] = field(default_factory=dict)
    # What doubles stand for, by their names: by whose attribute it is, by identity, and its name.
    replaced: dict[str, dict[tuple[object, str], Place]] = field(default_factory=dict)
    # What is put once it is known what counts, by place and by what it is made of.
    waiting: dict[object, Put] = field(default_factory=dict)
    doubled: list[Request] = field(default_factory=list)  # sent to test doubles, so to nobody
    # Stands for any request, where nobody can say whose exception it is.
    any_request: Request = field(default_factory=_any_request)

    def passed_on(self, mark: int, holder: Value | None) -> None:
        """Of what was noted since `mark`, callers decide who say what a parameter is."""
        if isinstance(holder, Param):
            noted = self.answers[mark:]
            self.answers[mark:] = [replace(u, holder=u.holder or holder) for u in noted]

    def reads_a_response(self, node: cst.CSTNode) -> bool:
        """Whether an attribute was read of responses, and of nothing else."""
        return id(node) in self.parts_read and id(node) not in self.others_read

    def gave_up(self, function: cst.CSTNode) -> bool:
        """Whether a function was not run to its end, for it costs too much."""
        return any(node is function for _, node in self.exceeded)

    def is_patched(self, callee: str) -> bool:
        """Whether the program replaces a client's function, or another one of its package."""
        package = f"{callee.split('.', 1)[0]}."
        sending = (".request", ".send", ".urlopen")
        return (
            self.intercepted
            or any(
                name == callee or (name.startswith(package) and name.endswith(sending))
                for name in self.patched
            )
            or any(name.startswith(package) for name in self.overridden)
        )

    def changes_an_answer(self, literal: Literal, new: str) -> Use | None:
        """The question that a literal's text is asked, and that `new` answers otherwise."""
        for use in self.uses.get(literal, ()):
            if use.what == "asked":
                answers = _answers(literal.value, use.detail) | _answers(new, use.detail)
                if len(answers) > 1:
                    return use
        return None

    def use(self, literal: Literal, use: Use) -> None:
        """Note a use of a literal that matters, once for each place."""
        if not literal.matters:
            return
        self.uses.setdefault(literal, {})[use] = None
