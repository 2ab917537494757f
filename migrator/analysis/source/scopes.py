"""The index of a module: its functions, and the names and words that each of them mentions.

One pass over the tree, over the fields that carry meaning only, decides which functions can
have to do with the endpoint at all; only those are interpreted.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache

import libcst as cst

_SKIPPED = re.compile(
    r"whitespace|lpar|rpar|^l(brace|bracket)$|^r(brace|bracket)$|leading_lines|lines_after"
    r"|header|footer|semicolon|comma|equal|colon|^dot$|indent|trailing|newline|operator|asynchronous"
)


ATTRIBUTE = "."
"""Before a name that is mentioned as that of an attribute: `x.NAME`, `getattr(x, "NAME")`."""


@dataclass(eq=False)
class Scope:
    """What one function (with all that is nested in it), class body or module mentions.

    The name of an attribute is in `names` twice, as a name and as that of an attribute.
    """

    node: cst.CSTNode
    names: set[str] = field(default_factory=set)
    seeds: list[cst.CSTNode] = field(default_factory=list)  # strings that hold a rule's word
    stored: set[str] = field(default_factory=set)  # attributes assigned: `x.NAME = ...`
    told: set[str] = field(default_factory=set)  # last parts of texts: `patch("module.NAME", ...)`
    outer: set[str] = field(default_factory=set)  # names declared global or nonlocal
    bound_outside: set[str] = field(default_factory=set)  # the same, with those of nested functions
    generator: bool = False
    handles: bool = False  # whether a `try` in it has handlers


@dataclass(eq=False)
class ModuleIndex:
    """The scopes of one module; a function's scope is found by its node."""

    module: Scope
    functions: dict[int, Scope]
    everything: Scope
    choices: dict[int, int] = field(default_factory=dict)  # by block: see `interpreter/choices`

    def scope(self, node: cst.CSTNode) -> Scope:
        """The scope of a function or lambda."""
        return self.functions[id(node)]


@cache
def fields(kind: type) -> tuple[str, ...]:
    """The fields of a kind of node that carry meaning."""
    return tuple(f.name for f in dataclasses.fields(kind) if not _SKIPPED.search(f.name))


