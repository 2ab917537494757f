"""Builtin functions and classes, and the modules of functions."""

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


def _exceptions() -> Table:
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


OPERATOR: Table = {
    "abs": over("int", "operator.abs(value)"),
    "add": over("int", "operator.add(value, 1)") + over("str", "operator.add(value, PEER)"),
    "and_": over("int", "operator.and_(value, 3)"),
    "attrgetter": over("int", 'operator.attrgetter("real")(value)')
    + over(
        "any",
        """
        class Box:
            def __init__(self, given):
                self.kept = given

        result = operator.attrgetter("kept")(Box(value))
        """,
    ),
    "call": over("any", "operator.call(str, value)"),
    "concat": over("str", "operator.concat(value, PEER)")
    + over("list", "operator.concat([0], value)"),
    "contains": over("list", "operator.contains(value, IN), operator.contains(value, OUT)"),
    "countOf": over("list", "operator.countOf(value, OUT)"),
    "delitem": over("dict", "operator.delitem(value, IN)\nresult = value"),
    "eq": over("any", "operator.eq(value, WHOLE)"),
    "floordiv": over("int", "operator.floordiv(value, 2)"),
    "ge": over("int", "operator.ge(value, MID)"),
    "getitem": over("list", "operator.getitem(value, AT)")
    + over("str", "operator.getitem(value, AT)"),
    "gt": over("int", "operator.gt(value, MID)"),
    "iadd": over("list", "operator.iadd([0], value)"),
    "iand": over("int", "operator.iand(value, 3)"),
    "iconcat": over("list", "operator.iconcat([0], value)"),
    "ifloordiv": over("int", "operator.ifloordiv(value, 2)"),
    "ilshift": over("int", "operator.ilshift(value, 1)"),
    "imod": over("int", "operator.imod(value, 7)"),
    "imul": over("int", "operator.imul(value, 2)"),
    "index": over("int", "operator.index(value)"),
    "indexOf": over("list", "operator.indexOf(value, IN)"),
    "inv": over("int", "operator.inv(value)"),
    "invert": over("int", "operator.invert(value)"),
    "ior": over("int", "operator.ior(value, 8)") + over("dict", 'operator.ior({"x": 0}, value)'),
    "ipow": over("int", "operator.ipow(value, 2)"),
    "irshift": over("int", "operator.irshift(value, 1)"),
    "is_": over("bool", "operator.is_(value, True)"),
    "is_not": over("bool", "operator.is_not(value, True)"),
    "is_none": over("any", "operator.is_none(None if value == WHOLE else value)"),
    "is_not_none": over("any", "operator.is_not_none(None if value == WHOLE else value)"),
    "isub": over("int", "operator.isub(value, 4)"),
    "itemgetter": over("list", "operator.itemgetter(AT)(value)")
    + over("dict", "operator.itemgetter(IN)(value)"),
    "itruediv": over("int", "operator.itruediv(value, 2)"),
    "ixor": over("int", "operator.ixor(value, 5)"),
    "le": over("int", "operator.le(value, MID)"),
    "length_hint": over("str", "operator.length_hint(iter(value))"),
    "lshift": over("int", "operator.lshift(value, 1)"),
    "lt": over("int", "operator.lt(value, MID)"),
    "methodcaller": over(
        "str", 'operator.methodcaller("upper")(value)', 'operator.methodcaller("count", OUT)(value)'
    ),
    "mod": over("int", "operator.mod(value, 7)") + over("any", 'operator.mod("%s", (value,))'),
    "mul": over("int", "operator.mul(value, 2)"),
    "ne": over("any", "operator.ne(value, WHOLE)"),
    "neg": over("int", "operator.neg(value)"),
    "not_": over("bool", "operator.not_(value)"),
    "or_": over("int", "operator.or_(value, 8)"),
    "pos": over("int", "operator.pos(value)"),
    "pow": over("int", "operator.pow(value, 2)"),
    "rshift": over("int", "operator.rshift(value, 1)"),
    "setitem": over(
        "any",
        """
        kept = {}
        operator.setitem(kept, "a", value)
        result = kept["a"]
        """,
    ),
    "sub": over("int", "operator.sub(value, 4)"),
    "truediv": over("int", "operator.truediv(value, 2)"),
    "truth": over("bool", "operator.truth(value)"),
    "xor": over("int", "operator.xor(value, 5)"),
    "matmul": over(
        "any",
        """
        class Judge:
            def __matmul__(self, other):
                return other == WHOLE

        result = operator.matmul(Judge(), value)
        """,
    ),
    "imatmul": over(
        "any",
        """
        class Judge:
            def __imatmul__(self, other):
                return other == WHOLE

        result = operator.imatmul(Judge(), value)
        """,
    ),
}

