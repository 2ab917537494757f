"""Bytes to text and back: nothing is lost, and what would be lost is refused."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.files.source import SourceError, decode, decode_text, encode

BYTES = Path(__file__).parents[2] / "fixtures" / "bytes"
GOOD = sorted((BYTES / "good").glob("*.py"))
COOKIES = {
    "utf-8": "",
    "latin-1": "# coding: latin-1\n",
    "cp1252": "#!/usr/bin/python\n# -*- coding: cp1252 -*-\n",
    "utf-8-sig": "",
    "koi8-r": "\n# vim: fileencoding=koi8-r\n",
}
PIECES = (
    *("x = 1", "'é'", "# c", "日", "€", "\\"),
    *("\n", "\r\n", "\r", "\f", "\v", "\u2028", "\t", "  "),
)


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_fixture_files_come_back_byte_for_byte(path: Path) -> None:
    source = decode(path.read_bytes(), str(path), path.name)
    assert encode(source, source.text) == path.read_bytes()
    assert not source.text.startswith("\ufeff")


@given(st.sampled_from(sorted(COOKIES)), st.lists(st.sampled_from(PIECES), max_size=30))
def test_every_decodable_text_comes_back(encoding: str, pieces: list[str]) -> None:
    raw = (COOKIES[encoding] + "".join(pieces)).encode(encoding, "ignore")
    source = decode(raw, "a.py", "a.py")
    assert encode(source, source.text) == raw
    assert encode(source, source.text + "batch/") == raw + b"batch/"


@given(st.binary(max_size=60))
def test_any_bytes_are_decoded_without_loss_or_refused(raw: bytes) -> None:
    for read in (decode, decode_text):
        with contextlib.suppress(SourceError):
            source = read(raw, "a", "a")
            assert encode(source, source.text) == raw


@pytest.mark.parametrize(
    ("name", "code", "line"),
    [
        ("null_bytes", "binary-file", 2),
        ("utf16", "undecodable", 1),
        ("bad_cookie", "unknown-encoding", 1),
        ("not_a_text_codec", "unknown-encoding", 1),
        ("cookie_against_bom", "unknown-encoding", 1),
        ("undecodable", "undecodable", 2),
        ("utf7", "encoding-not-lossless", None),
    ],
)
def test_refused_files_say_why_and_where(name: str, code: str, line: int | None) -> None:
    raw = (BYTES / "refused" / f"{name}.py").read_bytes()
    with pytest.raises(SourceError) as caught:
        decode(raw, name, name)
    assert (caught.value.code, caught.value.line) == (code, line)
    assert caught.value.message.endswith(".")


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (b"# coding=latin-1\n", "iso-8859-1"),
        (b"\n# coding: latin-1\n", "iso-8859-1"),
        (b"\r# coding: latin-1\r", "iso-8859-1"),
        (b"\f # coding: latin-1\n", "iso-8859-1"),
        (b"x = 1\n# coding: latin-1\n", "utf-8"),
        (b"#\n#\n# coding: latin-1\n", "utf-8"),
        (b"# coding: UTF_8_sig\n", "utf-8"),
        (b"x = '# coding: latin-1'\n", "utf-8"),
    ],
)
def test_the_cookie_is_read_as_python_reads_it(raw: bytes, encoding: str) -> None:
    assert decode(raw, "a.py", "a.py").encoding == encoding


def test_text_files_may_be_utf16_or_latin1() -> None:
    wide = "/delete é".encode("utf-16")
    assert decode_text(wide, "a", "a").text == "/delete é"
    assert decode_text(b"caf\xe9", "a", "a").text == "café"
    with pytest.raises(SourceError, match="null bytes"):
        decode_text(b"a\0b", "a", "a")
