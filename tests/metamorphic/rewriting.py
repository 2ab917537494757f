"""Transformations of one expression or statement; a site may become unresolved by them."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import libcst as cst

from tests.metamorphic import spots
from tests.metamorphic.subject import Subject
from tests.metamorphic.transformation import Place, replaced, unused, written

TRUE = ("__name__ is not None", "len(__name__) > 0", "str(__name__) != ''")
Change = Callable[[Subject, Place, Random], "cst.Module | None"]


def _somewhere(
    find: Callable[[Subject], list[Place]], change: Change
) -> Callable[[Subject, Random], Subject | None]:
    """A transformation that makes the change at the first of the places where it can be made."""

    def apply(subject: Subject, rng: Random) -> Subject | None:
        for place in spots.first(find(subject), rng):
            try:
                module = change(subject, place, rng)
            except cst.ParserSyntaxError:  # comments or backslashes within the piece
                continue
            if module is not None:
                return written(subject, {place.path: module})
        return None

    return apply


def _code(place: Place) -> str:
    return place.module.code_for_node(place.node).strip()


def _spliced(place: Place, source: str) -> cst.Module:
    """The module with other source in the place of an expression."""
    config = place.module.config_for_parsing
    return replaced(place.module, place.node, cst.parse_expression(f"({source})", config=config))


# Expressions.


def _extracted(subject: Subject, place: Place, rng: Random) -> cst.Module | None:
    local = spots.locals_in(place)
    if local is None:
        return None
    name = unused(subject, "extracted_value")
    given = ", ".join(local)
    define, wait = ("async def", "await ") if spots.waits(place.node) else ("def", "")
    if wait and spots.in_class_body(place):
        return None
    module = _spliced(place, f"{wait}{name}({given})")
    source = f"{define} {name}({given}):\n    return ({_code(place)})\n"
    return spots.with_statements(module, source)


def _in_lambda(subject: Subject, place: Place, rng: Random) -> cst.Module | None:
    if spots.waits(place.node) or spots.in_class_body(place):
        return None
    return _spliced(place, f"(lambda: ({_code(place)}))()")


def _in_container(subject: Subject, place: Place, rng: Random) -> cst.Module | None:
    if spots.waits(place.node):
        return None
    shape = rng.choice(
        ("[{}][0]", '{{"value": {}}}["value"]', "({},)[0]", "next(iter([{}]))", "[None, {}].pop()")
    )
    return _spliced(place, shape.format(f"({_code(place)})"))


def _either_way(subject: Subject, place: Place, rng: Random) -> cst.Module | None:
    code = _code(place)
    return _spliced(place, f"({code}) if {rng.choice(TRUE)} else ({code})")


def _copied(subject: Subject, place: Place, rng: Random) -> cst.Module | None:
    if not _is_data(place):
        return None
    way = rng.choice(("copy", "deepcopy"))
    module = _spliced(place, f"copy.{way}({_code(place)})")
    return spots.with_statements(module, "import copy\n")


def _is_data(place: Place) -> bool:
    """Whether a value is text or a mapping that is copied without a consequence."""
    kinds = (cst.Dict, cst.SimpleString, cst.FormattedString, cst.ConcatenatedString)
    parent = place.ancestors[-1]
    if isinstance(place.node, kinds):
        return True
    keyword = parent.keyword if isinstance(parent, cst.Arg) else None
    return (
        isinstance(place.node, cst.Name)
        and keyword is not None
        and keyword.value in ("json", "data", "body", "payload")
    )


def _in_variable(subject: Subject, place: Place, rng: Random) -> cst.Module | None:
    """The value gets a name in a line before its statement."""
    lines = [node for node in place.ancestors if isinstance(node, cst.SimpleStatementLine)]
    if not lines or not _is_quiet(place.node):
        return None
    within = place.ancestors[place.ancestors.index(lines[0]) :]
    if any(
        isinstance(node, (*spots.FUNCTIONS, cst.IfExp, cst.BooleanOperation)) for node in within
    ):
        return None
    name = unused(subject, "named_value")
    assigned = cst.parse_statement(
        f"{name} = ({_code(place)})\n", config=place.module.config_for_parsing
    )
    line = lines[0]
    new = line.deep_replace(place.node, cst.Name(name))
    return _with_lines(place.module, line, [assigned, new])


QUIET = {"dict", "list", "str", "format", "join", "strip", "lstrip", "rstrip", "dumps", "encode"}


def _is_quiet(node: cst.CSTNode) -> bool:
    """Whether it does not matter when an expression is evaluated."""
    if isinstance(node, cst.Await | cst.Yield):
        return False
    if isinstance(node, cst.Call):
        function = node.func
        name = function.attr if isinstance(function, cst.Attribute) else function
        if not isinstance(name, cst.Name) or name.value not in QUIET:
            return False
    return all(_is_quiet(child) for child in node.children)


# Statements.


def _with_lines(
    module: cst.Module, line: cst.SimpleStatementLine, new: list[cst.CSTNode]
) -> cst.Module:
    """The module with several statements in the place of one; they get its comments."""
    first = new[0].with_changes(leading_lines=line.leading_lines)
    if first is not new[-1] and isinstance(new[-1], cst.SimpleStatementLine):
        new = [*new[:-1], new[-1].with_changes(leading_lines=[])]
    flat = cst.FlattenSentinel([first, *new[1:]])

    class Replace(cst.CSTTransformer):
        def on_leave(  # type: ignore[override]
            self, original_node: cst.CSTNode, updated_node: cst.CSTNode
        ) -> cst.CSTNode | cst.FlattenSentinel[cst.CSTNode]:
            return flat if original_node is line else updated_node

    found = module.visit(Replace())
    assert isinstance(found, cst.Module)
    return found


def _around(place: Place, source: str, **parts: str) -> cst.Module:
    """The module with `source` in the place of a line, which replaces each `LINE` in it."""
    line = place.node
    assert isinstance(line, cst.SimpleStatementLine)
    config = place.module.config_for_parsing
    bare = line.with_changes(leading_lines=[])
    new: list[cst.CSTNode] = [
        cst.parse_statement(piece, config=config).visit(_Fill(bare))
        for piece in source.format(**parts).split("\n---\n")
    ]
    return _with_lines(place.module, line, new)


class _Fill(cst.CSTTransformer):
    def __init__(self, line: cst.SimpleStatementLine) -> None:
        self.line = line

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> cst.SimpleStatementLine:
        small = updated_node.body[0]
        is_hole = isinstance(small, cst.Expr) and isinstance(small.value, cst.Name)
        if is_hole and small.value.value == "LINE":  # type: ignore[union-attr]
            return self.line.deep_clone()
        return updated_node


def _in_condition(subject: Subject, place: Place, rng: Random) -> cst.Module | None:
    condition = rng.choice(TRUE)
    line = place.node
    assert isinstance(line, cst.SimpleStatementLine)
    small = line.body[0]
    shapes = ["if {c}:\n    LINE\n", "if {c}:\n    LINE\nelse:\n    LINE\n"]
    if isinstance(small, cst.Assign) and isinstance(small.targets[0].target, cst.Name):
        name = small.targets[0].target.value
        if not _uses(small.value, name):
            shapes.append(f"{name} = None\n---\nif {{c}}:\n    LINE\n")
    return _around(place, rng.choice(shapes), c=condition)


def _uses(node: cst.CSTNode, name: str) -> bool:
    return (isinstance(node, cst.Name) and node.value == name) or any(
        _uses(child, name) for child in node.children
    )


def _in_loop(subject: Subject, place: Place, rng: Random) -> cst.Module | None:
    name = unused(subject, "round_number")
    shapes = (
        "for {name} in range(1):\n    LINE\n",
        "while True:\n    LINE\n    break\n",
        "for {name} in ('only',):\n    LINE\n",
    )
    return _around(place, rng.choice(shapes), name=name)


def _in_block(subject: Subject, place: Place, rng: Random) -> cst.Module | None:
    shapes = (
        "try:\n    LINE\nfinally:\n    pass\n",
        "try:\n    LINE\nexcept ZeroDivisionError:\n    raise\n",
        "with contextlib.nullcontext():\n    LINE\n",
        "with contextlib.ExitStack() as {name}:\n    LINE\n",
    )
    shape = rng.choice(shapes)
    module = _around(place, shape, name=unused(subject, "exit_stack"))
    return spots.with_statements(module, "import contextlib\n") if "contextlib" in shape else module


def _thrown(subject: Subject, place: Place, rng: Random) -> cst.Module | None:
    """The value is raised, and what catches it goes on with it."""
    line = place.node
    assert isinstance(line, cst.SimpleStatementLine)
    small = line.body[0]
    value = getattr(small, "value", None)
    if not isinstance(value, cst.BaseExpression) or line.trailing_whitespace.comment is not None:
        return None  # the comment would be lost, and may suppress
    carrier, caught = unused(subject, "Carrier"), unused(subject, "caught")
    code = place.module.code_for_node(value).strip()
    config = place.module.config_for_parsing
    expression = cst.parse_expression(f"{caught}.value", config=config)
    rest = place.module.code_for_node(small.with_changes(value=expression)).strip()
    source = f"try:\n    raise {carrier}(({code}))\nexcept {carrier} as {caught}:\n    {rest}\n"
    new = cst.parse_statement(source, config=config)
    module = _with_lines(place.module, line, [new])
    definition = (
        f"class {carrier}(Exception):\n    def __init__(self, value):\n"
        "        super().__init__()\n        self.value = value\n"
    )
    return spots.with_statements(module, definition)


extracted = _somewhere(spots.expressions, _extracted)
in_lambda = _somewhere(spots.expressions, _in_lambda)
in_container = _somewhere(spots.expressions, _in_container)
either_way = _somewhere(spots.expressions, _either_way)
copied = _somewhere(spots.expressions, _copied)
in_variable = _somewhere(spots.expressions, _in_variable)
in_condition = _somewhere(spots.statements, _in_condition)
in_loop = _somewhere(spots.statements, _in_loop)
in_block = _somewhere(spots.statements, _in_block)
thrown = _somewhere(spots.statements, _thrown)
