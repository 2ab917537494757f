"""Unrelated packages beside the program: the verdict has to be exactly the same."""

from __future__ import annotations

from pathlib import Path
from random import Random

from tests.metamorphic.subject import Subject, Tree

UNRELATED = Path(__file__).parents[2] / "fixtures" / "unrelated"


def unrelated() -> Tree:
    """The files of the packages that have nothing to do with the API."""
    return {
        path.relative_to(UNRELATED).as_posix(): path.read_bytes()
        for path in sorted(UNRELATED.rglob("*.py"))
    }


def packages(subject: Subject, rng: Random) -> Subject | None:
    """One or several unrelated packages stand beside the program, or within its first package."""
    found = unrelated()
    names = sorted({path.partition("/")[0] for path in found})
    chosen = rng.sample(names, rng.randint(1, len(names)))
    beside = {p: content for p, content in found.items() if p.partition("/")[0] in chosen}
    if any(path.partition("/")[0] in names for path in subject.files):
        return None
    return subject.of({**subject.files, **beside}, _paths(subject, chosen))


def _paths(subject: Subject, chosen: list[str]) -> tuple[str, ...]:
    return subject.paths if "." in subject.paths else (*subject.paths, *chosen)
