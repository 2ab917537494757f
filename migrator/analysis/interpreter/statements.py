"""Statements: what a block does to the names, and whether control goes on after it."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence as Sequence_

import libcst as cst

from migrator.analysis.interpreter import (
    assertions,
    attributes,
    classes,
    conditions,
    containers,
    contexts,
    definitions,
    escapes,
    imports,
    journal,
    limits,
    loops,
)
from migrator.analysis.interpreter.expressions import evaluate
from migrator.analysis.interpreter.machine import Machine, merged
from migrator.analysis.interpreter.matching_cases import run_match
from migrator.analysis.interpreter.operators import operate
from migrator.analysis.interpreter.targets import assign_target
from migrator.analysis.values import (
    NONE,
    UNKNOWN,
    Arguments,
    Bound,
    Class,
    External,
    ExternalInstance,
    Guard,
    Instance,
    Mapping,
    Sequence,
    Text,
    Unknown,
    Value,
    alternatives,
    join,
    made_of,
    union,
)
from migrator.analysis.values.frames import Frame


def execute(machine: Machine, frame: Frame, block: cst.BaseSuite | cst.Module) -> bool:
    """Run a block; False when control never reaches its end."""
    known = len(machine.limits)
    alive = run_statements(machine, frame, block.body)
    del machine.limits[known:]
    return alive


def run_statements(machine: Machine, frame: Frame, statements: Sequence_[cst.CSTNode]) -> bool:
    """Run statements in order; False when control never goes beyond them."""
    for statement in statements:
        machine.tick()
        if isinstance(statement, cst.SimpleStatementLine):
            if not run_statements(machine, frame, statement.body):
                return False
            continue
        handler = _HANDLERS.get(type(statement))
        if handler is not None and not handler(machine, frame, statement):
            return False
    return True


def _expression(machine: Machine, frame: Frame, node: cst.Expr) -> bool:
    inner = node.value.expression if isinstance(node.value, cst.Await) else node.value
    machine.discarded = id(inner)
    value = evaluate(machine, frame, node.value)
    if _never_returns(machine, frame, node.value):
        frame.raised.append(made_of("SystemExit", value))
        return False
    return True


def _never_returns(machine: Machine, frame: Frame, node: cst.BaseExpression) -> bool:
    """`sys.exit()` and `exit()` end the block, where these names are not the program's own."""
    if not isinstance(node, cst.Call):
        return False
    callee = node.func
    name = callee.attr if isinstance(callee, cst.Attribute) else callee
    if not isinstance(name, cst.Name) or name.value not in ("exit", "_exit", "quit"):
        return False
    value = evaluate(machine, frame, callee)
    return isinstance(value, External) and value.name in _EXITS


_EXITS = ("sys.exit", "os._exit", "builtins.exit", "builtins.quit")


def _assign(machine: Machine, frame: Frame, node: cst.Assign) -> bool:
    value = evaluate(machine, frame, node.value)
    for target in node.targets:
        assign_target(machine, frame, target.target, value)
    return True


def _annotated(machine: Machine, frame: Frame, node: cst.AnnAssign) -> bool:
    if node.value is not None:
        assign_target(machine, frame, node.target, evaluate(machine, frame, node.value))
    if frame.is_class and isinstance(node.target, cst.Name):
        frame.declared.append(node.target.value)
    return True


def _augmented(machine: Machine, frame: Frame, node: cst.AugAssign) -> bool:
    old = evaluate(machine, frame, node.target)
    added = evaluate(machine, frame, node.value)
    kept: list[tuple[Guard, Value]] = []
    for guard, alternative in alternatives(old):
        if isinstance(node.operator, cst.BitOrAssign) and isinstance(alternative, Mapping):
            containers.spread(machine, alternative, added)
            kept.append((guard, alternative))
        elif isinstance(alternative, Sequence) and alternative.kind == "set":
            containers.change(machine, alternative, added)
            kept.append((guard, alternative))
        elif isinstance(node.operator, cst.AddAssign) and _is_list(alternative):
            containers.extend(machine, alternative, added)  # type: ignore[arg-type]
            kept.append((guard, alternative))
        else:
            result = operate(machine, frame, node.operator, alternative, added, node)
            kept += [(guard | inner, v) for inner, v in alternatives(result)]
    assign_target(machine, frame, node.target, union(kept))
    return True


