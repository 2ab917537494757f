"""A recipe: code that takes `value`, of one type, through an operation to `result`."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass


@dataclass(frozen=True)
class Recipe:
    """`code` are the lines of a function that has `value` and leaves `result`.

    `kind` is the type that `value` has to have; `any` leaves the atom as it is. `outside` are lines
    at the top of the module.
    """

    kind: str
    code: str
    outside: str = ""


Table = dict[str, list[Recipe]]


def over(kind: str, *codes: str, outside: str = "") -> list[Recipe]:
    """Recipes for one type: an expression each, or lines that leave `result`."""
    return [Recipe(kind, _lines(code), _dedented(outside)) for code in codes]


def _lines(code: str) -> str:
    text = _dedented(code)
    return text if "result" in text else f"result = {text}"


def _dedented(code: str) -> str:
    return textwrap.dedent(code).strip("\n")
