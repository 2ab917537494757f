"""Notebooks that a kernel runs before and after: they do the same, by the other endpoint."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from tests.standin.awork import DEPRECATED, REPLACEMENT, Run
from tests.standin.server import StandIn

FIXTURES = Path(__file__).parents[2] / "fixtures" / "notebooks"


@pytest.fixture(scope="module")
def api() -> Iterator[StandIn]:
    server = StandIn(None)
    yield server
    server.close()


@pytest.fixture(autouse=True)
def environment(api: StandIn, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AWORK_URL", "http://api.awork.com/api/v1")
    monkeypatch.setenv("AWORK_TOKEN", "t")
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{api.port}")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    # Kernels leave no trace in the home of who runs the tests.
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))


def executed(path: Path, api: StandIn) -> tuple[list[str], Run]:
    """What each cell of a notebook prints, and what the run did to the API.

    A kernel sends what is printed in pieces that depend on its clock, so the pieces are joined.
    """
    document: Any = nbformat.read(str(path), as_version=4)
    nbformat.validate(document)
    with api.run() as run:
        NotebookClient(document, timeout=60, kernel_name="python3").execute()
    printed = [
        "".join(
            output["text"]
            for output in cell.get("outputs", ())
            if output["output_type"] == "stream"
        )
        for cell in document.cells
    ]
    return [without_times(text) for text in printed], run


def without_times(text: str) -> str:
    """What a cell printed without what `%%time` says of it."""
    return "".join(
        line
        for line in text.splitlines(keepends=True)
        if not line.startswith(("CPU times", "Wall time"))
    )


@pytest.mark.parametrize(("name", "calls"), [("cleanup", 2), ("compact", 1)])
def test_a_kernel_runs_it_as_before(name: str, calls: int, api: StandIn) -> None:
    said, before = executed(FIXTURES / f"{name}.ipynb", api)
    says, after = executed(FIXTURES / f"{name}.after.ipynb", api)
    assert says == said
    assert after.deleted == before.deleted
    assert before.deleted
    assert len(before.calls_to(DEPRECATED)) == len(after.calls_to(REPLACEMENT)) == calls
    assert not before.calls_to(REPLACEMENT)
    assert not after.calls_to(DEPRECATED)