def _is_list(value: Value) -> bool:
    """Whether `+=` changes the object instead of making another one."""
    return isinstance(value, Sequence) and value.kind not in ("tuple", "set")


def _delete(machine: Machine, frame: Frame, node: cst.Del) -> bool:
    targets = [node.target]
    if isinstance(node.target, (cst.Tuple, cst.List)):
        targets = [element.value for element in node.target.elements]  # type: ignore[misc]
    for target in targets:
        if isinstance(target, cst.Name):
            frame.locals.pop(target.value, None)
        elif isinstance(target, cst.Subscript):
            _delete_item(machine, frame, target)
        elif isinstance(target, cst.Attribute):
            holder = evaluate(machine, frame, target.value)
            attributes.delete(machine, frame, holder, target.attr.value, target)
    return True


def _delete_item(machine: Machine, frame: Frame, target: cst.Subscript) -> None:
    holder = evaluate(machine, frame, target.value)
    element = target.slice[0].slice
    key: Value = UNKNOWN
    if isinstance(element, cst.Index):
        key = evaluate(machine, frame, element.value)
    for _, alternative in alternatives(holder):
        if isinstance(alternative, Mapping):
            containers.remove(machine, frame, alternative, key, target)
        elif isinstance(alternative, Sequence):
            containers.forget(machine, alternative, [])
        elif isinstance(alternative, Instance):
            method = classes.find(alternative.cls, "__delitem__")
            if method is not None:
                given = classes.positional(key)
                machine.call(machine, frame, Bound(method, alternative), given, target)


def _return(machine: Machine, frame: Frame, node: cst.Return) -> bool:
    value = evaluate(machine, frame, node.value) if node.value is not None else NONE
    frame.returns.append((frozenset(machine.path[frame.depth :]), value))
    return False


def _raise(machine: Machine, frame: Frame, node: cst.Raise) -> bool:
    """What is raised flows to the handlers that may catch it."""
    if node.exc is None:
        frame.raised += frame.caught
        return False
    parts = [node.exc] if node.cause is None else [node.exc, node.cause.item]
    for part in parts:
        machine.raised = id(part)
        value = evaluate(machine, frame, part)
        if isinstance(value, Class):
            value = machine.call(machine, frame, value, Arguments(), node)
        if isinstance(part, cst.Call):
            kind = evaluate(machine, frame, part.func)
            if isinstance(kind, External) and kind.name == "builtins.SystemExit":
                # A text is printed and leaves the status as it is (assumption A11).
                for held in value.parts if isinstance(value, Unknown) else (value,):
                    if not isinstance(held, Text):
                        to = "the exit status"
                        escapes.escape(machine, frame, held, "output", node, to)
        frame.raised.append(value)
    return False


def _assert(machine: Machine, frame: Frame, node: cst.Assert) -> bool:
    assertions.mark(machine, node.test)
    asserting, machine.asserting = machine.asserting, True
    known = conditions.test(machine, frame, node.test)
    machine.asserting = asserting
    conditions.narrow(machine, frame, node.test, True)
    return known is not False


def _leave_loop(machine: Machine, frame: Frame, node: cst.CSTNode) -> bool:
    frame.exits.append((isinstance(node, cst.Break), dict(frame.locals)))
    return False


def _if(machine: Machine, frame: Frame, node: cst.If) -> bool:
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
        return execute(machine, frame, node.body)
    if isinstance(node.orelse, cst.If):
        return _if(machine, frame, node.orelse)
    return execute(machine, frame, node.orelse.body) if node.orelse is not None else True


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


