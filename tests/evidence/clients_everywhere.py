"""Each client in a program and a process of its own, on several interpreters, by hand.

`python -m tests.evidence.clients_everywhere 3.8=/path/to/python ...` makes an environment with the
clients, and without this tool, for each interpreter, and traces every function of
`programs/clients.py` there: stubbed, and against the stand-in server.
"""

from __future__ import annotations

import argparse
import ast
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.evidence.project import migrate
from tests.standin import StandIn

CLIENTS = (
    "aiohttp<3.14",  # what aioresponses can stub
    "aioresponses<0.7.7; python_version < '3.9'",  # the next one cannot be imported there
    "aioresponses; python_version >= '3.9'",
    "httplib2",
    "httpx",
    "niquests",
    "requests",
    "requests-mock",
    "responses",
    "respx",
    "urllib3",
)
SOURCE = (Path(__file__).parent / "programs" / "clients.py").read_text()
SECRETS = ("s3cr3t", "Bearer", "Authorization")


def programs() -> Iterator[tuple[str, str]]:
    """The name of each function and a program with that function alone."""
    tree = ast.parse(SOURCE)
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    names = {function.name for function in functions} - {"path"}
    lines = SOURCE.splitlines()
    for name in sorted(names):
        kept = list(lines)
        for function in functions:
            if function.name in names - {name}:
                for at in range(function.lineno - 1, function.end_lineno or 0):
                    kept[at] = ""
        yield name, "\n".join(kept) + "\n"


def problem(name: str, program: Path, python: str, base: str) -> str | None:
    """What is wrong with the trace of one program, None when nothing is."""
    output = program.parent / "calls.jsonl"
    words = ("trace", "--output", str(output), "--", python, program.name, name, base)
    answer = migrate(program.parent, *words)
    if answer.status != 0:
        return f"ended with {answer.status}: {(answer.err.strip().splitlines() or ['?'])[-2:]}"
    text = output.read_text()
    events: list[dict[str, Any]] = [json.loads(line) for line in text.splitlines()]
    if len(events) != 1 or events[0]["count"] != 1:
        return f"{len(events)} kinds of requests were recorded"
    (event,) = events
    frame = event["frames"][0]
    stubbed = name.startswith(("stubbed", "mocked"))
    status = 200 if not stubbed else None if name.startswith("mocked") else 204
    wrong = {
        "line": "# CALL" not in program.read_text().splitlines()[frame["line"] - 1],
        "file": frame["path"] != program.name,
        "stubbed": event["stubbed"] is not stubbed,
        "status": event["status"] != status,
        "endpoint": event["endpoint"] != "deprecated",
        "path": event["path"] != "/api/v1/timeentries/delete",
        "keys": (event["query"], event["body"]) != (["key"], ["ids"]),
        "secret": any(secret in text for secret in SECRETS),
    }
    found = [what for what, is_wrong in wrong.items() if is_wrong]
    return f"wrong: {', '.join(found)}: {event}" if found else None


def environment_of(python: str, folder: Path) -> str:
    """The interpreter of a new environment with the clients."""
    subprocess.run([python, "-m", "venv", str(folder)], check=True)
    own = str(folder / "bin" / "python")
    subprocess.run([own, "-m", "pip", "install", "--quiet", *CLIENTS], check=True)
    found = subprocess.run([own, "-c", "import migrator"], capture_output=True, check=False)
    assert found.returncode != 0, "the tool is not to be there"
    return own


def main() -> int:
    """Trace everything everywhere; the number of programs that went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("interpreters", nargs="+", metavar="NAME=PYTHON")
    parser.add_argument("--ready", action="store_true", help="they have the clients already")
    options = parser.parse_args()
    failed = 0
    server = StandIn(None)
    base = f"http://127.0.0.1:{server.port}"
    with tempfile.TemporaryDirectory() as top:
        for pair in options.interpreters:
            version, _, python = pair.partition("=")
            if not options.ready:
                python = environment_of(python, Path(top) / f"environment-{version}")
            passed = 0
            for name, text in programs():
                folder = Path(top).resolve() / f"{version}-{name}"
                folder.mkdir()
                program = folder / f"p_{name}.py"
                program.write_text(text)
                found = problem(name, program, python, base)
                passed += found is None
                if found is not None:
                    failed += 1
                    print(f"{version} {name}: {found}", flush=True)
            print(f"{version}: {passed} programs traced as they should be", flush=True)
    server.close()
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
