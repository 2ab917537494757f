"""A test that patches a client changes what runs under that test and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.model import Status
from migrator.rules.loader import load_rules
from tests.metamorphic.subject import Judged, Subject, Tree, judge
from tests.programs.lab import Lab

FUNCTION = b"""import requests

URL = "https://api.awork.com/api/v1/timeentries/delete"


def delete_entries(ids):
    response = requests.post(URL, json={"ids": ids})
    response.raise_for_status()
"""
SESSION = b"""import requests


class Client:
    base = "https://api.awork.com/api/v1"

    def __init__(self):
        self.session = requests.Session()

    def delete_entries(self, ids):
        response = self.session.post(self.base + "/timeentries/delete", json={"ids": ids})
        if response.status_code >= 400:
            raise RuntimeError("not deleted")


def delete_entries(ids):
    Client().delete_entries(ids)
"""
HTTPX = b"""import httpx


def delete_entries(ids):
    with httpx.Client(base_url="https://api.awork.com/api/v1") as client:
        client.post("/timeentries/delete", json={"ids": ids}).raise_for_status()
"""
CLIENTS = {"requests": FUNCTION, "session": SESSION, "httpx": HTTPX}
FAKE = """
class Answer:
    status_code = 204
    ok = True
    text = ""

    def raise_for_status(self):
        return self


def fake(*args, **kwargs):
    return Answer()
"""
TEST = "\n\ndef test_delete():\n    delete_entries(['a'])\n"
IMPORT = "from client import delete_entries\n"
TARGETS = {
    "requests": ("requests", "requests.post", "requests, 'post'"),
    "session": ("requests", "requests.Session.post", "requests.Session, 'post'"),
    "httpx": ("httpx", "httpx.Client.post", "httpx.Client, 'post'"),
}


def _files(client: str, **files: str) -> Tree:
    module, name, pair = TARGETS[client]
    texts = {
        path.replace("__", "/") + ".py": text.replace("$module", module)
        .replace("$name", name)
        .replace("$pair", pair)
        .encode()
        for path, text in files.items()
    }
    return {"client.py": CLIENTS[client], **texts}


PATCHES = {
    "assigned in the test": {
        "test_client": f"import $module\n{IMPORT}{FAKE}\n\n"
        "def test_delete():\n    kept, $name = $name, fake\n    try:\n"
        "        delete_entries(['a'])\n    finally:\n        $name = kept\n"
    },
    "assigned by a test case": {
        "test_client": f"import unittest\n\nimport $module\n{IMPORT}{FAKE}\n\n"
        "class DeleteTest(unittest.TestCase):\n    def setUp(self):\n"
        "        self.kept = $name\n        $name = fake\n\n"
        "    def tearDown(self):\n        $name = self.kept\n\n"
        "    def test_delete(self):\n        delete_entries(['a'])\n"
    },
    "monkeypatch by object": {
        "test_client": f"import $module\n{IMPORT}{FAKE}\n\n"
        "def test_delete(monkeypatch):\n    monkeypatch.setattr($pair, fake)\n"
        "    delete_entries(['a'])\n"
    },
    "monkeypatch by name": {
        "test_client": f"{IMPORT}{FAKE}\n\n"
        "def test_delete(monkeypatch):\n    monkeypatch.setattr('$name', fake)\n"
        "    delete_entries(['a'])\n"
    },
    "conftest for all tests": {
        "conftest": f"import $module\nimport pytest\n{FAKE}\n\n"
        "@pytest.fixture(autouse=True)\ndef no_network(monkeypatch):\n"
        "    monkeypatch.setattr($pair, fake)\n",
        "test_client": f"{IMPORT}{TEST}",
    },
    "conftest at import": {
        "conftest": f"import $module\n{FAKE}\n\n$name = fake\n",
        "test_client": f"{IMPORT}{TEST}",
    },
    "patch as decorator": {
        "test_client": f"from unittest import mock\n\n{IMPORT}{FAKE}\n\n"
        "@mock.patch('$name', fake)\ndef test_delete():\n    delete_entries(['a'])\n"
    },
    "patch as block": {
        "test_client": f"from unittest.mock import patch\n\n{IMPORT}{FAKE}\n\n"
        "def test_delete():\n    with patch('$name', new=fake):\n        delete_entries(['a'])\n"
    },
    "patch of an object": {
        "test_client": f"from unittest import mock\n\nimport $module\n{IMPORT}\n\n"
        "def test_delete():\n    with mock.patch.object($pair) as post:\n"
        "        post.return_value.status_code = 200\n        delete_entries(['a'])\n"
        "    assert post.call_count == 1\n"
    },
    "the module in the client's namespace": {
        "test_client": f"import types\n\nimport client\n{FAKE}\n\n"
        "def test_delete(monkeypatch):\n"
        "    monkeypatch.setattr(client, 'delete_entries', lambda ids: None)\n"
        "    client.delete_entries(['a'])\n"
    },
}


def _judged(files: Tree, folder: Path) -> Judged:
    return judge(Subject("patched", files, load_rules()), folder)


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("patch", PATCHES)
def test_what_a_test_puts_in_the_place_of_a_client_leaves_the_code_as_it_is(
    lab: Lab, client: str, patch: str, tmp_path: Path
) -> None:
    alone = _judged({"client.py": CLIENTS[client]}, tmp_path / "alone")
    beside = _judged(_files(client, **PATCHES[patch]), tmp_path / "beside")
    assert alone.count(Status.CHANGED) == 1
    own = [entry for entry in beside.entries if entry.path == "client.py"]
    assert own == list(alone.entries)
    assert beside.after["client.py"] == alone.after["client.py"]
    tests = {path for path in beside.subject.files if path != "client.py"}
    assert all(beside.after[path] == beside.subject.files[path] for path in tests)
    done = lab.test(tmp_path / "beside")
    assert done.status == 0, done.stdout


@pytest.mark.parametrize("client", CLIENTS)
def test_a_patch_that_looks_at_the_url_moves_or_holds_the_code_back(
    lab: Lab, client: str, tmp_path: Path
) -> None:
    looking = FAKE.replace(
        "    return Answer()",
        "    assert [a for a in args if str(a).endswith('/timeentries/delete')]\n"
        "    return Answer()",
    )
    test = f"import $module\n{IMPORT}{looking}\n\ndef test_delete(monkeypatch):\n"
    test += "    monkeypatch.setattr($pair, fake)\n    delete_entries(['a'])\n"
    files = _files(client, test_client=test)
    judged = _judged(files, tmp_path / "tree")
    assert judged.count(Status.CHANGED, Status.UNRESOLVED)
    done = lab.test(tmp_path / "tree")
    assert done.status == 0, done.stdout


@pytest.mark.parametrize("client", CLIENTS)
def test_a_client_that_the_program_itself_replaces_is_another_client(
    client: str, tmp_path: Path
) -> None:
    """Outside of tests a replacement is what runs; it may look at the URL that it is given."""
    fake = FAKE.replace("    return Answer()", "    print(args)\n    return Answer()")
    main = f"import $module\n{IMPORT}{fake}\n\n$name = fake\ndelete_entries(['te-01'])\n"
    files = _files(client, main=main)
    judged = _judged(files, tmp_path / "tree")
    assert judged.after == judged.subject.files
    assert judged.count(Status.UNRESOLVED)
