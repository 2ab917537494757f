"""Expressions: from a node to its abstract value."""

from __future__ import annotations

import builtins
from collections.abc import Callable

import libcst as cst

from migrator.analysis import texts
from migrator.analysis.interpreter import (
    attributes,
    calls,
    classes,
    conditions,
    containers,
    externals,
    mocks,
    strings,
)
from migrator.analysis.interpreter.machine import Frame, Machine, unknown
from migrator.analysis.values import (
    ALWAYS,
    FALSE,
    NONE,
    TRUE,
    UNKNOWN,
    Answer,
    Arguments,
    Bound,
    Class,
    Const,
    Double,
    Entry,
    External,
    ExternalInstance,
    Function,
    Guard,
    Hole,
    Instance,
    Mapping,
    Param,
    Sequence,
    Text,
    Unknown,
    Value,
    alternatives,
    hole,
    join,
    text,
    union,
)

MAX_UNROLLED = 32
_CONSTANTS = {"None": NONE, "True": TRUE, "False": FALSE}
_BUILTINS = frozenset(dir(builtins))


def evaluate(machine: Machine, frame: Frame, node: cst.BaseExpression) -> Value:
    """The abstract value of an expression in a frame."""
    machine.tick()
    handler = _HANDLERS.get(type(node))
    return handler(machine, frame, node) if handler is not None else UNKNOWN


def _name(machine: Machine, frame: Frame, node: cst.Name) -> Value:
    name = node.value
    if name in _CONSTANTS:
        return _CONSTANTS[name]
    found = frame.lookup(name)
    if found is not None:
        return machine.possible(attributes.force(machine, found))
    if name in ("__name__", "__file__", "__doc__"):
        return hole(unknown(name), name)
    return External(f"builtins.{name}") if name in _BUILTINS else unknown(name)


def _attribute(machine: Machine, frame: Frame, node: cst.Attribute) -> Value:
    receiver = evaluate(machine, frame, node.value)
    found = attributes.attribute(machine, frame, receiver, node.attr.value, node)
    return machine.possible(found)


def _call(machine: Machine, frame: Frame, node: cst.Call) -> Value:
    if isinstance(node.func, cst.Name) and node.func.value == "super":
        return _super(machine, frame, node)
    callee = _callee(machine, frame, node.func)
    arguments = calls.evaluate_arguments(machine, frame, node.args)
    return calls.call(machine, frame, callee, arguments, node)


def _callee(machine: Machine, frame: Frame, node: cst.BaseExpression) -> Value:
    """The value of the called expression; a method of something unknown keeps its name."""
    if not isinstance(node, cst.Attribute):
        return evaluate(machine, frame, node)
    receiver = evaluate(machine, frame, node.value)
    name = node.attr.value
    found = []
    for guard, alternative in alternatives(receiver):
        value = attributes.attribute(machine, frame, alternative, name, node)
        if isinstance(value, Unknown) and isinstance(alternative, (Unknown, Instance)):
            value = Bound(External(f"?.{name}"), alternative)
        if not (isinstance(alternative, Const) and alternative.value is None):
            found.append((guard, value))
    return union(_like_the_known(found)) if found else UNKNOWN


def _like_the_known(found: list[tuple[Guard, Value]]) -> list[tuple[Guard, Value]]:
    """A receiver that is not known stands in for a known one: `session or Session()`."""
    known = [(guard, value) for guard, value in found if not _is_unknown_method(value)]
    return known or found


def _is_unknown_method(value: Value) -> bool:
    return isinstance(value, Bound) and isinstance(value.receiver, Unknown)


def _super(machine: Machine, frame: Frame, node: cst.Call) -> Value:
    holder: Frame | None = frame
    while holder is not None and (holder.function is None or holder.function.owner is None):
        holder = holder.parent
    if holder is None or holder.function is None or holder.function.owner is None:
        return unknown("super()")
    parameters = holder.function.node.params
    named = [*parameters.posonly_params, *parameters.params]
    receiver = holder.locals.get(named[0].name.value) if named else None
    if receiver is None:
        return unknown("super()")
    held: dict[str, Value] = {"<self>": receiver, "<owner>": holder.function.owner}
    return ExternalInstance("builtins.super", Arguments(), held)


