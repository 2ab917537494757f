"""The catalogue of reason codes: one TOML file for each code in `reasons/`.

Decided here: the name of the file is the code; `title`, `help`, `meaning` and `action` are always
there. `before` is a whole Python module in which the rule `rule` finds exactly this reason, and
`after` is what a person would make of it; both are missing where no small module can show the
reason.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache

_FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "reasons")
_SUFFIX = ".toml"


class UnknownCodeError(LookupError):
    """A code that is neither a rule's nor a reason's; its text is a sentence."""


@dataclass(frozen=True)
class ReasonPage:
    """What is known about one reason code.

    `help` is half a sentence that fits below a finding; `meaning` and `action` are paragraphs;
    `before` and `after` are Python modules and `rule` the code of the rule they are run with, all
    three empty where there is no example.
    """

    code: str
    title: str
    help: str
    meaning: str
    action: str
    rule: str = ""
    before: str = ""
    after: str = ""


def reason_codes() -> tuple[str, ...]:
    """All reason codes, in alphabetical order."""
    names = sorted(os.listdir(_FOLDER))
    return tuple(name[: -len(_SUFFIX)] for name in names if name.endswith(_SUFFIX))


@cache
def find_reason(code: str) -> ReasonPage | None:
    """The page of a reason code, None for a code that is not in the catalogue."""
    if code not in reason_codes():
        return None
    # Only a finding or `explain` needs a page, and a clean run has neither.
    import tomli

    with open(os.path.join(_FOLDER, code + _SUFFIX), "rb") as file:
        values = tomli.load(file)
    return ReasonPage(
        code=code,
        title=values["title"],
        help=values["help"],
        meaning=" ".join(values["meaning"].split()),
        action=" ".join(values["action"].split()),
        rule=values.get("rule", ""),
        before=values.get("before", ""),
        after=values.get("after", ""),
    )
