"""Operations whose result says nothing of the atom, whatever the program does with it."""

from __future__ import annotations

UNOBSERVED: dict[str, str] = {}
