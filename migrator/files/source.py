"""Bytes to text and back: which encoding a file has, and the promise that nothing else changes.

Decided here: a file is only worked on when encoding its decoded text gives the same bytes again, so
that an edit of the text touches the edited characters alone. Line ends are left as they are.
Everything that cannot keep the promise is refused with a `SourceError` that says why and where.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from migrator.files.edits import apply_edits
from migrator.files.kinds import is_notebook
from migrator.files.parsetext import ParseText, parse_program, parse_text
from migrator.model import Cells, Edit

if TYPE_CHECKING:
    from migrator.files.program import Notebook

_UTF8_BOM = codecs.BOM_UTF8
# UTF-32 first: its little-endian mark starts with the one of UTF-16.
_WIDE_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FIRST_LINES = re.compile(rb"([^\r\n]*)(?:\r\n|\r|\n|\Z)([^\r\n]*)")
_COOKIE = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_BLANK_OR_COMMENT = re.compile(rb"[ \t\f]*(?:#|\Z)")
_NEWLINE = re.compile(rb"\r\n|\r|\n")
_ASCII = "".join(map(chr, range(0x20, 0x7F))) + "\t\n\r\f"


class SourceError(Exception):
    """A file that cannot be turned into text without loss.

    `code` is one of `binary-file`, `unknown-encoding`, `undecodable`, `encoding-not-lossless`, and
    `syntax-error` for what is no notebook, though its name says so; `line` is the 1-based line that
    is to blame, None when it is the file as a whole.
    """

    def __init__(self, code: str, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.line = line


@dataclass(frozen=True)
class Source:
    """One file, as bytes and as text.

    `path` opens the file, `name` is its path in reports. `text` is decoded, without byte order
    mark, with the line ends of the file; that of a `notebook` is the sources of its cells.
    `edited(source, []).raw == raw` always holds.
    """

    path: str
    name: str
    raw: bytes
    text: str
    encoding: str
    bom: bytes
    notebook: Notebook | None = None

    @property
    def whole(self) -> str:
        """The text of the file itself, which for a notebook is its JSON."""
        return self.text if self.notebook is None else self.notebook.json

    @property
    def code(self) -> str:
        """What of the text is given to Python."""
        return self.text if self.notebook is None else self.notebook.program.code

    @property
    def cells(self) -> Cells | None:
        """Where the text stands in the cells of a notebook, None for other files."""
        return None if self.notebook is None else self.notebook.cells

    def parse_text(self) -> ParseText:
        """The code as libcst gives it back, with the way back to the text."""
        if self.notebook is None:
            return parse_text(self.text)
        return parse_program(self.notebook.program)


@dataclass(frozen=True)
class Edited:
    """The text of a file itself, and its bytes, after edits."""

    whole: str
    raw: bytes


def decode(raw: bytes, path: str, name: str) -> Source:
    """Read the bytes of a Python file as Python does (PEP 263), or those of a notebook.

    Raises SourceError for UTF-16 and UTF-32, null bytes, an unknown encoding, bytes that are not
    in the encoding, and an encoding that does not give back the same bytes.
    """
    for mark, encoding in _WIDE_BOMS:
        if raw.startswith(mark):
            wide = encoding[:6].upper()
            message = f"The file is {wide}, which Python does not read; save it as UTF-8."
            raise SourceError("undecodable", message, 1)
    if b"\0" in raw:
        message = "The file has null bytes, so it is not Python source; rename or exclude it."
        raise SourceError("binary-file", message, _line_at(raw, raw.index(b"\0")))
    bom = _UTF8_BOM if raw.startswith(_UTF8_BOM) else b""
    if is_notebook(path):
        return _notebook(_decoded(raw, path, name, bom, "utf-8"))
    return _decoded(raw, path, name, bom, _python_encoding(raw, bom))


def _notebook(source: Source) -> Source:
    # A run without notebooks does not pay for their reader.
    from migrator.files.notebook import NotebookError
    from migrator.files.program import notebook

    try:
        book = notebook(source.text)
    except NotebookError as error:
        message = f"The file is not a notebook that can be read: {error}; correct or exclude it."
        raise SourceError("syntax-error", message, error.line) from None
    return replace(source, text=book.text, notebook=book)


def decode_text(raw: bytes, path: str, name: str) -> Source:
    """Read the bytes of a file that is not Python: by its byte order mark, UTF-8, or Latin-1.

    Latin-1 gives every byte a character, so that only files with null bytes are refused.
    Raises SourceError with the codes of `decode`.
    """
    for mark, encoding in (*_WIDE_BOMS, (_UTF8_BOM, "utf-8")):
        if raw.startswith(mark):
            return _decoded(raw, path, name, mark, encoding)
    if b"\0" in raw:
        message = "The file has null bytes, so it is not text."
        raise SourceError("binary-file", message, _line_at(raw, raw.index(b"\0")))
    try:
        return _decoded(raw, path, name, b"", "utf-8")
    except SourceError:
        return _decoded(raw, path, name, b"", "iso-8859-1")


def text_for_report(raw: bytes) -> str:
    """The text of bytes that `decode` refuses, as good as it gets, to say what stands where.

    Never written back. Null bytes are left out where there are so many that the text is UTF-16 or
    UTF-32 without a byte order mark.
    """
    for mark, encoding in _WIDE_BOMS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(encoding, "replace")
    if raw.count(b"\0") * 3 > len(raw):
        raw = raw.replace(b"\0", b"")
    try:
        return raw.removeprefix(_UTF8_BOM).decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("iso-8859-1")


def edited(source: Source, edits: Iterable[Edit]) -> Edited:
    """The file after edits of its text, in its own encoding.

    Raises UnicodeEncodeError for a character that the encoding does not have, and ValueError for
    edits that overlap or do not fit.
    """
    book = source.notebook
    text = apply_edits(source.text, edits) if book is None else book.edited(edits)
    return Edited(text, encode(source, text))


def encode(source: Source, text: str) -> bytes:
    """Give the text of the file itself as bytes in the encoding of `source`, with its mark.

    Raises UnicodeEncodeError when `text` has a character that the encoding does not have.
    """
    return source.bom + text.encode(source.encoding)


def _decoded(raw: bytes, path: str, name: str, bom: bytes, encoding: str) -> Source:
    body = raw[len(bom) :]
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        line = _line_at(raw, len(bom) + error.start)
        message = (
            f"Line {line} has bytes that are not {encoding}; correct them, or declare the encoding "
            "that the file has."
        )
        raise SourceError("undecodable", message, line) from None
    except (UnicodeError, ValueError) as error:
        message = f"The bytes of the file are not {encoding}: {error}."
        raise SourceError("undecodable", message) from None
    if not _gives_back(encoding, text, body):
        message = (
            f"The encoding {encoding} does not give back the bytes of the file, so an edit would "
            "change more than it should; save the file as UTF-8."
        )
        raise SourceError("encoding-not-lossless", message)
    return Source(path, name, raw, text, encoding, bom)


def _gives_back(encoding: str, text: str, body: bytes) -> bool:
    """Whether the text encodes to the same bytes, and ASCII, which edits insert, to itself."""
    wide = encoding.startswith(("utf-16-", "utf-32-"))
    try:
        plain = wide or _ASCII.encode(encoding) == _ASCII.encode("ascii")
        return plain and text.encode(encoding) == body
    except (UnicodeError, ValueError):
        return False


def _python_encoding(raw: bytes, bom: bytes) -> str:
    """The encoding that byte order mark and cookie declare; raises SourceError for a bad one."""
    found = _cookie(raw[len(bom) :])
    if found is None:
        return "utf-8"
    cookie, line = found
    encoding = _usual_name(cookie)
    try:
        # Codecs that are no text encodings, such as rot13, are only refused when they have work.
        b" ".decode(encoding)
        canonical = codecs.lookup(encoding).name
    except (LookupError, ValueError):
        message = f"Line {line} declares the encoding {cookie}, in which Python reads no source."
        raise SourceError("unknown-encoding", message, line) from None
    if bom and canonical != "utf-8":
        message = f"Line {line} declares {cookie}, but the file starts with the mark of UTF-8."
        raise SourceError("unknown-encoding", message, line)
    return encoding


def _cookie(body: bytes) -> tuple[str, int] | None:
    """The declared encoding and its line, if the first two lines declare one."""
    lines = _FIRST_LINES.match(body)
    if lines is None:
        return None
    for number, line in enumerate(lines.groups(), 1):
        cookie = _COOKIE.match(line)
        if cookie is not None:
            return cookie.group(1).decode("ascii", "replace"), number
        if _BLANK_OR_COMMENT.match(line) is None:
            return None
    return None


def _usual_name(cookie: str) -> str:
    """What Python makes of a cookie before it looks up the codec."""
    name = cookie[:12].lower().replace("_", "-")
    if name == "utf-8" or name.startswith("utf-8-"):
        return "utf-8"
    latin = ("latin-1", "iso-8859-1", "iso-latin-1")
    if name in latin or name.startswith(tuple(f"{known}-" for known in latin)):
        return "iso-8859-1"
    return cookie


def _line_at(raw: bytes, offset: int) -> int:
    """The 1-based line of the byte at `offset`."""
    return 1 + sum(1 for _ in _NEWLINE.finditer(raw, 0, offset))
