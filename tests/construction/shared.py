"""Where a program keeps what it judges an answer by, by how a function changes it.

The writer stands beside the site, or in a module of its own, and nothing calls it: that is done
from outside the project, by what no tool is shown. So its ways to what is kept have to be seen in
it alone.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from tests.construction.program import KEY, PATH, Program

_CLIENT = """\
import contextlib
import requests

HEADERS = {{"Authorization": "Bearer token"}}

{kept}


{reader}
"""

_SEND = f"""\
url = "https://api.awork.com/api/v1/{PATH}"
answer = requests.post(url, json={{{{"{KEY}": ids}}}}, headers=HEADERS{{more}})
"""

_IMPORTS = """\
import bisect
import contextlib
import contextvars
import copy
import functools
import heapq
import operator
import sys
import threading
import types
from unittest import mock
"""

ROWS = {
    "global": ("LIMITS = [300, 206]", "LIMITS"),
    "in-mapping": ('CONFIG = {"limits": [300, 206]}', 'CONFIG["limits"]'),
    "in-tuple": ("ALL = ([300, 206], 1)", "ALL[0]"),
    "of-object": (
        "class Client:\n    def __init__(self):\n        self.limits = [300, 206]\n\n\n"
        "CLIENT = Client()",
        "CLIENT.limits",
    ),
    "in-object": (
        "class Options:\n    def __init__(self):\n        self.limits = [300, 206]\n\n\n"
        "class Client:\n    def __init__(self):\n        self.options = Options()\n\n\n"
        "CLIENT = Client()",
        "CLIENT.options.limits",
    ),
    "of-class": ("class Settings:\n    limits = [300, 206]", "Settings.limits"),
    "of-heir": (
        "class Settings:\n    limits = [300, 206]\n\n\nclass Strict(Settings):\n    pass",
        "Strict.limits",
    ),
    "of-method": (
        "class Client:\n    def __init__(self):\n        self._limits = [300, 206]\n\n"
        "    def limits(self):\n        return self._limits\n\n\nCLIENT = Client()",
        "CLIENT.limits()",
    ),
    "of-property": (
        "class Client:\n    def __init__(self):\n        self._limits = [300, 206]\n\n"
        "    @property\n    def limits(self):\n        return self._limits\n\n\n"
        "CLIENT = Client()",
        "CLIENT.limits",
    ),
    "default": ("def limits(kept=[300, 206]):\n    return kept", "limits()"),
    "given": ("_LIMITS = [300, 206]\n\n\ndef limits():\n    return _LIMITS", "limits()"),
    "of-function": ("def limits():\n    pass\n\n\nlimits.kept = [300, 206]", "limits.kept"),
    "of-namespace": (
        "import types\n\nOPTIONS = types.SimpleNamespace(limits=[300, 206])",
        "OPTIONS.limits",
    ),
    "cached": (
        "import functools\n\n\n@functools.lru_cache\ndef limits():\n    return [300, 206]",
        "limits()",
    ),
}
"""What is kept, and the expression for a list whose first number is the limit."""

WRITES = {
    "item": "{row}[0] = 206",
    "slice": "{row}[:] = [206]",
    "less": "{row}[0] -= 94",
    "deleted": "del {row}[0]",
    "unpacked": "{row}[0], other = 206, 1",
    "for-target": "for {row}[0] in (206,):\n    pass",
    "insert": "{row}.insert(0, 206)",
    "pop": "{row}.pop(0)",
    "reverse": "{row}.reverse()",
    "sort": "{row}.sort()",
    "remove": "{row}.remove(300)",
    "dunder": "{row}.__setitem__(0, 206)",
    "alias": "row = {row}\nrow[0] = 206",
    "alias-twice": "row = {row}\nother = row\nother.sort()",
    "alias-grown": "row = {row}\ndel row[:]\nrow += [206]",
    "walrus": "(row := {row})[0] = 206",
    "loop": "for row in [{row}]:\n    row[0] = 206",
    "comprehension": "[row.sort() for row in ({row},)]",
    "star": "*_, row = [1, {row}]\nrow[0] = 206",
    "with": "with contextlib.nullcontext({row}) as row:\n    row[0] = 206",
    "match": "match {row}:\n    case row:\n        row[0] = 206",
    "mapping": '{{"row": {row}}}["row"][0] = 206',
    "condition": "({row} if True else [])[0] = 206",
    "or": "({row} or [])[0] = 206",
    "helper": "lower({row})",
    "helper-keyword": "lower(row={row})",
    "lambda": "(lambda row: row.sort())({row})",
    "bound": "put = {row}.insert\nput(0, 206)",
    "partial": "functools.partial({row}.insert, 0)(206)",
    "getattr": 'getattr({row}, "insert")(0, 206)',
    "getattr-glued": 'getattr({row}, "in" + "sert")(0, 206)',
    "setitem": "operator.setitem({row}, 0, 206)",
    "heap": "heapq.heappush({row}, 206)",
    "insort": "{row}.clear()\nbisect.insort({row}, 206)",
    "method-caller": 'operator.methodcaller("sort")({row})',
    "mapped": "list(map(list.sort, [{row}]))",
    "unbound": "list.sort({row})",
    "generator": ("def rows():\n    yield {row}\n\nfor row in rows():\n    row[0] = 206"),
    "parameter": "def change(row={row}):\n    row[0] = 206\n\nchange()",
    "held": "holder = types.SimpleNamespace(row={row})\nholder.row[0] = 206",
    "copied": "copy.copy([{row}])[0][0] = 206",
    "thread": "threading.Thread(target={row}.insert, args=(0, 206)).run()",
    "changer": "Changer({row}).run()",
    "changer-with": "with Changer({row}):\n    pass",
}
"""Statements over `row` after which its first number is 206."""

_HELPERS = """\
def lower(row):
    row[0] = 206


