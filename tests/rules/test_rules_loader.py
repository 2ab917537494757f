"""Which rules are read, from where, and what is refused with which sentence."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import tomli

from migrator.rules.loader import built_in_rules, load_rules, select_rules
from migrator.rules.rule import BodyRule, ResponseRule
from migrator.rules.tables import ConfigError

VALID = """\
[[rule]]
code = "TST001"
method = "put"
path = "/users/{id}/disable/"
replacement = "/users/{id}/state/disabled"
"""


def write(folder: Path, text: str, name: str = "rules.toml") -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def refusal(folder: Path, text: str) -> str:
    path = write(folder, text)
    with pytest.raises(ConfigError) as caught:
        load_rules([path])
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    return message[len(path) + 2 :]


def test_the_built_in_rule_says_what_its_toml_says() -> None:
    (rule,) = built_in_rules()
    assert (rule.code, rule.method, rule.origin) == ("AWK001", "POST", "built-in")
    assert rule.path == ("timeentries", "delete")
    assert rule.replacement == ("timeentries", "batch", "delete")
    assert rule.hosts == ("api.awork.com", "api.awork.io")
    assert rule.base_paths == ("/api/v1",)
    assert rule.body == BodyRule((("ids", "timeEntryIds"),), ("timeEntryIds",))
    assert rule.response == ResponseRule(((200, 207), (204, 207)))
    assert not rule.case_sensitive
    assert "207" in rule.note
    assert "raise_for_status()" in rule.note
    assert "\n" not in rule.note


def test_a_rule_may_leave_out_all_but_four_keys(tmp_path: Path) -> None:
    path = write(tmp_path, VALID)
    rule = load_rules([path])[-1]
    assert rule.method == "PUT"
    assert rule.path == ("users", "{id}", "disable")
    assert rule.replacement == ("users", "{id}", "state", "disabled")
    assert rule.summary == "PUT /users/{id}/disable is deprecated"
    assert (rule.hosts, rule.base_paths, rule.note) == ((), (), "")
    assert rule.body is None
    assert rule.response is None
    assert not rule.case_sensitive
    assert rule.origin == path
    assert rule.word == "disable"


def test_built_in_rules_stand_first(tmp_path: Path) -> None:
    assert [rule.code for rule in load_rules([write(tmp_path, VALID)])] == ["AWK001", "TST001"]


def test_a_users_rule_replaces_the_built_in_rule_with_its_code(tmp_path: Path) -> None:
    path = write(tmp_path, VALID.replace("TST001", "AWK001"))
    (rule,) = load_rules([path])
    assert rule.path == ("users", "{id}", "disable")


@pytest.mark.parametrize(
    ("path", "replacement"),
    [
        ("/users/{id}", "/v2/users/{id}"),
        ("/v1/users/{id}", "/users/{id}"),
        ("/users/{id}/delete", "/users/delete/{id}"),
        ("/users/{id}/delete", "/users/{id}/remove"),
        ("/teams/{team}/users/{id}", "/users/{id}"),
        ("/a/{x}/b", "/a/b"),
    ],
)
def test_segments_may_be_inserted_replaced_dropped_and_moved(
    tmp_path: Path, path: str, replacement: str
) -> None:
    text = VALID.replace("/users/{id}/disable/", path)
    text = text.replace("/users/{id}/state/disabled", replacement)
    assert load_rules([write(tmp_path, text)])[-1].code == "TST001"


REFUSED = [
    ('methd = "PUT"', "rule TST001: unknown key 'methd', did you mean 'method'?; accepted: code,"),
    ("hosts = 3", "rule TST001: 'hosts' has to be a list of strings, not the integer 3"),
    ("hosts = [3]", "not a list with the integer 3 in it"),
    ("summary = 3", "rule TST001: 'summary' has to be a string, not the integer 3"),
    ("case-sensitive = 'no'", "'case-sensitive' has to be true or false, not the string 'no'"),
    ("hosts = ['https://api.example.com']", "'https://api.example.com' is not a host name"),
    ("hosts = ['api.example.com/v1']", "is not a host name"),
    ("base-paths = ['api']", "'base-paths': 'api' has to begin with '/'"),
    ("base-paths = ['/']", "'base-paths': '/' has to begin with '/' and to name"),
    ("base-paths = ['/a/{v']", "'{v' has a brace that is no part of a placeholder"),
    ("base-paths = ['/{v}/{v}']", "the placeholder {v} stands in it more than once"),
    ("base-paths = ['/a?b']", "'a?b' is not a path segment"),
    ("body = {format = 'form'}", "rule TST001 body: 'format' has to be a list of strings"),
    ("body = {format = ['xml']}", "'format': unknown value 'xml'; accepted: json, form"),
    ("body = {format = ['jsom']}", "unknown value 'jsom', did you mean 'json'?"),
    ("body = {format = []}", "'format' has to name at least one form of the body, each once"),
    ("body = {format = ['form', 'form']}", "to name at least one form of the body, each once"),
    ("body = 1", "'body' has to be a table, not the integer 1"),
    ("body = {renames = {}}", "rule TST001 body: unknown key 'renames', did you mean 'rename'?"),
    ("body = {rename = {a = 1}}", "rule TST001 body rename: 'a' has to be a string"),
    ("body = {rename = {a = ''}}", "rule TST001 body rename: 'a' is empty"),
    ("body = {rename = {a = 'a'}}", "a = 'a' has no effect"),
    ("body = {rename = {a = 'b', b = 'c'}}", "'b' is renamed itself"),
    ("body = {rename = {a = 'b', b = 'a'}}", "is renamed itself"),
    ("body = {rename = {a = 'c', b = 'c'}}", "two keys would become 'c'"),
    ("body = {rename = {a = 'b'}, required = ['a']}", "'a' is renamed away"),
    ("body = {required = ['a', 'a']}", "'a' is empty or stands in it twice"),
    ("response = {statuses = {}}", "unknown key 'statuses', did you mean 'status'?"),
    ("response = {status = {200 = 600}}", "'200 = 600' has to pair two status codes"),
    ("response = {status = {99 = 200}}", "'99 = 200' has to pair two status codes"),
    ("response = {status = {ok = 200}}", "'ok = 200' has to pair two status codes"),
    ("response = {status = {200 = '207'}}", "'200' has to be an integer, not the string '207'"),
    ("response = {status = {200 = 200}}", "200 = 200 has no effect"),
]


@pytest.mark.parametrize(("line", "expected"), REFUSED)
def test_an_additional_line_that_makes_no_sense_is_refused(
    tmp_path: Path, line: str, expected: str
) -> None:
    assert expected in refusal(tmp_path, VALID + line + "\n")


PATHS = [
    ("/{a}/{b}", "/x", "'path' has to have at least one segment that is not a placeholder"),
    ("/{a}/delete", "/x/delete", "is matched by 'path' /{a}/delete again"),
    ("/a/delete", "/A/Delete", "so the migration would never end"),
    ("/a/b", "/a/b", "so the migration would never end"),
    ("/a/{x}", "/b/{y}", "'replacement' uses {y}, which 'path' does not bind"),
    ("/a/{x}/{x}", "/b/{x}", "the placeholder {x} stands in it more than once"),
    ("a/b", "/b", "'path' is 'a/b'; it has to begin with '/'"),
    ("/a//b", "/b", "to have no empty segment"),
    ("/", "/b", "to have no empty segment"),
    ("/a/x{b", "/b", "'x{b' has a brace that is no part of a placeholder; write {name}"),
    ("/a/{{b}}", "/b", "has a brace that is no part of a placeholder"),
    ("/a/{}", "/b", "the placeholder {} needs a name"),
    ("/a/{-b}", "/b", "the placeholder {-b} needs a name of letters, digits, '_' and '-'"),
    ("/a/{b c}", "/b", "the placeholder {b c} needs a name"),
    ("/a/{b}{c}", "/b", "'{b}{c}' has two placeholders side by side"),
    ("/a/{b}.{b}", "/b", "the placeholder {b} stands in it more than once"),
    ("/{a}.json", "/b", "'path' has to spell a word"),
    ("/a/{b}.json", "/c/{b}-{d}", "'replacement' uses {d}, which 'path' does not bind"),
    ("/a/{b}.json", "/a/b.json", "so the migration would never end"),
    ("/a/{b}.json", "/a/{b}.JSON", "so the migration would never end"),
    ("/a?b=1", "/b", "'a?b=1' is not a path segment"),
    ("/a b", "/b", "'a b' is not a path segment"),
]


@pytest.mark.parametrize(
    ("path", "replacement", "word"),
    [
        ("/issues/{id}.json", "/issues/{id}/view.json", "issues"),
        ("/bot{token}/send", "/bots/{token}/send", "send"),
        ("/{a}-{b}/x", "/{a}/{b}/x", "x"),
        ("/realms/{realm-name}/keys", "/realms/{realm-name}/key-set", "realms"),
        ("/i/{id}.json", "/j/{id}.json", "i"),
        ("/bot{token}.json", "/b/{token}.json", "bot"),
    ],
)
def test_a_placeholder_may_be_a_part_of_a_segment_or_bear_a_hyphen(
    tmp_path: Path, path: str, replacement: str, word: str
) -> None:
    text = VALID.replace("/users/{id}/disable/", path)
    rule = load_rules([write(tmp_path, text.replace("/users/{id}/state/disabled", replacement))])[1]
    assert "/" + "/".join(rule.path) == path
    assert rule.word == word


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("/timeentries/drop", "timeentries"),
        ("/projects/{id}/share", "share"),  # what one resource begins with stands in all its paths
        ("/projects/{id}/issues/{number}/reorder", "reorder"),
        ("/queues/{queue}/messages/{message}", "messages"),  # nothing stands behind the last one
        ("/projects/{id}/delete", "projects"),  # code is full of the other
        ("/cards/{id}/pin", "cards"),  # a part of many words
        ("/users/{id}/delete", "delete"),  # no word is rare: the longest
    ],
)
def test_the_rarest_word_of_a_path_finds_the_files(path: str, word: str) -> None:
    (rule,) = built_in_rules()
    assert rule._replace(path=tuple(path.strip("/").split("/"))).word == word


def test_a_base_path_may_hold_placeholders(tmp_path: Path) -> None:
    text = VALID + "base-paths = ['/v1/projects/{project}', '/{tenant}-api']\n"
    rule = load_rules([write(tmp_path, text)])[1]
    assert rule.base_paths == ("/v1/projects/{project}", "/{tenant}-api")


def test_a_body_is_json_unless_the_rule_says_otherwise(tmp_path: Path) -> None:
    rename = "rename = {a = 'b'}"
    for formats, expected in [
        ("", ("json",)),
        (", format = ['form']", ("form",)),
        (", format = ['json', 'form']", ("json", "form")),
    ]:
        rule = load_rules([write(tmp_path, VALID + f"body = {{{rename}{formats}}}\n")])[1]
        assert rule.body is not None
        assert rule.body.format == expected


@pytest.mark.parametrize(("path", "replacement", "expected"), PATHS)
def test_a_path_that_makes_no_sense_is_refused(
    tmp_path: Path, path: str, replacement: str, expected: str
) -> None:
    text = VALID.replace("/users/{id}/disable/", path)
    text = text.replace("/users/{id}/state/disabled", replacement)
    message = refusal(tmp_path, text)
    assert message.startswith("rule TST001: ")
    assert expected in message


def test_a_base_path_that_completes_the_replacement_is_refused(tmp_path: Path) -> None:
    text = VALID.replace("/users/{id}/disable/", "/users").replace(
        "/users/{id}/state/disabled", "/v2/users"
    )
    assert load_rules([write(tmp_path, text)])
    assert "would never end" in refusal(tmp_path, text + 'base-paths = ["/v2"]\n')


def test_case_decides_whether_a_rule_finds_its_own_work(tmp_path: Path) -> None:
    text = VALID.replace("/users/{id}/disable/", "/a/Delete").replace(
        "/users/{id}/state/disabled", "/a/delete"
    )
    assert "would never end" in refusal(tmp_path, text)
    assert load_rules([write(tmp_path, text + "case-sensitive = true\n")])


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("tst001", "'code' is 'tst001'; it has to begin with a capital letter"),
        ("1", "'code' is '1'"),
        ("A B", "'code' is 'A B'"),
        ("", "rule number 1: 'code' is empty"),
    ],
)
def test_a_code_that_is_none_is_refused(tmp_path: Path, code: str, expected: str) -> None:
    assert expected in refusal(tmp_path, VALID.replace("TST001", code))


@pytest.mark.parametrize("key", ["code", "method", "path", "replacement"])
def test_a_missing_key_is_named(tmp_path: Path, key: str) -> None:
    lines = [line for line in VALID.splitlines() if not line.startswith(f"{key} =")]
    assert f"'{key}' is missing" in refusal(tmp_path, "\n".join(lines))


def test_an_unknown_method_is_refused_with_the_accepted_ones(tmp_path: Path) -> None:
    message = refusal(tmp_path, VALID.replace("put", "PSOT"))
    assert "unknown method 'PSOT', did you mean 'POST'?; accepted: GET, HEAD, POST" in message


def test_two_rules_of_the_user_cannot_share_a_code(tmp_path: Path) -> None:
    other = VALID.replace("disable", "disable-at-once")
    assert "rule TST001: the code is taken by a rule in" in refusal(tmp_path, VALID + other)


def test_two_rules_for_the_same_requests_are_refused(tmp_path: Path) -> None:
    other = VALID.replace("TST001", "TST002").replace("{id}", "{name}")
    assert "rule TST002: rule TST001 in" in refusal(tmp_path, VALID + other)


def test_the_same_path_on_two_hosts_is_two_endpoints(tmp_path: Path) -> None:
    one = VALID + 'hosts = ["a.example.com"]\n'
    two = VALID.replace("TST001", "TST002") + 'hosts = ["b.example.com"]\n'
    assert len(load_rules([write(tmp_path, one + two)])) == 3


def test_a_chain_of_rules_is_refused(tmp_path: Path) -> None:
    later = (
        VALID.replace("TST001", "TST002")
        .replace("/users/{id}/state/disabled", "/last/{id}")
        .replace("/users/{id}/disable/", "/users/{id}/state/disabled")
    )
    message = refusal(tmp_path, VALID + later)
    assert "rule TST001: 'replacement' /users/{id}/state/disabled is deprecated by" in message
    assert message.endswith("name the final path instead")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "has no [[rule]] table"),
        ("[rule]\n", "'rule' has to be an array of tables ([[rule]]), not a table"),
        ("[[rules]]\n", "unknown key 'rules', did you mean 'rule'?"),
        ("x = ", "is not valid TOML: "),
        ("x = " + "[" * 100_000, ""),
    ],
)
def test_a_file_without_rules_is_refused(tmp_path: Path, text: str, expected: str) -> None:
    assert expected in refusal(tmp_path, text)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    missing = str(tmp_path / "none.toml")
    with pytest.raises(ConfigError, match=r"none\.toml: cannot be read: No such file"):
        load_rules([missing])
    with pytest.raises(ConfigError, match="cannot be read: it is a folder"):
        load_rules([str(tmp_path)])


def test_bytes_that_are_not_utf_8_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_bytes(b'x = "\xff"\n')
    with pytest.raises(ConfigError, match=f"{os.path.basename(path)}: is not valid TOML"):
        load_rules([str(path)])


@pytest.mark.parametrize(
    ("select", "ignore", "expected"),
    [
        ((), (), ["AWK001", "TST001"]),
        (("TST001",), (), ["TST001"]),
        (("TST",), (), ["TST001"]),
        (("ALL",), ("TST",), ["AWK001"]),
        (("TST001",), ("TST",), ["TST001"]),
        (("TST",), ("TST001",), []),
        ((), ("AWK001", "TST001"), []),
        ((), ("ALL",), []),
    ],
)
def test_the_longer_selector_wins(
    tmp_path: Path, select: tuple[str, ...], ignore: tuple[str, ...], expected: list[str]
) -> None:
    rules = load_rules([write(tmp_path, VALID)])
    assert [rule.code for rule in select_rules(rules, select, ignore)] == expected


@pytest.mark.parametrize("selector", ["AWK002", "", "awk001"])
def test_a_selector_that_names_no_rule_is_refused(selector: str) -> None:
    with pytest.raises(ConfigError, match=f"no rule has the code '{selector}'"):
        select_rules(built_in_rules(), (selector,), ())


def test_the_toml_of_the_package_is_valid_toml() -> None:
    path = Path(__file__).parents[2] / "migrator" / "rules" / "awork.toml"
    assert len(tomli.loads(path.read_text(encoding="utf-8"))["rule"]) == len(built_in_rules())
