"""Where the recorder looks at requests: the clients, and what hands their work on.

Decided here: for each client the method that every request goes through and that no stubbing
library replaces. What is not as it is known to be is left alone.
"""

from __future__ import annotations

import functools
import os
import sys

import migrator_recorder as recorder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, Callable, Optional, Tuple

    from migrator_recorder import Event

    Request = Tuple[Any, Any, Any, bool]  # method, URL, body, whether it may be a form
    Describe = Callable[..., Optional[Request]]

_VERBS = ("get", "post", "put", "patch", "delete", "head", "options")

# Hooks ---------------------------------------------------------------------------------------


def _attempt(function: Callable[..., Any], *arguments: Any) -> Any:
    """What `function` returns; None when it fails, unless it is the program that raised there."""
    try:
        return function(*arguments)
    except Exception as error:
        trace = error.__traceback__
        while trace is not None:
            # A signal handler of the program may have raised in the middle of this.
            if recorder.placed(trace.tb_frame.f_code.co_filename) is not None:
                raise
            trace = trace.tb_next
        return None


def _begun(
    client: str, describe: Describe, above: FrameType, args: Any, kwargs: Any
) -> Event | None:
    if recorder.current.get() is not None:
        return None

    def described() -> Event | None:
        request = describe(*args, **kwargs)
        if request is None:
            return None
        method, url, body, form = request
        return recorder.begin(client, method, url, body, form, above)

    event: Event | None = _attempt(described)
    return event


def _failed(event: Event, error: BaseException) -> None:
    status = getattr(error, "code", None) or getattr(error, "status", None)
    _attempt(recorder.finish, event, status)


def _hook(
    owner: Any,
    name: str,
    client: str,
    describe: Describe,
    answer: Callable[[Any], Any],
    stubbed: Callable[[Any], bool | None] = lambda _: None,
) -> None:
    """Record calls of a method; `answer` tells the status of what it returns."""
    original = vars(owner).get(name)
    if not callable(original):
        return

    @functools.wraps(original)
    def hooked(*args: Any, **kwargs: Any) -> Any:
        event = _begun(client, describe, sys._getframe(1), args, kwargs)
        if event is None:
            return original(*args, **kwargs)
        token = recorder.current.set(event)
        try:
            result = original(*args, **kwargs)
        except BaseException as error:
            _failed(event, error)
            raise
        finally:
            recorder.current.reset(token)
        _attempt(lambda: recorder.finish(event, answer(result), stubbed(result)))
        return result

    setattr(owner, name, hooked)


def _hook_async(
    owner: Any,
    name: str,
    client: str,
    describe: Describe,
    answer: Callable[[Any], Any],
    stubbed: Callable[[Any], bool | None] = lambda _: None,
) -> None:
    original = vars(owner).get(name)
    if not callable(original):
        return

    @functools.wraps(original)
    async def hooked(*args: Any, **kwargs: Any) -> Any:
        event = _begun(client, describe, sys._getframe(0), args, kwargs)
        if event is None:
            return await original(*args, **kwargs)
        token = recorder.current.set(event)
        try:
            result = await original(*args, **kwargs)
        except BaseException as error:
            _failed(event, error)
            raise
        finally:
            recorder.current.reset(token)
        _attempt(lambda: recorder.finish(event, answer(result), stubbed(result)))
        return result

    setattr(owner, name, hooked)


def _mark(owner: Any, name: str, is_async: bool = False) -> None:
    """The network is reached when this method is called."""
    original = vars(owner).get(name)
    if not callable(original):
        return

    def mark() -> None:
        event = recorder.current.get()
        if event is not None:
            event.reached = True

    if is_async:

        @functools.wraps(original)
        async def marked_async(*args: Any, **kwargs: Any) -> Any:
            mark()
            return await original(*args, **kwargs)

        setattr(owner, name, marked_async)
        return

    @functools.wraps(original)
    def marked(*args: Any, **kwargs: Any) -> Any:
        mark()
        return original(*args, **kwargs)

    setattr(owner, name, marked)


# Clients -------------------------------------------------------------------------------------


def _is_form(headers: Any) -> bool:
    return "form" in recorder.text_of((headers or {}).get("Content-Type") or "")


def _prepared(_: Any, request: Any, *__: Any, **___: Any) -> Request:
    body = request.body
    return request.method, request.url, body, _is_form(request.headers)


