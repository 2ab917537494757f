"""The harness itself: it sees what differs, and its forks are what an interpreter is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.programs.comparison import Observation, differences
from tests.programs.lab import Lab
from tests.programs.launch import Finished
from tests.programs.program import Expectation, all_programs, describe
from tests.standin import Call

PROGRAMS = {program.name: program for program in all_programs()}

OLD = Call(
    method="POST",
    host="api.awork.com",
    path="/api/v1/timeentries/delete",
    query="",
    content_type="application/json",
    authorization="Bearer t",
    body=b'{"ids": ["te-01"]}',
)
NEW = replace(OLD, path="/api/v1/timeentries/batch/delete", body=b'{"timeEntryIds": ["te-01"]}')
NEIGHBOUR = replace(OLD, path="/api/v1/timeentries/setbilled")


def seen(*calls: Call, status: int = 0, stdout: str = "", stderr: str = "") -> Observation:
    return Observation(Finished(status, stdout, stderr), calls, ("te-01",))


def test_the_move_itself_is_no_difference() -> None:
    before = seen(NEIGHBOUR, OLD, stderr="POST /timeentries/delete answered 204")
    after = seen(NEIGHBOUR, NEW, stderr="POST /timeentries/batch/delete answered 207")
    assert differences(before, after) == []


@pytest.mark.parametrize(
    ("after", "what"),
    [
        (seen(NEIGHBOUR), "the requests"),
        (seen(NEW, NEIGHBOUR), "the requests"),
        (seen(NEIGHBOUR, replace(NEW, body=OLD.body)), "the requests"),
        (seen(NEIGHBOUR, replace(NEW, authorization="")), "the requests"),
        (seen(replace(NEIGHBOUR, body=NEW.body), NEW), "the requests"),
        (seen(NEIGHBOUR, NEW, status=1), "the exit status"),
        (seen(NEIGHBOUR, NEW, stdout="207"), "standard output"),
        (seen(NEIGHBOUR, NEW, stderr="Traceback"), "standard error"),
        (replace(seen(NEIGHBOUR, NEW), deleted=()), "the deleted entries"),
    ],
)
def test_every_other_difference_is_seen(after: Observation, what: str) -> None:
    (found,) = differences(seen(NEIGHBOUR, OLD), after)
    assert found.startswith(what)


def test_requests_that_are_in_flight_together_have_no_order() -> None:
    assert differences(seen(NEIGHBOUR, OLD), seen(NEW, NEIGHBOUR), ordered=False) == []


def test_a_program_says_what_is_expected_of_it() -> None:
    head = b"# outcome: changed, unresolved body-null\n# deletes: te-02 te-01\n# exit: 3\n"
    program = describe("name", {"other.py": b"", "main.py": head})
    assert program.expected == Expectation(True, True, frozenset({"body-null"}))
    assert (program.deletes, program.exit_status) == (("te-01", "te-02"), 3)
    with pytest.raises(ValueError, match="no file of this program begins with"):
        describe("name", {"main.py": b"import os\n"})


@pytest.mark.parametrize(
    "name",
    [
        "requests/session_subclass",
        "httpx/async_sync_job",
        "aiohttp/request_wrapper",
        "urllib_request/no_dependencies_client",
        "urllib3/client_with_tables",
        "http_client/keep_alive_chunks",
        "niquests/async_session",
        "httplib2/legacy_class",
    ],
)
def test_a_fork_is_what_an_interpreter_is(lab: Lab, name: str, tmp_path: Path) -> None:
    program = PROGRAMS[name]
    folder = program.write(tmp_path / "program")
    forked, own = lab.observe(program, folder), lab.observe_interpreter(program, folder)
    assert forked.finished == own.finished
    assert forked.deleted == own.deleted == program.deletes
    assert differences(forked, own, ordered=program.ordered) == []


def test_only_loopback_is_in_reach(lab: Lab, tmp_path: Path) -> None:
    script = (
        b"# outcome: untouched\nimport socket\n"
        b"for connect in (socket.socket().connect, socket.create_connection):\n"
        b"    try:\n        connect(('192.0.2.1', 443))\n"
        b"    except OSError as error:\n        print(error)\n"
    )
    program = describe("reach", {"main.py": script})
    done = lab.observe(program, program.write(tmp_path / "program")).finished
    assert "only loopback is in reach" in done.stdout
    assert "the stand-in has no host '192.0.2.1'" in done.stdout


def test_a_program_that_fails_is_seen_to_fail(lab: Lab, tmp_path: Path) -> None:
    program = describe("fails", {"main.py": b"# outcome: untouched\nraise SystemExit('no')\n"})
    done = lab.observe(program, program.write(tmp_path / "program")).finished
    assert (done.status, done.stderr) == (1, "no\n")
