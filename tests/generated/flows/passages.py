"""The ways that a value can take through a program, as data.

In each piece of source `$x` is the value, `$n` a number that is used once, `$p` the module of the
definitions with its dot, and `$d` another value of the same kind. `top` is defined at the top of a
module and reads no name of other definitions; `lines` are executed, and `gives` is the value behind
them. No way changes the value: a program that takes it does what it would do without it.
"""

from __future__ import annotations

from dataclasses import dataclass

URL, BODY, ANSWER = "url", "body", "answer"
KINDS = (URL, BODY, ANSWER)


@dataclass(frozen=True)
class Passage:
    """One way; `axis` is what it varies, `kinds` the values that can take it."""

    axis: str
    gives: str
    lines: str = ""
    top: str = ""
    kinds: tuple[str, ...] = KINDS


_SETTER = "\n\n\ndef keep$n(value):\n    "

STATE = {
    "local": Passage("state", "local$n", "local$n = $x"),
    "global": Passage(
        "state",
        "$pSTATE$n",
        "$pkeep$n($x)",
        "STATE$n = None" + _SETTER + "global STATE$n\n    STATE$n = value",
    ),
    "global-read-by-function": Passage(
        "state",
        "$pread$n()",
        "$pkeep$n($x)",
        "STATE$n = None\n\n\ndef read$n():\n    return STATE$n"
        + _SETTER
        + "global STATE$n\n    STATE$n = value",
    ),
    "attribute": Passage(
        "state",
        "holder$n.value",
        "holder$n = $pHolder$n($x)",
        "class Holder$n:\n    def __init__(self, value):\n        self.value = value",
    ),
    "attribute-by-method": Passage(
        "state",
        "holder$n.read()",
        "holder$n = $pHolder$n()\nholder$n.keep($x)",
        "class Holder$n:\n    value = None\n\n    def read(self):\n        return self.value\n\n"
        "    def keep(self, value):\n        self.value = value",
    ),
    "attribute-of-shared-object": Passage(
        "state",
        "$pHOLDER$n.value",
        "$pHOLDER$n.value = $x",
        "class Holder$n:\n    value = None\n\n\nHOLDER$n = Holder$n()",
    ),
    "class-attribute": Passage(
        "state", "$pHolder$n.value", "$pHolder$n.value = $x", "class Holder$n:\n    value = None"
    ),
    "class-attribute-by-instance": Passage(
        "state",
        "$pHolder$n().value",
        "$pHolder$n.keep($x)",
        "class Holder$n:\n    value = None\n\n    @classmethod\n    def keep(cls, value):\n"
        "        cls.value = value",
    ),
    "property": Passage(
        "state",
        "holder$n.value",
        "holder$n = $pHolder$n()\nholder$n.value = $x",
        "class Holder$n:\n    @property\n    def value(self):\n        return self._value\n\n"
        "    @value.setter\n    def value(self, value):\n        self._value = value",
    ),
    "setattr": Passage(
        "state",
        'getattr(holder$n, "".join(["va", "lue"]))',
        'holder$n = types.SimpleNamespace(value=None)\nsetattr(holder$n, "eulav"[::-1], $x)',
    ),
    "dict": Passage("state", 'dict$n["value"]', 'dict$n = {"other": $d}\ndict$n["value"] = $x'),
    "dict-display": Passage("state", 'dict$n["value"]', 'dict$n = {"other": $d, "value": $x}'),
    "dict-number-key": Passage("state", "dict$n[1]", "dict$n = {0: $d, 1: $d}\ndict$n[1] = $x"),
    "dict-unknown-key": Passage(
        "state",
        "dict$n[key$n]",
        'key$n = os.environ.get("KEY", "value")\ndict$n = {"value": $d}\ndict$n[key$n] = $x',
    ),
    "dict-read-by-unknown-key": Passage(
        "state",
        'dict$n[os.environ.get("KEY", "value")]',
        'dict$n = {"other": $d, "value": $x}',
    ),
    "dict-values": Passage(
        "state", "list(dict$n.values())[-1]", 'dict$n = {"other": $d, "value": $x}'
    ),
    "dict-of-module": Passage(
        "state", '$pTABLE$n["value"]', '$pTABLE$n["value"] = $x', "TABLE$n = {}"
    ),
    "defaultdict": Passage(
        "state",
        'dict$n["value"][0]',
        'dict$n = collections.defaultdict(list)\ndict$n["value"].append($x)',
    ),
    "list": Passage("state", "list$n[1]", "list$n = [$d, $x]"),
    "list-append": Passage("state", "list$n[-1]", "list$n = [$d]\nlist$n.append($x)"),
    "list-insert": Passage("state", "list$n.pop(0)", "list$n = [$d]\nlist$n.insert(0, $x)"),
    "list-extend": Passage("state", "list$n[-1]", "list$n = [$d]\nlist$n += [$x]"),
    "list-replaced": Passage("state", "list$n[0]", "list$n = [$d, $d]\nlist$n[0] = $x"),
    "list-of-module": Passage(
        "state",
        "$pread$n()",
        "$pKEPT$n.append($x)",
        "KEPT$n = []\n\n\ndef read$n():\n    return KEPT$n[-1]",
    ),
    "tuple": Passage("state", "second$n", "first$n, second$n = $d, $x"),
    "nested": Passage(
        "state", 'nest$n["a"][0]["b"]', 'nest$n = {"a": []}\nnest$n["a"].append({"b": $x})'
    ),
    "deque": Passage("state", "deque$n.popleft()", "deque$n = collections.deque([$x])"),
    "queue": Passage("state", "queue$n.get()", "queue$n = queue.Queue()\nqueue$n.put($x)"),
    "context-variable": Passage(
        "state",
        "variable$n.get()",
        'variable$n = contextvars.ContextVar("variable$n", default=None)\nvariable$n.set($x)',
    ),
    "thread-local": Passage(
        "state", "local$n.value", "local$n = threading.local()\nlocal$n.value = $x"
    ),
    "closure": Passage(
        "state",
        "cell$n()",
        "cell$n = $pmake$n($x)",
        "def make$n(value):\n    def read():\n        return value\n\n    return read",
    ),
    "closure-nonlocal": Passage(
        "state",
        "read$n()",
        "keep$n, read$n = $pmake$n()\nkeep$n($x)",
        "def make$n():\n    value = None\n\n    def keep(new):\n        nonlocal value\n"
        "        value = new\n\n    def read():\n        return value\n\n    return keep, read",
    ),
    "default-argument": Passage(
        "state",
        "read$n()",
        "def read$n(value=$x):\n    return value",
    ),
    "mutable-default": Passage(
        "state",
        "$pkeep$n()[-1]",
        "$pkeep$n($x)",
        "def keep$n(value=None, kept=[]):\n    if value is not None:\n        kept.append(value)\n"
        "    return kept",
    ),
    "function-attribute": Passage(
        "state", "$pkeep$n.value", "$pkeep$n($x)", "def keep$n(value):\n    keep$n.value = value"
    ),
    "dataclass": Passage(
        "state",
        "holder$n.value",
        "holder$n = $pHolder$n(value=$x)",
        "@dataclasses.dataclass\nclass Holder$n:\n    value: object\n    other: object = None",
    ),
    "namedtuple": Passage(
        "state",
        "holder$n.value",
        'holder$n = collections.namedtuple("Holder$n", "other value")($d, $x)',
    ),
    "instance-dict": Passage(
        "state",
        "holder$n.value",
        'holder$n = types.SimpleNamespace()\nholder$n.__dict__.update({"value": $x})',
    ),
    "module-globals": Passage("state", 'globals()["KEPT$n"]', 'globals()["KEPT$n"] = $x'),
}

