"""What a `.case` file says, as data.

Decided here: the form of the files under `fixtures/cases/`, which `fixtures/cases/README.md`
describes for people. A case is one behaviour: a sentence, the files of a small tree, what they
become, and the report. What a case does not say does not happen: a file without `after` keeps
every byte, and a site that `report` does not list must not be found.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from migrator.model import Sighting

_HEADER = re.compile(r"=== (?P<kind>unsafe after|unsafe report|[a-z]+)(?: (?P<rest>\S.*))?")
_FILE = re.compile(r"(?P<path>[^()]+?)(?: \((?P<options>[^()]+)\))?")
_SEEN = re.compile(r"(?P<path>.+?):(?P<line>\d+) (?P<keys>\S+)(?P<shared> and-elsewhere)?")
_SITE = re.compile(r"(?P<path>.+?):(?P<line>\d+) (?P<outcome>[a-z][a-z0-9-]*(?: [a-z0-9-]+)*)")

_TEXT_KINDS = ("rules", "evidence", "paths", "report", "unsafe report", "errors", "notes")
_FILE_KINDS = ("file", "after", "unsafe after")


class CaseError(ValueError):
    """A case file that is not in the form of a case; the message names file and line."""


@dataclass(frozen=True)
class Line:
    """One line of a `report` section with the detail lines that are indented below it.

    `outcome` is kind, status and reason codes. `details` are `via`, `edit` and `unsafe` lines.
    """

    path: str
    line: int
    outcome: str
    details: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "\n  ".join((f"{self.path}:{self.line} {self.outcome}", *self.details))


@dataclass(frozen=True)
class Expected:
    """What one run has to do: the files that change, with their new bytes, and the report."""

    after: dict[str, bytes]
    lines: tuple[Line, ...]
    errors: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """One behaviour of the tool. `rules` is TOML text, None for the rules of the package."""

    name: str
    sentence: str
    files: dict[str, bytes]
    expected: Expected
    unsafe: Expected | None = None
    rules: str | None = None
    paths: tuple[str, ...] = (".",)
    sightings: tuple[Sighting, ...] = ()


@dataclass
class _Section:
    kind: str
    rest: str
    where: str
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for line in self.lines)


def read_case(path: Path, root: Path) -> Case:
    """The case in the file `path`; its name is the path below `root` without the suffix."""
    raw = path.read_bytes()
    if b"\r" in raw:
        raise CaseError(f"{path}: has a carriage return; write it with the option (crlf)")
    name = path.relative_to(root).with_suffix("").as_posix()
    return parse_case(raw.decode("utf-8"), name)


def parse_case(text: str, name: str) -> Case:
    """The case that `text` describes; raise `CaseError` for what is not in the form of one."""
    lines = text.split("\n")  # not splitlines(): a form feed is content
    first = next((at for at, line in enumerate(lines) if line.startswith("=== ")), len(lines))
    sentence = " ".join("\n".join(lines[:first]).split())
    if not sentence:
        raise CaseError(f"{name}: begins without the sentence that says the behaviour")
    sections = list(_sections(lines[first:], name, first + 1))
    _check_once(sections)
    files = dict(map(_file, _of(sections, "file")))
    unsafe_report = _text(sections, "unsafe report")
    return Case(
        name=name,
        sentence=sentence,
        files=files,
        expected=_expected(sections, "", files, name),
        unsafe=None if unsafe_report is None else _expected(sections, "unsafe ", files, name),
        rules=_text(sections, "rules"),
        paths=tuple((_text(sections, "paths") or ".").split()),
        sightings=parse_evidence(_text(sections, "evidence") or "", name),
    )


def parse_evidence(text: str, where: str) -> tuple[Sighting, ...]:
    """The lines of an `evidence` section; raise `CaseError` for one that is none."""
    found = []
    for row in filter(str.strip, text.splitlines()):
        match = _SEEN.fullmatch(row)
        if match is None:
            raise CaseError(f"{where}: not a line that a run came over: {row!r}")
        keys = None if match["keys"] == "-" else tuple(match["keys"].split(","))
        request = "POST https://api.awork.com/api/v1/timeentries/delete"
        place = (match["path"], int(match["line"]))
        found.append(Sighting("AWK001", *place, 1, request, keys, not match["shared"]))
    return tuple(found)


def parse_report(text: str, where: str) -> tuple[Line, ...]:
    """The lines of a `report` section; raise `CaseError` for one that is not a site."""
    lines: list[Line] = []
    for row in filter(str.strip, text.splitlines()):
        if row.startswith("  ") and lines:
            last = lines.pop()
            details = (*last.details, row.strip())
            lines.append(Line(last.path, last.line, last.outcome, details))
        elif match := _SITE.fullmatch(row):
            lines.append(Line(match["path"], int(match["line"]), match["outcome"]))
        else:
            raise CaseError(f"{where}: not a line of a report: {row!r}")
    return tuple(lines)


def _sections(lines: Iterable[str], name: str, number: int) -> Iterator[_Section]:
    section: _Section | None = None
    for at, line in enumerate(lines, number):
        if line.startswith("=== "):
            if section is not None:
                yield _without_blank_end(section)
            section = _open(line, f"{name}.case:{at}")
        elif section is not None:
            section.lines.append(line)
    if section is not None:
        yield _without_blank_end(section)


def _open(line: str, where: str) -> _Section:
    match = _HEADER.fullmatch(line)
    if match is None or match["kind"] not in (*_TEXT_KINDS, *_FILE_KINDS):
        raise CaseError(f"{where}: not the header of a section: {line!r}")
    if (match["kind"] in _FILE_KINDS) != bool(match["rest"]):
        raise CaseError(f"{where}: a path belongs to file and after, and to them alone: {line!r}")
    return _Section(match["kind"], match["rest"] or "", where)


def _without_blank_end(section: _Section) -> _Section:
    """The blank lines before the next header separate the sections, they are not content."""
    while section.lines and not section.lines[-1].strip(" "):
        section.lines.pop()
    return section


def _check_once(sections: Iterable[_Section]) -> None:
    seen: set[tuple[str, str]] = set()
    for section in sections:
        key = (section.kind, section.rest.split(" (")[0])
        if key in seen:
            raise CaseError(f"{section.where}: there is another section like it")
        seen.add(key)


def _of(sections: Iterable[_Section], kind: str) -> list[_Section]:
    return [section for section in sections if section.kind == kind]


def _text(sections: Iterable[_Section], kind: str) -> str | None:
    found = _of(sections, kind)
    return found[0].text if found else None


def _expected(
    sections: list[_Section], prefix: str, files: dict[str, bytes], name: str
) -> Expected:
    report = _text(sections, f"{prefix}report")
    if report is None:
        raise CaseError(f"{name}: has no section '{prefix}report'; an empty one says 'nothing'")
    after = dict(map(_file, _of(sections, f"{prefix}after")))
    for path, content in after.items():
        if files.get(path, content) == content:
            raise CaseError(f"{name}: '{prefix}after {path}' is new or changes nothing")
    return Expected(
        after=after,
        lines=parse_report(report, name),
        errors=tuple((_text(sections, "errors") or "").splitlines()),
        notes=tuple((_text(sections, "notes") or "").splitlines()),
    )


def _file(section: _Section) -> tuple[str, bytes]:
    match = _FILE.fullmatch(section.rest)
    if match is None:
        raise CaseError(f"{section.where}: not a path with options: {section.rest!r}")
    options = (match["options"] or "").split(", ") if match["options"] else []
    return match["path"], encode(section.text, options, section.where)


def encode(text: str, options: Iterable[str], where: str) -> bytes:
    """The bytes of a file with this text.

    `options` are `escaped` (the keys of `_ESCAPES` stand in the text behind a backslash), `no-eol`,
    `crlf`, `cr`, `bom`, or the name of an encoding; the default is UTF-8.
    """
    encoding, bom = "utf-8", b""
    for option in sorted(options, key=lambda option: option in ("crlf", "cr")):  # newlines last
        if option == "escaped":
            text = re.sub(r"\\([rnftv0\\])", lambda m: _ESCAPES[m[1]], text)
        elif option == "no-eol":
            text = text.removesuffix("\n")
        elif option in ("crlf", "cr"):
            text = text.replace("\n", "\r\n" if option == "crlf" else "\r")
        elif option == "bom":
            bom = codecs.BOM_UTF8
        else:
            encoding = _encoding(option, where)
    return bom + text.encode(encoding)


_ESCAPES = {"n": "\n", "r": "\r", "f": "\f", "t": "\t", "v": "\v", "0": "\0", "\\": "\\"}


def _encoding(option: str, where: str) -> str:
    try:
        return codecs.lookup(option).name
    except LookupError:
        raise CaseError(f"{where}: neither an option nor an encoding: {option!r}") from None
