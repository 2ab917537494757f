"""Where a request comes from: the lines of the project that are on the way to it.

Decided here: a frame belongs to the project when its file lies below the folder in which the
command was started, and in no environment there. Most frames are of libraries, and a suite comes
over the same lines again and again, so that nothing is worked out twice.
"""

from __future__ import annotations

import os
import sys

import migrator_recorder as recorder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, Tuple

    Line = Tuple[str, int, str]  # path, line, function

_EVENTS = os.path.join("asyncio", "events.py")
_MOST = 30  # frames of the project, innermost first
_DEPTH = 2_000
_CACHED = 10_000
_OTHERS = {"site-packages", "dist-packages", ".venv", "venv", ".tox", ".nox", "node_modules"}


class Stack:
    """Lines of the project on the way to a request, innermost first; the same ones are one."""

    __slots__ = ("kept", "lines")

    def __init__(self, lines: tuple[Line, ...], kept: Any = None) -> None:
        self.lines = lines
        self.kept = kept  # what the numbers by which this is found belong to


_NOWHERE = Stack(())
_LOOP = ""  # in place of a path: the file in which an event loop runs what it was given
# What is known of files, by their names: a path, `_LOOP`, or None for any other file.
_places: dict[str, str | None] = {}
_stacks: dict[tuple[int, ...], Stack] = {}


def stack_of(frame: FrameType | None) -> Stack:
    """The frames in files of the project, innermost first."""
    found: list[FrameType] = []
    numbers: list[int] = []
    places = _places
    handed_on = None
    for _ in range(_DEPTH):
        if frame is None:
            break
        code = frame.f_code
        try:
            place = places[code.co_filename]
        except KeyError:
            place = _place(code.co_filename)
        if place is None:
            pass
        elif place:
            found.append(frame)
            numbers += (id(code), frame.f_lasti)
            if len(found) >= _MOST:
                break
        elif not found and code.co_name == "_run":
            # Below is who runs the loop, and not who asked for this.
            handed_on = recorder.outer.get()
        frame = frame.f_back
    if not found:
        return handed_on or recorder.outer.get() or _of_thread()
    numbers.append(id(handed_on))
    known = _stacks.get(tuple(numbers))
    return _new_stack(tuple(numbers), found, handed_on) if known is None else known


def _new_stack(numbers: tuple[int, ...], found: list[FrameType], handed_on: Stack | None) -> Stack:
    lines = () if handed_on is None else handed_on.lines
    lines += tuple([_line(frame) for frame in found])
    if len(_stacks) >= _CACHED:
        _stacks.clear()
    # What a number belongs to is kept, so that the number cannot become another one's.
    kept = ([frame.f_code for frame in found], handed_on)
    return _stacks.setdefault(numbers, Stack(lines, kept))


def _line(frame: FrameType) -> Line:
    code = frame.f_code
    place = _places[code.co_filename]
    assert place is not None
    return place, frame.f_lineno, getattr(code, "co_qualname", code.co_name)


def comes_from_the_program(frame: FrameType | None, hooks: set[int]) -> bool:
    """Whether the project asked for a request within another one, and not the outer client."""
    for _ in range(_DEPTH):
        if frame is None:
            return False
        code = frame.f_code
        place = _place(code.co_filename)
        if place:
            return True
        if id(code) in hooks or (place is not None and code.co_name == "_run"):
            return False
        frame = frame.f_back
    return False


def placed(name: str) -> str | None:
    """The path of a file of the project, from its root; None for any other file."""
    return _place(name) or None


def _place(name: str) -> str | None:
    try:
        return _places[name]
    except KeyError:
        found = _places[name] = _looked_up(name)
        return found


def _looked_up(name: str) -> str | None:
    if name.startswith("<"):
        return None
    path = os.path.realpath(os.path.join(recorder.settings["directory"], name))
    root = os.path.join(recorder.settings["root"], "")
    other = _LOOP if name.endswith(_EVENTS) else None
    if not path.startswith(root) or not os.path.exists(path):
        return other
    for prefix in (sys.prefix, sys.base_prefix):
        prefix = os.path.join(os.path.realpath(prefix), "")
        if prefix != root and path.startswith(prefix) and not root.startswith(prefix):
            return other
    place = path[len(root) :].replace(os.sep, "/")
    return other if _OTHERS.intersection(place.split("/")) else place


def is_own(function: Any) -> bool:
    """Whether a function is of the project, so that its frames will be there."""
    function = getattr(function, "func", function)
    function = getattr(function, "__func__", function)
    code = getattr(function, "__code__", None)
    return code is not None and placed(code.co_filename) is not None


def _of_thread() -> Stack:
    threading = sys.modules.get("threading")
    started = recorder.settings.get("threads")
    if threading is None or started is None:
        return _NOWHERE
    stack: Stack = started.get(threading.current_thread(), _NOWHERE)
    return stack