ORDER = {
    "set-before-and-after": Passage(
        "order",
        "taken$n",
        "$pkeep$n($d)\n$pkeep$n($x)\ntaken$n = $pSTATE$n\n$pkeep$n($d)",
        "STATE$n = None" + _SETTER + "global STATE$n\n    STATE$n = value",
    ),
    "replaced-by-another-function": Passage(
        "order",
        "$pHOLDER$n.value",
        "$pHOLDER$n.reset($d)\n$pHOLDER$n.reset($x)",
        "class Holder$n:\n    value = None\n\n    def reset(self, value):\n"
        "        self.value = value\n\n\nHOLDER$n = Holder$n()",
    ),
    "read-before-it-is-set": Passage(
        "order",
        "$pSTATE$n",
        "unset$n = $pread$n()\n$pkeep$n($x)",
        "STATE$n = None\n\n\ndef read$n():\n    return STATE$n"
        + _SETTER
        + "global STATE$n\n    STATE$n = value",
    ),
    "swapped": Passage("order", "one$n", "one$n, two$n = $d, $x\none$n, two$n = two$n, one$n"),
    "callback-set-later": Passage(
        "order",
        "$prun$n()",
        "$pHOOKS$n.append(lambda value=$x: value)",
        "HOOKS$n = []\n\n\ndef run$n():\n    return [hook() for hook in HOOKS$n][-1]",
    ),
    "method-replaced": Passage(
        "order",
        "holder$n.read()",
        "holder$n = $pHolder$n()\nholder$n.read = lambda value=$x: value",
        "class Holder$n:\n    def read(self):\n        return None",
    ),
    "setdefault": Passage(
        "order",
        'dict$n["value"]',
        'dict$n = {}\ndict$n.setdefault("value", $x)\ndict$n.setdefault("value", $d)',
    ),
    "update": Passage(
        "order", 'dict$n["value"]', 'dict$n = {"value": $d}\ndict$n.update({"value": $x})'
    ),
    "merged": Passage("order", 'dict$n["value"]', 'dict$n = {**{"value": $d}, **{"value": $x}}'),
}

