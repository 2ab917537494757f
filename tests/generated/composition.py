"""A program composed from choices: each choice is one decision that people make differently.

What is to become of a program follows from its choices, so it is written into the program's head as
in a fixture file; a program that is found to be treated wrongly can be saved as one unchanged.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.generated.clients import CLIENTS, Client

BASES = ("inline", "constant", "environment", "attribute", "argument")
JOINS = ("plus", "fstring", "percent", "format", "join", "urljoin")
RESOURCES = ("whole", "constant", "constant-fstring", "concatenated", "class")
BODIES = ("literal", "dict-call", "variable", "later", "helper", "shared", "null")
ANSWERS = (
    "ignored",
    "raised",
    "flag",
    "range",
    "logged",
    "returned",
    "error",
    "equal",
    "member",
    "printed",
    "text",
)
STYLES = ("functions", "class")
DEPTHS = (0, 1, 2, 3)
RESTRAINED = {
    "equal": "status-compared",
    "member": "status-compared",
    "printed": "output-changed",
    "text": "response-body-read",
}
ROOT = "https://api.awork.com/api/v1"


@dataclass(frozen=True)
class Composition:
    """The choices; see the constants for what each may be.

    `judge` is the function that looks at the answer: the one that makes the request, or its caller.
    """

    client: str
    base: str
    join: str
    resource: str
    body: str
    answer: str
    style: str
    depth: int
    judge: str
    modules: bool
    neighbour: bool
    by_name: bool
    read_later: bool
    quote: str
    newline: str
    final_newline: bool

    @property
    def reasons(self) -> list[str]:
        """The reasons that a careful reader has for not moving the call."""
        found = [RESTRAINED[self.answer]] if self.answer in RESTRAINED else []
        named = {"null": "body-null", "shared": "body-shared"}
        return [*found, *([named[self.body]] if self.body in named else [])]

    def files(self) -> dict[str, bytes]:
        """The source files of the program, `main.py` first."""
        config, transport, main = self._config(), self._transport(), self._main()
        if self.modules and self.depth:
            imports = [f"from transport import {self._entrance}", "from config import *"]
            files = {
                "main.py": [*self._head(), "import asyncio", "import logging", *imports, *main],
                "transport.py": ["from config import *", *transport],
                "config.py": config,
            }
        else:
            files = {"main.py": [*self._head(), "import asyncio", *config, *transport, *main]}
        return {name: self._encoded(lines) for name, lines in files.items()}

    def _encoded(self, lines: list[str]) -> bytes:
        text = self.newline.join(lines) + (self.newline if self.final_newline else "")
        return text.replace('"', self.quote).encode()

    def _head(self) -> list[str]:
        outcome = f"unresolved {' '.join(self.reasons)}" if self.reasons else "changed"
        deletes = [] if self.body == "null" else ["# deletes: te-02 te-05"]
        return [f"# outcome: {outcome}", *deletes]

    @property
    def _client(self) -> Client:
        return CLIENTS[self.client]

    @property
    def _in_class(self) -> bool:
        return self.style == "class" and self.depth > 0

    @property
    def _entrance(self) -> str:
        return "transport" if self._in_class else "send"

    @property
    def _define(self) -> str:
        return "async def" if self._client.is_async else "def"

    @property
    def _wait(self) -> str:
        return "await " if self._client.is_async else ""

    # Where the base and the resource live.

    def _config(self) -> list[str]:
        lines = ["import os"]
        if self.base == "constant":
            lines.append(f'BASE = "{ROOT}"')
        elif self.base == "environment":
            lines.append(f'BASE = os.environ.get("AWORK_BASE", "{ROOT}")')
        elif self.base == "attribute":
            lines += ["class Settings:", '    host = "https://api.awork.com"']
            lines.append('    base = host + "/api/v1"')
        if self.resource.startswith("constant"):
            lines.append('RESOURCE = "timeentries"')
        elif self.resource == "class":
            lines += ["class Paths:", '    bill = "/timeentries/setbilled"']
            lines.append('    remove = "/timeentries/delete"')
        lines.append('HEADERS = {"Authorization": "Bearer " + os.environ["AWORK_TOKEN"]}')
        return lines

    def _base(self) -> str:
        given = {"attribute": "Settings.base", "argument": "base", "inline": f'"{ROOT}"'}
        return given.get(self.base, "BASE")

    def _path(self) -> str:
        return {
            "whole": '"/timeentries/delete"',
            "constant": '"/" + RESOURCE + "/delete"',
            "constant-fstring": 'f"/{RESOURCE}/delete"',
            "concatenated": '"/timeentries" "/delete"',
            "class": "Paths.remove",
        }[self.resource]

    def _url(self, path: str) -> str:
        base = "self.base" if self._in_class else self._base()
        if self._client.has_base:
            return path
        if self.join == "fstring":
            known = base.strip('"') if base.startswith('"') else f"{{{base}}}"
            return f'f"{known}{{{path}}}"'
        return {
            "plus": f"{base} + {path}",
            "percent": f'"%s%s" % ({base}, {path})',
            "format": f'"{{}}{{}}".format({base}, {path})',
            "join": f'"/".join([{base}, {path}.lstrip("/")])',
            "urljoin": f'urljoin({base} + "/", {path}.lstrip("/"))',
        }[self.join]

    # How the call is made, and through how many functions.

    def _transport(self) -> list[str]:
        default = f', base="{ROOT}"' if self.base == "argument" else ""
        base = f'"{ROOT}"' if self.base == "argument" else self._base()
        lines = ["import json", "import logging", *self._client.imports]
        lines += ["from urllib.parse import urljoin", *self._client.set_up(base)]
        if not self._in_class:
            return [*lines, *self._functions("", default)]
        lines += ["class Transport:", f"    def __init__(self{default}):"]
        lines.append(f"        self.base = {self._base()}")
        lines += ["    " + line for line in self._functions("self, ", "")]
        return [*lines, "transport = Transport()"]

    def _functions(self, first: str, default: str) -> list[str]:
        lines: list[str] = []
        owner = "self." if first else ""
        for level in range(1, self.depth + 1):
            name = "send" if level == self.depth else f"send_{level}"
            lines.append(
                f"{self._define} {name}({first}path, body{default if level == 1 else ''}):"
            )
            given = "body=body, path=path" if self.by_name else "path, body"
            forward = f"    return {self._wait}{owner}send_{level - 1}({given})"
            lines += self._request() if level == 1 else [forward]
        return lines

    def _request(self) -> list[str]:
        """The body of the function at the bottom, which knows the client."""
        if self.depth and self.judge == "caller":
            read = ["return response"]
        else:
            read = self._client.read(self.answer)
        return ["    " + line for line in self._client.request(self._url("path"), read)]

    # What the program does.

    def _main(self) -> list[str]:
        lines: list[str] = []
        if self.body == "helper":
            lines += ["def form(entries):", '    return {"ids": list(entries)}']
        default = f', base="{ROOT}"' if self.base == "argument" and not self.depth else ""
        ids = "ids=None" if self.body == "null" else "ids"
        lines.append(f"{self._define} delete_entries({ids}{default}):")
        lines += ["    " + line for line in [*self._built_body(), *self._sent()]]
        call = "delete_entries()" if self.body == "null" else 'delete_entries(["te-02", "te-05"])'
        lines.append(f"asyncio.run({call})" if self._client.is_async else call)
        return [*lines, 'print("done")']

    def _built_body(self) -> list[str]:
        return {
            "literal": ['body = {"ids": ids}'],
            "dict-call": ["body = dict(ids=ids)"],
            "variable": ["payload = {", '    "ids": [str(i) for i in ids],', "}", "body = payload"],
            "later": ["body = {}", 'body["ids"] = ids'],
            "helper": ["body = form(ids)"],
            "shared": ['body = {"ids": ids}'],
            "null": ['body = {"ids": ids}'],
        }[self.body]

    def _sent(self) -> list[str]:
        lines = self._neighbours()
        if self.depth:
            given = f"body=body, path={self._path()}" if self.by_name else f"{self._path()}, body"
            lines.append(f"response = {self._send(given)}")
            lines += self._client.read(self.answer) if self.judge == "caller" else []
        else:
            request = self._client.request(self._url("path"), self._client.read(self.answer))
            lines += [f"path = {self._path()}", *request]
        later = ['print(len(body["ids"] or ""))'] if self.read_later else []
        # What follows a return is not reached, so the answer is returned last.
        is_returned = bool(lines) and lines[-1].strip() == "return response"
        return [*later, *lines] if is_returned else [*lines, *later]

    def _neighbours(self) -> list[str]:
        """Requests to another endpoint: with the same body, and through the same functions."""
        lines = []
        if self.body == "shared":
            other = self._client.request(f'"{ROOT}/timeentries/setbilled"', ["pass"])
            lines += other if not self.depth else [self._send('"/timeentries/setbilled", body')]
        if self.neighbour and self.depth:
            lines.append(self._send('"/timeentries/setbilled", {"ids": ["te-01"]}'))
        return lines

    def _send(self, given: str) -> str:
        return f"{self._wait}{'transport.send' if self._in_class else 'send'}({given})"