class Changer:
    def __init__(self, row):
        self.row = row

    def run(self):
        self.row[0] = 206

    def __enter__(self):
        self.run()

    def __exit__(self, *_):
        pass
"""

_OBJECT = """\
class Client:
    limit = 300

    def lower(self, limit):
        self.limit = limit

    def lower_all(self):
        type(self).limit = 206

    @classmethod
    def lower_class(cls, limit):
        cls.limit = limit


class Careful(Client):
    def __init__(self):
        self.limit = 206


CLIENT = Client()"""

_MADE = {
    "object": ("", "CLIENT"),
    "object-given": ("def client():\n    return CLIENT", "client()"),
    "object-in-mapping": ('CLIENTS = {"a": CLIENT}', 'CLIENTS["a"]'),
    "object-in-row": ("CLIENTS = [CLIENT]", "CLIENTS[0]"),
    "object-in-object": (
        "class Holder:\n    def __init__(self):\n        self.client = CLIENT\n\n\n"
        "HOLDER = Holder()",
        "HOLDER.client",
    ),
    "object-of-class": ("class Holder:\n    client = CLIENT", "Holder.client"),
    "object-of-method": (
        "class Holder:\n    def client(self):\n        return CLIENT\n\n\nHOLDER = Holder()",
        "HOLDER.client()",
    ),
    "object-cached": (
        "import functools\n\n\n@functools.lru_cache\ndef client():\n    return Client()",
        "client()",
    ),
    "object-once": (
        "_CLIENT = None\n\n\ndef client():\n    global _CLIENT\n    if _CLIENT is None:\n"
        "        _CLIENT = Client()\n    return _CLIENT",
        "client()",
    ),
    "object-instance": (
        "class Single(Client):\n    _instance = None\n\n    @classmethod\n"
        "    def instance(cls):\n        if cls._instance is None:\n"
        "            cls._instance = cls()\n        return cls._instance",
        "Single.instance()",
    ),
    "class": ("", "Client"),
    "class-given": ("def client():\n    return Client", "client()"),
    "class-alias": ("Other = Client", "Other"),
    "class-in-mapping": ('CLIENTS = {"a": Client}', 'CLIENTS["a"]'),
}
OBJECTS = {name: (f"{_OBJECT}\n\n\n{more}".strip(), made) for name, (more, made) in _MADE.items()}
"""An object or a class with a limit, and the expression for it."""

CHANGES = {
    "set": "{it}.limit = 206",
    "less": "{it}.limit -= 94",
    "unpacked": "{it}.limit, other = 206, 1",
    "setattr": 'setattr({it}, "limit", 206)',
    "setattr-any": 'for name, value in {{"limit": 206}}.items():\n    setattr({it}, name, value)',
    "setattr-glued": 'setattr({it}, "lim" + "it", 206)',
    "dunder": '{it}.__setattr__("limit", 206)',
    "past": 'object.__setattr__({it}, "limit", 206)',
    "dict": '{it}.__dict__["limit"] = 206',
    "dict-update": "{it}.__dict__.update(limit=206)",
    "vars": 'vars({it})["limit"] = 206',
    "vars-held": 'names = vars({it})\nnames["limit"] = 206',
    "method": "{it}.lower(206)",
    "method-all": "{it}.lower_all()",
    "method-class": "{it}.lower_class(206)",
    "bound": "lower = {it}.lower\nlower(206)",
    "unbound": "Client.lower({it}, 206)",
    "getattr": 'getattr({it}, "lower")(206)',
    "getattr-glued": 'getattr({it}, "lo" + "wer")(206)',
    "caller": 'operator.methodcaller("lower", 206)({it})',
    "alias": "it = {it}\nit.limit = 206",
    "alias-method": "it = {it}\nit.lower(206)",
    "loop": "for it in [{it}]:\n    it.limit = 206",
    "walrus": "(it := {it}).limit = 206",
    "with": "with contextlib.nullcontext({it}) as it:\n    it.limit = 206",
    "match": "match {it}:\n    case it:\n        it.limit = 206",
    "helper": "configure({it})",
    "helper-keyword": "configure(client={it})",
    "helper-any": 'change({it}, "limit", 206)',
    "lambda": '(lambda it: setattr(it, "limit", 206))({it})',
    "partial": 'functools.partial(setattr, {it}, "limit")(206)',
    "mapped": "list(map(configure, [{it}]))",
    "comprehension": "[configure(it) for it in ({it},)]",
    "generator": "def its():\n    yield {it}\n\nfor it in its():\n    it.limit = 206",
    "held": "holder = types.SimpleNamespace(it={it})\nholder.it.limit = 206",
    "thread": "threading.Thread(target={it}.lower, args=(206,)).run()",
    "type": "type({it}).limit = 206",
    "class-of": "{it}.__class__.limit = 206",
    "base": "Client.limit = 206",
    "deleted": "{it}.limit = 1\ndel {it}.limit\n{it}.limit = 206",
    "replaced": "{it}.__class__ = Careful",
    "copied": "vars({it}).update(vars(Careful()))",
}
"""Statements over `it` after which its limit is 206; some of them are for objects alone."""

_NOT_OF_CLASSES = (
    *("past", "dict", "dict-update", "vars", "vars-held", "method", "bound", "unbound", "getattr"),
    *("getattr-glued", "caller", "alias-method", "thread", "type", "class-of", "replaced"),
    *("copied", "dunder", "method-all"),
)

SINGLE = {
    "number": ("LIMIT = 300", "LIMIT", "global LIMIT\nLIMIT = 206"),
    "global-less": ("LIMIT = 300", "LIMIT", "global LIMIT\nLIMIT -= 94"),
    "global-unpacked": ("LIMIT = 300", "LIMIT", "global LIMIT\nLIMIT, other = 206, 1"),
    "global-loop": ("LIMIT = 300", "LIMIT", "global LIMIT\nfor LIMIT in (206,):\n    pass"),
    "global-walrus": ("LIMIT = 300", "LIMIT", "global LIMIT\nprint((LIMIT := 206))"),
    "global-with": (
        "LIMIT = 300",
        "LIMIT",
        "global LIMIT\nwith contextlib.nullcontext(206) as LIMIT:\n    pass",
    ),
    "global-match": (
        "LIMIT = 300",
        "LIMIT",
        "global LIMIT\nmatch 206:\n    case LIMIT:\n        pass",
    ),
    "globals": ("LIMIT = 300", "LIMIT", 'globals()["LIMIT"] = 206'),
    "globals-update": ("LIMIT = 300", "LIMIT", "globals().update(LIMIT=206)"),
    "globals-held": ("LIMIT = 300", "LIMIT", 'names = globals()\nnames["LIMIT"] = 206'),
    "module-set": ("LIMIT = 300", "LIMIT", 'setattr(sys.modules[__name__], "LIMIT", 206)'),
    "module": ("LIMIT = 300", "LIMIT", "sys.modules[__name__].LIMIT = 206"),
    "module-vars": ("LIMIT = 300", "LIMIT", 'vars(sys.modules[__name__])["LIMIT"] = 206'),
    "module-dict": ("LIMIT = 300", "LIMIT", 'sys.modules[__name__].__dict__["LIMIT"] = 206'),
    "variable": (
        'import contextvars\n\nLIMIT = contextvars.ContextVar("limit", default=300)',
        "LIMIT.get()",
        "LIMIT.set(206)",
    ),
    "patched": (
        "LIMIT = 300",
        "LIMIT",
        "box = types.SimpleNamespace()\nbox.seen = 1\n"
        'mock.patch.object(sys.modules[__name__], "LIMIT", 206).start()',
    ),
    "local": (
        "import threading\n\nLOCAL = threading.local()\nLOCAL.limit = 300",
        "LOCAL.limit",
        "LOCAL.limit = 206",
    ),
    "entry": ('CONFIG = {"limit": 300}', 'CONFIG["limit"]', 'CONFIG["limit"] = 206'),
    "entry-update": ('CONFIG = {"limit": 300}', 'CONFIG["limit"]', "CONFIG.update(limit=206)"),
    "entry-spread": (
        'CONFIG = {"limit": 300}',
        'CONFIG["limit"]',
        'CONFIG.update({**CONFIG, "limit": 206})',
    ),
    "entry-merged": (
        'CONFIG = {"limit": 300}',
        'CONFIG["limit"]',
        'config = CONFIG\nconfig |= {"limit": 206}',
    ),
    "entry-deleted": ('CONFIG = {"limit": 300}', 'CONFIG.get("limit", 206)', 'del CONFIG["limit"]'),
    "entry-popped": ('CONFIG = {"limit": 300}', 'CONFIG.get("limit", 206)', 'CONFIG.pop("limit")'),
    "number-key": ("CONFIG = {1: 300}", "CONFIG[1]", "CONFIG[1] = 206"),
    "number-key-update": ("CONFIG = {1: 300}", "CONFIG[1]", "CONFIG.update({1: 206})"),
    "member": ("USED = {300}", "max(USED)", "USED.clear()\nUSED.add(206)"),
    "member-less": ("USED = {300, 206}", "max(USED)", "USED.difference_update({300})"),
    "member-aug": ("USED = {300, 206}", "max(USED)", "used = USED\nused -= {300}"),
    "closure": (
        "def make():\n    limit = 300\n\n    def get():\n        return limit\n\n"
        "    def put(value):\n        nonlocal limit\n        limit = value\n\n"
        "    return get, put\n\n\nget, put = make()",
        "get()",
        "put(206)",
    ),
    "closure-row": (
        "def make():\n    limits = [300]\n\n    def get():\n        return limits[0]\n\n"
        "    def put(value):\n        limits[0] = value\n\n"
        "    return get, put\n\n\nget, put = make()",
        "get()",
        "put(206)",
    ),
    "function-default": (
        "def limit(value=300):\n    return value",
        "limit()",
        "limit.__defaults__ = (206,)",
    ),
    "function": (
        "def limit():\n    return 300",
        "limit()",
        "global limit\nlimit = lambda: 206",
    ),
    "counted": (
        "import itertools\n\nCOUNT = itertools.count(205)",
        "next(COUNT) + 1",
        "next(COUNT)",
    ),
    "iterator": ("LIMITS = iter([300, 206])", "next(LIMITS)", "next(LIMITS)"),
    "queue": (
        "import queue\n\nLIMITS = queue.Queue()\nLIMITS.put(300)\nLIMITS.put(206)",
        "LIMITS.get()",
        "LIMITS.get()",
    ),
    "computed": ("LIMIT = 300", "LIMIT", "global LIMIT\nLIMIT = 200 + 6"),
    "twice": ("LIMIT = 300", "LIMIT", "global LIMIT\nLIMIT = LIMIT - 50\nLIMIT = LIMIT - 44"),
}
"""What is kept, the expression for a limit, and the statements after which it is 206."""

STILL = (
    "number",
    "variable",
    "local",
    "entry",
    "entry-deleted",
    "number-key",
    "member",
    "function",
)
"""Those of them that nothing changes where the statements are left out."""

_MORE = """\
def configure(client):
    client.limit = 206


