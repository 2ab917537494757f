"""What is searched for in a text of which a literal is a part, before and after an edit of it."""

from __future__ import annotations

from hypothesis import assume, example, given
from hypothesis import strategies as st

from migrator.analysis.events.recorder import answer

WORDS = st.text("ab/", max_size=5)
SEARCHED = st.text("ab/", min_size=1, max_size=5)


@given(WORDS, WORDS, WORDS, WORDS, SEARCHED)
@example("x", "/a/b", "/a/c/b", "", "x/a/b")
@example("", "/a/b", "/a/c", "/d", "/c/d")
@example("x", "/a", "/b", "/y", "x/a/y")
def test_equal_answers_of_a_literal_are_equal_answers_of_the_text(
    before: str, old: str, new: str, behind: str, searched: str
) -> None:
    question = f"__contains__ {searched}"
    assume(answer(old, question) == answer(new, question))
    assert (searched in before + old + behind) == (searched in before + new + behind)


def test_an_edit_in_the_middle_keeps_what_is_searched_for_at_the_ends() -> None:
    for searched in ("/v1", "delete", "?", "api.awork.com", "/timeentries"):
        question = f"__contains__ {searched}"
        assert answer("/timeentries/delete", question) == answer(
            "/timeentries/batch/delete", question
        )
