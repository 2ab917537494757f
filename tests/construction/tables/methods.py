"""Methods of the built-in types and of the collections, public and special."""

from __future__ import annotations

from tests.construction.recipes import Table, over

TEXT = {
    "capitalize": ["value.capitalize()"],
    "center": ["value.center(60, PEER)"],
    "count": ["value.count(OUT)", "HOLD.count(value)"],
    "endswith": ["value.endswith(END)", "HOLD.endswith((PEER, value))"],
    "expandtabs": ["value.expandtabs()"],
    "find": ["value.find(OUT)", "HOLD.find(value)"],
    "index": ["value.index(IN)", "HOLD.index(value)"],
    "join": ["value.join([PEER, PEER])", "PEER.join([value, PEER])"],
    "ljust": ["value.ljust(60, PEER)"],
    "lower": ["value.lower()"],
    "lstrip": ["value.lstrip(PEER)", "HOLD.lstrip(value)"],
    "partition": ["value.partition(IN)", "HOLD.partition(value)"],
    "removeprefix": ["value.removeprefix(START)", "HOLD.removeprefix(value)"],
    "removesuffix": ["value.removesuffix(END)", "HOLD.removesuffix(value)"],
    "replace": ["value.replace(IN, PEER)", "HOLD.replace(value, PEER)"],
    "rfind": ["value.rfind(OUT)", "HOLD.rfind(value)"],
    "rindex": ["value.rindex(IN)", "HOLD.rindex(value)"],
    "rjust": ["value.rjust(60, PEER)"],
    "rpartition": ["value.rpartition(IN)", "HOLD.rpartition(value)"],
    "rsplit": ["value.rsplit(IN, 1)", "HOLD.rsplit(value)"],
    "rstrip": ["value.rstrip(PEER)", "HOLD.rstrip(value)"],
    "split": ["value.split(IN)", "HOLD.split(value)"],
    "splitlines": ["value.splitlines()"],
    "startswith": ["value.startswith(START)", "HOLD.startswith((PEER, value))"],
    "strip": ["value.strip(PEER)", "HOLD.strip(value)"],
    "swapcase": ["value.swapcase()"],
    "title": ["value.title()"],
    "upper": ["value.upper()"],
    "zfill": ["value.zfill(60)"],
    "isalnum": ["[value[i : i + 1].isalnum() for i in range(len(value))]"],
    "isalpha": ["[value[i : i + 1].isalpha() for i in range(len(value))]"],
    "isascii": ["[value[i : i + 1].isascii() for i in range(len(value))]"],
    "isdigit": ["[value[i : i + 1].isdigit() for i in range(len(value))]"],
    "islower": ["[value[i : i + 1].islower() for i in range(len(value))]"],
    "isspace": ["[value[i : i + 1].isspace() for i in range(len(value))]"],
    "istitle": ["[value[i : i + 1].istitle() for i in range(len(value))]"],
    "isupper": ["[value[i : i + 1].isupper() for i in range(len(value))]"],
}
STR_ONLY = {
    "casefold": ["value.casefold()"],
    "encode": ['value.encode("utf-16-le")'],
    "format": ['"answer: {}".format(value)', 'value.format("x")', '"{0:>{1}}".format(value, 60)'],
    "format_map": ['"{kept}".format_map({"kept": value})'],
    "isdecimal": ["[part.isdecimal() for part in value]"],
    "isidentifier": ['[(part + "a").isidentifier() for part in value]'],
    "isnumeric": ["[part.isnumeric() for part in value]"],
    "isprintable": ["[part.isprintable() for part in value]"],
    "maketrans": ["str.maketrans(value, value.upper())", 'str.maketrans({"a": value})'],
    "translate": ['value.translate({ord("e"): "_"})', '"abc".translate({ord("b"): value})'],
}
BYTES_ONLY = {
    "decode": ["value.decode()"],
    "fromhex": ["bytes.fromhex(value.hex())"],
    "hex": ["value.hex()"],
    "maketrans": ["bytes.maketrans(value, value.upper())"],
    "translate": ['value.translate(None, b"e")'],
}
LIST = {
    "append": ["value.append(0)\nresult = value"],
    "clear": [
        """
        kept = value.copy()
        value.clear()
        result = (value, kept)
        """
    ],
    "copy": ["value.copy()"],
    "count": ["value.count(OUT)"],
    "extend": [
        """
            kept = []
            kept.extend(value)
            result = kept
            """,
        "value.extend(PEER)\nresult = value",
    ],
    "index": ["value.index(IN)"],
    "insert": ["value.insert(0, 0)\nresult = value"],
    "pop": ["value.pop(AT)", "value.pop()"],
    "remove": ["value.remove(IN)\nresult = value"],
    "reverse": ["value.reverse()\nresult = value"],
    "sort": ["value.sort()\nresult = value", "value.sort(key=str, reverse=True)\nresult = value"],
    "__iadd__": ["value += PEER\nresult = value", "result = [0]\nresult += value"],
    "__imul__": ["value *= 2\nresult = value"],
    "__delitem__": ["del value[AT]\nresult = value", "del value[:1]\nresult = value"],
    "__setitem__": ["value[0:0] = PEER\nresult = value", "result = [0, 1]\nresult[1:] = value"],
    "__init__": ["result = []\nresult.__init__(value)"],
    "__reversed__": ["list(reversed(value))"],
}
ANY_IN_LIST = {
    "append": [
        """
        kept = []
        kept.append(value)
        result = kept
        """
    ],
    "insert": [
        """
        kept = [0]
        kept.insert(0, value)
        result = kept[0]
        """
    ],
    "__setitem__": [
        """
        kept = [0, 1]
        kept[1] = value
        result = kept[-1]
        """
    ],
}
TUPLE = {"count": ["value.count(OUT)"], "index": ["value.index(IN)"]}
DICT = {
    "clear": [
        """
        kept = value.copy()
        value.clear()
        result = (value, kept)
        """
    ],
    "copy": ["value.copy()"],
    "fromkeys": ["dict.fromkeys(value, 1)", "dict.fromkeys(value)"],
    "get": ['value.get(IN, "unknown")'],
    "items": ["list(value.items())", "[f'{key}={item}' for key, item in value.items()]"],
    "keys": ["list(value.keys())", "sorted(map(str, value.keys()))"],
    "pop": ['value.pop(IN, "unknown")', "value.pop(IN)"],
    "popitem": ["value.popitem()"],
    "setdefault": ['value.setdefault(IN, "unknown")'],
    "update": [
        """
        kept = {}
        kept.update(value)
        result = kept
        """,
        "value.update(x=1)\nresult = value",
    ],
    "values": ["list(value.values())"],
    "__setitem__": ['value["x"] = 1\nresult = value'],
    "__delitem__": ["del value[IN]\nresult = value"],
    "__init__": ["result = {}\nresult.__init__(value)"],
    "__reversed__": ["list(reversed(value))"],
    "__or__": ["value | PEER", "PEER | value"],
    "__ror__": ["value.__ror__(PEER)"],
    "__ior__": ["value |= PEER\nresult = value", 'result = {"x": 0}\nresult |= value'],
    "__missing__": ['value.__missing__("x")'],
}
ANY_IN_DICT = {
    "get": ['kept = {"a": value}\nresult = kept.get("a")', '{}.get("a", value)'],
    "pop": ['kept = {"a": value}\nresult = kept.pop("a")'],
    "popitem": ['kept = {"a": value}\nresult = kept.popitem()'],
    "setdefault": [
        """
        kept = {}
        kept.setdefault("a", value)
        result = kept
        """
    ],
    "update": [
        """
        kept = {}
        kept.update(a=value)
        result = kept
        """
    ],
    "values": ['kept = {"a": value}\nresult = [item for item in kept.values()]'],
    "items": ['kept = {"a": value}\nresult = [item for _, item in kept.items()]'],
    "fromkeys": ['dict.fromkeys(["a", "b"], value)'],
    "__setitem__": [
        """
        kept = {}
        kept["a"] = value
        result = kept["a"]
        """
    ],
}
SET = {
    "copy": ["sorted(value.copy())"],
    "difference": ["sorted(value.difference({IN}))", "sorted({IN, OUT}.difference(value))"],
    "intersection": ["sorted(value.intersection({IN}))", "sorted({OUT}.intersection(value))"],
    "isdisjoint": ["value.isdisjoint({OUT})", "{OUT}.isdisjoint(value)"],
    "issubset": ["value.issubset(WHOLE)", "{OUT}.issubset(value)"],
    "issuperset": ["value.issuperset({OUT})", "{OUT}.issuperset(value)"],
    "symmetric_difference": ["sorted(value.symmetric_difference({OUT}))"],
    "union": ["sorted(value.union({IN}))", "sorted({IN}.union(value))"],
    "__and__": ["sorted(value & {OUT})"],
    "__rand__": ["sorted({OUT} & value)"],
    "__or__": ["sorted(value | {OUT})"],
    "__ror__": ["sorted({IN} | value)"],
    "__sub__": ["sorted(value - {OUT})"],
    "__rsub__": ["sorted({OUT} - value)"],
    "__xor__": ["sorted(value ^ {OUT})"],
    "__rxor__": ["sorted({OUT} ^ value)"],
    "__iter__": ["sorted(part for part in value)", "sorted(value.__iter__())"],
    "__repr__": ["str(sorted(value)) + repr(value)[:4]"],
    "__str__": ["len(value.__str__())"],
    "__format__": ["len(format(value))"],
    "__reduce_ex__": ["sorted(value.__reduce_ex__(4)[1][0])"],
    "__le__": ["value <= WHOLE", "value.__le__(WHOLE)"],
    "__lt__": ["value < {IN, OUT, 0}"],
    "__ge__": ["value >= {OUT}", "value.__ge__({OUT})"],
    "__gt__": ["value > {OUT}", "{OUT, 0} > value"],
}
SET_ONLY = {
    "add": [
        """
        kept = set()
        for part in value:
            kept.add(part)
        result = sorted(kept)
        """
    ],
    "clear": [
        """
        kept = value.copy()
        value.clear()
        result = sorted(kept)
        """
    ],
    "discard": ["value.discard(IN)\nresult = sorted(value)"],
    "remove": ["value.remove(IN)\nresult = sorted(value)"],
    "pop": ["value.pop()\nresult = len(value)", "{len(value.__repr__())}.pop()"],
    "update": ["value.update({IN})\nresult = sorted(value)"],
    "difference_update": ["value.difference_update({OUT})\nresult = sorted(value)"],
    "intersection_update": ["value.intersection_update({OUT})\nresult = sorted(value)"],
    "symmetric_difference_update": [
        "value.symmetric_difference_update({OUT})\nresult = sorted(value)"
    ],
    "__iand__": ["value &= {OUT}\nresult = sorted(value)"],
    "__ior__": [
        """
        kept = {OUT}
        kept |= value
        result = sorted(kept)
        """
    ],
    "__isub__": ["value -= {OUT}\nresult = sorted(value)"],
    "__ixor__": ["value ^= {OUT}\nresult = sorted(value)"],
    "__init__": [
        """
        kept = set()
        kept.__init__(value)
        result = sorted(kept)
        """
    ],
}
NUMBER = {
    "__abs__": ["abs(value)"],
    "__add__": ["value + 7"],
    "__bool__": ["bool(value - WHOLE)"],
    "__ceil__": ["math.ceil(value)"],
    "__divmod__": ["divmod(value, 7)"],
    "__float__": ["float(value)"],
    "__floor__": ["math.floor(value)"],
    "__floordiv__": ["value // 2"],
    "__int__": ["int(value)"],
    "__mod__": ["value % 7"],
    "__mul__": ["value * 2"],
    "__neg__": ["-value"],
    "__pos__": ["+value"],
    "__pow__": ["value ** 2"],
    "__radd__": ["7 + value"],
    "__rdivmod__": ["divmod(1000, value)"],
    "__rfloordiv__": ["100000 // value"],
    "__rmod__": ["1000 % value"],
    "__rmul__": ["7 * value"],
    "__round__": ["round(value, -1)", "round(value)"],
    "__rpow__": ["2 ** value"],
    "__rsub__": ["1000 - value"],
    "__rtruediv__": ["1000 / value"],
    "__sub__": ["value - 4"],
    "__truediv__": ["value / 2"],
    "__trunc__": ["math.trunc(value)"],
    "as_integer_ratio": ["value.as_integer_ratio()"],
    "conjugate": ["value.conjugate()"],
    "from_number": ["type(value).from_number(value)"],
    "imag": ["value.imag"],
    "is_integer": ["(value / 4).is_integer()"],
    "real": ["value.real"],
}
INTEGER = {
    "__and__": ["value & 3"],
    "__index__": ["operator.index(value)", "list(range(300))[value]"],
    "__invert__": ["~value"],
    "__lshift__": ["value << 1"],
    "__or__": ["value | 8"],
    "__rand__": ["3 & value"],
    "__rlshift__": ["1 << value"],
    "__ror__": ["8 | value"],
    "__rrshift__": ["(1 << 300) >> value"],
    "__rshift__": ["value >> 1"],
    "__rxor__": ["5 ^ value"],
    "__xor__": ["value ^ 5"],
    "bit_count": ["value.bit_count()"],
    "bit_length": ["(value - MID).bit_length()"],
    "denominator": ["value.denominator"],
    "from_bytes": ['int.from_bytes(bytes([value]), "big")'],
    "numerator": ["value.numerator"],
    "to_bytes": ['value.to_bytes(2, "big")'],
}
BOOL_ONLY = {
    "__floordiv__": ["value // 1"],
    "__le__": ["value <= False"],
    "__rshift__": ["value >> 0"],
}
FLOAT_ONLY = {
    "fromhex": ["float.fromhex(value.hex())"],
    "hex": ["value.hex()"],
}
SEQUENCE = {
    "__add__": ["value + PEER", "PEER + value"],
    "__contains__": ["(IN in value, OUT in value)"],
    "__getitem__": ["value[AT]", "value[AT:]"],
    "__mul__": ["value * 2"],
    "__rmul__": ["2 * value"],
}
ORDERED = {
    "__ge__": ["value >= MID"],
    "__gt__": ["value > MID", "MID > value"],
    "__le__": ["value <= MID"],
    "__lt__": ["value < MID", "MID < value"],
}
DEQUE_ORDER = {
    "__ge__": ["value >= collections.deque(MID)"],
    "__gt__": ["collections.deque(MID) > value"],
    "__le__": ["value <= collections.deque(MID)"],
    "__lt__": ["collections.deque(MID) < value"],
}
COMMON = {
    "__eq__": ["value == WHOLE", "WHOLE == value"],
    "__ne__": ["value != WHOLE", "WHOLE != value"],
    "__format__": ['format(value, "")', 'f"{value}"'],
    "__getattribute__": ['value.__getattribute__("__str__")()'],
    "__repr__": ["repr(value)", 'f"{value!r}"'],
    "__str__": ["str(value)"],
    "__sizeof__": ["value.__sizeof__()"],
}
CONTAINER = {
    "__iter__": ["[part for part in value]", "list(value.__iter__())"],
    "__len__": ["len(value)"],
}
FORMATTING = {
    "__mod__": ["value % ()", "value.__mod__(())"],
    "__rmod__": ['"%s" % value', 'value.__rmod__("%s")'],
}
HASHED = {"__hash__": ["hash(value) == hash(WHOLE)"]}
REDUCED = {"__getnewargs__": ["value.__getnewargs__()"]}
PICKLED = {"__reduce_ex__": ["pickle.loads(pickle.dumps(value))"]}
EXTRA = {
    "deque": {
        "__bool__": ["bool(collections.deque(part for part in value if part == OUT))"],
        "appendleft": ["value.appendleft(0)\nresult = list(value)"],
        "extendleft": [
            """
            kept = collections.deque()
            kept.extendleft(value)
            result = list(kept)
            """
        ],
        "popleft": ["value.extend(PEER)\nresult = value.popleft()", "value.popleft()"],
        "rotate": ["value.rotate(1)\nresult = list(value)"],
        "maxlen": ["collections.deque(value, maxlen=len(value)).maxlen"],
        "__eq__": ["value == collections.deque(WHOLE)"],
        "__ne__": ["collections.deque(WHOLE) != value"],
        "__copy__": ["value.__copy__()"],
        "pop": ["value.pop()"],
        "__delitem__": ["del value[AT]\nresult = value"],
        "__setitem__": ["value[0] = 0\nresult = value"],
        "__init__": ["result = collections.deque()\nresult.__init__(value)"],
        "__getitem__": ["value[AT]"],
        "insert": ["value.insert(0, 0)\nresult = value"],
    },
    "Counter": {
        "elements": ["sorted(value.elements())"],
        "most_common": ["value.most_common(1)", "value.most_common()"],
        "subtract": ["value.subtract([IN])\nresult = value"],
        "total": ["value[IN] + value.total()"],
        "__add__": ["value + value"],
        "__sub__": ["value - collections.Counter([IN])"],
        "__and__": ["value & collections.Counter([IN])"],
        "__or__": ["value | collections.Counter([IN])"],
        "__iadd__": ["value += collections.Counter([IN])\nresult = value"],
        "__iand__": ["value &= collections.Counter([IN])\nresult = value"],
        "__ior__": ["value |= collections.Counter([IN])\nresult = value"],
        "__isub__": ["value -= collections.Counter([IN])\nresult = value"],
        "__ixor__": ["value ^= collections.Counter([IN])\nresult = value"],
        "__xor__": ["value ^ collections.Counter([IN])"],
        "__neg__": [
            """
            kept = collections.Counter()
            kept.subtract(value)
            result = -kept
            """
        ],
        "__pos__": ["+value"],
        "__ror__": ["value.__ror__(dict(value))"],
        "__missing__": ["value[IN] + value.__missing__(IN)"],
        "__eq__": ["value == collections.Counter([IN])"],
        "__ne__": ["value != collections.Counter([IN])"],
        "__le__": ["collections.Counter([IN]) <= value"],
        "__lt__": ["value < collections.Counter([IN, IN])"],
        "__ge__": ["value >= collections.Counter([IN])"],
        "__gt__": ["value > collections.Counter()"],
        "__getitem__": ["value[IN]"],
        "__contains__": ["(IN in value, OUT in value)"],
        "__setitem__": ["value[IN] = 5\nresult = value"],
        "__delitem__": ["del value[IN]\nresult = value"],
        "__init__": ["result = collections.Counter()\nresult.__init__(value)"],
        "get": ["value.get(IN)"],
        "pop": ["value.pop(IN)"],
        "setdefault": ["value.setdefault(IN, 7)"],
        "update": [
            """
            kept = collections.Counter()
            kept.update(value)
            result = kept
            """
        ],
        "copy": ["value.copy()"],
        "__reversed__": ["list(reversed(value))"],
    },
    "OrderedDict": {
        "move_to_end": ["value.move_to_end(IN)\nresult = list(value)"],
        "__init__": ["result = collections.OrderedDict()\nresult.__init__(value)"],
        "popitem": ["value.popitem(last=False)"],
        "fromkeys": ["collections.OrderedDict.fromkeys(value, 1)"],
    },
    "defaultdict": {
        "__missing__": ["value[IN], value[OUT]", "value[OUT]\nresult = sorted(map(str, value))"],
        "__copy__": ["value.__copy__()"],
        "__init__": ["result = collections.defaultdict()\nresult.__init__(int, value)"],
        "fromkeys": ["collections.defaultdict.fromkeys(value, 1)"],
    },
    "ChainMap": {
        "new_child": ["list(value.new_child({'x': 1}))"],
        "parents": ["list(value.new_child({'x': 1}).parents)"],
        "__bool__": ["bool(value)"],
        "__copy__": ["value.__copy__()"],
        "__missing__": ["value[IN]"],
        "__ior__": ["value |= PEER\nresult = list(value)"],
        "__init__": ["result = collections.ChainMap()\nresult.__init__(value)"],
        "fromkeys": ["collections.ChainMap.fromkeys(value, 1)"],
        "clear": [
            """
            kept = dict(value)
            value.clear()
            result = kept
            """
        ],
        "pop": ["value.pop(IN)"],
    },
}

