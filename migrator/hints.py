"""What somebody meant who typed a command line that does not exist: a sentence that helps on."""

from __future__ import annotations

from collections.abc import Sequence

COMMANDS = ("check", "fix", "explain", "rules", "schema", "trace")
_COMMANDS_OF_OTHERS = {"lint": "check", "scan": "check", "run": "check", "format": "fix"}


def hint(arguments: Sequence[str]) -> str:
    """The sentence, an empty string when nothing is known."""
    first = next((word for word in arguments if not word.startswith("-")), "")
    if "--fix" in arguments and first not in ("fix", "explain"):
        paths = [word for word in arguments if not word.startswith("-") and word != "check"]
        return f"To rewrite what is safe, run: awork-migrator fix {' '.join(paths) or '.'}"
    if first in _COMMANDS_OF_OTHERS:
        return f"You may mean: awork-migrator {_COMMANDS_OF_OTHERS[first]}"
    if first and first not in COMMANDS and _looks_like_path(first):
        return f"To look at files, name a command first: awork-migrator check {first}"
    return ""


def _looks_like_path(word: str) -> bool:
    return word.startswith((".", "~")) or "/" in word or "\\" in word or "." in word
