"""The pages that `awork-migrator explain` prints, as plain text.

Decided here: a page for a reason is its catalogue entry; a page for a rule is written from the rule
itself, so that a rule of the user has one as good as the built-in one's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from textwrap import fill, indent

from migrator.explain.catalogue import ReasonPage, UnknownCodeError, find_reason, reason_codes
from migrator.rules.rule import Rule
from migrator.rules.segments import PLACEHOLDER

_WIDTH = 88


def explain(code: str, rules: Sequence[Rule]) -> str:
    """The page for the reason or rule `code`; raise `UnknownCodeError` when there is none."""
    reason = find_reason(code.lower())
    if reason is not None:
        return reason_page(reason)
    for rule in rules:
        if rule.code == code.upper():
            return rule_page(rule)
    known = [*(rule.code for rule in rules), *reason_codes()]
    close = get_close_matches(code, known, n=3) or get_close_matches(code.upper(), known, n=3)
    meant = f"did you mean {' or '.join(close)}?" if close else f"known are {', '.join(known)}"
    raise UnknownCodeError(f"'{code}' is neither a rule nor a reason; {meant}")


def contents(rules: Iterable[Rule]) -> str:
    """One line for each rule and each reason that has a page."""
    lines = [f"{rule.code}: {rule.summary}" for rule in rules]
    pages = (find_reason(code) for code in reason_codes())
    lines += [f"{page.code}: {page.title}" for page in pages if page is not None]
    return "\n".join((*lines, "", "awork-migrator explain CODE says more.")) + "\n"


def reason_page(page: ReasonPage) -> str:
    """What the reason means, an example and what to do."""
    parts = [f"{page.code}: {page.title}", fill(page.meaning, _WIDTH)]
    if page.before:
        parts.append(_example("Example", page.before))
    parts.append(f"What to do: {page.help}.")
    parts.append(fill(page.action, _WIDTH))
    if page.after:
        parts.append(_example("Afterwards", page.after))
    return "\n\n".join(parts) + "\n"


def rule_page(rule: Rule) -> str:
    """What the rule deprecates, what takes its place and how a call changes."""
    parts = [f"{rule.code}: {rule.summary}", "\n".join(_facts(rule))]
    parts.append(_example("Example", _call(rule, rule.path, _keys(rule, old=True))))
    parts.append(_example("Afterwards", _call(rule, rule.replacement, _keys(rule, old=False))))
    if rule.note:
        parts.append(fill(rule.note, _WIDTH))
    return "\n\n".join(parts) + "\n"


def rule_list(rules: Iterable[Rule]) -> str:
    """One line for each rule: code, what is deprecated, what takes its place, where it is from."""
    return "".join(
        f"{rule.code}  {rule.method} {_shown(rule.path)} -> {_shown(rule.replacement)}"
        f"  ({rule.origin})\n"
        for rule in rules
    )


def _facts(rule: Rule) -> Iterable[str]:
    yield f"deprecated:   {rule.method} {_shown(rule.path)}"
    yield f"replacement:  {rule.method} {_shown(rule.replacement)}"
    yield f"hosts:        {', '.join(rule.hosts) or 'any'}"
    if rule.base_paths:
        yield f"base paths:   {', '.join(rule.base_paths)}"
    if rule.body is not None:
        renames = ", ".join(f"{old} becomes {new}" for old, new in rule.body.rename)
        yield f"body keys:    {renames or 'as they are'}"
        yield f"required:     {', '.join(rule.body.required) or 'none'}"
    if rule.response is not None and rule.response.status:
        codes = ", ".join(f"{old} becomes {new}" for old, new in rule.response.status)
        yield f"status:       {codes}"
    yield f"from:         {rule.origin}"


def _keys(rule: Rule, *, old: bool) -> tuple[str, ...]:
    """The keys of the example's body, before or after the change."""
    if rule.body is None:
        return ()
    names = {new: before for before, new in rule.body.rename}
    keys = dict.fromkeys((*names, *rule.body.required))
    return tuple(names.get(key, key) if old else key for key in keys)


def _call(rule: Rule, segments: Sequence[str], keys: Sequence[str]) -> str:
    """A module of one request, as a user's code may have it."""
    host = rule.hosts[0] if rule.hosts else "api.example.com"
    base = rule.base_paths[0] if rule.base_paths else ""
    path = PLACEHOLDER.sub(r"\1", f"{base}{_shown(segments)}")
    pairs = ", ".join(f'"{key}": ["..."]' for key in keys)
    body = f", json={{{pairs}}}" if keys else ""
    method = rule.method.lower()
    return f'import requests\n\nrequests.{method}("https://{host}{path}"{body})\n'


def _example(title: str, code: str) -> str:
    return f"{title}:\n\n{indent(code.rstrip(), '    ')}"


def _shown(segments: Sequence[str]) -> str:
    return "/" + "/".join(segments)
