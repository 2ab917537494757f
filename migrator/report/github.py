"""GitHub Actions workflow commands: annotations on the lines of a pull request.

Decided here: GitHub shows ten errors of a step and drops the rest in silence, so ten are written,
the unresolved sites first, and a notice says how many more there are; notices are counted apart.
A file that failed comes before a site that the tool can fix by itself.
"""

from __future__ import annotations

from migrator.model import Location, Problem, Report, Site, Status
from migrator.report.cells import in_words
from migrator.report.places import from_root
from migrator.report.printable import printable
from migrator.report.wording import TOOL, findings, message

MOST_ERRORS = 10


def render(report: Report) -> str:
    """One command a line; an empty string when there is nothing to say."""
    prefix = report.checkout.prefix
    left = findings(report)
    unresolved = [_site(site, report) for site in left if site.status is Status.UNRESOLVED]
    failed = [_problem(problem, prefix) for problem in report.errors]
    fixable = [_site(site, report) for site in left if site.status is Status.FIXABLE]
    commands = [*unresolved, *failed, *fixable]
    more = len(commands) - MOST_ERRORS
    if more > 0:
        text = f"and {more} more: the step summary lists every one"
        commands[MOST_ERRORS:] = [_command("notice", {"title": TOOL}, text)]
    return "".join(f"{command}\n" for command in commands)


def _site(site: Site, report: Report) -> str:
    where = _where(site.location, report.checkout.prefix)
    mark = " [*]" if site.status is Status.FIXABLE else ""
    return _command("error", {**where, "title": f"{site.rule}{mark}"}, message(site, report))


def _where(location: Location, prefix: str) -> dict[str, object]:
    """The properties of a place; GitHub takes columns only when the place is on one line."""
    where: dict[str, object] = {
        "file": from_root(location.path, prefix),
        "line": location.line,
        "endLine": location.end_line,
    }
    if location.line == location.end_line:
        where |= {"col": location.column, "endColumn": location.end_column}
    return where


def _problem(problem: Problem, prefix: str) -> str:
    where: dict[str, object] = {"file": from_root(problem.path, prefix)}
    if problem.line is not None:
        where["line"] = problem.line
    return _command(
        "error", {**where, "title": problem.code}, in_words(problem.cell) + problem.message
    )


def _command(name: str, properties: dict[str, object], text: str) -> str:
    pairs = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{name} {pairs}::{_data(text)}"


def _data(text: str) -> str:
    return printable(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
