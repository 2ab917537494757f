"""Import statements: names bound to modules of the project, or to outside names."""

from __future__ import annotations

from functools import lru_cache

import libcst as cst

from migrator.analysis.operations import namespaces
from migrator.analysis.source import scopes
from migrator.analysis.source.module import Module
from migrator.analysis.source.project import Resolved
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    External,
    Imported,
    Text,
    Value,
    text,
)
from migrator.analysis.values.frames import Frame
from migrator.analysis.values.objects import as_value


def dotted(node: cst.BaseExpression | None) -> str:
    """The dotted name that an import spells."""
    if isinstance(node, cst.Attribute):
        return f"{dotted(node.value)}.{node.attr.value}"
    return node.value if isinstance(node, cst.Name) else ""


def _run(machine: Machine, found: Resolved | None) -> None:
    """What has to be run anyway, or changes what it imports, is run where it is imported."""
    if isinstance(found, Module) and found not in machine.frames:
        if found in machine.project.due or _changes_imported(found):
            machine.interpret_module(found)


@lru_cache(maxsize=4096)
def _changes_imported(module: Module) -> bool:
    """Whether the body of a module calls, decorates with or writes to what it has imported."""
    imported: set[str] = set()
    used: set[str] = set()
    waiting: list[cst.CSTNode] = [module.tree]
    while waiting:
        at = waiting.pop()
        if isinstance(at, (cst.FunctionDef, cst.Lambda)):
            waiting += at.decorators if isinstance(at, cst.FunctionDef) else ()
        elif isinstance(at, (cst.Import, cst.ImportFrom)):
            imported |= _names_of(at)
        elif isinstance(at, cst.Expr) and isinstance(at.value, cst.Call):
            used.add(_root(at.value))
        elif isinstance(at, cst.Decorator):
            used.add(_root(at.decorator))
        elif isinstance(at, (cst.AssignTarget, cst.AugAssign, cst.AnnAssign)):
            used.add("" if isinstance(at.target, cst.Name) else _root(at.target))
        else:
            waiting += scopes.children(at)
    return not imported.isdisjoint(used)


def _names_of(node: cst.Import | cst.ImportFrom) -> set[str]:
    aliases = () if isinstance(node.names, cst.ImportStar) else node.names
    names = (a.asname.name if a.asname is not None else a.name for a in aliases)
    return {dotted(name).split(".", 1)[0] for name in names if not isinstance(name, cst.Tuple)}


def _root(node: cst.BaseExpression) -> str:
    """The name that an expression begins with."""
    while isinstance(node, (cst.Call, cst.Attribute, cst.Subscript)):
        node = node.func if isinstance(node, cst.Call) else node.value
    return node.value if isinstance(node, cst.Name) else ""


def bind_import(machine: Machine, frame: Frame, node: cst.Import) -> None:
    """`import a.b` and `import a.b as c`."""
    for alias in node.names:
        name = dotted(alias.name)
        _run(machine, machine.project.resolve(name, frame.module))
        if alias.asname is not None and isinstance(alias.asname.name, cst.Name):
            namespaces.bind(machine, frame, alias.asname.name.value, _module(machine, frame, name))
        else:
            first = name.split(".", 1)[0]
            namespaces.bind(machine, frame, first, _module(machine, frame, first))


def _module(machine: Machine, frame: Frame, name: str) -> Value:
    found = machine.project.resolve(name, frame.module)
    return as_value(found) if found is not None else External(machine.clients.canonical(name))


def bind_import_from(machine: Machine, frame: Frame, node: cst.ImportFrom) -> None:
    """`from a import b`, also relative and with a star."""
    name = dotted(node.module)
    holder = machine.project.resolve(name, frame.module, level=len(node.relative))
    _run(machine, holder)
    if isinstance(node.names, cst.ImportStar):
        if isinstance(holder, Module):
            _bind_star(machine, frame, holder)
        return
    for alias in node.names:
        imported = dotted(alias.name)
        if holder is not None:
            _run(machine, machine.project.submodule(holder, imported))
        target = imported
        if alias.asname is not None and isinstance(alias.asname.name, cst.Name):
            target = alias.asname.name.value
        namespaces.bind(
            machine, frame, target, _member(machine, holder, name, imported, bool(node.relative))
        )


def _member(
    machine: Machine,
    holder: Resolved | None,
    name: str,
    imported: str,
    relative: bool,
) -> Value:
    if isinstance(holder, Module):
        return Imported(holder, imported)
    if holder is not None:
        submodule = machine.project.submodule(holder, imported)
        if submodule is not None:
            return as_value(submodule)
    prefix = "." if relative else ""
    dotted = machine.clients.canonical(f"{prefix}{name}.{imported}")
    constant = machine.clients.constants.get(dotted)
    return External(dotted) if constant is None else text(constant)


def _bind_star(machine: Machine, frame: Frame, holder: Module) -> None:
    names = machine.interpret_module(holder).locals
    listed = names.get("__all__")
    public: list[str] | None = None
    items = getattr(listed, "items", None)
    if isinstance(items, list):
        public = [item.known for item in items if isinstance(item, Text) and item.known]
    for name, value in list(names.items()):
        if name in public if public is not None else not name.startswith("_"):
            namespaces.bind(machine, frame, name, namespaces.force(machine, value))
