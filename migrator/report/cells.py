"""Notebooks in reports: the places in them as people name them, and as services find them.

Decided here: for people a cell is a file of its own, `a.ipynb:cell 3`, and lines are those of the
cell. For services, and for programs that read JSON, places are those of the file, with the cell
beside them, and an edit is spelled as it stands there. What is in no source of a cell, such as an
output, has its place in the file in any case.
"""

from __future__ import annotations

from dataclasses import replace

from migrator.model import (
    Cell,
    Cells,
    Edit,
    Excerpt,
    Frame,
    Location,
    Problem,
    Reason,
    Report,
    Site,
)

_CELL = ".ipynb:cell "


def for_people(report: Report) -> Report:
    """The report with each cell of a notebook as a file."""
    if not report.cells:
        return report
    here = _People(report.cells)
    sources = dict(report.sources)
    for path, cells in report.cells.items():
        if path in sources:
            sources.update(_split(path, sources.pop(path), cells))
    return _told(replace(report, sources=sources), here)


def file_of(path: str) -> str:
    """The file of a path that may name a cell of a notebook, as `for_people` names it."""
    return path.partition(_CELL)[0] + ".ipynb" if _CELL in path else path


def for_services(report: Report) -> Report:
    """The report with places in the files of notebooks, sorted by these."""
    told = in_files(report)
    return replace(told, sites=tuple(sorted(told.sites, key=lambda site: site.sort_key)))


def in_files(report: Report) -> Report:
    """The report with places in the files of notebooks, in the order that it has."""
    return _told(report, _Services(report.cells)) if report.cells else report


def in_words(cell: Cell | None) -> str:
    """A cell and its line, as they stand before a message; empty outside of notebooks."""
    if cell is None:
        return ""
    return f"cell {cell.number}, line {cell.line}: " if cell.line else f"cell {cell.number}: "


class _People:
    """Places in cells, with the name of the cell in the path."""

    def __init__(self, cells: dict[str, Cells]) -> None:
        self._cells = cells

    def location(self, where: Location) -> Location:
        """A location of the decoded text, told anew."""
        cells = self._cells.get(where.path)
        if cells is None:
            return where
        cell = cells.cell(where)
        if cell is None or not cell.line:
            return replace(cells.in_file(where), cell=None)
        spot = (cell.line, cell.column, cell.end_line, cell.end_column)
        return Location(_name(where.path, cell), *spot)

    def edit(self, edit: Edit) -> Edit:
        """An edit of the decoded text, told anew."""
        return replace(edit, location=self.location(edit.location))


class _Services:
    """Places in files, with the cell beside them."""

    def __init__(self, cells: dict[str, Cells]) -> None:
        self._cells = cells

    def location(self, where: Location) -> Location:
        """A location of the decoded text, told anew."""
        cells = self._cells.get(where.path)
        return where if cells is None else cells.in_file(where)

    def edit(self, edit: Edit) -> Edit:
        """An edit of the decoded text, told anew."""
        cells = self._cells.get(edit.location.path)
        if cells is None:
            return edit
        return replace(
            edit,
            location=cells.in_file(edit.location),
            before=cells.spelled(edit.location),
            after=cells.as_json(edit.after),
            in_cell=(edit.before, edit.after),
        )


def _told(report: Report, here: _People | _Services) -> Report:
    return replace(
        report,
        sites=tuple(_site(site, here) for site in report.sites),
        errors=tuple(_problem(problem, here) for problem in report.errors),
    )


def _site(site: Site, here: _People | _Services) -> Site:
    where = here.location(site.location)
    return replace(
        site,
        location=where,
        reasons=tuple(_reason(reason, here) for reason in site.reasons),
        edits=tuple(here.edit(edit) for edit in site.edits),
        via=tuple(_frame(frame, here) for frame in site.via),
        excerpt=_excerpt(site, where),
    )


def _excerpt(site: Site, where: Location) -> Excerpt | None:
    if site.excerpt is None:
        return None
    moved = where.line - site.location.line
    return replace(site.excerpt, first_line=site.excerpt.first_line + moved)


def _reason(reason: Reason, here: _People | _Services) -> Reason:
    where = here.location(_line(reason.path, reason.line))
    return replace(reason, path=where.path, line=where.line, cell=_of_line(where))


def _frame(frame: Frame, here: _People | _Services) -> Frame:
    where = here.location(_line(frame.path, frame.line))
    return replace(frame, path=where.path, line=where.line, cell=_of_line(where))


def _problem(problem: Problem, here: _People | _Services) -> Problem:
    if problem.line is None:
        return problem
    where = here.location(_line(problem.path, problem.line))
    return replace(problem, path=where.path, line=where.line, cell=_of_line(where))


def _line(path: str, line: int) -> Location:
    return Location(path, line, 1, line, 1)


def _of_line(where: Location) -> Cell | None:
    """The cell of a place that is a line."""
    return None if where.cell is None else Cell(where.cell.number, where.cell.line)


def _name(path: str, cell: Cell) -> str:
    return f"{path}:cell {cell.number}"


def _split(path: str, lines: tuple[str, ...], cells: Cells) -> dict[str, tuple[str, ...]]:
    """The lines of each cell, by the name of the cell."""
    ends = (*cells.firsts[1:], len(cells.spots) + 1)
    return {
        _name(path, Cell(number)): lines[first - 1 : end - 1]
        for number, (first, end) in enumerate(zip(cells.firsts, ends, strict=True), 1)
    }
