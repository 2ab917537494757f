"""From candidates to sites and written files: the stages that need libcst, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from migrator import accounts
from migrator.accounts import Result
from migrator.analysis.findings.matching import mentions
from migrator.analysis.importers import Importers
from migrator.analysis.source.module import Module
from migrator.analysis.source.project import ParseError, Project
from migrator.analysis.survey import Survey, new_project, survey
from migrator.choosing import chosen, hold, numbered, release
from migrator.comments.suppressions import Comment, Ignores
from migrator.config import Settings
from migrator.files.kinds import FileKind
from migrator.files.landing import Landing
from migrator.files.lookup import is_covered
from migrator.files.parallel import usable_processors
from migrator.files.scan import Candidate
from migrator.files.source import SourceError, decode
from migrator.files.walk import WalkOptions
from migrator.files.writer import Change as Write
from migrator.files.writer import write_group
from migrator.migration import describe, pins, suppression
from migrator.migration.outcome import reason
from migrator.migration.plan import Plan, block, plan
from migrator.migration.sightings import Witnesses
from migrator.migration.verification import Edited, edited, verify
from migrator.model import (
    FileChange,
    Mode,
    Problem,
    Progress,
    Site,
    Status,
)
from migrator.models.loader import load
from migrator.policy import Policy, applied, leave_alone
from migrator.rules.rule import Rule

MAX_PROOFS = 5
_MOVED = (Status.FIXABLE, Status.CHANGED)


def process(
    candidates: list[Candidate],
    paths: Sequence[str],
    settings: Settings,
    *,
    writes: bool,
    progress: Progress,
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
    project = new_project(settings.rules, roots, load(settings.models))
    options = WalkOptions(settings.exclude, settings.force_exclude, settings.respect_gitignore)
    project.landing = Landing(paths, options)
    modules = _parse(candidates, settings, project, result, ignores, policy, progress)
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
        progress,
    )
    result.analysed = sum(1 for _ in project.loaded())
    unsafe = settings.unsafe_fixes or settings.chosen is not None
    witnesses = Witnesses(settings.sightings)
    decided = plan(found, unsafe_fixes=unsafe, witnesses=witnesses)
    plans = _asked_for(decided, paths, project.landing)
    for module in (*modules, *(item.finding.call.module for item in plans)):
        ignores.read(module)
        policy.read(module.source.code, module.source.name, python=True)
    comments = suppression.suppress(plans, ignores)
    if not unsafe:
        covered = accounts.covered_by(found, plans, settings)
        loaded = list(project.loaded())
        held_by = [
            *pins.in_modules(found, plans, modules, covered),
            *pins.in_looks(found, loaded),
            *pins.in_calls(plans),
            *accounts.texts(candidates, settings, loaded),
        ]
        pins.hold_back(found, plans, held_by)
    wanted = chosen(plans, settings)
    leave_alone(plans, policy, wanted)
    held = hold(plans, wanted, settings)
    progress("proving", 0, 0)
    _prove_and_write(found, plans, settings, result, writes=writes)
    release(held)
    for item in plans:
        result.sites.append(_site(item, comments, ignores))
    accounts.account(found, plans, modules, settings, result, ignores)
    for module in project.loaded():
        if module.source.cells is not None:
            result.cells[module.path] = module.source.cells
    result.sites = [*applied(result.sites, policy)]
    accounts.name_idle(modules, settings, result, ignores, policy)
    result.sites = numbered(result.sites)
    return result


def _parse(
    candidates: list[Candidate],
    settings: Settings,
    project: Project,
    result: Result,
    ignores: Ignores,
    policy: Policy,
    progress: Progress,
) -> list[Module]:
    """The candidates that are Python 3; the others are accounted for as text."""
    modules = []
    for done, candidate in enumerate(candidates):
        progress("reading files", done, len(candidates))
        found = candidate.found
        if found.kind is not FileKind.PYTHON:
            accounts.account_text(candidate, settings.rules, result, ignores, policy)
            continue
        try:
            source = decode(candidate.raw, found.path, found.name)
            if source.notebook is not None and not source.notebook.is_python:
                accounts.account_cells(source, settings.rules, result, ignores, policy)
                continue
            modules.append(project.add(source))
        except SourceError as error:
            result.errors.append(Problem(found.name, error.code, error.message, error.line))
            code = "syntax-error" if error.code == "syntax-error" else "not-python"
            accounts.account_unread(candidate, settings.rules, result, ignores, policy, code)
        except ParseError as error:
            result.errors.append(Problem(found.name, error.code, error.message, error.line))
            accounts.account_unread(candidate, settings.rules, result, ignores, policy, error.code)
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
        result.changes.append(FileChange(source.name, source.whole, file.written.whole))
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
            file.written.raw,
        )
        for file in group
    ]
    problems = write_group(changes)
    result.errors += problems
    return problems


def _names(file: Edited, rule: Rule) -> bool:
    """Whether a file named the endpoint of a rule before its edits."""
    return mentions(rule).search(file.module.source.text) is not None
