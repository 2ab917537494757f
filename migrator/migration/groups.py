"""Sites that share an edit are fixed together or not at all."""

from __future__ import annotations

from collections.abc import Sequence

from migrator.migration.outcome import Change

Key = tuple[str, int, int]


def group(changes: Sequence[Sequence[Change]]) -> list[int]:
    """For each site its group: sites with a common change have the same number."""
    parent = list(range(len(changes)))

    def find(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    first: dict[Key, int] = {}
    for number, own in enumerate(changes):
        for change in own:
            key = (change.module.source.path, change.start, change.end)
            parent[find(number)] = find(first.setdefault(key, number))
    return [find(number) for number in range(len(changes))]
