"""URL objects of yarl and httpx, and the parts that `urllib.parse` takes URLs apart into.

Facts are those of the libraries' own reference documentation. A part that is read is a value that
was made of the whole URL.
"""

from __future__ import annotations

import libcst as cst

from migrator.analysis.models.outside import url_parts
from migrator.analysis.models.outside.common import Handler, first
from migrator.analysis.models.outside.texts import text_alternative
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    Arguments,
    Hole,
    ParsedUrl,
    Pattern,
    Text,
    Url,
    Value,
    alternatives,
    hole,
    made_of,
    text,
    texts,
    union,
)
from migrator.analysis.values.frames import Frame

_METHODS = {
    "httpx": ("join", "copy_with"),
    "yarl": ("join", "with_path"),
    "urllib": ("geturl", "_replace"),
}


def method(value: Value, name: str) -> str:
    """The dotted name of a method of a URL object or a pattern that is followed, or ""."""
    if isinstance(value, Pattern):
        return f"re.{name}" if name in ("split", "match", "search", "fullmatch") else ""
    if not isinstance(value, (Url, ParsedUrl)):
        return ""
    library = value.library if isinstance(value, Url) else "urllib"
    return f"{library}.URL.{name}" if name in _METHODS.get(library, ()) else ""


def _url_of(library: str) -> Handler:
    """`yarl.URL(x)`, `httpx.URL(x)`."""

    def made(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
        if not arguments.positional and not arguments.keywords:
            return text("")
        if len(arguments.positional) > 1 or arguments.keywords.keys() - {"url", "encoded"}:
            return made_of("URL()", *(argument.value for argument in arguments.values()))
        options = alternatives(first(arguments, "url"))
        return _url(
            union((guard, text_alternative(machine, frame, v, node)) for guard, v in options),
            library,
        )

    return made


def _url(value: Value, library: str) -> Value:
    return union(
        (guard, Url(v.pieces, library) if isinstance(v, Text) else v)
        for guard, v in alternatives(value)
    )


def _built(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`yarl.URL.build(scheme=..., host=..., path=...)`."""
    given = {name: argument.value for name, argument in arguments.keywords.items()}
    host = given.get("authority", given.get("host"))
    if arguments.open or arguments.positional or not given.keys() <= _BUILT_OF:
        return made_of("URL.build()", *given.values())
    parts: list[tuple[Value, str]] = []
    if "scheme" in given:
        parts += [(given["scheme"], "scheme"), (text("://"), "")]
    elif host is not None:
        parts.append((text("//"), ""))
    parts += [(host, "host")] if host is not None else []
    parts += [(text(":"), ""), (given["port"], "port")] if "port" in given else []
    parts += [(given["path"], "path")] if "path" in given else []
    for name in ("query", "query_string"):
        parts += [(text("?"), ""), (hole(given[name]), "query")] if name in given else []
    return _url(texts.joined(parts), "yarl")


_BUILT_OF = {"scheme", "authority", "host", "port", "path", "query", "query_string", "encoded"}


def _joined(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`url.join(other)`, as RFC 3986 has it."""
    base, target = first(arguments), arguments.get("url", 1)
    if target is None or not isinstance(base, Url):
        return made_of("URL.join()", *(argument.value for argument in arguments.values()))
    pair = [(base, "base"), (target.value, "url")]
    made = texts.product(
        pair, lambda row: texts.url_join(texts.as_text(row[0]), texts.as_text(row[1]))
    )
    return _url(made, base.library)


def _with_path(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`url.with_path(path)` and `url.copy_with(path=path)`: the origin with another path.

    `raw_path` is the path as it is sent, which begins with a slash.
    """
    base = first(arguments)
    raw = arguments.get("raw_path")
    path = arguments.get("path", 1) if raw is None else raw
    others = arguments.keywords.keys() - {"path", "encoded"} - {"raw_path" if raw else "path"}
    if path is None or others or arguments.open or not isinstance(base, Url):
        return made_of("URL()", *(argument.value for argument in arguments.values()))
    return _url(_on_origin(base, path.value, is_raw=raw is not None), base.library)


def _on_origin(base: Value, path: Value, *, is_raw: bool = False) -> Value:
    def build(row: list[Value]) -> Value:
        whole, target = (texts.as_text(value) for value in row)
        content, origin = texts.content_of(target), _origin(whole)
        if is_raw and (content.startswith(texts.HOLE) or texts.HOLE in texts.content_of(origin)):
            return _appended(origin, target)
        if not content.startswith("/"):
            target = texts.concat([text("/"), target])
        return texts.url_join(whole, target)

    return texts.product([(base, "base"), (path, "path")], build)


def _origin(whole: Text) -> Text:
    """A URL without its path; a hole in front of the path may be all of that, and of the host."""
    content = texts.content_of(whole)
    begin, end = url_parts.authority(content)
    if begin < 0:
        return texts.cut(whole, 0, int(content.startswith(texts.HOLE)))
    known = content.find(texts.HOLE, 0, end)
    return texts.cut(whole, 0, known + 1 if known >= 0 else end)


def _appended(origin: Text, path: Text) -> Text:
    """A path behind an origin; what is not known at both of their ends is one hole."""
    last, first = origin.pieces[-1:], path.pieces[:1]
    if last and first and isinstance(last[0], Hole) and isinstance(first[0], Hole):
        if last[0].value is first[0].value:
            return texts.concat([origin, Text(path.pieces[1:])])
    return texts.concat([origin, path])


def _parsed(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`urlparse(url)`, `urlsplit(url)`."""
    given = [argument.value for argument in arguments.values()]
    if len(given) != 1:
        return made_of("urlparse()", *given)
    return _parts(given[0])


def _parts(url: Value, *others: Value) -> Value:
    known = made_of("urlparse()", url, *others)
    return ParsedUrl(known.label, known.why, known.parts, url)


def _whole(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    parsed = first(arguments)
    return parsed.url if isinstance(parsed, ParsedUrl) else made_of("geturl()", parsed)


def _replaced(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`parsed._replace(path=path)`."""
    parsed = first(arguments)
    path = arguments.keywords.get("path")
    if path is None or len(arguments.keywords) > 1 or not isinstance(parsed, ParsedUrl):
        return made_of("_replace()", *(argument.value for argument in arguments.values()))
    # The path that was there before can still be read from the first one, not from this.
    return _parts(_on_origin(parsed.url, path.value))


HANDLERS: dict[str, Handler] = {
    "yarl-url": _url_of("yarl"),
    "url-built": _built,
    "url-joined": _joined,
    "url-with-path": _with_path,
    "httpx-url": _url_of("httpx"),
    "url-parsed": _parsed,
    "url-whole": _whole,
    "url-replaced": _replaced,
}
