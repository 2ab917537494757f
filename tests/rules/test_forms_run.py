"""A program that sends forms is run before and after, against a server that knows both endpoints.

The old endpoint takes the field by its old name and the new endpoint by its new one, as they are
sent: what arrives has to be the same.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from migrator.config import Settings
from migrator.engine import run
from migrator.model import Mode, Status
from tests.cases.harness import rules_from, working_in

RULE = """\
[[rule]]
code = "CHL001"
method = "POST"
base-paths = ["/api/{tenant}"]
path = "/challenge/{id}.form"
replacement = "/challenge/{id}/reject.form"

[rule.body]
format = ["form"]
rename = { reason = "why" }
"""

PROGRAM = """\
import os
import urllib.request
from urllib.parse import urlencode

import httpx
import requests

BASE = os.environ["BASE"] + "/api/acme"


class Game:
    template = "/challenge/{}.form"

    def __init__(self, session):
        self.session = session

    def send(self, path, **fields):
        self.session.post(BASE + path, data=fields).raise_for_status()

    def decline(self, number, reason):
        self.send(self.template.format(number), reason=reason)


Game(requests.Session()).decline(1, "late & tired")
requests.post(f"{BASE}/challenge/2.form", data=[("reason", "a"), ("reason", "b")])
body = urlencode({"reason": "ä", "notify": 1}).encode()
urllib.request.urlopen(urllib.request.Request(BASE + "/challenge/3.form", data=body)).read()
httpx.post(BASE + "/challenge/%d.form" % 4, content="reason=busy&notify=0",
           headers={"Content-Type": "application/x-www-form-urlencoded"})
"""


class Game(BaseHTTPRequestHandler):
    """Notes what is declined and why, whichever endpoint it comes through."""

    seen: list[tuple[str, str, str]]  # number, field, value

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        fields = parse_qsl(self.rfile.read(length).decode(), keep_blank_values=True)
        old = self.path.removeprefix("/api/acme/challenge/").removesuffix(".form")
        new = old.removesuffix("/reject")
        key = "reason" if old == new else "why"
        reasons = [(new, "reason", value) for name, value in fields if name == key]
        self.seen += [*reasons, *((new, *field) for field in fields if field[0] != key)]
        self.seen.append(("endpoint", key, new))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    Game.seen = []
    with HTTPServer(("127.0.0.1", 0), Game) as made:
        thread = threading.Thread(target=made.serve_forever, args=(0.01,))
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def arrived(server: HTTPServer, folder: Path) -> list[tuple[str, str, str]]:
    Game.seen.clear()
    environment = {**os.environ, "BASE": f"http://127.0.0.1:{server.server_port}"}
    subprocess.run([sys.executable, "main.py"], cwd=folder, env=environment, check=True, timeout=30)
    return list(Game.seen)


def test_the_same_fields_arrive_under_their_new_names(server: HTTPServer, tmp_path: Path) -> None:
    folder = tmp_path / "program"
    folder.mkdir()
    (folder / "main.py").write_text(PROGRAM, encoding="utf-8")
    before = arrived(server, folder)
    rules = rules_from(RULE, tmp_path / "rules")
    with working_in(folder):
        report = run(["."], Settings(rules=rules, mode=Mode.FIX, jobs=1))
    assert [site.status for site in report.sites] == [Status.CHANGED] * 4
    after = arrived(server, folder)
    assert ("endpoint", "reason", "1") in before
    assert after == [(a, "why", c) if a == "endpoint" else (a, b, c) for a, b, c in before]
