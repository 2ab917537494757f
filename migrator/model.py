"""The values that every stage hands on: what was found, why, and what would change.

Everybody may import this module; it imports the standard library and the places only. All values
are frozen.

Units, everywhere in the project: lines are 1-based, columns are 1-based and count characters (code
points) of the decoded text, end columns are exclusive. `start` and `end` are 0-based offsets, in
characters, into the decoded text of a file without its byte order mark. Paths are relative to the
working directory, with `/`, as they stand in a report. The decoded text of a notebook is the
sources of its cells, one below the other; `Cells` leads from there to the cells, and to the file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, IntEnum

from migrator.places import Cell as Cell
from migrator.places import Cells as Cells
from migrator.places import Location as Location
from migrator.places import line_named as line_named

UNUSED_IGNORE = "unused-ignore"
"""What stands for the rule of a finding that is a comment which suppresses nothing."""

INTERNAL_ERROR = "internal-error"
"""The code of a file on which the analysis crashed."""


Progress = Callable[[str, int, int], None]
"""Is told how far a run is: its phase, how much of that is done, and of how much (0: unknown)."""


def silent(_phase: str, _done: int, _total: int) -> None:
    """The progress that nobody sees."""


class ExitStatus(IntEnum):
    """What the process answers to its caller."""

    CLEAN = 0
    FINDINGS = 1
    ERROR = 2


class Mode(str, Enum):
    """What the run does with a fixable site: report it, make the edit, or print the edit."""

    CHECK = "check"
    FIX = "fix"
    DIFF = "diff"


class Kind(str, Enum):
    """What a site is in the program."""

    CALL = "call"
    MOCK = "mock"
    ASSERTION = "assertion"
    ROUTE = "route"
    REFERENCE = "reference"
    MENTION = "mention"


class Status(str, Enum):
    """What became of a site."""

    CHANGED = "changed"
    FIXABLE = "fixable"
    UNRESOLVED = "unresolved"
    SUPPRESSED = "suppressed"
    IGNORED = "ignored"
    MENTION = "mention"


class Applicability(IntEnum):
    """How far an edit can be trusted; a greater value is a safer edit."""

    DISPLAY_ONLY = 0
    UNSAFE = 1
    SAFE = 2

    @property
    def label(self) -> str:
        """The word used in reports: `safe`, `unsafe` or `display-only`."""
        return self.name.lower().replace("_", "-")


@dataclass(frozen=True, order=True)
class Edit:
    """`before`, which stands at `start` to `end` of the decoded text, becomes `after`.

    `in_cell` has both as they stand in a cell, where they are spelled as in the file of a notebook.
    """

    location: Location
    start: int
    end: int
    before: str
    after: str
    in_cell: tuple[str, str] | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Reason:
    """Why a facet is not known or not compatible: a stable code, a sentence, and where."""

    code: str
    message: str
    path: str
    line: int
    cell: Cell | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Frame:
    """One function that hands the endpoint on, on the way from the site to the HTTP call."""

    path: str
    line: int
    scope: str
    cell: Cell | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Excerpt:
    """Source lines of a site, without line ends, for renderers that show code.

    `first_line` is the 1-based number of `lines[0]`.
    """

    first_line: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Suppression:
    """Who says that a site is to be left alone: a comment or a baseline."""

    by: str  # "comment" or "baseline"
    justification: str = ""
    until: str = ""  # ISO date, empty when it does not expire


@dataclass(frozen=True)
class Evidence:
    """How often a recorded run sent the request of a site, and with what.

    `stubbed` of them were answered by a stub; `keys` are those of all bodies.
    """

    count: int
    stubbed: int
    keys: tuple[str, ...] = ()
    statuses: tuple[int, ...] = ()


@dataclass(frozen=True)
class Sighting:
    """Requests of a rule's deprecated endpoint that a recorded run sent over one line.

    `request` is the request in words, `keys` those of its body, None when they could not be read.
    With `alone` nothing else was sent over this line.
    """

    rule: str
    path: str
    line: int
    count: int
    request: str
    keys: tuple[str, ...] | None
    alone: bool


@dataclass(frozen=True)
class Site:
    """One place in the code that uses, or may use, a deprecated endpoint."""

    fingerprint: str
    rule: str
    kind: Kind
    status: Status
    applicability: Applicability | None
    location: Location
    scope: str  # dotted qualified name of the enclosing function or class, "" at module level
    callee: str | None
    method: str | None
    url: str | None
    facets: dict[str, str]  # facet name -> "known" | "unknown" | "compatible" | "incompatible"
    reasons: tuple[Reason, ...] = ()
    edits: tuple[Edit, ...] = ()
    via: tuple[Frame, ...] = ()
    notes: tuple[str, ...] = ()
    excerpt: Excerpt | None = None
    suppression: Suppression | None = None
    group: int | None = None  # sites with the same number share an edit
    evidence: Evidence | None = None  # None when no recorded run was looked at

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """The order of every report: path, line, column."""
        where = self.location
        return (where.path, where.line, where.column, self.kind.value, self.rule)


@dataclass(frozen=True)
class Problem:
    """A path that the tool could not do its work on; an entry under `errors`."""

    path: str
    code: str
    message: str
    line: int | None = None
    cell: Cell | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Skipped:
    """A path that was left out on purpose, and why.

    What is `importable` may be a part of the program all the same: what a pattern leaves out, not
    what was installed.
    """

    path: str
    reason: str
    importable: bool = False


@dataclass(frozen=True)
class FileChange:
    """The decoded text of a file (without its byte order mark) before and after all its edits.

    That of a notebook is its JSON, as it stands in the file.
    """

    path: str
    before: str
    after: str


@dataclass(frozen=True)
class RuleInfo:
    """What a report says about a rule in force."""

    code: str
    summary: str
    method: str
    path: str
    replacement: str
    note: str = ""


@dataclass(frozen=True)
class FileCounts:
    """How many files were read, analysed with libcst, changed, left out, and failed."""

    scanned: int = 0
    analysed: int = 0
    changed: int = 0
    skipped: int = 0
    failed: int = 0


@dataclass(frozen=True)
class Checkout:
    """Where the tree of a report lies in its repository, for formats that a service reads.

    `prefix` is the working directory as seen from the root of the repository, with `/`; it is empty
    at the root and outside of repositories. `line_hashes` has for a path and a line of a site the
    hash by which GitHub recognizes that line.
    """

    prefix: str = ""
    line_hashes: dict[tuple[str, int], str] = field(default_factory=dict)


@dataclass(frozen=True)
class VerifyRun:
    """One run of the command that judges a fix, with so many groups of changes in the tree.

    `status` is its exit status, None when it took too long.
    """

    groups: int
    passed: bool
    status: int | None
    seconds: float


@dataclass(frozen=True)
class VerifiedGroup:
    """What the command said about changes that stay or go together.

    `sites` are fingerprints; `output` are the last lines of a run that failed with the changes.
    """

    sites: tuple[str, ...]
    passed: bool
    output: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verification:
    """How the user's own command judged the changes of a run."""

    command: str
    runs: tuple[VerifyRun, ...]
    groups: tuple[VerifiedGroup, ...]

    @property
    def seconds(self) -> float:
        """How long all runs took."""
        return sum(run.seconds for run in self.runs)


