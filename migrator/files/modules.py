"""Where Python finds a module: the files and folders behind dotted names.

Decided here: a regular package wins over a module file of the same name only where Python says so
(the package first), and a folder without `__init__.py` is a namespace package.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from migrator.files.exclusion import NEVER

_PYTHON = (".py", ".pyi", ".pyw")


def find_module(base: str, parts: list[str]) -> tuple[str, bool] | None:
    """The file of the module `parts` below the folder `base`, and whether it is a package."""
    path = os.path.join(base, *parts)
    package = os.path.join(path, "__init__.py")
    if os.path.isfile(package):
        return package, True
    if parts and os.path.isfile(f"{path}.py"):
        return f"{path}.py", False
    return None


def find_folder(base: str, parts: list[str]) -> str | None:
    """The folder that a namespace package stands for, None when there is none."""
    path = os.path.join(base, *parts)
    return path if os.path.isdir(path) else None


def submodules(folder: str) -> list[str]:
    """The names of what can be imported from the folder of a package."""
    entries = sorted(os.listdir(folder))
    stems = [name for name, ending in map(os.path.splitext, entries) if ending == ".py"]
    folders = [name for name in entries if os.path.isdir(os.path.join(folder, name))]
    return [n for n in (*stems, *folders) if n.isidentifier() and not n.startswith("__")]


def dotted_name(path: str) -> tuple[str, str, bool]:
    """Root folder and dotted name of the module in a file, and whether it is a package."""
    folder, file = os.path.split(os.path.abspath(path))
    stem = os.path.splitext(file)[0]
    parts = [] if stem == "__init__" else [stem]
    while os.path.isfile(os.path.join(folder, "__init__.py")):
        folder, last = os.path.split(folder)
        parts.insert(0, last)
        if not last:
            break
    return folder, ".".join(parts), stem == "__init__"


def real_path(path: str) -> str:
    """The path without links: one for each file."""
    return os.path.realpath(path)


def is_inside(path: str, root: str) -> bool:
    """Whether a file lies in a folder, links resolved."""
    real, folder = os.path.realpath(path), os.path.realpath(root)
    return real == folder or real.startswith(folder.rstrip(os.sep) + os.sep)


def folder_of(path: str) -> str:
    """The absolute folder that a file lies in."""
    return os.path.dirname(os.path.abspath(path))


def python_files(path: str) -> Iterator[str]:
    """The Python files at or below a path; links and installed packages are not entered."""
    if os.path.isfile(path):
        if path.endswith(_PYTHON):
            yield path
        return
    for folder, folders, files in os.walk(path):
        installed = ("pyvenv.cfg" in files and folder != path) or "site-packages" in folders
        folders[:] = [] if installed else sorted(name for name in folders if name not in NEVER)
        yield from (os.path.join(folder, name) for name in sorted(files) if name.endswith(_PYTHON))