CONDITION = {
    "if-true": Passage(
        "condition",
        "chosen$n",
        "chosen$n = $d\nif os.environ.get('MODE', 'a') == 'a':\n    chosen$n = $x",
    ),
    "if-false": Passage(
        "condition",
        "chosen$n",
        "chosen$n = $x\nif os.environ.get('MODE', 'a') == 'b':\n    chosen$n = $d",
    ),
    "if-else": Passage(
        "condition",
        "chosen$n",
        "if os.environ.get('MODE', 'a') == 'a':\n    chosen$n = $x\nelse:\n    chosen$n = $d",
    ),
    "expression": Passage("condition", "($x if os.environ.get('MODE', 'a') == 'a' else $d)"),
    "or": Passage("condition", "(os.environ.get('NOTHING') or $x)", kinds=(URL, BODY)),
    "and": Passage("condition", "(os.environ.get('MODE', 'a') and $x)"),
    "attribute-if": Passage(
        "condition",
        "$pHolder$n.value",
        "$pHolder$n.value = $d\n$pkeep$n($x, os.environ.get('MODE', 'a'))",
        "class Holder$n:\n    value = None\n\n\ndef keep$n(value, mode):\n    if mode == 'a':\n"
        "        Holder$n.value = value",
    ),
    "early-return": Passage(
        "condition",
        "$ppick$n($x, $d, os.environ.get('MODE', 'a'))",
        top="def pick$n(value, other, mode):\n    if mode == 'b':\n        return other\n    return value",
    ),
    "match": Passage(
        "condition",
        "chosen$n",
        "match os.environ.get('MODE', 'a'):\n    case 'b':\n        chosen$n = $d\n    case _:\n        chosen$n = $x",
    ),
    "dispatch": Passage(
        "condition",
        "{'a': lambda value=$x: value, 'b': lambda: $d}[os.environ.get('MODE', 'a')]()",
    ),
}