ITERTOOLS: Table = {
    "accumulate": over("list", "list(itertools.accumulate(value, lambda a, b: b))")
    + over("int", "list(itertools.accumulate([1, value]))"),
    "batched": over("list", "list(itertools.batched(value, 2))"),
    "chain": over(
        "list", "list(itertools.chain(value, PEER))", "list(itertools.chain.from_iterable([value]))"
    ),
    "combinations": over("list", "list(itertools.combinations(value + PEER, 2))"),
    "combinations_with_replacement": over(
        "list", "list(itertools.combinations_with_replacement(value, 2))"
    ),
    "compress": over("list", "list(itertools.compress(value, itertools.repeat(1)))")
    + over("bool", 'list(itertools.compress(["same"], [value]))'),
    "count": over("int", "next(itertools.count(value))"),
    "cycle": over("any", "next(itertools.cycle([value]))"),
    "dropwhile": over("list", "list(itertools.dropwhile(lambda p: p != IN, value))"),
    "filterfalse": over("list", "list(itertools.filterfalse(lambda p: p == IN, value))"),
    "groupby": over("list", "[(key, len(list(group))) for key, group in itertools.groupby(value)]"),
    "islice": over("list", "list(itertools.islice(value, AT, None))"),
    "pairwise": over("list", "list(itertools.pairwise([0, *value]))"),
    "permutations": over(
        "list",
        "list(itertools.permutations([0, value[-1]]))",
        "list(itertools.permutations(value[:2]))",
    )
    + over("any", "list(itertools.permutations([0, str(value)]))"),
    "product": over("list", "list(itertools.product(value, [0]))"),
    "repeat": over("any", "list(itertools.repeat(value, 2))"),
    "starmap": over("any", "list(itertools.starmap(operator.eq, [(value, WHOLE)]))"),
    "takewhile": over("list", "list(itertools.takewhile(lambda p: p != OUT, value))"),
    "tee": over("list", "[list(half) for half in itertools.tee(value)]"),
    "zip_longest": over("list", "list(itertools.zip_longest(value, [0]))"),
}

FUNCTOOLS: Table = {
    "cache": over(
        "any",
        """
            @functools.cache
            def kept():
                return value

            result = kept() == kept() and kept()
            """,
    ),
    "cached_property": over(
        "any",
        """
        class Box:
            def __init__(self, given):
                self.given = given

            @functools.cached_property
            def kept(self):
                return self.given

        result = Box(value).kept
        """,
    ),
    "cmp_to_key": over(
        "int", "sorted([value, MID], key=functools.cmp_to_key(lambda a, b: a - b))[0] == MID"
    ),
    "lru_cache": over(
        "any",
        """
        @functools.lru_cache(maxsize=None)
        def judge(text):
            return text == str(WHOLE)

        result = judge(str(value))
        """,
    ),
    "partial": over(
        "any", "functools.partial(operator.eq, WHOLE)(value)", "functools.partial(str, value)()"
    ),
    "partialmethod": over(
        "any",
        """
        class Judge:
            def same(self, wanted, given):
                return wanted == given

            judge = functools.partialmethod(same, WHOLE)

        result = Judge().judge(value)
        """,
    ),
    "reduce": over("list", "functools.reduce(lambda a, b: b, value, 0)")
    + over("int", "functools.reduce(operator.add, [value, 1])"),
    "singledispatch": over(
        "any",
        """
        @functools.singledispatch
        def judge(given):
            return given == WHOLE

        @judge.register(list)
        def _(given):
            return "a list"

        result = judge(value)
        """,
    ),
    "singledispatchmethod": over(
        "any",
        """
        class Judge:
            @functools.singledispatchmethod
            def judge(self, given):
                return given == WHOLE

        result = Judge().judge(value)
        """,
    ),
    "total_ordering": over(
        "int",
        """
        @functools.total_ordering
        class Box:
            def __init__(self, given):
                self.given = given

            def __eq__(self, other):
                return self.given == other.given

            def __lt__(self, other):
                return self.given < other.given

        result = Box(value) >= Box(MID)
        """,
    ),
    "update_wrapper": over(
        "any",
        """
        def same(given):
            return given == WHOLE

        def judge(given):
            return same(given)

        result = functools.update_wrapper(judge, same)(value)
        """,
    ),
    "wraps": over(
        "any",
        """
        def checked(function):
            @functools.wraps(function)
            def inner(given):
                return function(given) == WHOLE

            return inner

        @checked
        def judge(given):
            return given

        result = judge(value)
        """,
    ),
}