def _string(machine: Machine, frame: Frame, node: cst.SimpleString) -> Value:
    literal = frame.module.literal(node)
    return text(literal.value, literal)


def _concatenated(machine: Machine, frame: Frame, node: cst.ConcatenatedString) -> Value:
    left = evaluate(machine, frame, node.left)
    return texts.joined([(left, "..."), (evaluate(machine, frame, node.right), "...")])


def _formatted(machine: Machine, frame: Frame, node: cst.FormattedString) -> Value:
    raw = "r" in node.start[: -len(node.end)].lower()
    parts: list[tuple[Value, str]] = []
    for part in node.parts:
        if isinstance(part, cst.FormattedStringText):
            literal = frame.module.literal(part, raw=raw)
            parts.append((text(literal.value, literal), ""))
        elif isinstance(part, cst.FormattedStringExpression):
            parts.append(_formatted_part(machine, frame, part))
    return texts.joined(parts)


def _formatted_part(
    machine: Machine, frame: Frame, part: cst.FormattedStringExpression
) -> tuple[Value, str]:
    label = label_of(part.expression)
    value = evaluate(machine, frame, part.expression)
    value = _in_place(_spelled(machine, frame, value, part, formatted=True), frame, part, label)
    plain = part.format_spec is None and part.conversion in (None, "s") and part.equal is None
    return (value if plain else hole(value, label)), label


def _in_place(value: Value, frame: Frame, part: cst.CSTNode, label: str) -> Value:
    """Texts that are not known remember the field that puts them into the f-string."""

    def one(alternative: Value) -> Value:
        if isinstance(alternative, (Text, Const)):
            return alternative
        return Text((Hole(alternative, label, frame.module, part),))

    return union((guard, one(v)) for guard, v in _without_none(value))


def _without_none(value: Value) -> list[tuple[Guard, Value]]:
    """The alternatives that are not `None`, for it is never meant in a text; all if only that."""
    options = list(alternatives(value))
    kept = [(g, v) for g, v in options if not (isinstance(v, Const) and v.value is None)]
    return kept or options


def _spelled(
    machine: Machine, frame: Frame, value: Value, node: cst.CSTNode, *, formatted: bool
) -> Value:
    """Objects that are text, such as members of a `StrEnum`, as the text that they are."""
    if not any(isinstance(v, Instance) for _, v in alternatives(value)):
        return value

    def one(alternative: Value) -> Value:
        if not isinstance(alternative, Instance):
            return alternative
        if not formatted or classes.inherits(alternative.cls, "StrEnum"):
            own = classes.plain(alternative)
            return own if own is not None else alternative
        return externals.text_alternative(machine, frame, alternative, node)

    return union((guard, one(v)) for guard, v in alternatives(value))


def label_of(node: cst.BaseExpression) -> str:
    """How an expression is shown in a URL: dotted names as they are, the rest as dots."""
    if isinstance(node, cst.Name):
        return node.value
    if isinstance(node, cst.Attribute):
        return f"{label_of(node.value)}.{node.attr.value}"
    if isinstance(node, cst.Call):
        return f"{label_of(node.func)}()"
    return "..."


def _template(machine: Machine, frame: Frame, node: cst.TemplatedString) -> Value:
    return unknown("t-string")


def _integer(machine: Machine, frame: Frame, node: cst.Integer) -> Value:
    try:
        return Const(int(node.value.replace("_", ""), 0))
    except ValueError:  # more digits than the interpreter converts
        return UNKNOWN


def _float(machine: Machine, frame: Frame, node: cst.Float) -> Value:
    return Const(float(node.value.replace("_", "")))


def _dict(machine: Machine, frame: Frame, node: cst.Dict) -> Value:
    mapping = Mapping(machine.path)
    for element in node.elements:
        value = evaluate(machine, frame, element.value)
        if isinstance(element, cst.DictElement):
            containers.store(machine, mapping, evaluate(machine, frame, element.key), value)
        else:
            containers.spread(machine, mapping, value)
    return mapping