def change(client, name, value):
    setattr(client, name, value)
"""


HOPS = {
    "name": ("ROW = {row}", "{hop}ROW[0] = 206"),
    "namespace": ("HOLDER = types.SimpleNamespace(row={row})", "{hop}HOLDER.row[0] = 206"),
    "object": ("HOLDER = Changer({row})", "{hop}HOLDER.row[0] = 206"),
    "object-method": ("HOLDER = Changer({row})", "{hop}HOLDER.run()"),
    "object-alias": ("HOLDER = Changer({row})", "row = {hop}HOLDER.row\nrow.sort()"),
    "mapping": ('TABLE = {{"row": {row}}}', '{hop}TABLE["row"][0] = 206'),
    "mapping-values": (
        'TABLE = {{"row": {row}}}',
        "for row in {hop}TABLE.values():\n    row.sort()",
    ),
    "mapping-popped": ('TABLE = {{"row": {row}}}', '{hop}TABLE.pop("row")[0] = 206'),
    "row": ("ROWS = [{row}]", "for row in {hop}ROWS:\n    row[0] = 206"),
    "row-first": ("ROWS = [{row}]", "first, *rest = {hop}ROWS\nfirst[0] = 206"),
    "class": ("class Holder:\n    row = {row}", "{hop}Holder.row[0] = 206"),
    "class-object": ("class Holder:\n    row = {row}", "{hop}Holder().row[0] = 206"),
    "constructor": (
        "class Holder:\n    def __init__(self):\n        self.row = {row}",
        "{hop}Holder().row[0] = 206",
    ),
    "constructor-method": (
        "class Holder:\n    def __init__(self):\n        self.row = {row}\n\n"
        "    def put(self):\n        self.row[0] = 206",
        "{hop}Holder().put()",
    ),
    "method": (
        "class Holder:\n    def row(self):\n        return {row}",
        "{hop}Holder().row()[0] = 206",
    ),
    "property": (
        "class Holder:\n    @property\n    def row(self):\n        return {row}",
        "{hop}Holder().row[0] = 206",
    ),
    "function": ("def get():\n    return {row}", "{hop}get()[0] = 206"),
    "function-pair": ("def get():\n    return 1, {row}", "{hop}get()[1].sort()"),
    "function-mapping": ('def get():\n    return {{"row": {row}}}', '{hop}get()["row"][0] = 206'),
    "function-function": (
        "def get():\n    return {row}\n\n\ndef got():\n    return get()",
        "{hop}got()[0] = 206",
    ),
    "function-local": ("def get():\n    row = {row}\n    return row", "{hop}get()[0] = 206"),
    "generator": ("def get():\n    yield {row}", "next({hop}get())[0] = 206"),
    "lambda": ("get = lambda: {row}", "{hop}get()[0] = 206"),
    "bound": ("put = {row}.insert", "{hop}put(0, 206)"),
    "partial": ("put = functools.partial(lower, {row})", "{hop}put()"),
    "closure": (
        "def make(row):\n    def put():\n        row[0] = 206\n\n    return put\n\n\n"
        "put = make({row})",
        "{hop}put()",
    ),
    "default": ("def put(row={row}):\n    row[0] = 206", "{hop}put()"),
    "iterator": ("IT = iter([{row}])", "next({hop}IT)[0] = 206"),
    "bound-later": (
        "ROW = None\n\n\ndef start():\n    global ROW\n    ROW = {row}\n\n\nstart()",
        "{hop}ROW[0] = 206",
    ),
    "put-later": (
        "ROWS = []\n\n\ndef start():\n    ROWS.append({row})\n\n\nstart()",
        "{hop}ROWS[0].sort()",
    ),
    "kept-later": (
        "class Holder:\n    row = None\n\n    @classmethod\n    def start(cls):\n"
        "        cls.row = {row}\n\n\nHolder.start()",
        "{hop}Holder.row[0] = 206",
    ),
    "variable": (
        'VARIABLE = contextvars.ContextVar("row")\nVARIABLE.set({row})',
        "{hop}VARIABLE.get()[0] = 206",
    ),
    "registry": (
        "JOBS = {{}}\n\n\ndef job(function):\n    JOBS[function.__name__] = function\n"
        "    return function\n\n\n@job\ndef low():\n    {row}[0] = 206",
        '{hop}JOBS["low"]()',
    ),
}
"""Where else what is kept stands, and how it is changed from there."""

BETWEEN = {
    "here": ("", ""),
    "apart": ("", ""),  # beside the writer, in another module than the site
    "beside": ("import hop", "hop."),  # in a module of its own
}

READERS = {
    "function": """