def _try(machine: Machine, frame: Frame, node: cst.Try | cst.TryStar) -> bool:
    before = dict(frame.locals)
    mark = len(frame.trail)
    outer, frame.raised = frame.raised, []
    catching = any(_catches_parser(handler) for handler in node.handlers)
    machine.trying += catching
    changed: journal.Journal = {}
    machine.journals.append(changed)
    alive = execute(machine, frame, node.body)
    machine.journals.pop()
    machine.trying -= catching
    journal.show(machine, changed)
    caught, frame.raised = frame.raised, outer
    after_body = frame.locals
    # A handler may be reached after any of the assignments of the body.
    anywhere = _anywhere(frame, before, mark)
    if alive and node.orelse is not None:
        alive = execute(machine, frame, node.orelse.body)
    arms: list[tuple[Guard, dict[str, Value]]] = [(frozenset(), frame.locals)] if alive else []
    key = ("try", machine.keep(object()))
    handlers: Sequence_[cst.ExceptHandler | cst.ExceptStarHandler] = node.handlers
    for number, handler in enumerate(handlers):
        frame.locals = dict(anywhere)
        if handler.name is not None:
            assign_target(machine, frame, handler.name.name, join(UNKNOWN, *caught))
        held, frame.caught = frame.caught, caught
        with machine.branch(key, number):
            if execute(machine, frame, handler.body):
                arms.append((frozenset({(key, number)}), frame.locals))
        frame.caught = held
    if not any(_catches_all(handler) for handler in handlers):
        frame.raised += caught
    if node.finalbody is not None and (not arms or changed or len(frame.trail) > mark):
        _finally(machine, frame, node.finalbody, {**after_body, **anywhere}, key)
    if len(arms) == 1 and arms[0][0] == frozenset():
        journal.take_back(changed)
    frame.locals = merged(after_body, arms)
    alive = bool(arms)
    if node.finalbody is not None and alive:
        alive = execute(machine, frame, node.finalbody.body)
    return alive


def _finally(
    machine: Machine, frame: Frame, node: cst.Finally, names: dict[str, Value], key: object
) -> None:
    """Run what is run on every way out, with what an exception or a `return` may leave."""
    frame.locals = names
    with machine.branch(key, "finally"):
        execute(machine, frame, node.body)


def _bound(frame: Frame, mark: int, name: str) -> list[Value]:
    return [value for bound, value in frame.trail[mark:] if bound == name]


def _catches_parser(handler: cst.ExceptHandler | cst.ExceptStarHandler) -> bool:
    """Whether a handler may catch that an answer is no JSON."""
    if handler.type is None:
        return True
    names: list[str] = []
    stack: list[cst.CSTNode] = [handler.type]
    while stack:
        at = stack.pop()
        if isinstance(at, cst.Name):
            names.append(at.value)
        stack.extend(at.children)
    return any(word in name for name in names for word in ("Value", "JSON", "Decode", "Exception"))


def _catches_all(handler: cst.ExceptHandler | cst.ExceptStarHandler) -> bool:
    kind = handler.type
    return kind is None or (
        isinstance(kind, cst.Name) and kind.value in ("Exception", "BaseException")
    )


