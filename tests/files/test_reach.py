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
