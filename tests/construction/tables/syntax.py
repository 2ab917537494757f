"""The forms of the language: statements, expressions, operators, comparisons, patterns."""

from __future__ import annotations

from tests.construction.recipes import Table
from tests.construction.tables.expressions import EXPRESSIONS
from tests.construction.tables.operators import COMPARISONS, OPERATORS
from tests.construction.tables.statements import STATEMENTS


def table() -> Table:
    """The recipes by name."""
    rooms = (OPERATORS, COMPARISONS, EXPRESSIONS, STATEMENTS)
    return {f"ast.{name}": recipes for room in rooms for name, recipes in room.items()}
