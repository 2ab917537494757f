"""Paths from the root of the repository, and as URIs."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from migrator.report.places import from_root, uri


@pytest.mark.parametrize(
    ("path", "prefix", "expected"),
    [
        ("src/a.py", "", "src/a.py"),
        ("./src/a.py", "", "src/a.py"),
        ("src/a.py", "services/api", "services/api/src/a.py"),
        ("../lib/a.py", "services/api", "services/lib/a.py"),
        ("../../../a.py", "services/api", "../a.py"),
        ("/tmp/a.py", "services/api", "/tmp/a.py"),
        ("C:/src/a.py", "services/api", "C:/src/a.py"),
    ],
)
def test_a_path_is_seen_from_the_root(path: str, prefix: str, expected: str) -> None:
    assert from_root(path, prefix) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("src/a.py", "src/a.py"),
        ("a b/100%/ä#?.py", "a%20b/100%25/%C3%A4%23%3F.py"),
        ("a:b.py", "a%3Ab.py"),
        ("bad\udcff.py", "bad%FF.py"),
        ("/tmp/a b.py", "file:///tmp/a%20b.py"),
        ("C:/src/a b.py", "file:///C:/src/a%20b.py"),
        ("//server/share/a.py", "file://server/share/a.py"),
    ],
)
def test_a_uri_is_percent_encoded(path: str, expected: str) -> None:
    assert uri(path) == expected


def test_a_uri_can_be_decoded_again() -> None:
    odd = "src/odd, 100% déjà|vu [1] & <2>.py"
    assert unquote(uri(odd)) == odd