def remove(ids):
{send}
    if answer.status_code >= {read}:
        raise RuntimeError("not removed")
""",
    "helper": """
def most():
    return {read}


def remove(ids):
{send}
    if answer.status_code >= most():
        raise RuntimeError("not removed")
""",
    "checker": """
def check(status):
    if status >= {read}:
        raise RuntimeError("not removed")


def remove(ids):
{send}
    check(answer.status_code)
""",
    "checker-of-answer": """
class Checker:
    def __init__(self, answer):
        self.answer = answer

    @property
    def failed(self):
        return self.answer.status_code >= {read}


def remove(ids):
{send}
    if Checker(answer).failed:
        raise RuntimeError("not removed")
""",
    "table": """
CHECKS = {{"status": lambda status: status < {read}}}


def remove(ids):
{send}
    for name, check in CHECKS.items():
        if not check(answer.status_code):
            raise RuntimeError(name)
""",
    "decorator": """
def checked(function):
    def wrapper(*args):
        if function(*args) >= {read}:
            raise RuntimeError("not removed")

    return wrapper


@checked
def remove(ids):
{send}
    return answer.status_code
""",
    "caller": """
def send(ids):
{send}
    return answer


def remove(ids):
    if send(ids).status_code >= {read}:
        raise RuntimeError("not removed")
