"""The recorder: runs in other people's programs, and writes a line for each request of a rule.

Decided here: Python 3.8 and the standard library are all it needs, and it is never imported by the
tool itself. It looks at requests where the program hands them to a client, above the libraries that
stub them; a client below another one is passed through. A hook first lets the program have what it
asked for and never raises by itself. Of a request that matches no rule only the lines are written
that it came over, once. A line is written with one system call to a file that is
opened for it, so that neither a fork nor a kill nor a program that closes all files loses or
disturbs anything. Values, headers and the user's name in a URL are never written.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # a small program must not pay for importing what is for readers only
if TYPE_CHECKING:
    from types import CodeType, FrameType, ModuleType
    from typing import Any

_EVENTS = os.path.join("asyncio", "events.py")
_FRAMES = 30  # of the project, innermost first
_DEPTH = 2_000
_BODY = 1_000_000  # bytes of a body that are looked at
_KEYS = 100
_CACHED = 1_000
_NAME = 200  # characters of a key
_OTHERS = {"site-packages", "dist-packages", ".venv", "venv", ".tox", ".nox", "node_modules"}
_CLIENTS = "migrator_recorder_clients"
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

settings: dict[str, Any] = {}
current: Any = None  # the request of an outer client that is under way in this context
outer: Any = None  # frames of whoever handed work to a task or a pool
_places: dict[str, str | None] = {}
_done: set[str] = set()
_urls: dict[Any, Any] = {}
_begun: dict[Any, bytes] = {}
_crossed: set[tuple[str, int]] = set()
_process: tuple[int, str] = (0, "")
_count: Any = None


class Event:
    """One request that is under way."""

    __slots__ = ("name", "reached")

    def __init__(self, name: str) -> None:
        self.name = name
        self.reached = False  # whether it came through to the network


# Starting ------------------------------------------------------------------------------------


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

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name not in _WATCHED or name in self._busy:
            return None
        self._busy.append(name)
        try:
            for finder in sys.meta_path:
                find = getattr(finder, "find_spec", None)
                spec = None if finder is self or find is None else find(name, path, target)
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
        if name != "subprocess":
            _prepare()
        _clients().HOOKS[name](module)
        _done.add(name)
    except Exception:
        pass


def _clients() -> Any:
    """The module beside this one that knows the clients; it is read when there is one."""
    if _CLIENTS not in sys.modules:
        from importlib.util import module_from_spec, spec_from_file_location

        path = os.path.join(settings["folder"], f"{_CLIENTS}.py")
        spec = spec_from_file_location(_CLIENTS, path)
        assert spec is not None
        assert spec.loader is not None
        module = sys.modules[_CLIENTS] = module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[_CLIENTS]


def _prepare() -> None:
    """Read the settings, once."""
    global current, outer, _count
    if current is None:
        import itertools
        import json
        import re
        from contextvars import ContextVar

        with open(os.path.join(settings["folder"], "settings.json"), encoding="utf-8") as file:
            settings.update(json.load(file))
        for rule in settings["rules"]:
            for path in rule["paths"]:
                path["pattern"] = re.compile(path["pattern"])
        settings["local"] = re.compile(settings["local"])
        settings["dumps"] = json.JSONEncoder(separators=(",", ":")).encode
        _count = itertools.count()
        outer = ContextVar("migratorouter", default=None)
        current = ContextVar("migratorcurrent", default=None)
        for name in _CARRIERS:
            if name in sys.modules:
                _apply(name, sys.modules[name])


# What is written -----------------------------------------------------------------------------


def begin(
    client: str,
    method: Any,
    url: Any,
    body: Any,
    form: bool,
    above: FrameType,
) -> Event | None:
    """Write down a request if it matches a rule; None when it does not."""
    url = text_of(url)
    method = text_of(method).upper()
    found = _found(method, url)
    if found is None:
        _elsewhere(above)
        return None
    keys = None if body is NotImplemented else _keys(body, form)
    event = Event(f"{os.getpid()}-{next(_count)}")
    frames = stack_of(above)
    # A suite sends the same request from the same place many times.
    alike = (client, method, url, None if keys is None else tuple(keys), tuple(map(tuple, frames)))
    rest = _begun.get(alike)
    if rest is None:
        value = {**found, "method": method, "body": keys, "client": client, "frames": frames}
        rest = settings["dumps"](value)[1:].encode("ascii", "backslashreplace")
        _remember(_begun, alike, rest)
    _write(_named(event, rest))
    return event


def _elsewhere(above: FrameType) -> None:
    """Write down which lines a request came over that matches no rule, each line once."""
    places = [(place, line) for place, line, _ in stack_of(above)]
    new = [place for place in places if place not in _crossed]
    if new:
        _crossed.update(new)
        _write(b'{"elsewhere":' + settings["dumps"](new).encode("ascii", "backslashreplace") + b"}")


def _found(method: str, url: str) -> dict[str, Any] | None:
    """What is written of a URL that matches a rule, None when it matches none."""
    asked = (method, url)
    found = _urls.get(asked, _urls)
    if found is _urls:
        lower = url.lower()
        found = None
        for rule in settings["rules"]:
            if found is None and rule["method"] == method and rule["word"] in lower:
                found = _matched(rule, url)
        _remember(_urls, asked, found)
    return found


def _remember(cache: dict[Any, Any], key: Any, value: Any) -> None:
    if len(cache) >= _CACHED:
        cache.clear()
    cache[key] = value


def finish(event: Event, status: Any, stubbed: bool | None = None) -> None:
    """Write down how a request ended; `status` is None when there was no answer."""
    if stubbed is None:
        stubbed = not event.reached
    known = isinstance(status, int) and not isinstance(status, bool)
    text = str(int(status)) if known else "null"
    end = f'"status":{text},"stubbed":{"true" if stubbed else "false"}}}'
    _write(_named(event, end.encode("ascii")))


def _matched(rule: dict[str, Any], url: str) -> dict[str, Any] | None:
    from urllib.parse import unquote, urlsplit

    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    local = not host or settings["local"].match(host) is not None
    if not local and rule["hosts"] and host not in rule["hosts"]:
        return None
    path = unquote(parts.path) if "%" in parts.path else parts.path
    path = "/" + "/".join(segment for segment in path.split("/") if segment)
    for wanted in rule["paths"]:
        if wanted["local"] and not local:
            continue
        match = wanted["pattern"].match(path)
        if match is not None:
            return {"rule": rule["code"], "endpoint": wanted["endpoint"], "scheme": parts.scheme,
                    "host": host, "path": _without_values(path, match),
                    "query": _query_keys(parts.query)}  # fmt: skip
    return None


def _without_values(path: str, match: Any) -> str:
    """The path with a name in braces for what a placeholder matched."""
    pieces, done = [], 0
    for name in sorted(match.groupdict(), key=match.start):
        begin_, end = match.span(name)
        if begin_ >= done and end > begin_:
            pieces += [path[done:begin_], "/" if name == "prefix" else "", "{" + name + "}"]
            done = end
    return "".join([*pieces, path[done:]])


def _query_keys(query: str) -> list[str]:
    from urllib.parse import parse_qsl

    # A part without `=` is a value as well as a key, so that it is left out.
    named = "&".join(part for part in query.split("&") if "=" in part)
    return _unique(key for key, _ in parse_qsl(named, keep_blank_values=True))


def _unique(keys: Any) -> list[str]:
    return sorted({str(key)[:_NAME] for key in keys})[:_KEYS]


def _keys(body: Any, form: bool) -> list[str] | None:
    """The keys of a body; None when it cannot be told without disturbing it."""
    if body is None or (isinstance(body, (str, bytes, dict)) and not body):
        return []
    if isinstance(body, dict):
        return _unique(body)
    if isinstance(body, (bytes, bytearray)):
        if len(body) > _BODY:
            return None
        body = bytes(body).decode("utf-8", "replace")
    if not isinstance(body, str) or len(body) > _BODY:
        return None
    if body.lstrip()[:1] == "{":
        import json

        try:
            return _unique(json.loads(body))
        except ValueError:
            return None
    return _query_keys(body) if form else None


def text_of(value: Any) -> str:
    """What a client takes for a text, as one."""
    if isinstance(value, str):
        return value
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _named(event: Event, rest: bytes) -> bytes:
    """A line that begins with the name of its request."""
    return b'{"id":"' + event.name.encode("ascii") + b'",' + rest


def _write(line: bytes) -> None:
    """Write a line so that nothing that happens afterwards can lose it."""
    global _process
    pid = os.getpid()
    if _process[0] != pid:  # a fork has a file of its own
        _process = (pid, os.path.join(settings["events"], f"{pid}-{os.urandom(4).hex()}.jsonl"))
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)
    file = os.open(_process[1], flags, 0o600)
    try:
        os.write(file, line + b"\n")
    finally:
        os.close(file)


# Frames --------------------------------------------------------------------------------------


def stack_of(frame: FrameType | None) -> list[list[Any]]:
    """The frames in files of the project, innermost first: path, line, function."""
    found: list[list[Any]] = []
    for _ in range(_DEPTH):
        if frame is None or len(found) >= _FRAMES:
            break
        code = frame.f_code
        place = _place(code)
        if place is not None:
            found.append([place, frame.f_lineno, getattr(code, "co_qualname", code.co_name)])
        elif not found and code.co_name == "_run" and code.co_filename.endswith(_EVENTS):
            # Below is who runs the loop, and not who asked for this.
            found += outer.get() or ()
        frame = frame.f_back
    return found or list(outer.get() or _of_thread())


def _place(code: CodeType) -> str | None:
    """The path of a file of the project, from its root; None for any other file."""
    name = code.co_filename
    try:
        return _places[name]
    except KeyError:
        place = _places[name] = placed(name)
        return place


def placed(name: str) -> str | None:
    """The same for the name of a file, as code has it."""
    if name.startswith("<"):
        return None
    path = os.path.realpath(os.path.join(settings["directory"], name))
    root = os.path.join(settings["root"], "")
    if not path.startswith(root) or not os.path.exists(path):
        return None
    for prefix in (sys.prefix, sys.base_prefix):
        prefix = os.path.join(os.path.realpath(prefix), "")
        if prefix != root and path.startswith(prefix) and not root.startswith(prefix):
            return None
    place = path[len(root) :].replace(os.sep, "/")
    return None if _OTHERS.intersection(place.split("/")) else place


def is_own(function: Any) -> bool:
    """Whether a function is of the project, so that its frames will be there."""
    function = getattr(function, "func", function)
    function = getattr(function, "__func__", function)
    code = getattr(function, "__code__", None)
    return code is not None and _place(code) is not None


def _of_thread() -> list[list[Any]]:
    threading = sys.modules.get("threading")
    started = settings.get("threads")
    if threading is None or started is None:
        return []
    frames: list[list[Any]] = started.get(threading.current_thread(), [])
    return frames
