"""A program composed from choices: each choice is one decision that people make differently.

What is to become of a program follows from its choices, so it is written into the program's head as
in a fixture file; a program that is found to be treated wrongly can be saved as one unchanged.
"""

from __future__ import annotations

from dataclasses import dataclass

CLIENTS = ("requests", "session", "httpx", "httpx-base", "urllib")
BASES = ("inline", "constant", "environment", "attribute", "argument")
JOINS = ("plus", "fstring", "percent", "format", "join", "urljoin")
RESOURCES = ("whole", "constant", "constant-fstring", "concatenated", "class")
BODIES = ("literal", "dict-call", "variable", "later", "helper", "null")
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
    """The choices; see the constants for what each may be."""

    client: str
    base: str
    join: str
    resource: str
    body: str
    answer: str
    depth: int
    modules: bool
    neighbour: bool
    by_name: bool
    quote: str
    newline: str
    final_newline: bool

    @property
    def reasons(self) -> list[str]:
        """The reasons that a careful reader has for not moving the call."""
        found = [RESTRAINED[self.answer]] if self.answer in RESTRAINED else []
        return [*found, *(["body-null"] if self.body == "null" else [])]

    def files(self) -> dict[str, bytes]:
        """The source files of the program, `main.py` first."""
        config, transport, main = self._config(), self._transport(), self._main()
        if self.modules and self.depth:
            names = ", ".join(self._names_of_config())
            imports = ["from transport import send", "from config import *"]
            files = {
                "main.py": [*self._head(), *imports, *main],
                "transport.py": [f"from config import {names}", *transport],
                "config.py": config,
            }
        else:
            files = {"main.py": [*self._head(), *config, *transport, *main]}
        return {name: self._encoded(lines) for name, lines in files.items()}

    def _encoded(self, lines: list[str]) -> bytes:
        text = self.newline.join(lines) + (self.newline if self.final_newline else "")
        return text.replace('"', self.quote).encode()

    def _head(self) -> list[str]:
        outcome = f"unresolved {' '.join(self.reasons)}" if self.reasons else "changed"
        deletes = [] if self.body == "null" else ["# deletes: te-02 te-05"]
        return [f"# outcome: {outcome}", *deletes]

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

    def _names_of_config(self) -> list[str]:
        names = ["HEADERS"]
        if self.base in ("constant", "environment"):
            names.append("BASE")
        if self.base == "attribute":
            names.append("Settings")
        return names

    def _base(self) -> str:
        return {
            "inline": f'"{ROOT}"',
            "constant": "BASE",
            "environment": "BASE",
            "attribute": "Settings.base",
            "argument": "base",
        }[self.base]

    def _path(self) -> str:
        return {
            "whole": '"/timeentries/delete"',
            "constant": '"/" + RESOURCE + "/delete"',
            "constant-fstring": 'f"/{RESOURCE}/delete"',
            "concatenated": '"/timeentries" "/delete"',
            "class": "Paths.remove",
        }[self.resource]

    def _url(self, path: str) -> str:
        base = self._base()
        if self.client == "httpx-base":
            return path
        if self.join == "fstring":
            known = base.strip('"') if self.base == "inline" else f"{{{base}}}"
            return f'f"{known}{{{path}}}"'
        return {
            "plus": f"{base} + {path}",
            "percent": f'"%s%s" % ({base}, {path})',
            "format": f'"{{}}{{}}".format({base}, {path})',
            "join": f'"/".join([{base}, {path}.lstrip("/")])',
            "urljoin": f'urljoin({base} + "/", {path}.lstrip("/"))',
        }[self.join]

    # How the call is made, and through how many functions.

    def _imports(self) -> list[str]:
        client = {"session": "requests", "httpx-base": "httpx", "urllib": "urllib.request"}
        lines = ["import json", "import logging"]
        lines.append(f"import {client.get(self.client, self.client)}")
        return [*lines, "from urllib.parse import urljoin"]

    def _transport(self) -> list[str]:
        lines = self._imports()
        if self.client == "session":
            lines += ["session = requests.Session()", "session.headers.update(HEADERS)"]
        elif self.client == "httpx-base":
            base = f'"{ROOT}"' if self.base == "argument" else self._base()
            lines.append(f"client = httpx.Client(base_url={base}, headers=HEADERS)")
        default = f', base="{ROOT}"' if self.base == "argument" else ""
        for level in range(1, self.depth):
            lines += [f"def send_{level}(path, body{default if level == 1 else ''}):"]
            lines += self._request() if level == 1 else [f"    {self._forward(level - 1)}"]
        if self.depth:
            lines += [f"def send(path, body{default if self.depth == 1 else ''}):"]
            lines += (
                self._request() if self.depth == 1 else [f"    {self._forward(self.depth - 1)}"]
            )
        return lines

    def _forward(self, level: int) -> str:
        given = "body=body, path=path" if self.by_name else "path, body"
        return f"return send_{level}({given})"

    def _request(self) -> list[str]:
        """The function at the bottom, which knows the client."""
        if self.client == "urllib":
            lines = [f"    url = {self._url('path')}", "    data = json.dumps(body).encode()"]
            headers = '{**HEADERS, "Content-Type": "application/json"}'
            lines.append(f"    request = urllib.request.Request(url, data, {headers})")
            return [*lines, "    response = urllib.request.urlopen(request)", *self._read()]
        call = {
            "requests": "requests.post({}, json=body, headers=HEADERS)",
            "session": "session.post({}, json=body)",
            "httpx": "httpx.post({}, json=body, headers=HEADERS)",
            "httpx-base": "client.post({}, json=body)",
        }[self.client]
        return [f"    response = {call.format(self._url('path'))}", *self._read()]

    def _read(self) -> list[str]:
        plain = self.client == "urllib"
        status = "response.status" if plain else "response.status_code"
        flag = {"httpx": "response.is_success", "httpx-base": "response.is_success"}
        good = f"{status} < 300" if plain else flag.get(self.client, "response.ok")
        text = "response.read()" if plain else "response.text"
        lines = {
            "ignored": ["pass"],
            "raised": ["pass" if plain else "response.raise_for_status()"],
            "flag": [f"if not {good}:", '    raise SystemExit("refused")'],
            "range": [f"if {status} >= 400:", '    raise SystemExit("refused")'],
            "error": [f"if {status} in (400, 404):", '    raise SystemExit("refused")'],
            "logged": [f'logging.getLogger("job").warning("awork: %s", {status})'],
            "returned": ["return response"],
            "equal": [f"if {status} != 204:", '    raise SystemExit("refused")'],
            "member": [f"if {status} not in (200, 204):", '    raise SystemExit("refused")'],
            "printed": [f"print({status})"],
            "text": [f"if {text}:", '    raise SystemExit("refused")'],
        }[self.answer]
        return ["    " + line for line in lines]

    # What the program does.

    def _main(self) -> list[str]:
        lines: list[str] = []
        if self.body == "helper":
            lines += ["def form(entries):", '    return {"ids": list(entries)}']
        default = f', base="{ROOT}"' if self.base == "argument" and not self.depth else ""
        lines += [f"def delete_entries(ids{'=None' if self.body == 'null' else ''}{default}):"]
        lines += ["    " + line for line in self._built_body()]
        if self.depth:
            given = f"body=body, path={self._path()}" if self.by_name else f"{self._path()}, body"
            lines.append(f"    send({given})")
        else:
            lines += [f"    path = {self._path()}", *self._request()]
        lines += self._neighbour()
        lines.append("delete_entries()" if self.body == "null" else self._call())
        return [*lines, 'print("done")']

    def _built_body(self) -> list[str]:
        return {
            "literal": ['body = {"ids": ids}'],
            "dict-call": ["body = dict(ids=ids)"],
            "variable": ["payload = {", '    "ids": [str(i) for i in ids],', "}", "body = payload"],
            "later": ["body = {}", 'body["ids"] = ids'],
            "helper": ["body = form(ids)"],
            "null": ['body = {"ids": ids}'],
        }[self.body]

    def _neighbour(self) -> list[str]:
        if not (self.neighbour and self.depth):
            return []
        return ['send("/timeentries/setbilled", {"ids": ["te-01"]})']

    def _call(self) -> str:
        return 'delete_entries(["te-02", "te-05"])'
