"""Where a test measures what is logged or raised, or tries patterns that tell URLs apart.

People read a log and what an exception says (A1, A11), and so does a test that looks for words in
them. One that counts characters, takes a text apart or orders it reads more than a person does.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from functools import lru_cache

import libcst as cst

from migrator.analysis.source.module import Module
from migrator.analysis.source.scopes import children
from migrator.analysis.values import regular
from migrator.rules.rule import Rule

_LISTS = frozenset({"messages", "output"})
_TAKING_APART = frozenset(
    {"count", "find", "index", "partition", "rfind", "rindex", "rpartition", "rsplit", "split"}
)
_ORDERED = (cst.LessThan, cst.LessThanEqual, cst.GreaterThan, cst.GreaterThanEqual)


def measured(module: Module) -> Iterator[cst.CSTNode]:
    """The places in a test module at which such a text is measured."""
    nodes = list(_walk(module.tree))
    told: set[str] = set()
    for _ in range(_ROUNDS):
        told |= {name for node in nodes for name in _bound(node, told)}
    yield from (node for node in nodes if _measures(node, told))


_ROUNDS = 3
"""Names may be bound before the name that they are bound to."""


def _walk(tree: cst.CSTNode) -> Iterator[cst.CSTNode]:
    waiting = [tree]
    while waiting:
        at = waiting.pop()
        yield at
        waiting += children(at)


def _bound(node: cst.CSTNode, told: set[str]) -> Iterator[str]:
    """The names that stand for such a text from here on."""
    if isinstance(node, cst.Assign) and _is_text(node.value, told):
        yield from (t.target.value for t in node.targets if isinstance(t.target, cst.Name))
    elif isinstance(node, (cst.For, cst.CompFor)) and isinstance(node.target, cst.Name):
        if _is_list(node.iter):
            yield node.target.value
        elif isinstance(node.iter, cst.Attribute) and node.iter.attr.value == "records":
            yield _RECORD + node.target.value


_RECORD = "record "
"""Before the name of what holds such a text."""


def telling_apart(module: Module, rules: Sequence[Rule]) -> Iterator[tuple[Rule, cst.CSTNode]]:
    """The texts of a test module that, as patterns, are found in one of the old and the new URL.

    One that holds the word of the rule is told apart elsewhere.
    """
    for node in _walk(module.tree):
        value = node.evaluated_value if isinstance(node, cst.SimpleString) else None
        if not isinstance(value, str) or "/" not in value or len(value) > _LONGEST:
            continue
        for rule in rules:
            if rule.word.lower() not in value.lower() and _tells_apart(value, rule):
                yield rule, node


def _tells_apart(text: str, rule: Rule) -> bool:
    """Whether a text, as a pattern, is found in one of the URLs alone, or is not tried."""
    pattern = _pattern(text)
    if pattern is None:
        return False
    if regular.compiled(text) is None:  # it may take long
        return True
    paths = ["/".join(("", *path)) for path in (rule.path, rule.replacement)]
    for base in ("", *rule.base_paths, *_whole(rule)):
        found = [pattern.search(base.rstrip("/") + path) is not None for path in paths]
        if found[0] != found[1]:
            return True
    return False


@lru_cache(maxsize=1000)
def _pattern(text: str) -> re.Pattern[str] | None:
    """A text as a pattern for which upper and lower case are one, None when it is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return re.compile(text, re.IGNORECASE)
    except (re.error, OverflowError, RecursionError):
        return None


def is_plain(node: cst.CSTNode) -> bool:
    """Whether a text would find nothing as a pattern but itself."""
    value = node.evaluated_value if isinstance(node, cst.SimpleString) else None
    return isinstance(value, str) and re.fullmatch(r"[\w/:.-]*", value) is not None


def tries(content: str) -> bool:
    """Whether a test may look for a part of a text, or try a pattern on it."""
    return _TRYING.search(content) is not None


_TRYING = re.compile(
    r"\bre\b|[Rr]egex|[Rr]aises|match|caplog|Log|startswith|endswith|[cC]ontain|prefix| in "
)
"""What source text holds that looks for a part of a text."""

_LONGEST = 200
"""Characters of a pattern that is tried: longer texts are no patterns for a URL."""


def _whole(rule: Rule) -> Iterator[str]:
    for host in rule.hosts:
        yield from (f"https://{host}{base}" for base in ("", *rule.base_paths))


def _is_list(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Attribute) and node.attr.value in _LISTS


def _is_text(node: cst.BaseExpression, told: set[str]) -> bool:
    if isinstance(node, cst.Name):
        return node.value in told
    if isinstance(node, cst.Attribute):
        of_log = isinstance(node.value, cst.Name) and node.value.value == "caplog"
        named = node.attr.value == "message" and _is_holder(node.value, told)
        return named or (of_log and node.attr.value == "text")
    if isinstance(node, cst.Subscript):
        held = node.value
        if isinstance(held, cst.Attribute) and held.attr.value == "args":
            return _is_holder(held.value, told)
        return _is_list(held)
    if not isinstance(node, cst.Call):
        return False
    if isinstance(node.func, cst.Attribute):
        return node.func.attr.value == "getMessage" or _is_text(node.func.value, told)
    if not isinstance(node.func, cst.Name) or node.func.value not in ("str", "repr"):
        return False
    given = node.args[0].value if node.args else None
    return given is not None and (_is_holder(given, told) or _is_text(given, told))


def _is_holder(node: cst.BaseExpression, told: set[str]) -> bool:
    """Whether an expression is a record of a log, or what was raised."""
    if isinstance(node, cst.Name):
        return _RECORD + node.value in told
    if isinstance(node, cst.Subscript):
        return isinstance(node.value, cst.Attribute) and node.value.attr.value == "records"
    return isinstance(node, cst.Attribute) and node.attr.value in ("value", "exception")


def _measures(node: cst.CSTNode, told: set[str]) -> bool:
    if isinstance(node, cst.Comparison):
        sides = [node.left, *(part.comparator for part in node.comparisons)]
        ordered = any(isinstance(part.operator, _ORDERED) for part in node.comparisons)
        return ordered and any(_is_text(side, told) for side in sides)
    if isinstance(node, cst.Subscript):
        sliced = any(isinstance(element.slice, cst.Slice) for element in node.slice)
        return sliced and _is_text(node.value, told)
    if not isinstance(node, cst.Call):
        return False
    if isinstance(node.func, cst.Attribute):
        return node.func.attr.value in _TAKING_APART and _is_text(node.func.value, told)
    is_length = isinstance(node.func, cst.Name) and node.func.value == "len"
    return is_length and any(_is_text(argument.value, told) for argument in node.args)
