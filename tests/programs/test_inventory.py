"""The collection of programs is as wide as it claims to be."""

from __future__ import annotations

from collections import Counter

from tests.programs.program import all_programs

PROGRAMS = all_programs()
CLIENTS = {
    "requests",
    "httpx",
    "aiohttp",
    "urllib_request",
    "urllib3",
    "http_client",
    "niquests",
    "httplib2",
}


def test_every_client_is_used_in_many_shapes() -> None:
    count = Counter(program.name.partition("/")[0] for program in PROGRAMS)
    assert count.keys() == CLIENTS | {"suites", "hazards", "shapes", "models", "facts"}
    assert min(count[client] for client in CLIENTS) >= 6
    assert len(PROGRAMS) >= 120


def test_nearly_half_of_the_programs_prove_restraint() -> None:
    restrained = [program for program in PROGRAMS if not program.expected.changed]
    assert 0.4 <= len(restrained) / len(PROGRAMS) <= 0.6


def test_every_test_library_is_among_the_suites() -> None:
    suites = [program for program in PROGRAMS if program.entry is None]
    text = b"\n".join(content for suite in suites for content in suite.files.values()).decode()
    libraries = ("responses", "requests_mock", "respx", "aioresponses", "httpx_mock", "unittest")
    assert not [library for library in libraries if library not in text]
