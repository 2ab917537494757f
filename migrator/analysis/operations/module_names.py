"""The names of a module as a mapping: `vars(module)`, `module.__dict__`.

Decided here: the names are all known where the body of the module has run to its end, nothing in
the module binds names in ways that are not followed, and each of its submodules is surely imported
by then, or not at all. Whoever binds a name of a listed module from elsewhere, later than it was
listed, is a reason against every edit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from migrator.analysis.operations import instances, namespaces
from migrator.analysis.source.module import Module
from migrator.analysis.source.project import Resolved
from migrator.analysis.store.machine import Machine, unknown
from migrator.analysis.values import (
    NONE,
    Arguments,
    Entry,
    ExternalInstance,
    Mapping,
    ModuleValue,
    Sequence,
    Value,
    hole,
    join,
    text,
)
from migrator.analysis.values.frames import Frame
from migrator.analysis.values.objects import as_value


def mapping(machine: Machine, frame: Frame, value: ModuleValue, node: cst.CSTNode) -> Mapping:
    """`vars(module)`, at `node`: what is written there is bound in the module.

    Whoever keeps the mapping, or hands it on, can bind names anew in ways that are not followed.
    """
    module = value.module
    names = machine.interpret_module(module).locals
    listed = instances.namespace_mapping(machine, names)
    listed.owner = value
    if not is_read(frame.module, node):
        machine.recorder.executed.add(module.path)
    if not (machine.frames[module].is_done and _binds_plainly(machine, module)):
        return listed
    machine.recorder.listed.add(module)
    listed.open = ""
    listed.entries = _own(machine, module)
    sure = _bound_by_body(module)
    for name, held in list(names.items()):
        if not name.startswith("<"):
            found = namespaces.force(machine, held)
            listed.entries[name] = Entry(text(name), found, certain=name in sure)
    imported = _imported(machine, module)
    for name in machine.project.submodules(module):
        inner = machine.project.submodule(module, name)
        if inner is None or name in listed.entries:
            continue
        certain = isinstance(inner, Module) and inner.real_path in imported
        listed.entries[name] = Entry(text(name), as_value(inner), certain)
    # Who binds a name of it from elsewhere names it.
    asked = (module.name.rpartition(".")[2], module)
    machine.asked.setdefault(asked, set())
    return listed


def is_read(module: Module, node: cst.CSTNode) -> bool:
    """Whether a mapping is only asked for what it holds, where an expression gives it."""
    parent = module.parents.get(id(node))
    if isinstance(parent, cst.Subscript) and parent.value is node:
        above = module.parents.get(id(parent))
        return not isinstance(above, (cst.AssignTarget, cst.AugAssign, cst.AnnAssign, cst.Del))
    if isinstance(parent, cst.ComparisonTarget):
        return isinstance(parent.operator, (cst.In, cst.NotIn))
    if isinstance(parent, cst.Attribute):
        called = module.parents.get(id(parent))
        is_called = isinstance(called, cst.Call) and called.func is parent
        return is_called and parent.attr.value in _READING
    if isinstance(parent, (cst.For, cst.CompFor)):
        return parent.iter is node
    return False


SPEC = "?spec"
"""What says where a module was found, and what has loaded it."""

_READING = frozenset({"get", "items", "keys", "values", "__getitem__", "__contains__"})

_UNSEEN = re.compile(
    r"\b(?:globals|locals|vars|exec|eval|setattr|delattr|__dict__|modules|import_module"
    r"|__import__|global|del|f_locals)\b"
)
"""Words with which a module may bind its own names unseen."""
_STAR = re.compile(r"import[ \t(]*\*")


def _binds_plainly(machine: Machine, module: Module) -> bool:
    """Whether all names that the body of a module binds are seen."""
    source = module.source.text
    if _UNSEEN.search(source):
        return False
    stars = sum(
        isinstance(small, cst.ImportFrom)
        and isinstance(small.names, cst.ImportStar)
        and isinstance(_holder(machine, module, small), Module)
        for small in _statements(module)
    )
    return stars == len(_STAR.findall(source))


def _own(machine: Machine, module: Module) -> dict[str, Entry]:
    """What Python itself binds in a module."""
    found = ExternalInstance(SPEC, Arguments())
    named: dict[str, Value] = {
        "__name__": hole(unknown("__name__")),
        "__doc__": join(hole(unknown("__doc__")), NONE),
        "__package__": hole(unknown("__package__")),
        "__loader__": found,
        "__spec__": found,
        "__file__": hole(unknown("__file__")),
        "__cached__": hole(unknown("__cached__")),
        "__builtins__": Mapping(machine.path, open="they are those of Python"),
    }
    if module.is_package:
        named["__path__"] = Sequence(machine.path, None)
    return {name: Entry(text(name), held) for name, held in named.items()}


def _statements(module: Module) -> Iterator[cst.BaseSmallStatement]:
    """The simple statements that the body of a module surely runs."""
    for line in module.tree.body:
        if isinstance(line, cst.SimpleStatementLine):
            yield from line.body


def _bound_by_body(module: Module) -> set[str]:
    """The names that a module surely has when its body has run."""
    found = {
        line.name.value
        for line in module.tree.body
        if isinstance(line, (cst.FunctionDef, cst.ClassDef))
    }
    for small in _statements(module):
        targets: list[cst.BaseExpression] = []
        if isinstance(small, cst.Assign):
            targets = [target.target for target in small.targets]
        elif isinstance(small, cst.AnnAssign) and small.value is not None:
            targets = [small.target]
        elif isinstance(small, (cst.Import, cst.ImportFrom)):
            aliases = small.names if not isinstance(small.names, cst.ImportStar) else ()
            for alias in aliases:
                bound: cst.BaseExpression = alias.name
                bound = alias.asname.name if alias.asname is not None else bound
                while isinstance(bound, cst.Attribute):
                    bound = bound.value
                targets.append(bound)
        found.update(target.value for target in targets if isinstance(target, cst.Name))
    return found


def _imported(machine: Machine, module: Module) -> set[str]:
    """The real paths of the modules that are surely imported when the body of one has run."""
    found: set[str] = set()
    waiting = [module]
    while waiting:
        at = waiting.pop()
        if at.real_path in found:
            continue
        found.add(at.real_path)
        for small in _statements(at):
            waiting += [m for m in _named(machine, at, small) if isinstance(m, Module)]
    return found


def _named(
    machine: Machine, module: Module, statement: cst.BaseSmallStatement
) -> Iterator[Resolved | None]:
    """The modules that an import statement leads to."""
    if isinstance(statement, cst.Import):
        for alias in statement.names:
            parts = _dotted(alias.name).split(".")
            for count in range(1, len(parts) + 1):
                yield machine.project.resolve(".".join(parts[:count]), module)
    elif isinstance(statement, cst.ImportFrom):
        level, parts = len(statement.relative), _dotted(statement.module).split(".")
        for count in range(1, len(parts) + 1):
            yield machine.project.resolve(".".join(parts[:count]), module, level)
        holder = _holder(machine, module, statement)
        if holder is not None and not isinstance(statement.names, cst.ImportStar):
            for alias in statement.names:
                name = _dotted(alias.name)
                if not isinstance(holder, Module) or not _mentions(holder, name):
                    yield machine.project.submodule(holder, name)


def _mentions(module: Module, name: str) -> bool:
    """Whether a module may have a name of its own, so that no submodule is imported for it."""
    return re.search(rf"\b{re.escape(name)}\b", module.source.text) is not None


def _holder(machine: Machine, module: Module, statement: cst.ImportFrom) -> Resolved | None:
    name = _dotted(statement.module)
    return machine.project.resolve(name, module, len(statement.relative))


def _dotted(node: cst.BaseExpression | None) -> str:
    if isinstance(node, cst.Attribute):
        return f"{_dotted(node.value)}.{node.attr.value}"
    return node.value if isinstance(node, cst.Name) else ""
