"""Every name that Python lists has programs, or a reason why it has none."""

from __future__ import annotations

import pytest

from tests.construction.asked import QUESTIONS, SPELLINGS, askings
from tests.construction.carried import carryings
from tests.construction.carriers import CARRIERS
from tests.construction.enumeration import names
from tests.construction.flows import FLOWS
from tests.construction.generator import Draft, drafts, recipes
from tests.construction.kept import keepings, reason
from tests.construction.places import PLACES
from tests.construction.running import differences, observe
from tests.construction.suite import everything
from tests.construction.tables.skipped import reason as skipped
from tests.construction.tables.unobserved import UNOBSERVED
from tests.construction.ways import WAYS

NAMES = tuple(names())


def test_every_name_has_programs_or_a_reason() -> None:
    made = {draft.name.partition("/")[0] for draft in drafts(iter(NAMES))}
    undecided = [name for name in NAMES if name not in made and skipped(name) is None]
    assert not undecided, "give each a recipe in tests/construction/tables, or a reason in skipped"


def test_no_name_has_both() -> None:
    table = recipes()
    assert [name for name in NAMES if name in table and skipped(name) is not None] == []


def test_the_rooms_that_are_listed_are_the_ones_that_were_agreed_on() -> None:
    rooms = {name.partition(".")[0] for name in NAMES}
    types = {"str", "bytes", "list", "tuple", "dict", "set", "frozenset", "int", "float", "bool"}
    modules = {"ast", "operator", "builtins", "itertools", "functools"}
    modules |= {"collections", "copy", "dataclasses"}
    more = {"deque", "Counter", "OrderedDict", "defaultdict", "ChainMap", "protocol"}
    assert rooms == types | modules | more
    assert {"ast.MatchStar", "str.partition", "operator.matmul", "protocol.__aexit__"} <= {*NAMES}


def test_every_name_of_a_program_is_its_own() -> None:
    found = [item.name for item in everything()]
    assert len(found) == len(set(found)) > 20_000


def test_every_place_way_flow_and_carrier_has_programs() -> None:
    made = list(keepings())
    assert {item.place.name for item in made} == {place.name for place in PLACES}
    assert {item.way for item in made} == set(WAYS)
    assert {item.flow.name for item in made} == {flow.name for flow in FLOWS}
    assert {item.carrier.name for item in carryings()} == {carrier.name for carrier in CARRIERS}


def test_every_way_to_put_a_url_together_meets_every_question() -> None:
    assert len(list(askings())) == len(SPELLINGS) * len(QUESTIONS) > 800
    assert len(set(QUESTIONS)) == len(QUESTIONS)


def test_a_combination_without_a_program_has_a_reason() -> None:
    made = {(item.place, item.way, item.flow) for item in keepings()}
    for place in PLACES:
        for way in WAYS:
            for flow in FLOWS:
                assert ((place, way, flow) in made) == (reason(place, way, flow) is None)


def _by_name() -> dict[str, list[Draft]]:
    found: dict[str, list[Draft]] = {}
    for draft in drafts(iter(NAMES)):
        if draft.atom.name != "beside":
            found.setdefault(draft.name.partition("/")[0], []).append(draft)
    return found


@pytest.mark.parametrize("room", sorted({name.partition(".")[0] for name in NAMES}))
def test_every_operation_is_observed_in_some_program(room: str) -> None:
    """An edit of the words alone changes what some program of each name does."""
    unseen = [
        name
        for name, own in _by_name().items()
        if name.partition(".")[0] == room and not any(map(_observes, own))
    ]
    assert [name for name in unseen if name not in UNOBSERVED] == []
    # How large an object is depends on the version of Python.
    said = [n for n in UNOBSERVED if n.startswith(f"{room}.") and not n.endswith("__sizeof__")]
    assert [name for name in said if name not in unseen] == []


def _observes(draft: Draft) -> bool:
    program = draft.program()
    before = observe(program.files, program.plain_status)
    assert before.observation.finished.status == 0, f"{program.name} is no valid use"
    return bool(differences(before, observe(program.twin, program.plain_status)))
