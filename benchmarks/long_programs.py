"""Programs that are long rather than deep: much of one kind, of which each piece costs a little."""

from __future__ import annotations

from collections.abc import Callable, Mapping

Program = Mapping[str, str]

HEAD = 'import requests\n\nBASE = "https://api.awork.com/api/v1"\n'
CALL = '    requests.post(BASE + "/timeentries/delete", json={"ids": ids})\n'
MANY = 100_000


def _function(line: str, count: int, first: str = "d = {}") -> Program:
    lines = "".join(f"    {line.format(n=n)}\n" for n in range(count))
    return {"t.py": f"{HEAD}\n\ndef run(ids, flag=None):\n    {first}\n{lines}{CALL}"}


def _module(text: str) -> Program:
    return {"t.py": f"{HEAD}\n{text}\n\ndef run(ids):\n{CALL}"}


def _classes(line: str, count: int) -> Program:
    return _module("".join(f"\n\n{line.format(n=n, m=n - 1)}\n" for n in range(count)))


def elifs(count: int) -> Program:
    lines = "".join(f"    elif flag == {n}:\n        d = {n}\n" for n in range(count))
    text = f"{HEAD}\n\ndef run(ids, flag):\n    if flag is None:\n        d = 0\n{lines}{CALL}"
    return {"t.py": text}


def terms(count: int, operator: str) -> Program:
    chain = operator.join(f"x[{n}]" for n in range(count))
    return {"t.py": f"{HEAD}\n\ndef run(ids, x):\n    d = {chain}\n{CALL}"}


def decorators(count: int) -> Program:
    text = (
        "def deco(f):\n    def inner(*a, **k):\n        return f(*a, **k)\n    return inner\n\n\n"
    )
    return {"t.py": f"{HEAD}\n\n{text}" + "@deco\n" * count + f"def run(ids):\n{CALL}"}


def methods(count: int) -> Program:
    each = "    def m{n}(self, x):\n        return self.send('/p{n}', x)\n"
    text = "".join(each.format(n=n) for n in range(count))
    send = "    def send(self, path, x):\n        return requests.post(BASE + path, json=x)\n"
    return _module(f"\nclass Client:\n{send}{text}")


def bases(count: int) -> Program:
    text = "\nclass C0:\n    pass\n" + "".join(
        f"\n\nclass C{n}(C{n - 1}):\n    x{n} = {n}\n" for n in range(1, count)
    )
    return _module(text)


def circle(count: int) -> Program:
    """Modules that import each other in a circle; none names the endpoint."""
    files = {
        f"m{n}.py": f"from m{(n + 1) % count} import *\nimport m{(n + 7) % count}\n"
        for n in range(count)
    }
    return {**files, "t.py": f"from m0 import *\n{HEAD}\n\ndef run(ids):\n{CALL}"}


def chain(count: int) -> Program:
    """A path that is handed on from module to module."""
    files = {f"m{n}.py": f"from m{n + 1} import PATH\n" for n in range(count - 1)}
    files[f"m{count - 1}.py"] = "PATH = '/timeentries/delete'\n"
    call = "    requests.post(BASE + PATH, json={'ids': ids})\n"
    return {**files, "t.py": f"from m0 import PATH\n{HEAD}\n\ndef run(ids):\n{call}"}


def nested(depth: int) -> Program:
    table = "{'a': " * depth + "'/timeentries/delete'" + "}" * depth
    keys = "['a']" * depth
    call = f"    requests.post(BASE + TABLE{keys}, json={{'ids': ids}})\n"
    return {"t.py": f"{HEAD}\nTABLE = {table}\n\n\ndef run(ids):\n{call}"}


def routes(count: int) -> Program:
    rows = "".join(f"    'k{n}': '/p/{n}',\n" for n in range(count))
    return {
        "t.py": f"{HEAD}\nROUTES = {{\n{rows}    'delete': '/timeentries/delete',\n}}\n\n\n"
        "def send(name, ids):\n    requests.post(BASE + ROUTES[name], json={'ids': ids})\n\n\n"
        "def run(ids):\n    send('delete', ids)\n"
    }


def parameters(count: int) -> Program:
    names = ", ".join(f"a{n}=0" for n in range(count))
    return {"t.py": f"{HEAD}\n\ndef run(ids, {names}):\n{CALL}"}


LONG: dict[str, Callable[[], Program]] = {
    "dict stores": lambda: _function("d['k{n}'] = {n}", MANY),
    "few dict stores": lambda: _function("d['k{n}'] = {n}", 5_000),
    "text made longer": lambda: _function("d += 'a'", MANY, "d = '/'"),
    "text made a little longer": lambda: _function("d += 'a'", 5_000, "d = '/'"),
    "branches in a row": lambda: _function("d = {n} if flag == {n} else d", MANY, "d = 0"),
    "few branches in a row": lambda: _function("d = {n} if flag == {n} else d", 1_500, "d = 0"),
    "elif": lambda: elifs(900),
    "elif without end": lambda: elifs(MANY),
    "terms of a sum": lambda: terms(900, " + "),
    "terms of a test": lambda: terms(900, " and "),
    "nested dicts": lambda: nested(60),
    "decorators": lambda: decorators(3_000),
    "methods": lambda: methods(10_000),
    "fewer methods": lambda: methods(3_000),
    "bases in a chain": lambda: bases(10_000),
    "fewer bases in a chain": lambda: bases(1_000),
    "imports in a circle": lambda: circle(10_000),
    "imports in a chain": lambda: chain(300),
    "a line of statements": lambda: _module("x=1;" * 1_000_000),
    "a line of numbers": lambda: _module(f"TABLE = [{'12345, ' * 600_000}]"),
    "a line of text": lambda: _module(f"TEXT = '{'x' * 4_500_000}'"),
    "a line of mentions": lambda: _module(f"# {'/timeentries/delete ' * 20_000}"),
    "routes without end": lambda: routes(MANY),
    "parameters": lambda: parameters(10_000),
    "functions": lambda: _classes("def f{n}(x):\n    return x + {n}", 6_000),
    "classes": lambda: _classes("class C{n}:\n    def run(self, x):\n        self.go(x)", 4_000),
    "calls": lambda: _function("print({n})", MANY),
}