def _first_status(response: Any) -> Any:
    """The status of the answer to the request itself, not to one that it was led on to."""
    history = getattr(response, "history", None)
    return (history[0] if history else response).status_code


def _status_unless_lazy(response: Any) -> Any:
    return None if getattr(response, "lazy", False) else _first_status(response)


def _requests(module: Any) -> None:
    _hook(module.Session, "send", "requests", _prepared, _first_status)


def _niquests(module: Any) -> None:
    _hook(module.Session, "send", "niquests", _prepared, _status_unless_lazy)


def _niquests_async(module: Any) -> None:
    _hook_async(module.AsyncSession, "send", "niquests", _prepared, _status_unless_lazy)


def _httpx(module: Any) -> None:
    def describe(_: Any, request: Any, *__: Any, **___: Any) -> Request:
        body = getattr(request, "_content", NotImplemented)
        return request.method, request.url, body, _is_form(request.headers)

    def stubbed(response: Any) -> bool:
        first = response.history[0] if response.history else response
        return "network_stream" not in first.extensions

    _hook(module.Client, "send", "httpx", describe, _first_status, stubbed)
    _hook_async(module.AsyncClient, "send", "httpx", describe, _first_status, stubbed)


def _aiohttp(module: Any) -> None:
    for verb in _VERBS:
        _hook_aiohttp(module.ClientSession, verb, verb)
    _hook_aiohttp(module.ClientSession, "request", None)
    _hook_aiohttp(module, "request", "")


def _hook_aiohttp(owner: Any, name: str, verb: str | None) -> None:
    """Methods that return what is awaited later; `verb` is "" for the function of the module."""
    original = vars(owner).get(name)
    if not callable(original):
        return

    def describe(*args: Any, **kwargs: Any) -> Request:
        given = list(args)
        session = None if verb == "" else given.pop(0)
        if verb:
            method: Any = verb
        else:
            method = given.pop(0) if given else kwargs["method"]
        url = given[0] if given else kwargs.get("url", kwargs.get("str_or_url"))
        build = getattr(session, "_build_url", str)
        body = kwargs.get("json")
        form = body is None
        return method, build(url), kwargs.get("data") if form else body, form

    @functools.wraps(original)
    def hooked(*args: Any, **kwargs: Any) -> Any:
        result = original(*args, **kwargs)
        event = _begun("aiohttp", describe, sys._getframe(1), args, kwargs)
        if event is not None:
            _attempt(lambda: setattr(result, "_coro", _awaited(result._coro, event)))
        return result

    setattr(owner, name, hooked)


async def _awaited(coroutine: Any, event: Event) -> Any:
    token = recorder.current.set(event)
    try:
        response = await coroutine
    except BaseException as error:
        _failed(event, error)
        raise
    finally:
        recorder.current.reset(token)

    def status() -> Any:
        history = getattr(response, "history", None)
        return (history[0] if history else response).status

    _attempt(lambda: recorder.finish(event, status()))
    return response


def _aiohttp_connector(module: Any) -> None:
    _mark(module.BaseConnector, "connect", is_async=True)


def _pool_url(pool: Any, url: Any) -> str:
    url = recorder.text_of(url)
    host = getattr(pool, "host", None)
    return url if host is None or "//" in url[:9] else f"{pool.scheme}://{host}{url}"


def _urllib3_request(module: Any) -> None:
    def describe(self: Any, method: Any, url: Any, *args: Any, **kwargs: Any) -> Request | None:
        body = kwargs.get("json") or kwargs.get("fields") or kwargs.get("body")
        if body is None and args:
            body = args[0]
        if not isinstance(body, (dict, str, bytes, type(None))):
            body = NotImplemented
        return method, _pool_url(self, url), body, True

    for name in ("request", "request_encode_body", "request_encode_url"):
        _hook(module.RequestMethods, name, "urllib3", describe, lambda r: r.status)


def _urllib3_urlopen(owner: Any) -> None:
    def describe(self: Any, method: Any, url: Any, *args: Any, **kwargs: Any) -> Request:
        body = kwargs.get("body", args[0] if args else None)
        if not isinstance(body, (str, bytes, type(None))):
            body = NotImplemented
        return method, _pool_url(self, url), body, True

    _hook(owner, "urlopen", "urllib3", describe, lambda r: r.status)


