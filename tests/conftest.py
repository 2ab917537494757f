"""What the whole test suite shares: its option, and the laboratory in which programs are run."""

from __future__ import annotations

import compileall
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

import migrator

if TYPE_CHECKING:
    from tests.programs.lab import Lab

# How long an example takes says more about the machine than about the code.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--long", action="store_true", help="run the generated tests for minutes, not seconds"
    )
    parser.addoption(
        "--construction",
        choices=("sample", "all"),
        default="sample",
        help="run a fixed sample of the constructed programs, or all of them for minutes",
    )
    parser.addoption(
        "--every",
        type=int,
        default=1,
        metavar="N",
        help="of a test with parameters run one in N: what a second interpreter is asked for",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what `--every` does; each test function keeps its first one."""
    every = config.getoption("--every")
    if every == 1:
        return
    counts: Counter[str] = Counter()
    kept, left = [], []
    for item in items:
        function = item.nodeid.partition("[")[0]
        (left if counts[function] % every else kept).append(item)
        counts[function] += 1
    config.hook.pytest_deselected(items=left)
    items[:] = kept


def pytest_configure(config: pytest.Config) -> None:
    """Compile the package, as an installation does: hundreds of tests start the command."""
    # The processes of pytest-xdist begin after this one.
    if not hasattr(config, "workerinput"):
        compileall.compile_dir(migrator.__path__[0], quiet=2)


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    # Starting the stand-in and the launcher is left to the first test that runs a program.
    from tests.programs.lab import Lab

    laboratory = Lab(tmp_path_factory.mktemp("lab"))
    yield laboratory
    laboratory.close()
