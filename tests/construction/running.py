"""Run a program in this process: its own modules, a transport that reaches no network, and nothing
of it left behind.

An interpreter for each of thousands of programs takes hours. Here `requests` sends what it is asked
to send to the stand-in of `tests.standin` by a function call, and a program costs a millisecond.
"""

from __future__ import annotations

import builtins
import contextlib
import contextvars
import importlib.abc
import importlib.machinery
import io
import json
import logging
import os
import signal
import sys
import threading
import types
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.client import responses
from urllib.parse import urlsplit

import requests
import requests.adapters
import requests.api
import urllib3

from tests.programs import comparison
from tests.programs.comparison import Observation
from tests.programs.launch import Finished
from tests.standin.awork import Answer, Behaviour, Call, Run

SECONDS = 2.0
MOST_REQUESTS = 40


class Stopped(BaseException):
    """A program that runs for ever is ended by this; no `except Exception` of it catches that."""


@dataclass(frozen=True)
class Seen:
    """One run of a program from outside; `accepted` says of each request whether it was valid."""

    observation: Observation
    accepted: tuple[bool, ...]

    @property
    def stdout(self) -> str:
        """What the program printed."""
        return self.observation.finished.stdout

    @property
    def deprecated_calls(self) -> int:
        """How many requests went to the deprecated endpoint."""
        return self.observation.deprecated_calls


def observe(files: Mapping[str, str], plain_status: int = 204) -> Seen:
    """Run `main.py` of `files` against a fresh stand-in and freeze what was seen of it."""
    run = _Run(Behaviour(plain_status))
    stdout, stderr = io.StringIO(), io.StringIO()
    with _left_as_found(), _transport(run), _modules(files), _time_limit():
        streams = contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr)
        with streams[0], streams[1]:
            status = contextvars.copy_context().run(_run_main, files["main.py"])
    finished = Finished(status, stdout.getvalue(), stderr.getvalue())
    return Seen(Observation.of(finished, run), tuple(run.accepted))


def differences(before: Seen, after: Seen) -> list[str]:
    """One sentence for each way in which the second run is not the first one again."""
    found = comparison.differences(before.observation, after.observation)
    if before.accepted != after.accepted:
        found.append(f"requests accepted: before {before.accepted}, after {after.accepted}")
    return found


@dataclass
class _Run(Run):
    accepted: list[bool] = field(default_factory=list)

    def answer(self, call: Call) -> Answer:
        answer = super().answer(call)
        self.accepted.append(answer.status < 400)
        return answer


def _run_main(text: str) -> int:
    """Run the text as a script and translate what it raises into an exit status."""
    module = types.ModuleType("__main__")
    module.__file__ = "main.py"
    own, sys.modules["__main__"] = sys.modules["__main__"], module
    try:
        exec(compile(text, "main.py", "exec", dont_inherit=True), module.__dict__)
    except SystemExit as stop:
        if stop.code is None or isinstance(stop.code, int):
            return int(stop.code or 0)
        print(stop.code, file=sys.stderr)
        return 1
    except BaseException as error:  # whatever a program raises ends that program only
        with contextlib.suppress(Exception):
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    finally:
        sys.modules["__main__"] = own
    return 0


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """The modules of the program, before anything that is installed."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.texts = {_module_name(name): text for name, text in files.items()}

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: types.ModuleType | None = None,
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname not in self.texts:
            return None
        return importlib.machinery.ModuleSpec(fullname, self)

    def exec_module(self, module: types.ModuleType) -> None:
        text = self.texts[module.__name__]
        code = compile(text, f"{module.__name__}.py", "exec", dont_inherit=True)
        exec(code, module.__dict__)


def _module_name(file: str) -> str:
    return file.removesuffix(".py").replace("/", ".")


@contextlib.contextmanager
def _modules(files: Mapping[str, str]) -> Iterator[None]:
    finder = _Finder(files)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        for name in finder.texts:
            sys.modules.pop(name, None)


@contextlib.contextmanager
def _transport(run: Run) -> Iterator[None]:
    """Let the adapter of `requests` ask the stand-in."""

    def send(
        adapter: requests.adapters.HTTPAdapter, request: requests.PreparedRequest, **_: object
    ) -> requests.Response:
        if len(run.calls) >= MOST_REQUESTS:
            raise Stopped("the program sends requests without end")
        return adapter.build_response(request, _raw(run.answer(_call(request))))

    original = requests.adapters.HTTPAdapter.send
    requests.adapters.HTTPAdapter.send = send  # type: ignore[assignment,method-assign]
    try:
        yield
    finally:
        requests.adapters.HTTPAdapter.send = original  # type: ignore[method-assign]


def _call(request: requests.PreparedRequest) -> Call:
    target = urlsplit(request.url or "")
    body = request.body or b""
    return Call(
        method=str(request.method),
        host=target.hostname or "",
        path=target.path,
        query=target.query,
        content_type=str(request.headers.get("Content-Type", "")).partition(";")[0].strip(),
        authorization=str(request.headers.get("Authorization", "")),
        body=body.encode() if isinstance(body, str) else body,
    )


def _raw(answer: Answer) -> urllib3.HTTPResponse:
    content = b"" if answer.content is None else json.dumps(answer.content).encode()
    headers = {"Content-Type": "application/json"} if content else {}
    if answer.status != 204:
        headers["Content-Length"] = str(len(content))
    return urllib3.HTTPResponse(
        io.BytesIO(content),
        headers=headers,
        status=answer.status,
        reason=responses[answer.status],
        preload_content=False,
    )


_SHARED = (requests, requests.api, requests.Session, requests.Response, builtins, json, os)


@contextlib.contextmanager
def _left_as_found() -> Iterator[None]:
    """What programs may change of modules and classes that are not their own."""
    before = [(shared, dict(vars(shared))) for shared in _SHARED]
    handlers = list(logging.root.handlers)
    # A dictionary of its own: no variable of this process reaches a program, and none stays.
    environment = {"AWORK_TOKEN": "token-of-the-run"}
    setattr(os, "environ", environment)  # noqa: B010
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for shared, attributes in before:
            _restore(shared, attributes)
        logging.root.handlers[:] = handlers


def _restore(shared: object, attributes: Mapping[str, object]) -> None:
    now = dict(vars(shared))
    for name in now.keys() - attributes.keys():
        delattr(shared, name)
    for name, value in attributes.items():
        if now.get(name) is not value:
            setattr(shared, name, value)


@contextlib.contextmanager
def _time_limit() -> Iterator[None]:
    """End a program that loops without a request; only a main thread can."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise Stopped("the program takes too long")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
