"""How each client sends `body` to `url`, as source that leaves the answer in `response`."""

from __future__ import annotations

from dataclasses import dataclass

HEADERS = 'HEADERS = {"Authorization": "Bearer " + os.environ["AWORK_TOKEN"]}'


@dataclass(frozen=True)
class Client:
    """One client; `call` has `$u` for the URL and `$b` for the body."""

    call: str
    setup: str = ""
    before: str = ""
    status: str = "$r.status_code"
    text: str = "$r.text"
    raised: str = "$r.raise_for_status()"


CLIENTS = {
    "requests": Client("requests.post($u, json=$b, headers=HEADERS)"),
    "requests-request": Client('requests.request("POST", $u, json=$b, headers=HEADERS)'),
    "requests-data": Client(
        "requests.post($u, data=json.dumps($b), headers="
        '{**HEADERS, "Content-Type": "application/json"})'
    ),
    "session": Client(
        "SESSION.post($u, json=$b)",
        setup="SESSION = requests.Session()\nSESSION.headers.update(HEADERS)",
    ),
    "httpx": Client("httpx.post($u, json=$b, headers=HEADERS)"),
    "httpx-client": Client(
        "CLIENT.post($u, json=$b)", setup="CLIENT = httpx.Client(headers=HEADERS)"
    ),
    "urllib": Client(
        "urllib.request.urlopen(urllib.request.Request($u, json.dumps($b).encode(), "
        '{**HEADERS, "Content-Type": "application/json"}))',
        status="$r.status",
        text="$r.read().decode()",
        raised="pass",
    ),
    "http-client": Client(
        "CONNECTION.getresponse()",
        setup='CONNECTION = http.client.HTTPSConnection("api.awork.com")',
        before='CONNECTION.request("POST", urllib.parse.urlsplit($u).path, json.dumps($b), '
        '{**HEADERS, "Content-Type": "application/json"})',
        status="$r.status",
        text="$r.read().decode()",
        raised="pass",
    ),
}
