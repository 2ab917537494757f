"""The published JSON schemas: of the JSON report, and for editors of what a team writes.

Decided here: a schema is a file of the package. That of the report is in the dialect 2020-12 and
allows keys that it does not know, because new ones may come within a major version; the known ones
stay. Those of the configuration and of models are in draft 07, which editors of TOML know, and
refuse what the tool refuses.
"""

from __future__ import annotations

import os

_FOLDER = os.path.dirname(os.path.abspath(__file__))


def schema_text() -> str:
    """The schema of the report as JSON text with a final newline."""
    return _read("report.schema.json")


def config_schema_text() -> str:
    """The schema of the table `[tool.awork-migrator]` as JSON text with a final newline."""
    return _read("config.schema.json")


def models_schema_text() -> str:
    """The schema of a file of models as JSON text with a final newline."""
    return _read("models.schema.json")


def _read(name: str) -> str:
    with open(os.path.join(_FOLDER, name), encoding="utf-8") as file:
        return file.read()
