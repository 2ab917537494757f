"""The table of a run, and the reasons for what was not moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from primer.verdict import ELSEWHERE, IGNORED, MOVED, REFUSED, SILENT, Outcome

README = Path(__file__).with_name("README.md")
START, END = "<!-- table -->", "<!-- end of table -->"


def table(outcomes: Sequence[Outcome]) -> str:
    """The table in Markdown, with totals, and below it the reasons by how many places they cost."""
    head = [
        "package",
        "verdict",
        "places",
        "moved",
        "refused",
        "elsewhere",
        "silent",
        "suite",
        "fix",
        "reasons",
    ]
    rows = [head, ["---", "---", *["---:"] * 7, "---"]]
    rows += [_row(outcome) for outcome in outcomes]
    rows.append(_totals(outcomes))
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([*lines, "", *_reasons(outcomes)])


def _row(outcome: Outcome) -> list[str]:
    before, after = outcome.passed
    extra = [f"{len(outcome.overreach)} moved that should stay"] if outcome.overreach else []
    extra += [f"{len(outcome.unexpected)} moved that were not read"] if outcome.unexpected else []
    extra += ["a bound was met"] if outcome.bounded else []
    reasons = [f"{code} {count}" for code, count in outcome.reasons.most_common()]
    return [
        outcome.name,
        outcome.verdict,
        str(outcome.wanted),
        str(outcome.places[MOVED]),
        str(outcome.places[REFUSED]),
        str(outcome.places[ELSEWHERE]),
        str(outcome.places[SILENT] + outcome.places[IGNORED]),
        str(before) if before == after else f"{before} → {after}",
        f"{outcome.seconds:.1f} s",
        ", ".join([*extra, *reasons]),
    ]


def _totals(outcomes: Sequence[Outcome]) -> list[str]:
    places: Counter[str] = Counter()
    for outcome in outcomes:
        places.update(outcome.places)
    wanted = sum(places.values())
    moved = places[MOVED]
    share = f"{100 * moved / wanted:.0f} %" if wanted else "-"
    verdicts = Counter(outcome.verdict for outcome in outcomes)
    return [
        f"{len(outcomes)} in all",
        ", ".join(f"{count} {verdict}" for verdict, count in verdicts.most_common()),
        str(wanted),
        f"{moved} ({share})",
        str(places[REFUSED]),
        str(places[ELSEWHERE]),
        str(places[SILENT] + places[IGNORED]),
        str(sum(outcome.passed[0] for outcome in outcomes)),
        f"{sum(outcome.seconds for outcome in outcomes):.0f} s",
        "",
    ]


def _reasons(outcomes: Sequence[Outcome]) -> list[str]:
    reasons: Counter[str] = Counter()
    packages: dict[str, set[str]] = {}
    for outcome in outcomes:
        reasons.update(outcome.reasons)
        for code in outcome.reasons:
            packages.setdefault(code, set()).add(outcome.name)
    rows = [
        f"| {code} | {count} | {len(packages[code])} |" for code, count in reasons.most_common()
    ]
    return ["| reason | places | packages |", "|---|---:|---:|", *rows] if rows else []


def update(outcomes: Sequence[Outcome]) -> None:
    """Put the table into the README, between its two marks."""
    text = README.read_text(encoding="utf-8")
    before, rest = text.split(START, 1)
    _, after = rest.split(END, 1)
    made = f"{before}{START}\n\n{table(outcomes)}\n{END}{after}"
    README.write_text(made, encoding="utf-8")
