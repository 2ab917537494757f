"""One large project: 2,000 modules, 200 of which use the endpoint and import each other."""

from __future__ import annotations

import os
import random
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.loaded import parse_seconds
from benchmarks.measure import Board, Took, expect, report, run, tool

MODULES = 2000
CANDIDATES = 200

_CLIENT = '''"""Transport of the project."""

import requests

from app.names import BASE


class Http:
    def __init__(self, token, base=BASE):
        self.base = base
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {token}"

    def request(self, method, path, **kwargs):
        response = self.session.request(method, f"{self.base}/{path.lstrip('/')}", **kwargs)
        response.raise_for_status()
        return response

    def post(self, path, body):
        return self.request("POST", path, json=body)


class Resource:
    name = ""

    def __init__(self, http):
        self.http = http

    def list(self):
        return self.http.request("GET", self.name).json()

    def get(self, key):
        return self.http.request("GET", f"{self.name}/{key}").json()
'''

_NAMES = '''"""Names that the modules share."""

BASE = "https://api.awork.com/api/v1"
TIME = "/timeentries"
DELETE = TIME + "/delete"
'''

_CANDIDATE = '''"""Purging of time entries, part {n}."""

from app.http import Http, Resource
from app.names import DELETE, TIME
from {other} import helper_{m}


class Entries{n}(Resource):
    name = "/timeentries"

    def purge(self, ids):
        self.http.post("/timeentries/delete", {{"ids": list(ids)}})

    def purge_by_constant(self, ids):
        payload = {{"ids": helper_{m}(ids)}}
        return self.http.post(DELETE, payload).ok

    def bill(self, ids):
        return self.http.post(f"{{TIME}}/setbilled", {{"ids": ids}})


def helper_{n}(ids):
    return [str(i) for i in ids if i]


def run_{n}(token, ids):
    entries = Entries{n}(Http(token))
    entries.purge(ids)
    entries.purge_by_constant(ids)
'''


def build(folder: str, modules: int, candidates: int) -> None:
    """Write the project; the same numbers give the same bytes."""
    generator = random.Random(20)
    package = os.path.join(folder, "app")
    _write(package, "__init__", "")
    _write(package, "http", _CLIENT)
    _write(package, "names", _NAMES)
    with open(os.path.join(folder, "pyproject.toml"), "w", encoding="utf-8") as stream:
        stream.write('[project]\nname = "app"\n')
    for number in range(modules):
        part = os.path.join(package, f"part{number // 50}")
        if number % 50 == 0:
            _write(part, "__init__", "")
        if number < candidates:
            other = generator.randrange(max(number, 1)) if number else candidates
            home = f"app.part{other // 50}.module_{other}"
            text = _CANDIDATE.format(n=number, m=other, other=home)
            _write(part, f"module_{number}", text + _filler(generator, number, 6))
        else:
            helper = f"\n\ndef helper_{number}(ids):\n    return list(ids)\n"
            _write(part, f"module_{number}", _filler(generator, number, 20) + helper)


def _write(folder: str, name: str, text: str) -> None:
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, f"{name}.py"), "w", encoding="utf-8") as stream:
        stream.write(text)


def _filler(generator: random.Random, number: int, functions: int) -> str:
    parts = []
    for index in range(functions):
        limit = generator.randrange(1000)
        parts.append(
            f"\n\ndef step_{number}_{index}(rows, limit={limit}):\n"
            f'    """Step {index}."""\n'
            "    kept = [row for row in rows if row.get('weight', 0) < limit]\n"
            "    if not kept:\n        return {}\n"
            "    return {row['id']: row['weight'] * 2 for row in kept}\n"
        )
    return "".join(parts)


def project(board: Board, cache: Path) -> None:
    """The whole run over the parse of what it loads."""
    with TemporaryDirectory(prefix="project-", dir=cache) as folder:
        build(folder, MODULES, CANDIDATES)
        peaks: list[float] = []

        def check() -> Took:
            took = run(tool("check", "--format", "json", "."), cwd=Path(folder))
            found = report(took)
            # Each candidate calls it twice, and once a neighbour.
            expect(found.statuses["fixable"] >= 2 * CANDIDATES, "not all sites are fixable")
            peaks.append(took.megabytes)
            return took

        found = board.medians({"check": check})
        parsed, modules = parse_seconds(Path(folder))
        board.note(f"{modules} modules are parsed in {parsed:.2f} s")
        board.ratio("check / parse of what it loads", found["check"], parsed, 4)
        board.figure("peak memory", max(peaks), 500, "MB")
