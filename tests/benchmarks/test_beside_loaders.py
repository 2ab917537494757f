"""Modules that use the endpoint are as fixable beside code that loads what it is told to load."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from benchmarks.candidates import candidate
from migrator.config import Settings
from migrator.engine import run
from migrator.model import Status
from migrator.rules.loader import load_rules

SITES = 50

LOADERS = {
    "tools/loading.py": """\
import importlib


def load(name):
    return importlib.import_module(name)


def load_plugin(name):
    module = importlib.import_module("tools.plugins." + name)
    return getattr(module, "main")()


def handler(path):
    module, _, attribute = path.rpartition(".")
    return getattr(importlib.import_module(module), attribute)
""",
    "tools/plugins/__init__.py": "",
    "tools/plugins/one.py": "def main():\n    return 1\n",
    "tools/running.py": """\
from tools.loading import handler, load

HANDLERS = {}


def register(name):
    def keep(function):
        HANDLERS[name] = function
        return function

    return keep


def work(job, client, paths):
    job.run(paths)
    client.post(job.url, json=job.get("body"))
    load(job.module).main(job)
    for path in paths:
        handler(path)(job)
    for name, function in HANDLERS.items():
        if function(job.send(name)).status == 204:
            client.delete(job)
""",
    "tools/__main__.py": """\
import sys

from tools.running import work


def main(argv):
    job, client, *paths = argv
    work(job, client, paths)


main(sys.argv)
""",
}


def test_fifty_sites_are_fixable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(9)
    modules = {f"jobs/module_{n}.py": candidate(chance, n).text for n in range(SITES)}
    for name, text in {**modules, **LOADERS}.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.chdir(tmp_path)
    report = run(["."], Settings(rules=tuple(load_rules()), jobs=1))
    fixable = [site for site in report.sites if site.status is Status.FIXABLE]
    assert len(fixable) == len(report.sites) == SITES
