"""The data files of the primer, and how it judges a place. No package is fetched here."""

from pathlib import Path

import pytest

from migrator.rules.loader import load_rules
from primer.known import recall, remember
from primer.package import FOLDER, DataError, Endpoint, Place, load, rules_text
from primer.table import table
from primer.verdict import Outcome, Site, judge_places

FILES = sorted(FOLDER.glob("*.toml"))


def test_there_are_thirty_packages() -> None:
    assert len(FILES) >= 30


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_package_has_four_rules_with_places_that_move(path: Path) -> None:
    package = load(path)
    assert path.stem == package.name
    assert len(package.endpoints) >= 4
    for endpoint in package.endpoints:
        assert endpoint.moves
        assert not set(endpoint.moves) & set(endpoint.stays)


def site(status: str, *lines: tuple[str, int], reasons: tuple[str, ...] = ()) -> Site:
    return Site("EX001", status, "call", lines, (), reasons, reasons)


def fates(sites: list[Site], moves: tuple[Place, ...], stays: tuple[Place, ...] = ()) -> Outcome:
    outcome = Outcome("example")
    judge_places(Endpoint("EX001", {}, moves, stays), sites, outcome)
    return outcome


def test_a_place_is_moved_when_a_changed_site_edits_one_of_its_lines() -> None:
    outcome = fates([site("changed", ("a.py", 3), ("a.py", 12))], (Place("a.py", 11, 13),))
    assert outcome.places == {"moved": 1}
    assert not outcome.unexpected


def test_a_place_near_a_site_that_was_not_changed_is_refused_with_its_reasons() -> None:
    outcome = fates([site("unresolved", ("a.py", 14), reasons=("x",))], (Place("a.py", 11, 11),))
    assert outcome.places == {"refused": 1}
    assert outcome.reasons == {"x": 1}


def test_a_place_that_no_site_of_its_rule_speaks_of_is_silent() -> None:
    assert fates([], (Place("a.py", 11, 11),)).places == {"silent": 1}


def test_a_place_is_not_excused_by_an_entry_about_test_data() -> None:
    cassette = site("unresolved", ("cassette.json", 1), reasons=("not-python",))
    assert fates([cassette], (Place("a.py", 11, 11),)).places == {"silent": 1}
    elsewhere = site("unresolved", ("b.py", 1), reasons=("callee-unknown",))
    assert fates([cassette, elsewhere], (Place("a.py", 11, 11),)).places == {"elsewhere": 1}


def test_an_entry_that_says_it_is_not_the_endpoint_is_no_reason() -> None:
    outcome = fates([site("ignored", ("a.py", 11))], (Place("a.py", 11, 11),))
    assert outcome.places == {"ignored": 1}


def test_a_changed_site_at_a_place_that_stays_is_named() -> None:
    outcome = fates([site("changed", ("a.py", 7))], (), (Place("a.py", 7, 7, "another method"),))
    assert len(outcome.overreach) == 1
    assert not outcome.unexpected


def test_a_changed_site_where_nobody_read_a_place_is_named() -> None:
    assert len(fates([site("changed", ("b.py", 7))], (Place("a.py", 7, 7),)).unexpected) == 1


def test_a_place_that_stays_needs_its_reason(tmp_path: Path) -> None:
    path = tmp_path / "example.toml"
    text = (
        FILES[0].read_text() + '\n[[rule]]\ncode = "X1"\nmoves = ["a.py:1"]\nstays = ["a.py:2"]\n'
    )
    path.write_text(text)
    with pytest.raises(DataError, match="needs its reason"):
        load(path)


def test_the_rules_are_written_as_they_are_read(tmp_path: Path) -> None:
    rule = {
        "code": "EX001",
        "method": "POST",
        "hosts": ["api.example.org"],
        "path": "/things/{id}/close",
        "replacement": "/things/{id}/archive",
        "body": {"rename": {"why": "reason"}},
    }
    path = tmp_path / "rules.toml"
    path.write_text(rules_text([Endpoint("EX001", rule, (), ())]))
    loaded = load_rules([str(path)])[-1]
    assert (loaded.code, loaded.method) == ("EX001", "POST")


def test_an_outcome_is_known_until_its_package_changes(tmp_path: Path) -> None:
    package = load(FILES[0])
    outcome = Outcome(package.name, "partly", passed=(3, 3), seconds=1.5)
    outcome.places.update({"moved": 2, "refused": 1})
    remember(package, tmp_path, outcome, unsafe=False)
    assert recall(package, tmp_path, unsafe=False) == outcome
    assert recall(package, tmp_path, unsafe=True) is None
    assert recall(load(FILES[1]), tmp_path, unsafe=False) is None


def test_the_table_adds_up() -> None:
    one, two = Outcome("one", "all moved"), Outcome("two", "partly")
    one.places.update({"moved": 3})
    two.places.update({"moved": 1, "refused": 1})
    two.reasons.update({"callee-unknown": 1})
    made = table([one, two])
    assert "| 2 in all | 1 all moved, 1 partly | 5 | 4 (80 %) | 1 | 0 | 0 |" in made
    assert "| callee-unknown | 1 | 1 |" in made
