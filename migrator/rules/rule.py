"""What a rule is: one deprecated endpoint and its replacement, as frozen data."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class BodyRule:
    """How the request body changes: keys that get a new name, and keys that must be there.

    `rename` pairs (old key, new key); `required` holds new names.
    """

    rename: tuple[tuple[str, str], ...] = ()
    required: tuple[str, ...] = ()


@dataclass(frozen=True)
class ResponseRule:
    """How the answer changes: pairs (old status code, new status code)."""

    status: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Rule:
    """One deprecated endpoint and its replacement.

    `path` and `replacement` are split at `/`, without empty segments; a segment `{name}` matches
    exactly one segment. `base_paths` are prefixes that may stand between host and path, such as
    `/api/v1`. `body` is None when the rule says nothing about the body (then the body may be
    anything), likewise `response`.
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
    origin: str = field(default="built-in", compare=False)  # file that the rule was read from

    @property
    def word(self) -> str:
        """The rarest word of `path`: the longest literal segment, the first among equals.

        Of `show.json` only `show` counts, for programs put the ending on by themselves.
        """
        literal = [segment for segment in self.path if not is_placeholder(segment)]
        return max((_stem(segment) for segment in literal), key=len)


def is_placeholder(segment: str) -> bool:
    """Whether a segment is `{name}`, which matches any one segment."""
    return segment.startswith("{") and segment.endswith("}")


def _stem(segment: str) -> str:
    """A segment up to the ending of its last part, which is never empty."""
    return segment.partition(".")[0] or segment
