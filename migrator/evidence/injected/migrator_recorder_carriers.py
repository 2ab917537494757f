"""Work that is handed on: its frames are those of whoever handed it on."""

from __future__ import annotations

import functools
import sys

import migrator_recorder as recorder
import migrator_recorder_frames as frames
from migrator_recorder_hooks import attempt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType, ModuleType
    from typing import Any, Callable

    from migrator_recorder_frames import Stack


def _carry(
    stack: Stack,
    function: Callable[..., object],
    args: tuple[object, ...],
    kwargs: dict[str, object],
) -> object:
    token = recorder.outer.set(stack)
    try:
        return function(*args, **kwargs)
    finally:
        recorder.outer.reset(token)


def _pools(module: ModuleType) -> None:
    owner = module.ThreadPoolExecutor
    original = owner.submit

    @functools.wraps(original)
    def submit(self: Any, *args: Any, **kwargs: Any) -> Any:
        if args and not attempt(frames.is_own, args[0]):
            stack = attempt(frames.stack_of, sys._getframe(1))
            if stack:
                return original(self, _carry, stack, args[0], args[1:], kwargs)
        return original(self, *args, **kwargs)

    owner.submit = submit


def _threads(module: ModuleType) -> None:
    from weakref import WeakKeyDictionary

    started = recorder.settings["threads"] = WeakKeyDictionary()
    original = module.Thread.start

    @functools.wraps(original)
    def start_(self: Any) -> None:
        def note() -> None:
            if not frames.is_own(getattr(self, "_target", None)):
                started[self] = frames.stack_of(sys._getframe(2))

        attempt(note)
        original(self)

    module.Thread.start = start_


def _tasks(module: Any) -> None:
    owner = module.BaseEventLoop
    original = owner.create_task

    def frames_of(coroutine: Any, above: FrameType) -> Any:
        code = getattr(coroutine, "cr_code", None)
        if code is None or not any(name in code.co_filename for name in ("httpx", "niquests")):
            return None
        return frames.stack_of(above)

    @functools.wraps(original)
    def create_task(self: Any, coro: Any, *args: Any, **kwargs: Any) -> Any:
        stack = attempt(frames_of, coro, sys._getframe(1))
        if not stack:
            return original(self, coro, *args, **kwargs)
        token = recorder.outer.set(stack)
        try:
            return original(self, coro, *args, **kwargs)
        finally:
            recorder.outer.reset(token)

    owner.create_task = create_task


HOOKS: dict[str, Callable[[Any], None]] = {
    "concurrent.futures.thread": _pools,
    "threading": _threads,
    "asyncio.base_events": _tasks,
}
