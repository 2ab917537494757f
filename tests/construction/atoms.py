"""The four things that an edit changes, in every type that an operation may ask for.

A recipe speaks of `value` and of words in capitals, which stand for literals that suit the atom:

    value    the atom, turned into the type that the recipe asks for
    IN       a part that is in it before the edit; for numbers the number itself
    OUT      a part that is in it only after the edit
    START    what it begins with before the edit, and not after it; END the same at its end
    AT       the index, or the key, of an element that the edit changes
    MID      lies between the values before and after the edit
    WHOLE    the value before the edit
    HOLD     a text that holds the value before the edit
    PEER     another value of the same type
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_WORDS = re.compile(r"\b(IN|OUT|START|END|AT|MID|WHOLE|HOLD|PEER)\b")

PEERS = {
    "str": '"x"',
    "bytes": 'b"x"',
    "list": "[0]",
    "tuple": "(0,)",
    "set": "{0}",
    "frozenset": "frozenset([0])",
    "dict": '{"x": 0}',
    "int": "7",
    "float": "1.5",
    "bool": "True",
}
_WRAPPED = {
    "deque": ("list", "collections.deque({})"),
    "Counter": ("list", "collections.Counter({})"),
    "OrderedDict": ("dict", "collections.OrderedDict({})"),
    "defaultdict": ("dict", "collections.defaultdict(int, {})"),
    "ChainMap": ("dict", "collections.ChainMap({})"),
}


@dataclass(frozen=True)
class Atom:
    """One thing that an edit changes.

    `source` is the expression that a program reads it with, `natural` its type. `lifts` turns
    `source` (written `@`) into other types. `words` has the literals of a type by their word.
    `too_empty` finds the names of operations that this atom cannot go through, since there is
    nothing in it before the edit.
    """

    name: str
    source: str
    natural: str
    lifts: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]
    plain_status: int = 204
    before_the_call: bool = False
    too_empty: str = ""

    def supports(self, kind: str) -> bool:
        """Whether the atom can be had in this type."""
        kind, _ = _unwrapped(kind)
        return kind == "any" or kind in self.lifts

    def is_too_empty_for(self, name: str) -> bool:
        """Whether the operation of this name asks for an element and the atom has none."""
        return bool(self.too_empty and re.match(self.too_empty, name))

    def lifted(self, kind: str) -> str:
        """The expression for the atom in a type; `any` is its own."""
        kind, wrapping = _unwrapped(kind)
        text = self.source if kind == "any" else self.lifts[kind].replace("@", self.source)
        return wrapping.format(text)

    def fill(self, code: str, kind: str) -> str:
        """The code of a recipe with this atom's literals; KeyError when it has none of a word."""
        kind, wrapping = _unwrapped(kind)
        own = self.natural if kind == "any" else kind
        words = {"PEER": PEERS[own], **self.words.get(own, {})}
        if wrapping != "{}":
            words["PEER"] = wrapping.format(words["PEER"])
        return _WORDS.sub(lambda match: words[match[1]], code)


def _unwrapped(kind: str) -> tuple[str, str]:
    return _WRAPPED.get(kind, (kind, "{}"))


def _text(inside: str, outside: str, start: str, end: str, mid: str, at: int) -> dict[str, str]:
    """The words of a text, from plain strings."""
    named = {"IN": inside, "OUT": outside, "START": start, "END": end, "MID": mid}
    return {**{word: f'"{text}"' for word, text in named.items()}, "AT": str(at)}


def _bytes(words: Mapping[str, str]) -> dict[str, str]:
    return {w: f"b{text}" if text.startswith('"') else text for w, text in words.items()}


def _sets(inside: str, outside: str, whole: str) -> dict[str, dict[str, str]]:
    words = {"IN": inside, "OUT": outside, "MID": f"{{{outside}}}"}
    frozen = {**words, "WHOLE": f"frozenset({whole})", "MID": f"frozenset([{outside}])"}
    return {"set": {**words, "WHOLE": whole}, "frozenset": frozen}


