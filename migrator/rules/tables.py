"""Strict reading of TOML: what is wrong becomes a sentence with file, table and key.

Decided here: a key that is not known and a value of the wrong type are errors, never ignored;
the sentence says what is accepted and, for a key that looks like a typing error, what was meant.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping
from errno import EINVAL

_BLOCK = 65_536


class ConfigError(Exception):
    """A sentence for the user: which file, which key, what is accepted there."""


class Table:
    """One TOML table: its values, the file it stands in, and what a message calls it."""

    __slots__ = ("name", "source", "values")

    def __init__(self, values: Mapping[str, object], source: str, name: str) -> None:
        self.values = values
        self.source = source
        self.name = name

    def error(self, message: str) -> ConfigError:
        """The error to raise when this table is wrong as `message` says."""
        where = f"{self.source}: {self.name}" if self.name else self.source
        return ConfigError(f"{where}: {message}")

    def check_keys(self, accepted: Iterable[str]) -> None:
        """Raise `ConfigError` for a key that is not among `accepted`."""
        known = tuple(accepted)
        for key in self.values:
            if key not in known:
                hint = did_you_mean(key, known)
                raise self.error(f"unknown key '{key}'{hint}; accepted: {', '.join(known)}")

    def text(self, key: str) -> str | None:
        """The string under `key`, None when the key is absent."""
        value = self.values.get(key)
        if value is not None and not isinstance(value, str):
            raise self._wrong_type(key, "a string", value)
        return value

    def required_text(self, key: str) -> str:
        """The string under `key`, which has to be there and not be empty."""
        value = self.text(key)
        if not value:
            state = "is empty" if value == "" else "is missing"
            raise self.error(f"'{key}' {state}; it has to be a string")
        return value

    def flag(self, key: str, default: bool) -> bool:
        """The boolean under `key`, or `default`."""
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            raise self._wrong_type(key, "true or false", value)
        return value

    def number(self, key: str) -> int | None:
        """The integer under `key`, None when the key is absent."""
        value = self.values.get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            raise self._wrong_type(key, "an integer", value)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """The strings under `key`, in order; none when the key is absent."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self._wrong_type(key, "a list of strings", value)
        return tuple(value)

    def choices(self, key: str, accepted: Iterable[str]) -> tuple[str, ...] | None:
        """The strings under `key`, each one of `accepted`; None when the key is absent."""
        if key not in self.values:
            return None
        values, known = self.texts(key), tuple(accepted)
        for value in values:
            if value not in known:
                hint = did_you_mean(value, known)
                raise self.error(f"'{key}': unknown value '{value}'{hint}; {one_of(known)}")
        return values

    def table(self, key: str) -> Table | None:
        """The table under `key`, None when the key is absent."""
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self._wrong_type(key, "a table", value)
        return Table(value, self.source, f"{self.name} {key}".strip())

    def tables(self, key: str) -> tuple[Table, ...]:
        """The array of tables under `key`; each is called after `key` and its place in it."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self._wrong_type(key, f"an array of tables ([[{key}]])", value)
        return tuple(
            Table(item, self.source, f"{key} number {place}")
            for place, item in enumerate(value, start=1)
        )

    def _wrong_type(self, key: str, accepted: str, value: object) -> ConfigError:
        return self.error(f"'{key}' has to be {accepted}, not {describe(value)}")


def describe(value: object) -> str:
    """A TOML value as a sentence calls it: `the integer 3`, `a table`."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return f"the integer {value}"
    if isinstance(value, str):
        return f"the string '{value}'"
    if isinstance(value, list):
        wrong = next((item for item in value if not isinstance(item, str)), None)
        return "a list" if wrong is None else f"a list with {describe(wrong)} in it"
    return "a table" if isinstance(value, dict) else f"the value {value}"


def one_of(accepted: Iterable[str]) -> str:
    """The end of a sentence that lists what is accepted."""
    return f"accepted: {', '.join(accepted)}"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`, did you mean 'x'?` when `word` is close to one of `known`, else an empty string."""
    # difflib is needed in error messages only and costs a hundredth of a second to import.
    from difflib import get_close_matches

    close = get_close_matches(word.replace("_", "-"), tuple(known), n=1)
    return f", did you mean '{close[0]}'?" if close else ""


def read_toml(path: str) -> dict[str, object]:
    """The content of a TOML file; raise `ConfigError` when it cannot be read or parsed."""
    import tomli

    try:
        return tomli.loads(_content(path).decode("utf-8"))
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: is not valid TOML: {error}") from error
    except (OSError, ValueError) as error:  # ValueError: a null character in the path
        why = getattr(error, "strerror", None) or error
        raise ConfigError(f"{path}: cannot be read: {why}") from error
    except RecursionError as error:
        raise ConfigError(f"{path}: is nested too deeply to be read") from error


def _content(path: str) -> bytes:
    """The bytes of a regular file; another one, such as a pipe, may never end."""
    # Opening a pipe must not wait for somebody who writes.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags)
    try:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            what = "a folder" if stat.S_ISDIR(mode) else "a pipe, a socket or a device"
            raise OSError(EINVAL, f"it is {what}, not a regular file", path)
        blocks = []
        while block := os.read(descriptor, _BLOCK):
            blocks.append(block)
        return b"".join(blocks)
    finally:
        os.close(descriptor)
