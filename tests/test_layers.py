"""The layers of the package: who may import whom, and who touches the disk."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from migrator.models.loader import load

ROOT = Path(__file__).parents[1] / "migrator"

_LEAVES = {"model", "rules", "config", "explain", "files", "report"}
_RUNS = {"judging", "witness"}
ALLOWED = {
    "__init__": set(),
    "__main__": {"entry"},
    "entry": {"cli", "interrupts", "shortcut"},
    "places": set(),
    "model": {"places"},
    "interrupts": set(),
    "rules": {"model"},
    "models": {"rules"},
    "scope": set(),
    "configfile": {"rules"},
    "config": {"model", "models", "rules", "scope", "configfile"},
    "nearest": {"config", "configfile", "rules", "scope"},
    "policy": {"model", "comments", "config", "files", "analysis", "migration"},
    "explain": {"model", "rules"},
    "files": {"model", "rules", "scope", "interrupts"},
    "report": {"model", "explain"},
    "baseline": {"model"},
    "since": {"model", "files", "report"},
    "checkout": {"model", "files", "report"},
    "narrowing": {"model", "files", "baseline", "since"},
    "remarks": {"model", "files"},
    "sources": {"model", "files"},
    "showing": {"model", "config", "files"},
    "service": {"model", "files", "report", "checkout", "console", "sources"},
    "analysis": {*_LEAVES, "interrupts", "models"},
    "comments": {"model", "files", "analysis"},
    "migration": {*_LEAVES, "analysis", "comments", "models"},
    "choosing": {"model", "config", "migration"},
    "interactive": {"model", "report"},
    "accounts": {*_LEAVES, "analysis", "comments", "migration", "policy"},
    "pipeline": {
        *_LEAVES,
        "models",
        "accounts",
        "analysis",
        "comments",
        "migration",
        "choosing",
        "policy",
    },
    "isolation": {*_LEAVES, "accounts", "analysis", "comments", "pipeline", "policy"},
    "engine": {*_LEAVES, "isolation", "__init__"},
    "ignores": {"model", "models", "files", "analysis", "comments"},
    "console": {"files"},
    "evidence": {*_LEAVES, "interrupts", "analysis", "comments", "migration"},
    "judging": {"model", "files", "evidence", "console"},
    "recording": {"rules", "evidence", "console"},
    "witness": {"model", "files", "evidence", "console"},
    "command": {
        *_LEAVES,
        "console",
        "engine",
        "ignores",
        "interactive",
        "narrowing",
        "nearest",
        "remarks",
        "service",
        "showing",
        "sources",
        *_RUNS,
    },
    "hints": set(),
    "options": {"report"},
    "cli": {
        *_LEAVES,
        "interrupts",
        "hints",
        "options",
        "console",
        "command",
        "recording",
        "__init__",
    },
    # In front of the command line, for the one command that has to start at once.
    "shortcut": {"cli", "rules", "configfile", "recording", "console"},
}

# The rooms of the analysis, the lowest first: each imports from itself and from those before it.
# What stands outside of them sees the whole.
ROOMS = (
    "source",  # modules as they are written
    "values",  # what an expression may give
    "events",  # what is seen of it
    "store",  # the state of the program, and how events are noted
    "operations",  # what an operation on values gives
    "models",  # what libraries do
    "interpreter",  # expressions, statements, calls, and which code is run
    "findings",  # from events to sites
)
MOST_LINES = 400

# `tables` reads TOML, `configfile` looks for it, `console` opens nothing in place of a closed pipe;
# the others read data that comes with the package, and `entry` looks where that is.
MAY_TOUCH_DISK = {
    "rules/tables.py",
    "configfile.py",
    "entry.py",
    "console.py",
    "explain/catalogue.py",
    "report/schema.py",
    # The recorder of `trace` is put into a folder of its own, and runs in other processes.
    "evidence/tracing.py",
    "evidence/injected/migrator_recorder.py",
    "evidence/injected/migrator_recorder_slots.py",
    "evidence/injected/migrator_recorder_frames.py",
}
DISK_CALLS = {
    "open",
    "listdir",
    "scandir",
    "walk",
    "stat",
    "isfile",
    "isdir",
    "exists",
    "realpath",
    "read_text",
    "read_bytes",
    "write_text",
    "write_bytes",
    "unlink",
    "mkdir",
}

MODULES = sorted(ROOT.rglob("*.py"))


def layer_of(path: Path) -> str:
    """The top-level module or package of `migrator` that a file belongs to."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imported_layers(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports inside the package are absolute"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            package, _, rest = name.partition(".")
            if package == "migrator":
                layer = rest.partition(".")[0]
                yield "__init__" if layer in ("", "__version__") else layer


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_from_the_rows_below_it_only(path: Path) -> None:
    own = layer_of(path)
    imported = set(imported_layers(ast.parse(path.read_text(encoding="utf-8"))))
    assert imported - {own} <= ALLOWED[own]