def _number(old: float, mid: float) -> dict[str, dict[str, str]]:
    integer = {"IN": str(old), "WHOLE": str(old), "MID": str(mid)}
    return {"int": integer, "float": {word: f"{text}.0" for word, text in integer.items()}}


_BOOL = {"bool": {"IN": "True", "OUT": "False", "WHOLE": "True", "MID": "True"}}

_STATUS_TEXT = {
    **_text("4", "7", "204", "4", "205", 2),
    "WHOLE": '"204"',
    "HOLD": '"answered 204"',
}
STATUS = Atom(
    "status",
    "response.status_code",
    "int",
    {
        "int": "@",
        "float": "float(@)",
        "bool": "@ == 204",
        "str": "str(@)",
        "bytes": "str(@).encode()",
        "list": "[@]",
        "tuple": "(@,)",
        "set": "{@}",
        "frozenset": "frozenset([@])",
        "dict": "{@: response.reason}",
    },
    {
        **_number(204, 205),
        **_BOOL,
        "str": _STATUS_TEXT,
        "bytes": _bytes(_STATUS_TEXT),
        "list": {"IN": "204", "OUT": "207", "AT": "0", "MID": "[205]", "WHOLE": "[204]"},
        "tuple": {"IN": "204", "OUT": "207", "AT": "0", "MID": "(205,)", "WHOLE": "(204,)"},
        **_sets("204", "207", "{204}"),
        "dict": {"IN": "204", "OUT": "207", "AT": "204", "WHOLE": '{204: "No Content"}'},
    },
)

_BODY_TEXT = {
    **_text("{}", "x", "{}", "{}", "{a", 1),
    "WHOLE": '"{}"',
    "HOLD": '"nothing but {}"',
}
_EMPTY = 'b"{}"'
BODY = Atom(
    "body",
    "response.content",
    "bytes",
    {
        "int": "len(@)",
        "float": "float(len(@))",
        "bool": '@ == b"{}"',
        "str": "response.text",
        "bytes": "@",
        "list": "[@]",
        "tuple": "(@,)",
        "set": "{@}",
        "frozenset": "frozenset([@])",
        "dict": "{@: response.text}",
    },
    {
        **_number(2, 10),
        **_BOOL,
        "str": _BODY_TEXT,
        "bytes": _bytes(_BODY_TEXT),
        "list": {"IN": _EMPTY, "OUT": 'b""', "AT": "0", "MID": '[b"{a"]', "WHOLE": f"[{_EMPTY}]"},
        "tuple": {
            "IN": _EMPTY,
            "OUT": 'b""',
            "AT": "0",
            "MID": '(b"{a",)',
            "WHOLE": f"({_EMPTY},)",
        },
        **_sets(_EMPTY, 'b""', f"{{{_EMPTY}}}"),
        "dict": {"IN": _EMPTY, "OUT": 'b""', "AT": _EMPTY, "WHOLE": f'{{{_EMPTY}: "{{}}"}}'},
    },
    plain_status=200,
)

# The deprecated URL cannot stand in a program a second time, or that place would be reported.
_OLD_URL = 'URL.replace("batch/", "")'
_PARTS = f'{_OLD_URL}.split("/")'
_URL_TEXT = {
    **_text(
        "delete",
        "batch",
        "https://api.awork.com/api/v1/timeentries/d",
        "s/delete",
        "https://api.awork.com/api/v1/timeentries/c",
        41,
    ),
    "WHOLE": _OLD_URL,
    "HOLD": f'({_OLD_URL} + " ")',
}
_URL_BYTES = {
    **_bytes(_URL_TEXT),
    "WHOLE": f"{_OLD_URL}.encode()",
    "HOLD": f'({_OLD_URL}.encode() + b" ")',
}
_C = '"https://api.awork.com/api/v1/timeentries/c".split("/")'
URL = Atom(
    "url",
    "URL",
    "str",
    {
        "int": "len(@)",
        "float": "float(len(@))",
        "bool": '@.endswith("s/delete")',
        "str": "@",
        "bytes": "@.encode()",
        "list": '@.split("/")',
        "tuple": 'tuple(@.split("/"))',
        "set": 'set(@.split("/"))',
        "frozenset": 'frozenset(@.split("/"))',
        "dict": "{@: 1}",
    },
    {
        **_number(47, 50),
        **_BOOL,
        "str": _URL_TEXT,
        "bytes": _URL_BYTES,
        "list": {"IN": '"delete"', "OUT": '"batch"', "AT": "6", "MID": _C, "WHOLE": _PARTS},
        "tuple": {
            "IN": '"delete"',
            "OUT": '"batch"',
            "AT": "6",
            "MID": f"tuple({_C})",
            "WHOLE": f"tuple({_PARTS})",
        },
        **_sets('"delete"', '"batch"', f"set({_PARTS})"),
        "dict": {"IN": _OLD_URL, "OUT": '""', "AT": _OLD_URL, "WHOLE": f"{{{_OLD_URL}: 1}}"},
    },
)

