"""What a transformation is, and the parts that several of them need."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

import libcst as cst

from tests.metamorphic.subject import Subject, Tree

Ancestors = tuple[cst.CSTNode, ...]


@dataclass(frozen=True)
class Place:
    """A node of a module and what it stands in, outermost first; `ancestors[0]` is the module."""

    path: str
    node: cst.CSTNode
    ancestors: Ancestors

    @property
    def module(self) -> cst.Module:
        """The module that the node stands in."""
        found = self.ancestors[0]
        assert isinstance(found, cst.Module)
        return found

    @property
    def scopes(self) -> Ancestors:
        """The functions, lambdas and classes around the node, outermost first."""
        kinds = (cst.FunctionDef, cst.ClassDef, cst.Lambda)
        return tuple(node for node in self.ancestors if isinstance(node, kinds))


@dataclass(frozen=True)
class Transformation:
    """A way of writing the same program differently.

    `apply` gives None when there is nothing to transform. With `exact` the verdict has to stay what
    it was; otherwise a site may also become unresolved. `base` prepares both sides.
    """

    name: str
    apply: Callable[[Subject, Random], Subject | None]
    exact: bool
    base: Callable[[Subject], Subject] = lambda subject: subject
    may_gain: bool = False  # a site that was unresolved may become one that moves


def parsed(files: Tree) -> dict[str, cst.Module]:
    """The files that libcst reads and writes back without a difference."""
    modules = {}
    for path, content in files.items():
        if not path.endswith(".py"):
            continue
        try:
            module = cst.parse_module(content)
        except (cst.ParserSyntaxError, UnicodeDecodeError, LookupError, SyntaxError):
            continue
        if module.bytes == content:
            modules[path] = module
    return modules


def places(path: str, module: cst.Module) -> Iterator[Place]:
    """Every node of a module with its ancestors, in the order of the source."""
    stack: list[tuple[cst.CSTNode, Ancestors]] = [(module, ())]
    while stack:
        node, ancestors = stack.pop()
        if ancestors:
            yield Place(path, node, ancestors)
        inner = (*ancestors, node)
        stack += [(child, inner) for child in reversed(node.children)]


def replaced(module: cst.Module, old: cst.CSTNode, new: cst.CSTNode) -> cst.Module:
    """The module with one node in the place of another."""
    found = module.deep_replace(old, new)
    assert isinstance(found, cst.Module)
    return found


def with_body(module: cst.Module, body: list[cst.BaseStatement]) -> cst.Module:
    """The module with these statements at its top level."""
    return module.with_changes(body=body)


def written(subject: Subject, modules: dict[str, cst.Module]) -> Subject | None:
    """The subject with these modules; None when no byte has changed."""
    files = {**subject.files, **{path: module.bytes for path, module in modules.items()}}
    return subject.of(files) if files != subject.files else None


def statement(source: str) -> cst.BaseStatement:
    """One statement from its source."""
    return cst.parse_statement(source)


def unused(subject: Subject, stem: str) -> str:
    """A name that begins with `stem` and occurs in no file."""
    text = b"\n".join(subject.files.values())
    number = 0
    while (name := f"{stem}_{number}" if number else stem).encode() in text:
        number += 1
    return name
