"""Unrelated packages beside the program: the verdict has to be exactly the same."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import libcst as cst

from tests.metamorphic.subject import Subject, Tree
from tests.metamorphic.transformation import parsed, places

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


COMMON = ("run", "send", "call", "post", "execute", "request", "delete", "put", "handle", "get")


def with_common_names(subject: Subject) -> Subject:
    """The subject with its own functions called as functions are called everywhere.

    Methods of classes that are derived from others keep their names, for somebody may call them.
    """
    words = {word for content in subject.files.values() for word in _WORD.findall(content)}
    free = [name for name in COMMON if name.encode() not in words]
    found = [name for module in parsed(subject.files).values() for name in _own(module)]
    renamed = dict(zip(dict.fromkeys(found), free, strict=False))
    if not renamed:
        return subject
    pattern = re.compile(rb"\b(" + b"|".join(name.encode() for name in renamed) + rb")\b")
    files = {
        path: pattern.sub(lambda match: renamed[match[1].decode()].encode(), content)
        for path, content in subject.files.items()
    }
    return subject.of(files)


_WORD = re.compile(rb"\w+")


def _own(module: cst.Module) -> list[str]:
    """The names of the functions and of the methods of classes without bases."""
    names = []
    for place in places("", module):
        node = place.node
        if isinstance(node, cst.FunctionDef) and not node.name.value.startswith(("_", "test")):
            classes = [scope for scope in place.scopes if isinstance(scope, cst.ClassDef)]
            if not any(scope.bases for scope in classes) and not node.decorators:
                names.append(node.name.value)
    return names
