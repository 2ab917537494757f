"""Special methods that a class of the program defines, and that get to see the atom."""

from __future__ import annotations

from tests.construction.recipes import Table, over

_BINARY = {
    **{"add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%"},
    **{"pow": "**", "lshift": "<<", "rshift": ">>", "and": "&", "or": "|", "xor": "^"},
    "matmul": "@",
}
_COMPARED = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_CONVERTED = {
    **{"abs": "abs", "ceil": "math.ceil", "floor": "math.floor", "trunc": "math.trunc"},
    **{"int": "int", "float": "float", "complex": "complex", "index": "operator.index"},
    **{"round": "round", "bool": "bool", "neg": "-", "pos": "+", "invert": "~"},
    **{"hash": "hash", "len": "len", "sizeof": "sys.getsizeof", "length_hint": "operator.length_hint"},
}


def _binary() -> Table:
    """The other operand is an object of the program, which looks at what it is given."""
    found: Table = {}
    for name, sign in _BINARY.items():
        for method, expression in (
            (f"__{name}__", f"Judge() {sign} value"),
            (f"__r{name}__", f"None {sign} Judge(value)"),
        ):
            held = method.startswith("__r") and method != "__rshift__"
            found[method] = over("any", _held(method, expression) if held else _seen(method, expression))
        found[f"__i{name}__"] = over(
            "any", _seen(f"__i{name}__", None) + f"\nkept = Judge()\nkept {sign}= value\nresult = kept"
        )
    found["__rdivmod__"] = over("any", _held("__rdivmod__", "divmod(None, Judge(value))"))
    found["__divmod__"] = over("any", _seen("__divmod__", "divmod(Judge(), value)"))
    for name, sign in _COMPARED.items():
        found[f"__{name}__"] = over("any", _seen(f"__{name}__", f"Judge() {sign} value"))
    found["__contains__"] = over("any", _seen("__contains__", "value in Judge()"))
    return found


def _seen(method: str, expression: str | None) -> str:
    """A class whose method is handed the atom."""
    text = f"class Judge:\n    def {method}(self, other):\n        return other == WHOLE\n"
    return text if expression is None else f"{text}\nresult = {expression}"


def _held(method: str, expression: str) -> str:
    """A class whose method is asked for the atom that the object holds."""
    return (
        "class Judge:\n    def __init__(self, given):\n        self.given = given\n\n"
        f"    def {method}(self, other):\n        return self.given == WHOLE\n\nresult = {expression}"
    )


def _converted() -> Table:
    """An object that holds the atom is turned into something else."""
    found: Table = {}
    for name, function in _CONVERTED.items():
        method = f"__{name}__"
        returned = {"bool": "self.given == WHOLE", "float": "float(self.given)"}
        returned["complex"] = "complex(self.given)"
        body = returned.get(name, "self.given")
        text = (
            "class Box:\n    def __init__(self, given):\n        self.given = given\n\n"
            f"    def {method}(self):\n        return {body}\n\nresult = {function}(Box(value))"
        )
        if name == "length_hint":
            text = text.replace(f"    def {method}", "    def __iter__(self):\n        return iter(())\n\n" + f"    def {method}")
        found[method] = over("any" if name == "bool" else "int", text)
    return found


def _box(method: str, expression: str, arguments: str = "self") -> str:
    return (
        "class Box:\n    def __init__(self, given):\n        self.given = given\n\n"
        f"    def {method}({arguments}):\n        return self.given\n\nresult = {expression}"
    )


