"""The index of a module: its functions, and the names and words that each of them mentions.

One pass over the tree, over the fields that carry meaning only, decides which functions can
have to do with the endpoint at all; only those are interpreted.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

import libcst as cst

_SKIPPED = re.compile(
    r"whitespace|lpar|rpar|^l(brace|bracket)$|^r(brace|bracket)$|leading_lines|lines_after"
    r"|header|footer|semicolon|comma|equal|colon|^dot$|indent|trailing|newline"
)


@dataclass(eq=False)
class Scope:
    """What one function (with all that is nested in it), class body or module mentions."""

    node: cst.CSTNode
    names: set[str] = field(default_factory=set)
    seeds: list[cst.CSTNode] = field(default_factory=list)  # strings that hold a rule's word
    stored: set[str] = field(default_factory=set)  # attributes assigned: `x.NAME = ...`
    outer: set[str] = field(default_factory=set)  # names declared global or nonlocal
    generator: bool = False


@dataclass(eq=False)
class ModuleIndex:
    """The scopes of one module; a function's scope is found by its node."""

    module: Scope
    functions: dict[int, Scope]
    everything: Scope

    def scope(self, node: cst.CSTNode) -> Scope:
        """The scope of a function or lambda."""
        return self.functions[id(node)]


@cache
def _fields(kind: type) -> tuple[str, ...]:
    return tuple(f.name for f in dataclasses.fields(kind) if not _SKIPPED.search(f.name))


def children(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The child nodes that carry meaning, in source order, without white space and brackets."""
    for name in _fields(type(node)):
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
    while stack:
        node, scopes = stack.pop()
        if isinstance(node, (cst.FunctionDef, cst.Lambda)):
            scope = index.functions[id(node)] = Scope(node)
            # The module's own scope is what runs on import: a function's body does not.
            scopes = (*(s for s in scopes if s is not top), scope)
            if isinstance(node, cst.FunctionDef):
                scope.names.add(node.name.value)
        _note(node, scopes, words)
        stack.extend((child, scopes) for child in children(node))
    return index


def _note(node: cst.CSTNode, scopes: tuple[Scope, ...], words: re.Pattern[str]) -> None:
    if isinstance(node, cst.Name):
        for scope in scopes:
            scope.names.add(node.value)
    elif isinstance(node, (cst.SimpleString, cst.FormattedStringText, cst.TemplatedStringText)):
        _note_string(node, scopes, words)
    elif isinstance(node, (cst.AssignTarget, cst.AnnAssign, cst.AugAssign)):
        _note_stored(node.target, scopes)
    elif isinstance(node, (cst.Global, cst.Nonlocal)):
        scopes[-1].outer.update(item.name.value for item in node.names)
    elif isinstance(node, cst.Yield):
        scopes[-1].generator = True


def _note_string(
    node: cst.SimpleString | cst.FormattedStringText | cst.TemplatedStringText,
    scopes: tuple[Scope, ...],
    words: re.Pattern[str],
) -> None:
    spelled = node.value
    content = spelled.strip("rbuRBU'\"")
    for scope in scopes:
        if content.isidentifier():  # `getattr(x, "name")` mentions the name
            scope.names.add(content)
        if words.search(spelled):
            scope.seeds.append(node)


def _note_stored(target: cst.CSTNode, scopes: tuple[Scope, ...]) -> None:
    if isinstance(target, cst.Attribute):
        for scope in scopes:
            scope.stored.add(target.attr.value)
    elif isinstance(target, (cst.Tuple, cst.List)):
        for element in target.elements:
            _note_stored(element.value, scopes)
