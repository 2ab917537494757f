"""`trace`: what a run asks for is recorded, whoever answers, and the program sees no difference."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.evidence.project import Answer, command, environment, migrate

PROGRAMS = Path(__file__).parent / "programs"
SOURCE = (PROGRAMS / "clients.py").read_text()
NAMES = re.findall(r"^def (\w+)\((?:base|_)\):", SOURCE, re.MULTILINE)
STUBBED = [name for name in NAMES if name.startswith(("stubbed", "mocked"))]
LIVE = [name for name in NAMES if name != "path" and name not in STUBBED]
Events = list[dict[str, Any]]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(207)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def interpreters() -> list[str]:
    """The oldest and the newest other Python from 3.8 on that is installed beside this one."""
    found = {}
    folders = [Path.home() / ".pyenv" / "versions", Path("/usr")]
    for path in [
        p for f in folders for p in (*f.glob("*/bin/python3.*"), *f.glob("bin/python3.*"))
    ]:
        version = re.fullmatch(r"python3\.(\d+)", path.name)
        if version is not None and int(version[1]) >= 8:
            found[int(version[1])] = str(path)
    return [found[n] for n in sorted({min(found), max(found)})] if found else []


def run(folder: Path, *arguments: str, options: tuple[str, ...] = ()) -> tuple[Answer, Events]:
    """Trace a Python program in a folder; what it answered, and the lines of the file."""
    return traced(folder, sys.executable, *arguments, options=options)


def traced(folder: Path, *program: str, options: tuple[str, ...] = ()) -> tuple[Answer, Events]:
    output = folder / "calls.jsonl"
    answer = migrate(folder, "trace", *options, "--output", str(output), "--", *program)
    return answer, [json.loads(line) for line in output.read_text().splitlines()]


def calls(events: Events) -> dict[str, dict[str, Any]]:
    """The events by the name of the function of `clients.py` in which the call stands."""
    found = {}
    for event in events:
        (name,) = {
            f["function"].partition(".")[0] for f in event["frames"] if f["path"] == "clients.py"
        } & set(NAMES)
        found[name] = event
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "clients.py").write_text(SOURCE)
    return tmp_path


def assert_leads_to_the_call(event: dict[str, Any]) -> None:
    first = event["frames"][0]
    assert first["path"] == "clients.py"
    assert "# CALL" in SOURCE.splitlines()[first["line"] - 1]
    assert (event["rule"], event["endpoint"], event["method"]) == ("AWK001", "deprecated", "POST")
    assert event["path"] == "/api/v1/timeentries/delete"
    assert (event["query"], event["body"], event["count"]) == (["key"], ["ids"], 1)


def test_each_client_is_recorded_with_the_line_of_the_call(folder: Path, base: str) -> None:
    answer, events = run(folder, "clients.py", ",".join(LIVE), base)
    assert answer.status == 0, answer.err
    found = calls(events)
    assert set(found) == set(LIVE)
    for event in found.values():
        assert_leads_to_the_call(event)
        assert (event["status"], event["stubbed"]) == (207, False), event
        assert (event["scheme"], event["host"]) == ("http", "127.0.0.1")
    assert len(events) == len(LIVE)


def test_a_request_that_a_stub_answers_is_recorded_as_stubbed(folder: Path) -> None:
    answer, events = run(folder, "clients.py", ",".join(STUBBED), "")
    assert answer.status == 0, answer.err
    found = calls(events)
    assert set(found) == set(STUBBED)
    for name, event in found.items():
        assert_leads_to_the_call(event)
        assert event["stubbed"] is True
        assert event["status"] == (None if name.startswith("mocked") else 204), name
        assert event["host"] == ("" if name == "mocked_connection" else "api.awork.com")


def test_a_secret_is_nowhere_in_the_file(folder: Path, base: str) -> None:
    run(folder, "clients.py", "http_client,mocked_post", base)
    text = (folder / "calls.jsonl").read_text()
    assert text.count("\n") == 2
    assert "s3cr3t" not in text
    assert "Bearer" not in text


def test_the_file_is_no_occurrence_of_the_endpoint(folder: Path, base: str) -> None:
    run(folder, "clients.py", "http_client", base)
    (folder / "clients.py").unlink()
    assert migrate(folder, "check", ".").status == 0


@pytest.mark.parametrize("python", interpreters())
def test_other_interpreters_need_nothing_installed(folder: Path, base: str, python: str) -> None:
    answer, events = traced(folder, python, "clients.py", "http_client,urllib_request", base)
    assert answer.status == 0, answer.err
    assert set(calls(events)) == {"http_client", "urllib_request"}
    for event in events:
        assert_leads_to_the_call(event)


REQUEST = """\
def send(host="api.awork.com", path="/api/v1/timeentries/delete", method="POST"):
    import httpx

    transport = httpx.MockTransport(lambda request: httpx.Response(204))
    with httpx.Client(transport=transport) as client:
        client.request(method, "https://" + host + path, json={"ids": [1]})
