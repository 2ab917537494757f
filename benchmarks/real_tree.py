"""A tree of real projects, and 50 modules that use the endpoint injected in seeded folders."""

from __future__ import annotations

import os
import random
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

from benchmarks.candidates import candidate, decoy
from benchmarks.measure import Board, Missed, Took, expect, report, run, tool
from benchmarks.packages import Pin, unpacked

CANDIDATES = 50
DECOYS = 25
WITH_NEIGHBOUR = 10
"""So many of the candidates import the module beside them."""

WALK_AND_READ = """
import os, sys
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            with open(path, "rb") as stream:
                stream.read()
"""

PARSE = """
import sys, time
import libcst
sources = [open(path, "rb").read() for path in sys.stdin.read().split("\\0") if path]
start = time.perf_counter()
for source in sources:
    libcst.parse_module(source)
print(time.perf_counter() - start)
"""


@dataclass(frozen=True)
class Injected:
    """What was put into the tree, with paths relative to it."""

    candidates: tuple[str, ...]
    decoys: tuple[str, ...]
    neighbours: tuple[str, ...]


def pins() -> list[Pin]:
    with open(Path(__file__).with_name("packages.toml"), "rb") as stream:
        return [Pin(**package) for package in tomllib.load(stream)["package"]]


def build(cache: Path, root: Path) -> None:
    """Link or copy the packages into `root`, which has to exist."""
    for pin in pins():
        shutil.copytree(unpacked(pin, cache), root / pin.label, symlinks=True, copy_function=_link)
    python = sum(1 for _ in root.rglob("*.py"))
    expect(python >= 6000, f"the tree has {python} Python files, and 6,000 are needed")