""",
    "hook": """
def check(answer, *args, **kwargs):
    if answer.status_code >= {read}:
        raise RuntimeError("not removed")


def remove(ids):
{hooked}
""",
    "method": """
class Api:
    def __init__(self):
        self.session = requests.Session()

    def most(self):
        return {read}

    def remove(self, ids):
{deep}
        if answer.status_code >= self.most():
            raise RuntimeError("not removed")


def remove(ids):
    Api().remove(ids)
""",
    "heir": """
class Api:
    def check(self, status):
        pass

    def remove(self, ids):
{deep}
        self.check(answer.status_code)


class Careful(Api):
    def check(self, status):
        if status >= {read}:
            raise RuntimeError("not removed")


API = Careful()
remove = API.remove
""",
    "generator": """
def send(ids):
{send}
    yield answer.status_code


def remove(ids):
    if any(status >= {read} for status in send(ids)):
        raise RuntimeError("not removed")
""",
    "context": """
@contextlib.contextmanager
def sent(ids):
{send}
    yield answer
    if answer.status_code >= {read}:
        raise RuntimeError("not removed")


def remove(ids):
    with sent(ids):
        pass
""",
    "error": """
class Refused(Exception):
    @classmethod
    def look_at(cls, answer):
        if answer.status_code >= {read}:
            raise cls("not removed")