def children(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The child nodes that carry meaning, in source order, without white space and brackets."""
    for name in fields(type(node)):
        value = getattr(node, name)
        if isinstance(value, cst.CSTNode):
            yield value
        elif isinstance(value, (list, tuple)):
            for item in value:
                if isinstance(item, cst.CSTNode):
                    yield item


def build(tree: cst.Module, words: re.Pattern[str]) -> ModuleIndex:
    """Index a module; `words` finds a rule's word in the source of a string."""
    top = Scope(tree)
    everything = Scope(tree)
    index = ModuleIndex(top, {}, everything)
    stack: list[tuple[cst.CSTNode, tuple[Scope, ...]]] = [(tree, (top, everything))]
    pop, push = stack.pop, stack.append
    # The hot loop: every node that carries meaning comes by here once.
    while stack:
        node, scopes = pop()
        kind = type(node)
        if kind is cst.Name:
            for scope in scopes:
                scope.names.add(node.value)  # type: ignore[attr-defined]
            continue
        note = _NOTES.get(kind)
        if note is not None:
            scopes = note(node, scopes, index, words)
        for name in fields(kind):
            value = getattr(node, name)
            if isinstance(value, cst.CSTNode):
                push((value, scopes))
            elif isinstance(value, (list, tuple)):
                for item in value:
                    push((item, scopes))
    return index


Scopes = tuple[Scope, ...]


def _note_function(
    node: cst.FunctionDef | cst.Lambda, scopes: Scopes, index: ModuleIndex, _: re.Pattern[str]
) -> Scopes:
    scope = index.functions[id(node)] = Scope(node)
    if isinstance(node, cst.FunctionDef):
        scope.names.add(node.name.value)
    # The module's own scope is what runs on import: a function's body does not.
    return (*(s for s in scopes if s is not index.module), scope)


def _note_string(
    node: cst.SimpleString | cst.FormattedStringText | cst.TemplatedStringText,
    scopes: Scopes,
    index: ModuleIndex,
    words: re.Pattern[str],
) -> Scopes:
    spelled = node.value
    content = spelled.strip("rbuRBU'\"")
    is_name = content.isidentifier()  # `getattr(x, "name")` mentions the name
    parts = content.split(".")
    if len(parts) > 1 and all(map(str.isidentifier, parts)):
        for scope in scopes:
            scope.told.add(parts[-1])
    found = words.search(spelled)
    if found is not None:
        index.everything.seeds.append(node)
    # What stands beside an escape cannot be told from its spelling.
    holds_word = found is not None and ("\\" in spelled or holds(words, spelled))
    if is_name or holds_word:
        for scope in scopes:
            if is_name:
                scope.names.add(content)
                scope.names.add(ATTRIBUTE + content)
            if holds_word and scope is not index.everything:
                scope.seeds.append(node)
    return scopes


def _note_attribute(
    node: cst.Attribute, scopes: Scopes, _: ModuleIndex, __: re.Pattern[str]
) -> Scopes:
    for scope in scopes:
        scope.names.add(ATTRIBUTE + node.attr.value)
    return scopes


def _note_keyword(
    node: cst.MatchKeywordElement, scopes: Scopes, _: ModuleIndex, __: re.Pattern[str]
) -> Scopes:
    for scope in scopes:
        scope.names.add(ATTRIBUTE + node.key.value)
    return scopes


def holds(words: re.Pattern[str], text: str) -> bool:
    """Whether a word stands in a text as a whole: as a segment of a path may."""
    return _whole(words).search(text) is not None


@lru_cache(maxsize=64)
def _whole(words: re.Pattern[str]) -> re.Pattern[str]:
    """The same words with their ends, so that one that begins another does not hide it."""
    return re.compile(rf"(?<![\w-])(?:{words.pattern})(?![\w-])")


def _note_target(
    node: cst.AssignTarget | cst.AnnAssign | cst.AugAssign,
    scopes: Scopes,
    _: ModuleIndex,
    __: re.Pattern[str],
) -> Scopes:
    _note_stored(node.target, scopes)
    return scopes


def _note_stored(target: cst.CSTNode, scopes: Scopes) -> None:
    if isinstance(target, cst.Attribute):
        for scope in scopes:
            scope.stored.add(target.attr.value)
    elif isinstance(target, (cst.Tuple, cst.List)):
        for element in target.elements:
            _note_stored(element.value, scopes)


def _note_outer(
    node: cst.Global | cst.Nonlocal, scopes: Scopes, _: ModuleIndex, __: re.Pattern[str]
) -> Scopes:
    names = {item.name.value for item in node.names}
    scopes[-1].outer |= names
    for scope in scopes:
        scope.bound_outside |= names
    return scopes


def _note_yield(_: cst.Yield, scopes: Scopes, __: ModuleIndex, ___: re.Pattern[str]) -> Scopes:
    scopes[-1].generator = True
    return scopes


def _note_try(node: cst.Try, scopes: Scopes, _: ModuleIndex, __: re.Pattern[str]) -> Scopes:
    scopes[-1].handles = scopes[-1].handles or bool(node.handlers)
    return scopes


_NOTES: dict[type, Callable[..., Scopes]] = {
    cst.FunctionDef: _note_function,
    cst.Lambda: _note_function,
    cst.SimpleString: _note_string,
    cst.FormattedStringText: _note_string,
    cst.TemplatedStringText: _note_string,
    cst.Attribute: _note_attribute,
    cst.MatchKeywordElement: _note_keyword,
    cst.AssignTarget: _note_target,
    cst.AnnAssign: _note_target,
    cst.AugAssign: _note_target,
    cst.Global: _note_outer,
    cst.Nonlocal: _note_outer,
    cst.Yield: _note_yield,
    cst.Try: _note_try,
    cst.TryStar: _note_try,
}
