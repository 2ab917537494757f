"""A wheel and a source package build, have all that is needed, install, and run."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source package, and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("packages")
    command = ["-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run([sys.executable, *command], check=True, capture_output=True)
    return folder


def test_the_wheel_has_every_file_of_the_package_and_no_other(packages: Path) -> None:
    (wheel,) = packages.glob("*.whl")
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    own = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "migrator").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert names == own | {"awork_migrator.py"}
    assert "migrator/report/page/page.html" in names


def test_the_source_package_has_what_the_tests_need(packages: Path) -> None:
    (source,) = packages.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    for name in ("README.md", "LICENSE", "CHANGELOG.md", "docs/ci.md", "tests/conftest.py"):
        assert name in names


def test_the_wheel_installs_and_runs(packages: Path, tmp_path: Path) -> None:
    (wheel,) = packages.glob("*.whl")
    target = tmp_path / "installed"
    command = ["install", "--quiet", "--no-deps", "--no-index", "--target", str(target), str(wheel)]
    subprocess.run([sys.executable, "-m", "pip", *command], check=True, capture_output=True)
    (tmp_path / "a.py").write_text(
        "import requests\n\n\ndef delete(ids):\n"
        '    requests.post("https://api.awork.com/api/v1/timeentries/delete", json={"ids": ids})\n'
    )
    done = subprocess.run(
        [target / "bin" / "awork-migrator", "fix", "--isolated", "--report", "html=r.html", "a.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(target)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "timeentries/batch/delete" in (tmp_path / "a.py").read_text()
    assert "<ins>batch/</ins>" in (tmp_path / "r.html").read_text()


@pytest.mark.parametrize("command", [(), ("check",), ("fix",), ("explain",), ("schema",)])
@pytest.mark.parametrize("columns", ["30", "80", "200"])
def test_help_is_never_cut(command: tuple[str, ...], columns: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "migrator", *command, "--help"],
        env={**os.environ, "COLUMNS": columns},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "..." not in done.stdout.replace("[ARGS]...", "").replace("[PATHS]...", "").replace(
        "REV...", ""
    )