def _sequence(machine: Machine, frame: Frame, node: cst.List | cst.Tuple | cst.Set) -> Value:
    kind = type(node).__name__.lower()
    items: list[Value] = []
    unsure: Value | None = None
    for element in node.elements:
        value = evaluate(machine, frame, element.value)
        if isinstance(element, cst.Element):
            items.append(value)
            continue
        spread = containers.elements(value)
        if spread is None:
            unsure = value.element if isinstance(value, Sequence) else UNKNOWN
        items += spread or []
    if unsure is not None:
        return Sequence(machine.path, None, kind, join(*items, unsure))
    return Sequence(machine.path, items, kind)


def _subscript(machine: Machine, frame: Frame, node: cst.Subscript) -> Value:
    container = evaluate(machine, frame, node.value)
    element = node.slice[0].slice
    if isinstance(element, cst.Slice):
        bounds = _bounds(machine, frame, element)
        return union((g, _slice(machine, v, bounds)) for g, v in alternatives(container))
    key = evaluate(machine, frame, element.value) if isinstance(element, cst.Index) else UNKNOWN
    return machine.possible(
        union((guard, _item(machine, frame, v, key, node)) for guard, v in alternatives(container))
    )


def _item(
    machine: Machine, frame: Frame, container: Value, key: Value, node: cst.Subscript
) -> Value:
    if isinstance(container, Text) and isinstance(key, Const) and isinstance(key.value, int):
        return strings.subscript(container, key.value, key.value + 1 or None)
    spelled = _spelled(machine, frame, key, node, formatted=False)
    return attributes.item(machine, frame, container, spelled, node)


def _bounds(
    machine: Machine, frame: Frame, node: cst.Slice
) -> tuple[int | None, int | None] | None:
    """Both bounds of a slice, None when one is not known or there is a step."""
    if node.step is not None:
        return None
    found: list[int | None] = []
    for bound in (node.lower, node.upper):
        value = evaluate(machine, frame, bound) if bound is not None else NONE
        if not isinstance(value, Const) or not isinstance(value.value, (int, type(None))):
            return None
        found.append(value.value)
    return found[0], found[1]


def _slice(machine: Machine, value: Value, bounds: tuple[int | None, int | None] | None) -> Value:
    if isinstance(value, Text):
        return strings.subscript(value, *bounds) if bounds is not None else hole(value)
    if isinstance(value, Sequence):
        if value.items is None or bounds is None:
            return Sequence(machine.path, None, value.kind, value.element)
        return Sequence(machine.path, value.items[slice(*bounds)], value.kind)
    return value if isinstance(value, Answer) else UNKNOWN


def _binary(machine: Machine, frame: Frame, node: cst.BinaryOperation) -> Value:
    left, right = _operands(machine, frame, node)
    return operate(machine, frame, node.operator, left, right, node)


def _operands(machine: Machine, frame: Frame, node: cst.BinaryOperation) -> tuple[Value, Value]:
    """Both sides; a long chain on the left is walked without recursion."""
    chain = [node]
    while isinstance(chain[-1].left, cst.BinaryOperation):
        chain.append(chain[-1].left)
    value = evaluate(machine, frame, chain[-1].left)
    for inner in reversed(chain[1:]):
        right = evaluate(machine, frame, inner.right)
        value = operate(machine, frame, inner.operator, value, right, inner)
    return value, evaluate(machine, frame, node.right)


def operate(
    machine: Machine,
    frame: Frame,
    operator: cst.CSTNode,
    left: Value,
    right: Value,
    node: cst.CSTNode,
) -> Value:
    """The value of a binary operation; `operator` may be that of an augmented assignment."""
    name = type(operator).__name__.removesuffix("Assign")
    if isinstance(left, Double):
        return _double(frame, left, right, node)
    if isinstance(left, Answer) and left.part == "status":
        return _derived(left, name, right)
    left = _spelled(machine, frame, left, node, formatted=False)
    right = _spelled(machine, frame, right, node, formatted=False)
    if name == "Modulo":
        return union(
            (guard, strings.percent(v, right) if isinstance(v, Text) else UNKNOWN)
            for guard, v in alternatives(left)
        )
    if name == "Add":
        return _add(machine, left, right)
    if name == "Divide" and (_is_text(left) or _is_text(right)):
        return texts.product(
            [(left, "..."), (right, "...")],
            lambda row: texts.slash_join([texts.as_text(value) for value in row]),
        )
    if name == "BitOr":
        return _merge(machine, left, right)
    return UNKNOWN


