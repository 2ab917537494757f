"""Measure the tool on one large project: 2,000 modules, 200 of which use the endpoint.

Printed are the time of the run over the time of parsing what was analysed plus sixty times the
parse of the largest module, and the peak memory.

    python -m benchmarks.project [--modules 2000] [--candidates 200]
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import sys
import tempfile
import time

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


def measure(folder: str) -> None:
    """Run the tool once in this process and print the ratio and the memory."""
    import libcst

    from migrator import pipeline
    from migrator.analysis.project import Project
    from migrator.config import Settings
    from migrator.engine import run
    from migrator.rules.loader import built_in_rules

    projects: list[Project] = []
    make = pipeline.new_project

    def remembered(*given: object) -> Project:
        projects.append(make(*given))  # type: ignore[arg-type]
        return projects[-1]

    pipeline.new_project = remembered
    start = time.perf_counter()
    report = run([folder], Settings(rules=built_in_rules(), jobs=1))
    took = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    parses = []
    for module in projects[0].loaded():
        begun = time.perf_counter()
        libcst.parse_module(module.source.text)
        parses.append(time.perf_counter() - begun)
    allowed = sum(parses) + 60 * max(parses)
    print(f"sites {len(report.sites)}, analysed {report.files.analysed} of {report.files.scanned}")
    print(f"run {took:.2f} s; all parses {sum(parses):.2f} s, largest {max(parses):.3f} s")
    print(f"run / (parses + 60 x largest)  {took / allowed:.2f}  limit 1")
    print(f"run / parses                   {took / sum(parses):.2f}")
    print(f"peak memory in MB              {peak:.0f}  limit 500")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--modules", type=int, default=2000)
    parser.add_argument("--candidates", type=int, default=200)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        build(folder, given.modules, given.candidates)
        measure(folder)


if __name__ == "__main__":
    sys.setrecursionlimit(10_000)
    main()
