"""Build the tree that the benchmark runs on: many clean modules, and a few that use the endpoint.

Everything is drawn from one seeded generator, so equal numbers give equal bytes.
The clean part and the candidates stand in two folders, so that each can be measured alone.
"""

from __future__ import annotations

import argparse
import os
import random
from dataclasses import dataclass

CLEAN = "clean"
CANDIDATES = "candidates"
FILES_PER_FOLDER = 25
FOLDERS_PER_PACKAGE = 20

NOUNS = [
    "invoice",
    "order",
    "customer",
    "shipment",
    "ledger",
    "account",
    "project",
    "task",
    "comment",
    "tag",
    "webhook",
    "report",
    "budget",
    "contract",
    "payment",
    "refund",
    "ticket",
    "sprint",
    "release",
    "device",
    "sensor",
    "reading",
    "schedule",
    "shift",
    "holiday",
    "absence",
    "team",
    "member",
    "role",
    "permission",
    "token",
    "session",
    "export",
    "import",
    "template",
    "document",
    "folder",
]
VERBS = [
    "load",
    "store",
    "merge",
    "split",
    "render",
    "check",
    "parse",
    "format",
    "collect",
    "group",
    "filter",
    "update",
    "publish",
]

FUNCTION = '''
def {verb}_{noun}(items, *, limit={number}, strict=False):
    """{Verb} the {noun} records and answer how many there were."""
    seen = {{}}
    for position, item in enumerate(items):
        key = item.get("{noun}_id") or f"{noun}-{{position}}"
        if key in seen and strict:
            raise ValueError("duplicate {noun}: %s" % key)
        if len(seen) >= limit:
            logger.warning("limit of %d reached while trying to {verb} {noun}", limit)
            break
        seen[key] = {{**item, "state": item.get("state", "open"), "weight": {number} * position}}
    return len(seen), sorted(seen.values(), key=lambda entry: entry["weight"])
'''

CLASS = '''
class {Noun}{Verb}er:
    """Keeps the {noun} records of one workspace between two runs."""

    default_page = {number}
    fields = ("id", "name", "created_on", "updated_on", "{noun}_state")

    def __init__(self, store, clock, page=None):
        self.store = store
        self.clock = clock
        self.page = page or self.default_page
        self._cache = {{}}

    def {verb}(self, identifier, *, refresh=False):
        if not refresh and identifier in self._cache:
            return self._cache[identifier]
        row = self.store.fetch("{noun}", identifier, fields=self.fields)
        if row is None:
            raise LookupError(f"no {noun} with the id {{identifier}}")
        self._cache[identifier] = dict(zip(self.fields, row))
        return self._cache[identifier]

    def stale(self, hours={number}):
        edge = self.clock.now().timestamp() - hours * 3600
        return [key for key, value in self._cache.items() if value["updated_on"] < edge]
'''

TABLE = """
{NOUN}_{VERB}_TABLE = {{
    "open": ("{noun}.open", {number}, True),
    "closed": ("{noun}.closed", {number} + 1, False),
    "archived": ("{noun}.archived", {number} * 2, False),
    r"^{noun}-\\d+$": ("{noun}.numbered", -{number}, None),
}}
"""

HEAD = '''"""Housekeeping for {noun} records."""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import datetime, timedelta

logger = logging.getLogger(__name__)
'''

CLIENT_HEAD = '''"""Client for the {noun} part of the API."""

from __future__ import annotations

import json
import logging
import os
import time

import httpx
import requests

logger = logging.getLogger(__name__)

BASE_URL = "https://api.awork.com/api/v1"
TOKEN = os.environ.get("AWORK_TOKEN", "")
HEADERS = {{"Authorization": f"Bearer {{TOKEN}}", "Content-Type": "application/json"}}
ENTRIES_PATH = "/timeentries/delete"
'''

CLIENT_METHODS = '''
class {Noun}Api{serial}:
    """Everything that the scripts need to know about one {noun}."""

    def __init__(self, base=BASE_URL, timeout={number}):
        self.base = base.rstrip("/")
        self.timeout = timeout
        self.session = requests.Session()
        self.session.headers.update(HEADERS)

    def list(self, page=1, size={number}):
        params = {{"page": page, "pageSize": size, "orderby": "createdOn desc"}}
        response = self.session.get(f"{{self.base}}/{noun}s", params=params, timeout=self.timeout)
        response.raise_for_status()
        return response.json()

    def get(self, identifier):
        response = self.session.get(self.base + "/{noun}s/" + identifier, timeout=self.timeout)
        if response.status_code == 404:
            return None
        response.raise_for_status()
        return response.json()

    def create(self, name, **fields):
        payload = {{"name": name, **fields}}
        response = self.session.post("{{}}/{noun}s".format(self.base), json=payload)
        response.raise_for_status()
        return response.json()["id"]

    def {verb}_all(self, rows):
        failed = []
        for row in rows:
            body = {{"id": row["id"], "state": row.get("state", "open")}}
            try:
                answer = self.session.put("%s/{noun}s/%s" % (self.base, row["id"]), json=body)
                answer.raise_for_status()
            except requests.RequestException as error:
                logger.error("could not {verb} %s: %s", row["id"], error)
                failed.append(row["id"])
            time.sleep(0.05)
        return failed
'''

