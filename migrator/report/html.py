"""The HTML report: one page with everything in it, for people who look instead of read.

Decided here: the page is made by a template that escapes whatever comes from a source, and its
policy lets nothing run or load but its own script and style, known by their hashes: a hostile
source has two locks to pick. Characters that steer a terminal or turn the direction of text are
shown and not sent. Nothing in it depends on the day or the machine.
"""

from __future__ import annotations

import os
import re
from base64 import b64encode
from hashlib import sha256

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from migrator.model import Report
from migrator.report.printable import printable
from migrator.report.view import view_of

_FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "page")

# Characters without width, which make two names look like one.
_UNSEEN = re.compile("[\u200b-\u200d\u2060-\u2064\ufeff]")


def render(report: Report) -> str:
    """The report as one HTML document with a final newline."""
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_visible,
    )
    style, script = _asset(environment, "page.css"), _asset(environment, "page.js")
    return environment.get_template("page.html").render(
        view=view_of(report),
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
    )


def _visible(value: object) -> object:
    """What is written for a value: text with every character that cannot be seen spelled out."""
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return _UNSEEN.sub(lambda match: ascii(match[0])[1:-1], printable(value))


def _asset(environment: Environment, name: str) -> Markup:
    """A file that is part of the page as it stands."""
    assert environment.loader is not None
    return Markup(environment.loader.get_source(environment, name)[0])


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