COLLECTIONS: Table = {
    "ChainMap": over("any", 'collections.ChainMap({}, {"kept": value})["kept"]'),
    "Counter": over("list", "collections.Counter(value)"),
    "OrderedDict": over("any", "list(collections.OrderedDict(kept=value).values())"),
    "UserDict": over("any", 'collections.UserDict({"kept": value})["kept"]')
    + over("dict", "list(collections.UserDict(value))"),
    "UserList": over("list", "list(collections.UserList(value))"),
    "UserString": over("str", "str(collections.UserString(value).upper())"),
    "defaultdict": over(
        "any",
        """
            kept = collections.defaultdict(list)
            kept["all"].append(value)
            result = kept["all"]
            """,
    )
    + over("any", 'collections.defaultdict(lambda: value)["x"]'),
    "deque": over(
        "any",
        """
            kept = collections.deque(maxlen=1)
            kept.append(value)
            result = kept[0]
            """,
    ),
    "namedtuple": over("any", 'collections.namedtuple("Kept", "answer")(value).answer')
    + over(
        "any",
        """
            Kept = collections.namedtuple("Kept", "answer")
            result = Kept(0)._replace(answer=value)[0]
            """,
    ),
}

COPY: Table = {
    "Error": over(
        "any",
        """
        try:
            if value != WHOLE:
                raise copy.Error("unexpected")
            result = "expected"
        except copy.Error as error:
            result = str(error)
        """,
    ),
    "copy": over("any", "copy.copy(value)", "copy.copy([value])[0]")
    + over("dict", "list(copy.copy(value))"),
    "deepcopy": over("any", "copy.deepcopy(value)", 'copy.deepcopy({"kept": [value]})["kept"][0]'),
    "replace": over(
        "any",
        """
        @dataclasses.dataclass
        class Kept:
            answer: object

        result = copy.replace(Kept(0), answer=value).answer
        """,
    ),
}

_KEPT = """
@dataclasses.dataclass
class Kept:
    answer: object
"""
DATACLASSES: Table = {
    "Field": over(
        "any",
        f"{_KEPT}\nkept, = dataclasses.fields(Kept)\n"
        "result = isinstance(kept, dataclasses.Field) and getattr(Kept(value), kept.name)",
    ),
    "FrozenInstanceError": over(
        "any",
        """
        @dataclasses.dataclass(frozen=True)
        class Kept:
            answer: object

        kept = Kept(value)
        try:
            kept.answer = 0
        except dataclasses.FrozenInstanceError:
            result = kept.answer
        """,
    ),
    "InitVar": over(
        "any",
        """
        @dataclasses.dataclass
        class Kept:
            given: dataclasses.InitVar[object]
            same: bool = False

            def __post_init__(self, given):
                self.same = given == WHOLE

        result = Kept(value).same
        """,
    ),
    "KW_ONLY": over(
        "any",
        """
        @dataclasses.dataclass
        class Kept:
            _: dataclasses.KW_ONLY
            answer: object = None

        result = Kept(answer=value).answer
        """,
    ),
    "MISSING": over(
        "any", "result = dataclasses.MISSING if value != WHOLE else 0\nresult = result == 0"
    ),
    "asdict": over("any", f"{_KEPT}\nresult = dataclasses.asdict(Kept(value))"),
    "astuple": over("any", f"{_KEPT}\nresult = dataclasses.astuple(Kept(value))"),
    "dataclass": over(
        "any",
        f"{_KEPT}\nresult = Kept(value) == Kept(WHOLE)",
        f"{_KEPT}\nresult = repr(Kept(value))",
    ),
    "field": over(
        "any",
        """
        @dataclasses.dataclass
        class Kept:
            answers: list = dataclasses.field(default_factory=list)

        kept = Kept()
        kept.answers.append(value)
        result = kept.answers
        """,
    ),
    "fields": over(
        "any", f"{_KEPT}\nresult = [getattr(Kept(value), f.name) for f in dataclasses.fields(Kept)]"
    ),
    "is_dataclass": over(
        "any",
        f"{_KEPT}\nkept = Kept(value)\nresult = dataclasses.is_dataclass(kept) and kept.answer",
    ),
    "make_dataclass": over("any", 'dataclasses.make_dataclass("Kept", ["answer"])(value).answer'),
    "replace": over("any", f"{_KEPT}\nresult = dataclasses.replace(Kept(0), answer=value).answer"),
}


def table() -> Table:
    """The recipes by name."""
    rooms = {
        "builtins": {**BUILTINS, **_exceptions()},
        "operator": OPERATOR,
        "itertools": ITERTOOLS,
        "functools": FUNCTOOLS,
        "collections": COLLECTIONS,
        "copy": COPY,
        "dataclasses": DATACLASSES,
    }
    return {
        f"{room}.{name}": recipes for room, own in rooms.items() for name, recipes in own.items()
    }
