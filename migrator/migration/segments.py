"""The smallest change that turns the segments of one path into those of another."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from migrator.rules.rule import Rule, is_placeholder


@dataclass(frozen=True, slots=True)
class Step:
    """Segments `begin` to `end` of the rule's path become `after`, literal segments only."""

    begin: int
    end: int
    after: tuple[str, ...]


def steps(rule: Rule) -> list[Step] | None:
    """The steps from the rule's path to its replacement, in order.

    None when a placeholder would have to move, for its text stands wherever the program has it.
    """
    old, new = rule.path, rule.replacement
    if not rule.case_sensitive:
        old, new = _folded(old), _folded(new)
    found = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, begin, end, first, last in matcher.get_opcodes():
        if tag == "equal":
            continue
        after = rule.replacement[first:last]
        if any(is_placeholder(segment) for segment in after):
            return None
        found.append(Step(begin, end, after))
    return found


def _folded(segments: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(s if is_placeholder(s) else s.lower() for s in segments)
