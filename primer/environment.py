"""The environment of one package, and its suite run in a copy of its source."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.packages import archive, unpacked
from primer.package import Package

SUITE_TIMEOUT = 900
_COUNTS = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed|xpassed)")
_RAN = re.compile(r"^Ran (\d+) tests? in ", re.MULTILINE)


class SuiteEnvironmentError(Exception):
    """An environment that could not be made; the message says why."""


@dataclass(frozen=True)
class SuiteRun:
    """What a run of the suite said."""

    green: bool
    passed: int
    seconds: float
    output: str


def environment(package: Package, cache: Path) -> Path:
    """The Python of an environment with the package's requirements; made when it is not there.

    Raises SuiteEnvironmentError when pip does not find or build something.
    """
    wanted = "\n".join((*package.suite.requirements, sys.version.split()[0]))
    key = hashlib.sha256(wanted.encode()).hexdigest()[:8]
    folder = cache / "environments" / f"{package.pin.label}-{key}"
    python = folder / "bin" / "python"
    if (folder / "complete").exists():
        return python
    shutil.rmtree(folder, ignore_errors=True)
    _quietly([sys.executable, "-m", "venv", str(folder)])
    _quietly(
        [
            str(python),
            "-m",
            "pip",
            "install",
            "-q",
            *package.suite.requirements,
            str(archive(package.pin, cache)),
        ]
    )
    (folder / "complete").touch()
    return python


def _quietly(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SuiteEnvironmentError(f"{' '.join(command)}: {done.stderr.strip()[-800:]}")


def laid(package: Package, cache: Path) -> Path:
    """A fresh copy of the package's source, to be migrated and removed by the caller."""
    folder = cache / "work"
    folder.mkdir(exist_ok=True)
    copy = Path(tempfile.mkdtemp(prefix=f"{package.pin.label}-", dir=folder))
    shutil.copytree(unpacked(package.pin, cache), copy, symlinks=True, dirs_exist_ok=True)
    for name in package.suite.touch:
        (copy / name).touch()
    return copy


def run_suite(package: Package, python: Path, copy: Path) -> SuiteRun:
    """Run the suite in the copy. It is green when it ends with 0 and imported the copy."""
    source = (copy / package.suite.source).resolve()
    environ = {
        **os.environ,
        "PYTHONPATH": f"{source}{os.pathsep}{copy}",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    environ.update(package.suite.environment)
    probe = f"import {package.suite.module} as m; print(m.__file__)"
    start = time.perf_counter()
    where = _output([str(python), "-c", probe], copy, environ)[1].strip().splitlines()[-1:]
    if not where or not where[0].startswith(str(source)):
        return SuiteRun(
            False, 0, 0, f"{package.suite.module} is imported from {where}, not {source}"
        )
    status, output = _output([str(python), *package.suite.command], copy, environ)
    counts = {word: int(number) for number, word in _COUNTS.findall(output)}
    ran = _RAN.search(output)
    passed = counts.get("passed", int(ran[1]) if ran else 0)
    return SuiteRun(status == 0 and passed > 0, passed, time.perf_counter() - start, output)


def _output(command: list[str], folder: Path, environ: dict[str, str]) -> tuple[int, str]:
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
            timeout=SUITE_TIMEOUT,
        )
    except subprocess.TimeoutExpired:
        return 1, f"ended after {SUITE_TIMEOUT} s"
    return done.returncode, done.stdout
