"""Special methods that a class of the program defines, and that get to see the atom."""

from __future__ import annotations

from tests.construction.recipes import Table, over

_BINARY = {
    "add": "+",
    "sub": "-",
    "mul": "*",
    "truediv": "/",
    "floordiv": "//",
    "mod": "%",
    "pow": "**",
    "lshift": "<<",
    "rshift": ">>",
    "and": "&",
    "or": "|",
    "xor": "^",
    "matmul": "@",
}
_COMPARED = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_CONVERTED = {
    "abs": "abs",
    "ceil": "math.ceil",
    "floor": "math.floor",
    "trunc": "math.trunc",
    "int": "int",
    "float": "float",
    "complex": "complex",
    "index": "operator.index",
    "round": "round",
    "bool": "bool",
    "neg": "-",
    "pos": "+",
    "invert": "~",
    "hash": "hash",
    "len": "len",
    "sizeof": "sys.getsizeof",
    "length_hint": "operator.length_hint",
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
            found[method] = over(
                "any", _held(method, expression) if held else _seen(method, expression)
            )
        found[f"__i{name}__"] = over(
            "any",
            _seen(f"__i{name}__", None) + f"\nkept = Judge()\nkept {sign}= value\nresult = kept",
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
        f"    def {method}(self, other):\n        return self.given == WHOLE\n\n"
        f"result = {expression}"
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
            text = text.replace(
                f"    def {method}",
                "    def __iter__(self):\n        return iter(())\n\n" + f"    def {method}",
            )
        found[method] = over("any" if name == "bool" else "int", text)
    return found


def _box(method: str, expression: str, arguments: str = "self") -> str:
    return (
        "class Box:\n    def __init__(self, given):\n        self.given = given\n\n"
        f"    def {method}({arguments}):\n        return self.given\n\nresult = {expression}"
    )


OTHERS: Table = {
    "__str__": over("str", _box("__str__", "str(Box(value))"), _box("__str__", 'f"{Box(value)}"')),
    "__repr__": over(
        "str", _box("__repr__", "repr(Box(value))"), _box("__repr__", "f'{Box(value)!r}'")
    ),
    "__bytes__": over("bytes", _box("__bytes__", "bytes(Box(value))")),
    "__format__": over("str", _box("__format__", "format(Box(value))", "self, spec")),
    "__fspath__": over("str", _box("__fspath__", "os.fspath(Box(value))")),
    "__call__": over(
        "any",
        """
            class Judge:
                def __call__(self, given):
                    return given == WHOLE

            result = Judge()(value)
            """,
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
    "__missing__": over(
        "any",
        """
            class Box(dict):
                def __missing__(self, key):
                    return value

            result = Box()['x']
            """,
    ),
    "__iter__": over(
        "any",
        """
            class Box:
                def __iter__(self):
                    yield value

            result = list(Box())
            """,
        """
            class Box:
                def __iter__(self):
                    return iter([value])

            kept, = Box()
            result = kept
            """,
    ),
    "__next__": over(
        "any",
        """
            class Box:
                def __next__(self):
                    return value

                def __iter__(self):
                    return self

            result = next(Box())
            """,
    ),
    "__reversed__": over(
        "any",
        """
            class Box:
                def __reversed__(self):
                    return iter([value])

            result = list(reversed(Box()))
            """,
    ),
    "__enter__": over(
        "any",
        """
            class Held:
                def __enter__(self):
                    return value

                def __exit__(self, *_):
                    pass

            with Held() as result:
                pass
            """,
    ),
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
        """
            class Held:
                def __enter__(self):
                    pass

                def __exit__(self, *_):
                    print(value == WHOLE)

            with Held():
                result = 0
            """,
    ),
    "__aenter__": over(
        "any",
        """
            class Held:
                async def __aenter__(self):
                    return value

                async def __aexit__(self, *_):
                    pass

            async def main():
                async with Held() as kept:
                    return kept

            result = asyncio.run(main())
            """,
    ),
    "__aexit__": over(
        "any",
        """
            class Held:
                async def __aenter__(self):
                    pass

                async def __aexit__(self, *_):
                    print(value == WHOLE)

            async def main():
                async with Held():
                    return 0

            result = asyncio.run(main())
            """,
    ),
    "__aiter__": over(
        "any",
        """
            class Box:
                async def __aiter__(self):
                    yield value

            async def main():
                return [part async for part in Box()]

            result = asyncio.run(main())
            """,
    ),
    "__anext__": over(
        "any",
        """
            class Box:
                async def __anext__(self):
                    return value

                def __aiter__(self):
                    return self

            async def main():
                async for part in Box():
                    return part

            result = asyncio.run(main())
            """,
    ),
    "__await__": over(
        "any",
        """
            class Box:
                def __await__(self):
                    yield from ()
                    return value

            async def main():
                return await Box()

            result = asyncio.run(main())
            """,
    ),
    "__getattr__": over(
        "any",
        """
            class Box:
                def __getattr__(self, name):
                    return value

            result = Box().kept
            """,
    ),
    "__getattribute__": over(
        "any",
        """
            class Box:
                def __getattribute__(self, name):
                    return value

            result = Box().kept
            """,
    ),
    "__setattr__": over(
        "any",
        """
            class Box:
                def __setattr__(self, name, given):
                    print(name, given == WHOLE)

            Box().kept = value
            result = 0
            """,
    ),
    "__delattr__": over(
        "str",
        """
            class Box:
                def __delattr__(self, name):
                    print(name == WHOLE)

            delattr(Box(), value)
            result = 0
            """,
    ),
    "__dir__": over(
        "str",
        """
            class Box:
                def __dir__(self):
                    return [value]

            result = dir(Box())
            """,
    ),
    "__get__": over(
        "any",
        """
            class Kept:
                def __get__(self, box, owner=None):
                    return value

            class Box:
                kept = Kept()

            result = Box().kept
            """,
    ),
    "__set__": over(
        "any",
        """
            class Kept:
                def __set__(self, box, given):
                    print(given == WHOLE)

            class Box:
                kept = Kept()

            Box().kept = value
            result = 0
            """,
    ),
    "__delete__": over(
        "any",
        """
            class Kept:
                def __get__(self, box, owner=None):
                    return 0

                def __delete__(self, box):
                    print(value == WHOLE)

            class Box:
                kept = Kept()

            del Box().kept
            result = 0
            """,
    ),
    "__set_name__": over(
        "any",
        """
            class Kept:
                def __set_name__(self, owner, name):
                    print(name, value == WHOLE)

            class Box:
                kept = Kept()

            result = 0
            """,
    ),
    "__init__": over(
        "any",
        """
            class Judge:
                def __init__(self, given):
                    self.same = given == WHOLE

            result = Judge(value).same
            """,
    ),
    "__new__": over(
        "any",
        """
            class Judge:
                def __new__(cls, given):
                    return given == WHOLE

            result = Judge(value)
            """,
        """
            class Box:
                def __new__(cls, given):
                    self = super().__new__(cls)
                    self.kept = given
                    return self

            result = Box(value).kept
            """,
    ),
    "__del__": over(
        "any",
        """
            class Box:
                def __del__(self):
                    print(value == WHOLE)

            box = Box()
            del box
            result = 0
            """,
    ),
    "__init_subclass__": over(
        "any",
        """
            class Base:
                def __init_subclass__(cls, given):
                    cls.same = given == WHOLE

            class Box(Base, given=value):
                pass

            result = Box.same
            """,
    ),
    "__class_getitem__": over(
        "any",
        """
            class Box:
                def __class_getitem__(cls, given):
                    return given

            result = Box[value]
            """,
    ),
    "__instancecheck__": over(
        "any",
        """
            class Meta(type):
                def __instancecheck__(cls, given):
                    return given == WHOLE

            class Judge(metaclass=Meta):
                pass

            result = isinstance(value, Judge)
            """,
    ),
    "__subclasscheck__": over(
        "any",
        """
            class Meta(type):
                def __subclasscheck__(cls, given):
                    return given.kept == WHOLE

            class Judge(metaclass=Meta):
                pass

            class Box:
                kept = value

            result = issubclass(Box, Judge)
            """,
    ),
    "__subclasshook__": over(
        "any",
        """
            import abc

            class Judge(abc.ABC):
                @classmethod
                def __subclasshook__(cls, given):
                    return given.kept == WHOLE

            class Box:
                kept = value

            result = issubclass(Box, Judge)
            """,
    ),
    "__prepare__": over(
        "any",
        """
            class Meta(type):
                @classmethod
                def __prepare__(cls, name, bases):
                    return {'kept': value}

            class Box(metaclass=Meta):
                pass

            result = Box.kept
            """,
    ),
    "__mro_entries__": over(
        "any",
        """
            class Maker:
                def __init__(self, given):
                    self.given = given

                def __mro_entries__(self, bases):
                    print(self.given == WHOLE)
                    return (dict,)

            class Box(Maker(value)):
                pass

            result = 0
            """,
    ),
    "__copy__": over(
        "any",
        """
            class Box:
                def __copy__(self):
                    return value

            result = copy.copy(Box())
            """,
    ),
    "__deepcopy__": over(
        "any",
        """
            class Box:
                def __deepcopy__(self, memo):
                    return value

            result = copy.deepcopy([Box()])
            """,
    ),
    "__replace__": over(
        "any",
        """
            class Box:
                def __replace__(self, /, given):
                    return given == WHOLE

            result = Box().__replace__(given=value)
            """,
    ),
    "__reduce__": over(
        "any",
        """
            class Box:
                def __reduce__(self):
                    return (str, (str(value),))

            result = copy.copy(Box())
            """,
    ),
    "__reduce_ex__": over(
        "any",
        """
            class Box:
                def __reduce_ex__(self, version):
                    return (str, (str(value),))

            result = copy.copy(Box())
            """,
    ),
    "__getnewargs__": over(
        "any",
        """
            class Box:
                def __new__(cls, given=None):
                    self = super().__new__(cls)
                    self.kept = given
                    return self

                def __getnewargs__(self):
                    return (value,)

                def __getstate__(self):
                    return None

            result = copy.copy(Box()).kept
            """,
    ),
    "__getnewargs_ex__": over(
        "any",
        """
            class Box:
                def __new__(cls, given=None):
                    self = super().__new__(cls)
                    self.kept = given
                    return self

                def __getnewargs_ex__(self):
                    return ((), {'given': value})

                def __getstate__(self):
                    return None

            result = copy.copy(Box()).kept
            """,
    ),
    "__getstate__": over(
        "any",
        """
            class Box:
                def __getstate__(self):
                    return {'kept': value}

            result = copy.copy(Box()).kept
            """,
    ),
    "__setstate__": over(
        "any",
        """
            class Box:
                kept = None

                def __setstate__(self, state):
                    self.same = state['kept'] == WHOLE

            box = Box()
            box.kept = value
            result = copy.copy(box).same
            """,
    ),
    "__post_init__": over(
        "any",
        """
            @dataclasses.dataclass
            class Box:
                kept: object

                def __post_init__(self):
                    print(self.kept == WHOLE)

            Box(value)
            result = 0
            """,
    ),
    "__match_args__": over(
        "any",
        """
            class Box:
                __match_args__ = ('kept',)

                def __init__(self, given):
                    self.kept = given

            match Box(value):
                case Box(result):
                    pass
            """,
    ),
    "__slots__": over(
        "any",
        """
            class Box:
                __slots__ = ('kept',)

            box = Box()
            box.kept = value
            result = box.kept
            """,
    ),
    "__dict__": over(
        "any",
        """
            class Box:
                pass

            box = Box()
            box.__dict__['kept'] = value
            result = box.kept
            """,
        """
            class Box:
                pass

            box = Box()
            box.kept = value
            result = list(box.__dict__.values())
            """,
    ),
    "__class__": over(
        "any",
        """
            class Judge:
                def same(self):
                    return self.kept == WHOLE

            class Box:
                pass

            box = Box()
            box.kept = value
            box.__class__ = Judge
            result = box.same()
            """,
    ),
    "__defaults__": over(
        "any",
        """
            def kept(given=None):
                return given

            kept.__defaults__ = (value,)
            result = kept()
            """,
    ),
    "__kwdefaults__": over(
        "any",
        """
            def kept(*, given=None):
                return given

            kept.__kwdefaults__ = {'given': value}
            result = kept()
            """,
    ),
    "__closure__": over(
        "any",
        """
            def kept():
                return value

            kept_value = value

            def outer(given):
                return lambda: given

            result = outer(value).__closure__[0].cell_contents
            """,
    ),
    "__globals__": over(
        "any",
        """
            def kept():
                return KEPT

            kept.__globals__['KEPT'] = value
            result = kept()
            """,
    ),
    "__code__": over(
        "any",
        """
            def kept():
                return 0

            def judge(given=value):
                return given == WHOLE

            kept.__code__, kept.__defaults__ = judge.__code__, judge.__defaults__
            result = kept()
            """,
    ),
    "__doc__": over(
        "str",
        """
        class Box:
            pass

        Box.__doc__ = value
        result = Box.__doc__
        """,
    ),
    "__name__": over(
        "str",
        """
            def kept():
                pass

            kept.__name__ = value
            result = kept.__name__
            """,
    ),
    "__qualname__": over(
        "str",
        """
            def kept():
                pass

            kept.__qualname__ = value
            result = kept.__qualname__
            """,
    ),
    "__module__": over(
        "str",
        """
            class Box:
                pass

            Box.__module__ = value
            result = Box.__module__
            """,
    ),
    "__annotations__": over(
        "any",
        """
            class Box:
                pass

            Box.__annotations__ = {'kept': value}
            result = Box.__annotations__['kept']
            """,
    ),
    "__cause__": over(
        "any",
        """
            error = ValueError('outer')
            error.__cause__ = KeyError(value)
            result = error.__cause__.args
            """,
    ),
    "__context__": over(
        "any",
        """
            try:
                try:
                    raise KeyError(value)
                except KeyError:
                    raise ValueError('outer')
            except ValueError as error:
                result = error.__context__.args
            """,
    ),
    "__traceback__": over(
        "any",
        """
            try:
                kept = value
                raise ValueError('outer')
            except ValueError as error:
                result = error.__traceback__.tb_frame.f_locals['kept']
            """,
    ),
    "__bases__": over(
        "any",
        """
            class Base:
                kept = value

            class Box(Base):
                pass

            result = Box.__bases__[0].kept
            """,
    ),
    "__base__": over(
        "any",
        """
            class Base:
                kept = value

            class Box(Base):
                pass

            result = Box.__base__.kept
            """,
    ),
    "__mro__": over(
        "any",
        """
            class Base:
                kept = value

            class Box(Base):
                pass

            result = Box.__mro__[1].kept
            """,
    ),
    "__subclasses__": over(
        "any",
        """
            class Base:
                pass

            class Box(Base):
                kept = value

            result = Base.__subclasses__()[0].kept
            """,
    ),
    "__buffer__": over(
        "bytes",
        """
            class Box:
                def __buffer__(self, flags):
                    return memoryview(value)

            result = bytes(Box())
            """,
    ),
}


def table() -> Table:
    """The recipes by name."""
    own = {**_binary(), **_converted(), **OTHERS}
    return {f"protocol.{name}": recipes for name, recipes in own.items()}