_GENERIC = [COMMON, PICKLED]
_MAPPING = [
    DICT,
    CONTAINER,
    {"__contains__": SEQUENCE["__contains__"], "__getitem__": ["value[AT]"]},
]
_OF_TYPE: dict[str, list[dict[str, list[str]]]] = {
    "str": [TEXT, STR_ONLY, FORMATTING, SEQUENCE, ORDERED, CONTAINER, HASHED, REDUCED],
    "bytes": [TEXT, BYTES_ONLY, FORMATTING, SEQUENCE, ORDERED, CONTAINER, HASHED, REDUCED],
    "list": [LIST, SEQUENCE, ORDERED, CONTAINER],
    "tuple": [TUPLE, SEQUENCE, ORDERED, CONTAINER, HASHED, REDUCED],
    "dict": [_MAPPING[0], _MAPPING[1], _MAPPING[2]],
    "set": [CONTAINER, {"__contains__": SEQUENCE["__contains__"]}, SET, SET_ONLY],
    "frozenset": [CONTAINER, {"__contains__": SEQUENCE["__contains__"]}, SET, HASHED],
    "int": [NUMBER, INTEGER, ORDERED, HASHED, REDUCED],
    "float": [NUMBER, FLOAT_ONLY, ORDERED, HASHED, REDUCED],
    "bool": [NUMBER, INTEGER, ORDERED, HASHED, REDUCED, BOOL_ONLY],
    "deque": [LIST, SEQUENCE, CONTAINER, DEQUE_ORDER, EXTRA["deque"]],
    "Counter": [_MAPPING[0], _MAPPING[1], EXTRA["Counter"]],
    "OrderedDict": [*_MAPPING, EXTRA["OrderedDict"]],
    "defaultdict": [*_MAPPING, EXTRA["defaultdict"]],
    "ChainMap": [*_MAPPING, EXTRA["ChainMap"]],
}
_OF_ELEMENTS = {"list": ANY_IN_LIST, "dict": ANY_IN_DICT}


