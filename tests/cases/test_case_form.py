"""The form of case files: what is read from one, and what is refused with a sentence."""

from __future__ import annotations

import pytest

from .case import CaseError, encode, parse_case, parse_report

WHOLE = """\
One behaviour,
said in a sentence.

=== file client.py
old()

=== file data.txt (crlf, no-eol)
a
b

=== after client.py
new()

=== report
client.py:1 call changed
  via http.py Http.post
data.txt:2 mention

=== unsafe report
client.py:1 call changed

=== paths
client.py other.py
"""


def test_all_sections_are_read() -> None:
    case = parse_case(WHOLE, "area/name")
    assert case.sentence == "One behaviour, said in a sentence."
    assert case.files == {"client.py": b"old()\n", "data.txt": b"a\r\nb"}
    assert case.expected.after == {"client.py": b"new()\n"}
    assert [str(line) for line in case.expected.lines] == [
        "client.py:1 call changed\n  via http.py Http.post",
        "data.txt:2 mention",
    ]
    assert case.unsafe is not None
    assert case.unsafe.after == {}
    assert case.paths == ("client.py", "other.py")
    assert case.rules is None


def test_an_empty_report_says_that_nothing_is_found() -> None:
    case = parse_case("Nothing.\n\n=== file a.py\nx\n\n=== report\n", "n")
    assert case.expected.lines == ()
    assert case.unsafe is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("=== file a.py\nx\n=== report\n", "begins without the sentence"),
        ("Words.\n=== file a.py\nx\n", "has no section 'report'"),
        ("Words.\n=== fil a.py\nx\n=== report\n", "n.case:2: not the header of a section"),
        ("Words.\n=== file\nx\n=== report\n", "a path belongs to file and after"),
        ("Words.\n=== report here\n", "a path belongs to file and after"),
        ("Words.\n=== file a.py\n=== file a.py\n=== report\n", "another section like it"),
        ("Words.\n=== file a.py (utf-99)\n=== report\n", "neither an option nor an encoding"),
        ("Words.\n=== report\na.py:x call changed\n", "not a line of a report"),
        ("Words.\n=== file a.py\nx\n=== after a.py\nx\n=== report\n", "changes nothing"),
        ("Words.\n=== after b.py\nx\n=== report\n", "is new or changes nothing"),
    ],
)
def test_what_is_not_a_case_is_refused(text: str, said: str) -> None:
    with pytest.raises(CaseError, match=said):
        parse_case(text, "n")


def test_options_say_the_bytes() -> None:
    assert encode("a\nb\n", ["cr"], "here") == b"a\rb\r"
    assert encode("a\\r\\f\\\\n\n", ["escaped"], "here") == b"a\r\f\\n\n"
    assert encode("ä\n", ["latin-1", "no-eol"], "here") == b"\xe4"
    assert encode("a\n", ["bom"], "here") == b"\xef\xbb\xbfa\n"


def test_a_detail_needs_a_site() -> None:
    with pytest.raises(CaseError):
        parse_report("  via a.py f\n", "here")
