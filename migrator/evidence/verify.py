"""`fix --verify`: the project's own command judges the fixes; what it does not pass is taken back.

Decided here: the command has to pass before anything is written. The sites of a group stay or go
together. What is written lies in the tree only while the command runs, and as the final state; any
other end (an error, an interrupt) gives the files their original bytes back, and so does the next
run after a kill. A run that fails at first is made a second time, so that a command that fails by
chance is named and blames nobody.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from migrator import interrupts
from migrator.evidence.command_run import Outcome, run_command
from migrator.evidence.culprits import Changes, kept
from migrator.files.journal import Journal, JournalError, begin, modified, original_of
from migrator.files.names import path_of
from migrator.files.reading import read_file
from migrator.files.source import Edited, Source, SourceError, decode, edited
from migrator.files.writer import Change, write_group
from migrator.model import (
    Applicability,
    Edit,
    FileChange,
    Mode,
    Reason,
    Report,
    Site,
    Status,
    Verification,
    VerifiedGroup,
    VerifyRun,
)

VERIFY_FAILED = "verify-failed"
_TICK = 0.02  # seconds by which the time of a file may lag behind the clock
_SHOWN = 3  # last lines of the output that stand in the reason; all of them are in the report


class VerifyError(Exception):
    """A sentence for the user: why nothing could be verified. `output` is the command's."""

    def __init__(self, message: str, output: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.output = tuple(output)


@dataclass(frozen=True)
class Judge:
    """The command, as typed; how many seconds it may take (None: any); who is told of a run.

    `say` gets a line of progress, `show` the output of each run.
    """

    command: str
    timeout: float | None = None
    say: Callable[[str], None] = lambda _: None
    show: Callable[[str], None] = lambda _: None


def verified(report: Report, judge: Judge, mode: Mode) -> Report:
    """Make the fixes of a report that wrote nothing, as far as the command passes with them.

    `report` is one in `Mode.DIFF`. With `mode` FIX what passes stays in the tree, otherwise it is
    only reported. Raise `VerifyError` when nothing can be judged; the tree is then as it was.
    """
    groups = _groups(report.sites)
    if not groups:
        note = "there is nothing to fix, so that the command of --verify was not run"
        return replace(report, mode=mode, notes=(*report.notes, note))
    attempt = _Attempt(judge, groups, _sources(report.changes))
    with interrupts.cleanup(attempt.close):
        try:
            attempt.judge(keep=mode is Mode.FIX)
        finally:
            attempt.close()
    return _told(report, attempt, mode)


def _groups(sites: Sequence[Site]) -> list[list[Site]]:
    """The sites that are to be changed, those of a group together, in the order of the report."""
    found: dict[object, list[Site]] = {}
    for site in sites:
        if site.status is Status.FIXABLE and site.edits:
            key: object = site.fingerprint if site.group is None else site.group
            found.setdefault(key, []).append(site)
    return list(found.values())


def _sources(changes: Sequence[FileChange]) -> dict[str, Source]:
    """The files that are to be changed, by their names in reports, as they are on the disk."""
    sources = {}
    for change in changes:
        try:
            path = path_of(change.path)
            source = decode(read_file(path), path, change.path)
        except (OSError, SourceError) as error:
            raise VerifyError(f"{change.path} can no longer be read: {error}") from error
        if source.whole != change.before:
            raise VerifyError(f"{change.path} changed since it was read; run again")
        sources[change.path] = source
    return sources


class _Attempt:
    """All runs of the command for one set of groups."""

    def __init__(self, judge: Judge, groups: list[list[Site]], sources: dict[str, Source]) -> None:
        self.command = judge.command
        self.groups = groups
        self.kept: Changes = frozenset()
        self.runs: list[VerifyRun] = []
        self.failures: dict[Changes, Outcome] = {}
        self._judge = judge
        self._tree = _Tree(judge.command, sources)

    def judge(self, *, keep: bool) -> None:
        """Run the command until a state passes, and leave the tree in it when it is to be kept."""
        everything = frozenset(range(len(self.groups)))
        before = self._run(frozenset())
        if not before.passed:
            raise VerifyError(
                f"the command of --verify {before.how} before any change, so that it cannot judge"
                " a fix; nothing was changed",
                before.last_lines,
            )
        if self._passes(everything):
            self.kept = everything
        elif self._passes(everything):
            raise VerifyError(
                "the command is flaky: with all changes it failed, and when it was run again with"
                " the same files it passed; nothing was changed"
            )
        elif len(self.groups) > 1:
            self.kept = kept(len(self.groups), self._passes)
            if not self.kept and not self._passes(frozenset()):
                raise VerifyError(
                    "the command is flaky: it passed before any change, and fails now with the"
                    " same files; nothing was changed"
                )
        if keep and self.kept:
            self._tree.put(self._with(self.kept))
            self._tree.keep()

    def close(self) -> None:
        """Give the files their original bytes back, unless they are in their final state."""
        self._tree.close()

    def texts(self) -> dict[str, str]:
        """The text of each file with the groups that are kept."""
        return {name: file.whole for name, file in self._with(self.kept).items()}

    def failure_of(self, group: int) -> Outcome:
        """The run that failed with the fewest groups besides this one."""
        failed = [changes for changes in self.failures if group in changes]
        return self.failures[min(failed, key=len)]

    def _passes(self, changes: Changes) -> bool:
        self._tree.put(self._with(changes))
        outcome = self._run(changes)
        if not outcome.passed:
            self.failures[changes] = outcome
        return outcome.passed

    def _run(self, changes: Changes) -> Outcome:
        outcome = run_command(self._judge.command, self._judge.timeout)
        run = VerifyRun(len(changes), outcome.passed, outcome.status, outcome.seconds)
        self.runs.append(run)
        word = "passed" if run.passed else "failed"
        count = f"{run.groups} of {len(self.groups)} changes"
        self._judge.say(f"verify: run {len(self.runs)}, {count}: {word} ({run.seconds:.1f} s)")
        self._judge.show(outcome.output)
        changed = self._tree.changed_by_others()
        if changed is not None:
            raise VerifyError(
                f"{changed} was changed while the command ran, and it is one of the files that the"
                " fix changes; a command that writes to them cannot judge it",
                outcome.last_lines,
            )
        return outcome

    def _with(self, changes: Changes) -> dict[str, Edited]:
        """The files with some of the groups."""
        edits: dict[str, list[Edit]] = {name: [] for name in self._tree.sources}
        for number in changes:
            for site in self.groups[number]:
                for edit in site.edits:
                    edits[edit.location.path].append(edit)
        return {name: edited(source, edits[name]) for name, source in self._tree.sources.items()}


class _Tree:
    """The files that the fixes change, as the command finds them."""

    def __init__(self, command: str, sources: dict[str, Source]) -> None:
        self.sources = sources
        self._command = command
        self._content = {name: source.raw for name, source in sources.items()}
        self._originals = {
            name: original_of(source.path, source.raw) for name, source in sources.items()
        }
        # When a file last had a content of this size.
        self._times = {
            name: {len(item.content): item.modified} for name, item in self._originals.items()
        }
        self._journal: Journal | None = None

    def changed_by_others(self) -> str | None:
        """The name of a file that is not as this wrote it."""
        for name, content in self._content.items():
            try:
                same = read_file(self.sources[name].path) == content
            except OSError:
                same = False
            if not same:
                return name
        return None

    def put(self, files: dict[str, Edited]) -> None:
        """Give the files this content."""
        writes = [
            Change(self.sources[name].path, name, self._content[name], file.raw)
            for name, file in files.items()
            if file.raw != self._content[name]
        ]
        if not writes:
            return
        if self._journal is None:
            try:
                self._journal = begin(self._command, self._originals.values())
            except JournalError as error:
                raise VerifyError(str(error)) from error
        self._journal.announce({self._originals[w.name].path: w.new for w in writes})
        self._wait_for_another_second(writes)
        problems = write_group(writes)
        if problems:
            raise VerifyError(f"{problems[0].path}: {problems[0].message}")
        for write in writes:
            self._content[write.name] = write.new
            self._times[write.name][len(write.new)] = modified(write.path)

    def keep(self) -> None:
        """Make the state that the tree is in the final one."""
        with interrupts.held():
            if self._journal is not None:
                self._journal.end()
                self._journal = None

    def close(self) -> None:
        """Give the files their original bytes back, unless the state is final."""
        if self._journal is None:
            return
        restored = map(self._journal.restore, self._originals.values())
        problems = [problem for problem in restored if problem is not None]
        if problems:
            self._journal.leave()
            told = "; ".join(f"{problem.path}: {problem.message}" for problem in problems)
            raise VerifyError(f"not every file has its original content again: {told}")
        self._journal.end()

    def _wait_for_another_second(self, writes: Sequence[Change]) -> None:
        """Python takes a compiled file for current when time, in seconds, and size are equal."""
        latest = max(self._times[w.name].get(len(w.new), 0) for w in writes)
        seconds = latest // 1_000_000_000 + 1 - time.time()
        if 0 < seconds <= 1:
            time.sleep(seconds + _TICK)


def _told(report: Report, attempt: _Attempt, mode: Mode) -> Report:
    """The report with what became of each group."""
    told: dict[str, Site] = {}
    groups = []
    for number, sites in enumerate(attempt.groups):
        passed = number in attempt.kept
        failure = None if passed else attempt.failure_of(number)
        for site in sites:
            told[site.fingerprint] = (
                _passed(site, mode) if failure is None else _taken_back(site, failure)
            )
        output = () if failure is None else failure.last_lines
        groups.append(VerifiedGroup(tuple(s.fingerprint for s in sites), passed, output))
    texts = attempt.texts()
    changes = tuple(
        FileChange(change.path, change.before, texts[change.path])
        for change in report.changes
        if texts[change.path] != change.before
    )
    verification = Verification(attempt.command, tuple(attempt.runs), tuple(groups))
    return replace(
        report,
        mode=mode,
        sites=tuple(told.get(site.fingerprint, site) for site in report.sites),
        changes=changes,
        files=replace(report.files, changed=len(changes) if mode is Mode.FIX else 0),
        notes=(*report.notes, _note(verification)),
        verification=verification,
    )


def _passed(site: Site, mode: Mode) -> Site:
    status = Status.CHANGED if mode is Mode.FIX else Status.FIXABLE
    reasons = () if site.applicability is Applicability.UNSAFE else site.reasons
    return replace(site, status=status, reasons=reasons)


def _taken_back(site: Site, failure: Outcome) -> Site:
    ending = " / ".join(line.strip() for line in failure.last_lines[-_SHOWN:])
    message = f"with this change the command {failure.how}" + (f": {ending}" if ending else "")
    where = site.location
    return replace(
        site,
        status=Status.UNRESOLVED,
        # The edit is shown, but neither option makes it.
        applicability=Applicability.DISPLAY_ONLY,
        reasons=(*site.reasons, Reason(VERIFY_FAILED, message, where.path, where.line)),
    )


def _note(verification: Verification) -> str:
    passed = sum(group.passed for group in verification.groups)
    back = len(verification.groups) - passed
    runs = len(verification.runs)
    return (
        f"verified with {verification.command!r}: {passed} of {len(verification.groups)} changes"
        f" pass{f', {back} taken back' if back else ''}; {runs} runs took"
        f" {verification.seconds:.1f} s"
    )
