"""Which files can hold the endpoint, decided on bytes before anything is decoded.

Decided here: a file is a candidate when it holds the word of a rule whole, in any case unless the
rule tells cases apart. A word that is put together from parts, or written with escapes, is not seen
here; a module like that is reached through the names it defines. Files with null bytes are searched
without them, which finds the word in UTF-16 and UTF-32 as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from migrator.rules.rule import Rule

_ASCII_RUN = re.compile(r"[\x20-\x7e]+")


@dataclass(frozen=True)
class Words:
    """The words to look for: `exact` ones as they are, `folded` ones (lower case) in any case."""

    exact: tuple[bytes, ...] = ()
    folded: tuple[bytes, ...] = ()

    @classmethod
    def of_rules(cls, rules: Iterable[Rule]) -> Words:
        """The words of the rules, each once; those that contain another one are left out."""
        exact: list[bytes] = []
        folded: list[bytes] = []
        for rule in rules:
            if rule.case_sensitive:
                exact.append(_needle(rule.word))
            else:
                folded.append(_needle(rule.word).lower())
        return cls(_shortest(exact), _shortest(folded))

    @classmethod
    def of_names(cls, names: Iterable[str]) -> Words:
        """Identifiers, to be found as they are written."""
        return cls(_shortest([_needle(name) for name in names]))

    def are_in(self, raw: bytes) -> bool:
        """Whether one of the words stands in the bytes, be they UTF-8, UTF-16 or UTF-32."""
        if b"\0" in raw:
            raw = raw.replace(b"\0", b"")
        return self.finder()(raw)

    def finder(self) -> Callable[[bytes], bool]:
        """The search alone, as a function of bytes without null bytes."""
        exact, folded = self.exact, self.folded
        # `rfind` is a third faster than `in` on text that does not hold the word.
        if not exact and len(folded) == 1:
            word = folded[0]
            return lambda raw: raw.lower().rfind(word) >= 0

        def find(raw: bytes) -> bool:
            if any(raw.rfind(word) >= 0 for word in exact):
                return True
            if not folded:
                return False
            lower = raw.lower()
            return any(lower.rfind(word) >= 0 for word in folded)

        return find

    @property
    def longest(self) -> int:
        """The length in bytes of the longest word."""
        return max(map(len, (*self.exact, *self.folded)), default=0)


# A search that begins with letters takes an eighth of one that begins with a line.
_IMPORT = re.compile(rb"import(?=[ \t\\\r\n(*])")
_REST = re.compile(rb"[ \t\\\r\n]*(?:\([^)]*|[^\n\\]*(?:\\\r?\n[^\n\\]*)*)")
DOTTED = re.compile(rb"['\"][A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+(?::\w+)?['\"]")
"""A string that may be the name of a module, or of what is bound in one."""
_FEW = 6


@dataclass(frozen=True)
class ModuleNames(Words):
    """Names of modules, to be found where a file imports something.

    Many names are looked for in the import statements alone, and in strings that may name a module,
    which are found in one pass; a file that imports by a text of its own is searched whole.
    """

    def finder(self) -> Callable[[bytes], bool]:
        """The search alone, as a function of bytes without null bytes."""
        whole = super().finder()
        if len(self.exact) <= _FEW:
            return whole
        # What has a blank in it is no name of a module, and may stand anywhere.
        others = tuple(name for name in self.exact if b" " in name)
        names = tuple(name for name in self.exact if b" " not in name)

        def find(raw: bytes) -> bool:
            if any(raw.rfind(other) >= 0 for other in others):
                return True
            # In the JSON of a notebook the statements do not stand on lines of their own.
            if (
                raw[:64].lstrip().startswith(b"{")
                or raw.rfind(b"import_module") >= 0
                or raw.rfind(b"__import__") >= 0
            ):
                return whole(raw)
            statements = b"\n".join([*_imports(raw), *DOTTED.findall(raw)])
            return any(statements.rfind(name) >= 0 for name in names)

        return find


def _imports(raw: bytes) -> Iterator[bytes]:
    """The import statements of a Python file."""
    for word in _IMPORT.finditer(raw):
        start = raw.rfind(b"\n", 0, word.start()) + 1
        if raw[start : word.start()].lstrip(b" \t")[:4] in (b"", b"from"):
            rest = _REST.match(raw, word.end())
            yield raw[start : len(raw) if rest is None else rest.end()]


def _needle(word: str) -> bytes:
    """The longest part of a word that has the same bytes in every encoding."""
    runs: list[str] = _ASCII_RUN.findall(word)
    return max(runs, key=len, default="").encode("ascii")


def _shortest(words: list[bytes]) -> tuple[bytes, ...]:
    kept: list[bytes] = []
    for word in sorted(set(words), key=lambda word: (len(word), word)):
        if not any(shorter in word for shorter in kept):
            kept.append(word)
    return tuple(kept)
