"""Colour: the few styles of the text report, or none of them."""

from __future__ import annotations


class Paint:
    """Puts text into a style when `enabled`, and leaves it as it is otherwise."""

    __slots__ = ("enabled",)

    def __init__(self, enabled: bool) -> None:
        self.enabled = enabled

    def bold(self, text: str) -> str:
        """`text` in bold."""
        return self._style(text, "1")

    def red(self, text: str) -> str:
        """`text` in bold red."""
        return self._style(text, "1;31")

    def green(self, text: str) -> str:
        """`text` in bold green."""
        return self._style(text, "1;32")

    def blue(self, text: str) -> str:
        """`text` in bold blue."""
        return self._style(text, "1;34")

    def cyan(self, text: str) -> str:
        """`text` in bold cyan."""
        return self._style(text, "1;36")

    def removed(self, text: str) -> str:
        """`text` as a line that is taken away."""
        return self._style(text, "31")

    def added(self, text: str) -> str:
        """`text` as a line that comes in."""
        return self._style(text, "32")

    def _style(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.enabled and text else text
