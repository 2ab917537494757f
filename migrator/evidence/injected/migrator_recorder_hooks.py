"""How the recorder looks at a method of a client: before it, after it, and never in its way.

Decided here: a hook first lets the program have what it asked for and never raises by itself. A
client below another one is passed through, unless it is the program that sends a request within
another one, as the handler of a test client does.
"""

from __future__ import annotations

import functools
import sys

import migrator_recorder as recorder
import migrator_recorder_events as events
import migrator_recorder_frames as frames

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, Callable, Optional, Tuple

    from migrator_recorder_events import Event

    Request = Tuple[Any, Any, Any, Any]  # method, URL, body, whether it may be a form
    Describe = Callable[..., Optional[Request]]

own_frames: set[int] = set()  # identities of the code of hooks, to know their frames by


def attempt(function: Callable[..., Any], *arguments: Any) -> Any:
    """What `function` returns; None when it fails, unless it is the program that raised there."""
    try:
        return function(*arguments)
    except Exception as error:
        failed(error)
        return None


def failed(error: Exception) -> None:
    """Raise an error again that is the program's, and no other."""
    trace = error.__traceback__
    while trace is not None:
        # A signal handler of the program may have raised in the middle of this.
        if frames.placed(trace.tb_frame.f_code.co_filename) is not None:
            raise error
        trace = trace.tb_next


def begun(
    client: str, describe: Describe, above: FrameType, args: Any, kwargs: Any
) -> Event | None:
    """The request that begins with a call; None for a part of one that is under way."""
    outer = recorder.current.get()
    try:
        if outer is not None and not frames.comes_from_the_program(above, own_frames):
            return None
        request = describe(*args, **kwargs)
        if request is None:
            return None
        event = events.begin(client, request, above, outer)
        if event is None:
            return events.PASSED
        return None if event is outer else event
    except Exception as error:
        failed(error)
        return None


def ended(event: Event, error: BaseException) -> None:
    """Write down that a request ended with an exception, which may be its answer."""
    if event.found is not None:
        status = getattr(error, "code", None) or getattr(error, "status", None)
        attempt(events.finish, event, status)


def answered(
    event: Event,
    result: Any,
    answer: Callable[[Any], Any],
    stubbed: Callable[[Any], bool | None],
) -> None:
    """Write down that a request ended with a result."""
    if event.found is not None:
        try:
            events.finish(event, answer(result), stubbed(result))
        except Exception as error:
            failed(error)


def _not_told(_: Any) -> bool | None:
    return None


def hook(
    owner: Any,
    name: str,
    client: str,
    describe: Describe,
    answer: Callable[[Any], Any],
    stubbed: Callable[[Any], bool | None] = _not_told,
) -> None:
    """Record calls of a method; `answer` tells the status of what it returns."""
    original = vars(owner).get(name)
    if not callable(original):
        return

    @functools.wraps(original)
    def hooked(*args: Any, **kwargs: Any) -> Any:
        event = begun(client, describe, sys._getframe(1), args, kwargs)
        if event is None:
            return original(*args, **kwargs)
        token = recorder.current.set(event)
        try:
            result = original(*args, **kwargs)
        except BaseException as error:
            ended(event, error)
            raise
        finally:
            recorder.current.reset(token)
        answered(event, result, answer, stubbed)
        return result

    own_frames.add(id(hooked.__code__))
    setattr(owner, name, hooked)


def hook_async(
    owner: Any,
    name: str,
    client: str,
    describe: Describe,
    answer: Callable[[Any], Any],
    stubbed: Callable[[Any], bool | None] = _not_told,
) -> None:
    """The same for a coroutine function."""
    original = vars(owner).get(name)
    if not callable(original):
        return

    @functools.wraps(original)
    async def hooked(*args: Any, **kwargs: Any) -> Any:
        event = begun(client, describe, sys._getframe(1), args, kwargs)
        if event is None:
            return await original(*args, **kwargs)
        token = recorder.current.set(event)
        try:
            result = await original(*args, **kwargs)
        except BaseException as error:
            ended(event, error)
            raise
        finally:
            recorder.current.reset(token)
        answered(event, result, answer, stubbed)
        return result

    own_frames.add(id(hooked.__code__))
    setattr(owner, name, hooked)


def mark(owner: Any, name: str, is_async: bool = False) -> None:
    """The network is reached when this method is called."""
    original = vars(owner).get(name)
    if not callable(original):
        return

    def reach() -> None:
        event = recorder.current.get()
        if event is not None:
            event.reached = True

    if is_async:

        @functools.wraps(original)
        async def marked_async(*args: Any, **kwargs: Any) -> Any:
            reach()
            return await original(*args, **kwargs)

        setattr(owner, name, marked_async)
        return

    @functools.wraps(original)
    def marked(*args: Any, **kwargs: Any) -> Any:
        reach()
        return original(*args, **kwargs)

    setattr(owner, name, marked)
