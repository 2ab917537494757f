"""`trace` as it is mostly typed, without what the other commands need.

Decided here: `trace` has to start at once, and the parser of the command line and all settings take
longer to import than what it does itself. What is not as plain as this module reads it, a
configuration, and whatever is wrong are left to the command line, which begins anew.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import NoReturn, TypedDict

from migrator import console
from migrator.configfile import find_table
from migrator.recording import record
from migrator.rules.loader import load_rules
from migrator.rules.rule import Rule

_FLAGS = {
    "-q": "quiet",
    "--quiet": "quiet",
    "--fail-on-deprecated": "fail_on_deprecated",
    "--isolated": "isolated",
}
_OUTPUT = ("-o", "--output")
_COMPLETION = "_AWORK_MIGRATOR_COMPLETE"  # a shell asks what could be typed


class Given(TypedDict):
    """What the command line says, by the names that click has for it."""

    command: tuple[str, ...]
    output: str | None
    quiet: bool
    fail_on_deprecated: bool
    isolated: bool


def entry_point() -> NoReturn:
    """Run the command and end the process with its exit status."""
    console.leave(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run `trace` with these arguments, its name first; nothing is raised, whatever happens."""
    given = None if os.environ.get(_COMPLETION) else plain(arguments[1:])
    rules = None if given is None else _rules(isolated=given["isolated"])
    if given is None or rules is None:
        from migrator import cli

        return cli.run(arguments)
    try:
        return record(
            given["command"],
            rules,
            output=given["output"],
            fail_on_deprecated=given["fail_on_deprecated"],
            quiet=given["quiet"],
        )
    except BaseException as error:
        from migrator import cli

        raised = error

        def fail() -> object:
            raise raised

        return cli.guarded(fail, arguments)


def plain(arguments: Sequence[str]) -> Given | None:
    """What arguments of `trace` say; None where the command line has to look."""
    flags = dict.fromkeys(_FLAGS.values(), False)
    output: str | None = None
    words = list(arguments)
    while words and words[0].startswith("-"):
        word = words.pop(0)
        if word == "--":
            break
        if word in _FLAGS:
            flags[_FLAGS[word]] = True
        elif word in _OUTPUT and words and words[0] and not words[0].startswith("-"):
            output = words.pop(0)
        else:
            return None
    if not words:
        return None
    return Given(
        command=tuple(words),
        output=output,
        quiet=flags["quiet"],
        fail_on_deprecated=flags["fail_on_deprecated"],
        isolated=flags["isolated"],
    )


def _rules(*, isolated: bool) -> tuple[Rule, ...] | None:
    """The rules of a run without a configuration; None when there is one."""
    try:
        if isolated or find_table(None, os.getcwd()) is None:
            return load_rules()
    except Exception:  # the command line comes to it as well, and says so
        pass
    return None
