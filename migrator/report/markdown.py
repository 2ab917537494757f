"""The Markdown report: what a person pastes into a pull request.

Decided here: what was changed is a table, what is left is a checklist with the reason, the code and
what to do, and the note of each rule that has sites in the report comes last, because it holds for
every migrated site. What needs nobody is counted only.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from textwrap import dedent

from migrator.model import Edit, Problem, Report, Site, Status
from migrator.report.cells import file_of
from migrator.report.marked import code, code_block, prose, table
from migrator.report.summary import plural
from migrator.report.wording import TOOL, advice, noun, summary_of

MOST_LINES = 12

_COUNTED = (Status.SUPPRESSED, Status.IGNORED, Status.MENTION)
_NOTED = (Status.CHANGED, Status.FIXABLE, Status.UNRESOLVED)


def render(report: Report) -> str:
    """The report as GitHub-flavoured Markdown with a final newline."""
    sections = [
        [f"## {TOOL}", "", _headline(report)],
        _changes("What was changed", _sites(report, Status.CHANGED)),
        _changes(f"What `{TOOL} fix` changes", _sites(report, Status.FIXABLE)),
        _checklist(report),
        _errors(report.errors),
        _rule_notes(report),
        _remarks(report.notes),
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


def _headline(report: Report) -> str:
    counts = [
        (report.count(Status.CHANGED), "changed"),
        (report.count(Status.FIXABLE), "fixable"),
        (report.count(Status.UNRESOLVED), "left to do by hand"),
    ]
    found = ", ".join(f"{count} {word}" for count, word in counts if count)
    parts = [f"Uses of deprecated endpoints: {found}." if found else "Nothing is left to do."]
    if report.idle_comments:
        parts.append(f"{plural(report.idle_comments, 'comment')} without effect.")
    if report.errors:
        parts.append(f"{plural(len(report.errors), 'path')} could not be handled.")
    seen = ", ".join(f"{report.count(one)} {one.value}" for one in _COUNTED if report.count(one))
    if seen:
        parts.append(f"Also seen: {seen}.")
    return " ".join(parts)


def _sites(report: Report, status: Status) -> list[Site]:
    return [site for site in report.sites if site.status is status]


def _changes(title: str, sites: list[Site]) -> list[str]:
    if not sites:
        return []
    rows = ((place(site), what(site), _edits(site)) for site in sites)
    return [f"### {title}", "", *table(("Where", "What", "Change"), rows)]


def place(site: Site) -> str:
    """Path and line of a site as code."""
    return code(f"{site.location.path}:{site.location.line}")


def what(site: Site) -> str:
    """What the site is, and in which function or class."""
    return f"{noun(site)} in {code(site.scope)}" if site.scope else noun(site)


def _edits(site: Site) -> str:
    return "; ".join(_edit(edit, site.location.path) for edit in site.edits)


def _edit(edit: Edit, path: str) -> str:
    elsewhere = edit.location.path != path
    where = f" in {code(edit.location.path)}" if elsewhere else ""
    if not edit.before:
        return f"insert {code(edit.after)}{where}"
    if not edit.after:
        return f"remove {code(edit.before)}{where}"
    return f"{code(edit.before)} becomes {code(edit.after)}{where}"


def _checklist(report: Report) -> list[str]:
    sites = _sites(report, Status.UNRESOLVED)
    items = ("\n".join(_item(site, report)) for site in sites)
    return ["### What is left", "", "\n\n".join(items)] if sites else []


def _item(site: Site, report: Report) -> Iterator[str]:
    """One entry of the checklist; its parts are indented, so that they belong to it."""
    yield f"- [ ] {place(site)} ({what(site)}): {prose(summary_of(site, report))}"
    why = [f"{prose(reason.message)} ({code(reason.code)})" for reason in site.reasons]
    blocks = [[f"Why: {'; '.join(why)}."]] if why else []
    blocks.append(_excerpt(site))
    what_to_do = advice(site)
    blocks.append([f"What to do: {prose(what_to_do)}."] if what_to_do else [])
    for block in filter(None, blocks):
        yield ""
        yield from (f"  {line}".rstrip() for line in block)


def _excerpt(site: Site) -> list[str]:
    if site.excerpt is None:
        return []
    lines = dedent("\n".join(site.excerpt.lines)).split("\n")
    more = len(lines) - MOST_LINES
    shown = lines if more <= 0 else [*lines[:MOST_LINES], f"# {plural(more, 'more line')}"]
    return code_block(shown, _language(site.location.path))


def _language(path: str) -> str:
    """The name by which services know the language of a file, for its colours."""
    suffix = posixpath.splitext(file_of(path))[1][1:].lower()
    if suffix in ("", "py", "pyi", "pyw", "ipynb"):
        return "python"
    return suffix if suffix.isalnum() else ""


def _errors(errors: Iterable[Problem]) -> list[str]:
    rows = [(code(_problem_place(problem)), prose(problem.message)) for problem in errors]
    return ["### What could not be handled", "", *table(("Where", "Why"), rows)] if rows else []


def _problem_place(problem: Problem) -> str:
    return problem.path if problem.line is None else f"{problem.path}:{problem.line}"


def _rule_notes(report: Report) -> list[str]:
    used = {site.rule for site in report.sites if site.status in _NOTED}
    notes = [
        f"**{prose(rule.code)}**, {code(f'{rule.method} {rule.replacement}')}: {prose(rule.note)}"
        for rule in report.rules
        if rule.note and rule.code in used
    ]
    return ["### What the replacement does differently", "", "\n\n".join(notes)] if notes else []


def _remarks(notes: Iterable[str]) -> list[str]:
    lines = [f"- {prose(note)}" for note in notes]
    return ["### Remarks", "", *lines] if lines else []
