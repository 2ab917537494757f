"""Which file holds the configuration: the one that is named, or the nearest `pyproject.toml`.

Decided here: nothing but where the table is. What it says is read in `config`, which takes longer
to import than a run that has no configuration wants to wait.
"""

from __future__ import annotations

import os

from migrator.rules.tables import ConfigError, Table, read_toml

TABLE_NAME = "[tool.awork-migrator]"


def find_table(config: str | None, directory: str) -> Table | None:
    """The table of the file `config`, or of the nearest file upwards from `directory` that has one.

    None when no `pyproject.toml` upwards has one.
    """
    if config is not None:
        return _table_of_named_file(config)
    return nearest_table(directory, {})


def nearest_table(directory: str, known: dict[str, Table | None]) -> Table | None:
    """The table of the nearest file upwards from the absolute `directory`, None without one.

    `known` has the answers for folders so far, and gets those that are found.
    """
    if directory not in known:
        candidate = os.path.join(directory, "pyproject.toml")
        table = _tool_table(os.path.relpath(candidate)) if os.path.isfile(candidate) else None
        parent = os.path.dirname(directory)
        if table is None and parent != directory:
            table = nearest_table(parent, known)
        known[directory] = table
    return known[directory]


def _table_of_named_file(path: str) -> Table:
    if os.path.basename(path) != "pyproject.toml":
        return Table(read_toml(path), path, "")
    table = _tool_table(path)
    if table is None:
        raise ConfigError(f"{path}: has no {TABLE_NAME} table")
    return table


def _tool_table(path: str) -> Table | None:
    tool = read_toml(path).get("tool")
    values = tool.get("awork-migrator") if isinstance(tool, dict) else None
    if values is None:
        return None
    if not isinstance(values, dict):
        raise ConfigError(f"{path}: {TABLE_NAME} has to be a table")
    return Table(values, path, TABLE_NAME)
