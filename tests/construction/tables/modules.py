"""The modules of functions: operator, itertools, functools, collections, copy, dataclasses."""

from __future__ import annotations

from tests.construction.recipes import Table, over

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