def _double(frame: Frame, left: Double, right: Value, node: cst.CSTNode) -> Value:
    """`route % 204` and `route % httpx.Response(204)` of respx."""
    mocks.answer(frame, left, right)
    if isinstance(node, cst.BinaryOperation):
        mocks.answer_number(frame, left, node.right, right)
    return left


def _derived(left: Answer, name: str, right: Value) -> Value:
    """`response.status_code // 100` and the like."""
    number = right.value if isinstance(right, Const) else None
    step = _ARITHMETIC.get(name)
    if step is None or not isinstance(number, int) or number == 0:
        return left
    before = left.derive

    def derive(status: int) -> int:
        return step(before(status) if before is not None else status, number)

    return Answer(left.request, "status", derive)


_ARITHMETIC: dict[str, Callable[[int, int], int]] = {
    "FloorDivide": lambda a, b: a // b,
    "Divide": lambda a, b: a // b,
    "Modulo": lambda a, b: a % b,
    "Subtract": lambda a, b: a - b,
    "Add": lambda a, b: a + b,
}


def _is_text(value: Value) -> bool:
    return any(isinstance(v, Text) for _, v in alternatives(value))


def _add(machine: Machine, left: Value, right: Value) -> Value:
    passed = isinstance(left, Param) or isinstance(right, Param)
    if _is_text(left) or _is_text(right) or passed:
        left, right = union(_without_none(left)), union(_without_none(right))
        sides = [(v, v.label if isinstance(v, Unknown) else "...") for v in (left, right)]
        return texts.joined(sides)
    if isinstance(left, Sequence) and isinstance(right, Sequence):
        if left.items is not None and right.items is not None:
            return Sequence(machine.path, [*left.items, *right.items], left.kind)
        return Sequence(machine.path, None, left.kind, left.element or right.element)
    if isinstance(left, Const) and isinstance(right, Const):
        one, other = left.value, right.value
        if isinstance(one, int) and isinstance(other, int):
            return Const(one + other)
    return UNKNOWN


def _merge(machine: Machine, left: Value, right: Value) -> Value:
    """`mapping | mapping`."""
    if not isinstance(left, Mapping) and not isinstance(right, Mapping):
        return UNKNOWN
    result = Mapping(machine.path)
    containers.spread(machine, result, left)
    containers.spread(machine, result, right)
    return result


def _boolean(machine: Machine, frame: Frame, node: cst.BooleanOperation) -> Value:
    left = evaluate(machine, frame, node.left)
    conditions.note_truth(machine, frame, left, node.left)
    known = conditions.truth(left)
    is_or = isinstance(node.operator, cst.Or)
    if known is is_or:
        return left
    if known is not None:
        return evaluate(machine, frame, node.right)
    before = dict(frame.locals)
    key, arm = conditions.branch_key(machine, frame, node.left)
    with machine.branch(key, arm is not is_or):
        conditions.narrow(machine, frame, node.left, not is_or)
        right = evaluate(machine, frame, node.right)
    frame.locals = {**frame.locals, **before}
    kept = [(g, v) for g, v in alternatives(left) if conditions.truth(v) is not (not is_or)]
    return union([*kept, (ALWAYS, right)])


def _unary(machine: Machine, frame: Frame, node: cst.UnaryOperation) -> Value:
    value = evaluate(machine, frame, node.expression)
    if isinstance(node.operator, cst.Not):
        conditions.note_truth(machine, frame, value, node.expression)
        known = conditions.truth(value)
        return UNKNOWN if known is None else Const(not known)
    number = value.value if isinstance(value, Const) else None
    if isinstance(node.operator, cst.Minus) and isinstance(number, int):
        return Const(-number)
    return UNKNOWN


def _comparison(machine: Machine, frame: Frame, node: cst.Comparison) -> Value:
    values = [evaluate(machine, frame, node.left)]
    values += [evaluate(machine, frame, part.comparator) for part in node.comparisons]
    return conditions.compare(machine, frame, node, values)


