"""The command line: counts, the names of what is wrong, and one program in full."""

from __future__ import annotations

import argparse
import difflib
import functools
import multiprocessing
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from migrator.model import Site
from tests.construction.suite import SAMPLED, Made, everything, in_sample
from tests.construction.verdict import Outcome, Verdict, judge


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is asked for; the status is 1 when a program is broken, silent or worse."""
    options = _parser().parse_args(arguments)
    made = [
        item
        for item in everything()
        if _wanted(item.name, options.only) and in_sample(item.name, options.sample)
    ]
    if options.list:
        print("\n".join(item.name for item in made))
        return 0
    if options.show:
        return _show([item for item in everything() if item.name == options.show], options.unsafe)
    started = time.perf_counter()
    results = list(_counted(_judged(made, options), len(made)))
    _summary(results, time.perf_counter() - started, options)
    if options.save:
        _save(made, results, Path(options.save))
    return int(any(result.is_wrong for result in results))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.construction", description=__doc__)
    parser.add_argument("--only", metavar="PATTERN", help="names that this expression is found in")
    parser.add_argument("--show", metavar="NAME", help="one program, its report and its behaviour")
    parser.add_argument(
        "--sample",
        type=int,
        nargs="?",
        default=1,
        const=SAMPLED,
        metavar="N",
        help=f"one program in N; without a number one in {SAMPLED}, as in the default test run",
    )
    parser.add_argument(
        "--unsafe", action="store_true", help="make unsafe edits; broken is what cannot run then"
    )
    parser.add_argument("--list", action="store_true", help="print the names and run nothing")
    parser.add_argument("--save", metavar="DIR", help="write the programs, before and after")
    parser.add_argument("--jobs", type=int, default=1, help="processes, 1 by default")
    parser.add_argument(
        "--names",
        choices=[outcome.name.lower() for outcome in Outcome] + ["timid"],
        action="append",
        help="list the names of this outcome too; broken, silent, crashed and invalid always are",
    )
    return parser


def _wanted(name: str, pattern: str | None) -> bool:
    return pattern is None or re.search(pattern, name) is not None


def _judged(made: Sequence[Made], options: argparse.Namespace) -> Iterator[Verdict]:
    one = functools.partial(_judge, unsafe=options.unsafe)
    if options.jobs == 1:
        yield from map(one, made)
        return
    with multiprocessing.get_context("fork").Pool(options.jobs) as pool:
        yield from pool.imap(one, made, chunksize=32)


def _counted(results: Iterable[Verdict], total: int) -> Iterator[Verdict]:
    """Say on a terminal how far a long run is."""
    for number, result in enumerate(results, 1):
        if sys.stderr.isatty() and number % 100 == 0:
            print(f"\r{number} of {total}", end="\r", file=sys.stderr, flush=True)
        yield result


def _judge(made: Made, unsafe: bool) -> Verdict:
    return judge(made.program(), unsafe=unsafe)


def _summary(results: Sequence[Verdict], seconds: float, options: argparse.Namespace) -> None:
    groups = {
        "observe": [r for r in results if r.observes],
        "observe nothing": [r for r in results if not r.observes],
    }
    print(f"{len(results)} programs in {seconds:.1f} s")
    for title, group in ((title, group) for title, group in groups.items() if group):
        counts = Counter(result.outcome for result in group)
        listed = ", ".join(
            f"{counts[outcome]} {outcome.value}" for outcome in Outcome if counts[outcome]
        )
        print(f"  {len(group)} {title}: {listed}")
    timid = [r for r in results if r.program.moves and r.outcome is Outcome.UNRESOLVED]
    moving = sum(r.program.moves for r in results)
    print(f"  {moving} have to move: {moving - len(timid)} do, {len(timid)} do not")
    asked = options.names or []
    for outcome in Outcome:
        group = [result for result in results if result.outcome is outcome]
        if group and (group[0].is_wrong or outcome.name.lower() in asked):
            _names(outcome.value, group)
    if timid and "timid" in asked:
        _names("have to move and do not", timid)


def _names(title: str, group: Iterable[Verdict]) -> None:
    print(f"\n{title}:")
    for result in group:
        print(f"  {result.program.name}")


def _show(made: Sequence[Made], unsafe: bool) -> int:
    if not made:
        print("no program has this name; --list prints all", file=sys.stderr)
        return 2
    result = _judge(made[0], unsafe)
    for name, text in result.program.files.items():
        print(f"# --- {name}\n{text}")
    print("# --- report")
    for site in result.report.sites if result.report else ():
        _print_site(site)
    for name, text in result.files.items():
        before = result.program.files[name].splitlines()
        print(
            *difflib.unified_diff(before, text.splitlines(), name, "fixed", lineterm=""), sep="\n"
        )
    print(f"# --- {result.outcome.value}")
    seen = "would be seen" if result.observes else "would not be seen"
    print(f"an edit of the words alone {seen}")
    print(*result.details, sep="\n")
    return int(result.is_wrong)


def _print_site(site: Site) -> None:
    where = f"{site.location.path}:{site.location.line}"
    print(f"{where} {site.kind.value} {site.status.value} {site.url}")
    for reason in site.reasons:
        print(f"    {reason.code} {reason.path}:{reason.line} {reason.message}")


def _save(made: Sequence[Made], results: Sequence[Verdict], folder: Path) -> None:
    for item, result in zip(made, results, strict=True):
        place = folder / result.outcome.name.lower() / item.name.replace("/", "-")
        for side, files in (("before", result.program.files), ("after", result.files)):
            for name, text in files.items():
                target = place / side / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, encoding="utf-8")
