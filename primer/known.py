"""Outcomes that are known: the same tool on the same package with the same rules says the same.

So a run that was interrupted goes on where it stopped, and a table of all packages can be put
together from several runs.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path

from primer.package import FOLDER, Package
from primer.verdict import Outcome

PROJECT = Path(__file__).parents[1]


def key(package: Package, *, unsafe: bool) -> str:
    """A digest of the tool, the primer's own code and the package's data file."""
    digest = hashlib.sha256(b"unsafe" if unsafe else b"safe")
    for folder in ("migrator", "primer"):
        for path in sorted((PROJECT / folder).rglob("*")):
            if path.suffix == ".py" or (path.suffix == ".toml" and path.parent != FOLDER):
                digest.update(path.read_bytes())
    digest.update((FOLDER / f"{package.name}.toml").read_bytes())
    return digest.hexdigest()[:20]


def recall(package: Package, cache: Path, *, unsafe: bool) -> Outcome | None:
    """The outcome of an earlier run, or None when there was none or something has changed."""
    path = _file(package, cache, unsafe)
    if not path.exists():
        return None
    known = json.loads(path.read_text(encoding="utf-8"))
    known["places"], known["reasons"] = Counter(known["places"]), Counter(known["reasons"])
    known["passed"] = tuple(known["passed"])
    return Outcome(**known)


def remember(package: Package, cache: Path, outcome: Outcome, *, unsafe: bool) -> None:
    """Keep an outcome for later runs."""
    path = _file(package, cache, unsafe)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(vars(outcome)), encoding="utf-8")


def _file(package: Package, cache: Path, unsafe: bool) -> Path:
    return cache / "outcomes" / f"{package.name}-{key(package, unsafe=unsafe)}.json"
