"""Which models are in force: those that come with the package, and a team's own.

Decided here: a row of a team's file takes the place of the one that comes with the package under
the same name, and a list adds to what is known.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache

from migrator.models.clients import Clients
from migrator.models.library import KINDS, WAYS, DataClasses, Decorators, Functions, Library
from migrator.models.mocks import VERBS, Mocks
from migrator.models.read import Models, read
from migrator.models.sense import check
from migrator.rules.tables import Table, read_toml

_TABLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "tables")
_FILES = ("clients.toml", "mocks.toml", "python.toml")


@cache
def load(files: tuple[str, ...] = ()) -> Library:
    """The models that come with the package, and those in `files`, paths of TOML files.

    Raise `ConfigError`, a sentence with file, row and key, for what is wrong.
    """
    own = Models()
    for path in files:
        read(Table(read_toml(path), path, ""), own)
    known = _together(_built_in(), own)
    check(own, known)
    return _library(known, own)


@cache
def _built_in() -> Models:
    models = Models()
    for name in _FILES:
        path = os.path.join(_TABLES, name)
        read(Table(read_toml(path), path, ""), models)
    return models


def _together(first: Models, second: Models) -> Models:
    """What both say; where they name the same, what `second` says."""
    sections = {*first.lists, *second.lists}
    parts = {*first.recorded, *second.recorded}
    return Models(
        clients={**first.clients, **second.clients},
        sends={**first.sends, **second.sends},
        receives={**first.receives, **second.receives},
        routers={**first.routers, **second.routers},
        stubs={**first.stubs, **second.stubs},
        pairs={s: {**first.pairs[s], **second.pairs[s]} for s in first.pairs},
        lists={s: (*first.lists.get(s, ()), *second.lists.get(s, ())) for s in sections},
        marks={**first.marks, **second.marks},
        answers={**first.answers, **second.answers},
        recorded={p: {**first.recorded.get(p, {}), **second.recorded.get(p, {})} for p in parts},
    )


def _library(models: Models, own: Models) -> Library:
    aliases = models.pairs["aliases"]
    return Library(
        clients=Clients(
            aliases=aliases,
            modules=models.pairs["modules"],
            constants=models.pairs["constants"],
            clients=models.clients,
            factories={n: aliases.get(t, t) for n, t in models.pairs["factories"].items()},
            sends=models.sends,
            receives=models.receives,
            answer=models.pairs["answer"],
            status=models.pairs["status"],
        ),
        mocks=Mocks(
            aliases=aliases,
            fixtures={n: aliases.get(t, t) for n, t in models.pairs["fixtures"].items()},
            routers=models.routers,
            stubs=models.stubs,
            matchers=models.pairs["matchers"],
            answers=models.answers,
            assertions=models.pairs["assertions"],
            comparisons=models.pairs["comparisons"],
            patches=models.pairs["patches"],
            recorded=models.recorded,
            values=models.pairs["values"],
            transports=frozenset(models.list("transports", "names")),
            route_methods=frozenset(models.list("routes", "methods")),
            route_functions=frozenset(_with_verbs(models.list("routes", "functions"))),
        ),
        functions=Functions(
            pure=frozenset(models.list("pure", "names")),
            pure_packages=models.list("pure", "packages"),
            pure_endings=models.list("pure", "endings"),
            impure=frozenset(models.list("pure", "except")),
            whole=models.list("pure", "whole"),
            log_names=frozenset(models.list("logs", "names")),
            log_packages=models.list("logs", "packages"),
            log_methods=frozenset(models.list("logs", "methods")),
            output=frozenset(models.list("output", "names")),
            ways={**_ways(models), **_ways(own)},
        ),
        decorators=Decorators(
            packages=frozenset(models.list("decorators", "packages")),
            names=frozenset(models.list("decorators", "names")),
            marks=models.marks,
        ),
        data=DataClasses(
            decorators=frozenset(models.list("data", "decorators")),
            bases=models.list("data", "bases"),
            enums=models.list("data", "enums"),
        ),
        kinds={kind: frozenset(models.list("kinds", kind)) for kind in KINDS},
        own=frozenset(
            {
                *own.sends,
                *own.receives,
                *own.stubs,
                *own.clients,
                *own.routers,
                *own.pairs["factories"],
                *own.pairs["aliases"],
                *own.pairs["matchers"],
                *own.list("pure", "names"),
                *own.list("logs", "names"),
                *own.list("output", "names"),
            }
        ),
    )


def _ways(models: Models) -> dict[str, str]:
    return {name: way for way in WAYS for name in models.list("functions", way)}


def _with_verbs(names: Iterable[str]) -> list[str]:
    return [name.replace("{verb}", verb) for name in names for verb in VERBS]