def _link(source: str, target: str) -> None:
    """A second name of the same bytes: nothing writes to them, a fix replaces the name."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def inject(root: Path, alone: Path, seed: int = 9) -> Injected:
    """Put the candidates into folders drawn by the seed, and the same into `alone`."""
    chance = random.Random(seed)
    folders = sorted({path.parent for path in root.rglob("*.py") if _is_package(path)})
    chosen = chance.sample(folders, CANDIDATES + DECOYS)
    candidates: list[str] = []
    decoys: list[str] = []
    neighbours: list[str] = []
    for serial, folder in enumerate(chosen):
        extra = ""
        if serial < WITH_NEIGHBOUR:
            beside = sorted(p for p in folder.glob("*.py") if p.stem.isidentifier())
            neighbour = chance.choice(beside)
            extra = f"\nfrom . import {neighbour.stem} as neighbour\n"
            neighbours.append(str(neighbour.relative_to(root)))
        made = candidate if serial < CANDIDATES else decoy
        path = folder / f"purging_{serial:02}.py"
        path.write_text(made(chance, serial, extra=extra).text, encoding="utf-8")
        name = path.relative_to(root)
        (candidates if serial < CANDIDATES else decoys).append(str(name))
        (alone / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, alone / name)
    return Injected(tuple(candidates), tuple(decoys), tuple(neighbours))


def _is_package(path: Path) -> bool:
    return path.name == "__init__.py" and any(p != path for p in path.parent.glob("*.py"))


@contextmanager
def tree(cache: Path) -> Iterator[Path]:
    """A fresh copy of the real tree, on the disk of the cache."""
    with TemporaryDirectory(prefix="tree-", dir=cache) as root:
        build(cache, Path(root))
        yield Path(root)


def with_candidates(board: Board, cache: Path) -> None:
    """The whole check costs reading the tree, and three parses of what has to be analysed."""
    with tree(cache) as root, TemporaryDirectory(prefix="alone-", dir=cache) as alone:
        injected = inject(root, Path(alone))
        reports = {}

        def check(where: str) -> Took:
            took = run(tool("check", "--format", "json", "."), cwd=Path(where))
            reports[where] = (report(took), took)
            return took

        found = board.medians(
            {
                "check": lambda: check(str(root)),
                "alone": lambda: check(alone),
                "read": lambda: run([sys.executable, "-c", WALK_AND_READ, str(root)]),
                "import": lambda: run([sys.executable, "-c", "import libcst"]),
            }
        )
        parsed = parse_seconds(
            [root / name for name in (*injected.candidates, *injected.decoys, *injected.neighbours)]
        )
        allowed = found["read"] + 3 * parsed + found["import"]
        in_tree, took = reports[str(root)]
        by_itself, _ = reports[alone]
        board.ratio("check / (read + 3 x parse + import libcst)", found["check"], allowed, 1)
        board.note(
            f"read {found['read']:.2f} s, parse {parsed:.2f} s, import {found['import']:.2f} s; "
            f"the same modules alone {found['alone']:.2f} s"
        )
        board.figure("peak memory", took.megabytes, 300, "MB")
        board.figure("modules analysed", in_tree.analysed, 2 * CANDIDATES, "")
        moved = {path for path, _, _, status in in_tree.sites if status == "fixable"}
        board.note(
            f"{len(moved & set(injected.candidates))} of {CANDIDATES} candidates fixable, "
            f"{len(moved & set(injected.decoys))} of {DECOYS} decoys, "
            f"{in_tree.scanned} files"
        )
        expect(moved == set(injected.candidates), "not all candidates, and they alone, are fixable")
        ours = {*injected.candidates, *injected.decoys}
        expect(
            [site for site in in_tree.sites if site[0] in ours] == list(by_itself.sites),
            "the candidates in the tree and the candidates alone have other findings",
        )


def parse_seconds(paths: list[Path]) -> float:
    """The median of three bare parses of the files, each in a process of its own."""
    import subprocess

    times = []
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, "-c", PARSE],
            input="\0".join(map(str, paths)),
            capture_output=True,
            text=True,
            check=True,
        )
        times.append(float(done.stdout))
    return sorted(times)[1]


def without_candidates(board: Board, cache: Path) -> None:
    """A tree that never names the endpoint costs its reading."""
    with tree(cache) as root:

        def check() -> Took:
            took = run(tool("check", "--format", "json", str(root)), allowed=(0,))
            expect(report(took).sites == (), "there is a site in a tree without candidates")
            return took

        found = board.medians(
            {
                "check": check,
                "read": lambda: run([sys.executable, "-c", WALK_AND_READ, str(root)]),
            }
        )
        board.ratio("check / walk and read", found["check"], found["read"], 1.3)


def one_clean_file(board: Board, cache: Path) -> None:
    """One file that does not name the endpoint, as pre-commit calls the tool."""
    source = unpacked(pins()[0], cache)
    path = max(source.rglob("*.py"), key=lambda p: p.stat().st_size)

    def check() -> Took:
        took = run(tool("check", "--format", "json", str(path)), allowed=(0,))
        expect(report(took).scanned == 1, "the file was not read")
        return took

    rounds, board.rounds = board.rounds, max(board.rounds, 9)
    found = board.medians(
        {"check": check, "python": lambda: run([sys.executable, "-c", "pass"])},
    )
    board.rounds = rounds
    board.ratio("check / python -c pass", found["check"], found["python"], 4)


SMALL = '''"""Purge what was exported."""

import requests


def {name}(ids):
    url = "https://api.awork.com/api/v1/timeentries/delete"
    requests.post(url, json={{"ids": ids}}, timeout=30).raise_for_status()
'''


def one_file_in_a_large_folder(board: Board, cache: Path) -> None:
    """What lies around a named file costs nothing, under whatever name its function goes."""
    for name in ("get", "run", "post"):
        with tree(cache) as root, TemporaryDirectory(prefix="alone-", dir=cache) as alone:
            _large_folder(board, root, Path(alone), name, f"{name}(): ")
    with tree(cache) as root, TemporaryDirectory(prefix="alone-", dir=cache) as alone:
        # A home folder with a project file of its own, and repositories below it.
        (root / "pyproject.toml").write_text('[project]\nname = "home"\n')
        (Path(alone) / "pyproject.toml").write_text('[project]\nname = "home"\n')
        for folder in [path for path in root.iterdir() if path.is_dir()]:
            (folder / ".git").mkdir()
            (folder / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
        _large_folder(board, root, Path(alone), "get", "below a project file: ")


def _large_folder(board: Board, root: Path, alone: Path, name: str, what: str) -> None:
    for folder in (root, alone):
        (folder / "t.py").write_text(SMALL.format(name=name))

    def check(folder: Path) -> Took:
        took = run(tool("check", "--format", "json", "t.py"), cwd=folder, timeout=120)
        found = report(took)
        expect(found.statuses["fixable"] == 1, f"the site in t.py is not fixable in {folder}")
        return took

    try:
        found = board.medians({"in": lambda: check(root), "alone": lambda: check(alone)})
    except Missed as error:
        board.fail(f"{what}{error}")
        return
    board.ratio(f"{what}in the folder / alone", found["in"], found["alone"], 1.5)


def fix_and_check(board: Board, cache: Path) -> None:
    """A fix proves and writes, and costs little more than a check."""
    with TemporaryDirectory(prefix="fix-", dir=cache) as folder:
        root = Path(folder)
        chance = random.Random(16)
        pristine = {
            f"part_{n % 10}/module_{n}.py": candidate(chance, n).text for n in range(CANDIDATES * 2)
        }

        def lay() -> None:
            for name, text in pristine.items():
                (root / name).parent.mkdir(exist_ok=True)
                (root / name).write_text(text)

        def go(command: str) -> Took:
            lay()
            took = run(tool(command, "--format", "json", "."), cwd=root)
            found = report(took)
            status = "changed" if command == "fix" else "fixable"
            count = found.statuses[status]
            expect(count == len(pristine), f"{command}: {count} of {len(pristine)} are {status}")
            return took

        found = board.medians({"fix": lambda: go("fix"), "check": lambda: go("check")})
        board.ratio("fix / check", found["fix"], found["check"], 1.6)
