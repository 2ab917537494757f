"""The parts of a URL object of httpx that are read from it: its path, its host, its query.

Facts are those of httpx's own reference documentation. A part that is known keeps its origin, so
that an edit of the URL is an edit of the part.
"""

from __future__ import annotations

import re

from migrator.analysis.values import (
    Const,
    Hole,
    Text,
    Url,
    Value,
    hole,
    made_of,
    text,
    texts,
)


def part(url: Url, name: str) -> Value | None:
    """What an attribute of the URL gives; None when it is no part that is followed."""
    content = texts.content_of(url)
    if url.library != "httpx" or not _is_plain(content, name):
        return None
    if name in ("is_relative_url", "is_absolute_url"):
        return _is_relative(url, content, name == "is_relative_url")
    if name in ("path", "raw_path"):
        return _path(url, content, name)
    if name in ("query", "params", "fragment"):
        return _query(url, content, name)
    if name in ("host", "raw_host", "netloc", "scheme", "port"):
        return _origin(url, content, name)
    return None


def _is_plain(content: str, name: str) -> bool:
    """Whether no character is written in another way in what is read."""
    if not _PLAIN.fullmatch(content) or "/." in content or (name == "path" and "%" in content):
        return False
    host = content[: authority(content)[1]] if "://" in content else ""
    return host == host.lower()


_PLAIN = re.compile(rf"[\w\-.~/?#@!$&'()*+,;=:%{texts.HOLE}]*", re.ASCII)


def _is_relative(url: Url, content: str, relative: bool) -> Value:
    """A URL that names its scheme and host is absolute."""
    if content.startswith(("http://", "https://")):
        return Const(not relative)
    if content.startswith("/") and not content.startswith("//"):
        return Const(relative)
    return made_of("is_relative_url", url)


def _path(url: Url, content: str, name: str) -> Value:
    """The path; with the query, where it is asked for as it is sent."""
    begin, start = _bounds(content)
    end = content.find("#") if "#" in content else len(content)
    if name == "path" and "?" in content:
        end = content.index("?")
    if start < 0 or start >= end:
        return text("/") if begin >= 0 and texts.HOLE not in content[:end] else _holes(url, end)
    # What is not known in front of it may hold the beginning of the path.
    known = content.find(texts.HOLE, 0, start)
    return texts.cut(url, known if known >= 0 else start, end)


def _holes(url: Text, end: int) -> Text:
    """What begins with the first hole."""
    first = texts.content_of(url).find(texts.HOLE)
    return texts.cut(url, first, end) if first >= 0 else Text(())


def authority(content: str) -> tuple[int, int]:
    """Where the host begins and where it ends, each -1 where a URL names none."""
    found = content.find("://")
    if found < 0:
        return -1, -1
    end = re.search(r"[/?#]", content[found + 3 :])
    return found + 3, found + 3 + end.start() if end is not None else len(content)


def _bounds(content: str) -> tuple[int, int]:
    """Where the host and where the path begin, each -1 where that is not seen."""
    begin, end = authority(content)
    if begin >= 0:
        return begin, end if content[end : end + 1] == "/" else -1
    if content.startswith(texts.HOLE):
        return -1, 1
    return -1, 0


def _vague(url: Text, name: str) -> Text:
    """A part that is not known, of what is not known in the URL."""
    return hole(made_of(name, *(p.value for p in url.pieces if isinstance(p, Hole))))


def _query(url: Url, content: str, name: str) -> Value:
    mark = "#" if name == "fragment" else "?"
    if mark in content:
        return made_of(name, texts.cut(url, content.index(mark), len(content)))
    if texts.HOLE not in content:
        return text("") if name != "params" else made_of(name)
    return made_of(name, _vague(url, name))


def _origin(url: Url, content: str, name: str) -> Value:
    begin, end = authority(content)
    if begin < 0:
        return made_of(name, _vague(url, name))
    if name == "scheme" and texts.HOLE not in content[:begin]:
        return texts.cut(url, 0, begin - 3)
    whole = content[begin:end]
    if texts.HOLE in whole or "@" in whole or (":" in whole and name != "netloc"):
        return made_of(name, texts.cut(url, 0, end))
    return made_of(name) if name == "port" else texts.cut(url, begin, end)