def table() -> Table:
    """The recipes by name; a name of a later room replaces the same name of an earlier one."""
    found: Table = {}
    for kind, rooms in _OF_TYPE.items():
        codes = {name: room[name] for room in (*_GENERIC, *rooms) for name in room}
        for name, texts in codes.items():
            found[f"{kind}.{name}"] = over(kind, *texts)
    del found["ChainMap.__reversed__"], found["Counter.fromkeys"]  # both refuse
    for kind, room in _OF_ELEMENTS.items():
        for name, texts in room.items():
            found[f"{kind}.{name}"] += over("any", *texts)
    for name, texts in _OWN.items():
        found[name] = over(name.partition(".")[0], *texts)
    found["defaultdict.default_factory"] = over(
        "any", "collections.defaultdict(lambda: value).default_factory()"
    )
    return found


_OWN = {
    "str.__reduce_ex__": ["value.__reduce_ex__(2)[1]"],
    "bytes.__reduce_ex__": ["value.__reduce_ex__(2)[1]"],
    "tuple.__reduce_ex__": ["value.__reduce_ex__(2)[1]"],
    "int.__reduce_ex__": ["value.__reduce_ex__(2)[1]"],
    "float.__reduce_ex__": ["value.__reduce_ex__(2)[1]"],
    "list.__reduce_ex__": ["list(value.__reduce_ex__(4)[3])"],
    "dict.__reduce_ex__": ["list(value.__reduce_ex__(4)[4])"],
    "list.__format__": ["format(value)", 'f"{value}"'],
    "str.__new__": ["str.__new__(str, value)"],
    "bytes.__new__": ["bytes.__new__(bytes, value)"],
    "tuple.__new__": ["tuple.__new__(tuple, value)"],
    "int.__new__": ["int.__new__(int, value)"],
    "float.__new__": ["float.__new__(float, value)"],
    "bool.__new__": ["bool.__new__(bool, value)"],
    "frozenset.__new__": ["sorted(frozenset.__new__(frozenset, value))"],
    "bytes.__bytes__": ["value.__bytes__()"],
    "bytes.__buffer__": ["bytes(value.__buffer__(0))"],
}
