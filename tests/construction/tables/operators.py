"""Operators and comparisons, as they are written."""

from __future__ import annotations

from tests.construction.recipes import Table, over

OPERATORS: Table = {
    "Add": over("int", "value + 1")
    + over("str", "value + PEER", "PEER + value")
    + over("list", "value + PEER"),
    "BitAnd": over("int", "value & 3"),
    "BitOr": over("int", "value | 8") + over("dict", '{"x": 0} | value'),
    "BitXor": over("int", "value ^ 5"),
    "Div": over("int", "value / 2", "1000 / value"),
    "FloorDiv": over("int", "value // 2", "100000 // value"),
    "Invert": over("int", "~value"),
    "LShift": over("int", "value << 1", "1 << value"),
    "MatMult": over(
        "any",
        """
        class Judge:
            def __rmatmul__(self, other):
                return other == WHOLE

        result = value @ Judge()
        """,
    ),
    "Mod": over("int", "value % 7", "1000 % value")
    + over("any", '"answer: %s" % (value,)')
    + over("any", '"answer: %(kept)s" % {"kept": value}'),
    "Mult": over("int", "value * 2") + over("str", "2 * value") + over("bool", "value * 'same'"),
    "Not": over("bool", "not value"),
    "Pow": over("int", "value ** 2"),
    "RShift": over("int", "value >> 1"),
    "Sub": over("int", "value - 4", "1000 - value"),
    "UAdd": over("int", "+value"),
    "USub": over("int", "-value"),
    "And": over("bool", 'value and "same"') + over("any", "value == WHOLE and 1"),
    "Or": over("bool", 'value or "other"') + over("any", "value != WHOLE or 1"),
    "BoolOp": over("bool", 'value and "same" or "other"')
    + over("any", "value and value == WHOLE and 1"),
    "BinOp": over("int", "(value + 1) * 2 - value"),
    "UnaryOp": over("int", "-(-value)"),
}
COMPARISONS: Table = {
    "Compare": over("int", "MID <= value < 1000", "0 < value < MID")
    + over("any", "WHOLE == value == WHOLE"),
    "Eq": over("any", "value == WHOLE", "WHOLE == value"),
    "NotEq": over("any", "value != WHOLE", "WHOLE != value"),
    "Gt": over("int", "value > MID", "MID > value") + over("str", "value > MID"),
    "GtE": over("int", "value >= MID") + over("str", "value >= MID"),
    "Lt": over("int", "value < MID", "MID < value") + over("str", "value < MID"),
    "LtE": over("int", "value <= MID") + over("str", "value <= MID"),
    "In": over("any", "value in [WHOLE, 404]")
    + over("list", "OUT in value")
    + over("str", "OUT in value")
    + over("dict", "IN in value"),
    "NotIn": over("any", "value not in (WHOLE, 404)") + over("list", "OUT not in value"),
    "Is": over("bool", "value is True"),
    "IsNot": over("bool", "value is not True"),
}