USES = (
    """
def delete_entries_{serial}(ids):
    url = f"{{BASE_URL}}/timeentries/delete"
    response = requests.post(url, json={{"ids": ids}}, headers=HEADERS)
    response.raise_for_status()
    return len(ids)
""",
    """
def purge_{noun}_{serial}(entries, dry_run=False):
    ids = [entry["id"] for entry in entries if entry.get("{noun}Id")]
    if dry_run or not ids:
        return 0
    payload = {{"ids": ids}}
    url = BASE_URL + ENTRIES_PATH
    with httpx.Client(headers=HEADERS, timeout={number}) as client:
        answer = client.post(url, json=payload)
    if answer.status_code >= 400:
        raise RuntimeError(f"{{answer.status_code}}: {{answer.text}}")
    return len(ids)
""",
    """
def forget_{noun}_{serial}(session, ids):
    body = json.dumps({{"ids": list(ids)}})
    answer = session.request("POST", "%s/timeEntries/delete" % BASE_URL, data=body, headers=HEADERS)
    return answer.ok
""",
    """
def bulk_{serial}(operation, ids):
    path = "/timeentries/" + operation
    response = requests.post(BASE_URL + path, json={{"ids": ids}}, headers=HEADERS)
    if response.status_code != 200:
        logger.error("bulk {noun} %s failed: %s", operation, response.text)
    return response.status_code


def drop_{noun}_{serial}(ids):
    return bulk_{serial}("delete", ids)
""",
    """
async def clear_{noun}_{serial}(ids, base_url=BASE_URL):
    async with httpx.AsyncClient(base_url=base_url, headers=HEADERS) as client:
        response = await client.post("/timeentries/delete", json=dict(ids=sorted(ids)))
    response.raise_for_status()
""",
)


@dataclass(frozen=True)
class Tree:
    """Where the two parts of the tree stand."""

    clean: str
    candidates: str


def _fill(template: str, chance: random.Random, serial: int = 0) -> str:
    noun, verb = chance.choice(NOUNS), chance.choice(VERBS)
    return template.format(
        noun=noun,
        Noun=noun.title(),
        NOUN=noun.upper(),
        verb=verb,
        Verb=verb.title(),
        VERB=verb.upper(),
        number=chance.randrange(2, 90),
        serial=serial,
    )


def clean_module(chance: random.Random, size: int, pool: list[str]) -> str:
    """A module of about `size` characters that does not name the endpoint."""
    parts = [_fill(HEAD, chance)]
    length = len(parts[0])
    while length < size:
        parts.append(chance.choice(pool))
        length += len(parts[-1])
    return "\n".join(parts)


def candidate_module(chance: random.Random) -> str:
    """A client module of 150 to 400 lines with one to three uses of the endpoint."""
    lines = chance.randrange(150, 390)
    blocks = [
        _fill(use, chance, n) for n, use in enumerate(chance.sample(USES, chance.randint(1, 3)))
    ]
    fillers = (CLIENT_METHODS, FUNCTION, CLASS, TABLE, FUNCTION)
    head = _fill(CLIENT_HEAD, chance)
    serial = 10
    while head.count("\n") + sum(block.count("\n") + 1 for block in blocks) < lines:
        blocks.append(_fill(chance.choice(fillers), chance, serial))
        serial += 1
    chance.shuffle(blocks)
    return "\n".join([head, *blocks])


def _write(folder: str, name: str, text: str) -> None:
    with open(os.path.join(folder, name), "w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)


def build(root: str, *, files: int, megabytes: int, candidates: int, seed: int = 1) -> Tree:
    """Write the tree below `root`, which has to exist, and say where its parts are."""
    chance = random.Random(seed)
    pool = [_fill(chance.choice((FUNCTION, CLASS, TABLE)), chance) for _ in range(400)]
    mean = megabytes * 1_000_000 / files
    tree = Tree(os.path.join(root, CLEAN), os.path.join(root, CANDIDATES))
    for index in range(files):
        folder_index = index // FILES_PER_FOLDER
        package = f"package_{folder_index // FOLDERS_PER_PACKAGE:03}"
        folder = os.path.join(tree.clean, package, f"part_{folder_index:04}")
        if index % FILES_PER_FOLDER == 0:
            os.makedirs(folder)
        # Sizes as in real trees: many small files, some large ones, the mean as asked for.
        size = int(chance.gammavariate(1.3, mean / 1.3))
        _write(folder, f"module_{index:05}.py", clean_module(chance, size, pool))
    os.makedirs(tree.candidates)
    for index in range(candidates):
        _write(tree.candidates, f"client_{index:03}.py", candidate_module(chance))
    return tree


def main() -> None:
    parser = argparse.ArgumentParser(description="Build the benchmark tree in a folder.")
    parser.add_argument("root")
    parser.add_argument("--files", type=int, default=30_000)
    parser.add_argument("--megabytes", type=int, default=400)
    parser.add_argument("--candidates", type=int, default=50)
    options = parser.parse_args()
    os.makedirs(options.root, exist_ok=True)
    tree = build(
        options.root,
        files=options.files,
        megabytes=options.megabytes,
        candidates=options.candidates,
    )
    print(tree.clean)
    print(tree.candidates)


if __name__ == "__main__":
    main()