def imported_modules(tree: ast.AST, *, types: bool) -> Iterator[str]:
    """The modules of the package that code imports; with `types`, also for annotations alone."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING" and not types:
            continue
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("migrator."):
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full if full in NAMES else str(node.module)
        waiting.extend(ast.iter_child_nodes(node))


def dotted(path: Path) -> str:
    name = ".".join(path.relative_to(ROOT.parent).with_suffix("").parts)
    return name.removesuffix(".__init__")


NAMES = {dotted(path): path for path in MODULES}
ANALYSIS = [path for path in MODULES if layer_of(path) == "analysis"]


@pytest.mark.parametrize("path", ANALYSIS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_of_the_analysis_imports_from_the_rooms_below_it_only(path: Path) -> None:
    own = path.relative_to(ROOT / "analysis").parts[0]
    if own not in ROOMS:
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    rooms = {
        name.split(".")[2]
        for name in imported_modules(tree, types=True)
        if name.startswith("migrator.analysis.")
    }
    assert rooms <= set(ROOMS[: ROOMS.index(own) + 1])


def test_every_folder_of_the_analysis_is_a_room() -> None:
    folders = {path.parent for path in ANALYSIS} - {ROOT / "analysis"}
    assert {folder.relative_to(ROOT / "analysis").parts[0] for folder in folders} == set(ROOMS)


def test_no_module_of_the_analysis_imports_itself_in_a_circle() -> None:
    waiting = {
        dotted(path): set(
            imported_modules(ast.parse(path.read_text(encoding="utf-8")), types=False)
        )
        for path in ANALYSIS
    }
    while waiting:
        free = {name for name, imports in waiting.items() if not imports & (set(waiting) - {name})}
        assert free, f"a circle among {sorted(waiting)}"
        for name in free:
            del waiting[name]


def test_types_alone_are_imported_upwards_only_among_the_values() -> None:
    knows = {path for path in ANALYSIS if "if TYPE_CHECKING:" in path.read_text(encoding="utf-8")}
    assert {path.parent.name for path in knows} == {"values"}


def test_what_judges_an_edit_reads_findings_and_events_and_no_machine() -> None:
    rooms = {
        name.split(".")[2]
        for path in MODULES
        if layer_of(path) != "analysis"
        for name in imported_modules(ast.parse(path.read_text(encoding="utf-8")), types=True)
        if name.startswith("migrator.analysis.")
    }
    assert rooms.isdisjoint({"store", "operations", "interpreter"})


@pytest.mark.parametrize("path", ANALYSIS, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_names_of_libraries_stand_in_tables_and_models(path: Path) -> None:
    if path.parent.name in ("models", "outside"):
        return
    known = {module for module in sys.stdlib_module_names if module != "builtins"}
    known |= {"httpx", "requests", "urllib3"} | load().decorators.packages - {"builtins"}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            head, dot, rest = node.value.partition(".")
            is_dotted = bool(dot) and all(part.isidentifier() for part in rest.split("."))
            assert not (is_dotted and head in known), node.value


@pytest.mark.parametrize("path", ANALYSIS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_function_is_bound_late(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    modules = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if f"{node.module}.{alias.name}" in NAMES
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign):
            continue
        late = any(isinstance(target, ast.Attribute) for target in node.targets)
        value = ast.unparse(node.value)
        assert not (late and value in functions), value
        assert not (late and isinstance(node.value, ast.Lambda)), value
        assert not (late and value.partition(".")[0] in modules and "(" not in value), value


@pytest.mark.parametrize("path", ANALYSIS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_type_of_the_analysis_is_named(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not any(isinstance(node, ast.Name) and node.id == "Any" for node in ast.walk(tree))


@pytest.mark.parametrize("path", ANALYSIS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_of_the_analysis_has_one_job(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_files_and_a_few_named_modules_touch_the_disk(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = {
        node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Name) and node.func.id == "open")
            or (isinstance(node.func, ast.Attribute) and _is_os(node.func.value))
        )
    }
    touches = calls & DISK_CALLS
    if not name.startswith("files/") and name not in MAY_TOUCH_DISK:
        assert touches == set()


def _is_os(node: ast.expr) -> bool:
    """Whether an expression is `os` or `os.path`."""
    return ast.unparse(node) in ("os", "os.path", "pathlib.Path", "io")


def test_only_the_command_line_knows_click() -> None:
    knows = {path.name for path in MODULES if "import click" in path.read_text(encoding="utf-8")}
    assert knows == {"cli.py", "options.py"}


def test_the_words_of_an_api_stand_in_data_only() -> None:
    for path in MODULES:
        text = path.read_text(encoding="utf-8").lower()
        assert "timeentr" not in text, path
        for name in ("awork-migrator", "awork_migrator", "awork.toml"):
            text = text.replace(name, "")
        assert "awork" not in text, path
