"""Which rules make sense, alone and together.

Decided here: a migration has to end. A rule whose replacement is matched by its own path, or by the
path of another rule, would find its own work on the next run; it is refused. So is whatever has no
effect or cannot be satisfied, because it says something other than its author meant.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

from migrator.rules.rule import BodyRule, ResponseRule, Rule
from migrator.rules.segments import fits, is_placeholder, mapped, placeholders
from migrator.rules.tables import ConfigError


def check_rule(rule: Rule) -> None:
    """Raise `ConfigError` when `rule` can never do what it says."""
    if all(is_placeholder(segment) for segment in rule.path):
        raise _error(rule, "'path' has to have at least one segment that is not a placeholder")
    if not rule.word:
        raise _error(
            rule,
            "'path' has to spell a word; the literal text beside its placeholders is no more than"
            " an ending",
        )
    bound = placeholders(rule.path)
    for name in placeholders(rule.replacement):
        if name not in bound:
            raise _error(rule, f"'replacement' uses {name}, which 'path' does not bind")
    if _finds_work_of(rule, rule):
        raise _error(
            rule,
            f"'replacement' {_shown(rule.replacement)} is matched by 'path' {_shown(rule.path)}"
            " again, so the migration would never end",
        )
    if rule.body is not None:
        _check_body(rule, rule.body)
    if rule.response is not None:
        _check_response(rule, rule.response)


def check_together(rules: Sequence[Rule]) -> None:
    """Raise `ConfigError` when two rules claim the same requests or one feeds the other."""
    for rule, other in permutations(rules, 2):
        if rule.code == other.code:
            raise _error(other, f"the code is taken by a rule in {rule.origin}")
        if _same_requests(rule, other):
            raise _error(
                other, f"rule {rule.code} in {rule.origin} has the same method, host and path"
            )
        if _finds_work_of(other, rule):
            raise _error(
                rule,
                f"'replacement' {_shown(rule.replacement)} is deprecated by rule {other.code}"
                f" in {other.origin}; name the final path instead",
            )


def _check_body(rule: Rule, body: BodyRule) -> None:
    old_keys = [old for old, _ in body.rename]
    new_keys = [new for _, new in body.rename]
    for old, new in body.rename:
        if old == new:
            raise _error(rule, f"'body.rename': {old} = '{new}' has no effect")
        if new in old_keys:
            raise _error(
                rule,
                f"'body.rename': {old} = '{new}', and '{new}' is renamed itself;"
                " a second run would rename it again",
            )
        if new_keys.count(new) > 1:
            raise _error(rule, f"'body.rename': two keys would become '{new}'")
    for key in body.required:
        if key in old_keys:
            raise _error(
                rule, f"'body.required': '{key}' is renamed away; 'required' takes new names"
            )
        if not key or body.required.count(key) > 1:
            raise _error(rule, f"'body.required': '{key}' is empty or stands in it twice")


def _check_response(rule: Rule, response: ResponseRule) -> None:
    for old, new in response.status:
        if old == new:
            raise _error(rule, f"'response.status': {old} = {new} has no effect")


def _finds_work_of(finder: Rule, worker: Rule) -> bool:
    """Whether `finder` would find a request that `worker` has migrated."""
    if finder.method != worker.method or not _share_a_host(finder, worker):
        return False
    prefixes = [(), *(tuple(base.strip("/").split("/")) for base in finder.base_paths)]
    return any(_matches(finder, (*prefix, *finder.path), worker.replacement) for prefix in prefixes)


def _same_requests(rule: Rule, other: Rule) -> bool:
    return (
        rule.method == other.method
        and _share_a_host(rule, other)
        and _matches(rule, rule.path, other.path)
        and _matches(other, other.path, rule.path)
    )


def _matches(rule: Rule, pattern: Sequence[str], segments: Sequence[str]) -> bool:
    """Whether `pattern` matches `segments`, a placeholder in which stands for any ordinary value.

    An ordinary value is none of the words of the pattern: `/users/{id}/delete` may become
    `/users/delete/{id}`, although a user called `delete` would be found twice.
    """
    return len(pattern) == len(segments) and all(
        is_placeholder(wanted)
        or fits(wanted, mapped(given, str, _ORDINARY), case_sensitive=rule.case_sensitive)
        for wanted, given in zip(pattern, segments, strict=True)
    )


_ORDINARY = "\0"  # stands in no rule


def _share_a_host(rule: Rule, other: Rule) -> bool:
    return not rule.hosts or not other.hosts or not set(rule.hosts).isdisjoint(other.hosts)


def _shown(segments: Sequence[str]) -> str:
    return "/" + "/".join(segments)


def _error(rule: Rule, message: str) -> ConfigError:
    return ConfigError(f"{rule.origin}: rule {rule.code}: {message}")
