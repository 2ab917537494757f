"""What the configuration of a file, or a comment in it, says about the file as a whole.

    # awork-migrator: ignore-file[AWK001] until 2027-03-31: generated from the API's description

Decided here: the comment stands on a line of its own, anywhere in the file, and has the form of a
comment for a line. Sites that it or `per-file-ignores` names stay in the report as suppressed;
those of a rule that is not in force for their file are no sites. In Python only a comment counts,
not a string that looks like one.
"""

from __future__ import annotations

import io
import os
import re
import tokenize
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from migrator.comments.suppressions import Comment, Idle, Ignores
from migrator.config import Local, Settings, local_of
from migrator.files.ignore import Patterns, user_patterns
from migrator.files.lines import LineIndex
from migrator.files.names import path_of
from migrator.migration.plan import Plan, block
from migrator.model import UNUSED_IGNORE, Location, Site, Status, Suppression

_WORD = "awork-migrator:"
_FORM = re.compile(
    r"^[ \t]*(?P<sign>#|//|--|;|/\*|<!--)[ \t]*(?i:awork-migrator:[ \t]*ignore-file)(?![\w-])"
    r"(?P<rest>[^\r\n]*)",
    re.MULTILINE,
)
_LEFT = (Status.UNRESOLVED, Status.FIXABLE)


@dataclass(frozen=True)
class _FileRules:
    """What one configuration says, with its patterns compiled."""

    local: Local

    @cached_property
    def patterns(self) -> tuple[tuple[bool, Patterns | None, tuple[str, ...]], ...]:
        """For each glob whether it names what it does not match, and the codes that go with it."""
        return tuple(
            (
                glob.startswith("!"),
                user_patterns([_under(glob, self.local.base)], self.local.base),
                codes,
            )
            for glob, codes in self.local.ignored
        )


def _under(glob: str, base: str) -> str:
    """A glob with a slash as an absolute one below the folder `base`."""
    body = glob.removeprefix("!")
    if "/" not in body.rstrip("/"):
        return body
    return f"{base.replace(os.sep, '/').rstrip('/')}/{body.removeprefix('./').lstrip('/')}"


@dataclass(eq=False)
class Policy:
    """Answers for every file; `settings` are those of the run."""

    settings: Settings
    today: date
    comments: dict[str, list[Comment]] = field(default_factory=dict)  # by path in reports
    used: set[Comment] = field(default_factory=set)
    _folders: dict[str, _FileRules] = field(default_factory=dict)
    _compiled: dict[Local, _FileRules] = field(default_factory=dict)

    def read(self, text: str, name: str, *, python: bool) -> None:
        """Take in the comments of a file that speak for all of it, once."""
        if name not in self.comments and _WORD in text:
            found = list(_comments(text, name, python=python))
            if found:
                self.comments[name] = found

    def in_force(self, path: str, rule: str) -> bool:
        """Whether a rule holds for the file at `path`."""
        return self.settings.nearest is None or rule in self._of(path).local.codes

    def allows_unsafe(self, path: str) -> bool:
        """Whether edits that have to be read may be made for a site in the file at `path`."""
        if self.settings.nearest is None:
            return self.settings.unsafe_fixes
        return self._of(path).local.unsafe_fixes

    def suppression(self, path: str, rule: str) -> Suppression | None:
        """Who says that sites of a rule in the file at `path` are to be left alone, if anybody."""
        for comment in self.comments.get(path, ()):
            if comment.names(rule) and not comment.is_expired(self.today):
                self.used.add(comment)
                return comment.suppression()
        return Suppression("configuration") if self._is_listed(path, rule) else None

    def idle(self) -> Iterator[Idle]:
        """The comments that suppress nothing, or are not understood."""
        for comments in self.comments.values():
            for comment in comments:
                if comment.mistake:
                    yield Idle(comment, f"the comment suppresses nothing: {comment.mistake}")
                elif comment not in self.used:
                    why = "it has expired" if comment.is_expired(self.today) else "remove it"
                    yield Idle(comment, f"the comment suppresses nothing in this file; {why}")

    def _is_listed(self, path: str, rule: str) -> bool:
        rules = self._of(path)
        if not rules.local.ignored:
            return False
        parts = os.path.abspath(path_of(path)).replace(os.sep, "/").lstrip("/").split("/")
        for negated, patterns, codes in rules.patterns:
            names_it = any(code == "ALL" or rule.startswith(code) for code in codes)
            if names_it and patterns is not None and negated is not _matches(patterns, parts):
                return True
        return False

    def _of(self, path: str) -> _FileRules:
        folder = os.path.dirname(os.path.abspath(path_of(path)))
        if folder not in self._folders:
            nearest = self.settings.nearest
            local = local_of(self.settings) if nearest is None else nearest.local(folder)
            self._folders[folder] = self._compiled.setdefault(local, _FileRules(local))
        return self._folders[folder]


def _matches(patterns: Patterns, parts: list[str]) -> bool:
    """Whether the patterns name a file or a folder around it."""
    count = len(parts)
    return any(
        patterns.verdict("/".join(parts[:end]), parts[end - 1], folder=end < count)
        for end in range(1, count + 1)
    )


def _comments(text: str, name: str, *, python: bool) -> Iterator[Comment]:
    lines = None
    for match in _FORM.finditer(text):
        if python and match["sign"] != "#":
            continue
        lines = lines or LineIndex(text)
        start, end = match.start("sign"), match.end()
        where = Location(name, *lines.location(start, end))
        if python and not _is_comment(text, where.line):
            continue
        reader = Ignores(date.min)
        reader.read_text(f"{match['sign']} {_WORD} ignore{match['rest']}", name, python=python)
        for comment in reader.comments[name]:
            yield replace(comment, location=where, start=start, end=end)


def _is_comment(text: str, line: int) -> bool:
    """Whether a line of Python is a comment and not the inside of a string."""
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.end[0] >= line:
                return token.type == tokenize.COMMENT and token.start[0] == line
    except (tokenize.TokenError, SyntaxError, ValueError):
        return True
    return False


def leave_alone(plans: list[Plan], policy: Policy, wanted: Container[int] = ()) -> None:
    """Leave plans alone as the policy says; groups stay together.

    Unsafe edits are allowed for those whose identity is in `wanted` in any case.
    """
    for item in plans:
        call = item.finding.call
        path, rule = call.module.source.name, item.finding.rule.code
        if item.status not in _LEFT:
            continue
        if not policy.in_force(path, rule) or policy.suppression(path, rule) is not None:
            item.status = Status.SUPPRESSED
            item.outcome.reasons.clear()
        elif (
            item.status is Status.FIXABLE
            and item.outcome.unsafe
            and id(item) not in wanted
            and not policy.allows_unsafe(path)
        ):
            item.status = Status.UNRESOLVED
        else:
            continue
        if item.group is not None:
            block([other for other in plans if other.group == item.group])


def applied(sites: Iterable[Site], policy: Policy) -> Iterator[Site]:
    """The sites as the policy leaves them."""
    for site in sites:
        path = site.location.path
        if site.rule != UNUSED_IGNORE and not policy.in_force(path, site.rule):
            continue
        suppressed = site.status is Status.SUPPRESSED and site.suppression is None
        if site.rule == UNUSED_IGNORE or not (suppressed or site.status in _LEFT):
            yield site
            continue
        found = policy.suppression(path, site.rule)
        yield (
            site
            if found is None
            else replace(
                site,
                status=Status.SUPPRESSED,
                reasons=(),
                edits=(),
                applicability=None,
                suppression=found,
            )
        )