def _conditional(machine: Machine, frame: Frame, node: cst.IfExp) -> Value:
    known = conditions.test(machine, frame, node.test)
    if known is not None:
        return evaluate(machine, frame, node.body if known else node.orelse)
    key, arm = conditions.branch_key(machine, frame, node.test)
    found = []
    for holds, side in ((True, node.body), (False, node.orelse)):
        before = dict(frame.locals)
        taken = arm if holds else not arm
        with machine.branch(key, taken):
            conditions.narrow(machine, frame, node.test, holds)
            found.append((frozenset({(key, taken)}), evaluate(machine, frame, side)))
        frame.locals = {**frame.locals, **before}
    return union(found)


def _lambda(machine: Machine, frame: Frame, node: cst.Lambda) -> Value:
    defaults = evaluate_defaults(machine, frame, node.params)
    function = Function(
        frame.module, node, f"{frame.scope}.<lambda>".lstrip("."), frame, None, defaults
    )
    machine.defined.append(function)
    return function


def evaluate_defaults(
    machine: Machine, frame: Frame, parameters: cst.Parameters
) -> dict[str, Value]:
    """The defaults of a function's parameters, evaluated where the function is defined."""
    every = [*parameters.posonly_params, *parameters.params, *parameters.kwonly_params]
    return {
        parameter.name.value: evaluate(machine, frame, parameter.default)
        for parameter in every
        if parameter.default is not None
    }


def _walrus(machine: Machine, frame: Frame, node: cst.NamedExpr) -> Value:
    value = evaluate(machine, frame, node.value)
    if isinstance(node.target, cst.Name):
        frame.bind(node.target.value, value)
    return value


def _await(machine: Machine, frame: Frame, node: cst.Await) -> Value:
    return evaluate(machine, frame, node.expression)


def _yield(machine: Machine, frame: Frame, node: cst.Yield) -> Value:
    if isinstance(node.value, cst.From):
        source = evaluate(machine, frame, node.value.item)
        element = source.element if isinstance(source, Sequence) else None
        frame.yields.append(element or UNKNOWN)
    elif node.value is not None:
        frame.yields.append(evaluate(machine, frame, node.value))
    return UNKNOWN


def _comprehension(
    machine: Machine, frame: Frame, node: cst.ListComp | cst.SetComp | cst.GeneratorExp
) -> Value:
    found: list[Value] = []
    exact = comprehend(
        machine,
        frame,
        node.for_in,
        lambda inner: found.append(evaluate(machine, inner, node.elt)),
    )
    if exact:
        return Sequence(machine.path, found)
    return Sequence(machine.path, None, element=join(*found) if found else None)


def _dict_comprehension(machine: Machine, frame: Frame, node: cst.DictComp) -> Value:
    mapping = Mapping(machine.path)
    rows: list[tuple[Value, Value]] = []

    def body(inner: Frame) -> None:
        key = evaluate(machine, inner, node.key)
        rows.append((key, evaluate(machine, inner, node.value)))

    exact = comprehend(machine, frame, node.for_in, body)
    for key, value in rows:
        name = key.known if isinstance(key, Text) else None
        if name is None:
            mapping.open = "a comprehension gives keys that are not known"
        elif isinstance(key, Text):
            mapping.entries[name] = Entry(key, value, certain=exact)
    return mapping


def comprehend(
    machine: Machine, frame: Frame, loop: cst.CompFor, body: Callable[[Frame], None]
) -> bool:
    """Run `body` for the elements of a comprehension; True when each was run exactly once."""
    inner = Frame(
        frame.module, parent=frame, function=frame.function, scope=frame.scope, depth=frame.depth
    )
    items = iterate(machine, frame, evaluate(machine, frame, loop.iter))
    exact = items[1]
    key = ("loop", machine.keep(object()))
    for index, item in enumerate(items[0]):
        with machine.branch(key, index):
            assign_target(machine, inner, loop.target, item)
            passed = [conditions.test(machine, inner, condition.test) for condition in loop.ifs]
            if False in passed:
                continue
            exact = exact and None not in passed
            for condition in loop.ifs:
                conditions.narrow(machine, inner, condition.test, True)
            if loop.inner_for_in is not None:
                exact = comprehend(machine, inner, loop.inner_for_in, body) and exact
            else:
                body(inner)
    return exact