LOOP = {
    "loop-append": Passage(
        "loop",
        "found$n[0]",
        "value$n = $x\nfound$n = []\nfor round$n in range(2):\n    found$n.append(value$n)",
    ),
    "third-round": Passage(
        "loop",
        "one$n",
        "value$n = $x\none$n = two$n = three$n = $d\nfor round$n in range(3):\n    one$n = two$n\n"
        "    two$n = three$n\n    three$n = value$n",
    ),
    "while": Passage(
        "loop",
        "found$n",
        "value$n = $x\nfound$n = $d\nleft$n = 2\nwhile left$n:\n    left$n -= 1\n    if left$n == 0:\n        found$n = value$n",
    ),
    "loop-break": Passage(
        "loop",
        "found$n",
        "for found$n in ($x, $d):\n    break",
    ),
    "loop-else": Passage(
        "loop",
        "found$n",
        "value$n = $x\nfound$n = $d\nfor round$n in ():\n    break\nelse:\n    found$n = value$n",
    ),
    "comprehension": Passage("loop", "[item for item in [$x]][0]"),
    "dict-comprehension": Passage("loop", "{key: item for key, item in [('a', $x)]}['a']"),
    "zip": Passage("loop", "list(zip(['a'], [$x]))[0][1]"),
    "enumerate": Passage("loop", "dict(enumerate([$x]))[0]"),
    "map": Passage("loop", "list(map(lambda item: item, [$x]))[0]"),
    "filter": Passage("loop", "list(filter(lambda item: item is not None, [None, $x]))[0]"),
    "reversed": Passage("loop", "list(reversed([$x, $d]))[1]"),
    "sorted": Passage("loop", "sorted([(1, $x)], key=lambda pair: pair[0])[0][1]"),
    "max": Passage("loop", "max([(1, 0), (2, 0)], key=lambda pair: pair[0]) and $x"),
    "next": Passage("loop", "next(item for item in [$x] if item is not None)"),
    "generator": Passage(
        "loop", "next($pgive$n($x))", top="def give$n(value):\n    yield value\n    yield None"
    ),
    "generator-send": Passage(
        "loop",
        "giver$n.send($x)",
        "giver$n = $pgive$n()\nnext(giver$n)",
        "def give$n():\n    value = None\n    while True:\n        value = yield value",
    ),
    "yield-from": Passage(
        "loop",
        "list($pgive$n($x))[-1]",
        top="def give$n(value):\n    yield from (None, value)",
    ),
    "starred": Passage("loop", "rest$n[0]", "first$n, *rest$n = [$d, $x]"),
    "recursion": Passage(
        "loop",
        "$pdig$n($x, 2)",
        top="def dig$n(value, depth):\n    return value if depth == 0 else dig$n(value, depth - 1)",
    ),
    "recursive-mapping": Passage(
        "loop",
        '$pdig$n({"next": {"next": {"value": $x}}})',
        top='def dig$n(node):\n    return node["value"] if "value" in node else dig$n(node["next"])',
    ),
    "reduce": Passage("loop", "functools.reduce(lambda first, item: item, [$d, $x])"),
    "chain": Passage("loop", "list(itertools.chain([$d], [$x]))[1]"),
    "groupby": Passage(
        "loop",
        "[list(group) for _, group in itertools.groupby([(1, $x)], lambda pair: pair[0])][0][0][1]",
    ),
}

EXCEPTION = {
    "raised": Passage(
        "exception",
        "caught$n",
        "try:\n    raise $pCarrier$n($x)\nexcept $pCarrier$n as error:\n    caught$n = error.value",
        "class Carrier$n(Exception):\n    def __init__(self, value):\n        self.value = value",
    ),
    "raised-args": Passage(
        "exception",
        "caught$n",
        "try:\n    raise LookupError($x)\nexcept LookupError as error:\n    caught$n = error.args[0]",
    ),
    "raised-in-function": Passage(
        "exception",
        "caught$n",
        "try:\n    $pthrow$n($x)\nexcept Exception as error:\n    caught$n = error.args[1]",
        "def throw$n(value):\n    raise ValueError('carried', value)",
    ),
    "default-in-except": Passage(
        "exception",
        "kept$n",
        "value$n = $x\ntry:\n    kept$n = {}['none']\nexcept KeyError:\n    kept$n = value$n",
    ),
    "else": Passage(
        "exception",
        "kept$n",
        "try:\n    value$n = $x\nexcept OSError:\n    kept$n = $d\nelse:\n    kept$n = value$n",
    ),
    "finally": Passage(
        "exception",
        "kept$n",
        "kept$n = $d\nvalue$n = $x\ntry:\n    pass\nfinally:\n    kept$n = value$n",
    ),
    "stop-iteration": Passage(
        "exception",
        "kept$n",
        "giver$n = $pgive$n($x)\ntry:\n    while True:\n        next(giver$n)\nexcept StopIteration as stop:\n    kept$n = stop.value",
        "def give$n(value):\n    yield 1\n    return value",
    ),
    "with": Passage(
        "exception",
        "kept$n",
        "with contextlib.nullcontext($x) as kept$n:\n    pass",
    ),
    "own-context-manager": Passage(
        "exception",
        "kept$n",
        "with $pKeep$n($x) as kept$n:\n    pass",
        "class Keep$n:\n    def __init__(self, value):\n        self.value = value\n\n"
        "    def __enter__(self):\n        return self.value\n\n"
        "    def __exit__(self, *error):\n        return False",
    ),
}

