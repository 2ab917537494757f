"""What processes leave behind: nothing is lost, and a request is one request."""

from __future__ import annotations

import json
import sys
from array import array
from pathlib import Path
from typing import Any

import pytest

from migrator.evidence.merging import Recording, merged
from tests.evidence.project import migrate
from tests.standin import StandIn

MOCKED = """\
from unittest import mock

post = mock.Mock(name="requests.post")


def send():
    post("https://api.awork.com/api/v1/timeentries/delete", json={"ids": [1]})
"""


def recorded(folder: Path, program: str, *arguments: str) -> list[dict[str, Any]]:
    (folder / "mocked.py").write_text(MOCKED)
    (folder / "program.py").write_text(program)
    answer = migrate(
        folder, "trace", "--output", "calls.jsonl", "--", sys.executable, "program.py", *arguments
    )
    assert answer.status == 0, answer.err
    return [json.loads(line) for line in (folder / "calls.jsonl").read_text().splitlines()]


def count(events: list[dict[str, Any]]) -> int:
    return sum(event["count"] for event in events)


def test_threads_lose_no_request_where_a_file_is_full(tmp_path: Path) -> None:
    program = """\
import threading
from mocked import send

def many():
    for _ in range(1100):
        send()

threads = [threading.Thread(target=many) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
"""
    assert count(recorded(tmp_path, program)) == 8 * 1100


def test_memory_that_cannot_be_shared_is_written(tmp_path: Path) -> None:
    program = """\
import sys
sys.modules["ctypes"] = None
from mocked import send
send(), send()
"""
    (event,) = recorded(tmp_path, program)
    assert (event["count"], event["stubbed"]) == (2, True)


def test_signals_in_the_middle_of_a_request_lose_none(tmp_path: Path) -> None:
    program = """\
import signal
from mocked import post, send

signal.signal(signal.SIGALRM, lambda *_: send())
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.0005)
for _ in range(3000):
    send()
signal.setitimer(signal.ITIMER_REAL, 0)
open("sent", "w").write(str(post.call_count))
"""
    # How often a mock was called is counted without a lock, so that a few calls may be missing.
    assert count(recorded(tmp_path, program)) >= int((tmp_path / "sent").read_text()) - 5
    assert int((tmp_path / "sent").read_text()) > 3000


def test_a_fork_in_the_middle_of_a_request_is_no_second_one(tmp_path: Path) -> None:
    program = """\
import os
import httpx

def answer(request):
    if os.fork():
        os.wait()
    return httpx.Response(204)

client = httpx.Client(transport=httpx.MockTransport(answer))
client.post("https://api.awork.com/api/v1/timeentries/delete", json={"ids": [1]})
print("came here")
"""
    (event,) = recorded(tmp_path, program)
    assert (event["count"], event["status"]) == (1, 204)


def test_a_request_that_the_program_makes_within_another_one_is_recorded(tmp_path: Path) -> None:
    program = """\
import httpx
from mocked import send

def handler(request):
    send()
    return httpx.Response(200)

with httpx.Client(transport=httpx.MockTransport(handler), base_url="http://testserver") as client:
    client.post("/clean-up")
"""
    (event,) = recorded(tmp_path, program)
    assert event["frames"][0]["path"] == "mocked.py"
    assert [frame["alone"] for frame in event["frames"]] == [True, True, False]


def test_an_adapter_of_the_project_is_a_part_of_its_client(tmp_path: Path) -> None:
    server = StandIn(None)
    program = """\
import sys
import requests

class Adapter(requests.adapters.HTTPAdapter):
    def send(self, *args, **kwargs):
        return super().send(*args, **kwargs)

with requests.Session() as session:
    session.mount("http://", Adapter())
    session.post(sys.argv[1] + "/api/v1/timeentries/delete", json={"ids": [1]})
"""
    (event,) = recorded(tmp_path, program, f"http://127.0.0.1:{server.port}")
    server.close()
    assert (event["client"], event["count"], event["stubbed"]) == ("requests", 1, False)


def test_a_line_that_sent_something_else_is_not_alone(tmp_path: Path) -> None:
    program = """\
import httpx

client = httpx.Client(transport=httpx.MockTransport(lambda request: httpx.Response(204)))


def send(path):
    client.post("https://api.awork.com/api/v1" + path, json={"ids": [1]})


send("/timeentries/delete")
send("/projects")
"""
    (event,) = recorded(tmp_path, program)
    alone = {frame["function"]: frame["alone"] for frame in event["frames"]}
    assert alone == {"send": False, "<module>": True}
    assert "projects" not in (tmp_path / "calls.jsonl").read_text()


KIND: dict[str, Any] = {
    "kind": 1,
    "rule": "R1",
    "endpoint": "deprecated",
    "scheme": "https",
    "host": "api.example.com",
    "path": "/a",
    "query": [],
    "method": "POST",
    "body": None,
    "client": "requests",
    "frames": [["m.py", 3, "f"]],
}


def slots(*numbers: int) -> bytes:
    return array("I", numbers).tobytes()


def test_what_cannot_be_read_is_left_out() -> None:
    line = json.dumps(KIND).encode()
    other = json.dumps({**KIND, "kind": 2, "rule": 3}).encode()
    events = merged(
        [
            Recording(
                line + b"\n" + other + b'\n[1]\n{"kind": 4, "ru',
                # Of kinds 1, 2, 3 and 4, and one that is cut off.
                (slots(1, 1 | 205 << 2, 2, 1, 3, 1, 4, 1, 0, 0) + b"\1\0\0",),
            ),
            Recording(b"", (slots(1, 1),)),
        ]
    )
    assert [(event.times, event.status, event.stubbed) for event in events] == [(1, 204, False)]


@pytest.mark.parametrize(("ending", "status", "stubbed"), [(0, None, False), (3, None, True)])
def test_how_a_request_ended(ending: int, status: int | None, stubbed: bool) -> None:
    (event,) = merged([Recording(json.dumps(KIND).encode(), (slots(1, ending),))])
    assert (event.status, event.stubbed) == (status, stubbed)


def test_processes_that_did_the_same_are_one_event() -> None:
    recording = Recording(json.dumps(KIND).encode(), (slots(1, 1, 1, 1), slots(1, 1)))
    elsewhere = Recording(b'{"elsewhere":[["m.py",3]]}')
    (event,) = merged([recording, recording, elsewhere])
    assert (event.times, event.frames[0].alone) == (6, False)
