"""The names that have no program, each with the reason."""

from __future__ import annotations

import re

_TYPE = r"(str|bytes|list|tuple|dict|set|frozenset|int|float|bool)"
_COLLECTION = r"(deque|Counter|OrderedDict|defaultdict|ChainMap)"
_ANY = rf"({_TYPE[1:-1]}|{_COLLECTION[1:-1]})"

# A pattern for the whole name, and why what it matches is left out.
REASONS: tuple[tuple[str, str], ...] = (
    (
        r"ast\.(AST|boolop|cmpop|excepthandler|expr|expr_context|mod|operator|pattern|slice|stmt"
        r"|type_ignore|type_param|unaryop)",
        "an abstract base of the forms; each of its forms has programs",
    ),
    (r"ast\.(Num|Str|Bytes|NameConstant|(_ast_)?Ellipsis)", "an old name of ast.Constant"),
    (r"ast\.(Index|ExtSlice)", "an old part of ast.Subscript that the parser no longer makes"),
    (r"ast\.(Suite|Param|AugLoad|AugStore)", "a form that the parser does not make"),
    (r"ast\.(Load|Store|Del)", "says how a name is used; every name in every program has it"),
    (r"ast\.(Module|Interactive|Expression|FunctionType)", "a whole text; every program is one"),
    (r"ast\.TypeIgnore", "a comment"),
    (r"builtins\.(__build_class__)", "called by the class statement, see ast.ClassDef"),
    (
        r"builtins\.(__doc__|__loader__|__package__|__spec__)",
        "says something about the module only",
    ),
    (r"builtins\.(copyright|credits|license|help)", "prints a text of the interpreter"),
    (r"builtins\.breakpoint", "stops for a person"),
    (r"builtins\.id", "the identity of an object does not say what it holds"),
    (r"functools\.(WRAPPER_ASSIGNMENTS|WRAPPER_UPDATES)", "names of attributes, as a constant"),
    (
        rf"{_ANY}\.(__class__|__doc__|__dir__|__subclasshook__|__init_subclass__"
        r"|__class_getitem__|__abstractmethods__|__dict__|__module__|__slots__|__weakref__"
        r"|__firstlineno__|__static_attributes__|__annotations__)",
        "belongs to the type; the value is not read; see the same name under protocol",
    ),
    (rf"{_ANY}\.(__setattr__|__delattr__)", "built-in objects refuse attributes; see protocol"),
    (rf"{_ANY}\.__getstate__", "answers None for built-in objects; see protocol"),
    (
        r"(list|dict|set|deque|Counter|OrderedDict|defaultdict|ChainMap)\.__hash__",
        "refuses: is None",
    ),
    (rf"{_ANY}\.__reduce__", "what __reduce_ex__ calls, which has programs"),
    (
        r"(str|bytes|tuple|frozenset|int|float|bool)\.__init__",
        "does nothing: the object is made by __new__",
    ),
    (
        r"(list|dict|set|deque|Counter|OrderedDict|defaultdict|ChainMap)\.__new__",
        "makes an empty object; __init__ fills it and has programs",
    ),
    (
        r"(dict|OrderedDict|defaultdict|ChainMap)\.(__lt__|__le__|__gt__|__ge__)",
        "answers NotImplemented: mappings have no order",
    ),
    (r"float\.(__getformat__|__setformat__)", "says how the machine stores numbers"),
    (r"Counter\._keep_positive", "private"),
    (r"Counter\.fromkeys", "refuses to work"),
    (r"ChainMap\.__reversed__", "refuses: is None"),
    (r"ChainMap\.(_MutableMapping__marker|_abc_impl)", "private"),
    (
        r"protocol\.(__basicsize__|__dictoffset__|__flags__|__itemsize__|__weakrefoffset__"
        r"|__text_signature__|__getformat__|__setformat__|__weakref__)",
        "says how an object is stored",
    ),
    (
        r"protocol\.(__abstractmethods__|__isabstractmethod__|__suppress_context__|__builtins__"
        r"|__type_params__|__firstlineno__|__static_attributes__|__signature__)",
        "says something about a definition; no value of the program goes there",
    ),
    (
        r"protocol\.(__annotate__|__annotate_func__|__annotations_cache__)",
        "see protocol.__annotations__",
    ),
    (r"protocol\.__release_buffer__", "is handed a view that __buffer__ made, which has programs"),
)


def reason(name: str) -> str | None:
    """Why a name is left out; None when it is not."""
    return next((why for pattern, why in REASONS if re.fullmatch(pattern, name)), None)
