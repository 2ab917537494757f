"""Constants of other packages: status codes and methods by their names."""

from __future__ import annotations

import http as http_library
import re
from functools import cache

from migrator.analysis.values import (
    Const,
    Value,
    text,
)


def value_of(name: str) -> Value | None:
    """The constant that a dotted outside name stands for, such as `http.HTTPStatus.OK`."""
    if name.startswith("http.HTTPMethod."):
        return text(name.rsplit(".", 1)[-1])
    number = status_number(name)
    return Const(number) if number is not None else None


@cache
def status_number(name: str) -> int | None:
    """The status code that a dotted name stands for, None when it is no such name."""
    holder, _, last = name.rpartition(".")
    if match := re.fullmatch(r"HTTP_(\d{3})(_\w+)?", last):
        return int(match[1])
    if not holder.endswith(("HTTPStatus", "codes", "http.client", "http", "status")):
        return None
    if holder.endswith("codes") and last in ("ok", "okay", "all_ok", "all_okay", "all_good"):
        return 200
    try:
        return int(http_library.HTTPStatus[last.upper()])
    except KeyError:
        return None
