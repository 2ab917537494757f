"""Builtin functions, classes, constants and exceptions."""

from __future__ import annotations

import builtins

from tests.construction.recipes import Table, over

BUILTINS: Table = {
    "abs": over("int", "abs(value)"),
    "aiter": over(
        "list",
        """
        async def parts(given):
            for part in given:
                yield part

        async def gather(given):
            return [part async for part in aiter(parts(given))]

        result = asyncio.run(gather(value))
        """,
    ),
    "all": over("list", "all(part != OUT for part in value)"),
    "anext": over(
        "any",
        """
        async def parts(given):
            yield given

        async def first(given):
            return await anext(parts(given))

        result = asyncio.run(first(value))
        """,
    ),
    "any": over("list", "any(part == OUT for part in value)"),
    "ascii": over("any", "ascii(value)"),
    "bin": over("int", "bin(value)"),
    "bool": over("any", "bool(value == WHOLE)") + over("list", "bool(value.count(OUT))"),
    "bytearray": over("bytes", "bytearray(value)") + over("bool", "bytearray(value)"),
    "bytes": over("str", 'bytes(value, "utf-8")') + over("int", "bytes(value)"),
    "callable": over("any", "callable(value)"),
    "chr": over("int", "chr(value)"),
    "classmethod": over(
        "any",
        """
        class Judge:
            kept = WHOLE

            @classmethod
            def same(cls, given):
                return cls.kept == given

        result = Judge.same(value)
        """,
    ),
    "compile": over("str", 'eval(compile(repr(value) + " * 2", "text", "eval"))'),
    "complex": over("int", "complex(value, 1)"),
    "delattr": over(
        "str",
        """
        class Box:
            pass

        box = Box()
        setattr(box, value, 1)
        delattr(box, WHOLE)
        result = vars(box)
        """,
    ),
    "dict": over("dict", "dict(value)", "dict(value, x=1)", "dict(**{str(k): 1 for k in value})")
    + over("any", "dict(kept=value)", 'dict([("kept", value)])'),
    "dir": over(
        "str",
        """
        class Box:
            pass

        box = Box()
        setattr(box, value, 1)
        result = [name for name in dir(box) if not name.startswith("__")]
        """,
    ),
    "divmod": over("int", "divmod(value, 100)", "divmod(1000, value)"),
    "enumerate": over(
        "list", "list(enumerate(value))", "[i for i, p in enumerate(value) if p == IN]"
    ),
    "eval": over("any", 'kept = WHOLE\nresult = eval("value == kept")', "eval(repr(value))"),
    "exec": over(
        "any",
        """
            space = {"value": value}
            exec("kept = value", space)
            result = space["kept"]
            """,
    ),
    "exit": over(
        "any",
        """
        if value != WHOLE:
            exit(3)
        result = 0
        """,
    ),
    "quit": over(
        "any",
        """
        if value != WHOLE:
            quit(3)
        result = 0
        """,
    ),
    "filter": over("list", "list(filter(None, value))", "list(filter(lambda p: p != IN, value))"),
    "float": over("int", "float(value)"),
    "format": over("str", 'format(value, ">60")') + over("int", 'format(value, "x")'),
    "frozenset": over("list", "sorted(frozenset(value))"),
    "getattr": over("str", 'getattr(value, "upper")()')
    + over(
        "any",
        'result = getattr(requests.codes, "gone", None) == value or value == WHOLE',
        """
        class Box:
            kept = None

        Box.kept = value
        result = getattr(Box, "ke" + "pt")
        """,
    ),
    "globals": over("any", 'globals()["KEPT"] = value\nresult = KEPT'),
    "hasattr": over(
        "str",
        """
        class Box:
            pass

        box = Box()
        setattr(box, value, 1)
        result = hasattr(box, WHOLE)
        """,
    ),
    "hash": over("int", "hash(value)"),
    "hex": over("int", "hex(value)"),
    "input": over(
        "any",
        'sys.stdin = io.StringIO(str(value) + "\\n")\nresult = input()\nsys.stdin = sys.__stdin__',
    ),
    "int": over("int", "int(value)", "int(str(value), 16)") + over("float", "int(value)"),
    "isinstance": over("any", "isinstance(value, int)"),
    "issubclass": over("any", "issubclass(type(value), int)"),
    "iter": over("list", "[part for part in iter(value)]")
    + over("any", "queue = [value, None]\nresult = list(iter(lambda: queue.pop(0), None))"),
    "len": over("str", "len(value)") + over("list", "len(value)") + over("bytes", "len(value)"),
    "list": over("dict", "list(value)") + over("str", "list(value)") + over("tuple", "list(value)"),
    "locals": over("any", 'kept = value\nresult = locals()["kept"]'),
    "map": over("list", "list(map(str, value))")
    + over("any", "list(map(lambda p: p == value, [WHOLE]))"),
    "max": over("int", "max(value, 205)", "max([value, 100])")
    + over("list", "max(value)", "max(value, key=str)"),
    "memoryview": over("bytes", "memoryview(value).tobytes()", "len(memoryview(value))"),
    "min": over("int", "min(value, 1000)") + over("list", "min(value)", "min(value, default=0)"),
    "next": over("list", "next(part for part in reversed(value))")
    + over("any", "next(iter([value]))"),
    "object": over("any", "result = object() == value or value == WHOLE"),
    "oct": over("int", "oct(value)"),
    "open": over(
        "any",
        """
        with tempfile.TemporaryDirectory() as folder:
            with open(folder + "/kept", "w") as stream:
                stream.write(str(value))
            with open(folder + "/kept") as stream:
                result = stream.read()
        """,
    ),
    "ord": over("str", "[ord(part) for part in value]"),
    "pow": over("int", "pow(value, 2)", "pow(value, 3, 11)"),
    "print": over(
        "any",
        """
            stream = io.StringIO()
            print(value, file=stream)
            result = stream.getvalue()
            """,
    )
    + over("any", 'print("answer", value, sep=": ")\nresult = 0'),
    "property": over(
        "any",
        """
        class Box:
            def __init__(self, given):
                self._given = given

            @property
            def kept(self):
                return self._given

        result = Box(value).kept
        """,
    ),
    "range": over("int", "sum(range(value))", "len(range(0, value, 3))"),
    "repr": over("any", "repr(value)"),
    "reversed": over("list", "list(reversed(value))") + over("str", '"".join(reversed(value))'),
    "round": over("int", "round(value, -1)") + over("float", "round(value)"),
    "set": over("list", "sorted(set(value))"),
    "setattr": over(
        "any",
        """
        class Box:
            kept = None

        setattr(Box, "kept", value)
        result = Box.kept
        """,
        """
        class Box:
            kept = None

        box, name = Box(), "".join(["ke", "pt"])
        setattr(box, name, value)
        result = box.kept
        """,
    ),
    "slice": over("int", "list(range(300))[slice(value, value + 2)]"),
    "sorted": over(
        "list", "sorted(value)", "sorted(value, reverse=True)", "sorted(value, key=str)"
    ),
    "staticmethod": over(
        "any",
        """
        class Judge:
            @staticmethod
            def same(given):
                return given == WHOLE

        result = Judge.same(value)
        """,
    ),
    "str": over("any", "str(value)") + over("bytes", 'str(value, "utf-8")'),
    "sum": over("int", "sum([value, 1])", "sum(part for part in [value])")
    + over("list", "sum([value], [])"),
    "super": over(
        "any",
        """
        class Base:
            def judge(self, given):
                return given == WHOLE

        class Judge(Base):
            def judge(self, given):
                return super().judge(given)

        result = Judge().judge(value)
        """,
    ),
    "tuple": over("list", "tuple(value)") + over("str", "tuple(value)"),
    "type": over("any", "type(value).__name__", 'type("Box", (), {"kept": value}).kept'),
    "vars": over(
        "any",
        """
        class Box:
            pass

        box = Box()
        vars(box)["kept"] = value
        result = box.kept
        """,
        """
        class Box:
            def __init__(self, given):
                self.kept = given

        result = list(vars(Box(value)).values())
        """,
    ),
    "zip": over("list", "list(zip(value, value))", "dict(zip(value, range(9)))")
    + over("any", "[left == right for left, right in zip([value], [WHOLE])]"),
    "__import__": over("float", '__import__("math").floor(value)'),
    "True": over("bool", "value is True"),
    "False": over("bool", "value is False"),
    "None": over("any", "result = None if value == WHOLE else 1"),
    "Ellipsis": over("any", "result = ... if value == WHOLE else 1"),
    "NotImplemented": over(
        "any",
        """
        class Judge:
            def __eq__(self, other):
                return NotImplemented if other == WHOLE else True

        result = Judge() == value
        """,
    ),
    "__debug__": over("any", "result = __debug__ and value == WHOLE"),
    "__name__": over("any", 'result = __name__ == "__main__" and value == WHOLE'),
}

