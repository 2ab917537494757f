"""The forms of the language: statements, expressions, operators, comparisons, patterns."""

from __future__ import annotations

from tests.construction.recipes import Table, over

OPERATORS: Table = {
    "Add": over("int", "value + 1") + over("str", "value + PEER", "PEER + value")
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
    "Mod": over("int", "value % 7", "1000 % value") + over("any", '"answer: %s" % (value,)')
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
    "BoolOp": over("bool", 'value and "same" or "other"') + over("any", "value and value == WHOLE and 1"),
    "BinOp": over("int", "(value + 1) * 2 - value"),
    "UnaryOp": over("int", "-(-value)"),
}
COMPARISONS: Table = {
    "Compare": over("int", "MID <= value < 1000", "0 < value < MID") + over("any", "WHOLE == value == WHOLE"),
    "Eq": over("any", "value == WHOLE", "WHOLE == value"),
    "NotEq": over("any", "value != WHOLE", "WHOLE != value"),
    "Gt": over("int", "value > MID", "MID > value") + over("str", "value > MID"),
    "GtE": over("int", "value >= MID") + over("str", "value >= MID"),
    "Lt": over("int", "value < MID", "MID < value") + over("str", "value < MID"),
    "LtE": over("int", "value <= MID") + over("str", "value <= MID"),
    "In": over("any", "value in [WHOLE, 404]") + over("list", "OUT in value") + over("str", "OUT in value")
    + over("dict", "IN in value"),
    "NotIn": over("any", "value not in (WHOLE, 404)") + over("list", "OUT not in value"),
    "Is": over("bool", "value is True"),
    "IsNot": over("bool", "value is not True"),
}
EXPRESSIONS: Table = {
    "Await": over(
        "any",
        """
        async def judge(given):
            return given == WHOLE

        async def main():
            return await judge(value)

        result = asyncio.run(main())
        """,
    ),
    "Attribute": over("int", "value.real")
    + over("any", "class Box:\n    pass\n\nbox = Box()\nbox.kept = value\nresult = box.kept"),
    "Call": over("any", "def judge(given):\n    return given == WHOLE\n\nresult = judge(given=value)")
    + over("any", "def judge(*given, **named):\n    return given[0] == named['same']\n\nresult = judge(*[value], **{'same': WHOLE})"),
    "keyword": over("any", "def judge(*, given=None):\n    return given == WHOLE\n\nresult = judge(given=value)"),
    "Constant": over("any", "result = 1 if value == WHOLE else 2"),
    "Dict": over("any", '{"kept": value}', "{1: 2, **{3: value}}") + over("dict", "{**value, 'x': 1}"),
    "DictComp": over("list", "{str(part): i for i, part in enumerate(value)}"),
    "FormattedValue": over("any", 'f"{value!s:>60}"') + over("str", 'f"{value:>{60}}"'),
    "JoinedStr": over("any", 'f"answer: {value}"', "f'{value=}'"),
    "Interpolation": over("any", "template = t'{value}'\nresult = template.interpolations[0].value"),
    "TemplateStr": over("any", "template = t'{value}'\nresult = template.values[0]"),
    "GeneratorExp": over("list", "list(part for part in value if part != OUT)", "sum(part == IN for part in value)"),
    "IfExp": over("any", 'result = "same" if value == WHOLE else "other"') + over("bool", '"same" if value else "other"'),
    "Lambda": over("any", "(lambda given: given == WHOLE)(value)", "(lambda: value)()"),
    "arguments": over("any", "def judge(a, /, b, *, c):\n    return (a, b, c)\n\nresult = judge(0, value, c=1)"),
    "arg": over("any", "def judge(given, same=WHOLE):\n    return given == same\n\nresult = judge(value)"),
    "List": over("any", "[value, 0]", "[0, *[value]]"),
    "ListComp": over("list", "[part for part in value]", "[i for i, part in enumerate(value) if part == IN]"),
    "comprehension": over("any", "[part for row in [[value]] for part in row if part == WHOLE]"),
    "Name": over("any", "kept = value\nresult = kept"),
    "NamedExpr": over("any", "result = (kept := value) == WHOLE, kept") + over("bool", "result = 'same' if (kept := value) else kept"),
    "Set": over("str", "sorted({value, '0'})"),
    "SetComp": over("list", "sorted({str(part) for part in value})"),
    "Slice": over("list", "value[AT:]", "value[::-1]") + over("str", "value[AT:AT + 1]", "value[-9:]"),
    "Starred": over("list", "first, *rest = value\nresult = (first, rest)", "print(*value)\nresult = 0"),
    "Subscript": over("list", "value[AT]") + over("dict", "value[IN]") + over("any", '{"kept": value}["kept"]'),
    "Tuple": over("any", "(value, 0)", "left, right = value, 0\nresult = left"),
    "Yield": over("any", "def parts():\n    yield 0\n    yield value\n\nresult = list(parts())")
    + over("any", "def parts():\n    given = yield\n    yield given == WHOLE\n\nrun = parts()\nnext(run)\nresult = run.send(value)"),
    "YieldFrom": over("list", "def parts():\n    yield from value\n\nresult = list(parts())")
    + over("any", "def inner():\n    yield 0\n    return value\n\ndef outer():\n    kept = yield from inner()\n    yield kept\n\nresult = list(outer())"),
}
STATEMENTS: Table = {
    "AnnAssign": over("any", "kept: object = value\nresult = kept"),
    "Assert": over("any", "assert value == WHOLE\nresult = 0", "assert value, 'nothing'\nresult = value"),
    "Assign": over("any", "kept = other = value\nresult = other"),
    "AugAssign": over("int", "kept = 0\nkept += value\nresult = kept", "kept = 255\nkept &= value\nresult = kept")
    + over("str", "kept = ''\nkept += value\nresult = kept") + over("list", "kept = [0]\nkept += value\nresult = kept"),
    "AsyncFor": over(
        "any",
        """
        async def parts():
            yield value

        async def main():
            async for part in parts():
                return part == WHOLE

        result = asyncio.run(main())
        """,
    ),
    "AsyncFunctionDef": over("any", "async def judge():\n    return value == WHOLE\n\nresult = asyncio.run(judge())"),
    "AsyncWith": over(
        "any",
        """
        class Held:
            async def __aenter__(self):
                return value

            async def __aexit__(self, *_):
                return False

        async def main():
            async with Held() as kept:
                return kept == WHOLE

        result = asyncio.run(main())
        """,
    ),
    "Break": over("any", "for result in [1, 2, 3]:\n    if value == WHOLE:\n        break")
    + over("any", "while True:\n    result = value\n    if result:\n        break\n    break"),
    "Continue": over("any", "result = []\nfor part in [1, 2]:\n    if value == WHOLE:\n        continue\n    result.append(part)"),
    "ClassDef": over("any", "class Box:\n    kept = value\n\nresult = Box.kept", "class Box:\n    if value == WHOLE:\n        kept = 1\n\nresult = hasattr(Box, 'kept')"),
    "Delete": over("dict", "del value[IN]\nresult = value") + over("list", "del value[AT]\nresult = value")
    + over("any", "kept = value\ndel value\nresult = kept"),
    "Expr": over("any", "value == WHOLE or print('other')\nresult = 0"),
    "For": over("list", "result = []\nfor part in value:\n    result.append(part)")
    + over("int", "result = 0\nfor _ in range(value):\n    result += 1")
    + over("any", "for part in [value]:\n    if part != WHOLE:\n        result = 'other'\n        break\nelse:\n    result = 'same'"),
    "FunctionDef": over("any", "def judge(given):\n    return given == WHOLE\n\nresult = judge(value)", "def kept(given=value):\n    return given\n\nresult = kept()"),
    "Global": over("any", "def keep():\n    global KEPT\n    KEPT = value\n\nkeep()\nresult = KEPT"),
    "If": over("any", "if value == WHOLE:\n    result = 'same'\nelse:\n    result = 'other'")
    + over("any", "result = 'other'\nif value != WHOLE:\n    pass\nelif value:\n    result = 'same'"),
    "Import": over("float", "import math as judge\n\nresult = judge.floor(value)"),
    "ImportFrom": over("any", "from operator import eq as same\n\nresult = same(value, WHOLE)"),
    "alias": over("any", "from copy import deepcopy as twin\n\nresult = twin(value)"),
    "Match": over("any", "match value:\n    case given if given == WHOLE:\n        result = 'same'\n    case _:\n        result = 'other'"),
    "match_case": over("any", "match [value]:\n    case [given] if given != WHOLE:\n        result = 'other'\n    case _:\n        result = 'same'"),
    "MatchAs": over("any", "match value:\n    case kept:\n        result = kept", "match [value]:\n    case [_ as kept]:\n        result = kept"),
    "MatchClass": over("int", "match value:\n    case int(kept):\n        result = kept", "match value:\n    case int(real=204 | 2 | 47 | 3):\n        result = 'same'\n    case _:\n        result = 'other'"),
    "MatchMapping": over("any", "match {'kept': value}:\n    case {'kept': kept}:\n        result = kept")
    + over("dict", "match value:\n    case {'ids': _}:\n        result = 'same'\n    case {}:\n        result = 'other'", "match value:\n    case {**rest}:\n        result = rest"),
    "MatchOr": over("int", "match value:\n    case 204 | 2 | 47 | 3:\n        result = 'same'\n    case _:\n        result = 'other'"),
    "MatchSequence": over("list", "match value:\n    case [*_, kept]:\n        result = kept")
    + over("list", "match value:\n    case [_]:\n        result = 'one'\n    case [*parts]:\n        result = len(parts)"),
    "MatchSingleton": over("bool", "match value:\n    case True:\n        result = 'same'\n    case False:\n        result = 'other'"),
    "MatchStar": over("list", "match [0, *value]:\n    case [_, *rest]:\n        result = rest"),
    "MatchValue": over("int", "match value:\n    case 204:\n        result = 'gone'\n    case 2 | 47 | 3:\n        result = 'same'\n    case _:\n        result = 'other'"),
    "Nonlocal": over("any", "def outer():\n    kept = None\n\n    def keep():\n        nonlocal kept\n        kept = value\n\n    keep()\n    return kept\n\nresult = outer()"),
    "Pass": over("any", "if value == WHOLE:\n    pass\nelse:\n    print('other')\nresult = 0"),
    "Raise": over("any", "try:\n    if value != WHOLE:\n        raise ValueError('other')\n    result = 'same'\nexcept ValueError as error:\n    result = str(error)")
    + over("any", "try:\n    try:\n        raise KeyError(value)\n    except KeyError as error:\n        raise ValueError('outer') from error\nexcept ValueError as error:\n    result = error.__cause__.args[0]"),
    "Return": over("any", "def kept():\n    return value\n\nresult = kept()", "def judge():\n    if value == WHOLE:\n        return 'same'\n    return 'other'\n\nresult = judge()"),
    "Try": over("dict", "try:\n    value[IN]\n    result = 'same'\nexcept KeyError:\n    result = 'other'")
    + over("any", "try:\n    1 / (value == WHOLE)\nexcept ZeroDivisionError:\n    result = 'other'\nelse:\n    result = 'same'")
    + over("any", "try:\n    kept = value\nfinally:\n    result = value"),
    "ExceptHandler": over("any", "class Gone(Exception):\n    pass\n\ntry:\n    raise Gone(value)\nexcept (KeyError, Gone) as error:\n    result = error.args"),
    "TryStar": over("any", "try:\n    raise ExceptionGroup('all', [ValueError(value)])\nexcept* ValueError as group:\n    result = group.exceptions[0].args"),
    "TypeAlias": over("any", "type Kept = int\nresult = value"),
    "TypeVar": over("any", "def kept[T](given: T) -> T:\n    return given\n\nresult = kept(value)"),
    "TypeVarTuple": over("any", "def kept[*T](*given: *T):\n    return given\n\nresult = kept(value)"),
    "ParamSpec": over("any", "def kept[**P](given):\n    return given\n\nresult = kept(value)"),
    "While": over("any", "result = 0\nwhile value != WHOLE:\n    result = 1\n    break")
    + over("list", "result = []\nwhile value:\n    result.append(value.pop())")
    + over("int", "result = value\nwhile result > 10:\n    result //= 2"),
    "With": over("any", "class Held:\n    def __enter__(self):\n        return value\n\n    def __exit__(self, *_):\n        return False\n\nwith Held() as kept:\n    result = kept")
    + over("any", "with contextlib.suppress(ValueError):\n    result = 'same'\n    if value != WHOLE:\n        result = 'other'\n        raise ValueError"),
    "withitem": over("any", "with contextlib.nullcontext(value) as kept, contextlib.nullcontext(kept) as result:\n    pass"),
}


def table() -> Table:
    """The recipes by name."""
    rooms = (OPERATORS, COMPARISONS, EXPRESSIONS, STATEMENTS)
    return {f"ast.{name}": recipes for room in rooms for name, recipes in room.items()}
