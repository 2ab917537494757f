"""The forms of the language: statements, expressions, operators, comparisons, patterns."""

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
    + over(
        "any",
        """
        class Box:
            pass

        box = Box()
        box.kept = value
        result = box.kept
        """,
    ),
    "Call": over(
        "any",
        """
            def judge(given):
                return given == WHOLE

            result = judge(given=value)
            """,
    )
    + over(
        "any",
        """
            def judge(*given, **named):
                return given[0] == named['same']

            result = judge(*[value], **{'same': WHOLE})
            """,
    ),
    "keyword": over(
        "any",
        """
            def judge(*, given=None):
                return given == WHOLE

            result = judge(given=value)
            """,
    ),
    "Constant": over("any", "result = 1 if value == WHOLE else 2"),
    "Dict": over("any", '{"kept": value}', "{1: 2, **{3: value}}")
    + over("dict", "{**value, 'x': 1}"),
    "DictComp": over("list", "{str(part): i for i, part in enumerate(value)}"),
    "FormattedValue": over("any", 'f"{value!s:>60}"') + over("str", 'f"{value:>{60}}"'),
    "JoinedStr": over("any", 'f"answer: {value}"', "f'{value=}'"),
    "Interpolation": over(
        "any", "template = t'{value}'\nresult = template.interpolations[0].value"
    ),
    "TemplateStr": over("any", "template = t'{value}'\nresult = template.values[0]"),
    "GeneratorExp": over(
        "list", "list(part for part in value if part != OUT)", "sum(part == IN for part in value)"
    ),
    "IfExp": over("any", 'result = "same" if value == WHOLE else "other"')
    + over("bool", '"same" if value else "other"'),
    "Lambda": over("any", "(lambda given: given == WHOLE)(value)", "(lambda: value)()"),
    "arguments": over(
        "any",
        """
            def judge(a, /, b, *, c):
                return (a, b, c)

            result = judge(0, value, c=1)
            """,
    ),
    "arg": over(
        "any",
        """
            def judge(given, same=WHOLE):
                return given == same

            result = judge(value)
            """,
    ),
    "List": over("any", "[value, 0]", "[0, *[value]]"),
    "ListComp": over(
        "list", "[part for part in value]", "[i for i, part in enumerate(value) if part == IN]"
    ),
    "comprehension": over("any", "[part for row in [[value]] for part in row if part == WHOLE]"),
    "Name": over("any", "kept = value\nresult = kept"),
    "NamedExpr": over("any", "result = (kept := value) == WHOLE, kept")
    + over("bool", "result = 'same' if (kept := value) else kept"),
    "Set": over("str", "sorted({value, '0'})"),
    "SetComp": over("list", "sorted({str(part) for part in value})"),
    "Slice": over("list", "value[AT:]", "value[::-1]")
    + over("str", "value[AT:AT + 1]", "value[-9:]"),
    "Starred": over(
        "list", "first, *rest = value\nresult = (first, rest)", "print(*value)\nresult = 0"
    ),
    "Subscript": over("list", "value[AT]")
    + over("dict", "value[IN]")
    + over("any", '{"kept": value}["kept"]'),
    "Tuple": over("any", "(value, 0)", "left, right = value, 0\nresult = left"),
    "Yield": over(
        "any",
        """
        def parts():
            yield 0
            yield value

        result = list(parts())
        """,
    )
    + over(
        "any",
        """
            def parts():
                given = yield
                yield given == WHOLE

            run = parts()
            next(run)
            result = run.send(value)
            """,
    ),
    "YieldFrom": over(
        "list",
        """
        def parts():
            yield from value

        result = list(parts())
        """,
    )
    + over(
        "any",
        """
            def inner():
                yield 0
                return value

            def outer():
                kept = yield from inner()
                yield kept

            result = list(outer())
            """,
    ),
}
STATEMENTS: Table = {
    "AnnAssign": over("any", "kept: object = value\nresult = kept"),
    "Assert": over(
        "any", "assert value == WHOLE\nresult = 0", "assert value, 'nothing'\nresult = value"
    ),
    "Assign": over("any", "kept = other = value\nresult = other"),
    "AugAssign": over(
        "int",
        """
            kept = 0
            kept += value
            result = kept
            """,
        """
            kept = 255
            kept &= value
            result = kept
            """,
    )
    + over(
        "str",
        """
        kept = ''
        kept += value
        result = kept
        """,
    )
    + over(
        "list",
        """
        kept = [0]
        kept += value
        result = kept
        """,
    ),
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
    "AsyncFunctionDef": over(
        "any",
        """
            async def judge():
                return value == WHOLE

            result = asyncio.run(judge())
            """,
    ),
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
    "Break": over(
        "any",
        """
        for result in [1, 2, 3]:
            if value == WHOLE:
                break
        """,
    )
    + over(
        "any",
        """
        while True:
            result = value
            if result:
                break
            break
        """,
    ),
    "Continue": over(
        "any",
        """
            result = []
            for part in [1, 2]:
                if value == WHOLE:
                    continue
                result.append(part)
            """,
    ),
    "ClassDef": over(
        "any",
        """
            class Box:
                kept = value

            result = Box.kept
            """,
        """
            class Box:
                if value == WHOLE:
                    kept = 1

            result = hasattr(Box, 'kept')
            """,
    ),
    "Delete": over("dict", "del value[IN]\nresult = value")
    + over("list", "del value[AT]\nresult = value")
    + over(
        "any",
        """
        kept = value
        del value
        result = kept
        """,
    ),
    "Expr": over("any", "value == WHOLE or print('other')\nresult = 0"),
    "For": over(
        "list",
        """
        result = []
        for part in value:
            result.append(part)
        """,
    )
    + over(
        "int",
        """
        result = 0
        for _ in range(value):
            result += 1
        """,
    )
    + over(
        "any",
        """
            for part in [value]:
                if part != WHOLE:
                    result = 'other'
                    break
            else:
                result = 'same'
            """,
    ),
    "FunctionDef": over(
        "any",
        """
            def judge(given):
                return given == WHOLE

            result = judge(value)
            """,
        """
            def kept(given=value):
                return given

            result = kept()
            """,
    ),
    "Global": over(
        "any",
        """
            def keep():
                global KEPT
                KEPT = value

            keep()
            result = KEPT
            """,
    ),
    "If": over(
        "any",
        """
        if value == WHOLE:
            result = 'same'
        else:
            result = 'other'
        """,
    )
    + over(
        "any",
        """
            result = 'other'
            if value != WHOLE:
                pass
            elif value:
                result = 'same'
            """,
    ),
    "Import": over(
        "float",
        """
        import math as judge

        result = judge.floor(value)
        """,
    ),
    "ImportFrom": over(
        "any",
        """
        from operator import eq as same

        result = same(value, WHOLE)
        """,
    ),
    "alias": over(
        "any",
        """
        from copy import deepcopy as twin

        result = twin(value)
        """,
    ),
    "Match": over(
        "any",
        """
            match value:
                case given if given == WHOLE:
                    result = 'same'
                case _:
                    result = 'other'
            """,
    ),
    "match_case": over(
        "any",
        """
            match [value]:
                case [given] if given != WHOLE:
                    result = 'other'
                case _:
                    result = 'same'
            """,
    ),
    "MatchAs": over(
        "any",
        """
            match value:
                case kept:
                    result = kept
            """,
        """
            match [value]:
                case [_ as kept]:
                    result = kept
            """,
    ),
    "MatchClass": over(
        "int",
        """
            match value:
                case int(kept):
                    result = kept
            """,
        """
            match value:
                case int(real=204 | 2 | 47 | 3):
                    result = 'same'
                case _:
                    result = 'other'
            """,
    ),
    "MatchMapping": over(
        "any",
        """
            match {'kept': value}:
                case {'kept': kept}:
                    result = kept
            """,
    )
    + over(
        "dict",
        """
            match value:
                case {'ids': _}:
                    result = 'same'
                case {}:
                    result = 'other'
            """,
        """
            match value:
                case {**rest}:
                    result = rest
            """,
    ),
    "MatchOr": over(
        "int",
        """
            match value:
                case 204 | 2 | 47 | 3:
                    result = 'same'
                case _:
                    result = 'other'
            """,
    ),
    "MatchSequence": over(
        "list",
        """
        match value:
            case [*_, kept]:
                result = kept
        """,
    )
    + over(
        "list",
        """
            match value:
                case [_]:
                    result = 'one'
                case [*parts]:
                    result = len(parts)
            """,
    ),
    "MatchSingleton": over(
        "bool",
        """
            match value:
                case True:
                    result = 'same'
                case False:
                    result = 'other'
            """,
    ),
    "MatchStar": over(
        "list",
        """
        match [0, *value]:
            case [_, *rest]:
                result = rest
        """,
    ),
    "MatchValue": over(
        "int",
        """
            match value:
                case 204:
                    result = 'gone'
                case 2 | 47 | 3:
                    result = 'same'
                case _:
                    result = 'other'
            """,
    ),
    "Nonlocal": over(
        "any",
        """
            def outer():
                kept = None

                def keep():
                    nonlocal kept
                    kept = value

                keep()
                return kept

            result = outer()
            """,
    ),
    "Pass": over(
        "any",
        """
        if value == WHOLE:
            pass
        else:
            print('other')
        result = 0
        """,
    ),
    "Raise": over(
        "any",
        """
            try:
                if value != WHOLE:
                    raise ValueError('other')
                result = 'same'
            except ValueError as error:
                result = str(error)
            """,
    )
    + over(
        "any",
        """
            try:
                try:
                    raise KeyError(value)
                except KeyError as error:
                    raise ValueError('outer') from error
            except ValueError as error:
                result = error.__cause__.args[0]
            """,
    ),
    "Return": over(
        "any",
        """
            def kept():
                return value

            result = kept()
            """,
        """
            def judge():
                if value == WHOLE:
                    return 'same'
                return 'other'

            result = judge()
            """,
    ),
    "Try": over(
        "dict",
        """
            try:
                value[IN]
                result = 'same'
            except KeyError:
                result = 'other'
            """,
    )
    + over(
        "any",
        """
            try:
                1 / (value == WHOLE)
            except ZeroDivisionError:
                result = 'other'
            else:
                result = 'same'
            """,
    )
    + over(
        "any",
        """
        try:
            kept = value
        finally:
            result = value
        """,
    ),
    "ExceptHandler": over(
        "any",
        """
            class Gone(Exception):
                pass

            try:
                raise Gone(value)
            except (KeyError, Gone) as error:
                result = error.args
            """,
    ),
    "TryStar": over(
        "any",
        """
            try:
                raise ExceptionGroup('all', [ValueError(value)])
            except* ValueError as group:
                result = group.exceptions[0].args
            """,
    ),
    "TypeAlias": over("any", "type Kept = int\nresult = value"),
    "TypeVar": over(
        "any",
        """
        def kept[T](given: T) -> T:
            return given

        result = kept(value)
        """,
    ),
    "TypeVarTuple": over(
        "any",
        """
            def kept[*T](*given: *T):
                return given

            result = kept(value)
            """,
    ),
    "ParamSpec": over(
        "any",
        """
        def kept[**P](given):
            return given

        result = kept(value)
        """,
    ),
    "While": over(
        "any",
        """
        result = 0
        while value != WHOLE:
            result = 1
            break
        """,
    )
    + over(
        "list",
        """
        result = []
        while value:
            result.append(value.pop())
        """,
    )
    + over(
        "int",
        """
        result = value
        while result > 10:
            result //= 2
        """,
    ),
    "With": over(
        "any",
        """
            class Held:
                def __enter__(self):
                    return value

                def __exit__(self, *_):
                    return False

            with Held() as kept:
                result = kept
            """,
    )
    + over(
        "any",
        """
            with contextlib.suppress(ValueError):
                result = 'same'
                if value != WHOLE:
                    result = 'other'
                    raise ValueError
            """,
    ),
    "withitem": over(
        "any",
        """
            with contextlib.nullcontext(value) as kept, contextlib.nullcontext(kept) as result:
                pass
            """,
    ),
}


def table() -> Table:
    """The recipes by name."""
    rooms = (OPERATORS, COMPARISONS, EXPRESSIONS, STATEMENTS)
    return {f"ast.{name}": recipes for room in rooms for name, recipes in room.items()}
