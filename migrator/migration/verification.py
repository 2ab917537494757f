"""The proof before anything is written: the edited text is analysed again.

It has to parse; every site that was moved has to call the replacement with the new body; nothing
else may have turned into a use of the endpoint.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from migrator.analysis.findings.hits import is_endpoint
from migrator.analysis.findings.matching import Verdict
from migrator.analysis.source import scopes
from migrator.analysis.source.module import Module
from migrator.analysis.source.project import ParseError, Project
from migrator.analysis.source.splicing import spliced
from migrator.analysis.survey import Survey, new_project, survey
from migrator.files.source import Edited as Written
from migrator.files.source import SourceError, decode
from migrator.files.source import edited as written
from migrator.migration import mocks
from migrator.migration.meant import unmeant
from migrator.migration.outcome import Change
from migrator.migration.plan import Plan, plan
from migrator.migration.sightings import Witnesses
from migrator.model import Edit, Kind, Status
from migrator.rules.rule import Rule

Place = tuple[str, int]
"""Path and offset, in the decoded text, of a call."""


@dataclass(frozen=True)
class Edited:
    """A file with all its edits made, as it would be written."""

    module: Module
    written: Written
    edits: tuple[Edit, ...]
    changes: tuple[Change, ...]


def edited(plans: Iterable[Plan]) -> list[Edited]:
    """The files that the plans change, with the changes made."""
    changes: dict[str, dict[Change, None]] = {}
    modules: dict[str, Module] = {}
    for item in plans:
        for change in item.changes:
            changes.setdefault(change.module.source.path, {})[change] = None
            modules[change.module.source.path] = change.module
    result = []
    for path, found in sorted(changes.items()):
        edits = tuple(change.edit() for change in found)
        result.append(
            Edited(modules[path], written(modules[path].source, edits), edits, tuple(found))
        )
    return result


def verify(before: Survey, plans: list[Plan], files: list[Edited]) -> list[Plan]:
    """The plans that the edited files do not prove; empty when all are proved."""
    moved = [item for item in plans if item.status is Status.FIXABLE]
    rules = (*before.rules, *(_moved_rule(rule) for rule in before.rules))
    try:
        project = _project(before, rules, files)
    except (ParseError, SourceError):
        return moved
    wrong = _unmeant(project, files)
    if wrong:
        return [item for item in moved if wrong.intersection(item.changes)]
    modules = [m for m in project.loaded() if m.index is not None]
    after = survey(rules, project, modules, lambda _, __: ())
    shift = _shifts(files)
    return _unproved(before, after, moved, shift)


def _project(before: Survey, rules: tuple[Rule, ...], files: list[Edited]) -> Project:
    """The project with the edited files in place of those that were read."""
    old = before.project
    project = new_project(rules, old.roots, old.library)
    same_words = project.words.pattern == old.words.pattern
    texts = {file.module.source.path: file for file in files}
    for path, module in old.modules.items():
        if module is None:
            project.modules[path] = None
            continue
        file = texts.get(module.source.path)
        if file is None:
            project.modules[path] = other = module.again()
            if not same_words:
                other.index = scopes.build(other.tree, project.words)
            continue
        source = decode(file.written.raw, module.source.path, module.source.name)
        known = spliced(module, source, file.edits)
        if known is None:
            project.add(source)
        else:
            project.adopt(known)
    return project


def _unmeant(project: Project, files: list[Edited]) -> set[Change]:
    """The changes that wrote something else than they were to write."""
    changes = {file.module.source.path: file.changes for file in files}
    return {
        change
        for module in project.loaded()
        for change in unmeant(module, list(changes.get(module.source.path, ())))
    }


def _moved_rule(rule: Rule) -> Rule:
    """A rule that finds the calls of the replacement, with the body that it wants."""
    body = None
    if rule.body is not None:
        body = rule.body._replace(rename=())
    return rule._replace(code=f"{rule.code}+", path=rule.replacement, body=body, response=None)


class _Shift:
    """Where the offsets of one old text stand in the new one."""

    def __init__(self, edits: Iterable[Edit]) -> None:
        # By their ends; an insertion comes behind what ends where it stands.
        ordered = sorted(edits, key=lambda edit: (edit.end, edit.start))
        self._places = [(edit.end, edit.start == edit.end) for edit in ordered]
        lengths = (len(edit.after) - (edit.end - edit.start) for edit in ordered)
        self._moved = [0, *accumulate(lengths)]

    def new(self, offset: int) -> int:
        """The offset in the new text; what is inserted at the offset comes behind it."""
        return offset + self._moved[bisect_left(self._places, (offset, True))]


def _shifts(files: list[Edited]) -> dict[str, _Shift]:
    return {file.module.source.path: _Shift(file.edits) for file in files}


def _place(path: str, offset: int, shifts: dict[str, _Shift]) -> Place:
    """Where an offset of the old text stands in the new one."""
    return path, shifts[path].new(offset) if path in shifts else offset


def _places(
    after: Survey, code: str, verdict: Verdict, proved: set[int] | None = None
) -> Counter[Place]:
    found: Counter[Place] = Counter()
    for number, finding in enumerate(after.findings):
        if finding.rule.code != code or not any(is_endpoint(hit) for hit in finding.hits):
            continue
        if finding.verdict is verdict and (proved is None or number in proved):
            call = finding.call
            found[call.module.source.path, call.module.span(call.node)[0]] += 1
    return found


def _unproved(
    before: Survey, after: Survey, moved: list[Plan], shifts: dict[str, _Shift]
) -> list[Plan]:
    # Whether it is the endpoint was decided before; here is asked what is sent there.
    plans = plan(after, unsafe_fixes=True, witnesses=Witnesses(everywhere=True))
    proved = {n for n, item in enumerate(plans) if _has_new_body(item)}
    failed = []

    @cache
    def places(code: str, verdict: Verdict) -> tuple[Counter[Place], Counter[Place]]:
        new = _places(after, f"{code}+", verdict, proved)
        return _places(after, code, verdict), new

    for item in moved:
        call = item.finding.call
        rule = item.finding.rule
        start = call.module.span(call.node)[0]
        place = _place(call.module.source.path, start, shifts)
        if item.finding.kind is not Kind.CALL:
            if not mocks.is_moved(after, rule, place):
                failed.append(item)
            continue
        old, new = places(rule.code, item.finding.verdict)
        if old[place] or not new[place]:
            failed.append(item)
    sure = sum(item.finding.verdict is Verdict.ENDPOINT for item in moved)
    if not failed and _count(after, before) > _count(before, before) - sure:
        return moved
    return failed


def _has_new_body(item: Plan) -> bool:
    return item.facets.get("body") == "known"


def _count(found: Survey, rules: Survey) -> int:
    codes = {rule.code for rule in rules.rules}
    return sum(
        finding.rule.code in codes
        and finding.verdict is Verdict.ENDPOINT
        and any(is_endpoint(hit) for hit in finding.hits)
        for finding in found.findings
    )
