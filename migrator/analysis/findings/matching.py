"""Does this URL mean the endpoint of this rule? Decided segment by segment.

Scheme, host and query are told apart first (RFC 3986, section 3). A host of the rule, a host that
is not known, a loopback address and the domains that RFC 2606 and RFC 6761 reserve for tests are
taken for the rule's; any other host that is written out is another vendor's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from migrator.analysis.values import Text
from migrator.analysis.values.texts import HOLE, content_of
from migrator.rules import segments as segments_of
from migrator.rules.rule import Rule
from migrator.rules.segments import is_placeholder

Span = tuple[int, int]

_SCHEME = re.compile(r"(?i)^(?:[a-z][a-z0-9+.\-]*:)?//")
_LOCAL = re.compile(
    r"(?i)^(localhost|127(\.\d+){3}|0\.0\.0\.0|\[::1?\]|[^.]+|(.*\.)?(test|example|invalid"
    r"|localhost|local|internal)|(.*\.)?example\.(com|org|net))$"
)
_VERSION = re.compile(r"(?i)^(api|rest|v\d+(\.\d+)*)$")


class Verdict(str, Enum):
    """How a URL relates to the endpoint of a rule."""

    ENDPOINT = "endpoint"
    DYNAMIC = "dynamic"  # it may be the endpoint: a segment is not known
    LONGER = "longer"  # the endpoint's path is only a part of this one
    FOREIGN = "foreign"  # the path is the endpoint's, the host is another vendor's


@dataclass(frozen=True, slots=True)
class Match:
    """A URL that has to do with a rule; `segments` are flat offsets of the rule's segments."""

    rule: Rule
    verdict: Verdict
    segments: tuple[Span, ...] = ()


def match(rule: Rule, value: Text) -> Match | None:
    """Compare a URL with the rule's path; None when it has nothing to do with it."""
    return _match(rule, content_of(value))


@lru_cache(maxsize=100_000)  # one URL is compared again whenever what is known has grown
def _match(rule: Rule, content: str) -> Match | None:
    if re.search(r"\s", content.strip()):
        return None  # a longer text, in which the path may stand, is no URL
    host, path_start, path_end = _parts(content)
    spans = _segments(content, path_start, path_end)
    found = _aligned(rule, content, spans)
    if found is None:
        return _inside(rule, content, spans)
    at, verdict = found
    chosen = tuple(spans[at : at + len(rule.path)])
    foreign = _foreign(rule, host)
    if foreign:
        return Match(rule, Verdict.FOREIGN, chosen)
    if not _prefix_fits(rule, content, spans[:at], host):
        if verdict is Verdict.DYNAMIC:
            return None
        return Match(rule, Verdict.LONGER, chosen)
    return Match(rule, verdict, chosen)


def may_hide(rule: Rule, value: Text) -> bool:
    """Whether a URL would be the endpoint if a segment that is not known were the rule's word.

    What is not known at the end of a segment may begin the next one.
    """
    return _may_hide(rule, content_of(value))


@lru_cache(maxsize=100_000)
def _may_hide(rule: Rule, content: str) -> bool:
    host, path_start, path_end = _parts(content)
    spans = _segments(content, path_start, path_end)[-len(rule.path) :]
    if len(spans) < len(rule.path) or _foreign(rule, host) or len(rule.path) < 2:
        return False
    segments = [content[begin:end] for begin, end in spans]
    unknown = [
        s.endswith(HOLE) and rule.word in w for s, w in zip(segments, rule.path, strict=True)
    ]
    rest = [
        _fits(rule, segment, wanted)
        for segment, wanted, hidden in zip(segments, rule.path, unknown, strict=True)
        if not hidden
    ]
    return any(unknown) and all(fit is True for fit in rest)


def _parts(content: str) -> tuple[str | None, int, int]:
    """The host (None without one) and where the path starts and ends."""
    end = min((i for i in (content.find("?"), content.find("#")) if i >= 0), default=len(content))
    scheme = _SCHEME.match(content)
    if scheme is None:
        return None, 0, end
    slash = content.find("/", scheme.end())
    start = end if slash < 0 or slash > end else slash
    authority = content[scheme.end() : start]
    return re.sub(r":\d*$", "", authority.rsplit("@", 1)[-1]), start, end


def _segments(content: str, start: int, end: int) -> list[Span]:
    """The segments of the path that are not empty."""
    spans = []
    at = start
    for part in content[start:end].split("/"):
        if part:
            spans.append((at, at + len(part)))
        at += len(part) + 1
    return spans


def _aligned(rule: Rule, content: str, spans: list[Span]) -> tuple[int, Verdict] | None:
    """Where the rule's path ends the URL's, and whether every segment of it is known."""
    at = len(spans) - len(rule.path)
    if at < 0:
        return None
    unsure = False
    for (begin, end), wanted in zip(spans[at:], rule.path, strict=True):
        fits = _fits(rule, content[begin:end], wanted)
        if fits is False:
            return None
        unsure = unsure or fits is None
    return at, Verdict.DYNAMIC if unsure else Verdict.ENDPOINT


