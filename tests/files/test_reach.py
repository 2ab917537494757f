"""Named files without a word that import one from the rest of their project."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.files import reach
from migrator.files.prefilter import Words

WORDS = Words(folded=(b"timeentries",))


def project(folder: Path, files: dict[str, str]) -> None:
    (folder / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def reached(*paths: str) -> list[str]:
    return [candidate.found.name for candidate in reach.reaching(paths, WORDS)]


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    "statement",
    ["from paths import URL", "import paths", "from . import paths", "import other"],
)
def test_an_import_of_a_module_with_the_word_is_found(tmp_path: Path, statement: str) -> None:
    files = {
        "client.py": statement + "\n",
        "paths.py": "URL = '/timeentries/delete'\n",
        "other.py": "from paths import *\n",
    }
    project(tmp_path, files)
    assert reached("client.py") == ["client.py"]


def test_a_file_that_imports_nothing_of_ours_is_left(tmp_path: Path) -> None:
    project(tmp_path, {"client.py": "import json\n", "paths.py": "URL = '/timeentries'\n"})
    assert reached("client.py") == []


def test_modules_that_import_each_other_come_to_an_end(tmp_path: Path) -> None:
    project(tmp_path, {"client.py": "import a\n", "a.py": "import b\n", "b.py": "import a\n"})
    assert reached("client.py") == []


def test_a_module_is_read_once_however_many_import_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    importers = {f"src/m{n}.py": "import shared\n" for n in range(20)}
    project(tmp_path, {**importers, "shared.py": "X = 1\n"})
    seen: list[str] = []
    read = reach.read_file

    def counted(path: str, most: int | None = None) -> bytes:
        seen.append(Path(path).name)
        return read(path, most)

    monkeypatch.setattr(reach, "read_file", counted)
    assert reached("src") == []
    assert seen.count("shared.py") <= 1


LOADS = "from importlib import import_module\n"


@pytest.mark.parametrize(
    "code",
    [
        "import_module('plugins.' + name)",
        "import_module('plugins.%s' % name)",
        "import_module(f'plugins.{name}')",
        "PREFIX = 'plugins.'",
        "import_module('plugins.one')",
        "import_module('plugins.one:run')",
    ],
)
def test_a_text_that_begins_the_name_of_a_module_may_be_any_of_its_package(
    tmp_path: Path, code: str
) -> None:
    project(tmp_path, {"plugins/__init__.py": "", "plugins/one.py": "", "loader.py": ""})
    found = set(reach.imported(str(tmp_path / "loader.py"), (LOADS + code).encode()))
    assert str(tmp_path / "plugins" / "one.py") in found


@pytest.mark.parametrize(
    "code",
    [
        "import_module('.' + name, __package__)",
        "import_module(f'.{name}', __package__)",
        "import_module('.%s' % name, __package__)",
        "import_module(__package__ + '.' + name)",
        "import_module(f'{__name__}.{name}')",
        "import_module('%s.%s' % (__package__, name))",
        "import_module('.'.join([__package__, name]))",
        "import_module('{}.{}'.format(__name__, name))",
    ],
)
def test_a_name_in_the_own_package_may_be_any_module_beside(tmp_path: Path, code: str) -> None:
    project(tmp_path, {"plugins/__init__.py": "", "plugins/one.py": ""})
    path = str(tmp_path / "plugins" / "__init__.py")
    beside = str(tmp_path / "plugins" / "one.py")
    assert beside in set(reach.imported(path, (LOADS + code).encode()))
    # Who asks for an attribute of the package names the module.
    asked = f"{LOADS}\n\ndef __getattr__(name):\n    return {code}\n"
    assert beside not in set(reach.imported(path, asked.encode()))
    assert beside in set(reach.imported(path, f"{asked}\n\nX = [{code} for name in y]\n".encode()))


@pytest.mark.parametrize(
    "code",
    [
        "name.split('.')",
        "name.rpartition('.')[2]",
        "'.'.join(parts)",
        "name + '.'",
        "name += '.' + other",
        "name.startswith('plugins.')",
        "name.replace('.', '/')",
    ],
)
def test_what_takes_a_name_apart_begins_none(tmp_path: Path, code: str) -> None:
    project(tmp_path, {"plugins/__init__.py": "", "plugins/one.py": ""})
    path = str(tmp_path / "plugins" / "__init__.py")
    raw = f"{LOADS}import_module(name)\n{code}\n".encode()
    assert str(tmp_path / "plugins" / "one.py") not in set(reach.imported(path, raw))


def test_a_module_that_comes_later_is_found(tmp_path: Path) -> None:
    project(tmp_path, {"client.py": ""})
    path, raw = str(tmp_path / "client.py"), b"import later\n"
    assert list(reach.imported(path, raw)) == []
    (tmp_path / "later.py").write_text("")
    assert list(reach.imported(path, raw)) == [str(tmp_path / "later.py")]