ALIAS = {
    "alias": Passage("alias", "other$n", "name$n = $x\nother$n = name$n"),
    "alias-of-container": Passage(
        "alias", "list$n[0]", "list$n = []\nother$n = list$n\nother$n.append($x)"
    ),
    "alias-of-holder": Passage(
        "alias",
        "one$n.value",
        "one$n = types.SimpleNamespace(value=$d)\ntwo$n = one$n\ntwo$n.value = $x",
    ),
    "walrus": Passage("alias", "named$n", "(named$n := $x)"),
    "method-bound": Passage(
        "alias",
        "list$n[0]",
        "list$n = []\nadd$n = list$n.append\nadd$n($x)",
    ),
    "copy": Passage("copy", "copy.copy($x)", kinds=(URL, BODY)),
    "copy-of-container": Passage("copy", "copy.copy([$x])[0]"),
    "deepcopy": Passage("copy", "copy.deepcopy($x)", kinds=(URL, BODY)),
    "copy-of-holder": Passage(
        "copy",
        "copy.copy(holder$n).value",
        "holder$n = types.SimpleNamespace(value=$x)",
    ),
    "slice": Passage("copy", "list$n[:][0]", "list$n = [$x]"),
    "list-copy": Passage("copy", "list$n.copy()[0]", "list$n = [$x]"),
    "list-of-list": Passage("copy", "list((None, $x))[1]"),
    "times": Passage("copy", "([$x] * 2)[1]"),
    "plus": Passage("copy", "([None] + [$x])[1]"),
    "replace": Passage(
        "copy",
        "dataclasses.replace(holder$n, other=1).value",
        "holder$n = $pHolder$n(value=$x)",
        "@dataclasses.dataclass\nclass Holder$n:\n    value: object\n    other: object = None",
    ),
    "namedtuple-replace": Passage(
        "copy",
        "holder$n._replace(value=$x).value",
        'holder$n = collections.namedtuple("Holder$n", "other value")($d, None)',
    ),
    "dict-of": Passage("copy", "dict($x)", kinds=(BODY,)),
    "spread": Passage("copy", "{**$x}", kinds=(BODY,)),
    "union": Passage("copy", "({} | $x)", kinds=(BODY,)),
    "body-copy": Passage("copy", "body$n.copy()", "body$n = $x", kinds=(BODY,)),
    "through-json": Passage("copy", "json.loads(json.dumps($x))", kinds=(BODY,)),
    "items": Passage("copy", "dict(list($x.items()))", kinds=(BODY,)),
    "keys-rebuilt": Passage(
        "copy", "{key: body$n[key] for key in body$n}", "body$n = $x", kinds=(BODY,)
    ),
    "filtered": Passage("copy", "{key: item for key, item in $x.items() if item}", kinds=(BODY,)),
    "written-through-alias": Passage(
        "alias", "body$n", 'body$n = $x\nother$n = body$n\nother$n["note"] = "x"', kinds=(BODY,)
    ),
    "popped": Passage(
        "alias", "body$n", 'body$n = {**$x, "extra": 1}\nbody$n.pop("extra")', kinds=(BODY,)
    ),
}

TEXT = {
    "format": Passage("copy", '"{}".format($x)', kinds=(URL,)),
    "fstring": Passage("copy", 'f"{text$n}"', "text$n = $x", kinds=(URL,)),
    "percent": Passage("copy", '"%s" % $x', kinds=(URL,)),
    "join": Passage("copy", '"".join([$x])', kinds=(URL,)),
    "strip": Passage("copy", '($x).strip().rstrip("/")', kinds=(URL,)),
    "split-and-joined": Passage("copy", '"/".join(($x).split("/"))', kinds=(URL,)),
    "replaced-text": Passage("copy", '($x).replace("{id}", "1")', kinds=(URL,)),
    "str": Passage("copy", "str($x)", kinds=(URL,)),
    "encoded": Passage("copy", "($x).encode().decode()", kinds=(URL,)),
    "lower": Passage("copy", "($x).lower()", kinds=(URL,)),
    "partition": Passage("copy", '"".join(($x).partition("/time"))', kinds=(URL,)),
    "sliced": Passage("copy", "($x)[:]", kinds=(URL,)),
    "characters": Passage("copy", '"".join(letter for letter in $x)', kinds=(URL,)),
}