def iterate(machine: Machine, frame: Frame, value: Value) -> tuple[list[Value], bool]:
    """What a loop over `value` binds, and whether these are all elements, each once."""
    items = containers.elements(value)
    if isinstance(value, Sequence) and value.kind == "range":
        return [unknown("number")], False
    if items is not None and len(items) <= MAX_UNROLLED:
        return list(items), True
    if items is not None:
        return [join(*items)], False
    if isinstance(value, Class) and value.enum:
        members = [v for v in value.namespace.values() if isinstance(v, Instance)]
        return list(members), True
    if isinstance(value, Sequence):
        return [value.element or UNKNOWN], False
    if isinstance(value, Answer):
        return [value], False
    if (doubled := mocks.element(value)) is not None:
        return [doubled], False
    return [unknown("...")], False


def assign_target(machine: Machine, frame: Frame, target: cst.BaseExpression, value: Value) -> None:
    """Bind what an assignment, a loop or a `with` binds."""
    if isinstance(target, cst.Name):
        frame.bind(target.value, value)
    elif isinstance(target, cst.Attribute):
        holder = evaluate(machine, frame, target.value)
        machine.set_attribute(machine, frame, holder, target.attr.value, value)
    elif isinstance(target, cst.Subscript):
        _assign_item(machine, frame, target, value)
    elif isinstance(target, (cst.Tuple, cst.List)):
        _unpack(machine, frame, target, value)


def _assign_item(machine: Machine, frame: Frame, target: cst.Subscript, value: Value) -> None:
    element = target.slice[0].slice
    container = evaluate(machine, frame, target.value)
    key = evaluate(machine, frame, element.value) if isinstance(element, cst.Index) else UNKNOWN
    for _, alternative in alternatives(container):
        if isinstance(alternative, Mapping):
            containers.store(machine, alternative, key, value)
        elif isinstance(alternative, Sequence):
            alternative.items, alternative.element = None, UNKNOWN


def _unpack(machine: Machine, frame: Frame, target: cst.Tuple | cst.List, value: Value) -> None:
    count = len(target.elements)
    starred = [i for i, e in enumerate(target.elements) if isinstance(e, cst.StarredElement)]
    columns: list[list[tuple[object, Value]]] = [[] for _ in range(count)]
    for guard, alternative in alternatives(value):
        row = _row(machine, alternative, count, starred)
        for column, item in zip(columns, row, strict=True):
            column.append((guard, item))
    for element, column in zip(target.elements, columns, strict=True):
        assign_target(machine, frame, element.value, union(column))  # type: ignore[arg-type]


def _row(machine: Machine, value: Value, count: int, starred: list[int]) -> list[Value]:
    items = containers.elements(value)
    if isinstance(value, Instance) and classes.inherits(value.cls, "NamedTuple"):
        items = [value.attributes.get(name, UNKNOWN) for name in value.cls.fields]
    doubled = mocks.unpacked(value, count)
    if doubled is not None and not starred:
        return doubled
    if isinstance(value, Answer) and count == 2:
        return [value, Answer(value.request, "content")]
    if items is None or (not starred and len(items) != count) or len(items) < count - 1:
        return [UNKNOWN] * count
    if not starred:
        return list(items)
    first, after = starred[0], count - starred[0] - 1
    last = len(items) - after
    middle = Sequence(machine.path, items[first:last])
    return [*items[:first], middle, *items[last:]]


_HANDLERS: dict[type, Callable[..., Value]] = {
    cst.Name: _name,
    cst.Attribute: _attribute,
    cst.Call: _call,
    cst.SimpleString: _string,
    cst.ConcatenatedString: _concatenated,
    cst.FormattedString: _formatted,
    cst.TemplatedString: _template,
    cst.Integer: _integer,
    cst.Float: _float,
    cst.Dict: _dict,
    cst.List: _sequence,
    cst.Tuple: _sequence,
    cst.Set: _sequence,
    cst.Subscript: _subscript,
    cst.BinaryOperation: _binary,
    cst.BooleanOperation: _boolean,
    cst.UnaryOperation: _unary,
    cst.Comparison: _comparison,
    cst.IfExp: _conditional,
    cst.Lambda: _lambda,
    cst.NamedExpr: _walrus,
    cst.Await: _await,
    cst.Yield: _yield,
    cst.ListComp: _comprehension,
    cst.SetComp: _comprehension,
    cst.GeneratorExp: _comprehension,
    cst.DictComp: _dict_comprehension,
}
