"""Expressions: calls, displays, comprehensions, slices, awaits and yields."""

from __future__ import annotations

from tests.construction.recipes import Table, over

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