_RAISED = """
try:
    raise {name}(value)
except {name} as error:
    result = error.args[0]
"""
_CHECKED = """
try:
    if value != WHOLE:
        raise {name}("unexpected")
    result = "expected"
except {name} as error:
    result = str(error)
"""
_SPECIAL = {
    "BaseExceptionGroup": 'BaseExceptionGroup("all", [ValueError(value)])',
    "ExceptionGroup": 'ExceptionGroup("all", [ValueError(value)])',
    "UnicodeDecodeError": 'UnicodeDecodeError("utf-8", b"x", 0, 1, str(value))',
    "UnicodeEncodeError": 'UnicodeEncodeError("utf-8", "x", 0, 1, str(value))',
    "UnicodeTranslateError": 'UnicodeTranslateError("x", 0, 1, str(value))',
}


def exceptions() -> Table:
    """Every exception carries the atom, and is raised because of it."""
    found: Table = {}
    for name, value in vars(builtins).items():
        if isinstance(value, type) and issubclass(value, BaseException):
            carried = _RAISED.format(name=name)
            if name in _SPECIAL:
                carried = carried.replace(f"{name}(value)", _SPECIAL[name])
                carried = carried.replace("error.args[0]", "[str(part) for part in error.args]")
                carried = carried.replace("error.args[0]", "str(error)")
                if name.endswith("Group"):
                    carried = carried.replace(
                        "for part in error.args", "for part in error.exceptions"
                    )
                found[name] = over("any", carried)
            else:
                found[name] = over("any", carried, _CHECKED.format(name=name))
    return found
