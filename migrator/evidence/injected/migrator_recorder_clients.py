"""Where the recorder looks at requests: the clients, and mocks in their place.

Decided here: for each client the method that every request goes through and that no stubbing
library replaces. What is not as it is known to be is left alone.
"""

from __future__ import annotations

import functools
import sys

import migrator_recorder as recorder
from migrator_recorder_events import PASSED, finish, text_of
from migrator_recorder_hooks import attempt, begun, ended, hook, hook_async, mark, own_frames

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

    from migrator_recorder_events import Event
    from migrator_recorder_hooks import Request

_VERBS = ("get", "post", "put", "patch", "delete", "head", "options")


def _prepared(_: Any, request: Any, *__: Any, **___: Any) -> Request:
    return request.method, request.url, request.body, request.headers


def _first_status(response: Any) -> Any:
    """The status of the answer to the request itself, not to one that it was led on to."""
    history = getattr(response, "history", None)
    return (history[0] if history else response).status_code


def _status_unless_lazy(response: Any) -> Any:
    return None if getattr(response, "lazy", False) else _first_status(response)


def _requests(module: Any) -> None:
    hook(module.Session, "send", "requests", _prepared, _first_status)


def _niquests(module: Any) -> None:
    hook(module.Session, "send", "niquests", _prepared, _status_unless_lazy)


def _niquests_async(module: Any) -> None:
    hook_async(module.AsyncSession, "send", "niquests", _prepared, _status_unless_lazy)


def _httpx(module: Any) -> None:
    def describe(_: Any, request: Any, *__: Any, **___: Any) -> Request:
        body = getattr(request, "_content", NotImplemented)
        return request.method, request.url, body, request.headers

    def stubbed(response: Any) -> bool:
        first = response.history[0] if response.history else response
        return "network_stream" not in first.extensions

    hook(module.Client, "send", "httpx", describe, _first_status, stubbed)
    hook_async(module.AsyncClient, "send", "httpx", describe, _first_status, stubbed)


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
        event = begun("aiohttp", describe, sys._getframe(1), args, kwargs)
        if event is not None and event is not PASSED:
            attempt(lambda: setattr(result, "_coro", _awaited(result._coro, event)))
        return result

    setattr(owner, name, hooked)


async def _awaited(coroutine: Any, event: Event) -> Any:
    token = recorder.current.set(event)
    try:
        response = await coroutine
    except BaseException as error:
        ended(event, error)
        raise
    finally:
        recorder.current.reset(token)

    def status() -> Any:
        history = getattr(response, "history", None)
        return (history[0] if history else response).status

    attempt(lambda: finish(event, status()))
    return response


def _aiohttp_connector(module: Any) -> None:
    mark(module.BaseConnector, "connect", is_async=True)


def _pool_url(pool: Any, url: Any) -> str:
    url = text_of(url)
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
        hook(module.RequestMethods, name, "urllib3", describe, lambda r: r.status)


def _urllib3_urlopen(owner: Any) -> None:
    def describe(self: Any, method: Any, url: Any, *args: Any, **kwargs: Any) -> Request:
        body = kwargs.get("body", args[0] if args else None)
        if not isinstance(body, (str, bytes, type(None))):
            body = NotImplemented
        return method, _pool_url(self, url), body, True

    hook(owner, "urlopen", "urllib3", describe, lambda r: r.status)


def _urllib3_pool(module: Any) -> None:
    _urllib3_urlopen(module.HTTPConnectionPool)


def _urllib3_manager(module: Any) -> None:
    _urllib3_urlopen(module.PoolManager)


def _urllib3_connection(module: Any) -> None:
    mark(module.HTTPConnection, "request")


def _urllib3_async_connection(module: Any) -> None:
    mark(module.AsyncHTTPConnection, "request", is_async=True)


def _httplib2(module: Any) -> None:
    def describe(
        _: Any, uri: Any, method: Any = "GET", body: Any = None, *_args: Any, **_kwargs: Any
    ) -> Request:
        return method, uri, body, True

    hook(module.Http, "request", "httplib2", describe, lambda r: r[0].status)


def _opened(url: Any, data: Any) -> Request:
    if isinstance(url, str):
        return ("GET" if data is None else "POST"), url, data, True
    body = url.data if data is None else data
    method = url.get_method() if body is url.data else "POST"
    return method, url.full_url, body, True


