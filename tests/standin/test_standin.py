"""The stand-in is as strict as the reference: a wrong edit cannot pass for a right one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.standin.awork import ENTRIES, Answer, Behaviour, Call, Run

OLD = "/api/v1/timeentries/delete"
NEW = "/api/v1/timeentries/batch/delete"


def ask(run: Run, path: str, body: Any = None, method: str = "POST", **changes: str) -> Answer:
    head = {"host": "api.awork.com", "query": "", "authorization": "Bearer t"}
    head["content_type"] = "" if body is None else "application/json"
    content = b"" if body is None else json.dumps(body).encode()
    return run.answer(Call(method=method, path=path, body=content, **{**head, **changes}))


def test_the_deprecated_endpoint_deletes_and_has_no_body() -> None:
    run = Run()
    assert ask(run, OLD, {"ids": ["te-01", "te-02"]}) == Answer(204, None)
    assert run.deleted == ("te-01", "te-02")


def test_the_deprecated_endpoint_can_answer_200_with_an_empty_object() -> None:
    assert ask(Run(Behaviour(plain_status=200)), OLD, {"ids": ["te-01"]}) == Answer(200, {})


@pytest.mark.parametrize("body", [None, {}, {"ids": None}])
def test_the_deprecated_endpoint_accepts_a_form_without_ids(body: Any) -> None:
    run = Run()
    assert ask(run, OLD, body).status == 204
    assert not run.deleted


def test_the_replacement_deletes_and_answers_multi_status() -> None:
    run = Run()
    answer = ask(run, NEW, {"timeEntryIds": ["te-01"]})
    assert answer.status == 207
    assert isinstance(answer.content, dict)
    assert run.deleted == ("te-01",)


@pytest.mark.parametrize(
    "body",
    [
        None,
        {},
        [],
        {"ids": ["te-01"]},
        {"timeEntryIds": None},
        {"timeEntryIds": "te-01"},
        {"timeEntryIds": [1]},
    ],
)
def test_the_replacement_refuses_other_forms(body: Any) -> None:
    run = Run()
    assert ask(run, NEW, body).status == 400
    assert not run.deleted


@pytest.mark.parametrize(("path", "key"), [(OLD, "ids"), (NEW, "timeEntryIds")])
def test_a_form_that_is_not_json_is_refused(path: str, key: str) -> None:
    answer = ask(Run(), path, {key: ["te-01"]}, content_type="application/x-www-form-urlencoded")
    assert answer.status == 400


@pytest.mark.parametrize("path", [OLD, NEW])
def test_only_post_is_allowed(path: str) -> None:
    assert ask(Run(), path, method="DELETE").status == 405


def test_an_id_that_is_refused_fails_the_old_request_and_is_listed_in_the_new_answer() -> None:
    run = Run(Behaviour(refused=frozenset({"te-02"})))
    assert ask(run, OLD, {"ids": ["te-01", "te-02"]}).status == 400
    assert not run.deleted
    answer = ask(run, NEW, {"timeEntryIds": ["te-01", "te-02"]})
    assert answer.status == 207
    assert "te-02" in str(answer.content)
    assert run.deleted == ("te-01",)


def test_neighbours_and_foreign_hosts_delete_nothing() -> None:
    run = Run()
    assert ask(run, "/api/v1/timeentries/setbilled", {"ids": ["te-01"]}).status == 204
    assert ask(run, "/api/v1/projects/delete", {"ids": ["te-01"]}).status == 204
    assert ask(run, OLD, {"ids": ["te-01"]}, host="api.toggl.com").status == 200
    assert ask(run, "/api/v1/timeentries/deletemany", {"ids": ["te-01"]}).status == 404
    assert not run.deleted


def test_paths_are_matched_without_regard_to_case_and_authorization_is_asked_for() -> None:
    run = Run()
    assert ask(run, "/api/v1/timeEntries/delete", {"ids": ["te-01"]}).status == 204
    assert ask(run, OLD, {"ids": ["te-02"]}, authorization="").status == 401
    assert run.deleted == ("te-01",)
    assert len(ENTRIES) == 12
