"""Statements and patterns."""

from __future__ import annotations

from tests.construction.recipes import Table, over

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
