"""Runs generated programs within this process, against a network that is a function call.

The transports of the clients are replaced, so that what a program does with its client is real and
only the wire is not. Thousands of programs share one interpreter; each gets a namespace, a working
directory and a folder on the search path of its own.
"""

from __future__ import annotations

import contextlib
import http
import http.client
import io
import json
import os
import shutil
import signal
import ssl
import sys
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest import mock
from urllib.parse import urlsplit

import httpx
import requests
import requests.adapters

from migrator.config import Settings
from migrator.engine import run
from migrator.model import Mode, Report
from migrator.rules.loader import load_rules
from tests.cases.harness import read_tree, working_in, write_tree
from tests.programs.comparison import Observation
from tests.programs.launch import Finished
from tests.standin.awork import Answer, Behaviour, Call, Run

SECONDS = 5  # a program that takes longer hangs
ENVIRONMENT = {"AWORK_TOKEN": "token-of-the-run", "PATH": os.environ.get("PATH", "")}
Files = dict[str, bytes]


class Bench:
    """Executes and migrates programs; one at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = Settings(rules=load_rules(), mode=Mode.FIX, jobs=1)
        self.current = Run()

    def fix(self, files: Files) -> tuple[Report, Files]:
        """What `fix` says about a program that stands alone in a folder, and makes of it."""
        folder = self.folder / "program"
        if folder.exists():
            shutil.rmtree(folder)
        write_tree(folder, files)
        with working_in(folder):
            report = run(["."], self.settings)
        return report, read_tree(folder)

    def observe(self, files: Files, plain_status: int = 204) -> Observation:
        """Run `main.py`; the modules beside it are found by their names."""
        self.current = Run(Behaviour(plain_status))
        out, err = io.StringIO(), io.StringIO()
        with _alone(files), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = _status_of(lambda: _execute(files["main.py"]))
        return Observation.of(Finished(status, out.getvalue(), err.getvalue()), self.current)

    @contextlib.contextmanager
    def network(self) -> Iterator[None]:
        """Within: the clients reach `answer`, and nothing else."""
        bench = self

        def connect(connection: http.client.HTTPSConnection) -> None:
            connection.sock = _Socket(connection.host, bench._answer)  # type: ignore[assignment]

        def send(
            adapter: object, request: requests.PreparedRequest, **_: object
        ) -> requests.Response:
            return _requests_answer(request, bench._answer)

        def handle(transport: object, request: httpx.Request) -> httpx.Response:
            return _httpx_answer(request, bench._answer)

        context = ssl.create_default_context()
        with contextlib.ExitStack() as stack:
            for target, name, new in (
                (requests.adapters.HTTPAdapter, "send", send),
                (httpx.HTTPTransport, "__init__", lambda self, *_, **__: None),
                (httpx.HTTPTransport, "handle_request", handle),
                (httpx.HTTPTransport, "close", lambda self: None),
                (httpx.HTTPTransport, "__enter__", lambda self: self),
                (httpx.HTTPTransport, "__exit__", lambda self, *_: None),
                (http.client.HTTPSConnection, "connect", connect),
                (ssl, "_create_default_https_context", lambda *_, **__: context),
            ):
                stack.enter_context(mock.patch.object(target, name, new))
            stack.enter_context(mock.patch.dict(os.environ, ENVIRONMENT, clear=True))
            yield

    def _answer(self, call: Call) -> Answer:
        return self.current.answer(call)


# The execution of a program.


@contextlib.contextmanager
def _alone(files: Files) -> Iterator[None]:
    """Within: the modules of a program can be imported; after it they are gone."""
    modules = {path.removesuffix(".py"): content for path, content in files.items()}
    known = {name: sys.modules[name] for name in (*modules, "__main__") if name in sys.modules}
    for name, content in modules.items():
        if name != "main":
            module = types.ModuleType(name)
            sys.modules[name] = module
            exec(compile(content, f"{name}.py", "exec"), module.__dict__)
    try:
        yield
    finally:
        for name in modules:
            sys.modules.pop(name, None)
        sys.modules.update(known)


def _execute(source: bytes) -> None:
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    exec(compile(source, "main.py", "exec"), module.__dict__)


def _status_of(program: Callable[[], None]) -> int:
    """Run it and give its exit status; what ends it is on standard error."""

    def hang(*_: object) -> None:
        raise TimeoutError("the program hangs")

    before = signal.signal(signal.SIGALRM, hang)
    signal.alarm(SECONDS)
    try:
        program()
    except SystemExit as stop:
        if stop.code is None or isinstance(stop.code, int):
            return int(stop.code or 0)
        print(stop.code, file=sys.stderr)
        return 1
    except Exception as error:  # whatever a program does is its own
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
    return 0


# The wire.


def _call(method: str, url: str, headers: dict[str, str], body: bytes) -> Call:
    parts = urlsplit(url)
    return Call(
        method=method,
        host=parts.hostname or "",
        path=parts.path,
        query=parts.query,
        content_type=headers.get("content-type", "").partition(";")[0].strip(),
        authorization=headers.get("authorization", ""),
        body=body,
    )


def _content(answer: Answer) -> bytes:
    return b"" if answer.content is None else json.dumps(answer.content).encode()


def _requests_answer(
    request: requests.PreparedRequest, answer: Callable[[Call], Answer]
) -> requests.Response:
    body = request.body or b""
    headers = {name.lower(): value for name, value in request.headers.items()}
    given = answer(
        _call(
            request.method or "",
            request.url or "",
            headers,
            body.encode() if isinstance(body, str) else bytes(body),
        )
    )
    response = requests.Response()
    response.status_code = given.status
    response.reason = http.HTTPStatus(given.status).phrase
    response.request = request
    response.url = request.url or ""
    response.encoding = "utf-8"
    response.raw = io.BytesIO()
    response._content = _content(given)
    return response


def _httpx_answer(request: httpx.Request, answer: Callable[[Call], Answer]) -> httpx.Response:
    headers = {name.lower(): value for name, value in request.headers.items()}
    given = answer(_call(request.method, str(request.url), headers, request.read()))
    return httpx.Response(given.status, content=_content(given), request=request)


class _Socket:
    """The wire under `http.client`: what was sent is parsed when the answer is asked for."""

    def __init__(self, host: str, answer: Callable[[Call], Answer]) -> None:
        self.host = host
        self.answer = answer
        self.sent = b""

    def sendall(self, data: bytes) -> None:
        self.sent += data

    def makefile(self, mode: str, *_: object) -> io.BytesIO:
        head, _, body = self.sent.partition(b"\r\n\r\n")
        self.sent = b""
        first, *lines = head.decode("latin-1").split("\r\n")
        method, path, _ = first.split(" ")
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines)
        }
        given = self.answer(_call(method, f"https://{self.host}{path}", headers, body))
        content = _content(given)
        phrase = http.HTTPStatus(given.status).phrase
        length = "" if given.status == 204 else f"Content-Length: {len(content)}\r\n"
        text = f"HTTP/1.1 {given.status} {phrase}\r\n{length}\r\n"
        return io.BytesIO(text.encode() + content)

    def close(self) -> None:
        """Nothing is open."""