def _urllib_request(module: Any) -> None:
    def describe(_: Any, fullurl: Any, data: Any = None, *_args: Any, **_kwargs: Any) -> Request:
        return _opened(fullurl, data)

    def status(response: Any) -> Any:
        return getattr(response, "status", None) or response.getcode()

    hook(module.OpenerDirector, "open", "urllib.request", describe, status)


def _http_client(module: Any) -> None:
    """A request is one call, its answer another one; `pending` holds it in between."""
    from socket import socket
    from weakref import WeakKeyDictionary

    owner = module.HTTPConnection
    pending: Any = WeakKeyDictionary()
    request, putrequest, getresponse = owner.request, owner.putrequest, owner.getresponse

    def describe(
        self: Any, method: Any, url: Any, body: Any = None, *_args: Any, **_kwargs: Any
    ) -> Request:
        scheme = "https" if self.default_port == module.HTTPS_PORT else "http"
        host = self._tunnel_host or self.host
        url = text_of(url)
        return method, url if "//" in url[:9] else f"{scheme}://{host}{url}", body, True

    def describe_put(self: Any, method: Any, url: Any, *_: Any, **__: Any) -> Request:
        return describe(self, method, url, NotImplemented)

    @functools.wraps(request)
    def hooked_request(self: Any, *args: Any, **kwargs: Any) -> Any:
        event = begun("http.client", describe, sys._getframe(1), (self, *args), kwargs)
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
        event = begun("http.client", describe_put, sys._getframe(1), (self, *args), kwargs)
        if event is not None:
            event.reached = True
            pending[self] = event
        outer = recorder.current.get()
        if outer is not None:
            outer.reached = True
        return putrequest(self, *args, **kwargs)

    @functools.wraps(getresponse)
    def hooked_getresponse(self: Any, *args: Any, **kwargs: Any) -> Any:
        event = pending.pop(self, PASSED)
        connected = isinstance(getattr(self, "sock", None), socket)
        result = getresponse(self, *args, **kwargs)
        if event is not PASSED:
            attempt(finish, event, result.status, not connected)
        return result

    own_frames.update((id(hooked_request.__code__), id(hooked_putrequest.__code__)))
    owner.request = hooked_request
    owner.putrequest = hooked_putrequest
    owner.getresponse = hooked_getresponse


def _mock(module: Any) -> None:
    """A mock in place of a client's function: nobody answers, but the request was made."""
    original = module.CallableMixin._mock_call

    def describe(self: Any, args: Any, kwargs: Any) -> Request | None:
        name = vars(self).get("_mock_new_name") or vars(self).get("_mock_name") or ""
        return _mocked(name.strip("().").rpartition(".")[2], args, kwargs)

    @functools.wraps(original)
    def hooked(self: Any, *args: Any, **kwargs: Any) -> Any:
        event = begun("unittest.mock", describe, sys._getframe(1), (self, args, kwargs), {})
        if event is not None and event is not PASSED:
            attempt(finish, event, None)
        return original(self, *args, **kwargs)

    module.CallableMixin._mock_call = hooked


def _mocked(name: str, args: Any, kwargs: Any) -> Request | None:
    """The request that a call of a mock of this name stands for."""
    body = kwargs.get("json")
    body = kwargs.get("data") if body is None else body
    given = [value for value in args if isinstance(value, str)]
    if name in _VERBS and (given or "url" in kwargs):
        return name, given[0] if given else kwargs["url"], body, True
    if name == "request" and len(given) + len(kwargs) > 1:
        method = given.pop(0) if given else kwargs["method"]
        url = given.pop(0) if given else kwargs["url"]
        return method, url, given[0] if given and body is None else body, True
    if name == "urlopen" and args:
        data = kwargs.get("data", args[1] if args[1:] else None)
        return _opened(args[0], data)
    if name == "send":
        # A request that was prepared; the object that sends it may come first.
        ready = (r for r in args if isinstance(getattr(r, "method", None), str))
        request = next((r for r in ready if hasattr(r, "url")), None)
        if request is not None:
            body = getattr(request, "body", getattr(request, "_content", NotImplemented))
            return request.method, request.url, body, getattr(request, "headers", None)
    return None


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
}
