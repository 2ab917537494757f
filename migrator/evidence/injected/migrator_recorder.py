"""The recorder: runs in other people's programs, and writes a line for each request of a rule.

Decided here: Python 3.8 and the standard library are all it needs, and it is never imported by the
tool itself. A module that knows how to send or to hand work on is hooked when the program has
imported it, and not before; the other modules of the recorder are read then. Nothing here raises
into the program.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # a small program must not pay for importing what is for readers only
if TYPE_CHECKING:
    from contextvars import ContextVar
    from importlib.machinery import ModuleSpec
    from types import ModuleType
    from typing import Any, Sequence

    from migrator_recorder_events import Event
    from migrator_recorder_frames import Stack

_CARRIERS = ("concurrent.futures.thread", "threading", "asyncio.base_events")
_WATCHED = frozenset(
    [
        "requests.sessions",
        "niquests.sessions",
        "niquests.async_session",
        "niquests._async",
        "httpx._client",
        "aiohttp.client",
        "aiohttp.connector",
        "urllib3.request",
        "urllib3._request_methods",
        "urllib3.connectionpool",
        "urllib3.poolmanager",
        "urllib3.connection",
        "urllib3._async.connection",
        "urllib3_future.connection",
        "urllib3_future._async.connection",
        "httplib2",
        "urllib.request",
        "http.client",
        "unittest.mock",
        "subprocess",
        *_CARRIERS,
    ]
)
_PARTS = ("frames", "slots", "events", "hooks", "carriers", "clients")

settings: dict[str, Any] = {}
# The request of an outer client that is under way in this context, and the frames of whoever handed
# work to a task or a pool. Both are made by `_prepare`, before anything is hooked that asks them.
current: ContextVar[Event | None] = None  # type: ignore[assignment]
outer: ContextVar[Stack | None] = None  # type: ignore[assignment]
_done: set[str] = set()


def start(folder: str) -> None:
    """Watch for the clients to be imported; `folder` holds this file and `settings.json`."""
    settings["folder"] = folder
    settings["directory"] = os.getcwd()
    sys.meta_path.insert(0, _Finder())
    for name in _WATCHED:
        if name in sys.modules:
            _apply(name, sys.modules[name])


class _Finder:
    """Finds nothing by itself; sees to it that a client is hooked when it has been imported."""

    def __init__(self) -> None:
        self._busy: list[str] = []

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name not in _WATCHED or name in self._busy:
            return None
        self._busy.append(name)
        try:
            for finder in sys.meta_path:
                find = getattr(finder, "find_spec", None)
                spec: ModuleSpec | None = None
                if finder is not self and find is not None:
                    spec = find(name, path, target)
                if spec is not None:
                    _watch(name, spec.loader)
                    return spec
        finally:
            self._busy.remove(name)
        return None


def _watch(name: str, loader: Any) -> None:
    """Hook the module once `loader` has run it."""
    try:
        run = loader.exec_module

        def exec_module(module: ModuleType) -> None:
            try:
                del loader.exec_module
            except AttributeError:
                pass
            run(module)
            _apply(name, module)

        if not isinstance(loader, type):
            loader.exec_module = exec_module
    except Exception:
        pass


def _apply(name: str, module: ModuleType) -> None:
    """Hook a module; what hands work on is hooked when there is a client whose work it may be."""
    try:
        if name in _done or (name in _CARRIERS and current is None):
            return
        if name == "subprocess":
            _part("processes").hook(module)
        else:
            _prepare()
            hooks = {**_part("clients").HOOKS, **_part("carriers").HOOKS}
            hooks[name](module)
        _done.add(name)
    except Exception:
        pass


def _part(name: str) -> Any:
    """A module of the recorder from the folder, which is on no path."""
    name = f"migrator_recorder_{name}"
    if name not in sys.modules:
        from importlib.util import module_from_spec, spec_from_file_location

        spec = spec_from_file_location(name, os.path.join(settings["folder"], f"{name}.py"))
        assert spec is not None
        assert spec.loader is not None
        module = sys.modules[name] = module_from_spec(spec)
        try:
            spec.loader.exec_module(module)
        except BaseException:
            del sys.modules[name]
            raise
    return sys.modules[name]


def _prepare() -> None:
    """Read the settings and the parts that need them, once."""
    global current, outer
    if current is not None:
        return
    import json
    import re
    from contextvars import ContextVar

    with open(os.path.join(settings["folder"], "settings.json"), encoding="utf-8") as file:
        settings.update(json.load(file))
    for rule in settings["rules"]:
        for path in rule["paths"]:
            path["pattern"] = re.compile(path["pattern"])
    settings["local"] = re.compile(settings["local"])
    outer = ContextVar("migratorouter", default=None)
    current = ContextVar("migratorcurrent", default=None)
    for name in _PARTS:
        _part(name)
    for name in _CARRIERS:
        if name in sys.modules:
            _apply(name, sys.modules[name])