def _with(machine: Machine, frame: Frame, node: cst.With) -> bool:
    managers = []
    may_swallow = ends_raising = False
    for item in node.items:
        value = evaluate(machine, frame, item.item)
        may_swallow = may_swallow or any(_swallows(v) for _, v in alternatives(value))
        ends_raising = ends_raising or any(_is_open(v) for _, v in alternatives(value))
        managers += [(v, item) for _, v in alternatives(value) if isinstance(v, Instance)]
        entered = union(
            (g, contexts.entered(machine, frame, v, item)) for g, v in alternatives(value)
        )
        if item.asname is not None:
            assign_target(machine, frame, item.asname.name, entered)
    mark, returned, bound = len(frame.raised), len(frame.returns), len(frame.trail)
    before = dict(frame.locals)
    changed: journal.Journal = {}
    machine.journals.append(changed)
    alive = execute(machine, frame, node.body)
    machine.journals.pop()
    for manager, item in reversed(managers):
        may_swallow = _leave(machine, frame, manager, item, frame.raised[mark:]) or may_swallow
    if not alive and ends_raising and len(frame.returns) == returned:
        may_swallow = True
    journal.show(machine, changed)
    if not may_swallow:
        journal.take_back(changed)
        return alive
    # What follows may be reached after any of the assignments of the body.
    anywhere = _anywhere(frame, before, bound)
    arms: list[tuple[Guard, dict[str, Value]]] = [(frozenset(), {**frame.locals, **anywhere})]
    frame.locals = merged(before, [*arms, (frozenset(), frame.locals)] if alive else arms)
    return True


_SWALLOWING = ("contextlib.suppress", "contextlib.ExitStack", "contextlib.AsyncExitStack")


def _swallows(manager: Value) -> bool:
    """Whether an outside context manager may keep an exception from going on."""
    if not isinstance(manager, ExternalInstance):
        return False
    return manager.name in _SWALLOWING or "<swallows>" in manager.attributes


def _is_open(manager: Value) -> bool:
    """Whether nothing is known of a context manager."""
    return isinstance(manager, (Unknown, External))


def _anywhere(frame: Frame, before: dict[str, Value], mark: int) -> dict[str, Value]:
    """What names may be after any of the assignments since `mark`."""
    found = {name: join(before[name], *_bound(frame, mark, name)) for name in before}
    for name, _ in frame.trail[mark:]:
        if name not in found:
            found[name] = join(*_bound(frame, mark, name))
    return found


def _leave(
    machine: Machine, frame: Frame, manager: Instance, node: cst.WithItem, raised: list[Value]
) -> bool:
    """Run what the end of `with` runs, shown what was raised; whether it may swallow that."""
    swallows = False
    for name in ("__exit__", "__aexit__"):
        method = classes.find(manager.cls, name)
        if method is not None:
            given = [join(NONE, UNKNOWN), join(NONE, UNKNOWN, *raised), join(NONE, UNKNOWN)]
            shown = classes.positional(given[0], given[1], given[2])
            result = machine.call(machine, frame, Bound(method, manager), shown, node)
            swallows = swallows or conditions.truth(result) is not False
    return swallows


def _class(machine: Machine, frame: Frame, node: cst.ClassDef) -> bool:
    definitions.define_class(machine, frame, node)
    return True


def _function(machine: Machine, frame: Frame, node: cst.FunctionDef) -> bool:
    definitions.define_function(machine, frame, node)
    return True


def _import(machine: Machine, frame: Frame, node: cst.Import) -> bool:
    imports.bind_import(machine, frame, node)
    return True


def _import_from(machine: Machine, frame: Frame, node: cst.ImportFrom) -> bool:
    imports.bind_import_from(machine, frame, node)
    return True


_HANDLERS: dict[type, Callable[..., bool]] = {
    cst.Expr: _expression,
    cst.Assign: _assign,
    cst.AnnAssign: _annotated,
    cst.AugAssign: _augmented,
    cst.Del: _delete,
    cst.Return: _return,
    cst.Raise: _raise,
    cst.Assert: _assert,
    cst.Break: _leave_loop,
    cst.Continue: _leave_loop,
    cst.If: _if,
    cst.For: loops.run_for,
    cst.While: loops.run_while,
    cst.Try: _try,
    cst.TryStar: _try,
    cst.With: _with,
    cst.Match: run_match,
    cst.FunctionDef: _function,
    cst.ClassDef: _class,
    cst.Import: _import,
    cst.ImportFrom: _import_from,
}
