"""What the report of a migration has to say about a program, given what the program says.

Each function returns one sentence for each disagreement, so that one run shows all of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.programs.comparison import Observation, differences
from tests.programs.lab import Migration
from tests.programs.program import Expectation, Program


def of_report(expected: Expectation, migration: Migration) -> Iterator[str]:
    """How the statuses, the reasons and the exit status differ from what is expected."""
    changed, unresolved = migration.sites("changed"), migration.sites("unresolved")
    if bool(changed) != expected.changed:
        yield f"expected changed sites: {expected.changed}, found {_shown(changed)}"
    if bool(unresolved) != expected.unresolved:
        yield f"expected unresolved sites: {expected.unresolved}, found {_shown(unresolved)}"
    if migration.sites("fixable"):
        yield f"fix left fixable sites: {_shown(migration.sites('fixable'))}"
    if missing := expected.codes - migration.codes("unresolved", "ignored"):
        yield f"no site has the reason {sorted(missing)}, found {_shown(migration.sites(*LEFT))}"
    if migration.report["errors"]:
        yield f"errors: {migration.report['errors']}"
    if migration.finished.status != int(expected.unresolved):
        yield f"exit status {migration.finished.status}"
    if silent := [site for site in changed if not site["notes"]]:
        yield f"no note on partial failures at {_shown(silent)}"


def of_files(program: Program, migration: Migration) -> Iterator[str]:
    """Which files changed although no reported edit lies in them, or the other way round."""
    changed = {name for name in program.files if migration.files.get(name) != program.files[name]}
    edited = {edit["path"] for site in migration.sites("changed") for edit in site["edits"]}
    if changed != edited:
        yield f"files that differ: {sorted(changed)}, files of reported edits: {sorted(edited)}"
    if extra := migration.files.keys() - program.files.keys():
        yield f"files that were not there before: {sorted(extra)}"


def of_runs(
    program: Program, migration: Migration, before: Observation, after: Observation
) -> Iterator[str]:
    """What the migrated program does differently, and deprecated calls nobody was told of."""
    yield from differences(before, after, ordered=program.ordered)
    left = after.deprecated_calls
    if left and not migration.sites("unresolved", "suppressed"):
        yield f"{left} deprecated calls are left, and the report names no place"


LEFT = ("unresolved", "ignored")


def _shown(sites: list[dict[str, object]]) -> list[str]:
    return [
        f"{site['path']}:{site['line']} {site['kind']} {site['status']} {site['reasons']}"
        for site in sites
    ]