WRAPPER = {
    "function": Passage("wrapper", "$ppass$n($x)", top="def pass$n(value):\n    return value"),
    "keyword": Passage(
        "wrapper", "$ppass$n(value=$x)", top="def pass$n(*, value):\n    return value"
    ),
    "varargs": Passage("wrapper", "$ppass$n($x)", top="def pass$n(*values):\n    return values[0]"),
    "kwargs": Passage(
        "wrapper", "$ppass$n(value=$x)", top='def pass$n(**values):\n    return values["value"]'
    ),
    "lambda": Passage("wrapper", "(lambda value: value)($x)"),
    "partial": Passage(
        "wrapper",
        "functools.partial($ppass$n, $x)()",
        top="def pass$n(value):\n    return value",
    ),
    "method": Passage(
        "wrapper",
        "$pPasser$n().give($x)",
        top="class Passer$n:\n    def give(self, value):\n        return value",
    ),
    "callable": Passage(
        "wrapper",
        "$pPasser$n()($x)",
        top="class Passer$n:\n    def __call__(self, value):\n        return value",
    ),
    "static": Passage(
        "wrapper",
        "$pPasser$n.give($x)",
        top="class Passer$n:\n    @staticmethod\n    def give(value):\n        return value",
    ),
    "inherited": Passage(
        "wrapper",
        "$pDerived$n().give($x)",
        top="class Base$n:\n    def give(self, value):\n        return value\n\n\n"
        "class Derived$n(Base$n):\n    pass",
    ),
    "overridden": Passage(
        "wrapper",
        "$pDerived$n().give($x)",
        top="class Base$n:\n    def give(self, value):\n        return self.turn(value)\n\n"
        "    def turn(self, value):\n        return None\n\n\n"
        "class Derived$n(Base$n):\n    def turn(self, value):\n        return value",
    ),
    "decorated": Passage(
        "wrapper",
        "$ppass$n($x)",
        top="def through$n(function):\n    @functools.wraps(function)\n"
        "    def call(*args, **kwargs):\n        return function(*args, **kwargs)\n\n"
        "    return call\n\n\n@through$n\ndef pass$n(value):\n    return value",
    ),
    "cached": Passage(
        "wrapper",
        "$ppass$n()($x)",
        top="@functools.lru_cache(maxsize=None)\ndef pass$n():\n    return lambda value: value",
    ),
    "higher-order": Passage(
        "wrapper",
        "$papply$n(lambda value: value, $x)",
        top="def apply$n(function, *args):\n    return function(*args)",
    ),
    "getattr-method": Passage(
        "wrapper",
        'getattr($pPasser$n(), "give")($x)',
        top="class Passer$n:\n    def give(self, value):\n        return value",
    ),
    "getitem": Passage(
        "wrapper",
        '$pPasser$n($x)["any"]',
        top="class Passer$n:\n    def __init__(self, value):\n        self.value = value\n\n"
        "    def __getitem__(self, key):\n        return self.value",
    ),
    "dunder-getattr": Passage(
        "wrapper",
        "$pPasser$n($x).anything",
        top="class Passer$n:\n    def __init__(self, value):\n        self._value = value\n\n"
        "    def __getattr__(self, name):\n        return self._value",
    ),
    "iterated": Passage(
        "wrapper",
        "list($pPasser$n($x))[0]",
        top="class Passer$n:\n    def __init__(self, value):\n        self.value = value\n\n"
        "    def __iter__(self):\n        yield self.value",
    ),
    "thread": Passage(
        "wrapper",
        "list$n[0]",
        "list$n = []\nthread$n = threading.Thread(target=list$n.append, args=($x,))\n"
        "thread$n.start()\nthread$n.join()",
    ),
    "executor": Passage(
        "wrapper",
        "future$n.result()",
        "with concurrent.futures.ThreadPoolExecutor(1) as pool$n:\n"
        "    future$n = pool$n.submit(lambda value: value, $x)",
    ),
    "itemgetter": Passage("wrapper", 'operator.itemgetter("value")({"value": $x})'),
    "attrgetter": Passage(
        "wrapper", 'operator.attrgetter("value")(types.SimpleNamespace(value=$x))'
    ),
    "weak-table": Passage(
        "wrapper",
        "$pREGISTRY$n['give']($x)",
        top="REGISTRY$n = {}\n\n\ndef register$n(function):\n"
        "    REGISTRY$n[function.__name__] = function\n    return function\n\n\n"
        "@register$n\ndef give(value):\n    return value",
    ),
}

PASSAGES: dict[str, Passage] = {
    **STATE,
    **ORDER,
    **CONDITION,
    **LOOP,
    **EXCEPTION,
    **ALIAS,
    **TEXT,
    **WRAPPER,
}
AXES = tuple(dict.fromkeys(passage.axis for passage in PASSAGES.values()))


def names_for(kind: str) -> list[str]:
    """The passages that a value of this kind can take."""
    return [name for name, passage in PASSAGES.items() if kind in passage.kinds]
