"""A shared scan says the same as a scan in one process, in the same order, whatever happens."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from migrator.files import parallel
from migrator.files.parallel import usable_processors
from migrator.files.prefilter import Words
from migrator.files.scan import Candidate, Tally, scan
from migrator.files.search import search

WORDS = Words(folded=(b"widgets",))


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other tests of this process may have left a thread, such as that of a browser's driver."""
    monkeypatch.setattr(parallel, "_may_fork", lambda: True)


@pytest.fixture(autouse=True)
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(parallel, "WORTH_SHARING", 3)
    for number in range(12):
        folder = tmp_path / f"d{number:02}"
        (folder / "build").mkdir(parents=True)
        (folder / "clean.py").write_text("x = 1\n")
        (folder / "names.py").write_text(f"'widgets {number}'\n")
        (folder / "null.py").write_bytes(b"\0")
    return tmp_path


def said(jobs: int) -> tuple[list[object], int]:
    tally = Tally()
    return list(scan(["."], WORDS, tally, jobs=jobs)), tally.scanned


@pytest.mark.parametrize("jobs", [2, 3, 20])
def test_the_answer_does_not_depend_on_the_number_of_processes(jobs: int) -> None:
    events, scanned = said(1)
    assert scanned == 36
    assert sum(isinstance(event, Candidate) for event in events) == 12
    assert said(jobs) == (events, scanned)


@pytest.mark.usefixtures("alone")
def test_other_processes_take_part(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = os.getpid()

    def marking(*arguments: object) -> object:
        if os.getpid() != here:
            (tree / "mark.png").touch()
        return search(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(parallel, "search", marking)
    said(2)
    assert (tree / "mark.png").exists()


@pytest.mark.usefixtures("alone")
def test_what_a_dead_process_did_is_done_again(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = said(1)
    real = parallel._search_share
    here = os.getpid()

    def dying(*arguments: object) -> object:
        if os.getpid() != here:
            os._exit(3)
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(parallel, "_search_share", dying)
    assert said(3) == expected


@pytest.mark.usefixtures("alone")
def test_a_scan_that_is_left_early_leaves_no_process_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    children, fork = [], os.fork

    def noting() -> int:
        child = fork()
        children.append(child)
        return child

    monkeypatch.setattr(os, "fork", noting)
    events = scan(["."], WORDS, Tally(), jobs=3)
    for _ in range(6):
        next(events)
    del events
    assert children
    for child in children:
        with pytest.raises(ChildProcessError):
            os.waitpid(child, os.WNOHANG)


def test_without_fork_one_process_does_it_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    assert usable_processors() == 1
    assert said(2) == said(1)


def test_running_threads_rule_out_a_fork() -> None:
    release = threading.Event()
    thread = threading.Thread(target=release.wait)
    before = parallel._may_fork()
    thread.start()
    during = parallel._may_fork()
    release.set()
    thread.join()
    assert not during
    assert before == (threading.active_count() == 1)