"""


def written(folder: Path, program: str) -> Path:
    (folder / "sender.py").write_text(REQUEST)
    (folder / "program.py").write_text(program)
    return folder


def test_only_what_matches_a_rule_is_recorded(tmp_path: Path) -> None:
    program = """\
from sender import send

send(method="GET")
send(host="api.example-vendor.com")
send(path="/api/v1/timeentries/delete/7")
send(path="/api/v1/projects/delete")
send(path="/other/timeentries/delete")
send(path="/api/v1/timeEntries//delete/")
send(path="/api/v1/timeentries/batch/delete")
send(host="staging.internal", path="/awork/api/v1/timeentries/delete")
"""
    _, events = run(written(tmp_path, program), "program.py")
    seen = sorted((event["endpoint"], event["host"], event["path"]) for event in events)
    assert seen == [
        ("deprecated", "api.awork.com", "/api/v1/timeEntries/delete"),
        ("deprecated", "staging.internal", "/{prefix}/api/v1/timeentries/delete"),
        ("replacement", "api.awork.com", "/api/v1/timeentries/batch/delete"),
    ]


def test_the_value_of_a_placeholder_is_not_written(tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text(
        '[[rule]]\ncode = "BOT1"\nmethod = "POST"\nhosts = ["api.awork.com"]\n'
        'path = "/{token}/send"\nreplacement = "/{token}/v2/send"\n'
    )
    written(tmp_path, 'from sender import send\n\nsend(path="/t0k3n/send")\n')
    _, events = run(tmp_path, "program.py", options=("--rules", "rules.toml", "--select", "BOT1"))
    assert [event["path"] for event in events] == ["/{token}/send"]
    assert "t0k3n" not in (tmp_path / "calls.jsonl").read_text()


def test_nothing_is_lost_with_threads_processes_forks_and_kills(tmp_path: Path) -> None:
    program = """\
import os, signal, subprocess, sys, threading
from sender import send

if len(sys.argv) > 1:
    send()
    os.kill(os.getpid(), signal.SIGKILL)
