"""Transformations that change an order and nothing else: the verdict has to be exactly the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

import libcst as cst

from tests.metamorphic import names
from tests.metamorphic.subject import Subject
from tests.metamorphic.transformation import parsed, with_body, written

# Decorators that register nothing: the order of what they decorate cannot be seen.
HARMLESS = {
    *("property", "staticmethod", "classmethod", "dataclass", "dataclasses", "functools"),
    *("cached_property", "lru_cache", "wraps", "contextmanager", "contextlib", "pytest", "mock"),
    *("responses", "respx", "patch", "override", "abstractmethod", "abc", "unittest"),
}
DEFINITIONS = (cst.FunctionDef, cst.ClassDef)


def definitions(subject: Subject, rng: Random) -> Subject | None:
    """Functions and classes that stand beside each other change places."""

    def shuffled(module: cst.Module) -> cst.Module:
        postponed = _is_postponed(module)
        return with_body(module, _shuffled(list(module.body), module.body, rng, postponed))

    return _each_module(subject, shuffled)


def methods(subject: Subject, rng: Random) -> Subject | None:
    """The methods of a class that stand beside each other change places."""

    class Shuffle(cst.CSTTransformer):
        def leave_ClassDef(
            self, original_node: cst.ClassDef, updated_node: cst.ClassDef
        ) -> cst.ClassDef:
            block = updated_node.body
            if not isinstance(block, cst.IndentedBlock):
                return updated_node
            body = _shuffled(list(block.body), block.body, rng, postponed=False)
            return updated_node.with_changes(body=block.with_changes(body=body))

    return _each_module(subject, lambda module: module.visit(Shuffle()))


def hoisted(subject: Subject, rng: Random) -> Subject | None:
    """Functions move up, as far as to the imports at the top, past what is executed there."""
    return _each_module(subject, lambda module: _hoisted(module, rng))


def constants(subject: Subject, rng: Random) -> Subject | None:
    """Constants that stand beside each other, and are not made of one another, change places."""
    return _each_module(subject, lambda module: _with_constants_shuffled(module, rng))


def _each_module(subject: Subject, change: Callable[[cst.Module], cst.Module]) -> Subject | None:
    modules = parsed(subject.files)
    return written(subject, {path: change(modules[path]) for path in sorted(modules)})


def _is_postponed(module: cst.Module) -> bool:
    return "from __future__ import annotations" in module.code


# Definitions that stand beside each other.


def _shuffled(
    body: list[cst.BaseStatement],
    everything: Sequence[cst.BaseStatement],
    rng: Random,
    postponed: bool,
) -> list[cst.BaseStatement]:
    """The body with each run of definitions in another order that Python allows."""
    new: list[cst.BaseStatement] = []
    run: list[cst.BaseStatement] = []
    reach = _reach(everything, postponed)
    for node in [*body, None]:
        if isinstance(node, DEFINITIONS):
            run.append(node)
            continue
        new += _reordered(run, reach, rng)
        run = []
        if node is not None:
            new.append(node)
    return new


def _reach(everything: Sequence[cst.BaseStatement], postponed: bool) -> dict[int, set[str]]:
    """By the id of each definition the names in this body that its execution may look up."""
    inner = {name: set[str]() for name in names.bound_at_top(everything)}
    for node in everything:
        if isinstance(node, DEFINITIONS):
            inner[node.name.value] |= names.used(node) & inner.keys()
    found = {}
    for node in everything:
        if isinstance(node, DEFINITIONS):
            seen: set[str] = set()
            todo = names.eager(node, postponed=postponed) & inner.keys()
            while todo:
                name = todo.pop()
                seen.add(name)
                todo |= inner[name] - seen
            found[id(node)] = seen
    return found


def _reordered(
    run: list[cst.BaseStatement], reach: dict[int, set[str]], rng: Random
) -> list[cst.BaseStatement]:
    """A random order of the run in which whatever has to stay behind another one does."""
    left = list(run)
    found: list[cst.BaseStatement] = []
    while left:
        free = [
            node
            for at, node in enumerate(left)
            if not any(_depend(before, node, reach) for before in left[:at])
        ]
        chosen = rng.choice(free)
        left = [node for node in left if node is not chosen]
        found.append(chosen)
    return found


def _depend(
    first: cst.BaseStatement, second: cst.BaseStatement, reach: dict[int, set[str]]
) -> bool:
    """Whether two definitions have to stay in their order."""
    assert isinstance(first, DEFINITIONS)
    assert isinstance(second, DEFINITIONS)
    return (
        first.name.value == second.name.value
        or first.name.value in reach[id(second)]
        or second.name.value in reach[id(first)]
        or (_is_registered(first) and _is_registered(second))
    )


def _is_registered(node: cst.FunctionDef | cst.ClassDef) -> bool:
    """Whether executing the definition may be noticed elsewhere: by a decorator or a base class."""
    roots = [names.used(decorator.decorator) for decorator in node.decorators]
    if any(not used & HARMLESS for used in roots):
        return True
    if isinstance(node, cst.ClassDef):
        return bool(node.bases or node.keywords) and any(
            isinstance(item, cst.SimpleStatementLine | cst.FunctionDef)
            and "__init_subclass__" in names.used(item)
            for item in node.body.body
        )
    return False


# Functions that move up.


def _hoisted(module: cst.Module, rng: Random) -> cst.Module:
    body = list(module.body)
    top = next((at for at, node in enumerate(body) if not _is_import(node)), len(body))
    bound = names.bound_at_top(body)
    early = set(names.bound_at_top(body[:top])) | (names.BUILTINS - set(bound))
    for node in module.body:
        if (
            isinstance(node, cst.FunctionDef)
            and not node.decorators
            and bound.count(node.name.value) == 1
            and names.eager(node, postponed=_is_postponed(module)) <= early
        ):
            at = next(at for at, item in enumerate(body) if item is node)
            if at > top:
                body.insert(rng.randint(top, at), body.pop(at))
    return with_body(module, body)


def _is_import(node: cst.BaseStatement) -> bool:
    """Whether a statement belongs to the top of a module: an import or the docstring."""
    return isinstance(node, cst.SimpleStatementLine) and all(
        isinstance(small, cst.Import | cst.ImportFrom)
        or (isinstance(small, cst.Expr) and isinstance(small.value, cst.SimpleString))
        for small in node.body
    )


# Constants.


def _with_constants_shuffled(module: cst.Module, rng: Random) -> cst.Module:
    bound = names.bound_at_top(module.body)
    body: list[cst.BaseStatement] = []
    run: list[cst.BaseStatement] = []
    for node in [*module.body, None]:
        if node is not None and _is_constant(node, bound):
            run.append(node)
            continue
        rng.shuffle(run)
        body += run
        run = []
        if node is not None:
            body.append(node)
    return with_body(module, body)


def _is_constant(node: cst.BaseStatement, bound: list[str]) -> bool:
    """Whether this is the only assignment to one name, of a value that is made of literals."""
    if not isinstance(node, cst.SimpleStatementLine) or len(node.body) != 1:
        return False
    small = node.body[0]
    return (
        isinstance(small, cst.Assign)
        and len(small.targets) == 1
        and isinstance(small.targets[0].target, cst.Name)
        and bound.count(small.targets[0].target.value) == 1
        and not names.used(small.value)
    )


# Arguments and files.


def named_files(subject: Subject) -> Subject:
    """The subject with each of its Python files named on the command line."""
    found = [path for path in sorted(subject.files) if path.endswith(".py")]
    return subject.of(subject.files, tuple(found) or subject.paths)


def arguments(subject: Subject, rng: Random) -> Subject | None:
    """The files are named in another order."""
    paths = list(subject.paths)
    rng.shuffle(paths)
    return subject.of(subject.files, tuple(paths)) if tuple(paths) != subject.paths else None


def file_names(subject: Subject, rng: Random) -> Subject | None:
    """Modules get other names, so that they are found in another order."""
    modules = parsed(subject.files)
    if subject.paths != (".",):
        return None
    paths = sorted(modules)  # what was fixed is read in another order, and gets the same names
    renamed = {path: f"{rng.choice('abmyz')}{rng.choice('bmxz')}_{path}" for path in paths}
    renamed = {path: new for path, new in renamed.items() if _may_be_renamed(path, subject)}
    if not renamed or len(modules) < 2:
        return None
    stems = {old.removesuffix(".py"): new.removesuffix(".py") for old, new in renamed.items()}
    changed = {path: module.visit(_Rename(stems)).bytes for path, module in modules.items()}
    files = {**subject.files, **changed}
    return subject.of({renamed.get(path, path): content for path, content in files.items()})


KEPT_NAMES = ("main.py", "conftest.py", "setup.py", "manage.py", "noxfile.py")


def _may_be_renamed(path: str, subject: Subject) -> bool:
    """Whether a module is only ever named in imports that can be rewritten."""
    if "/" in path or path in KEPT_NAMES or path.startswith(("test_", "__")):
        return False
    if subject.program is not None and subject.program.entry == path:
        return False
    stem = path.removesuffix(".py").encode()
    for content in subject.files.values():
        for line in content.splitlines():
            words = line.strip()
            if stem not in words:
                continue
            plain = words in (b"import " + stem, b"from . import " + stem)
            if not plain and not words.startswith(b"from " + stem + b" import"):
                if not _mentions_only_attribute(words, stem):
                    return False
            if words.startswith(b"from . "):
                return False
    return True


def _mentions_only_attribute(words: bytes, stem: bytes) -> bool:
    """Whether a line holds the module's name as the name of the module object, in no string."""
    return b'"' not in words and b"'" not in words and not words.startswith((b"import", b"from"))


class _Rename(cst.CSTTransformer):
    """Imports of modules under their new names, bound to the old ones."""

    def __init__(self, stems: dict[str, str]) -> None:
        self.stems = stems

    def leave_Import(self, original_node: cst.Import, updated_node: cst.Import) -> cst.Import:
        return updated_node.with_changes(names=[self._alias(alias) for alias in updated_node.names])

    def _alias(self, alias: cst.ImportAlias) -> cst.ImportAlias:
        name = alias.name
        if not isinstance(name, cst.Name) or name.value not in self.stems:
            return alias
        as_name = alias.asname or cst.AsName(cst.Name(name.value))
        return alias.with_changes(name=cst.Name(self.stems[name.value]), asname=as_name)

    def leave_ImportFrom(
        self, original_node: cst.ImportFrom, updated_node: cst.ImportFrom
    ) -> cst.ImportFrom:
        name = updated_node.module
        if updated_node.relative or not isinstance(name, cst.Name):
            return updated_node
        return updated_node.with_changes(module=cst.Name(self.stems.get(name.value, name.value)))
