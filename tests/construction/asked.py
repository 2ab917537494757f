"""How a URL is put together, by what the program asks of it or of its last word.

What a question comes to depends on where the characters stand: in one literal, across the end of
one, or between what several say. So each way to put a URL together meets each question.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.construction.program import KEY, LAST, PATH, Program

_HOST = "https://api.awork.com/api/v1"

SPELLINGS = {
    "added": f'first, last = "/timeentries", "/{LAST}"\nurl = "{_HOST}" + first + last',
    "f-string": f'first, last = "timeentries", "{LAST}"\nurl = f"{_HOST}/{{first}}/{{last}}"',
    "joined": f'first, last = "timeentries", "{LAST}"\nurl = "/".join(["{_HOST}", first, last])',
    "percent": f'first, last = "timeentries", "{LAST}"\nurl = "{_HOST}/%s/%s" % (first, last)',
    "formatted": f"""
first, last = "timeentries", "{LAST}"
url = "{_HOST}/{{}}/{{}}".format(first, last)
""",
    "urljoin": f"""
first, last = "timeentries", "{LAST}"
url = urllib.parse.urljoin("{_HOST}/", first + "/" + last)
""",
    "grown": f"""
first, last = "timeentries", "{LAST}"
url = "{_HOST}/"
url += first
url += "/" + last
""",
    "template": f"""
first, last = "timeentries", "{LAST}"
url = string.Template("{_HOST}/$first/$last").substitute(first=first, last=last)
""",
    "named": f"""
first, last = "timeentries", "{LAST}"
names = {{"first": first, "last": last}}
url = "{_HOST}/{{first}}/{{last}}".format(**names)
""",
    "whole": f'url = "{_HOST}/{PATH}"\nfirst, last = "timeentries", url.rsplit("/", 1)[1]',
    "cut": f"""
path = "/api/v1/{PATH}"
first, last = path.split("/")[3], path.split("/")[-1]
url = "https://api.awork.com" + path
""",
    "tuple": f"""
path = ("timeentries", "{LAST}")
first, last = path
url = "{_HOST}/" + "/".join(path)
""",
    "enum": f"""
class Path(str, enum.Enum):
    FIRST = "timeentries"
    LAST = "{LAST}"


first, last = Path.FIRST.value, Path.LAST.value
url = f"{_HOST}/{{Path.FIRST.value}}/{{Path.LAST.value}}"
""",
    "function": f"""
def address(*path):
    return "/".join(("{_HOST}", *path))


first, last = "timeentries", "{LAST}"
url = address(first, last)
""",
}
"""Lines that leave `url`, and its last two words in `first` and `last`."""

QUESTIONS = (
    *("url.endswith(last)", 'url.count("/")', 'url.split("/")[-2]', "len(url)", "last in url"),
    *('url.rsplit("/", 2)[1:]', 'url.startswith("https://api")', "last.upper()", 'f"{last}d"'),
    *('last == "delete"', '{"delete": 1}.get(last)', 'url.replace(last, "x")', "url[-6:]"),
    *('url.rpartition("/")[0]', "posixpath.basename(url)", "posixpath.dirname(url)"),
    *("urllib.parse.urlsplit(url).path", "urllib.parse.urlsplit(url).netloc"),
    *("urllib.parse.urlparse(url)[1]", 're.sub(r".*/", "", url)', 're.findall(r"/(\\w+)", url)'),
    *("url.index(last)", 'first + "|" + last', 'sorted([last, "c", "z"])', 'last < "c"'),
    *("list(zip(first, last))", 'getattr("x", "upper")() + last', 'url if len(last) > 3 else ""'),
    *("(lambda text: text[::-1])(last)", "max(first, last)", 'url.partition("/timeentries")[2]'),
    *('"batch" in url', "url.removesuffix(last)", 'url.removesuffix("/delete")'),
    *('url.strip("/").split("/")[4:]', 'dict(enumerate(url.split("/")))[6]'),
    *('next(reversed(url.split("/")))', "url.split(first)[1]", '"v1/timeentries/d" in url'),
    'functools.reduce(lambda count, part: count + len(part), url.split("/"), 0)',
    *('[part for part in url.split("/") if part.isalpha()]', 'url.translate({47: "."})'),
    *('any(part.startswith("b") for part in url.split("/"))', "url.encode().hex()"),
    *("url.title()", 'last.center(10, "*")', '"%-10s|" % last', '"{:>10}|".format(last)'),
    *('url.find("/b")', "url in [url]", "url is url", "pathlib.PurePosixPath(url).name"),
    *('hash(last) == hash("delete")', "last * 2", "last[0]", "last[-1]", "next(iter(last))"),
    *("url.splitlines()[0][-9:]", 'url.casefold().endswith("s/delete")', 're.split("/", url)[-2]'),
    're.fullmatch(r".*/timeentries/\\w+", url) is not None',
    're.match(r"https://[^/]+/api/v1/[^/]+/[^/]+$", url) is not None',
)
"""Expressions over `url`, `first` and `last` whose values are printed."""

_TEXT = f"""\
import enum
import functools
import pathlib
import posixpath
import re
import string
import urllib.parse

import requests

HEADERS = {{{{"Authorization": "Bearer token"}}}}

{{spelling}}

requests.post(url, json={{{{"{KEY}": ["te-01"]}}}}, headers=HEADERS).raise_for_status()
print({{question}})
"""


@dataclass(frozen=True)
class Asking:
    """One way to put the URL together, and one question."""

    spelling: str
    question: str

    @property
    def name(self) -> str:
        """The name that the command line knows it by."""
        return f"asked.{self.spelling}/{QUESTIONS.index(self.question)}"

    @property
    def moves(self) -> bool:
        """Whether a kernel that leaves the program alone is too timid: nearly all observe it."""
        return False

    def program(self) -> Program:
        """The program; it sends the request and asks then."""
        spelling = SPELLINGS[self.spelling].strip("\n")
        return Program(
            self.name, {"main.py": _TEXT.format(spelling=spelling, question=self.question)}
        )


def askings() -> Iterator[Asking]:
    """Every way by every question."""
    for spelling in SPELLINGS:
        for question in QUESTIONS:
            yield Asking(spelling, question)