threads = [threading.Thread(target=send) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
for _ in range(3):
    if os.fork() == 0:
        send()
        os._exit(0)
    os.wait()
# With its own environment, without PYTHONPATH, and killed.
subprocess.run([sys.executable, "program.py", "again"], env={"PATH": os.environ["PATH"]})
send()
"""
    _, events = run(written(tmp_path, program), "program.py")
    assert sum(event["count"] for event in events) == 13
    assert {event["frames"][0]["path"] for event in events} == {"sender.py"}


def test_a_suite_in_several_processes_is_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, "")
    (tmp_path / "test_it.py").write_text(
        "import pytest\nfrom sender import send\n\n\n"
        '@pytest.mark.parametrize("n", range(10))\ndef test_it(n):\n    send()\n'
    )
    # Each of the processes would read all plugins that are installed here.
    words = ("-q", "-p", "xdist", "-n", "2", "-p", "no:cacheprovider")
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    answer, events = run(tmp_path, "-m", "pytest", *words)
    assert answer.status == 0, answer.out
    assert sum(event["count"] for event in events) == 10


def test_the_sitecustomize_of_the_user_is_run(tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    (place / "sitecustomize.py").write_text("import builtins\nbuiltins.mine = __file__\n")
    program = "import sitecustomize, sys\nprint(mine == sitecustomize.__file__, sys.path)\n"
    written(tmp_path, program)
    before = subprocess.run(
        [sys.executable, "program.py"],
        cwd=tmp_path,
        env={**environment(), "PYTHONPATH": str(place)},
        capture_output=True,
        text=True,
        check=True,
    )
    done = subprocess.run(
        command("trace", "--", sys.executable, "program.py"),
        cwd=tmp_path,
        env={**environment(), "PYTHONPATH": str(place)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == before.stdout
    assert done.stdout.startswith("True ")


def test_a_program_sees_no_difference(tmp_path: Path) -> None:
    program = """\
import inspect, os, pickle, sys, traceback
import http.client, requests, httpx, aiohttp, unittest.mock

print(sys.path, sys.argv, __name__, "sitecustomize" in sys.modules)
print(sorted(os.listdir("/proc/self/fd")) if os.path.exists("/proc/self/fd") else "")
print(inspect.iscoroutinefunction(httpx.AsyncClient.send), inspect.signature(requests.Session.send))
print(pickle.loads(pickle.dumps(http.client.HTTPConnection.request)).__qualname__)
print(type(requests.sessions.__loader__), requests.sessions.__spec__.loader.exec_module)
try:
    requests.post("http://127.0.0.1:1/api/v1/timeentries/delete")
except requests.ConnectionError as error:
    print(type(error))
sys.exit(7)
"""
    written(tmp_path, program)
    plain = subprocess.run(
        [sys.executable, "program.py"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    answer, events = run(tmp_path, "program.py")

    def same(text: str) -> str:
        return re.sub(r"0x[0-9a-f]+", "", text)

    assert same(answer.out) == same(plain.stdout)
    assert answer.status == plain.returncode == 7
    assert [event["status"] for event in events] == [None]


def test_a_recorder_that_fails_changes_nothing(tmp_path: Path) -> None:
    program = """\
import glob, os, shutil, sys, tempfile
from sender import send

send()
for folder in glob.glob(os.path.join(tempfile.gettempdir(), "awork-migrator-*")):
    shutil.rmtree(folder)
send()
print("still here")
"""
    private = tmp_path / "tmp"
    private.mkdir()
    done = subprocess.run(
        command("trace", "--", sys.executable, "program.py"),
        cwd=written(tmp_path, program),
        env={**environment(), "TMPDIR": str(private)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "still here\n"


@pytest.mark.parametrize(("called", "status"), [(True, 1), (False, 5)])
def test_a_check_for_ci(tmp_path: Path, called: bool, status: int) -> None:
    program = f"import sys\nfrom sender import send\n\nif {called}:\n    send()\nsys.exit(5)\n"
    answer, _ = run(written(tmp_path, program), "program.py", options=("--fail-on-deprecated",))
    assert answer.status == status
    assert ("sender.py:6 (send): AWK001 POST" in answer.err) is called


def test_a_command_that_a_signal_ends_has_its_status(tmp_path: Path) -> None:
    program = "import os, signal\nfrom sender import send\n\nsend()\nos.kill(os.getpid(), 9)\n"
    answer, events = run(written(tmp_path, program), "program.py")
    assert answer.status == 128 + signal.SIGKILL
    assert len(events) == 1


def test_an_interrupt_is_the_commands_and_nothing_is_lost(tmp_path: Path) -> None:
    program = "import time\nfrom sender import send\n\nsend()\nopen('sent', 'w')\ntime.sleep(60)\n"
    written(tmp_path, program)
    process = subprocess.Popen(
        command("trace", "--output", "calls.jsonl", "--", sys.executable, "program.py"),
        cwd=tmp_path,
        env=environment(),
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 20
    while not (tmp_path / "sent").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    process.terminate()
    assert process.wait(20) == 128 + signal.SIGTERM
    assert len((tmp_path / "calls.jsonl").read_text().splitlines()) == 1


def test_a_command_that_does_not_exist_is_a_sentence(tmp_path: Path) -> None:
    answer = migrate(tmp_path, "trace", "--", "no-such-command-here")
    assert answer.status == 2
    assert "no-such-command-here cannot be run" in answer.err


def test_no_temporary_file_stays(tmp_path: Path) -> None:
    private = tmp_path / "tmp"
    private.mkdir()
    subprocess.run(
        command("trace", "--", sys.executable, "-c", "pass"),
        cwd=tmp_path,
        env={**environment(), "TMPDIR": str(private)},
        capture_output=True,
        check=True,
    )
    assert os.listdir(private) == []
