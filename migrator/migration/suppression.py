"""What the suppression comments make of plans and sites, and what becomes of the idle ones.

Decided here: a comment on a site that needs nobody (another endpoint, a mention) is idle. A site
whose comment has expired counts as if there were none, and says so. An idle comment is a note, or,
when the user asks for it with `--fail-on unused-ignore`, a finding with that code as its rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from migrator.comments.suppressions import Comment, Idle, Ignores, expiry_note
from migrator.migration.describe import fingerprint
from migrator.migration.plan import Plan, block
from migrator.model import UNUSED_IGNORE, Cells, Excerpt, Kind, Reason, Site, Status, line_named


def suppress(plans: list[Plan], ignores: Ignores) -> dict[int, Comment]:
    """Leave plans alone as comments say; the comments by identity of their plan.

    Expired comments are among them, but leave nothing alone. Groups stay together.
    """
    found: dict[int, Comment] = {}
    for item in plans:
        if item.status is Status.IGNORED:
            continue
        call = item.finding.call
        location = call.module.location(call.node)
        comment = ignores.at(item.finding.rule.code, location, call.module.span(call.node))
        if comment is not None:
            found[id(item)] = comment
    for item in plans:
        if id(item) in found and not found[id(item)].is_expired(ignores.today):
            item.status = Status.SUPPRESSED
            item.outcome.reasons.clear()
            if item.group is not None:
                block([other for other in plans if other.group == item.group])
    return found


def commented(site: Site, comment: Comment | None, ignores: Ignores) -> Site:
    """The site as it is with its comment: suppressed, or with a note that the comment expired."""
    if comment is None:
        return site
    if comment.is_expired(ignores.today):
        return replace(site, notes=(expiry_note(comment), *site.notes))
    return replace(
        site,
        status=Status.SUPPRESSED,
        reasons=(),
        edits=(),
        applicability=None,
        suppression=comment.suppression(),
    )


def note_of(idle: Idle, cells: Mapping[str, Cells]) -> str:
    """An idle comment as a note of the report; `cells` are those of its notebooks."""
    where = idle.comment.location
    return f"{line_named(cells, where.path, where.line)}: {idle.message} [{UNUSED_IGNORE}]"


def site_of(idle: Idle, line: str) -> Site:
    """An idle comment as a finding; `line` is the source line."""
    where = idle.comment.location
    return Site(
        fingerprint=fingerprint(UNUSED_IGNORE, Kind.MENTION.value, line),
        rule=UNUSED_IGNORE,
        kind=Kind.MENTION,
        status=Status.UNRESOLVED,
        applicability=None,
        location=where,
        scope="",
        callee=None,
        method=None,
        url=None,
        facets={},
        reasons=(Reason(UNUSED_IGNORE, idle.message, where.path, where.line),),
        excerpt=Excerpt(where.line, (line,)),
    )
