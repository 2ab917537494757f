"""Which models are read, and what is refused with which sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import tomli
from jsonschema import Draft7Validator

from migrator.analysis.models.externals import HANDLERS
from migrator.cli import run
from migrator.models.library import KINDS, WAYS
from migrator.models.loader import load
from migrator.models.read import SECTIONS, SEND_KEYS, STUB_KEYS
from migrator.report.schema import models_schema_text
from migrator.rules.tables import ConfigError
from tests.test_documentation import ROOT, block

SCHEMA = json.loads(models_schema_text())
VALIDATOR = Draft7Validator(SCHEMA)
TABLES = sorted((ROOT / "migrator" / "models" / "tables").iterdir())

CLIENT = """\
[[client]]
name = "acme.Client"
[[send]]
names = ["acme.Client.{verb}"]
verbs = ["post"]
positional = ["path", "payload"]
url = "path"
json = "payload"
"""


def write(folder: Path, text: str) -> str:
    path = folder / "models.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def refusal(folder: Path, text: str) -> str:
    path = write(folder, text)
    with pytest.raises(ConfigError) as caught:
        load((path,))
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    return message[len(path) + 2 :]


def test_a_file_adds_to_what_is_known(tmp_path: Path) -> None:
    library = load((write(tmp_path, CLIENT),))
    row = library.clients.sends["acme.Client.post"]
    assert (row.verb, row.url, row.json, row.position("payload")) == ("POST", "path", "payload", 1)
    assert library.clients.sends["requests.post"] == load().clients.sends["requests.post"]
    assert "acme.Client.post" in library.own
    assert not load().own


def test_a_row_takes_the_place_of_the_one_of_the_package(tmp_path: Path) -> None:
    text = '[[send]]\nnames = ["requests.post"]\nverbs = ["post"]\nurl = "address"\n'
    library = load((write(tmp_path, text),))
    assert library.clients.sends["requests.post"].url == "address"
    assert load().clients.sends["requests.post"].url == "url"


def test_a_factory_may_name_a_client_by_any_of_its_names(tmp_path: Path) -> None:
    library = load((write(tmp_path, '[factories]\n"acme.make" = "httpx.AsyncClient"\n'),))
    assert library.clients.factories["acme.make"] == "httpx.Client"


ROW = '[[send]]\nnames = ["acme.post"]\nurl = "url"\n'
STUB = '[[stub]]\nnames = ["acme.expect"]\n'
REFUSED = [
    ("", "has no model in it; accepted: modules, constants, aliases, client"),
    ("[[clients]]\nname = 'a'\n", "unknown key 'clients', did you mean 'client'?"),
    ("client = 3\n", "'client' has to be an array of tables ([[client]]), not the integer 3"),
    ("[[client]]\n", "client number 1: 'name' is missing"),
    ("[[client]]\nname = 'acme client'\n", "'acme client' is not the dotted name of a function"),
    ("[[client]]\nname = 'a.B'\nbase = 'x'\nhost = 'x'\n", "leave one out"),
    ("[[client]]\nname = 'a.B'\nposition = 1\n", "'position' is that of 'base' or 'host'"),
    ("[[client]]\nname = 'a.B'\nbase = 'x'\nposition = -1\n", "'position' counts from 0"),
    ("[[client]]\nname = 'a.B'\n", "'a.B' is a client without a method"),
    (ROW, "'acme.post' sends with no method; say it with 'verbs' or 'method'"),
    (ROW + "verbs = ['post']\nmethod = 'verb'\n", "says the method twice"),
    (ROW + "verbs = ['past']\n", "'verbs': unknown value 'past', did you mean 'post'?"),
    (ROW + "verbs = ['get', 'post']\n", "'acme.post' and 'verbs' do not fit"),
    (ROW.replace("post", "{verb}") + "method = 'm'\n", "'acme.{verb}' and 'verbs' do not fit"),
    (ROW + "method = 'url'\n", "the parameter 'url' cannot hold two things at once"),
    (ROW + "method = 'a-b'\n", "'a-b' is not the name of a parameter"),
    (ROW + "method = 'm'\njson = 'b'\nraw = ['b']\n", "'b' cannot hold two things at once"),
    (ROW + "method = 'm'\npositional = ['m', 'm']\n", "'positional': 'm' stands in it twice"),
    (ROW + "method = 'm'\nreturns = 'anser'\n", "unknown value 'anser', did you mean 'answer'?"),
    (ROW + "default = {with = 'POST'}\n", "send number 1 default: 'without' is missing"),
    (ROW + "default = {with = 'POST', without = 'NIX'}\n", "unknown value 'NIX'"),
    (ROW + "uri = 'x'\n", "send number 1: unknown key 'uri'"),
    ("[[send]]\nurl = 'u'\nverbs = ['get']\n", "'names' has to name at least one function"),
    ("[[send]]\nnames = ['a.b']\nverbs = ['get']\n", "send number 1: 'url' is missing"),
    ((ROW + "verbs = ['post']\n") * 2, "send number 2: 'acme.post' stands in two rows"),
    (
        ROW.replace("acme", "acme.Client") + "verbs = ['post']\n",
        "'acme.Client' is in no [[client]]",
    ),
    (STUB, "'url' has to name the parameters that may hold the URL"),
    (STUB + "url = ['u']\nkind = 'stub'\n", "'kind': unknown value 'stub'"),
    (STUB + "url = ['u']\nverbs = ['get']\ndefault = 'GET'\n", "says the method twice"),
    (STUB.replace("expect", "Wire.add") + "url = ['u']\n", "'acme.Wire' is in no [[router]]"),
    ("[factories]\n'a.b' = 'requests.Sesion'\n", "did you mean 'requests.Session'?"),
    ("[fixtures]\nwire = 'acme.Wire'\n", "which is neither a client nor a router"),
    ("[aliases]\n'a.b' = 'a.b'\n", "'a.b' is another name for itself"),
    ("[aliases]\n'a.b' = 'httpx.AsyncClient'\n", "stands for 'httpx.Client'; name that"),
    ("[aliases]\n'a.b' = ''\n", "aliases: 'a.b' is empty"),
    ("[answer]\ncode = 'stats'\n", "unknown value 'stats', did you mean 'status'?"),
    ("[decorators]\nname = ['a']\n", "decorators: unknown key 'name', did you mean 'names'?"),
    ("[decorators.marks]\n'a.b' = 'prop'\n", "'a.b': unknown value 'prop'"),
    ("[pure]\nnames = 'a.b'\n", "pure: 'names' has to be a list of strings"),
    ("[answers]\n'a.B' = ['status']\n", "'a.B' has to name the argument of the status"),
    ("x = [", "is not valid TOML"),
]


@pytest.mark.parametrize(("text", "expected"), REFUSED)
def test_what_makes_no_sense_is_refused(tmp_path: Path, text: str, expected: str) -> None:
    assert expected in refusal(tmp_path, text)


def test_two_files_must_not_describe_one_thing(tmp_path: Path) -> None:
    first = write(tmp_path, CLIENT)
    second = tmp_path / "more.toml"
    second.write_text(CLIENT, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"'acme\.Client' stands in two rows"):
        load((first, str(second)))


# The configuration.


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("pyproject.toml").write_text('[tool.awork-migrator]\nmodels = ["models.toml"]\n')
    Path("app.py").write_text("print('nothing of ours')\n")
    return tmp_path


def test_a_wrong_model_ends_the_run_also_where_nothing_is_found(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", "."]) == 2
    assert "models.toml: cannot be read" in capfd.readouterr().err
    write(project, "[[clint]]\n")
    assert run(["check", "."]) == 2
    assert "unknown key 'clint', did you mean 'client'?" in capfd.readouterr().err


def test_show_settings_names_the_files(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    write(project, CLIENT)
    assert run(["check", "--show-settings", "."]) == 0
    assert tomli.loads(capfd.readouterr().out)["models"] == ["models.toml"]


CALL = 'import acme\n\nacme.Client().post("/timeentries/delete", {"ids": ["a"]})\n'


def test_a_configuration_further_down_brings_its_models(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    inner = project / "inner"
    inner.mkdir()
    (project / "pyproject.toml").write_text("[tool.awork-migrator]\n")
    (inner / "pyproject.toml").write_text('[tool.awork-migrator]\nmodels = ["models.toml"]\n')
    (inner / "models.toml").write_text(CLIENT)
    (inner / "app.py").write_text(CALL)
    for path in (".", "inner"):
        assert run(["check", "--format", "concise", path]) == 1
        assert "app.py:3:1: AWK001 [*]" in capfd.readouterr().out


def test_isolated_knows_no_models(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    write(project, CLIENT)
    (project / "app.py").write_text(CALL)
    assert run(["check", "--format", "concise", "--isolated", "."]) == 1
    assert "[*]" not in capfd.readouterr().out


# The schema and the documents.


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.name)
def test_the_tables_of_the_package_have_the_form_of_a_team_s_own(path: Path) -> None:
    VALIDATOR.validate(tomli.loads(path.read_text(encoding="utf-8")))
    load((str(path),))


def test_the_schema_has_every_section_and_key() -> None:
    Draft7Validator.check_schema(SCHEMA)
    assert set(SCHEMA["properties"]) == set(SECTIONS)
    assert set(SCHEMA["properties"]["send"]["items"]["properties"]) == set(SEND_KEYS)
    assert set(SCHEMA["properties"]["stub"]["items"]["properties"]) == set(STUB_KEYS)


def test_the_schema_refuses_typing_errors() -> None:
    for text in ("", "[[clients]]\n", "[[client]]\n", ROW + "uri = 'x'\n", "[answer]\na = 'b'\n"):
        assert not VALIDATOR.is_valid(tomli.loads(text)), text


def test_the_command_prints_the_schema(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", "--models"]) == 0
    assert json.loads(capfd.readouterr().out) == SCHEMA


def test_the_examples_of_the_documents_are_models(tmp_path: Path) -> None:
    readme = block("## Models of your own", "toml")
    VALIDATOR.validate(tomli.loads(readme))
    load((write(tmp_path, readme),))
    page = (ROOT / "docs" / "models.md").read_text(encoding="utf-8")
    parts = [part.partition("```")[0] for part in page.split("```toml\n")[2:]]
    whole = "\n".join(parts)
    VALIDATOR.validate(tomli.loads(whole))
    load((write(tmp_path, whole.replace("models.toml", "all.toml")),))


def test_every_word_for_what_a_function_gives_has_its_handler() -> None:
    assert {way for way in HANDLERS if not way.startswith("?")} == set(WAYS)


def test_every_word_of_the_package_s_tables_stands_for_something() -> None:
    library = load()
    assert set(library.functions.ways.values()) == set(WAYS)
    assert all(library.kinds[kind] for kind in KINDS)
