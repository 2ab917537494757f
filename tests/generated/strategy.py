"""The hypothesis strategy over all compositions."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.generated import composition
from tests.generated.composition import Composition


def compositions(client: str) -> st.SearchStrategy[Composition]:
    """Any program that uses this client; the first value of each choice is the simplest one."""
    return st.builds(
        Composition,
        client=st.just(client),
        base=st.sampled_from(composition.BASES),
        join=st.sampled_from(composition.JOINS),
        resource=st.sampled_from(composition.RESOURCES),
        body=st.sampled_from(composition.BODIES),
        answer=st.sampled_from(composition.ANSWERS),
        style=st.sampled_from(composition.STYLES),
        depth=st.sampled_from(composition.DEPTHS),
        judge=st.sampled_from(["wrapper", "caller"]),
        modules=st.booleans(),
        neighbour=st.booleans(),
        by_name=st.booleans(),
        read_later=st.booleans(),
        quote=st.sampled_from("\"'"),
        newline=st.sampled_from(["\n", "\r\n"]),
        final_newline=st.booleans(),
    )
