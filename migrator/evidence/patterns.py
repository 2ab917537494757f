"""Rules as the recorder looks for them: patterns of whole paths, as data.

Decided here: the host of a request that runs is known, so that only the rule's own hosts, a host
that is no name of the internet (loopback, a test domain) and a missing one count. Before the path
stands one of the rule's base paths; on a local host anything may, as stand-ins and gateways have
it. What a placeholder stands for is never written.
"""

from __future__ import annotations

import re

from migrator.rules.rule import Rule
from migrator.rules.segments import PLACEHOLDER

DEPRECATED = "deprecated"
REPLACEMENT = "replacement"
# RFC 2606 and RFC 6761, and names without a dot.
LOCAL = (
    r"(?i)(localhost|127(\.\d+){3}|0\.0\.0\.0|\[?::1?\]?|[^.]+|(.*\.)?(test|example|invalid"
    r"|localhost|local|internal)|(.*\.)?example\.(com|org|net))\Z"
)
_VERSIONS = r"(?:/(?:api|rest|v\d+(?:\.\d+)*))*"


def settings_of(rules: tuple[Rule, ...], root: str, events: str) -> dict[str, object]:
    """What the recorder reads: the rules, the root of the project, the folder for its lines."""
    return {
        "root": root,
        "events": events,
        "local": LOCAL,
        "rules": [_rule(rule) for rule in rules],
    }


def _rule(rule: Rule) -> dict[str, object]:
    both = [(DEPRECATED, rule.path), (REPLACEMENT, rule.replacement)]
    # A path with fewer placeholders says more.
    both.sort(key=lambda item: len(PLACEHOLDER.findall("/".join(item[1]))))
    return {
        "code": rule.code,
        "method": rule.method,
        "hosts": [host.lower() for host in rule.hosts],
        "word": _common_word(rule),
        "paths": [
            {"endpoint": endpoint, "local": local, "pattern": _pattern(rule, path, local)}
            for local in (False, True)
            for endpoint, path in both
        ],
    }


def _common_word(rule: Rule) -> str:
    """A literal segment that both paths have, to tell at once what is neither; lower case."""
    words = {s.lower() for s in rule.path if not PLACEHOLDER.search(s)}
    words &= {s.lower() for s in rule.replacement if not PLACEHOLDER.search(s)}
    return max(words, key=lambda word: (len(word), word), default="")


def _pattern(rule: Rule, path: tuple[str, ...], local: bool) -> str:
    names: list[str] = []
    flags = "" if rule.case_sensitive else "(?i)"
    bases = [_segments(base.strip("/").split("/"), names) for base in rule.base_paths]
    base = f"(?:{'|'.join(bases)})?" if bases else _VERSIONS
    prefix = r"(?P<prefix>(?:/[^/]+)*?)" if local else ""
    return f"{flags}{prefix}{base}{_segments(path, names)}\\Z"


def _segments(segments: tuple[str, ...] | list[str], names: list[str]) -> str:
    return "".join("/" + _segment(segment, names) for segment in segments)


def _segment(segment: str, names: list[str]) -> str:
    """A segment as a pattern; what a placeholder matches is a group with a name."""
    parts = []
    done = 0
    for match in PLACEHOLDER.finditer(segment):
        name = re.sub(r"\W", "_", match[1], flags=re.ASCII) or "_"
        name = f"p_{name}" if name[0].isdigit() else name
        while name in names:
            name += "_"
        names.append(name)
        parts += [re.escape(segment[done : match.start()]), f"(?P<{name}>[^/]+)"]
        done = match.end()
    return "".join([*parts, re.escape(segment[done:])])