def remove(ids):
{send}
    Refused.look_at(answer)
""",
    "loop": """
def remove(ids):
{send}
    left = 3
    while answer.status_code >= {read}:
        left -= 1
        if not left:
            raise RuntimeError("not removed")
""",
    "range": """
def remove(ids):
{send}
    if answer.status_code not in range(200, {read}):
        raise RuntimeError("not removed")
""",
    "compared-in-mapping": """
def remove(ids):
{send}
    known = {{"most": {read}}}
    assert answer.status_code < known["most"], "not removed"
""",
}
"""The function that sends the request and judges the answer by what is kept."""

WHERE = {
    "here": ("", "{row}"),
    "apart": ("import client", "client.{row}"),
    "named": ("from client import {name}", "{row}"),
    "starred": ("from client import *", "{row}"),
    "renamed": ("import client as api", "api.{row}"),
    "third": ("import kept", "kept.{row}"),
}
"""Where the writer stands, by what it imports, and how it spells what is kept."""

WRITERS = {
    "function": ("def strict():\n{body}", "strict()"),
    "method": ("class Admin:\n    def strict(self):\n{inner}", "Admin().strict()"),
    "static": (
        "class Admin:\n    @staticmethod\n    def strict():\n{inner}",
        "Admin.strict()",
    ),
    "constructor": ("class Admin:\n    def __init__(self):\n{inner}", "Admin()"),
    "setter": (
        "class Admin:\n    @property\n    def strict(self):\n        return 1\n\n"
        "    @strict.setter\n    def strict(self, value):\n{inner}",
        "Admin().strict = 1",
    ),
    "called": ("class Admin:\n    def __call__(self):\n{inner}\n\n\nstrict = Admin()", "strict()"),
    "inner": (
        "def make():\n    def strict():\n{inner}\n\n    return strict\n\n\nstrict = make()",
        "strict()",
    ),
    "given-inner": (
        "def make():\n    def strict():\n{inner}\n\n    return strict",
        "make()()",
    ),
    "class-inner": (
        "def make():\n    class Admin:\n        def strict(self):\n{deep}\n\n    return Admin()",
        "make().strict()",
    ),
    "asynchronous": ("async def strict():\n{body}", "asyncio.run({home}.strict())"),
    "generator": ("def strict():\n{body}\n    yield 1", "next({home}.strict())"),
    "decorated": (
        "def logged(function):\n    @functools.wraps(function)\n    def wrapper():\n"
        "        return function()\n\n    return wrapper\n\n\n@logged\ndef strict():\n{body}",
        "strict()",
    ),
    "registered": (
        "JOBS = {{}}\n\n\ndef job(function):\n    JOBS[function.__name__] = function\n"
        "    return function\n\n\n@job\ndef strict():\n{body}",
        'JOBS["strict"]()',
    ),
    "through": ("def strict():\n    _strict()\n\n\ndef _strict():\n{body}", "strict()"),
    "asked": ("def strict(sure):\n    if sure:\n{inner}", "strict(True)"),
    "heir": (
        "class Base:\n    def change(self):\n        pass\n\n    def strict(self):\n"
        "        self.change()\n\n\nclass Admin(Base):\n    def change(self):\n{inner}",
        "Admin().strict()",
    ),
    "context": (
        "@contextlib.contextmanager\ndef strict():\n{body}\n    yield",
        "strict().__enter__()",
    ),
    "partial": (
        "def _strict(word):\n{body}\n\n\nstrict = functools.partial(_strict, 1)",
        "strict()",
    ),
}
"""What stands around the statements, and how the driver comes to them; of all it is a module."""


@dataclass(frozen=True)
class Sharing:
    """One place, one way to write it, one kind of writer, standing somewhere."""

    place: str
    write: str
    kept: str
    read: str
    statements: str
    where: str = "here"
    writer: str = "function"
    reader: str = "function"
    hop: str = ""  # what stands in a module `hop.py`, with the name of the way
    hopped: str = ""

    @property
    def name(self) -> str:
        """The name that the command line knows it by."""
        ways = (self.place, self.write, self.where, self.writer, self.reader)
        return f"shared.{'/'.join(ways)}{self.hop and '/' + self.hop}"

    @property
    def moves(self) -> bool:
        """Whether a kernel that leaves the program alone is too timid: where nothing is written."""
        return not self.statements and self.place != "strict"

    def program(self) -> Program:
        """The program, whose driver calls the writer and sends the request then."""
        kept = self.kept
        name = self.read.partition(".")[0].partition("[")[0].partition("(")[0]
        files = {}
        if self.where == "third":
            files["kept.py"] = f"{kept}\n"
            kept = f"from kept import {name}"
        client = _CLIENT.format(kept=kept, reader=self._reader())
        around, call = WRITERS[self.writer]
        lines = self.statements or "pass"
        body, inner, deep = (textwrap.indent(lines, "    " * depth) for depth in (1, 2, 3))
        written = around.format(body=body, inner=inner, deep=deep)
        imported = WHERE[self.where][0].format(name=name)
        text = f"{_IMPORTS}{imported}\n\n\n{_HELPERS}\n\n{_MORE}\n\n{written}\n"
        if self.hop.endswith("/beside"):  # it has no other reason to be read
            text = f"{_IMPORTS}\n\n{written}\n"
        if self.where == "here":
            files["client.py"] = client + "\n\n" + text
            home = "client"
        else:
            files |= {"client.py": client, "admin.py": text}
            home = "admin"
        call = call.format(home=home)
        call = call if home in call else f"{home}.{call}"
        imports = f"import asyncio\n\nimport client\nimport {home}"
        if self.hop:
            imported = "" if self.where == "here" else "import client\n"
            hopped = f"\n\n\n{self.hopped}\n"
            if self.hop.endswith("/beside"):
                files["hop.py"] = f"{_IMPORTS}{imported}\n\n{_HELPERS}{hopped}"
                files[f"{home}.py"] = f"import hop\n{files[f'{home}.py']}"
            else:
                files[f"{home}.py"] += hopped
        driver = f'{imports}\n\n{call}\nclient.remove(["te-01"])\n'
        return Program(self.name, files, moves=self.moves, driver=driver)

    def _reader(self) -> str:
        send, hooked = (
            textwrap.indent(_SEND.format(more=more), "    ").rstrip()
            for more in ("", ', hooks={"response": check}')
        )
        deep = textwrap.indent(send, "    ")
        text = READERS[self.reader].format(send=send, hooked=hooked, deep=deep, read=self.read)
        return text.strip()


def sharings() -> Iterator[Sharing]:
    """Rows by ways to write them, places and writers; single values; and what nothing writes."""
    for place, (kept, row) in ROWS.items():
        for where, (_, spelled) in WHERE.items():
            for write, statements in WRITES.items():
                changed = statements.format(row=spelled.format(row=row))
                yield Sharing(place, write, kept, f"{row}[0]", changed, where)
            for writer in WRITERS:
                if writer != "function":
                    changed = WRITES["alias"].format(row=spelled.format(row=row))
                    yield Sharing(place, "alias", kept, f"{row}[0]", changed, where, writer)
            for reader in READERS:
                if reader != "function":
                    changed = WRITES["alias"].format(row=spelled.format(row=row))
                    yield Sharing(place, "alias", kept, f"{row}[0]", changed, where, reader=reader)
        for reader in READERS:
            yield Sharing(place, "nothing", kept, f"{row}[0]", "", reader=reader)
    yield from _hops()
    for place, (kept, it) in OBJECTS.items():
        for where in WHERE:
            for write, statements in CHANGES.items():
                if where == "third" or (place.startswith("class") and write in _NOT_OF_CLASSES):
                    continue  # what stands beside the object is named, and no other module has it
                spelled = WHERE[where][1].format(row=it)
                changed = statements.format(it=spelled)
                if "Client" in changed.replace(spelled, "") or "Careful" in changed:
                    if where in ("apart", "renamed", "named"):
                        continue
                yield Sharing(place, write, kept, f"{it}.limit", changed, where)
    for name, (kept, read, statements) in SINGLE.items():
        for writer in WRITERS:
            yield Sharing(name, "single", kept, read, statements, writer=writer)
        for reader in READERS:
            if reader != "function":
                yield Sharing(name, "single", kept, read, statements, reader=reader)
    for reader in READERS:  # it is 206 from the start
        yield Sharing("strict", "nothing", "LIMIT = 206", "LIMIT", "", reader=reader)
    for name in STILL:
        kept, read, _ = SINGLE[name]
        yield Sharing(name, "nothing", kept, read, "")


def _hops() -> Iterator[Sharing]:
    for place, (kept, row) in ROWS.items():
        for name, (hopped, changed) in HOPS.items():
            for between, (_, hop) in BETWEEN.items():
                where = "here" if between == "here" else "apart"
                spelled = WHERE[where][1].format(row=row)
                statements = changed.format(hop=hop)
                hopped_there = hopped.format(row=spelled)
                yield Sharing(
                    *(place, "hop", kept, f"{row}[0]", statements, where),
                    hop=f"{name}/{between}",
                    hopped=hopped_there,
                )
