"""Which rules are in force: the built-in ones and the user's.

Decided here: a rule of the user that has the code of a built-in rule replaces it, so that a team
can add its own host without losing the rest. Two rules of the user must not share a code.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from migrator.rules.parse import parse_rule
from migrator.rules.rule import Rule
from migrator.rules.sense import check_rule, check_together
from migrator.rules.tables import ConfigError, Table, did_you_mean, one_of, read_toml

_BUILT_IN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "awork.toml")


def load_rules(files: Sequence[str] = (), tables: Iterable[Table] = ()) -> tuple[Rule, ...]:
    """The built-in rules, then those of `files`, then those of `tables`, in order.

    `files` are paths of TOML files with `[[rule]]` tables; `tables` are rule tables that were read
    elsewhere. Raise `ConfigError`, a sentence with file, rule and key, for what is wrong.
    """
    own = tuple(parse_rule(table) for path in files for table in rule_tables(path))
    own += tuple(parse_rule(table) for table in tables)
    codes = {rule.code for rule in own}
    rules = (*(rule for rule in built_in_rules() if rule.code not in codes), *own)
    for rule in own:
        check_rule(rule)
    check_together(rules)
    return rules


def built_in_rules() -> tuple[Rule, ...]:
    """The rules that come with the package."""
    return tuple(parse_rule(table)._replace(origin="built-in") for table in rule_tables(_BUILT_IN))


def rule_tables(path: str) -> tuple[Table, ...]:
    """The `[[rule]]` tables of a file; raise `ConfigError` when it has none."""
    top = Table(read_toml(path), path, "")
    top.check_keys(("rule",))
    tables = top.tables("rule")
    if not tables:
        raise ConfigError(f"{path}: has no [[rule]] table")
    return tables


def select_rules(
    rules: Sequence[Rule], select: Sequence[str], ignore: Sequence[str]
) -> tuple[Rule, ...]:
    """The rules that `select` (empty: all) names and `ignore` does not.

    A selector is a code, the beginning of codes, or `ALL`; the longer one wins, as in ruff. Raise
    `ConfigError` for a selector that names no rule.
    """
    codes = [rule.code for rule in rules]
    for selector in (*select, *ignore):
        if not any(_weight(code, (selector,)) >= 0 for code in codes) or not selector:
            hint = did_you_mean(selector, codes)
            raise ConfigError(f"no rule has the code '{selector}'{hint}; {one_of(codes)}")
    return tuple(
        rule
        for rule in rules
        if _weight(rule.code, select or ("ALL",)) > _weight(rule.code, ignore)
    )


def _weight(code: str, selectors: Sequence[str]) -> int:
    """The length of the longest selector that names `code`; 0 for `ALL`, -1 for none."""
    weights = [0 for selector in selectors if selector == "ALL"]
    weights += [len(selector) for selector in selectors if code.startswith(selector)]
    return max(weights, default=-1)
