"""From a file of models to rows: which sections there are, and what each of them may say.

Decided here: the tables that come with the package and a team's own files have one form. Every key
is checked; a row that contradicts itself is refused with a sentence that says where. Whether the
rows fit together is decided in `sense`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from migrator.models.clients import PARTS, RETURNS, Client, Receive, Send
from migrator.models.library import KINDS, WAYS
from migrator.models.mocks import VERBS, Stub
from migrator.rules.parse import METHODS
from migrator.rules.tables import Table, did_you_mean, one_of

_Row = TypeVar("_Row", Client, Send, Receive, Stub)

SECTIONS = (
    *(
        "modules",
        "constants",
        "aliases",
        "client",
        "factories",
        "send",
        "receive",
        "answer",
        "status",
        "decorators",
    ),
    *("pure", "logs", "output", "data", "router", "stub", "matchers", "fixtures", "answers"),
    *("assertions", "comparisons", "patches", "recorded", "values", "transports", "routes"),
    *("functions", "kinds"),
)
CLIENT_KEYS = ("name", "base", "host", "position", "method", "method-position", "default")
SEND_KEYS = ("names", "verbs", "positional", "url", "method", "default", "json", "raw", "returns")
STUB_KEYS = (
    *("names", "verbs", "positional", "url", "host", "method", "default", "json", "raw"),
    *("match", "status", "answers", "kind"),
)
MARKS = (
    "property",
    "cached-property",
    "staticmethod",
    "classmethod",
    "contextmanager",
    "fixture",
    "overload",
    "dispatch",
    "passes-obj",
    "kept",
    "abstract",
)

# Sections of names and what they are, with the words for it where there are only some.
_PAIRS: dict[str, tuple[str, ...]] = {
    "modules": (),
    "constants": (),
    "aliases": (),
    "factories": (),
    "fixtures": (),
    "answer": PARTS,
    "status": (),
    "matchers": ("json", "raw", "headers"),
    "assertions": ("call",),
    "comparisons": ("equal", "in"),
    "patches": (*("name", "attribute", "attributes", "items", "item", "no-attribute", "no-item"),),
    "values": (),
}
# Sections of lists of names.
_LISTS = {
    "pure": ("names", "packages", "endings", "except", "whole"),
    "logs": ("names", "packages", "methods"),
    "output": ("names",),
    "decorators": ("names", "packages"),
    "data": ("decorators", "bases", "enums"),
    "transports": ("names",),
    "routes": ("methods", "functions"),
    "functions": WAYS,
    "kinds": KINDS,
}


@dataclass
class Models:
    """What files of models say, in the order in which they were read.

    `pairs` and `lists` are by section, the latter by section and key (`pure names`). `places` says
    for each name of a row or pair where it stands, as messages call it.
    """

    clients: dict[str, Client] = field(default_factory=dict)
    sends: dict[str, Send] = field(default_factory=dict)
    receives: dict[str, Receive] = field(default_factory=dict)
    routers: dict[str, str] = field(default_factory=dict)
    stubs: dict[str, Stub] = field(default_factory=dict)
    pairs: dict[str, dict[str, str]] = field(default_factory=lambda: {s: {} for s in _PAIRS})
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    answers: dict[str, tuple[str, int]] = field(default_factory=dict)
    recorded: dict[str, dict[str, str]] = field(default_factory=dict)
    places: dict[str, Table] = field(default_factory=dict)

    def list(self, section: str, key: str) -> tuple[str, ...]:
        """The names of a list."""
        return self.lists.get(f"{section} {key}", ())


def read(top: Table, into: Models) -> None:
    """Add what a file says to `into`; raise `ConfigError` for what makes no sense in it."""
    top.check_keys(SECTIONS)
    if not any(top.values.values()):
        raise top.error(f"has no model in it; {one_of(SECTIONS)}")
    for row in top.tables("client"):
        _add(into, row, into.clients, _client(row))
    for row in top.tables("send"):
        for send in _sends(row):
            _add(into, row, into.sends, send)
    for row in top.tables("receive"):
        for receive in _receives(row):
            _add(into, row, into.receives, receive)
    for row in top.tables("router"):
        row.check_keys(("name", "base"))
        name = _dotted(row, "name", row.required_text("name"))
        _note(into, row, name, into.routers)
        into.routers[name] = row.text("base") or ""
    for row in top.tables("stub"):
        for stub in _stubs(row):
            _add(into, row, into.stubs, stub)
    _read_pairs(top, into)
    _read_lists(top, into)
    _read_answers(top, into)


def _add(into: Models, row: Table, known: dict[str, _Row], one: _Row) -> None:
    _note(into, row, one.name, known)
    known[one.name] = one


def _note(into: Models, row: Table, name: str, known: object) -> None:
    if isinstance(known, dict) and name in known:
        raise row.error(f"'{name}' stands in two rows; which one is meant?")
    into.places[name] = row


# Rows ---------------------------------------------------------------------------------------


def _client(row: Table) -> Client:
    row.check_keys(CLIENT_KEYS)
    base, host, position = row.text("base"), row.text("host"), row.number("position")
    if base and host:
        raise row.error("'base' and 'host' are the same argument under two names; leave one out")
    if position is not None and not (base or host):
        raise row.error("'position' is that of 'base' or 'host', and there is neither")
    if position is not None and position < 0:
        raise row.error(f"'position' counts from 0, and is {position}")
    name = _dotted(row, "name", row.required_text("name"))
    method, default = row.text("method") or "", (row.text("default") or "").upper()
    if default:
        _check_word(row, "default", default, METHODS)
    method_position = row.number("method-position")
    if not method and (default or method_position is not None):
        raise row.error("'default' and 'method-position' are those of 'method', which is not there")
    return Client(name, base or "", host or "", position, method, method_position, default)


def _sends(row: Table) -> Iterator[Send]:
    row.check_keys(SEND_KEYS)
    positional = _parameters(row, "positional")
    url, method, json = row.required_text("url"), row.text("method") or "", row.text("json") or ""
    raw = _parameters(row, "raw")
    _check_roles(row, [url, *([method] if method else []), *([json] if json else []), *raw])
    default = _default(row)
    returns = row.text("returns") or "answer"
    _check_word(row, "returns", returns, RETURNS)
    for name, verb in _names(row):
        if verb and (method or default):
            raise row.error("says the method twice: with 'verbs', and with 'method' or 'default'")
        yield Send(name, positional, url, verb.upper(), method, default, json, raw, returns)


def _default(row: Table) -> tuple[str, str] | None:
    table = row.table("default")
    if table is None:
        return None
    table.check_keys(("with", "without"))
    methods = (table.required_text("with").upper(), table.required_text("without").upper())
    for method in methods:
        _check_word(table, "with", method, METHODS)
    return methods


def _receives(row: Table) -> Iterator[Receive]:
    row.check_keys(("names", "positional", "request", "returns"))
    positional = _parameters(row, "positional")
    returns = row.text("returns") or "answer"
    _check_word(row, "returns", returns, ("answer", "request"))
    for name, _ in _names(row):
        yield Receive(name, positional, row.text("request") or "", returns)


def _stubs(row: Table) -> Iterator[Stub]:
    row.check_keys(STUB_KEYS)
    lists = {
        key: _parameters(row, key) for key in ("url", "host", "method", "json", "raw", "answers")
    }
    if not lists["url"]:
        raise row.error("'url' has to name the parameters that may hold the URL")
    kind = row.text("kind") or "mock"
    _check_word(row, "kind", kind, ("mock", "assertion"))
    default = (row.text("default") or "").upper()
    if default:
        _check_word(row, "default", default, METHODS)
    for name, verb in _names(row):
        if verb and (lists["method"] or default):
            raise row.error("says the method twice: with 'verbs', and with 'method' or 'default'")
        yield Stub(
            name=name,
            positional=_parameters(row, "positional"),
            verb=verb.upper(),
            default=default,
            match=row.text("match") or "",
            status=row.text("status") or "",
            kind=kind,
            **lists,
        )


def _names(row: Table) -> Iterator[tuple[str, str]]:
    """Each name of a row with its verb, "" where there are no verbs."""
    names, verbs = row.texts("names"), row.texts("verbs")
    if not names:
        raise row.error("'names' has to name at least one function or method")
    for verb in verbs:
        _check_word(row, "verbs", verb.lower(), VERBS)
    for name in names:
        if ("{verb}" in name) != bool(verbs) and not (verbs and len(verbs) == 1):
            what = "'verbs' says which" if "{verb}" in name else "'verbs' has no place in it"
            raise row.error(f"'names': '{name}' and 'verbs' do not fit: {what} {{verb}} stands for")
        for verb in verbs or ("",):
            yield _dotted(row, "names", name.replace("{verb}", verb)), verb


_DOTTED = re.compile(r"(\?\.)?[^\W\d]\w*(\.[^\W\d]\w*)*")


def _dotted(row: Table, key: str, name: str) -> str:
    if not _DOTTED.fullmatch(name):
        raise row.error(
            f"'{key}': '{name}' is not the dotted name of a function or class, such as"
            " 'acme.http.Client'"
        )
    return name


def _parameters(row: Table, key: str) -> tuple[str, ...]:
    names = row.texts(key)
    for name in names:
        if not name.isidentifier():
            raise row.error(f"'{key}': '{name}' is not the name of a parameter")
        if names.count(name) > 1:
            raise row.error(f"'{key}': '{name}' stands in it twice")
    return names


def _check_roles(row: Table, names: list[str]) -> None:
    for name in names:
        if not name.isidentifier():
            raise row.error(f"'{name}' is not the name of a parameter")
        if names.count(name) > 1:
            raise row.error(f"the parameter '{name}' cannot hold two things at once")


def _check_word(table: Table, key: str, word: str, known: tuple[str, ...]) -> None:
    if word not in known:
        hint = did_you_mean(word, known)
        raise table.error(f"'{key}': unknown value '{word}'{hint}; {one_of(known)}")


# Names and lists ----------------------------------------------------------------------------


def _read_pairs(top: Table, into: Models) -> None:
    for section, words in _PAIRS.items():
        table = top.table(section)
        for name in table.values if table is not None else ():
            assert table is not None
            value = table.required_text(name)
            if words:
                _check_word(table, name, value, words)
            elif section in ("modules", "aliases", "factories", "fixtures"):
                _dotted(table, name, value)
            into.pairs[section][name] = value
            into.places[f"{section} {name}"] = table
    recorded = top.table("recorded")
    for part in recorded.values if recorded is not None else ():
        table = recorded.table(part) if recorded is not None else None
        if table is not None:
            known = into.recorded.setdefault(part, {})
            known.update({name: table.required_text(name) for name in table.values})


def _read_lists(top: Table, into: Models) -> None:
    for section, keys in _LISTS.items():
        table = top.table(section)
        if table is None:
            continue
        table.check_keys((*keys, "marks") if section == "decorators" else keys)
        for key in keys:
            known = into.lists.get(f"{section} {key}", ())
            into.lists[f"{section} {key}"] = (*known, *table.texts(key))
        marks = table.table("marks") if section == "decorators" else None
        for name in marks.values if marks is not None else ():
            assert marks is not None
            into.marks[name] = marks.required_text(name)
            _check_word(marks, name, into.marks[name], MARKS)


def _read_answers(top: Table, into: Models) -> None:
    table = top.table("answers")
    for name in table.values if table is not None else ():
        assert table is not None
        row = table.texts(name)
        if len(row) != 2 or not row[1].isdigit():
            raise table.error(f"'{name}' has to name the argument of the status and its place")
        into.answers[name] = (row[0], int(row[1]))
