"""A constructed program: its files with the words that an edit changes set apart.

A template names the path and the key by marks. The program is the template with the deprecated
words. Its twin is the template with the new ones, which is the edit of somebody who looks at
nothing else: a program whose twin behaves like the program itself observes nothing, and a good
kernel moves it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

PATH = "§PATH§"
"""Stands for `timeentries/delete`."""
LAST = "§LAST§"
"""Stands for `delete`, where the path is put together in the program."""
KEY = "§KEY§"
"""Stands for `ids`."""

_DEPRECATED = {PATH: "timeentries/delete", LAST: "delete", KEY: "ids"}
_REPLACEMENT = {PATH: "timeentries/batch/delete", LAST: "batch/delete", KEY: "timeEntryIds"}


@dataclass(frozen=True)
class Program:
    """One program: `templates` by file name, of which `main.py` is run.

    A `driver` is run instead, which is no part of the project: no tool is shown it.
    `plain_status` is what the deprecated endpoint answers, 204 without a body or 200 with `{}`.
    `moves` says that a kernel which does not move this program is too timid.
    """

    name: str
    templates: Mapping[str, str]
    plain_status: int = 204
    moves: bool = False
    driver: str | None = None

    def run_as(self, files: Mapping[str, str]) -> dict[str, str]:
        """What is run when the project holds these files."""
        return dict(files) if self.driver is None else {**files, "main.py": self.driver}

    @property
    def files(self) -> dict[str, str]:
        """The program as it is written today."""
        return self._filled(_DEPRECATED)

    @property
    def twin(self) -> dict[str, str]:
        """The program after the edit of somebody who looks at nothing but the words."""
        return self._filled(_REPLACEMENT)

    def _filled(self, words: Mapping[str, str]) -> dict[str, str]:
        filled = {}
        for name, text in self.templates.items():
            for mark, word in words.items():
                text = text.replace(mark, word)
            filled[name] = text
        return filled
