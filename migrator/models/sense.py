"""Which models make sense together with all others.

Decided here: a name that leads nowhere is refused, because a model that is never used says
something other than its author meant.
"""

from __future__ import annotations

from migrator.models.read import Models
from migrator.rules.tables import ConfigError, did_you_mean


def check(own: Models, known: Models) -> None:
    """Raise `ConfigError` when a model of `own` contradicts another one; `known` are all models."""
    for name in own.clients:
        if not any(f"{name}." in f"{row}." for row in (*known.sends, *known.receives)):
            message = f"'{name}' is a client without a method; say with [[send]] which ones send"
            raise own.places[name].error(message)
    for name, row in own.sends.items():
        client = known.clients.get(name.rpartition(".")[0])
        if not (row.verb or row.method or row.default or (client is not None and client.method)):
            message = f"'{name}' sends with no method; say it with 'verbs' or 'method'"
            raise own.places[name].error(message)
        _check_holder(own, name, set(known.clients), "client")
    for name in own.stubs:
        _check_holder(own, name, set(known.routers), "router")
    # The module of test doubles is given as a whole, as pytest-mock does.
    places = {*known.clients, *known.routers, "unittest.mock"}
    for section in ("factories", "fixtures"):
        for name, target in own.pairs[section].items():
            if known.pairs["aliases"].get(target, target) not in places:
                hint = did_you_mean(target, [*places, *known.pairs["aliases"]])
                raise _error(
                    own,
                    section,
                    name,
                    f"'{name}' gives '{target}', which is neither a client nor a router{hint};"
                    " describe it with [[client]] or [[router]]",
                )
    for name, target in own.pairs["aliases"].items():
        if name == target:
            raise _error(own, "aliases", name, f"'{name}' is another name for itself")
        if target in known.pairs["aliases"]:
            final = known.pairs["aliases"][target]
            message = f"'{name}' stands for '{target}', which stands for '{final}'; name that"
            raise _error(own, "aliases", name, message)


def _check_holder(own: Models, name: str, holders: set[str], what: str) -> None:
    """A method needs the row of its class: how else would an object be known?"""
    holder = name.rpartition(".")[0]
    if holder.rpartition(".")[2][:1].isupper() and holder not in holders:
        message = f"'{name}' is a method, and '{holder}' is in no [[{what}]]; add one for the class"
        raise own.places[name].error(message)


def _error(own: Models, section: str, name: str, message: str) -> ConfigError:
    return own.places[f"{section} {name}"].error(message)
