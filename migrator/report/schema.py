"""The published JSON schema of the JSON report.

Decided here: the schema is a file of the package, in the dialect 2020-12. It allows keys that it
does not know, because new ones may come within a major version; the known ones stay.
"""

from __future__ import annotations

import os

_FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "report.schema.json")


def schema_text() -> str:
    """The schema as JSON text with a final newline."""
    with open(_FILE, encoding="utf-8") as file:
        return file.read()
