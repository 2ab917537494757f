"""What a finding says in the formats that machines carry to people.

Decided here: these formats show sites that are left to do, the unresolved ones before the fixable
ones; what is done, ignored or only mentioned is not an alert. One message says what is wrong, why
the tool did not change it, and what to do.
"""

from __future__ import annotations

from migrator.explain.catalogue import find_reason
from migrator.model import UNUSED_IGNORE, Applicability, Kind, Report, RuleInfo, Site, Status
from migrator.report.cells import in_words

TOOL = "awork-migrator"

_UNSAFE_OPTION = "--unsafe-fixes"

_KIND_NOUNS = {
    Kind.CALL: "call",
    Kind.MOCK: "stub",
    Kind.ASSERTION: "assertion",
    Kind.ROUTE: "route",
    Kind.REFERENCE: "reference",
    Kind.MENTION: "mention",
}


def findings(report: Report) -> list[Site]:
    """The sites that are left to do: the unresolved ones, then the fixable ones."""
    return [
        site
        for status in (Status.UNRESOLVED, Status.FIXABLE)
        for site in report.sites
        if site.status is status
    ]


def rule_of(site: Site, report: Report) -> RuleInfo | None:
    """What the report says about the rule of `site`, None when it says nothing."""
    return next((rule for rule in report.rules if rule.code == site.rule), None)


def summary_of(site: Site, report: Report) -> str:
    """The summary of the rule of `site`, or its code when the report does not have the rule."""
    rule = rule_of(site, report)
    if site.rule == UNUSED_IGNORE:
        return "A comment suppresses nothing"
    return f"rule {site.rule}" if rule is None else rule.summary


def noun(site: Site) -> str:
    """What the site is in the program, as a noun."""
    return "comment" if site.rule == UNUSED_IGNORE else _KIND_NOUNS[site.kind]


def message(site: Site, report: Report) -> str:
    """What is wrong, why it was not changed, and what to do, as one line of text."""
    return f"{in_words(site.location.cell)}{summary_of(site, report)}. {explanation(site, report)}"


def explanation(site: Site, report: Report) -> str:
    """Why the site is what it is, and what to do, without the summary of the rule."""
    if site.status is Status.FIXABLE:
        return f"`{TOOL} fix` moves this {noun(site)}{_target(site, report)}."
    why = "; ".join(f"{reason.message} [{reason.code}]" for reason in site.reasons)
    parts = [f"This {noun(site)} has to be moved by hand{f': {why}' if why else ''}."]
    if site.rule == UNUSED_IGNORE:
        parts = [f"In short: {why}."]
    what_to_do = advice(site)
    if what_to_do:
        parts.append(f"What to do: {what_to_do}.")
    return " ".join(parts)


def advice(site: Site) -> str:
    """What to do about the site, without a full stop; an empty string when nothing is known."""
    pages = (find_reason(reason.code) for reason in site.reasons)
    lines = list(dict.fromkeys(page.help for page in pages if page is not None))
    if has_unsafe_fix(site) and not any(_UNSAFE_OPTION in line for line in lines):
        lines.append(f"run `{TOOL} fix {_UNSAFE_OPTION}` and read what it changed")
    return "; ".join(lines)


def has_unsafe_fix(site: Site) -> bool:
    """Whether an edit is known that a person has to read."""
    return bool(site.edits) and site.applicability is Applicability.UNSAFE


def _target(site: Site, report: Report) -> str:
    rule = rule_of(site, report)
    return "" if rule is None else f" to {rule.method} {rule.replacement}"
