"""A crash of the analysis costs the part of the project that it is about, and nothing else.

Decided here: when the analysis of several files crashes, each half of them is analysed as if it
alone had been named, until the files that crash are alone; these become an `internal-error`, and
what they name of an endpoint is left to a person. A file that others import takes those with it,
since what they do depends on it. After a file was written nothing is tried again. An interrupt is
no crash, and a crash that comes again and again ends the trials.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from migrator import accounts, pipeline
from migrator.accounts import Result
from migrator.comments.suppressions import Ignores
from migrator.config import Settings
from migrator.files.kinds import FileKind
from migrator.files.scan import Candidate
from migrator.files.search import candidate as read_again
from migrator.model import INTERNAL_ERROR, Problem, Progress, Site
from migrator.policy import Policy, applied

MAX_TRIALS = 40
_NO_CRASH = (KeyboardInterrupt, SystemExit, GeneratorExit)


def process(
    candidates: list[Candidate],
    paths: Sequence[str],
    settings: Settings,
    *,
    writes: bool,
    progress: Progress,
    today: date,
) -> Result:
    """What `pipeline.process` gives, or what it gives for the parts of it that do not crash."""
    trials = _Trials(settings, writes, progress, today)
    return trials.of(candidates, paths)


class _Trials:
    """Runs of the analysis on less and less, of which there are not too many."""

    def __init__(self, settings: Settings, writes: bool, progress: Progress, today: date) -> None:
        self._settings = settings
        self._writes = writes
        self._progress = progress
        self._today = today
        self._left = MAX_TRIALS

    def of(self, candidates: list[Candidate], paths: Sequence[str]) -> Result:
        """The result for these candidates, without the parts that crash."""
        self._left -= 1
        result = Result()
        try:
            return pipeline.process(
                candidates,
                paths,
                self._settings,
                writes=self._writes,
                progress=self._progress,
                today=self._today,
                result=result,
            )
        # A native parser that panics raises an exception that is not an Exception.
        except BaseException as error:
            if isinstance(error, _NO_CRASH):
                raise
            crash = error
        if result.changes:
            return _cut_short(result, candidates, crash)
        if len(candidates) == 1 or self._left < 2:
            return self._lost(candidates, crash)
        return self._halves(candidates)

    def _halves(self, candidates: list[Candidate]) -> Result:
        middle = len(candidates) // 2
        first = self.of(candidates[:middle], _names(candidates[:middle]))
        # What the first half wrote may be in files of the second.
        second = _again(candidates[middle:]) if first.changes else candidates[middle:]
        return _joined(first, self.of(second, _names(second)))

    def _lost(self, candidates: list[Candidate], crash: BaseException) -> Result:
        """The files as text: each is an error, and what it names of an endpoint is a site."""
        result = Result(tracebacks=[_traceback(crash)])
        ignores, policy = Ignores(self._today), Policy(self._settings, self._today)
        for candidate in candidates:
            if candidate.found.kind is FileKind.PYTHON:
                result.errors.append(_problem(candidate, crash))
                accounts.account_unread(
                    candidate, self._settings.rules, result, ignores, policy, INTERNAL_ERROR
                )
            else:
                accounts.account_text(candidate, self._settings.rules, result, ignores, policy)
        result.sites = [*applied(result.sites, policy)]
        return result


def _names(candidates: list[Candidate]) -> list[str]:
    return [candidate.found.path for candidate in candidates]


def _again(candidates: list[Candidate]) -> list[Candidate]:
    """The candidates as they are on the disk now; one that is gone stays as it was."""
    fresh = [(candidate, read_again(candidate.found)) for candidate in candidates]
    return [new if isinstance(new, Candidate) else old for old, new in fresh]


def _cut_short(result: Result, candidates: list[Candidate], crash: BaseException) -> Result:
    """A result that ends after the writing: what was written is in it, the sites are not."""
    message = f"files were changed, and the report on them was not finished: {_why(crash)}"
    problem = Problem(candidates[0].found.name, INTERNAL_ERROR, message)
    return replace(
        result,
        errors=[*result.errors, problem],
        tracebacks=[*result.tracebacks, _traceback(crash)],
    )


def _problem(candidate: Candidate, crash: BaseException) -> Problem:
    message = f"the file was not analysed: {_why(crash)}"
    return Problem(candidate.found.name, INTERNAL_ERROR, message)


def _why(crash: BaseException) -> str:
    what = " ".join(f"{type(crash).__name__}: {crash}".split())
    return (
        f"the analysis stopped on {what}. This is a bug in awork-migrator; --debug shows where"
        " it is. Please report it"
    )


def _traceback(crash: BaseException) -> str:
    from traceback import format_exception

    return "".join(format_exception(crash))


def _joined(first: Result, second: Result) -> Result:
    """Both results in one; a site that both parts have seen is one site."""
    sites: dict[tuple[object, ...], Site] = {}
    for site in (*first.sites, *second.sites):
        sites.setdefault((site.rule, site.kind, site.location), site)
    return Result(
        sites=list(sites.values()),
        errors=list(dict.fromkeys((*first.errors, *second.errors))),
        changes=[*first.changes, *second.changes],
        notes=list(dict.fromkeys((*first.notes, *second.notes))),
        cells={**first.cells, **second.cells},
        analysed=first.analysed + second.analysed,
        tracebacks=list(dict.fromkeys((*first.tracebacks, *second.tracebacks))),
    )
