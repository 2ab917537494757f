"""From a `[[rule]]` table to a `Rule`: keys, types and the form of every value.

Decided here: what may be left out (everything but `code`, `method`, `path` and `replacement`) and
how a value has to look. Whether a rule makes sense as a whole is decided in `sense`.
"""

from __future__ import annotations

from migrator.rules.data import check_data, check_shown
from migrator.rules.rule import FORMATS, BodyRule, ResponseRule, Rule
from migrator.rules.segments import NAME, PLACEHOLDER, literals, placeholders
from migrator.rules.tables import Table, describe, did_you_mean, one_of

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

RULE_KEYS = (
    "code",
    "summary",
    "method",
    "hosts",
    "base-paths",
    "path",
    "replacement",
    "case-sensitive",
    "note",
    "body",
    "response",
)


def parse_rule(table: Table) -> Rule:
    """The rule that `table` describes; raise `ConfigError` for a key or value that is wrong."""
    code = _code(table)
    named = Table(table.values, table.source, f"rule {code}")
    named.check_keys(RULE_KEYS)
    for key in ("summary", "note"):
        check_shown(named, key, " ".join((named.text(key) or "").split()))
    method = _method(named)
    path = _path(named, "path")
    return Rule(
        code=code,
        summary=named.text("summary") or f"{method} /{'/'.join(path)} is deprecated",
        method=method,
        path=path,
        replacement=_path(named, "replacement"),
        hosts=_hosts(named),
        base_paths=_base_paths(named),
        case_sensitive=named.flag("case-sensitive", False),
        note=" ".join((named.text("note") or "").split()),
        body=_body(named.table("body")),
        response=_response(named.table("response")),
        origin=named.source,
    )


def _code(table: Table) -> str:
    code = table.required_text("code")
    plain = code.replace("-", "").replace("_", "")
    # Lower case is for reason codes: `explain` takes either and must not have to guess.
    if not (plain.isascii() and plain.isalnum() and code[0].isalpha() and code == code.upper()):
        raise table.error(
            f"'code' is '{code}'; it has to begin with a capital letter and to consist of"
            " capital letters, digits, '-' and '_', such as 'ABC001'"
        )
    return code


def _method(table: Table) -> str:
    method = table.required_text("method").upper()
    if method not in METHODS:
        hint = did_you_mean(method, METHODS)
        raise table.error(f"'method': unknown method '{method}'{hint}; {one_of(METHODS)}")
    return method


def _path(table: Table, key: str) -> tuple[str, ...]:
    text = table.required_text(key)
    check_data(table, key, text)
    segments = tuple(text.strip("/").split("/"))
    if not text.startswith("/") or "" in segments:
        raise table.error(
            f"'{key}' is '{text}'; it has to begin with '/' and to have no empty segment"
        )
    _check_segments(table, key, segments)
    return segments


def _check_segments(table: Table, key: str, segments: tuple[str, ...]) -> None:
    for segment in segments:
        _check_segment(table, key, segment)
    names = placeholders(segments)
    for name in names:
        if names.count(name) > 1:
            raise table.error(f"'{key}': the placeholder {name} stands in it more than once")


def _check_segment(table: Table, key: str, segment: str) -> None:
    if segment in (".", ".."):
        raise table.error(
            f"'{key}': '{segment}' is no segment of its own; a client would take it away"
        )
    parts = literals(segment)
    if any(set("{}") & set(part) for part in parts):
        raise table.error(
            f"'{key}': '{segment}' has a brace that is no part of a placeholder; write {{name}}"
        )
    for name in PLACEHOLDER.findall(segment):
        if not NAME.fullmatch(name):
            raise table.error(
                f"'{key}': the placeholder {{{name}}} needs a name of letters, digits, '_' and"
                " '-' that begins with a letter or '_'"
            )
    if "" in parts[1:-1]:
        raise table.error(
            f"'{key}': '{segment}' has two placeholders side by side; nobody could tell where"
            " one ends, so put text between them or make them one"
        )
    if any(set("?#") & set(part) or any(map(str.isspace, part)) for part in parts):
        raise table.error(
            f"'{key}': '{segment}' is not a path segment; '?', '#' and spaces cannot be in it"
        )


def _hosts(table: Table) -> tuple[str, ...]:
    hosts = table.texts("hosts")
    for host in hosts:
        check_data(table, "hosts", host)
        if not host or set(host) & set("/:?#@ "):
            raise table.error(
                f"'hosts': '{host}' is not a host name;"
                " write it without scheme, port and path, such as 'api.example.com'"
            )
    return tuple(host.lower() for host in hosts)


def _base_paths(table: Table) -> tuple[str, ...]:
    paths = table.texts("base-paths")
    for path in paths:
        check_data(table, "base-paths", path)
        if not path.startswith("/") or "//" in path or not path.strip("/"):
            raise table.error(
                f"'base-paths': '{path}' has to begin with '/' and to name at least one segment,"
                " such as '/api/v1'"
            )
        _check_segments(table, "base-paths", tuple(path.strip("/").split("/")))
    return tuple(path.rstrip("/") for path in paths)


def _body(table: Table | None) -> BodyRule | None:
    if table is None:
        return None
    table.check_keys(("format", "rename", "required"))
    rename = table.table("rename")
    pairs = () if rename is None else tuple((old, _new_name(rename, old)) for old in rename.values)
    required = table.texts("required")
    for key in required:
        _check_body_key(table, "required", key)
    formats = table.choices("format", FORMATS)
    if formats is not None and (not formats or len(set(formats)) != len(formats)):
        raise table.error(
            f"'format' has to name at least one form of the body, each once; {one_of(FORMATS)}"
        )
    return BodyRule(rename=pairs, required=required, format=formats or ("json",))


def _new_name(rename: Table, old: str) -> str:
    if not old:
        raise rename.error("an old key is empty")
    new = rename.required_text(old)
    for key in (old, new):
        _check_body_key(rename, ascii(old)[1:-1], key)
    return new


def _check_body_key(table: Table, where: str, key: str) -> None:
    check_data(table, where, key)
    if set("{}") & set(key):
        raise table.error(f"'{where}': '{key}' has a brace, which would be code in an f-string")


def _response(table: Table | None) -> ResponseRule | None:
    if table is None:
        return None
    table.check_keys(("status",))
    status = table.table("status")
    if status is None:
        return ResponseRule()
    return ResponseRule(status=tuple(_status_pair(status, old) for old in status.values))


def _status_pair(table: Table, old: str) -> tuple[int, int]:
    new = table.number(old)
    pair = (int(old) if old.isascii() and old.isdigit() else -1, -1 if new is None else new)
    if not all(100 <= code <= 599 for code in pair):
        raise table.error(
            f"'{old} = {describe(new).removeprefix('the integer ')}' has to pair two status codes"
            " from 100 to 599"
        )
    return pair
