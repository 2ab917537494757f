"""From candidates to sites and written files: the stages that need libcst, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date

from migrator.analysis import accounting
from migrator.analysis.importers import Importers
from migrator.analysis.matching import Verdict, mentions
from migrator.analysis.module import Module
from migrator.analysis.project import ParseError, Project
from migrator.analysis.sites import moved_literals
from migrator.analysis.suppressions import Comment, Ignores
from migrator.analysis.survey import Survey, new_project, survey
from migrator.analysis.values import Text, alternatives
from migrator.choosing import chosen, hold, numbered, release
from migrator.config import Settings
from migrator.files.kinds import FileKind
from migrator.files.landing import Landing
from migrator.files.lines import LineIndex
from migrator.files.lookup import is_covered
from migrator.files.parallel import usable_processors
from migrator.files.scan import Candidate
from migrator.files.source import SourceError, decode, decode_text, encode, text_for_report
from migrator.files.walk import WalkOptions
from migrator.files.writer import Change as Write
from migrator.files.writer import write_group
from migrator.migration import describe, pins, suppression
from migrator.migration.outcome import reason
from migrator.migration.plan import Plan, block, plan
from migrator.migration.verification import Edited, edited, verify
from migrator.model import (
    INTERNAL_ERROR,
    FileChange,
    Kind,
    Location,
    Mode,
    Problem,
    Reason,
    Site,
    Status,
)
from migrator.policy import Policy, applied, leave_alone
from migrator.rules.rule import Rule

MAX_PROOFS = 5
_MOVED = (Status.FIXABLE, Status.CHANGED)


@dataclass(eq=False)
class Result:
    """What became of the candidates."""

    sites: list[Site] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)
    changes: list[FileChange] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    analysed: int = 0
    tracebacks: list[str] = field(default_factory=list)


def process(
    candidates: list[Candidate],
    paths: Sequence[str],
    settings: Settings,
    *,
    writes: bool,
    today: date,
    result: Result | None = None,
) -> Result:
    """Analyse the candidates below `paths`, decide, prove, write, and account for the rest.

    What is found goes into `result`, so that a caller sees it when something is raised.
    """
    result = Result() if result is None else result
    ignores = Ignores(today)
    policy = Policy(settings, today)
    roots = tuple(dict.fromkeys(candidate.found.root for candidate in candidates))
    project = new_project(settings.rules, roots)
    options = WalkOptions(settings.exclude, settings.force_exclude, settings.respect_gitignore)
    project.landing = Landing(paths, options)
    modules = _parse(candidates, settings, project, result, ignores, policy)
    importers = Importers(
        project,
        paths,
        settings.exclude,
        settings.respect_gitignore,
        settings.jobs or usable_processors(),
    )
    found = survey(
        settings.rules,
        project,
        modules,
        importers.find,
    )
    result.analysed = sum(1 for _ in project.loaded())
    unsafe = settings.unsafe_fixes or settings.chosen is not None
    plans = _asked_for(plan(found, unsafe_fixes=unsafe), paths, project.landing)
    for module in (*modules, *(item.finding.call.module for item in plans)):
        ignores.read(module)
        policy.read(module.source.text, module.source.name, python=True)
    comments = suppression.suppress(plans, ignores)
    if not unsafe:
        covered = _covered(found, plans, settings)
        texts = _texts(candidates, settings)
        pins.hold_back(found, plans, [*pins.in_modules(found, modules, covered), *texts])
    wanted = chosen(plans, settings)
    leave_alone(plans, policy, wanted)
    held = hold(plans, wanted, settings)
    _prove_and_write(found, plans, settings, result, writes=writes)
    release(held)
    for item in plans:
        result.sites.append(_site(item, comments, ignores))
    _account(found, plans, modules, settings, result, ignores)
    result.sites = [*applied(result.sites, policy)]
    _name_idle(modules, settings, result, ignores, policy)
    result.sites = numbered(result.sites)
    return result


def _parse(
    candidates: list[Candidate],
    settings: Settings,
    project: Project,
    result: Result,
    ignores: Ignores,
    policy: Policy,
) -> list[Module]:
    """The candidates that are Python 3; the others are accounted for as text."""
    modules = []
    for candidate in candidates:
        found = candidate.found
        if found.kind is not FileKind.PYTHON:
            account_text(candidate, settings.rules, result, ignores, policy)
            continue
        try:
            modules.append(project.add(decode(candidate.raw, found.path, found.name)))
        except SourceError as error:
            result.errors.append(Problem(found.name, error.code, error.message, error.line))
            account_unread(candidate, settings.rules, result, ignores, policy, "not-python")
        except ParseError as error:
            result.errors.append(Problem(found.name, error.code, error.message, error.line))
            account_unread(candidate, settings.rules, result, ignores, policy, error.code)
    return modules


def _asked_for(plans: list[Plan], paths: Sequence[str], landing: Landing) -> list[Plan]:
    """The sites that have an edit, or their place, in what was named, and their groups."""
    chosen = [
        item
        for item in plans
        if any(is_covered(p, paths) and landing.takes(p) for p in _touched(item))
    ]
    groups = {item.group for item in chosen if item.group is not None}
    return [item for item in plans if item in chosen or item.group in groups]


def _touched(item: Plan) -> set[str]:
    """The files that a site stands in or edits."""
    own = item.finding.call.module.source.path
    return {own, *(change.module.source.path for change in item.changes)}


def _site(item: Plan, comments: dict[int, Comment], ignores: Ignores) -> Site:
    return suppression.commented(describe.site_of_plan(item), comments.get(id(item)), ignores)


# Proof and writing --------------------------------------------------------------------------


def _prove_and_write(
    found: Survey, plans: list[Plan], settings: Settings, result: Result, *, writes: bool
) -> None:
    """Make the edits that can be proved; a check makes none and proves none."""
    if settings.mode is Mode.CHECK:
        return
    files = _proved(found, plans)
    for file in files:
        source = file.module.source
        result.changes.append(FileChange(source.name, source.text, file.text))
    if settings.mode is not Mode.FIX:
        return
    for group in _together(plans, files):
        failed = _write(group, settings.rules, result) if writes else []
        paths = {file.module.source.path for file in group}
        if failed:
            names = {file.module.source.name for file in group}
            result.changes = [c for c in result.changes if c.path not in names]
            continue
        for item in plans:
            if item.status is Status.FIXABLE and any(
                change.module.source.path in paths for change in item.changes
            ):
                item.status = Status.CHANGED


def _proved(found: Survey, plans: list[Plan]) -> list[Edited]:
    """The edited files, without the sites that the proof refuses."""
    for attempt in range(MAX_PROOFS):
        wanted = [item for item in plans if item.status is Status.FIXABLE]
        try:
            files = edited(wanted)
            failed = verify(found, plans, files) if files else []
        except ValueError:  # two of the edits want the same characters
            files, failed = [], wanted
        if not failed:
            return files
        if attempt == MAX_PROOFS - 1:
            failed = wanted
        for item in failed:
            call = item.finding.call
            message = "the edited program does not call the replacement as it should"
            item.refuse(reason("verification-failed", message, call.module, call.node))
            if item.group is not None:
                block([other for other in plans if other.group == item.group])
    return []


def _together(plans: list[Plan], files: list[Edited]) -> list[list[Edited]]:
    """Files that share a site are written together."""
    groups = [{file.module.source.path} for file in files]
    for item in plans:
        if item.status is not Status.FIXABLE:
            continue
        touched = {change.module.source.path for change in item.changes}
        joined = [group for group in groups if group & touched]
        groups = [group for group in groups if not group & touched]
        if joined:
            groups.append(set().union(*joined))
    return [[file for file in files if file.module.source.path in group] for group in groups]


def _write(group: list[Edited], rules: tuple[Rule, ...], result: Result) -> list[Problem]:
    # Files that name an endpoint come last: if the process is killed between two of them, the next
    # run still finds what is left of the sites, and finishes it.
    group = sorted(group, key=lambda file: any(_names(file, rule) for rule in rules))
    changes = [
        Write(
            file.module.source.path,
            file.module.source.name,
            file.module.source.raw,
            encode(file.module.source, file.text),
        )
        for file in group
    ]
    problems = write_group(changes)
    result.errors += problems
    return problems


def _names(file: Edited, rule: Rule) -> bool:
    """Whether a file named the endpoint of a rule before its edits."""
    return mentions(rule).search(file.module.source.text) is not None


# Accounting ---------------------------------------------------------------------------------


def _covered(found: Survey, plans: list[Plan], settings: Settings) -> set[int]:
    """The string nodes, by identity, that are part of a site."""
    covered = {id(literal.node) for literal in moved_literals(settings.rules, found.machine)}
    moved = {id(item.finding): item for item in plans if item.status in _MOVED}
    for finding in found.findings:
        item = moved.get(id(finding))
        # A call that got a text of its own leaves the literal that it was given to others.
        kept = item.outcome.literals if item is not None and item.outcome.at_call else None
        covered |= {
            id(literal.node)
            for hit in finding.hits
            for literal in hit.url.literals()
            if kept is None or literal in kept
        }
    return covered


def _texts(candidates: list[Candidate], settings: Settings) -> list[pins.Pin]:
    """The pins in data files among the tests."""
    result: list[pins.Pin] = []
    for candidate in candidates:
        found = candidate.found
        if found.kind in (FileKind.PYTHON, FileKind.PROSE):
            continue
        with suppress(SourceError):
            text = decode_text(candidate.raw, found.path, found.name).text
            result += pins.in_text(settings.rules, found.path, found.name, text)
    return result


def _account(
    found: Survey,
    plans: list[Plan],
    modules: list[Module],
    settings: Settings,
    result: Result,
    ignores: Ignores,
) -> None:
    """Add what remains of the endpoint in the files that were named."""
    covered = _covered(found, plans, settings)
    routes = {
        id(literal.node)
        for _, value in found.recorder.routes
        for literal in getattr(value, "literals", tuple)()
    }
    requests = found.recorder.requests
    used = {
        id(literal.node)
        for request in requests
        for _, value in alternatives(request.url)
        if isinstance(value, Text)
        for literal in value.literals()
    }
    made = accounting.made_from(requests)
    for module in modules:
        rest = [
            replace(item, kind=Kind.REFERENCE, verdict=Verdict.DYNAMIC)
            if item.kind in (Kind.REFERENCE, Kind.MENTION) and id(item.node) in made
            else item
            for item in accounting.remaining(settings.rules, module, covered, routes)
        ]
        named = covered | {id(item.node) for item in rest}
        for occurrence in (
            *rest,
            *accounting.hidden(settings.rules, module, used, requests),
            *accounting.unsure(settings.rules, module, made, named | used, requests),
        ):
            stopped = any(place is module for place, _ in found.recorder.exceeded)
            site = describe.site_of_occurrence(replace(occurrence, exceeded=stopped))
            if site.status is Status.UNRESOLVED:
                span = (occurrence.start, occurrence.end)
                comment = ignores.at(site.rule, site.location, span)
                site = suppression.commented(site, comment, ignores)
            result.sites.append(site)


def _name_idle(
    modules: list[Module],
    settings: Settings,
    result: Result,
    ignores: Ignores,
    policy: Policy,
) -> None:
    """Name the comments in the files that were named which suppress nothing."""
    lines = {module.path: module.lines for module in modules}
    idle = [*ignores.idle(lines, settings.switched_off)]
    if not settings.switched_off:
        idle += (one for one in policy.idle() if one.comment.location.path in lines)
    for one in idle:
        where = one.comment.location
        if settings.fail_on_unused_ignore:
            line = lines[where.path].line_text(where.line)
            result.sites.append(suppression.site_of(one, line))
        else:
            result.notes.append(suppression.note_of(one))


def account_text(
    candidate: Candidate,
    rules: tuple[Rule, ...],
    result: Result,
    ignores: Ignores,
    policy: Policy,
) -> None:
    """Occurrences in a file that is no Python."""
    found = candidate.found
    try:
        source = decode_text(candidate.raw, found.path, found.name)
    except SourceError:
        return
    if found.kind is FileKind.PROSE:
        _lines(source.text, found.name, rules, result, ignores, None)
        return
    ignores.read_text(source.text, found.name, python=False)
    policy.read(source.text, found.name, python=False)
    _lines(source.text, found.name, rules, result, ignores, "not-python")


def account_unread(
    candidate: Candidate,
    rules: tuple[Rule, ...],
    result: Result,
    ignores: Ignores,
    policy: Policy,
    code: str,
) -> None:
    """Occurrences in a Python file that cannot be decoded or parsed."""
    found = candidate.found
    try:
        text = decode(candidate.raw, found.path, found.name).text
    except SourceError:
        text = text_for_report(candidate.raw)
    ignores.read_text(text, found.name, python=True)
    policy.read(text, found.name, python=True)
    _lines(text, found.name, rules, result, ignores, code)


_TEXT_REASONS = {
    "not-python": "this is no Python, so a person has to look at it",
    "syntax-error": "the file cannot be parsed, so nothing is known about this place",
    "bound-exceeded": "the file is nested too deeply to be analysed",
    INTERNAL_ERROR: "the analysis crashed on this file, so nothing is known about this place",
}


def _lines(
    text: str,
    name: str,
    rules: tuple[Rule, ...],
    result: Result,
    ignores: Ignores,
    code: str | None,
) -> None:
    index = LineIndex(text)
    for rule in rules:
        for match in mentions(rule).finditer(text):
            location = Location(name, *index.location(*match.span()))
            found = None
            if code is not None:
                found = Reason(code, _TEXT_REASONS[code], name, location.line)
            kind = Kind.MENTION if code is None else Kind.REFERENCE
            line = index.line_text(location.line)
            site = describe.site_in_text(rule.code, kind, location, match[0], line, found)
            if code is not None:
                comment = ignores.at(rule.code, location, None)
                site = suppression.commented(site, comment, ignores)
            result.sites.append(site)
