"""Functions that are written at the place of their call, or in a module of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

import libcst as cst

from tests.metamorphic import names, spots
from tests.metamorphic.subject import Subject
from tests.metamorphic.transformation import Place, places, replaced, unused, with_body, written

# A tree that replaces names in modules, or reads a file, may mean the one that a function stood in.
REPLACING = (
    b"patch",
    b"setattr",
    b"__name__ ",
    b"sys.modules",
    b"__dict__",
    b"__file__",
    b"globals()",
)


def inlined(subject: Subject, rng: Random) -> Subject | None:
    """A call of a function that only returns an expression becomes that expression."""
    candidates = [
        (path, module, function, call)
        for path, module in sorted(spots.modules_to_change(subject).items())
        for function in _single_returns(module)
        for call in _calls(path, module, function.name.value)
    ]
    rng.shuffle(candidates)
    for path, module, function, call in candidates:
        expression = _substituted(module, function, call)
        if expression is not None:
            return written(subject, {path: replaced(module, call, expression)})
    return None


def _single_returns(module: cst.Module) -> Iterator[cst.FunctionDef]:
    """The functions of a module that are one return statement, bound once and not decorated."""
    bound = names.bound_at_top(module.body)
    for node in module.body:
        if not isinstance(node, cst.FunctionDef) or node.decorators or node.asynchronous:
            continue
        if bound.count(node.name.value) == 1 and _returned(node) is not None:
            yield node


def _returned(function: cst.FunctionDef) -> cst.BaseExpression | None:
    lines = function.body.body
    line = lines[0] if len(lines) == 1 else None
    small = line.body[0] if isinstance(line, cst.SimpleStatementLine) else None
    return small.value if isinstance(small, cst.Return) else None


def _calls(path: str, module: cst.Module, name: str) -> Iterator[cst.Call]:
    for place in places(path, module):
        node = place.node
        if isinstance(node, cst.Call) and isinstance(node.func, cst.Name):
            shadowed = name in names.bound(*place.scopes[:1])
            in_text = any(isinstance(outer, cst.FormattedString) for outer in place.ancestors)
            if node.func.value == name and not shadowed and not in_text:
                yield node


def _substituted(
    module: cst.Module, function: cst.FunctionDef, call: cst.Call
) -> cst.BaseExpression | None:
    """The returned expression with the arguments in the place of the parameters."""
    params = function.params
    expression = _returned(function)
    simple = not (params.star_kwarg or params.kwonly_params or params.posonly_params)
    if expression is None or not simple or isinstance(params.star_arg, cst.Param):
        return None
    if names.bound(expression) or isinstance(expression, cst.Yield) or spots.waits(expression):
        return None
    wanted = [param.name.value for param in params.params]
    if any(arg.star or not _is_simple(arg.value) for arg in call.args):
        return None
    given = dict(zip(wanted, (arg.value for arg in call.args if not arg.keyword), strict=False))
    given |= {arg.keyword.value: arg.value for arg in call.args if arg.keyword}
    if given.keys() != set(wanted):
        return None
    code = module.code_for_node(expression.visit(_Substitute(given)))
    return cst.parse_expression(f"({code})", config=module.config_for_parsing)


def _is_simple(node: cst.CSTNode) -> bool:
    """Whether an argument may be evaluated more than once, or not at all."""
    if isinstance(node, cst.Attribute):
        return _is_simple(node.value)
    return isinstance(node, cst.Name | cst.SimpleString | cst.Integer)


class _Substitute(cst.CSTTransformer):
    def __init__(self, given: dict[str, cst.BaseExpression]) -> None:
        self.given = given

    def leave_Attribute(
        self, original_node: cst.Attribute, updated_node: cst.Attribute
    ) -> cst.Attribute:
        return updated_node.with_changes(attr=original_node.attr)

    def leave_Arg(self, original_node: cst.Arg, updated_node: cst.Arg) -> cst.Arg:
        return updated_node.with_changes(keyword=original_node.keyword)

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:
        return self.given.get(original_node.value, updated_node)


def variable_inlined(subject: Subject, rng: Random) -> Subject | None:
    """A local variable that only the next line reads, once, becomes its value there."""
    for place in spots.first(spots.statements(subject), rng):
        following = _next_line(place)
        value = _assigned(place)
        if following is None or value is None:
            continue
        name, expression = value
        uses = _reads(following, name)
        outer = place.scopes[0]
        everywhere = sum(node.value == name for node in _names_in(outer))
        if len(uses) != 1 or everywhere != 2 or names.bound(outer).count(name) != 1:
            continue
        code = place.module.code_for_node(expression)
        new = cst.parse_expression(f"({code})", config=place.module.config_for_parsing)
        module = place.module.visit(_Inline(place.node, uses[0], new))
        return written(subject, {place.path: module})
    return None


def _next_line(place: Place) -> cst.SimpleStatementLine | None:
    block = place.ancestors[-1]
    if not isinstance(block, cst.IndentedBlock) or not place.scopes:
        return None
    if not isinstance(place.scopes[0], cst.FunctionDef):
        return None
    at = next(at for at, node in enumerate(block.body) if node is place.node)
    following = block.body[at + 1] if at + 1 < len(block.body) else None
    return following if isinstance(following, cst.SimpleStatementLine) else None


def _assigned(place: Place) -> tuple[str, cst.BaseExpression] | None:
    line = place.node
    small = line.body[0] if isinstance(line, cst.SimpleStatementLine) else None
    if not isinstance(small, cst.Assign) or not isinstance(small.targets[0].target, cst.Name):
        return None
    return small.targets[0].target.value, small.value


def _names_in(node: cst.CSTNode) -> Iterator[cst.Name]:
    """The names of a piece of source that are looked up or bound."""
    if isinstance(node, cst.Name):
        yield node
        return
    left_out = {cst.Attribute: "attr", cst.Arg: "keyword"}.get(type(node), "")
    for child in node.children:
        if child is not getattr(node, left_out, None):
            yield from _names_in(child)


def _reads(line: cst.SimpleStatementLine, name: str) -> list[cst.Name]:
    """Where a line reads a name; nothing when it does so in a place of another kind."""
    if any(isinstance(node, cst.FormattedString | cst.Lambda) for node in _within(line)):
        return []
    if any(isinstance(node, cst.CompFor | cst.Del | cst.AugAssign) for node in _within(line)):
        return []
    return [node for node in _names_in(line) if node.value == name]


def _within(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    yield node
    for child in node.children:
        yield from _within(child)


class _Inline(cst.CSTTransformer):
    """A module without one of its lines, and with other source in the place of a name."""

    def __init__(self, line: cst.CSTNode, use: cst.Name, new: cst.BaseExpression) -> None:
        self.line = line
        self.use = use
        self.new = new

    def on_leave(  # type: ignore[override]
        self, original_node: cst.CSTNode, updated_node: cst.CSTNode
    ) -> cst.CSTNode | cst.RemovalSentinel:
        if original_node is self.line:
            return cst.RemoveFromParent()
        return self.new if original_node is self.use else updated_node


def moved(subject: Subject, rng: Random) -> Subject | None:
    """A function stands in a module beside and is imported where it stood."""
    if any(word in content for content in subject.files.values() for word in REPLACING):
        return None
    if any(not path.endswith(".py") for path in subject.files) or subject.paths != (".",):
        return None
    candidates = [
        (path, module, function)
        for path, module in sorted(spots.modules_to_change(subject).items())
        for function in _movable(module)
        if "/" not in path or path.rpartition("/")[0] + "/__init__.py" in subject.files
        if not _is_set(subject, names.used(function))
    ]
    if not candidates:
        return None
    path, module, function = rng.choice(candidates)
    return _moved(subject, path, module, function)


def _is_set(subject: Subject, found: set[str]) -> bool:
    """Whether a file sets one of the names, in its own module or in another one."""
    words = b"|".join(re.escape(name.encode()) for name in sorted(found))
    pattern = re.compile(rb"global .*\b(?:" + words + rb")\b|\.(?:" + words + rb")\s*=[^=]")
    return any(pattern.search(content) for content in subject.files.values())


def _movable(module: cst.Module) -> Iterator[cst.FunctionDef]:
    """Functions that need imports and constants only, and no decorator; the constants go along."""
    bound = names.bound_at_top(module.body)
    free = set(_needed(module)) | (names.BUILTINS - set(bound))
    for node in module.body:
        if isinstance(node, cst.FunctionDef) and not node.decorators:
            local = set(names.bound(*node.body.body, node.params))
            if bound.count(node.name.value) == 1 and names.used(node) <= (
                free | local | {node.name.value}
            ):
                yield node


def _needed(module: cst.Module) -> dict[str, cst.SimpleStatementLine]:
    """The statements of a module that can be repeated elsewhere, by the name that each binds."""
    bound = names.bound_at_top(module.body)
    found = {}
    for node in module.body:
        if not isinstance(node, cst.SimpleStatementLine) or len(node.body) != 1:
            continue
        small = node.body[0]
        is_import = isinstance(small, cst.Import) or (
            isinstance(small, cst.ImportFrom)
            and not isinstance(small.names, cst.ImportStar)
            and not small.relative
        )
        is_text = isinstance(small, cst.Assign) and isinstance(small.value, cst.SimpleString)
        if is_import or is_text:
            for name in names.bound(node):
                if bound.count(name) == 1:
                    found[name] = node
    return found


def _moved(
    subject: Subject, path: str, module: cst.Module, function: cst.FunctionDef
) -> Subject | None:
    stem = unused(subject, "moved_here")
    folder = path.rpartition("/")[0]
    dot = "." if folder else ""
    needed = _needed(module)
    gone = [node for name, node in needed.items() if name in names.used(function)]
    gone = [node for at, node in enumerate(gone) if node not in gone[:at]]
    new = cst.Module(body=[*gone, function], default_newline=module.default_newline)
    if module.encoding != "utf-8" or "__future__" in new.code:
        return None

    def left(node: cst.BaseStatement) -> cst.BaseStatement:
        """An import stays where it is also; a constant is imported from its new place."""
        is_constant = node in gone and "import " not in module.code_for_node(node)
        if node is not function and not is_constant:
            return node
        (name,) = [function.name.value] if node is function else names.bound(node)
        return cst.parse_statement(
            f"from {dot}{stem} import {name}\n", config=module.config_for_parsing
        )

    changed = written(subject, {path: with_body(module, [left(node) for node in module.body])})
    if changed is None:
        return None
    target = f"{folder}/{stem}.py" if folder else f"{stem}.py"
    return changed.of({**changed.files, target: new.bytes})
