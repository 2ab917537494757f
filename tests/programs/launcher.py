"""A process that has the clients imported and forks once for each job it reads.

A fresh interpreter spends most of its time on imports; a fork starts in milliseconds and is as
isolated: it has its own memory, working directory, environment and arguments. Run as a script, so
that no package of the project stands in the way of a program's own modules. One JSON object a line
comes in on standard input, one a line goes out on standard output.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import pkgutil
import runpy
import signal
import sys
import threading
import traceback
from typing import Any, NoReturn, TextIO

import migrator

STANDARD_LIBRARY = (
    "argparse",
    "asyncio",
    "concurrent.futures",
    "csv",
    "dataclasses",
    "enum",
    "http.client",
    "logging",
    "unittest.mock",
    "urllib.request",
)
CLIENTS = (
    "requests",
    "requests_toolbelt",
    "httpx",
    "anyio",
    "anyio._backends._asyncio",
    "aiohttp",
    "urllib3",
    "niquests",
    "httplib2",
    "tenacity",
)
TESTING = (
    "pytest",
    "responses",
    "requests_mock",
    "respx",
    "aioresponses",
    "pytest_httpx",
)


def main(stdin: TextIO, stdout: TextIO) -> None:
    """Serve jobs until standard input ends."""
    for name in (*STANDARD_LIBRARY, *CLIENTS, *TESTING, "libcst", *_modules_of_the_tool()):
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # otherwise each collection in a fork copies every page of the heap
    for line in stdin:
        job = json.loads(line)
        child = os.fork()
        if child == 0:
            _become(job)
        _, status = os.waitpid(child, 0)
        stdout.write(json.dumps({"status": os.waitstatus_to_exitcode(status)}) + "\n")
        stdout.flush()


def _modules_of_the_tool() -> list[str]:
    found = pkgutil.walk_packages(migrator.__path__, "migrator.")
    return [module.name for module in found if not module.name.endswith("__main__")]


def _become(job: dict[str, Any]) -> NoReturn:
    """Turn this fork into the program of the job; its exit status is the program's."""
    signal.alarm(job["seconds"])  # a program that hangs is killed and has the status -14
    os.chdir(job["folder"])
    _redirect(job)
    os.environ.clear()
    os.environ.update(job["environment"])
    sys.argv = job["arguments"]
    sys.path[0:1] = job["path"]
    sys.stdin = open(os.devnull)  # noqa: SIM115
    status = _exit_status(job)
    try:
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _redirect(job: dict[str, Any]) -> None:
    for stream, name in ((1, "stdout"), (2, "stderr")):
        handle = os.open(job[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(handle, stream)
        os.close(handle)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115


def _exit_status(job: dict[str, Any]) -> int:
    """Run the job and translate what it raises as the interpreter would."""
    try:
        _run(job)
    except SystemExit as stop:
        if stop.code is None or isinstance(stop.code, int):
            return int(stop.code or 0)
        print(stop.code, file=sys.stderr)
        return 1
    except BaseException:  # whatever it is, it must not reach the launcher's loop
        traceback.print_exc()
        return 1
    return 0


def _run(job: dict[str, Any]) -> None:
    if job["kind"] == "script":
        runpy.run_path(job["arguments"][0], run_name="__main__")
    else:
        runpy.run_module(job["arguments"][0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    import sitecustomize  # type: ignore[import-not-found]  # of the folder on PYTHONPATH

    sitecustomize.install()
    main(sys.stdin, sys.stdout)
