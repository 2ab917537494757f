"""`--add-ignores`: a suppression comment for every site that is left to a person.

Decided here: the comment stands at the end of the logical line of the site, behind a comment that
is there already; when that one is a suppression with codes, the code is added to it. A file gets
its comments only when the parser finds them again in the new text, and all of them.
Files that are no Python, or cannot be parsed, get none, as nobody knows where a comment may stand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from migrator.analysis.source.module import Module
from migrator.analysis.source.project import ParseError
from migrator.analysis.survey import new_project
from migrator.comments.stretches import Stretch, Stretches
from migrator.comments.suppressions import Comment, Ignores, comments_of
from migrator.files.landing import Landing
from migrator.files.names import path_of
from migrator.files.reading import read_file
from migrator.files.source import Source, SourceError, decode, edited
from migrator.files.writer import Change, write_group
from migrator.model import UNUSED_IGNORE, Cells, Edit, Location, Problem, Site, Status, line_named
from migrator.models.loader import load

_CLOSED = frozenset(["not-python", "syntax-error"])


@dataclass(frozen=True)
class Added:
    """How many comments were written, the sites that got none, and what went wrong."""

    comments: int = 0
    left: tuple[Site, ...] = ()
    problems: tuple[Problem, ...] = ()

    def notes(self, cells: Mapping[str, Cells]) -> tuple[str, ...]:
        """What was done, and what was not, as notes of a report with these notebooks."""
        done = f"{self.comments} suppression comment{'' if self.comments == 1 else 's'} written"
        left = (
            f"{line_named(cells, site.location.path, site.location.line)}: no comment can be"
            " written here;"
            " --write-baseline makes the site known"
            for site in self.left
        )
        return (done, *left)


def add_ignores(sites: Iterable[Site], today: date, landing: Landing) -> Added:
    """Write a comment for each unresolved site in a file where an edit may land."""
    by_path: dict[str, list[Site]] = defaultdict(list)
    for site in sites:
        if site.status is Status.UNRESOLVED and site.rule != UNUSED_IGNORE:
            by_path[site.location.path].append(site)
    parts = [
        _add(path, own, today) if landing.of(path_of(path)) else Added(left=tuple(own))
        for path, own in by_path.items()
    ]
    return Added(
        sum(part.comments for part in parts),
        tuple(site for part in parts for site in part.left),
        tuple(problem for part in parts for problem in part.problems),
    )


def _add(path: str, sites: list[Site], today: date) -> Added:
    # A cell of another language has no place for a comment, and neither has a file that is none.
    closed = [s for s in sites if any(reason.code in _CLOSED for reason in s.reasons)]
    if closed:
        left = [site for site in sites if site not in closed]
        rest = _add(path, left, today) if left else Added()
        return replace(rest, left=(*rest.left, *closed))
    try:
        module = _parsed(decode(read_file(path_of(path)), path_of(path), path))
    except OSError as error:
        problem = Problem(path, "changed-on-disk", f"it can no longer be read: {error.strerror}")
        return Added(problems=(problem,))
    except (SourceError, ParseError):
        return Added(left=tuple(sites))
    if not all(_is_there(module, site) for site in sites):
        message = "it changed since it was read, so no comment was written; run again"
        return Added(problems=(Problem(path, "changed-on-disk", message),))
    edits = _edits(module, sites, today)
    source = module.source
    new = decode(edited(source, edits).raw, path, path)
    failed = _unproved(_parsed(new), sites, today)
    if failed:
        others = _add(path, [site for site in sites if site not in failed], today)
        return replace(others, left=(*others.left, *failed))
    problems = write_group([Change(path_of(path), path, source.raw, new.raw)])
    return Added(problems=tuple(problems)) if problems else Added(len(edits))


def _parsed(source: Source) -> Module:
    return new_project((), (), load()).add(source)


def _is_there(module: Module, site: Site) -> bool:
    """Whether the lines of a site are as the run saw them."""
    excerpt = site.excerpt
    return excerpt is None or module.excerpt(site.location).lines == excerpt.lines


def _edits(module: Module, sites: list[Site], today: date) -> list[Edit]:
    """One edit for each logical line that holds sites."""
    stretches = Stretches(module)
    codes: dict[Stretch, set[str]] = defaultdict(set)
    for site in sites:
        codes[stretches.around(*_span(module, site.location))].add(site.rule)
    known = comments_of(module)
    return [_edit(module, at, known, sorted(rules), today) for at, rules in codes.items()]


def _span(module: Module, where: Location) -> tuple[int, int]:
    start = module.lines.offset(where.line, where.column)
    return start, module.lines.offset(where.end_line, where.end_column)


def _edit(module: Module, at: Stretch, known: list[Comment], codes: list[str], today: date) -> Edit:
    for comment in known:
        if comment.codes and not comment.is_expired(today) and _is_tail(comment, at):
            offset = module.source.text.index("]", comment.start)
            return _insertion(module, offset, "".join(f", {code}" for code in codes))
    line = module.source.text[at.start : at.end]
    gap = "" if line.endswith("  ") else "  "
    return _insertion(module, at.end, f"{gap}# awork-migrator: ignore[{', '.join(codes)}]")


def _is_tail(comment: Comment, at: Stretch) -> bool:
    return not comment.mistake and at.start < comment.start < at.end


def _insertion(module: Module, offset: int, text: str) -> Edit:
    return Edit(module.location_of(offset, offset), offset, offset, "", text)


def _unproved(after: Module, sites: list[Site], today: date) -> list[Site]:
    """The sites that no comment of the new text speaks for.

    What the parser sees as a comment has changed nothing else: it ends where its line ends.
    """
    ignores = Ignores(today)
    ignores.read(after)
    failed = []
    for site in sites:
        # A comment at the end of a line moves no line and no column before it.
        comment = ignores.at(site.rule, site.location, _span(after, site.location))
        if comment is None or comment.is_expired(today):
            failed.append(site)
    return failed
