"""Import statements: names bound to modules of the project, or to outside names."""

from __future__ import annotations

import libcst as cst

from migrator.analysis.operations import namespaces
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


def bind_import(machine: Machine, frame: Frame, node: cst.Import) -> None:
    """`import a.b` and `import a.b as c`."""
    for alias in node.names:
        name = dotted(alias.name)
        if alias.asname is not None and isinstance(alias.asname.name, cst.Name):
            frame.bind(alias.asname.name.value, _module(machine, frame, name))
        else:
            first = name.split(".", 1)[0]
            frame.bind(first, _module(machine, frame, first))


def _module(machine: Machine, frame: Frame, name: str) -> Value:
    found = machine.project.resolve(name, frame.module)
    return as_value(found) if found is not None else External(machine.clients.canonical(name))


def bind_import_from(machine: Machine, frame: Frame, node: cst.ImportFrom) -> None:
    """`from a import b`, also relative and with a star."""
    name = dotted(node.module)
    holder = machine.project.resolve(name, frame.module, level=len(node.relative))
    if isinstance(node.names, cst.ImportStar):
        if isinstance(holder, Module):
            _bind_star(machine, frame, holder)
        return
    for alias in node.names:
        imported = dotted(alias.name)
        target = imported
        if alias.asname is not None and isinstance(alias.asname.name, cst.Name):
            target = alias.asname.name.value
        frame.bind(target, _member(machine, holder, name, imported, bool(node.relative)))


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
            frame.bind(name, namespaces.force(machine, value))