OTHERS: Table = {
    "__str__": over("str", _box("__str__", "str(Box(value))"), _box("__str__", 'f"{Box(value)}"')),
    "__repr__": over("str", _box("__repr__", "repr(Box(value))"), _box("__repr__", "f'{Box(value)!r}'")),
    "__bytes__": over("bytes", _box("__bytes__", "bytes(Box(value))")),
    "__format__": over("str", _box("__format__", "format(Box(value))", "self, spec")),
    "__fspath__": over("str", _box("__fspath__", "os.fspath(Box(value))")),
    "__call__": over(
        "any",
        "class Judge:\n    def __call__(self, given):\n        return given == WHOLE\n\nresult = Judge()(value)",
        _box("__call__", "Box(value)()"),
    ),
    "__getitem__": over("any", _box("__getitem__", "Box(value)[0]", "self, index")),
    "__setitem__": over(
        "any",
        """
        class Box:
            def __setitem__(self, index, given):
                self.same = given == WHOLE

        box = Box()
        box["kept"] = value
        result = box.same
        """,
    ),
    "__delitem__": over(
        "str",
        """
        class Box:
            def __delitem__(self, index):
                self.same = index == WHOLE

        box = Box()
        del box[value]
        result = box.same
        """,
    ),
    "__missing__": over("any", "class Box(dict):\n    def __missing__(self, key):\n        return value\n\nresult = Box()['x']"),
    "__iter__": over("any", "class Box:\n    def __iter__(self):\n        yield value\n\nresult = list(Box())", "class Box:\n    def __iter__(self):\n        return iter([value])\n\nkept, = Box()\nresult = kept"),
    "__next__": over("any", "class Box:\n    def __next__(self):\n        return value\n\n    def __iter__(self):\n        return self\n\nresult = next(Box())"),
    "__reversed__": over("any", "class Box:\n    def __reversed__(self):\n        return iter([value])\n\nresult = list(reversed(Box()))"),
    "__enter__": over("any", "class Held:\n    def __enter__(self):\n        return value\n\n    def __exit__(self, *_):\n        pass\n\nwith Held() as result:\n    pass"),
    "__exit__": over(
        "any",
        """
        class Held:
            def __enter__(self):
                return self

            def __exit__(self, kind, error, trace):
                self.kept = error.args[0]
                return True

        held = Held()
        with held:
            raise ValueError(value)
        result = held.kept
        """,
        "class Held:\n    def __enter__(self):\n        pass\n\n    def __exit__(self, *_):\n        print(value == WHOLE)\n\nwith Held():\n    result = 0",
    ),
    "__aenter__": over("any", "class Held:\n    async def __aenter__(self):\n        return value\n\n    async def __aexit__(self, *_):\n        pass\n\nasync def main():\n    async with Held() as kept:\n        return kept\n\nresult = asyncio.run(main())"),
    "__aexit__": over("any", "class Held:\n    async def __aenter__(self):\n        pass\n\n    async def __aexit__(self, *_):\n        print(value == WHOLE)\n\nasync def main():\n    async with Held():\n        return 0\n\nresult = asyncio.run(main())"),
    "__aiter__": over("any", "class Box:\n    async def __aiter__(self):\n        yield value\n\nasync def main():\n    return [part async for part in Box()]\n\nresult = asyncio.run(main())"),
    "__anext__": over("any", "class Box:\n    async def __anext__(self):\n        return value\n\n    def __aiter__(self):\n        return self\n\nasync def main():\n    async for part in Box():\n        return part\n\nresult = asyncio.run(main())"),
    "__await__": over("any", "class Box:\n    def __await__(self):\n        yield from ()\n        return value\n\nasync def main():\n    return await Box()\n\nresult = asyncio.run(main())"),
    "__getattr__": over("any", "class Box:\n    def __getattr__(self, name):\n        return value\n\nresult = Box().kept"),
    "__getattribute__": over("any", "class Box:\n    def __getattribute__(self, name):\n        return value\n\nresult = Box().kept"),
    "__setattr__": over("any", "class Box:\n    def __setattr__(self, name, given):\n        print(name, given == WHOLE)\n\nBox().kept = value\nresult = 0"),
    "__delattr__": over("str", "class Box:\n    def __delattr__(self, name):\n        print(name == WHOLE)\n\ndelattr(Box(), value)\nresult = 0"),
    "__dir__": over("str", "class Box:\n    def __dir__(self):\n        return [value]\n\nresult = dir(Box())"),
    "__get__": over("any", "class Kept:\n    def __get__(self, box, owner=None):\n        return value\n\nclass Box:\n    kept = Kept()\n\nresult = Box().kept"),
    "__set__": over("any", "class Kept:\n    def __set__(self, box, given):\n        print(given == WHOLE)\n\nclass Box:\n    kept = Kept()\n\nBox().kept = value\nresult = 0"),
    "__delete__": over("any", "class Kept:\n    def __get__(self, box, owner=None):\n        return 0\n\n    def __delete__(self, box):\n        print(value == WHOLE)\n\nclass Box:\n    kept = Kept()\n\ndel Box().kept\nresult = 0"),
    "__set_name__": over("any", "class Kept:\n    def __set_name__(self, owner, name):\n        print(name, value == WHOLE)\n\nclass Box:\n    kept = Kept()\n\nresult = 0"),
    "__init__": over("any", "class Judge:\n    def __init__(self, given):\n        self.same = given == WHOLE\n\nresult = Judge(value).same"),
    "__new__": over("any", "class Judge:\n    def __new__(cls, given):\n        return given == WHOLE\n\nresult = Judge(value)", "class Box:\n    def __new__(cls, given):\n        self = super().__new__(cls)\n        self.kept = given\n        return self\n\nresult = Box(value).kept"),
    "__del__": over("any", "class Box:\n    def __del__(self):\n        print(value == WHOLE)\n\nbox = Box()\ndel box\nresult = 0"),
    "__init_subclass__": over("any", "class Base:\n    def __init_subclass__(cls, given):\n        cls.same = given == WHOLE\n\nclass Box(Base, given=value):\n    pass\n\nresult = Box.same"),
    "__class_getitem__": over("any", "class Box:\n    def __class_getitem__(cls, given):\n        return given\n\nresult = Box[value]"),
    "__instancecheck__": over("any", "class Meta(type):\n    def __instancecheck__(cls, given):\n        return given == WHOLE\n\nclass Judge(metaclass=Meta):\n    pass\n\nresult = isinstance(value, Judge)"),
    "__subclasscheck__": over("any", "class Meta(type):\n    def __subclasscheck__(cls, given):\n        return given.kept == WHOLE\n\nclass Judge(metaclass=Meta):\n    pass\n\nclass Box:\n    kept = value\n\nresult = issubclass(Box, Judge)"),
    "__subclasshook__": over("any", "import abc\n\nclass Judge(abc.ABC):\n    @classmethod\n    def __subclasshook__(cls, given):\n        return given.kept == WHOLE\n\nclass Box:\n    kept = value\n\nresult = issubclass(Box, Judge)"),
    "__prepare__": over("any", "class Meta(type):\n    @classmethod\n    def __prepare__(cls, name, bases):\n        return {'kept': value}\n\nclass Box(metaclass=Meta):\n    pass\n\nresult = Box.kept"),
    "__mro_entries__": over("any", "class Maker:\n    def __init__(self, given):\n        self.given = given\n\n    def __mro_entries__(self, bases):\n        print(self.given == WHOLE)\n        return (dict,)\n\nclass Box(Maker(value)):\n    pass\n\nresult = 0"),
    "__copy__": over("any", "class Box:\n    def __copy__(self):\n        return value\n\nresult = copy.copy(Box())"),
    "__deepcopy__": over("any", "class Box:\n    def __deepcopy__(self, memo):\n        return value\n\nresult = copy.deepcopy([Box()])"),
    "__replace__": over("any", "class Box:\n    def __replace__(self, /, given):\n        return given == WHOLE\n\nresult = Box().__replace__(given=value)"),
    "__reduce__": over("any", "class Box:\n    def __reduce__(self):\n        return (str, (str(value),))\n\nresult = copy.copy(Box())"),
    "__reduce_ex__": over("any", "class Box:\n    def __reduce_ex__(self, version):\n        return (str, (str(value),))\n\nresult = copy.copy(Box())"),
    "__getnewargs__": over("any", "class Box:\n    def __new__(cls, given=None):\n        self = super().__new__(cls)\n        self.kept = given\n        return self\n\n    def __getnewargs__(self):\n        return (value,)\n\nresult = copy.copy(Box()).kept"),
    "__getnewargs_ex__": over("any", "class Box:\n    def __new__(cls, given=None):\n        self = super().__new__(cls)\n        self.kept = given\n        return self\n\n    def __getnewargs_ex__(self):\n        return ((), {'given': value})\n\nresult = copy.copy(Box()).kept"),
    "__getstate__": over("any", "class Box:\n    def __getstate__(self):\n        return {'kept': value}\n\nresult = copy.copy(Box()).kept"),
    "__setstate__": over("any", "class Box:\n    kept = None\n\n    def __setstate__(self, state):\n        self.same = state['kept'] == WHOLE\n\nbox = Box()\nbox.kept = value\nresult = copy.copy(box).same"),
    "__post_init__": over("any", "@dataclasses.dataclass\nclass Box:\n    kept: object\n\n    def __post_init__(self):\n        print(self.kept == WHOLE)\n\nBox(value)\nresult = 0"),
    "__match_args__": over("any", "class Box:\n    __match_args__ = ('kept',)\n\n    def __init__(self, given):\n        self.kept = given\n\nmatch Box(value):\n    case Box(result):\n        pass"),
    "__slots__": over("any", "class Box:\n    __slots__ = ('kept',)\n\nbox = Box()\nbox.kept = value\nresult = box.kept"),
    "__dict__": over("any", "class Box:\n    pass\n\nbox = Box()\nbox.__dict__['kept'] = value\nresult = box.kept", "class Box:\n    pass\n\nbox = Box()\nbox.kept = value\nresult = list(box.__dict__.values())"),
    "__class__": over("any", "class Judge:\n    def same(self):\n        return self.kept == WHOLE\n\nclass Box:\n    pass\n\nbox = Box()\nbox.kept = value\nbox.__class__ = Judge\nresult = box.same()"),
    "__defaults__": over("any", "def kept(given=None):\n    return given\n\nkept.__defaults__ = (value,)\nresult = kept()"),
    "__kwdefaults__": over("any", "def kept(*, given=None):\n    return given\n\nkept.__kwdefaults__ = {'given': value}\nresult = kept()"),
    "__closure__": over("any", "def kept():\n    return value\n\nkept_value = value\n\ndef outer(given):\n    return lambda: given\n\nresult = outer(value).__closure__[0].cell_contents"),
    "__globals__": over("any", "def kept():\n    return KEPT\n\nkept.__globals__['KEPT'] = value\nresult = kept()"),
    "__code__": over("any", "def kept():\n    return 0\n\ndef judge(given=value):\n    return given == WHOLE\n\nkept.__code__, kept.__defaults__ = judge.__code__, judge.__defaults__\nresult = kept()"),
    "__doc__": over("str", "class Box:\n    pass\n\nBox.__doc__ = value\nresult = Box.__doc__"),
    "__name__": over("str", "def kept():\n    pass\n\nkept.__name__ = value\nresult = kept.__name__"),
    "__qualname__": over("str", "def kept():\n    pass\n\nkept.__qualname__ = value\nresult = kept.__qualname__"),
    "__module__": over("str", "class Box:\n    pass\n\nBox.__module__ = value\nresult = Box.__module__"),
    "__annotations__": over("any", "class Box:\n    pass\n\nBox.__annotations__ = {'kept': value}\nresult = Box.__annotations__['kept']"),
    "__cause__": over("any", "error = ValueError('outer')\nerror.__cause__ = KeyError(value)\nresult = error.__cause__.args"),
    "__context__": over("any", "try:\n    try:\n        raise KeyError(value)\n    except KeyError:\n        raise ValueError('outer')\nexcept ValueError as error:\n    result = error.__context__.args"),
    "__traceback__": over("any", "try:\n    kept = value\n    raise ValueError('outer')\nexcept ValueError as error:\n    result = error.__traceback__.tb_frame.f_locals['kept']"),
    "__bases__": over("any", "class Base:\n    kept = value\n\nclass Box(Base):\n    pass\n\nresult = Box.__bases__[0].kept"),
    "__base__": over("any", "class Base:\n    kept = value\n\nclass Box(Base):\n    pass\n\nresult = Box.__base__.kept"),
    "__mro__": over("any", "class Base:\n    kept = value\n\nclass Box(Base):\n    pass\n\nresult = Box.__mro__[1].kept"),
    "__subclasses__": over("any", "class Base:\n    pass\n\nclass Box(Base):\n    kept = value\n\nresult = Base.__subclasses__()[0].kept"),
    "__buffer__": over("bytes", "class Box:\n    def __buffer__(self, flags):\n        return memoryview(value)\n\nresult = bytes(Box())"),
}


def table() -> Table:
    """The recipes by name."""
    own = {**_binary(), **_converted(), **OTHERS}
    return {f"protocol.{name}": recipes for name, recipes in own.items()}
