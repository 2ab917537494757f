"""Files of the project that the program reads itself: an edit changes what it finds there.

Followed is the path of a file, from where it is asked for to where the file is read: `__file__`,
the first word of the command line, what `inspect` says, and the files that are found by a pattern.
Facts are those of the functions' own reference documentation.
"""

from __future__ import annotations

import libcst as cst

from migrator.analysis.models.outside.common import Handler, first
from migrator.analysis.source.module import Module
from migrator.analysis.store.machine import Machine, unknown
from migrator.analysis.values import (
    UNKNOWN,
    Arguments,
    Bound,
    Class,
    Const,
    External,
    ExternalInstance,
    Function,
    Hole,
    ModuleValue,
    Sequence,
    SourceFile,
    Text,
    Value,
    alternatives,
    constituents,
    hole,
)
from migrator.analysis.values.frames import Frame

FRAME = "?source-frame"
"""The name of what is told of a place in the source, such as of one that a traceback names."""


def path_of(module: Module | None) -> Value:
    """The path of the file of a module; of None, that of any module."""
    return hole(SourceFile("__file__", module=module), "__file__")


def attribute(value: Value, name: str) -> Value | None:
    """An attribute of a path that leads to a file of the project; None where it does not."""
    if _file(value) is None or (hasattr(str, name) and not name.startswith("with")):
        return None
    if name in ("name", "stem", "suffix", "suffixes", "parts", "parent", "parents", "anchor"):
        return unknown(name)
    return Bound(External(f"?source.{name}"), value)


def shows_source(machine: Machine, value: Value, name: str) -> bool:
    """Whether an attribute shows what is written in the source; then it is noted as read."""
    of_frame = isinstance(value, ExternalInstance) and value.name == FRAME
    found = name == "co_consts" or (of_frame and name in ("line", "code_context", "_line"))
    if found:
        _read_all(machine)
    return found


def _file(value: Value) -> SourceFile | None:
    piece = value.pieces[0] if isinstance(value, Text) and len(value.pieces) == 1 else None
    held = piece.value if isinstance(piece, Hole) else None
    return held if isinstance(held, SourceFile) else None


def _read_all(machine: Machine) -> None:
    machine.recorder.executed.update(module.path for module in machine.project.loaded())


def _named(machine: Machine, name: Value) -> list[Module]:
    """The modules whose file has the name that a text ends with."""
    last = name.pieces[-1] if isinstance(name, Text) and name.pieces else None
    known = "" if last is None or isinstance(last, Hole) else last.text.rpartition("/")[2]
    if not known.endswith(".py"):
        return []
    return [m for m in machine.project.loaded() if m.path.rpartition("/")[2] == known]


def _read(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value | None:
    """`open(path)`: every character of that module counts from then on."""
    mode = arguments.get("mode", 1)
    known = mode.value.known if mode is not None and isinstance(mode.value, Text) else None
    if known is not None and set(known) & set("wax"):
        return None
    for _, path in alternatives(first(arguments, "file")):
        held = _file(path)
        if held is not None and held.module is None:
            _read_all(machine)
        elif held is not None and held.module is not None:
            machine.recorder.executed.add(held.module.path)
        machine.recorder.executed.update(module.path for module in _named(machine, path))
    return None


def _read_and_known(
    machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode
) -> Value:
    _read(machine, frame, Arguments(arguments.positional[:1]), node)
    return UNKNOWN


def _whole(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value | None:
    """`Path(path)`, `abspath(path)`: still that file, also where its name is written out."""
    found = first(arguments)
    if len(arguments.positional) != 1 or _file(found) is not None:
        return found if len(arguments.positional) == 1 else None
    named = _named(machine, found)
    return path_of(named[0] if len(named) == 1 else None) if named else None


def _folder(
    machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode
) -> Value | None:
    """`dirname(path)`: no file of the project."""
    return None if _file(first(arguments)) is None else hole(unknown("folder"))


def _beside(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`path.with_name(name)`: a module, or another file beside it."""
    name = arguments.positional[1].value if len(arguments.positional) > 1 else UNKNOWN
    found = _named(machine, name)
    return path_of(found[0] if len(found) == 1 else None) if found else unknown("file")


def _files(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value | None:
    """`folder.glob("*.py")`: one of them is any module."""
    pattern = first(arguments)
    known = pattern.pieces[-1] if isinstance(pattern, Text) and pattern.pieces else None
    if known is None or isinstance(known, Hole) or not known.text.endswith(".py"):
        return None
    return Sequence(machine.path, None, element=path_of(None))


def _text_of(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`inspect.getsource(x)`: every character of a module counts from then on."""
    for module in _homes(first(arguments, "object")):
        machine.recorder.executed.add(module.path)
    return UNKNOWN


def _file_of(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`inspect.getfile(x)`."""
    homes = set(_homes(first(arguments, "object")))
    return path_of(homes.pop() if len(homes) == 1 else None)


def _homes(value: Value) -> list[Module]:
    return [
        part.module
        for part in constituents(value)
        if isinstance(part, (Function, Class, ModuleValue))
    ]


def _frames(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`traceback.extract_tb(...)`, `inspect.stack()`: places with the lines that stand there."""
    told = ExternalInstance(FRAME, Arguments(), path=machine.path)
    return Sequence(machine.path, None, element=told)


def _one_frame(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    return ExternalInstance(FRAME, Arguments(), path=machine.path)


def first_argument(frame: Frame, key: Value) -> Value | None:
    """`sys.argv[0]`: the file that is run, which may be this one."""
    is_first = isinstance(key, Const) and key.value == 0
    return path_of(frame.module) if is_first else None


def _same(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    return first(arguments)


_KEEPING = ("resolve", "absolute", "expanduser", "as_posix", "readlink", "__fspath__")
_READING = ("open", "read_text", "read_bytes", "stat", "lstat", "samefile")

HANDLERS: dict[str, Handler] = {
    "read-file": _read,
    "path": _whole,
    "folder": _folder,
    "files": _files,
    "source": _text_of,
    "source-file": _file_of,
    "source-frames": _frames,
    "source-frame": _one_frame,
    **{f"?source.{name}": _same for name in _KEEPING},
    **{f"?source.{name}": _read_and_known for name in _READING},
    "?source.with_name": _beside,
}
