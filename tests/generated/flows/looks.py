"""What a program asks of the answer, of the URL and of the body; it stands in `looks.toml`."""

from __future__ import annotations

from pathlib import Path

import tomli

_TABLE = tomli.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def _group(name: str) -> dict[str, str]:
    said = _TABLE["said"].get(name, {})
    printed = {key: f'print("deleted" if {text} else "not deleted")' for key, text in said.items()}
    return {**_TABLE[name], **printed}


BENIGN = _group("benign")
STATUS = _group("status")
CONTENT = _group("content")
URL = _group("url")
BODY = _group("body")
