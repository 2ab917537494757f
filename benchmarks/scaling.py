"""Twice the input takes about twice the time, whatever it is that there is twice as much of."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.build_tree import build as build_clean
from benchmarks.candidates import candidate
from benchmarks.measure import Board, Missed, Took, expect, report, run, tool

LIMIT = 2.3
Writer = Callable[[Path, int], int]
"""Writes a tree of the size into the folder, and says how many sites are fixable there."""


def clean_files(folder: Path, size: int) -> int:
    build_clean(str(folder), files=size, megabytes=max(size // 100, 1), candidates=1)
    for path in (folder / "candidates").iterdir():
        path.write_text(candidate(random.Random(1), 0).text)
    return 1


def candidates(folder: Path, size: int) -> int:
    chance = random.Random(2)
    for serial in range(size):
        (folder / f"module_{serial}.py").write_text(candidate(chance, serial).text)
    return size


ROUTES = '''"""A client that looks its routes up."""

import requests

BASE = "https://api.awork.com/api/v1"
ROUTES = {{
{rows}
}}


class Client:
    def __init__(self, token):
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {{token}}"

    def request(self, name, body=None):
        method, path = ROUTES[name]
        response = self.session.request(method, BASE + path, json=body)
        response.raise_for_status()
        return response

    def delete(self, ids):
        self.request("delete_time_entries", {{"ids": ids}})

    def bill(self, ids):
        self.request("bill_time_entries", {{"ids": ids}})
'''


def routes(folder: Path, size: int) -> int:
    rows = [f'    "route_{n}": ("GET", "/projects/{n}/tasks"),' for n in range(size)]
    rows.insert(size // 2, '    "delete_time_entries": ("POST", "/timeentries/delete"),')
    rows.insert(size // 3, '    "bill_time_entries": ("POST", "/timeentries/setbilled"),')
    (folder / "client.py").write_text(ROUTES.format(rows="\n".join(rows)))
    return 1


TRANSPORT = '''"""A client with a method for each endpoint."""

import requests


class Client:
    def __init__(self, token, base="https://api.awork.com/api/v1"):
        self.base = base
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {token}"

    def send(self, method, path, **options):
        response = self.session.request(method, self.base + path, **options)
        if response.status_code >= 400:
            raise RuntimeError(response.text)
        return response

    def delete_time_entries(self, ids):
        self.send("POST", "/timeentries/delete", json={"ids": list(ids)})
'''

METHOD = """
    def get_thing_{n}(self, identifier, **filters):
        query = {{key: value for key, value in filters.items() if value is not None}}
        return self.send("GET", f"/things{n}/{{identifier}}", params=query).json()

    def update_thing_{n}(self, identifier, name=None):
        body = {{"name": name, "kind": {n}}}
        return self.send("PUT", "/things{n}/" + identifier, json=body).json()
"""


def methods(folder: Path, size: int) -> int:
    text = TRANSPORT + "".join(METHOD.format(n=n) for n in range(size // 2))
    (folder / "client.py").write_text(text)
    return 1


SITE = """

def purge_{n}(session: requests.Session, ids):
    response = session.post(f"{{BASE}}/timeentries/delete", json={{"ids": ids}})
    response.raise_for_status()
"""


def sites(folder: Path, size: int) -> int:
    head = 'import requests\n\nBASE = "https://api.awork.com/api/v1"\n'
    for part in range(4):
        text = head + "".join(SITE.format(n=n) for n in range(part, size, 4))
        (folder / f"part_{part}.py").write_text(text)
    return size


PAIRS: tuple[tuple[str, Writer, int, tuple[str, ...]], ...] = (
    ("clean files", clean_files, 8000, ()),
    ("candidates", candidates, 150, ()),
    ("routes in one table", routes, 1500, ()),
    ("methods over one transport", methods, 800, ()),
    ("sites in one --diff", sites, 400, ("--diff",)),
)


def scaling(board: Board, cache: Path) -> None:
    """Each pair is measured with its own size and twice that."""
    for what, write, size, options in PAIRS:
        with (
            TemporaryDirectory(prefix="once-", dir=cache) as once,
            TemporaryDirectory(prefix="twice-", dir=cache) as twice,
        ):
            counts = {once: write(Path(once), size), twice: write(Path(twice), 2 * size)}
            runs = {name: _check(what, name, options, counts[name]) for name in (once, twice)}
            try:
                found = board.medians(runs)
            except Missed as error:
                board.fail(str(error))
            else:
                board.ratio(f"twice the {what}", found[twice], found[once], LIMIT)


def _check(what: str, folder: str, options: tuple[str, ...], wanted: int) -> Callable[[], Took]:
    """A check of the folder that finds so many fixable sites."""

    def check() -> Took:
        took = run(tool("check", *(options or ("--format", "json")), "."), cwd=Path(folder))
        if options:
            found = took.output.count("\n+    response = ")
        else:
            found = report(took).statuses["fixable"]
        expect(found == wanted, f"{what}: {found} of {wanted} sites are fixable")
        return took

    return check
