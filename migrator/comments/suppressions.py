"""Comments that tell the tool to leave a site alone.

    # awork-migrator: ignore
    # awork-migrator: ignore[AWK001] until 2027-03-31: waiting for billing

Decided here: the codes, the last day on which it holds and the reason may be left out. What cannot
be understood suppresses nothing, since a comment that says more than it was meant to hides a site.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

import libcst as cst

from migrator.analysis.source.module import Module
from migrator.comments.stretches import Stretches
from migrator.files.lines import LineIndex
from migrator.model import Location, Suppression

_HEAD = (
    r"[ \t]*(?i:awork-migrator):[ \t]*"
    # A comment on the whole file is another one, and is read elsewhere.
    r"(?!(?i:ignore-file)(?![\w-]))"
    r"(?P<word>(?i:ignor|noqa|disabl|skip|suppress|off\b|nolint)[\w-]*)"
    r"(?P<rest>(?:(?!(?:#|//)[ \t]*(?i:awork-migrator):)[^\r\n])*)"
)
_IN_PYTHON = re.compile("#" + _HEAD)
# The signs that begin a comment in the languages of the other files that are searched.
_IN_TEXT = re.compile("(?:#|//|--|;|/\\*|<!--)" + _HEAD)
# Another comment may follow on the same line, and some languages close theirs.
_NEXT = re.compile(r"\s+(?:#|//)\s|\s*(?:\*/|-->)")
_REST = re.compile(
    r"(?:\[(?P<codes>[^\[\]]+)\])?"
    r"(?:\s+until\s+(?P<until>[^\s:]+))?"
    r"(?:\s*:\s*(?P<why>.*?))?\s*",
)


@dataclass(frozen=True, slots=True)
class Comment:
    """A suppression; without `codes` it is one for all rules.

    `start` and `end` are offsets. `until` is the last day on which it holds, as an ISO date, or
    empty. `mistake` says what is wrong with a comment that suppresses nothing.
    """

    location: Location
    start: int
    end: int
    codes: tuple[str, ...] = ()
    until: str = ""
    justification: str = ""
    mistake: str = ""

    def names(self, rule: str) -> bool:
        """Whether the comment is about a rule."""
        return not self.mistake and (not self.codes or rule in self.codes)

    def is_expired(self, today: date) -> bool:
        """Whether its last day is over."""
        return bool(self.until) and date.fromisoformat(self.until) < today

    def suppression(self) -> Suppression:
        """The comment as a report gives it."""
        return Suppression("comment", self.justification, self.until)


@dataclass(frozen=True, slots=True)
class Idle:
    """A comment, or codes of it, that no site needs; `message` is a sentence."""

    comment: Comment
    message: str


@dataclass(eq=False)
class Ignores:
    """The comments of all files that are looked at, and which of them were of use."""

    today: date
    comments: dict[str, list[Comment]] = field(default_factory=dict)  # by path in reports
    stretches: dict[str, Stretches] = field(default_factory=dict)
    used: set[tuple[Comment, str]] = field(default_factory=set)

    def read(self, module: Module) -> None:
        """Take in the comments of a module, once."""
        if module.path not in self.comments:
            found = self.comments[module.path] = comments_of(module)
            if found:
                self.stretches[module.path] = Stretches(module)

    def read_text(self, text: str, name: str, *, python: bool) -> None:
        """Take in the comments of a file that is not parsed, by line."""
        pattern = _IN_PYTHON if python else _IN_TEXT
        lines = LineIndex(text)
        self.comments[name] = [
            _comment(m, Location(name, *lines.location(*m.span())), 0)
            for m in pattern.finditer(text)
        ]

    def at(self, rule: str, location: Location, span: tuple[int, int] | None) -> Comment | None:
        """The comment that speaks for a site, an expired one if there is no other.

        `span` is where the site stands in the text of a module; it is None in other files. Call it
        for sites that are to be suppressed only: the comment counts as used.
        """
        comments = self.comments.get(location.path)
        if not comments:
            return None
        first, last = location.line, location.end_line
        if span is not None and location.path in self.stretches:
            stretch = self.stretches[location.path].around(*span)
            first, last = stretch.first, stretch.last
        near = [c for c in comments if c.names(rule) and first <= c.location.line <= last]
        self.used.update((comment, rule) for comment in near)
        return min(near, key=lambda comment: comment.is_expired(self.today), default=None)

    def idle(self, names: Iterable[str], switched_off: frozenset[str]) -> Iterator[Idle]:
        """The comments in the files `names` that suppress nothing.

        Nothing is said about rules that are switched off.
        """
        for comment in (comment for name in names for comment in self.comments.get(name, ())):
            message = self._idle(comment, switched_off)
            if message:
                yield Idle(comment, message)

    def _idle(self, comment: Comment, switched_off: frozenset[str]) -> str:
        if comment.mistake:
            return f"the comment suppresses nothing: {comment.mistake}"
        used = {rule for other, rule in self.used if other == comment}
        if not comment.codes:
            return "" if used or switched_off else "the comment suppresses nothing; remove it"
        codes = [code for code in comment.codes if code not in used | switched_off]
        if len(codes) == len(comment.codes):
            return f"the comment suppresses nothing of {', '.join(codes)}; remove it"
        return f"nothing here is to be suppressed for {', '.join(codes)}" if codes else ""


def expiry_note(comment: Comment) -> str:
    """The sentence at a site whose comment no longer holds."""
    why = f" ({comment.justification})" if comment.justification else ""
    return f"the comment that suppressed this expired on {comment.until}{why}"


def comments_of(module: Module) -> list[Comment]:
    """The suppression comments of a module, in order; text in strings is none."""
    if not _IN_PYTHON.search(module.source.text):
        return []
    found = []
    stack: list[cst.CSTNode] = [module.tree]
    while stack:
        node = stack.pop()
        stack.extend(node.children)
        if isinstance(node, cst.Comment):
            start, _ = module.span(node)
            for match in _IN_PYTHON.finditer(node.value):
                location = module.location_of(start + match.start(), start + match.end())
                found.append(_comment(match, location, start))
    return sorted(found, key=lambda comment: comment.start)


def _comment(match: re.Match[str], location: Location, shift: int) -> Comment:
    rest = _NEXT.split(match["rest"], maxsplit=1)[0].rstrip()
    start, end = shift + match.start(), shift + match.start("rest") + len(rest)
    width = end - start - (match.end() - match.start())
    location = replace(location, end_column=location.end_column + width)
    comment = Comment(location, start, end)
    parts = _REST.fullmatch(rest)
    if parts is None or match["word"].lower() != "ignore":
        form = "ignore, ignore[CODE, ...], until YYYY-MM-DD and : REASON, in this order"
        said = f"'{match['word']}{rest}' is not understood; the form is {form}"
        return replace(comment, mistake=said)
    codes = (code.strip() for code in (parts["codes"] or "").split(","))
    until = parts["until"] or ""
    return replace(
        comment,
        codes=tuple(dict.fromkeys(code for code in codes if code)),
        until=until,
        justification=parts["why"] or "",
        mistake="" if not until or _is_date(until) else f"'{until}' is no date (YYYY-MM-DD)",
    )


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
