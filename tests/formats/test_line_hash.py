"""The line hash agrees with the values that GitHub's own action is tested with."""

from __future__ import annotations

import pytest

from migrator.report.line_hash import line_hashes

GREETINGS = [
    "e9496ae3ebfced30:1",
    "fb7c023a8b9ccb3f:1",
    "ce8ba1a563dcdaca:1",
    "e20e36e16fcb0cc8:1",
    "b3edc88f2938467e:1",
    "c8e28b0b4002a3a0:1",
    "c129715d7a2bc9a3:1",
]


def test_an_empty_file_has_one_line() -> None:
    assert line_hashes("") == ["c129715d7a2bc9a3:1"]


def test_spaces_and_tabs_do_not_count() -> None:
    expected = ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1"]
    assert line_hashes(" a\nb\n  \t\tc\n d") == [*expected, "a23a3dc5e078b07b:1"]
    assert line_hashes("a\n b \n\tc\n d") == [*expected, "a23a3dc5e078b07b:1"]


def test_a_missing_last_line_end_shows_in_the_hashes() -> None:
    assert line_hashes(" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End") == [
        "8b7cf3e952e7aeb2:1",
        "b1ae1287ec4718d9:1",
        "bff680108adb0fcc:1",
        "c6805c5e1288b612:1",
        "b86d3392aea1be30:1",
        "e6ceba753e1a442:1",
    ]


@pytest.mark.parametrize(
    "text",
    [
        " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n",
        " hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r",
        " hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n",
        " hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n",
    ],
    ids=["lf", "cr", "crlf", "mixed"],
)
def test_all_line_ends_count_as_the_same(text: str) -> None:
    assert line_hashes(text) == GREETINGS


def test_equal_hashes_are_numbered_and_the_end_of_the_file_is_seen_from_afar() -> None:
    assert line_hashes("Lorem ipsum dolor sit amet.\n" * 10) == [
        "a7f2ff13bc495cf2:1",
        "a7f2ff13bc495cf2:2",
        "a7f2ff13bc495cf2:3",
        "a7f2ff13bc495cf2:4",
        "a7f2ff13bc495cf2:5",
        "a7f2ff13bc495cf2:6",
        "a7f2ff1481e87703:1",
        "a9cf91f7bbf1862b:1",
        "55ec222b86bcae53:1",
        "cc97dc7b1d7d8f7b:1",
        "c129715d7a2bc9a3:1",
    ]


def test_a_character_outside_the_basic_plane_counts_as_its_two_halves() -> None:
    halves = [ord(unit) for unit in "\ud83d\ude00"]
    value = sum(unit * 37 ** (99 - at) for at, unit in enumerate([*halves, 0xFFFF]))
    assert line_hashes("\U0001f600") == [f"{value % 2**64:x}:1"]


def test_half_a_character_is_hashed_too() -> None:
    assert line_hashes("\ud83d") != line_hashes("")
