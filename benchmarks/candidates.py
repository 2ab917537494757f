"""Modules that use the endpoint, with functions called as real ones are, and modules that do not.

Everything is drawn from one seeded generator, so equal numbers give equal bytes.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

NAMES = ("run", "get", "post", "send", "request", "main", "client", "delete")
NOUNS = ("project", "task", "invoice", "shift", "absence", "sprint", "ledger", "report", "budget")

HEAD = '''"""Time entries of one {noun}: what the nightly job needs of the API."""

from __future__ import annotations

import json
import logging
import os
import sys
import time
{imports}
logger = logging.getLogger(__name__)

BASE = "https://api.awork.com/api/v1"
TOKEN = os.environ.get("AWORK_TOKEN", "")
HEADERS = {{"Authorization": f"Bearer {{TOKEN}}", "Content-Type": "application/json"}}
'''

FILLER = '''

def load_{noun}_{n}(path, limit={n}):
    """The rows of a file, newest first."""
    with open(path, encoding="utf-8") as stream:
        rows = [json.loads(line) for line in stream if line.strip()]
    rows.sort(key=lambda row: row.get("createdOn", ""), reverse=True)
    return rows[:limit]


def ids_of_{noun}_{n}(rows, since=None):
    found = []
    for row in rows:
        if since is not None and row.get("createdOn", "") < since:
            continue
        try:
            found.append(row["id"])
        except KeyError:
            logger.warning("a row of {noun} without an id: %r", sorted(row))
    return found
'''


@dataclass(frozen=True)
class Shape:
    """A way in which programs call the endpoint; {a} to {d} are names of functions."""

    imports: str
    body: str
    decoy: bool = True
    """Whether the same text with another path makes a module that is to be left alone."""


SHAPES = (
    Shape(
        "import requests\n",
        """

def {a}(ids):
    response = requests.post(f"{{BASE}}/{path}", json={{"ids": ids}}, headers=HEADERS)
    response.raise_for_status()
    return len(ids)


def {b}(rows):
    return {a}([row["id"] for row in rows])
""",
    ),
    Shape(
        "import requests\n",
        """

class Client:
    def __init__(self, base=BASE, timeout={n}):
        self.base = base.rstrip("/")
        self.timeout = timeout
        self.session = requests.Session()
        self.session.headers.update(HEADERS)

    def {a}(self, method, path, **options):
        response = self.session.request(method, self.base + path, timeout=self.timeout, **options)
        response.raise_for_status()
        return response

    def {b}(self, identifier):
        return self.{a}("GET", f"/projects/{{identifier}}").json()

    def {c}(self, ids):
        self.{a}("POST", "/{path}", json={{"ids": list(ids)}})


def {d}(ids):
    Client().{c}(ids)
""",
    ),
    Shape(
        "import httpx\n",
        """

def {a}():
    return httpx.Client(base_url=BASE, headers=HEADERS, timeout={n})


def {b}(ids):
    payload = {{"ids": sorted(ids)}}
    with {a}() as connection:
        answer = connection.post("/{path}", json=payload)
    if answer.status_code >= 400:
        raise RuntimeError(f"{{answer.status_code}} for {{len(ids)}} entries")
    return len(ids)
""",
    ),
    Shape(
        "import requests\n",
        """

def {a}(path, body):
    response = requests.post(BASE + path, json=body, headers=HEADERS, timeout={n})
    response.raise_for_status()


def {b}(path, **query):
    return requests.get(BASE + path, params=query, headers=HEADERS, timeout={n}).json()


def {c}():
    ids = sys.argv[1:]
    if not ids:
        return 2
    {a}("/{path}", {{"ids": ids}})
    return 0


if __name__ == "__main__":
    sys.exit({c}())
""",
    ),
    Shape(
        "from urllib.request import Request, urlopen\n",
        """

def {a}(ids):
    data = json.dumps({{"ids": list(ids)}}).encode()
    url = "%s/{path}" % BASE
    with urlopen(Request(url, data=data, headers=HEADERS, method="POST"), timeout={n}) as answer:
        logger.info("%s entries of {noun}", len(ids))
        return answer.status < 300
""",
    ),
    Shape(
        "import requests\n",
        """
PATHS = {{
    "delete": "/{path}",
    "project": "/projects/{{}}",
    "bill": "/timeentries/setbilled",
}}


def {a}(name):
    return BASE + PATHS[name]


def {b}(session, ids):
    response = requests.post({a}("delete"), json={{"ids": ids}}, headers=HEADERS)
    response.raise_for_status()
    time.sleep(0.{n})
""",
    ),
    Shape(
        "import aiohttp\n",
        """

async def {a}(session: aiohttp.ClientSession, ids):
    url = f"{{BASE}}/{path}"
    async with session.post(url, json=dict(ids=ids), headers=HEADERS) as response:
        response.raise_for_status()


async def {b}(ids):
    async with aiohttp.ClientSession() as session:
        await {a}(session, ids)
""",
    ),
    Shape(
        "import requests\n",
        """

class Resource:
    name = ""

    def __init__(self, session: requests.Session, base: str = BASE):
        self.session = session
        self.base = base

    @property
    def url(self):
        return f"{{self.base}}/{{self.name}}"

    def {a}(self, identifier):
        return self.session.get(f"{{self.url}}/{{identifier}}").json()


class Entries(Resource):
    name = "timeentries"

    def {b}(self, ids):
        response = self.session.post(self.url + "/delete", json={{"ids": ids}})
        return response.ok


def {c}(ids):
    with requests.Session() as session:
        session.headers.update(HEADERS)
        return Entries(session).{b}(ids)
""",
        decoy=False,
    ),
)

DECOY_PATHS = (
    "timeentries/setbilled",
    "timeentries/setunbilled",
    "timeentries/deleteMany",
    "usertimeentries/delete",
    "timeentries/delete/all",
)


@dataclass(frozen=True)
class Candidate:
    """A module's text, and how many sites it has that `fix` is to move."""

    text: str
    sites: int


def candidate(chance: random.Random, serial: int, *, extra: str = "") -> Candidate:
    """A module that uses the endpoint once. `extra` is text for the end of its imports."""
    return Candidate(_module(chance, SHAPES[serial % len(SHAPES)], "timeentries/delete", extra), 1)


def decoy(chance: random.Random, serial: int, *, extra: str = "") -> Candidate:
    """A module of the same form that calls a neighbour of the endpoint."""
    shapes = [shape for shape in SHAPES if shape.decoy]
    path = DECOY_PATHS[serial % len(DECOY_PATHS)]
    return Candidate(_module(chance, shapes[serial % len(shapes)], path, extra), 0)


def _module(chance: random.Random, shape: Shape, path: str, extra: str) -> str:
    a, b, c, d = chance.sample(NAMES, 4)
    noun = chance.choice(NOUNS)
    fillers = [FILLER.format(noun=noun, n=n) for n in range(1, chance.randint(1, 6))]
    body = shape.body.format(a=a, b=b, c=c, d=d, path=path, noun=noun, n=chance.randint(2, 60))
    return HEAD.format(noun=noun, imports=shape.imports + extra) + "".join(fillers) + body