def _urllib3_pool(module: Any) -> None:
    _urllib3_urlopen(module.HTTPConnectionPool)


def _urllib3_manager(module: Any) -> None:
    _urllib3_urlopen(module.PoolManager)


def _urllib3_connection(module: Any) -> None:
    _mark(module.HTTPConnection, "request")


def _urllib3_async_connection(module: Any) -> None:
    _mark(module.AsyncHTTPConnection, "request", is_async=True)


def _httplib2(module: Any) -> None:
    def describe(
        _: Any, uri: Any, method: Any = "GET", body: Any = None, *_args: Any, **_kwargs: Any
    ) -> Request:
        return method, uri, body, True

    _hook(module.Http, "request", "httplib2", describe, lambda r: r[0].status)


def _urllib_request(module: Any) -> None:
    def describe(_: Any, fullurl: Any, data: Any = None, *_args: Any, **_kwargs: Any) -> Request:
        if isinstance(fullurl, str):
            return ("GET" if data is None else "POST"), fullurl, data, True
        body = fullurl.data if data is None else data
        method = fullurl.get_method() if body is fullurl.data else "POST"
        return method, fullurl.full_url, body, True

    _hook(module.OpenerDirector, "open", "urllib.request", describe, lambda r: r.status)


def _http_client(module: Any) -> None:
    """A request is one call, its answer another one; `pending` holds it in between."""
    from weakref import WeakKeyDictionary

    owner = module.HTTPConnection
    pending: Any = WeakKeyDictionary()
    request, putrequest, getresponse = owner.request, owner.putrequest, owner.getresponse

    def describe(
        self: Any, method: Any, url: Any, body: Any = None, *_args: Any, **_kwargs: Any
    ) -> Request:
        scheme = "https" if self.default_port == module.HTTPS_PORT else "http"
        host = self._tunnel_host or self.host
        url = recorder.text_of(url)
        return method, url if "//" in url[:9] else f"{scheme}://{host}{url}", body, True

    def describe_put(self: Any, method: Any, url: Any, *_: Any, **__: Any) -> Request:
        return describe(self, method, url, NotImplemented)

    @functools.wraps(request)
    def hooked_request(self: Any, *args: Any, **kwargs: Any) -> Any:
        event = _begun("http.client", describe, sys._getframe(1), (self, *args), kwargs)
        if event is None:
            return request(self, *args, **kwargs)
        event.reached = True
        pending[self] = event
        token = recorder.current.set(event)
        try:
            return request(self, *args, **kwargs)
        finally:
            recorder.current.reset(token)

    @functools.wraps(putrequest)
    def hooked_putrequest(self: Any, *args: Any, **kwargs: Any) -> Any:
        outer = recorder.current.get()
        if outer is not None:
            outer.reached = True
        else:
            event = _begun("http.client", describe_put, sys._getframe(1), (self, *args), kwargs)
            if event is not None:
                event.reached = True
                pending[self] = event
        return putrequest(self, *args, **kwargs)

    @functools.wraps(getresponse)
    def hooked_getresponse(self: Any, *args: Any, **kwargs: Any) -> Any:
        event = pending.pop(self, None)
        result = getresponse(self, *args, **kwargs)
        if event is not None:
            _attempt(recorder.finish, event, result.status)
        return result

    owner.request = hooked_request
    owner.putrequest = hooked_putrequest
    owner.getresponse = hooked_getresponse


def _mock(module: Any) -> None:
    """A mock in place of a client's function: nobody answers, but the request was made."""
    original = module.CallableMixin._mock_call

    def describe(self: Any, args: Any, kwargs: Any) -> Request | None:
        name = vars(self).get("_mock_new_name") or vars(self).get("_mock_name") or ""
        verb = name.strip("().").rpartition(".")[2]
        given = [value for value in args if isinstance(value, str)]
        if verb in _VERBS and (given or "url" in kwargs):
            method, url = verb, given[0] if given else kwargs["url"]
        elif verb == "request" and len(given) + len(kwargs) > 1:
            method = given.pop(0) if given else kwargs["method"]
            url = given[0] if given else kwargs["url"]
        else:
            return None
        body = kwargs.get("json")
        return method, url, kwargs.get("data") if body is None else body, True

    @functools.wraps(original)
    def hooked(self: Any, *args: Any, **kwargs: Any) -> Any:
        if recorder.current.get() is None:
            event = _begun("unittest.mock", describe, sys._getframe(1), (self, args, kwargs), {})
            if event is not None:
                _attempt(recorder.finish, event, None)
        return original(self, *args, **kwargs)

    module.CallableMixin._mock_call = hooked


