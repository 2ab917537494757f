"""Regular expressions that URLs have to match, read as the texts that they describe.

Only what leaves a path readable is understood: anchors, escaped punctuation, and wildcards,
which become holes. Every character that is kept knows the literal it came from, so an edit of
the path is an edit of the pattern.
"""

from __future__ import annotations

import re

from migrator.analysis.values import (
    UNKNOWN,
    Double,
    Text,
    Value,
    alternatives,
    hole,
    texts,
    union,
)

_TOKEN = re.compile(
    r"\\(?P<escaped>[./\-:_])|(?P<wild>(?:\.|\[\^?[^\]]*\]|\\[wdS])[*+]\??)|(?P<end>/\?\$|[\^$])"
)


def as_text(value: Value) -> Value:
    """The texts that a URL or a pattern describes."""
    return union((guard, _one(alternative)) for guard, alternative in alternatives(value))


def _one(value: Value) -> Value:
    if not isinstance(value, Double):
        return value
    inner = value.value
    if value.part != "pattern" or not isinstance(inner, Text):
        return UNKNOWN
    return read(inner)


def read(pattern: Text) -> Text:
    """The text that a pattern describes."""
    content = texts.content_of(pattern)
    parts: list[Text] = []
    at = 0
    for token in _TOKEN.finditer(content):
        parts.append(texts.cut(pattern, at, token.start()))
        if token["escaped"] is not None:
            parts.append(texts.cut(pattern, token.start() + 1, token.end()))
        elif token["wild"] is not None:
            parts.append(hole(UNKNOWN))
        at = token.end()
    return texts.concat([*parts, texts.cut(pattern, at, len(content))])
