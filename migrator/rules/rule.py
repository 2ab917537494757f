"""What a rule is: one deprecated endpoint and its replacement, as data that nobody changes.

Decided here: rules are named tuples, for `trace` reads them before it starts anything, and an
import of `dataclasses` would be a quarter of what it takes until then.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import NamedTuple

from migrator.rules.segments import has_placeholder, literals

FORMATS = ("json", "form")
"""How a body may be sent: as JSON, or as a form, be it URL-encoded or of several parts."""


class BodyRule(NamedTuple):
    """How the request body changes: keys that get a new name, and keys that must be there.

    `rename` pairs (old key, new key); `required` holds new names. `format` says how the body may
    be sent, in words of `FORMATS`.
    """

    rename: tuple[tuple[str, str], ...] = ()
    required: tuple[str, ...] = ()
    format: tuple[str, ...] = ("json",)


class ResponseRule(NamedTuple):
    """How the answer changes: pairs (old status code, new status code)."""

    status: tuple[tuple[int, int], ...] = ()


class _Said(NamedTuple):
    """What a rule says.

    `path` and `replacement` are split at `/`, without empty segments; `{name}` matches exactly one
    segment, or a part of one. `base_paths` are prefixes that may stand between host and path, such
    as `/api/v1`, with or without placeholders. `body` is None when the rule says nothing about
    it (then the body may be anything), likewise `response`.
    """

    code: str
    summary: str
    method: str  # upper case
    path: tuple[str, ...]
    replacement: tuple[str, ...]
    hosts: tuple[str, ...] = ()
    base_paths: tuple[str, ...] = ()
    case_sensitive: bool = False
    note: str = ""
    body: BodyRule | None = None
    response: ResponseRule | None = None
    origin: str = "built-in"  # file that the rule was read from


class Rule(_Said):
    """One deprecated endpoint and its replacement."""

    def __hash__(self) -> int:
        return hash(self.code)

    @cached_property
    def word(self) -> str:
        """The rarest word of `path`, as far as a path tells: a file without it has no call.

        What stands behind the last placeholder is rarer than what stands in front of it, for all
        that a service says of one kind of thing begins alike; of those words it is the longest,
        the first of equals. A word that programs use for other things counts where there is no
        better one. Of `show.json` only `show` counts, for programs put the ending on by
        themselves, and of `{id}.json` nothing, unless there is nothing else.
        """
        runs: list[list[str]] = [[]]
        for segment in self.path:
            if has_placeholder(segment):
                runs.append([])
            runs[-1] += _words(segment)
        for run in reversed(runs):
            telling = [word for word in run if _is_telling(word)]
            if telling:
                return max(telling, key=len)
        return max((word for run in runs for word in run), key=len, default="")

    @cached_property
    def parts(self) -> frozenset[str]:
        """The words in lower case of which one is in each literal that an edit may change."""
        body = self.body or BodyRule()
        keys = [key for pair in body.rename for key in pair]
        found = {part for segment in (*self.path, *self.replacement) for part in literals(segment)}
        # What stands between two placeholders need not hold a letter.
        words = {word for part in found for word in re.findall(r"\w+", part) or [part]}
        return frozenset(word.lower() for word in (*words, *keys, *body.required) if word)

    @cached_property
    def onward(self) -> Rule:
        """The same rule for the path that takes the place of `path`."""
        return self._replace(path=self.replacement)


_COMMON = frozenset(
    {
        *("get", "post", "put", "patch", "delete", "head", "options", "request", "requests"),
        *("response", "session", "create", "update", "remove", "start", "stop", "open", "close"),
        *("read", "write", "send", "test", "name", "type", "data", "file", "files", "value"),
        *("index", "items", "keys", "list", "status", "message", "path", "time", "text", "info"),
        *("copy", "import", "default", "config", "state", "next", "reset", "user", "users"),
    }
)
"""Words that programs of all kinds are full of, so that nearly every file would be read."""
_SHORT = 3
"""Characters of a word that is a part of many others."""


def _is_telling(word: str) -> bool:
    return len(word) > _SHORT and word.lower() not in _COMMON


def _words(segment: str) -> list[str]:
    """What of the literal text of a segment a program spells for this segment alone."""
    parts = literals(segment)
    if len(parts) == 1:
        return [segment.partition(".")[0] or segment]
    stems = (part.partition(".")[0] for part in parts)
    return [stem for stem in stems if any(map(str.isalnum, stem))]
