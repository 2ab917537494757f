"""`if`: both arms are run, each under its branch, and joined."""

from __future__ import annotations

import libcst as cst

from migrator.analysis.interpreter import (
    conditions,
    limits,
)
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    Guard,
    Mapping,
    Value,
    merged,
)
from migrator.analysis.values.frames import Frame


def run_if(machine: Machine, frame: Frame, node: cst.If) -> bool:
    """Run an `if`; False when control never goes beyond it."""
    known = conditions.test(machine, frame, node.test)
    if known is not None:
        conditions.narrow(machine, frame, node.test, known)
        return _arm(machine, frame, node, known)
    key, arm = conditions.branch_key(machine, frame, node.test)
    before = frame.locals
    mark = len(machine.writes)
    known_limits = len(machine.limits)
    going_on: list[list[limits.Limit]] = []
    arms: list[tuple[Guard, dict[str, Value]]] = []
    for holds in (True, False):
        taken = arm if holds else not arm
        frame.locals = dict(before)
        bounds = limits.of(machine, node.test, holds)
        with machine.branch(key, taken):
            conditions.narrow(machine, frame, node.test, holds)
            machine.limits += bounds
            if _arm(machine, frame, node, holds):
                arms.append((frozenset({(key, taken)}), frame.locals))
                going_on.append(bounds)
            del machine.limits[known_limits:]
    frame.locals = merged(before, arms)
    if len(going_on) == 1:  # what follows is reached through this arm alone
        machine.limits += going_on[0]
    _promote(machine, mark, [guard for guard, _ in arms])
    return bool(arms)


def _arm(machine: Machine, frame: Frame, node: cst.If, holds: bool) -> bool:
    if holds:
        return machine.execute(frame, node.body)
    if isinstance(node.orelse, cst.If):
        return run_if(machine, frame, node.orelse)
    return machine.execute(frame, node.orelse.body) if node.orelse is not None else True


def _promote(machine: Machine, mark: int, arms: list[Guard]) -> None:
    """A key that every arm which goes on has written is surely there."""
    written: dict[tuple[int, str], set[object]] = {}
    mappings: dict[int, Mapping] = {}
    depth = len(machine.path)
    for mapping, name, path in machine.writes[mark:]:
        if len(path) == depth + 1:
            written.setdefault((id(mapping), name), set()).add(path[-1])
            mappings[id(mapping)] = mapping
    wanted = {pair for guard in arms for pair in guard}
    for (identity, name), seen in written.items():
        mapping = mappings[identity]
        if wanted and wanted <= seen and machine.surely(mapping.path) and name in mapping.entries:
            mapping.entries[name].certain = True
        if wanted and wanted <= seen:
            machine.writes.append((mapping, name, machine.path))
