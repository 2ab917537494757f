"""`fix --interactive`: the unsafe fixes one by one, and what the user says to each.

Decided here: what is shared is asked once, as a group is fixed whole or not at all. The end of the
input means to quit; what was said before counts, and safe fixes are made in any case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from migrator.model import Applicability, Report, Site, Status
from migrator.report.hunks import Hunk, Line, hunks
from migrator.report.paint import Paint
from migrator.report.printable import printable
from migrator.report.sites import site_lines

_QUESTION = "Make this change? [y]es, [n]o, [a]ll that are left, [q]uit: "
_HELP = (
    "y: make it; n: leave it; a: make it and all that are left; q: leave it and all that are left"
)


@dataclass(frozen=True)
class Dialogue:
    """How to talk to the user: `write` shows text, `read` gives a line, None at the end."""

    write: Callable[[str], None]
    read: Callable[[], str | None]

    def choices(
        self, report: Report, *, color: bool = False, columns: int | None = None
    ) -> frozenset[str]:
        """The fingerprints of the sites whose unsafe fixes the user wants."""
        paint = Paint(color)
        wanted: set[str] = set()
        questions = _questions(report)
        for number, sites in enumerate(questions, 1):
            self.write(f"{paint.bold(f'Unsafe fix {number} of {len(questions)}')}\n\n")
            self.write("".join(f"{line}\n" for line in _shown(sites, report, paint, columns)))
            answer = self._answer()
            if answer in "ya":
                wanted.update(site.fingerprint for site in sites)
            if answer == "a":
                wanted.update(site.fingerprint for left in questions[number:] for site in left)
            if answer in "aq":
                break
        return frozenset(wanted)

    def _answer(self) -> str:
        """One of y, n, a and q."""
        while True:
            self.write(_QUESTION)
            line = self.read()
            if line is None:
                self.write("\n")
                return "q"
            answer = line.strip().lower()[:1]
            if answer and answer in "ynaq":
                self.write("\n")
                return answer
            self.write(f"{_HELP}\n")


def _questions(report: Report) -> list[list[Site]]:
    """The sites with an unsafe fix, in the order of the report, those of a group together."""
    questions: list[list[Site]] = []
    groups: dict[int, list[Site]] = {}
    for site in report.sites:
        unsafe = site.applicability is Applicability.UNSAFE and bool(site.edits)
        if not unsafe or site.status is not Status.UNRESOLVED:
            continue
        if site.group is not None and site.group in groups:
            groups[site.group].append(site)
            continue
        questions.append([site])
        if site.group is not None:
            groups[site.group] = questions[-1]
    return questions


def _shown(sites: list[Site], report: Report, paint: Paint, columns: int | None) -> Iterator[str]:
    """The sites with their reasons, and the change that all of them make."""
    for site in sites:
        yield from site_lines(site, report, paint, columns)
        yield ""
    edits = {edit for site in sites for edit in site.edits}
    for path in sorted({edit.location.path for edit in edits}):
        own = [edit for edit in edits if edit.location.path == path]
        for hunk in hunks(path, report.sources.get(path, ()), own):
            yield paint.bold(printable(path))
            yield from _as_diff(hunk, paint)
            yield ""


def _as_diff(hunk: Hunk, paint: Paint) -> Iterator[str]:
    for row in hunk.rows:
        if not row.changed:
            yield from _line(" ", row.before, str)
            continue
        yield from _line("-", row.before, paint.removed)
        yield from _line("+", row.after, paint.added)


def _line(sign: str, line: Line | None, style: Callable[[str], str]) -> Iterator[str]:
    if line is not None:
        yield f"{line.number:>5} {style(printable(sign + line.text))}"
