"""The command finds its own code, whatever a project has on its path."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from migrator.entry import own_path
from tests.trust.conftest import ROOT, command, write

# What each of these would do if it were run as ours.
FOREIGN = "import os\nos.write(1, b'foreign')\nos._exit(1)\n"
NAMES = ("migrator/__init__.py", "click.py", "tomli.py", "pathspec.py", "libcst.py", "hyperscan.py")


def answer(*words: str, **env: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, *words], capture_output=True, text=True, check=False,
        env={**os.environ, **env},
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_a_package_of_the_same_name_on_the_path_is_not_run(here: Path) -> None:
    for name in NAMES:
        write(f"src/{name}", FOREIGN)
    write("app.py")
    done = command("fix", "--isolated", "app.py", env={"PYTHONPATH": "src"})
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 changed" in done.stdout


@pytest.mark.parametrize("module", ["migrator", "awork_migrator"])
def test_a_module_of_the_folder_is_not_run_as_ours(here: Path, module: str) -> None:
    for name in NAMES[1:]:
        write(name, FOREIGN)
    write("app.py", "x = 1\n")
    installed = str(here.parent / "installed")
    os.mkdir(installed)
    for name in ("migrator", "awork_migrator.py"):
        os.symlink(ROOT / name, os.path.join(installed, name))
    done = answer("-m", module, "check", "--isolated", "app.py", PYTHONPATH=installed)
    assert done == (0, "All clear: nothing to migrate in 1 file.\n")


def test_a_folder_with_such_a_package_is_served_by_the_module_of_our_own_name(here: Path) -> None:
    write("migrator/__init__.py", FOREIGN)
    write("migrator/__main__.py", FOREIGN)
    status, text = answer("-m", "awork_migrator", "--version", PYTHONPATH=str(ROOT))
    assert (status, text.startswith("awork-migrator ")) == (0, True)


def test_a_package_that_was_imported_before_is_put_aside(here: Path) -> None:
    write("migrator/__init__.py", "")
    code = (
        "import migrator, sys, runpy\n"
        "sys.argv[1:] = ['--version']\n"
        f"runpy.run_path({str(ROOT / 'awork_migrator.py')!r}, run_name='__main__')\n"
    )
    status, text = answer("-c", code)
    assert (status, text.startswith("awork-migrator ")) == (0, True)


def test_what_cannot_be_started_is_a_sentence_and_exit_2(here: Path) -> None:
    code = "import sys\nsys.modules['click'] = None\nfrom awork_migrator import main\nmain()\n"
    status, text = answer("-c", code, PYTHONPATH=str(ROOT))
    assert status == 2
    assert text.startswith("error: awork-migrator cannot be started, install it again: ")
    assert text.count("\n") == 1


def test_only_places_that_were_made_for_the_tool_stay(tmp_path: Path) -> None:
    (tmp_path / "bundle" / "libcst").mkdir(parents=True)
    (tmp_path / "project").mkdir()
    bundle, project = str(tmp_path / "bundle"), str(tmp_path / "project")
    path = ["/usr/bin", "", bundle, project, "/usr/lib/python3", "/site-packages"]
    environ = {"PYTHONPATH": os.pathsep.join([bundle, project])}
    own = ["/usr/lib/python3", "/site-packages", bundle]
    assert own_path(path, environ, is_first_implied=True) == own
    assert own_path(path, environ, is_first_implied=False) == ["/usr/bin", *own]
