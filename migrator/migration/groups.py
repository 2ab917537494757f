"""Sites that share an edit are fixed together or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def group(count: int, shared: Iterable[Sequence[int]]) -> list[int]:
    """For each of `count` sites its group; a row of `shared` lists sites that belong together."""
    parent = list(range(count))

    def find(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    for row in shared:
        for number in row[1:]:
            parent[find(number)] = find(row[0])
    return [find(number) for number in range(count)]
