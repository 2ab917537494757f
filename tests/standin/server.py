"""The HTTPS server around the answers: one a test process, one `Run` at a time.

A connection belongs to the run in force when it was accepted, so that a request that arrives late
cannot leak into the next run.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import trustme

from tests.standin.awork import Answer, Behaviour, Call, Run

HOSTS = (
    "api.awork.com",
    "api.awork.io",
    "api.toggl.com",
    "api.track.toggl.com",
    "hooks.slack.com",
    "payroll-vendor.com",
)


class StandIn:
    """A running server; `port` is its port on 127.0.0.1, `ca_file` the bundle to trust it by.

    Without a folder for that bundle it speaks plain HTTP, as a proxy is spoken to.
    """

    def __init__(self, folder: Path | None) -> None:
        self._server = _Server(("127.0.0.1", 0), _Handler)
        if folder is not None:
            self._wrap(folder)
        self.port: int = self._server.server_address[1]
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def _wrap(self, folder: Path) -> None:
        authority = trustme.CA()
        self.ca_file = folder / "ca.pem"
        authority.cert_pem.write_to_path(str(self.ca_file))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(*HOSTS).configure_cert(context)
        # The handshake is left to the thread of the connection: a slow client holds up no other.
        self._server.socket = context.wrap_socket(
            self._server.socket, server_side=True, do_handshake_on_connect=False
        )

    @contextmanager
    def run(self, behaviour: Behaviour | None = None) -> Iterator[Run]:
        """Meet all connections of the `with` block with the fresh state that it is given."""
        self._server.current = Run(behaviour or Behaviour())
        try:
            yield self._server.current
        finally:
            self._server.current = Run()

    def close(self) -> None:
        """Stop answering and free the port."""
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    current = Run()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep quiet: a client that hangs up is part of some programs."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body leave in one packet, or each request waits for a delayed ACK
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.run = self.server.current

    def handle_request(self) -> None:
        self._send(self.run.answer(self._call()))

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = handle_request  # noqa: N815

    def _call(self) -> Call:
        target = urlsplit(self.path)
        return Call(
            method=self.command,
            host=self.headers.get("Host", "").partition(":")[0],
            path=target.path,
            query=target.query,
            content_type=self.headers.get("Content-Type", "").partition(";")[0].strip(),
            authorization=self.headers.get("Authorization", ""),
            body=self._body(),
        )

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _send(self, answer: Answer) -> None:
        content = b"" if answer.content is None else json.dumps(answer.content).encode()
        self.send_response(answer.status)
        if content:
            self.send_header("Content-Type", "application/json")
        if answer.status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Keep quiet: what was asked is in the run."""
