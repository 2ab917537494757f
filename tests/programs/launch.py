"""The other end of the launcher's pipe: start it once, hand it jobs, read what they left."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
NETWORK = HERE / "network"
ROOT = HERE.parents[1]
SECONDS = 30  # a program that takes longer hangs


@dataclass(frozen=True)
class Finished:
    """What a process left behind; a negative status is the signal that ended it."""

    status: int
    stdout: str
    stderr: str


class Launcher:
    """A running launcher; its jobs see no variable of this process's environment but PATH."""

    def __init__(self, port: int, hosts: Sequence[str], ca_file: Path) -> None:
        self.environment = {
            "PATH": os.environ.get("PATH", ""),
            "LANG": "C.UTF-8",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "PYTHONPATH": f"{NETWORK}{os.pathsep}{ROOT}",
            "STANDIN_PORT": str(port),
            "STANDIN_HOSTS": " ".join(hosts),
            "SSL_CERT_FILE": str(ca_file),
            "REQUESTS_CA_BUNDLE": str(ca_file),
            "HTTPLIB2_CA_CERTS": str(ca_file),
            "AWORK_TOKEN": "token-of-the-run",
        }
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "launcher.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=self.environment,
            text=True,
        )

    def script(self, folder: Path, *arguments: str, **variables: str) -> Finished:
        """Run a script of `folder`, as `python NAME ARGUMENTS...` does there."""
        return self._run("script", folder, arguments, variables)

    def driver(self, folder: Path, driver: Path) -> Finished:
        """Run a script that stands elsewhere and uses the modules of the project in `folder`."""
        beside = (str(folder / "src"), str(driver.parent))
        return self._run("script", folder, (str(driver),), {}, beside)

    def module(self, folder: Path, *arguments: str) -> Finished:
        """Run a module in `folder`, as `python -m NAME ARGUMENTS...` does there."""
        return self._run("module", folder, arguments, {})

    def interpreter(self, folder: Path, *arguments: str, **variables: str) -> Finished:
        """Run a script of `folder` in an interpreter of its own."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=folder,
            env=self._environment(folder, variables),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        return Finished(done.returncode, done.stdout, done.stderr)

    def _environment(self, folder: Path, variables: dict[str, str]) -> dict[str, str]:
        return {**self.environment, "HOME": str(folder), **variables}

    def _run(
        self,
        kind: str,
        folder: Path,
        arguments: Sequence[str],
        variables: dict[str, str],
        search_path: Sequence[str] = (),
    ) -> Finished:
        stdout, stderr = (folder.with_suffix(f".{name}") for name in ("stdout", "stderr"))
        job = {
            "kind": kind,
            "folder": str(folder),
            "arguments": list(arguments),
            "environment": self._environment(folder, variables),
            "path": [str(folder), *search_path],
            "stdout": str(stdout),
            "stderr": str(stderr),
            "seconds": SECONDS,
        }
        status = self._ask(job)
        return Finished(status, _read(stdout), _read(stderr))

    def _ask(self, job: dict[str, object]) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        if self._process.poll() is None:
            self._process.stdin.write(json.dumps(job) + "\n")
            self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError("the launcher has ended; why is on its standard error, see above")
        return int(json.loads(answer)["status"])

    def close(self) -> None:
        """End the launcher; no job is running then."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")
