"""No input makes a traceback, an edit without a site, or work for a second run."""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path
from random import Random

import hypothesmith
import libcst
import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from migrator.model import Status
from tests.generated.budget import budget
from tests.robustness.mutation import MUTATIONS, Mutation, mutated, seeds
from tests.robustness.run import compiles, hold_the_promises

SEEDS = seeds()
PARTS = 4  # so that the work can be spread over processes
CALL = """
import requests
requests.post("https://api.awork.com/api/v1/timeentries/delete", json={"ids": ["1"]})
"""
# The grammar alone gives mostly comments; these nodes give modules with code in them.
MODULES = st.one_of(
    hypothesmith.from_grammar(),
    hypothesmith.from_node(libcst.FunctionDef),
    hypothesmith.from_node(libcst.ClassDef),
    hypothesmith.from_node(libcst.Try),
    hypothesmith.from_node(libcst.Expr),
)
MOVED = CALL.replace("/delete", "/batch/delete").replace('"ids"', '"timeEntryIds"')


@pytest.mark.parametrize("part", range(PARTS))
def test_mutated_files(pytestconfig: pytest.Config, part: int) -> None:
    @budget(pytestconfig, 25)
    @given(st.sampled_from(SEEDS[part::PARTS]), st.integers(min_value=0))
    def holds(seed: Path, number: int) -> None:
        content = mutated(seed.read_bytes(), Random(number))
        note(f"{seed}:\n{content!r}")
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "module.py").write_bytes(content)
            hold_the_promises(Path(folder))

    holds()


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.__name__)
def test_every_accident(mutation: Mutation, tmp_path: Path) -> None:
    for number, seed in enumerate(SEEDS[:: len(SEEDS) // 8]):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "module.py").write_bytes(mutation(seed.read_bytes(), Random(number)))
        hold_the_promises(folder)


def test_any_module_around_a_call(pytestconfig: pytest.Config, tmp_path: Path) -> None:
    @budget(pytestconfig, 20)
    @given(MODULES)
    def holds(source: str) -> None:
        content = source.encode("utf-8", "surrogatepass")
        note(repr(content))
        with tempfile.TemporaryDirectory() as folder:
            module = Path(folder) / "module.py"
            module.write_bytes(content + CALL.encode())
            report = hold_the_promises(Path(folder))
            assert module.read_bytes() in (content + CALL.encode(), content + MOVED.encode())
            assert report.count(Status.CHANGED) + report.count(Status.UNRESOLVED) >= 1

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # invalid escapes and the like of generated modules
        holds()


def test_a_module_without_a_site_keeps_every_byte(pytestconfig: pytest.Config) -> None:
    @budget(pytestconfig, 20)
    @given(MODULES)
    def holds(source: str) -> None:
        # The word alone makes the module a candidate.
        content = f"{source}\n# timeentries\n".encode("utf-8", "surrogatepass")
        with tempfile.TemporaryDirectory() as folder:
            module = Path(folder) / "module.py"
            module.write_bytes(content)
            report = hold_the_promises(Path(folder))
            assert module.read_bytes() == content
            assert report.sites == ()
            # libcst drops a blank here and there, and then nothing is known of the module.
            errors = [e for e in report.errors if "given back unchanged" not in e.message]
            assert bool(errors) <= (not compiles(content))

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        holds()
