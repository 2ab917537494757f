"""Where settings come from, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.config import Options, Settings, load_settings
from migrator.model import Mode, Status
from migrator.rules.tables import ConfigError
from migrator.scope import DEFAULT_EXCLUDE, Exclude

RULE = 'code = "TST001"\nmethod = "PUT"\npath = "/a/b"\nreplacement = "/c/d"\n'
HEADER = "[tool.awork-migrator]\n"
NOTHING = Options()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def load(
    text: str | None = None,
    given: Options = NOTHING,
    **more: object,
) -> Settings:
    if text is not None:
        Path("pyproject.toml").write_text(text, encoding="utf-8")
    return load_settings(Mode.CHECK, given, **more)  # type: ignore[arg-type]


def refusal(text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        load(text)
    return str(caught.value)


def test_every_key_reaches_the_settings() -> None:
    Path("own.toml").write_text("[[rule]]\n" + RULE)
    settings = load(
        HEADER
        + 'exclude = ["a", "b"]\nextend-exclude = ["c"]\nfail-on = ["mention"]\n'
        + 'force-exclude = true\nignore = ["AWK"]\n'
        + 'jobs = 4\nrespect-gitignore = false\nrules = ["own.toml"]\nselect = ["ALL"]\n'
        + "unsafe-fixes = true\n[tool.awork-migrator.per-file-ignores]\n'x*' = ['TST']\n"
        + "[[tool.awork-migrator.rule]]\n"
        + RULE.replace("TST001", "TST002").replace("/a/b", "/e/f")
    )
    assert [rule.code for rule in settings.rules] == ["TST001", "TST002"]
    assert settings.rules[1].origin == "pyproject.toml"
    assert settings == Settings(
        mode=Mode.CHECK,
        rules=settings.rules,
        exclude=Exclude(("a", "b", "c")),
        force_exclude=True,
        respect_gitignore=False,
        unsafe_fixes=True,
        fail_on=frozenset({Status.MENTION}),
        jobs=4,
        switched_off=frozenset({"AWK001"}),
        source="pyproject.toml",
        per_file_ignores=(("x*", ("TST",)),),
    )


def test_without_a_file_the_defaults_hold() -> None:
    assert load() == Settings(rules=load().rules)


def test_the_command_line_beats_the_file() -> None:
    given = Options(exclude=("z",), unsafe_fixes=False, fail_on=("ignored",), jobs=2)
    settings = load(
        HEADER + 'exclude = ["a"]\nunsafe-fixes = true\nfail-on = []\njobs = 8\n', given
    )
    assert settings.exclude == ("z",)
    assert not settings.unsafe_fixes
    assert settings.fail_on == {Status.IGNORED}
    assert settings.jobs == 2


def test_an_empty_list_in_the_file_is_not_the_default() -> None:
    assert load(HEADER + "fail-on = []\n").fail_on == frozenset()


def test_the_nearest_file_with_the_table_counts(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "pyproject.toml").write_text(HEADER + 'jobs = 3\nrules = ["own.toml"]\n')
    (folder / "own.toml").write_text("[[rule]]\n" + RULE)
    inner = folder / "pkg" / "src"
    inner.mkdir(parents=True)
    (folder / "pkg" / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    monkeypatch.chdir(inner)
    settings = load()
    assert settings.jobs == 3
    assert [rule.code for rule in settings.rules] == ["AWK001", "TST001"]
    (folder / "pkg" / "pyproject.toml").write_text(HEADER + "jobs = 5\n")
    assert load().jobs == 5


def test_isolated_reads_no_file() -> None:
    assert load("not = toml = at all", isolated=True).jobs == 0


def test_a_file_given_by_name_may_be_the_table_itself(folder: Path) -> None:
    (folder / "deep").mkdir()
    Path("deep/own.toml").write_text("[[rule]]\n" + RULE)
    Path("deep/c.toml").write_text('jobs = 7\nrules = ["own.toml"]\n')
    settings = load(HEADER + "jobs = 2\n", config="deep/c.toml")
    assert settings.jobs == 7
    assert len(settings.rules) == 2


def test_a_pyproject_given_by_name_needs_the_table() -> None:
    Path("pyproject.toml").write_text("[project]\n")
    with pytest.raises(ConfigError, match=r"has no \[tool\.awork-migrator\] table"):
        load(config="pyproject.toml")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("excludes = []", "unknown key 'excludes', did you mean 'exclude'?; accepted: baseline,"),
        ("fail_on = []", "unknown key 'fail_on', did you mean 'fail-on'?"),
        ("exclude = 'a'", "'exclude' has to be a list of strings, not the string 'a'"),
        ("exclude = ['a', 1]", "not a list with the integer 1 in it"),
        ("jobs = 0", "'jobs' has to be 1 or more, not 0"),
        ("jobs = true", "'jobs' has to be an integer, not true"),
        ("jobs = 1.5", "'jobs' has to be an integer, not the value 1.5"),
        ("unsafe-fixes = 1", "'unsafe-fixes' has to be true or false, not the integer 1"),
        ("fail-on = ['fixible']", "'fail-on': unknown value 'fixible', did you mean 'fixable'?"),
        ("per-file-ignores = ['a']", "'per-file-ignores' has to be a table, not a list"),
        ("per-file-ignores = {a = 'AWK'}", "'a' has to be a list of strings"),
        ("rule = 1", "'rule' has to be an array of tables ([[rule]]), not the integer 1"),
    ],
)
def test_a_wrong_key_or_value_is_named(text: str, expected: str) -> None:
    message = refusal(HEADER + text + "\n")
    assert message.startswith("pyproject.toml: [tool.awork-migrator]")
    assert expected in message


def test_a_file_that_is_no_toml_is_named() -> None:
    assert refusal("a = = b").startswith("pyproject.toml: is not valid TOML: ")
    assert refusal("[tool]\nawork-migrator = 1\n").endswith("has to be a table")


def test_a_path_in_the_file_that_is_none_is_named() -> None:
    message = refusal(HEADER + 'rules = ["a\\u0000b"]\n')
    assert "cannot be read: " in message
    assert "embedded null" in message


def test_a_rule_in_the_file_is_checked() -> None:
    text = "[[tool.awork-migrator.rule]]\n" + RULE.replace("/c/d", "/A/B")
    assert refusal(text).startswith("pyproject.toml: rule TST001: 'replacement' /A/B")


def test_globs_in_a_file_above_are_relative_to_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    globs = '["gen", "gen/", "src/gen", "./src/a/*", "/b"]'
    (folder / "pyproject.toml").write_text(f"{HEADER}exclude = {globs}\n")
    assert load().exclude == ("gen", "gen/", "src/gen", "./src/a/*", "/b")
    (folder / "src").mkdir()
    monkeypatch.chdir(folder / "src")
    here = folder.as_posix()
    expected = ("gen", "gen/", f"{here}/src/gen", f"{here}/src/a/*", f"{here}/b")
    assert load().exclude == expected


def test_exclude_takes_the_place_of_the_defaults_and_extend_exclude_adds_to_them() -> None:
    assert load().exclude == DEFAULT_EXCLUDE
    assert load(HEADER + 'extend-exclude = ["x"]\n').exclude == (*DEFAULT_EXCLUDE, "x")
    both = HEADER + 'exclude = ["a"]\nextend-exclude = ["x"]\n'
    assert load(both).exclude == ("a", "x")
    given = Options(exclude=("b",), extend_exclude=("y",))
    assert load(both, given).exclude == ("b", "x", "y")


def test_a_code_that_no_rule_has_is_named_with_its_glob() -> None:
    text = HEADER + "per-file-ignores = {'a/*' = ['AKW001']}\n"
    assert refusal(text).startswith("per-file-ignores 'a/*': no rule has the code 'AKW001'")
