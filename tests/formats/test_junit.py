"""JUnit, as a JUnit parser reads it."""

from __future__ import annotations

from dataclasses import replace

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from migrator.model import Report, Status
from migrator.report.junit import render
from tests.formats.sample import BY_COMMENT, CLEAN, FULL, ODD_PATH, UNRESOLVED_ODD


def suites(report: Report) -> dict[str, TestSuite]:
    return {suite.name: suite for suite in JUnitXml.fromstring(render(report).encode("utf-8"))}


def only_case(report: Report) -> TestCase:
    (suite,) = suites(report).values()
    (case,) = suite
    assert isinstance(case, TestCase)
    return case


def test_a_clean_run_has_one_case_that_passed() -> None:
    assert only_case(CLEAN).is_passed
    assert only_case(CLEAN).name == "nothing is left to do"


def test_a_suite_is_a_file() -> None:
    assert list(suites(FULL)) == [
        r"bad\x07name.py",
        "server/app.py",
        "src/api.py",
        "src/legacy.py",
        ODD_PATH,
        "src/old.py",
        "tests/test_api.py",
    ]


def test_the_sums_are_right() -> None:
    whole = JUnitXml.fromstring(render(FULL).encode("utf-8"))
    said = (whole.tests, whole.failures, whole.errors, whole.skipped)
    whole.update_statistics()
    assert said == (whole.tests, whole.failures, whole.errors, whole.skipped) == (10, 5, 2, 2)


def test_every_outcome_has_its_element() -> None:
    outcomes = {
        f"{case.classname} {case.name}": [type(result) for result in case.result]
        for suite in suites(FULL).values()
        for case in suite
    }
    assert outcomes["src/api.py TST001 9:5 call"] == []
    assert outcomes["src/api.py TST001 19:5 call"] == [Failure]
    assert outcomes["src/legacy.py TST001 3:1 call"] == [Skipped]
    assert outcomes["src/old.py syntax-error"] == [Error]


def test_the_text_of_a_failure_survives_xml() -> None:
    case = only_case(replace(CLEAN, sites=(UNRESOLVED_ODD,)))
    (failure,) = case.result
    assert failure.text is not None
    assert UNRESOLVED_ODD.reasons[0].message in failure.text
    assert "ünï <b>" in failure.text


def test_what_xml_forbids_is_written_as_an_escape() -> None:
    where = replace(UNRESOLVED_ODD.location, path="a\x00b\udcff\uffff.py")
    case = only_case(replace(CLEAN, sites=(replace(UNRESOLVED_ODD, location=where),)))
    assert case.classname == r"a\x00b\udcff\uffff.py"


def test_a_suppression_says_who_and_why() -> None:
    (skipped,) = only_case(replace(CLEAN, sites=(BY_COMMENT,))).result
    assert skipped.message == "suppressed by comment until 2027-03-31: waiting for <billing> & co"
    bare = replace(BY_COMMENT, suppression=None)
    (skipped,) = only_case(replace(CLEAN, sites=(bare,))).result
    assert skipped.message == "suppressed"


def test_what_needs_nobody_is_no_case() -> None:
    quiet = tuple(site for site in FULL.sites if site.status in (Status.IGNORED, Status.MENTION))
    assert len(quiet) == 2
    assert only_case(replace(CLEAN, sites=quiet)).is_passed
