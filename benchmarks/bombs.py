"""Short programs that cost without end when sizes are not bounded.

Each is a program that Python itself could run at least in principle, with one call of the
endpoint. The tool has five seconds and 300 MB for it. Where the program is not followed to its end,
the report says `bound-exceeded`; where it is, the call is fixable, or, where the bomb is in the
URL, reported as what it is: a request of another or of an unknown path.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.long_programs import LONG
from benchmarks.measure import Board, Missed, report, run, tool

SECONDS = 5
MEGABYTES = 300
PATIENCE = 20
"""So many times its seconds a program is let run, to say what it takes."""

HEAD = 'import requests\n\nBASE = "https://api.awork.com/api/v1"\n'
CALL = '    requests.post(BASE + "/timeentries/delete", json={"ids": %s})\n'
URL_CALL = '    requests.post(BASE + %s + "/timeentries/delete", json={"ids": ids})\n'
Program = Mapping[str, str]
MOVED, OTHER = "moved", "other"


def _lines(template: str, count: int = 60) -> str:
    return "".join(f"    {template.format(old=n, new=n + 1)}\n" for n in range(count))


def _body(first: str, template: str, last: str = "d60") -> Program:
    return {"t.py": f"{HEAD}\n\ndef run(ids):\n    d0 = {first}\n{_lines(template)}{CALL % last}"}


def _url(first: str, template: str, last: str = "d60") -> Program:
    text = f"{HEAD}\n\ndef run(ids):\n    d0 = {first}\n{_lines(template)}{URL_CALL % last}"
    return {"t.py": text}


def nested_lists(depth: int = 2000) -> Program:
    text = "ids"
    lines = [f"    d = [d, d]  # {n}\n" for n in range(depth)]
    return {"t.py": f"{HEAD}\n\ndef run(ids):\n    d = {text}\n{''.join(lines)}{CALL % 'd'}"}


def nested_calls(depth: int = 60) -> Program:
    """A literal of nested calls, as deep as the parser of Python allows."""
    return {"t.py": f"{HEAD}\n\ndef run(ids):\n{CALL % ('list(' * depth + 'ids' + ')' * depth)}"}


def star_imports(modules: int = 12) -> Program:
    """Modules that all import all of each other."""
    files = {}
    for number in range(modules):
        others = "".join(f"from m{n} import *\n" for n in range(modules) if n != number)
        files[f"m{number}.py"] = f"{others}\nPATH_{number} = '/timeentries'\n"
    files["t.py"] = (
        f"from m0 import *\nfrom m1 import *\n{HEAD}\n\ndef run(ids):\n"
        f'    requests.post(BASE + PATH_{modules - 1} + "/delete", json={{"ids": ids}})\n'
    )
    return files


def appends(count: int = 100_000) -> Program:
    lines = "".join(f"    d.append({n})\n" for n in range(count))
    return {"t.py": f"{HEAD}\n\ndef run(ids):\n    d = []\n{lines}{CALL % 'd'}"}


def chained_calls(count: int = 3000) -> Program:
    chain = "".join(f"\n        .add({n})" for n in range(count))
    return {
        "t.py": f"{HEAD}\n\nclass Builder:\n    def __init__(self):\n        self.ids = []\n\n"
        "    def add(self, one):\n        self.ids.append(one)\n        return self\n\n\n"
        f"def run():\n    made = (\n        Builder(){chain}\n    )\n{CALL % 'made.ids'}"
    }


def chained_functions(count: int = 3000) -> Program:
    """Each function calls the next one, deeper than Python itself would go."""
    parts = [f"\n\ndef post_{n}(path, ids):\n    post_{n + 1}(path, ids)\n" for n in range(count)]
    last = (
        f'\n\ndef post_{count}(path, ids):\n    requests.post(BASE + path, json={{"ids": ids}})\n'
    )
    run_it = '\n\ndef run(ids):\n    post_0("/timeentries/delete", ids)\n'
    return {"t.py": HEAD + "".join(parts) + last + run_it}


def wrappers(count: int = 1000) -> Program:
    """Each function calls the next one twice: 2 ** 1000 calls in all."""
    parts = [
        f"\n\ndef post_{n}(path, ids):\n    post_{n + 1}(path, ids)\n    post_{n + 1}(path, ids)\n"
        for n in range(count)
    ]
    last = (
        f'\n\ndef post_{count}(path, ids):\n    requests.post(BASE + path, json={{"ids": ids}})\n'
    )
    run_it = '\n\ndef run(ids):\n    post_0("/timeentries/delete", ids)\n'
    return {"t.py": HEAD + "".join(parts) + last + run_it}


def rows(count: int = 4000) -> Program:
    """A table of literals in front of the call."""
    table = "".join(f'    ("name {n}", {n}, "/things/{n}", True),\n' for n in range(count))
    return {"t.py": f"{HEAD}\nTABLE = [\n{table}]\n\n\ndef run(ids):\n{CALL % 'ids'}"}


def lookups(count: int = 4000) -> Program:
    """A loop over such a table, with a call in it."""
    table = "".join(f'    ("name {n}", "/things/{n}"),\n' for n in range(count))
    return {
        "t.py": f"{HEAD}\nTABLE = [\n{table}"
        '    ("delete", "/timeentries/delete"),\n]\n\n\ndef run(ids):\n'
        "    for name, path in TABLE:\n"
        '        if name == "delete":\n'
        '            requests.post(BASE + path, json={"ids": ids})\n'
    }


def branches(count: int = 60) -> Program:
    """Two ways at each of 60 places: 2 ** 60 texts."""
    lines = "".join(f'    d += "a" if flags[{n}] else "b"\n' for n in range(count))
    text = f'{HEAD}\n\ndef run(ids, flags):\n    d = "/"\n{lines}{URL_CALL % "d"}'
    return {"t.py": text}


def nested_functions(depth: int = 18) -> Program:
    text = f"{HEAD}\n"
    for level in range(depth):
        text += "    " * level + f"def f{level}(ids):\n"
    text += "    " * depth + 'requests.post(BASE + "/timeentries/delete", json={"ids": ids})\n'
    for level in range(depth - 1, 0, -1):
        text += "    " * level + f"f{level}(ids)\n" + "    " * level + f"f{level}(ids)\n"
    return {"t.py": text}


def recursion() -> Program:
    return {
        "t.py": f"{HEAD}\n\ndef run(ids, path):\n"
        '    run(ids, path + "/a")\n    run(ids, "/a" + path)\n'
        "    requests.post(BASE + path, json={'ids': ids})\n\n\n"
        'def main(ids):\n    run(ids, "/timeentries/delete")\n'
    }


def grown_in_a_loop() -> Program:
    return {
        "t.py": f'{HEAD}\n\ndef run(ids):\n    d = "/"\n    for _ in range(10 ** 9):\n'
        f'        d = d + d + "x"\n{URL_CALL % "d"}'
    }


def repeated() -> Program:
    return {"t.py": f'{HEAD}\n\ndef run(ids):\n    d = "/a" * 10 ** 10\n{URL_CALL % "d"}'}


def padded() -> Program:
    return {"t.py": f'{HEAD}\n\ndef run(ids):\n    d = "/a".ljust(10 ** 10, "b")\n{URL_CALL % "d"}'}


def power() -> Program:
    return {
        "t.py": f"{HEAD}\n\ndef run(ids):\n    d = str(9 ** 9 ** 9)\n    e = 1 << 10 ** 11\n"
        f"{URL_CALL % 'd'}"
    }


PROGRAMS: dict[str, Callable[[], Program]] = {
    "list display": lambda: _body("[1, 2]", "d{new} = [*d{old}, *d{old}]"),
    "list display of a parameter": lambda: _body("ids", "d{new} = [*d{old}, *d{old}]"),
    "list sum": lambda: _body("[1, 2]", "d{new} = d{old} + d{old}"),
    "list product": lambda: _body("[1, 2]", "d{new} = d{old} * 2"),
    "list extended by itself": lambda: _body("[1]", "d0.extend(d0)", "d0"),
    "set display": lambda: _body("{1, 2}", "d{new} = {{*d{old}, (*d{old},)}}"),
    "tuple of tuples": lambda: _body("(1,)", "d{new} = (d{old}, d{old})"),
    "dict merge": lambda: _body("{'a': 1}", "d{new} = {{**d{old}, 'k{new}': d{old}}}"),
    "dict union": lambda: _body("{'a': 1}", "d{new} = d{old} | {{'k{new}': [d{old}, d{old}]}}"),
    "comprehension": lambda: _body("[1, 2]", "d{new} = [x for x in d{old} for y in d{old}]"),
    "text sum": lambda: _url('"/a"', "d{new} = d{old} + d{old}"),
    "text in place": lambda: _url('"/a"', "d0 += d0", "d0"),
    "f-string": lambda: _url('"/a"', 'd{new} = f"{{d{old}}}{{d{old}}}"'),
    "percent": lambda: _url('"/a"', 'd{new} = "%s%s" % (d{old}, d{old})'),
    "format": lambda: _url('"/a"', 'd{new} = "{{0}}{{0}}".format(d{old})'),
    "join": lambda: _url('"/a"', 'd{new} = "/".join([d{old}, d{old}])'),
    "replace": lambda: _url('"/a"', 'd{new} = d{old}.replace("a", "aa")'),
    "split and join": lambda: _url('"a"', 'd{new} = "a".join(d{old}.split("a")) + d{old}'),
    "encoded": lambda: _url('"/a"', "d{new} = d{old}.encode().decode() + d{old}"),
    "repeated text": repeated,
    "padded text": padded,
    "power of integers": power,
    "branches": branches,
    "nested lists": nested_lists,
    "nested calls": nested_calls,
    "nested functions": nested_functions,
    "chained functions": chained_functions,
    "mutual star imports": star_imports,
    "appends": appends,
    "chained calls": chained_calls,
    "two calls in each wrapper": wrappers,
    "recursion": recursion,
    "grown in a loop": grown_in_a_loop,
    "literal rows": rows,
    "loop over literal rows": lookups,
    **LONG,
}


OTHER_URL = {
    *("text sum", "text in place", "f-string", "percent", "format", "join", "replace"),
    *("split and join", "encoded", "repeated text", "padded text", "power of integers"),
    *("branches", "grown in a loop", "recursion"),
}
"""The programs whose bomb is a part of the URL."""


def bombs(board: Board, cache: Path) -> None:
    """Each program by itself; a program that runs on is ended, and its memory is bounded."""
    for name, make in PROGRAMS.items():
        with TemporaryDirectory(prefix="bomb-", dir=cache) as folder:
            program = make()
            for file, text in program.items():
                Path(folder, file).write_text(text)
            try:
                verdict = _one(Path(folder), OTHER if name in OTHER_URL else MOVED)
            except Missed as error:
                verdict = str(error)
            if verdict.startswith("ok"):
                board.note(f"{name:<28} {verdict}")
            else:
                board.fail(f"{name}: {verdict}")


def _one(folder: Path, followed: str) -> str:
    timeout = SECONDS * PATIENCE
    command = tool("check", "--format", "json", "--jobs", "1", ".")
    took = run(command, cwd=folder, timeout=timeout, allowed=None)
    # Processor time: what the machine does besides is not the program's fault.
    measured = f"{took.processor:.1f} s, {took.megabytes:.0f} MB"
    if took.ended:
        return f"ended after {timeout} s with {took.megabytes:.0f} MB"
    if not took.output:
        return f"exit status {took.status}, {measured}: {took.errors.strip().splitlines()[-1][:80]}"
    found = report(took)
    if not found.sites:
        return f"the call is not reported; {measured}"
    if found.bounded:
        verdict = "bound-exceeded"
    elif followed == MOVED and found.statuses["fixable"] == 1:
        verdict = "fixable"
    elif followed == OTHER and not found.statuses["fixable"]:
        verdict = found.sites[0][3]
    else:
        return f"not followed to its end, and no bound is named; {measured}"
    if took.processor > SECONDS or took.megabytes > MEGABYTES:
        return f"{measured}; limits {SECONDS} s, {MEGABYTES} MB"
    return f"ok  {measured}, {verdict}"
