"""How each client is set up, sends a body and shows its answer, in the source of a program."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Client:
    """One client. `call` has a hole for the URL; `block` is a line that opens a block around it."""

    imports: tuple[str, ...]
    call: str
    setup: tuple[str, ...] = ()
    block: str = ""
    before: tuple[str, ...] = ()
    status: str = "response.status_code"
    flag: str = "response.ok"
    text: str = "response.text"
    raised: str = "response.raise_for_status()"
    is_async: bool = False
    has_base: bool = False

    def set_up(self, base: str) -> list[str]:
        """The lines at the top of the module that sends; `base` is the base of all URLs."""
        return [line.format(base=base) for line in self.setup]

    def request(self, url: str, read: list[str]) -> list[str]:
        """The lines that send `body` to the URL and then read the answer."""
        lines = [*self.before, f"response = {self.call.format(url=url)}", *read]
        return [self.block, *("    " + line for line in lines)] if self.block else lines

    def read(self, answer: str) -> list[str]:
        """The lines that look at `response`, in the way that `answer` names."""
        refuse = '    raise SystemExit("refused")'
        return {
            "ignored": ["pass"],
            "raised": [self.raised],
            "flag": [f"if not {self.flag}:", refuse],
            "range": [f"if {self.status} >= 400:", refuse],
            "error": [f"if {self.status} in (400, 404):", refuse],
            "logged": [f'logging.getLogger("job").warning("awork: %s", {self.status})'],
            "returned": ["return response"],
            "equal": [f"if {self.status} != 204:", refuse],
            "member": [f"if {self.status} not in (200, 204):", refuse],
            "printed": [f"print({self.status})"],
            "text": [f"if {self.text}:", refuse],
        }[answer]


CLIENTS = {
    "requests": Client(("import requests",), "requests.post({url}, json=body, headers=HEADERS)"),
    "session": Client(
        ("import requests",),
        "session.post({url}, json=body)",
        setup=("session = requests.Session()", "session.headers.update(HEADERS)"),
    ),
    "httpx": Client(
        ("import httpx",),
        "httpx.post({url}, json=body, headers=HEADERS)",
        flag="response.is_success",
    ),
    "httpx-base": Client(
        ("import httpx",),
        "client.post({url}, json=body)",
        setup=("client = httpx.Client(base_url={base}, headers=HEADERS)",),
        flag="response.is_success",
        has_base=True,
    ),
    "httpx-async": Client(
        ("import httpx",),
        "await client.post({url}, json=body)",
        block="async with httpx.AsyncClient(headers=HEADERS) as client:",
        flag="response.is_success",
        is_async=True,
    ),
    "aiohttp": Client(
        ("import aiohttp",),
        "await session.post({url}, json=body)",
        block="async with aiohttp.ClientSession(headers=HEADERS) as session:",
        status="response.status",
        text="await response.text()",
        is_async=True,
    ),
    "urllib": Client(
        ("import urllib.request",),
        "urllib.request.urlopen(urllib.request.Request({url}, data, headers))",
        before=(
            "data = json.dumps(body).encode()",
            'headers = {**HEADERS, "Content-Type": "application/json"}',
        ),
        status="response.status",
        flag="response.status < 300",
        text="response.read()",
        raised="pass",
    ),
}