# Work that is handed on: its frames are those of whoever handed it on -------------------------


def _carry(frames: list[list[Any]], function: Any, args: Any, kwargs: Any) -> Any:
    token = recorder.outer.set(frames)
    try:
        return function(*args, **kwargs)
    finally:
        recorder.outer.reset(token)


def _pools(module: Any) -> None:
    owner = module.ThreadPoolExecutor
    original = owner.submit

    @functools.wraps(original)
    def submit(self: Any, *args: Any, **kwargs: Any) -> Any:
        if args and not _attempt(recorder.is_own, args[0]):
            frames = _attempt(recorder.stack_of, sys._getframe(1))
            if frames:
                return original(self, _carry, frames, args[0], args[1:], kwargs)
        return original(self, *args, **kwargs)

    owner.submit = submit


def _threads(module: Any) -> None:
    from weakref import WeakKeyDictionary

    started = recorder.settings["threads"] = WeakKeyDictionary()
    original = module.Thread.start

    @functools.wraps(original)
    def start_(self: Any) -> None:
        def note() -> None:
            if not recorder.is_own(getattr(self, "_target", None)):
                started[self] = recorder.stack_of(sys._getframe(2))

        _attempt(note)
        original(self)

    module.Thread.start = start_


def _tasks(module: Any) -> None:
    owner = module.BaseEventLoop
    original = owner.create_task

    def frames_of(coroutine: Any, above: FrameType) -> Any:
        code = getattr(coroutine, "cr_code", None)
        if code is None or not any(name in code.co_filename for name in ("httpx", "niquests")):
            return None
        return recorder.stack_of(above)

    @functools.wraps(original)
    def create_task(self: Any, coro: Any, *args: Any, **kwargs: Any) -> Any:
        frames = _attempt(frames_of, coro, sys._getframe(1))
        if not frames:
            return original(self, coro, *args, **kwargs)
        token = recorder.outer.set(frames)
        try:
            return original(self, coro, *args, **kwargs)
        finally:
            recorder.outer.reset(token)

    owner.create_task = create_task


def _processes(module: Any) -> None:
    """A program may start another one with an environment of its own."""
    original = module.Popen._execute_child
    position = 6  # of `env`, after self, in every version so far

    def with_ours(environment: Any) -> Any:
        environment = os.environ if environment is None else environment
        folder = recorder.settings["folder"]
        path = environment.get("PYTHONPATH") or ""
        if folder in path.split(os.pathsep):
            return None
        return {**environment, "PYTHONPATH": f"{folder}{os.pathsep}{path}" if path else folder}

    @functools.wraps(original)
    def execute(self: Any, *args: Any, **kwargs: Any) -> Any:
        if len(args) > position and (args[position] is None or isinstance(args[position], dict)):
            environment = _attempt(with_ours, args[position])
            if environment is not None:
                args = (*args[:position], environment, *args[position + 1 :])
        return original(self, *args, **kwargs)

    if original.__code__.co_varnames[position + 1] == "env":
        module.Popen._execute_child = execute


HOOKS: dict[str, Callable[[Any], None]] = {
    "requests.sessions": _requests,
    "niquests.sessions": _niquests,
    "niquests.async_session": _niquests_async,
    "niquests._async": _niquests_async,
    "httpx._client": _httpx,
    "aiohttp.client": _aiohttp,
    "aiohttp.connector": _aiohttp_connector,
    "urllib3.request": _urllib3_request,
    "urllib3._request_methods": _urllib3_request,
    "urllib3.connectionpool": _urllib3_pool,
    "urllib3.poolmanager": _urllib3_manager,
    "urllib3.connection": _urllib3_connection,
    "urllib3._async.connection": _urllib3_async_connection,
    "urllib3_future.connection": _urllib3_connection,
    "urllib3_future._async.connection": _urllib3_async_connection,
    "httplib2": _httplib2,
    "urllib.request": _urllib_request,
    "http.client": _http_client,
    "unittest.mock": _mock,
    "concurrent.futures.thread": _pools,
    "threading": _threads,
    "asyncio.base_events": _tasks,
    "subprocess": _processes,
}
