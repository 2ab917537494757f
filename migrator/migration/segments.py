"""The smallest change that turns the segments of one path into those of another."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from migrator.rules.rule import Rule
from migrator.rules.segments import PLACEHOLDER, folded, has_placeholder, placeholders


@dataclass(frozen=True, slots=True)
class Step:
    """Segments `begin` to `end` of the rule's path become `after`, literal segments only.

    With `gap`, not the whole of them: then they are `within`, which has placeholders in it, and
    the text behind the placeholder with that number (0: before the first) becomes `after`.
    Placeholders that are numbered stay; one that does not is a part of the text that changes.
    """

    begin: int
    end: int
    after: tuple[str, ...]
    within: str = ""
    kept: tuple[str, ...] = ()
    gap: int = -1


def steps(rule: Rule) -> list[Step] | None:
    """The steps from the rule's path to its replacement, in order.

    None when a placeholder would have to move, for its text stands wherever the program has it.
    """
    old, new = rule.path, rule.replacement
    if not rule.case_sensitive:
        old, new = tuple(map(folded, old)), tuple(map(folded, new))
    plain = _steps(rule, _differences(old, new))
    return plain if plain is not None else _steps(rule, _between_placeholders(old, new))


Difference = tuple[int, int, int, int]
"""Segments from, to of the old path, and from, to of the new one that take their place."""


def _differences(old: Sequence[str], new: Sequence[str]) -> list[Difference]:
    """Where two paths differ, with as many segments left as can be."""
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    return [(a, b, c, d) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal"]


def _between_placeholders(old: tuple[str, ...], new: tuple[str, ...]) -> list[Difference]:
    """Where two paths differ between the placeholders that both have, in the same order."""
    kept = [segment for segment in old if has_placeholder(segment) and segment in new]
    if kept != [segment for segment in new if segment in kept]:
        return _differences(old, new)
    found: list[Difference] = []
    begin = first = 0
    for segment in (*kept, None):
        end = len(old) if segment is None else old.index(segment, begin)
        last = len(new) if segment is None else new.index(segment, first)
        for a, b, c, d in _differences(old[begin:end], new[first:last]):
            found.append((begin + a, begin + b, first + c, first + d))
        begin, first = end + 1, last + 1
    return found


def _steps(rule: Rule, differences: list[Difference]) -> list[Step] | None:
    found: list[Step] = []
    for begin, end, first, last in differences:
        after = rule.replacement[first:last]
        if not any(map(has_placeholder, after)):
            found.append(Step(begin, end, after))
            continue
        inner = _within(rule, begin, end, after)
        if inner is None:
            return None
        found += inner
    return found


def _within(rule: Rule, begin: int, end: int, after: tuple[str, ...]) -> list[Step] | None:
    """The steps for segments whose placeholders stay while the text around them changes."""
    old, new = "/".join(rule.path[begin:end]), "/".join(after)
    kept = placeholders(after)
    if tuple(name for name in placeholders(rule.path[begin:end]) if name in kept) != kept:
        return None
    # Split at the placeholders that stay, each of which stands in both just once.
    pattern = "|".join(map(re.escape, kept))
    gaps = zip(re.split(pattern, old), re.split(pattern, new), strict=True)
    return [
        Step(begin, end, (to,), old, kept, number)
        for number, (text, to) in enumerate(gaps)
        if text != to
    ]


def spans(step: Step, content: str, *, case_sensitive: bool) -> tuple[int, int] | None:
    """Where in the text of a step's segments the text stands that changes, None if not to tell.

    `content` are the segments as a URL has them; characters that are not known may stand in for
    a placeholder.
    """
    found = [_gaps(step, case_sensitive, more).fullmatch(content) for more in ("+", "+?")]
    places = {one.span(f"g{step.gap}") if one is not None else None for one in found}
    return places.pop() if len(places) == 1 else None  # two: nobody can tell where a value ends


@cache
def _gaps(step: Step, case_sensitive: bool, more: str) -> re.Pattern[str]:
    """A pattern of the segments in which each text between placeholders that stay is a group."""
    pattern = "".join(_groups(step, f"[^/]{more}"))
    return re.compile(pattern, re.DOTALL if case_sensitive else re.DOTALL | re.IGNORECASE)


def _groups(step: Step, anything: str) -> Iterator[str]:
    texts = re.split("|".join(map(re.escape, step.kept)), step.within)
    for number, text in enumerate(texts):
        parts = PLACEHOLDER.split(text)
        inner = "".join(anything if at % 2 else re.escape(p) for at, p in enumerate(parts))
        yield f"(?P<g{number}>{inner})"
        if number < len(texts) - 1:
            yield anything
