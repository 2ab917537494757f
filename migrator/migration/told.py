"""Where a test measures what is logged or raised, serves requests, or tries patterns on URLs.

People read a log and what an exception says (A1, A11), and so does a test that looks for words in
them. One that counts characters, takes a text apart or orders it reads more than a person does.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import libcst as cst

from migrator.analysis.findings.matching import mentions
from migrator.analysis.source.module import Module
from migrator.analysis.source.scopes import children
from migrator.analysis.values import regular
from migrator.rules.rule import Rule

_TAKING_APART = frozenset(
    {"count", "find", "index", "partition", "rfind", "rindex", "rpartition", "rsplit", "split"}
)
_ORDERED = (cst.LessThan, cst.LessThanEqual, cst.GreaterThan, cst.GreaterThanEqual)


def measured(module: Module, kinds: Kinds) -> Iterator[cst.CSTNode]:
    """The places in a test module at which such a text is measured.

    `kinds` are the names under which libraries hold what is logged and raised.
    """
    nodes = list(_walk(module.tree))
    told = _Told(kinds)
    for _ in range(_ROUNDS):
        for node in nodes:
            told.bind(node)
    yield from filter(told.measures, nodes)


Kinds = Mapping[str, frozenset[str]]

_ROUNDS = 3
"""Names may be bound before the name that they are bound to."""


def _walk(tree: cst.CSTNode) -> Iterator[cst.CSTNode]:
    waiting = [tree]
    while waiting:
        at = waiting.pop()
        yield at
        waiting += children(at)


@dataclass
class _Told:
    """What stands in a module for a text that was logged or raised, and for what holds one."""

    kinds: Kinds
    texts: set[str] = field(default_factory=set)
    records: set[str] = field(default_factory=set)

    def bind(self, node: cst.CSTNode) -> None:
        """Note the names that stand for such a text, or for a record, from here on."""
        if isinstance(node, cst.Assign) and self.is_text(node.value):
            names = (t.target.value for t in node.targets if isinstance(t.target, cst.Name))
            self.texts.update(names)
        elif isinstance(node, (cst.For, cst.CompFor)) and isinstance(node.target, cst.Name):
            if self.is_named("told-lists", node.iter):
                self.texts.add(node.target.value)
            elif self.is_named("told-records", node.iter):
                self.records.add(node.target.value)

    def is_named(self, kind: str, node: cst.BaseExpression) -> bool:
        """Whether an expression is an attribute of a name that stands in a table."""
        return isinstance(node, cst.Attribute) and node.attr.value in self.kinds[kind]

    def is_text(self, node: cst.BaseExpression) -> bool:
        """Whether an expression is such a text."""
        if isinstance(node, cst.Name):
            return node.value in self.texts
        if isinstance(node, cst.Attribute):
            if isinstance(node.value, cst.Name):
                if f"{node.value.value}.{node.attr.value}" in self.kinds["told-texts"]:
                    return True
            return self.is_named("told-parts", node) and self.is_holder(node.value)
        if isinstance(node, cst.Subscript):
            held = node.value
            if isinstance(held, cst.Attribute) and self.is_named("told-arguments", held):
                return self.is_holder(held.value)
            return self.is_named("told-lists", held)
        if not isinstance(node, cst.Call):
            return False
        if isinstance(node.func, cst.Attribute):
            return self.is_named("told-methods", node.func) or self.is_text(node.func.value)
        if not isinstance(node.func, cst.Name) or node.func.value not in ("str", "repr"):
            return False
        given = node.args[0].value if node.args else None
        return given is not None and (self.is_holder(given) or self.is_text(given))

    def is_holder(self, node: cst.BaseExpression) -> bool:
        """Whether an expression is a record of a log, or what was raised."""
        if isinstance(node, cst.Name):
            return node.value in self.records
        if isinstance(node, cst.Subscript):
            return self.is_named("told-records", node.value)
        return self.is_named("told-holders", node)

    def measures(self, node: cst.CSTNode) -> bool:
        """Whether such a text is put in order, taken apart or counted here."""
        if isinstance(node, cst.Comparison):
            sides = [node.left, *(part.comparator for part in node.comparisons)]
            ordered = any(isinstance(part.operator, _ORDERED) for part in node.comparisons)
            return ordered and any(map(self.is_text, sides))
        if isinstance(node, cst.Subscript):
            sliced = any(isinstance(element.slice, cst.Slice) for element in node.slice)
            return sliced and self.is_text(node.value)
        if not isinstance(node, cst.Call):
            return False
        if isinstance(node.func, cst.Attribute):
            return node.func.attr.value in _TAKING_APART and self.is_text(node.func.value)
        is_length = isinstance(node.func, cst.Name) and node.func.value == "len"
        return is_length and any(self.is_text(argument.value) for argument in node.args)


def served(module: Module, kinds: Kinds) -> Iterator[cst.CSTNode]:
    """The places at which a server that a test module defines looks at what it is sent.

    A body that is read and thrown away is not looked at.
    """
    for node in _walk(module.tree):
        if isinstance(node, cst.Attribute) and node.attr.value in kinds["served-parts"]:
            yield node
    for server in (node for node in _walk(module.tree) if isinstance(node, cst.ClassDef)):
        bases = (module.code(base.value).rpartition(".")[2] for base in server.bases)
        if kinds["servers"].isdisjoint(bases):
            continue
        thrown = {
            id(node.value.func.value)
            for node in _walk(server)
            if isinstance(node, cst.Expr)
            and isinstance(node.value, cst.Call)
            and isinstance(node.value.func, cst.Attribute)
        }
        for node in _walk(server):
            if isinstance(node, cst.Attribute) and module.code(node.value) == "self":
                if node.attr.value in kinds["sent-parts"] and id(node) not in thrown:
                    yield node


def telling_apart(module: Module, rules: Sequence[Rule]) -> Iterator[tuple[Rule, cst.CSTNode]]:
    """The texts of a test module that, as patterns, are found in one of the old and the new URL.

    One that names one of them whole is told apart elsewhere.
    """
    for node in _walk(module.tree):
        value = node.evaluated_value if isinstance(node, cst.SimpleString) else None
        if not isinstance(value, str) or "/" not in value or len(value) > _LONGEST:
            continue
        for rule in rules:
            named = any(mentions(which).search(value) for which in (rule, rule.onward))
            if not named and _tells_apart(value, rule):
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


def tries(content: str, words: Iterable[str]) -> bool:
    """Whether a test may look for a part of a text, or try a pattern on it.

    `words` are those of libraries that do.
    """
    return _TRYING.search(content) is not None or any(word in content for word in words)


_TRYING = re.compile(r"\bre\b|startswith|endswith|prefix| in ")
"""What source text holds that looks for a part of a text."""

_LONGEST = 200
"""Characters of a pattern that is tried: longer texts are no patterns for a URL."""


def _whole(rule: Rule) -> Iterator[str]:
    for host in rule.hosts:
        yield from (f"https://{host}{base}" for base in ("", *rule.base_paths))