_KEY_TEXT = {
    **_text("ids", "time", "i", "ids", "m", 0),
    "WHOLE": '"ids"',
    "HOLD": '"all ids"',
}
_KEY_LIFTS = {
    "int": "len(next(iter(@)))",
    "float": "float(len(next(iter(@))))",
    "bool": '"ids" in @',
    "str": "next(iter(@))",
    "bytes": "json.dumps(@).encode()",
    "list": "[*@]",
    "tuple": "(*@,)",
    "set": "{*@}",
    "frozenset": "frozenset(@)",
    "dict": "@",
}
_KEY_WORDS: dict[str, Mapping[str, str]] = {
    **_number(3, 5),
    **_BOOL,
    "str": _KEY_TEXT,
    "bytes": {
        **_bytes(
            _text("ids", "time", "{'i".replace("'", '\\"'), "]}", "{'m".replace("'", '\\"'), 2)
        ),
        "WHOLE": 'b\'{"ids": ["te-01"]}\'',
        "HOLD": 'b\'{"ids": ["te-01"]} \'',
    },
    "list": {"IN": '"ids"', "OUT": '"timeEntryIds"', "AT": "0", "MID": '["m"]', "WHOLE": '["ids"]'},
    "tuple": {
        "IN": '"ids"',
        "OUT": '"timeEntryIds"',
        "AT": "0",
        "MID": '("m",)',
        "WHOLE": '("ids",)',
    },
    **_sets('"ids"', '"timeEntryIds"', '{"ids"}'),
    "dict": {"IN": '"ids"', "OUT": '"note"', "AT": '"ids"', "WHOLE": '{"ids": ["te-01"]}'},
}
KEYS = Atom("keys", "body", "dict", _KEY_LIFTS, _KEY_WORDS)
SENT_KEYS = Atom("keys-first", "body", "dict", _KEY_LIFTS, _KEY_WORDS, before_the_call=True)

JSON = Atom(
    "json",
    "response.json()",
    "dict",
    {
        "list": "list(@)",
        "tuple": "tuple(@)",
        "set": "set(@)",
        "frozenset": "frozenset(@)",
        "dict": "@",
        "int": "len(@)",
        "bool": "not @",
    },
    {
        "list": {"OUT": '"x-done"', "WHOLE": "[]", "MID": '["a"]'},
        "tuple": {"OUT": '"x-done"', "WHOLE": "()", "MID": '("a",)'},
        "set": {"OUT": '"x-done"', "WHOLE": "set()", "MID": '{"x-done"}'},
        "frozenset": {"OUT": '"x-done"', "WHOLE": "frozenset()", "MID": 'frozenset(["x-done"])'},
        "dict": {"OUT": '"x-done"', "WHOLE": "{}"},
    },
    plain_status=200,
    # The object of the deprecated endpoint has no key.
    too_empty=(
        r".*\.(pop|popitem|popleft)/|builtins\.(max/[34]|min/2|next)/|itertools\.permutations/"
        r"|deque\.__setitem__/|.*__r(divmod|floordiv|mod|truediv)__/|builtins\.divmod/2"
        r"|ast\.(Div|FloorDiv|Mod)/2/|ast\.(Assert/2|MatchSequence|Starred)/"
    ),
)

ATOMS = (STATUS, BODY, URL, KEYS)
MORE_ATOMS = (SENT_KEYS, JSON)
