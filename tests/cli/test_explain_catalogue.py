"""The catalogue of reasons: whole, and readable."""

from __future__ import annotations

import ast

import pytest

from migrator.explain.catalogue import find_reason, reason_codes
from migrator.explain.pages import explain, reason_page
from migrator.rules.loader import built_in_rules

FIRST_SET = {
    "method-unknown", "host-unknown", "url-dynamic", "url-shared", "body-missing", "body-null",
    "body-not-visible", "body-shared", "body-not-json", "status-compared", "response-body-read",
    "callee-unknown", "group-blocked", "route-definition", "not-a-call", "syntax-error",
    "not-python", "verification-failed", "other-method", "foreign-host", "longer-path",
    "bound-exceeded", "outside-root", "response-unknown", "output-changed",
}  # fmt: skip
NOT_PARSED = {"syntax-error"}
CODES = reason_codes()


def test_the_first_set_is_there() -> None:
    assert set(CODES) >= FIRST_SET
    assert list(CODES) == sorted(CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_page_has_all_its_parts(code: str) -> None:
    page = find_reason(code)
    assert page is not None
    assert page.code == code
    assert page.title[0].isupper()
    assert not page.title.endswith(".")
    assert page.meaning.endswith(".")
    assert page.action.endswith(".")
    assert len(page.help) <= 90
    assert not page.help.endswith(".")
    text = reason_page(page)
    assert text.startswith(f"{code}: {page.title}\n\n")
    assert f"What to do: {page.help}." in text
    assert max(map(len, text.splitlines())) <= 110


@pytest.mark.parametrize("code", [code for code in CODES if code not in NOT_PARSED])
def test_an_example_is_python_for_a_rule_that_exists(code: str) -> None:
    page = find_reason(code)
    assert page is not None
    ast.parse(page.before)
    ast.parse(page.after)
    assert page.before or not page.after
    rules = {rule.code for rule in built_in_rules()}
    assert page.rule in rules if page.before else page.rule == ""


def test_a_code_that_is_no_file_name_is_unknown() -> None:
    assert find_reason("../reasons/body-null") is None
    assert find_reason("") is None


def test_the_page_of_a_rule_names_both_endpoints_and_its_note() -> None:
    (rule,) = built_in_rules()
    text = explain("AWK001", (rule,))
    assert f"deprecated:   POST /{'/'.join(rule.path)}" in text
    assert f"replacement:  POST /{'/'.join(rule.replacement)}" in text
    assert " ".join(text.split()).endswith(rule.note)