def _fits(rule: Rule, segment: str, wanted: str) -> bool | None:
    """Whether a segment of a URL is the wanted one; None when it may be."""
    if is_placeholder(wanted):
        return True
    if segments_of.fits(wanted, segment, case_sensitive=rule.case_sensitive):
        return True
    if HOLE not in segment:
        return False
    # The word that makes the endpoint must be there to be read.
    word, folded = rule.word, segment
    if not rule.case_sensitive:
        word, folded, wanted = word.lower(), segment.lower(), segments_of.folded(wanted)
    if word in wanted and word not in folded:
        return False
    return None if segments_of.may_fit(wanted, folded, HOLE, case_sensitive=True) else False


def _inside(rule: Rule, content: str, spans: list[Span]) -> Match | None:
    """The endpoint's path followed by more, or as part of longer words."""
    for at in range(len(spans) - len(rule.path)):
        candidate = spans[at : at + len(rule.path)]
        known = [
            _fits(rule, content[b:e], wanted) is True
            for (b, e), wanted in zip(candidate, rule.path, strict=True)
        ]
        if all(known):
            return Match(rule, Verdict.LONGER, tuple(candidate))
    if mentions(rule).search(content):
        return Match(rule, Verdict.LONGER)
    return None


def mentions(rule: Rule) -> re.Pattern[str]:
    """A plain search for the rule's path; `{name}` stands for anything but a slash."""
    parts = [segments_of.mapped(segment, re.escape, r"[^/\s\"'`]+") for segment in rule.path]
    return re.compile("/".join(parts), 0 if rule.case_sensitive else re.IGNORECASE)


def _foreign(rule: Rule, host: str | None) -> bool:
    if host is None or not rule.hosts or not host:
        return False
    if HOLE in host:
        known = host.rsplit(HOLE, 1)[1].lower().lstrip(".")
        if "." not in known:
            return False
        return not any(own.lower().endswith(known) or known.endswith(own) for own in rule.hosts)
    if host.lower() in (own.lower() for own in rule.hosts):
        return False
    return _LOCAL.match(host) is None


def _prefix_fits(rule: Rule, content: str, spans: list[Span], host: str | None) -> bool:
    """Whether the segments before the rule's path are a base path, or not known."""
    known = [content[begin:end] for begin, end in spans]
    if not known or _is_base(rule, known, whole=host is not None):
        return True
    holes = [index for index, segment in enumerate(known) if HOLE in segment]
    if not any(map(segments_of.has_placeholder, rule.base_paths)):
        holes = holes[-1:]  # no hole but the last can be a part of the base
    # Where the base is there already, a segment that is not known is one more.
    holes = [at for at in holes if not _is_whole_base(rule, known[:at])]
    return any(_begins_base(rule, known[:at], known[at + 1 :]) for at in holes)


def _is_whole_base(rule: Rule, segments: list[str]) -> bool:
    """Whether these segments are a base path to the end, and the beginning of no longer one."""
    if not rule.base_paths or not segments or any(HOLE in segment for segment in segments):
        return False
    bases = [base for base in _bases(rule) if _are_base(base[: len(segments)], segments)]
    return bool(bases) and all(len(base) == len(segments) for base in bases)


def _begins_base(rule: Rule, before: list[str], after: list[str]) -> bool:
    """Whether a hole between these segments may stand for a base that is not known.

    It may not where another path than a base begins before it.
    """
    if after and not _is_base(rule, after, whole=False):
        return False
    last = max((n for n, segment in enumerate(before) if HOLE in segment), default=-1)
    return not before[last + 1 :] or _may_begin_base(rule, before[last + 1 :])


def _may_begin_base(rule: Rule, segments: list[str]) -> bool:
    """Whether a base path may begin with these segments."""
    if any(_are_base(base[: len(segments)], segments) for base in _bases(rule)):
        return True
    return all(_VERSION.match(segment) for segment in segments)


def _is_base(rule: Rule, segments: list[str], *, whole: bool) -> bool:
    """Whether these segments are a base path, or the end of one when they are not the `whole`."""
    if not rule.base_paths:
        return all(_VERSION.match(segment) for segment in segments)
    return any(
        _are_base(base if whole else base[-len(segments) :], segments) for base in _bases(rule)
    )


def _bases(rule: Rule) -> list[list[str]]:
    return [base.strip("/").split("/") for base in rule.base_paths]


def _are_base(base: list[str], segments: list[str]) -> bool:
    """Whether each segment is that of the base path; upper and lower case count as one."""
    return len(base) == len(segments) and all(
        segments_of.fits(wanted, given, case_sensitive=False)
        for wanted, given in zip(base, segments, strict=True)
    )