@dataclass(frozen=True)
class Report:
    """All that one run found out; `sites` and `errors` are sorted by path, line, column.

    `sources` has the lines, without line ends, of the files that are spoken of, as they were when
    they were read; it is filled for formats that show code. `cells` are those of notebooks; where a
    path is among them, all its lines are told in the decoded text.
    """

    mode: Mode
    version: str
    sites: tuple[Site, ...] = ()
    errors: tuple[Problem, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    files: FileCounts = field(default_factory=FileCounts)
    changes: tuple[FileChange, ...] = ()
    rules: tuple[RuleInfo, ...] = ()
    notes: tuple[str, ...] = ()
    checkout: Checkout = field(default_factory=Checkout)
    sources: dict[str, tuple[str, ...]] = field(default_factory=dict)
    cells: dict[str, Cells] = field(default_factory=dict)
    verification: Verification | None = None
    tracebacks: tuple[str, ...] = ()  # of crashes of the analysis

    def named(self, where: Location) -> str:
        """Path and line of a location in words, with the cell of a notebook."""
        return line_named(self.cells, where.path, where.line)

    def count(self, status: Status) -> int:
        """How many uses of an endpoint have this status; a comment without effect is none."""
        return sum(site.status is status and site.rule != UNUSED_IGNORE for site in self.sites)

    @property
    def idle_comments(self) -> int:
        """How many of the sites are comments that suppress nothing."""
        return sum(site.rule == UNUSED_IGNORE for site in self.sites)
