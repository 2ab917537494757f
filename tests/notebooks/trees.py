"""What the tests of notebooks share: notebooks to write, and what a check says of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema

from migrator.cli import run
from migrator.report.schema import schema_text

FIXTURES = Path(__file__).parents[2] / "fixtures" / "notebooks"
CHANGED = ("cleanup", "compact")
LEFT = ("untouched", "julia")
POST = 'requests.post("https://api.awork.com/api/v1/timeentries/delete", json={"ids": ["te-01"]})'
MOVED = POST.replace("/delete", "/batch/delete").replace('"ids"', '"timeEntryIds"')


def write(name: str, *sources: str, kind: str = "code", **metadata: object) -> Path:
    cells = [
        {"cell_type": kind, "metadata": {}, "source": source.splitlines(keepends=True)}
        | ({"execution_count": None, "outputs": []} if kind == "code" else {})
        for source in sources
    ]
    document = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 4}
    path = Path(name)
    path.write_text(json.dumps(document, indent=1) + "\n")
    return path


def sources(path: Path) -> list[str]:
    return ["".join(cell["source"]) for cell in json.loads(path.read_text())["cells"]]


def sites(*arguments: str) -> list[dict[str, Any]]:
    run(["check", "--quiet", "--report", "json=../report.json", *arguments])
    report = json.loads(Path("../report.json").read_text())
    jsonschema.validate(report, json.loads(schema_text()))
    found = report["sites"]
    assert isinstance(found, list)
    return found


def outcome(*arguments: str) -> list[str]:
    """The sites as `number:line status reason`."""
    return [
        ":".join((str(s["cell"]["number"]), str(s["cell"].get("line", "-"))))
        + " ".join(("", s["status"], *(reason["code"] for reason in s["reasons"])))
        for s in sites(*arguments)
    ]
