"""A program as a list of choices, and its source.

The URL, the body and the answer each take some passages one after the other; then something is
asked of each of them. A choice can be taken back one at a time, which is how a failing program is
made smaller.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from random import Random

from tests.generated.flows import looks, passages
from tests.generated.flows.clients import CLIENTS, HEADERS
from tests.generated.flows.passages import ANSWER, BODY, PASSAGES, URL

ROOT = "https://api.awork.com/api/v1"
OTHER = {
    URL: f'"{ROOT}/timeentries/setbilled"',
    BODY: '{"ids": ["te-07"]}',
    ANSWER: "None",
}
URLS = {
    "whole": (f'"{ROOT}/timeentries/delete"', ""),
    "base": ('BASE + "/timeentries/delete"', f'BASE = "{ROOT}"'),
    "constant": ("URL", f'URL = "{ROOT}/timeentries/delete"'),
    "parts": ('BASE + "/" + RESOURCE + "/delete"', f'BASE = "{ROOT}"\nRESOURCE = "timeentries"'),
    "fstring": ('f"{BASE}/timeentries/{ACTION}"', f'BASE = "{ROOT}"\nACTION = "delete"'),
    "table": (
        'PATHS["remove"]',
        f'PATHS = {{\n    "bill": "{ROOT}/timeentries/setbilled",\n'
        f'    "remove": "{ROOT}/timeentries/delete",\n}}',
    ),
}
BODIES = {
    "literal": '{"ids": ids}',
    "dict-call": "dict(ids=ids)",
    "two-keys": '{"ids": ids, "reason": "double"}',
    "key-constant": "{KEY: ids}",
}
SHAPES = ("module", "function", "method", "nested")
TWICE = ("once", "same-body", "same-function", "loop-over-urls")
SEPARATE = (URL, BODY, ANSWER)


@dataclass(frozen=True)
class Flow:
    """All choices of one program. The first value of each is the simplest one."""

    client: str = "requests"
    url: str = "whole"
    body: str = "literal"
    url_way: tuple[str, ...] = ()
    body_way: tuple[str, ...] = ()
    answer_way: tuple[str, ...] = ()
    url_look: str = ""
    body_look: str = ""
    answer_look: str = "nothing"
    looks_first: bool = False
    shape: str = "module"
    separate: tuple[str, ...] = ()
    twice: str = "once"
    modules: bool = False
    order: int = 0
    plain_status: int = 204

    def smaller(self) -> Iterator[Flow]:
        """The programs with one choice fewer, the greatest steps first."""
        for name in ("url_way", "body_way", "answer_way", "separate"):
            taken: tuple[str, ...] = getattr(self, name)
            for at in range(len(taken)):
                yield replace(self, **{name: taken[:at] + taken[at + 1 :]})
        simplest = Flow()
        for field in fields(self):
            simple = getattr(simplest, field.name)
            if getattr(self, field.name) != simple and not field.name.endswith("_way"):
                yield replace(self, **{field.name: simple})

    def choices(self) -> frozenset[tuple[str, object]]:
        """The choices that are not the simplest ones; each passage is one."""
        simplest = Flow()
        found: set[tuple[str, object]] = set()
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, tuple):
                found |= {(field.name, item) for item in value}
            elif value != getattr(simplest, field.name):
                found.add((field.name, value))
        return frozenset(found)

    def describe(self) -> str:
        """The choices that are not the simplest ones, in one line."""
        simplest = Flow()
        chosen = [(f.name, getattr(self, f.name)) for f in fields(self)]
        return " ".join(
            f"{name}={','.join(value) if isinstance(value, tuple) else value}"
            for name, value in chosen
            if value != getattr(simplest, name)
        )

    def files(self) -> dict[str, bytes]:
        """The source of the program."""
        return {name: text.encode() for name, text in _Writer(self).files().items()}


def drawn(rng: Random) -> Flow:
    """A program from all choices; about half of them can be migrated."""
    ways = {kind: _way(kind, rng) for kind in passages.KINDS}
    return Flow(
        client=rng.choice(list(CLIENTS)),
        url=rng.choice(list(URLS)),
        body=rng.choice(list(BODIES)),
        url_way=ways[URL],
        body_way=ways[BODY],
        answer_way=ways[ANSWER],
        url_look=rng.choice(list(looks.URL)) if rng.random() < 0.15 else "",
        body_look=rng.choice(list(looks.BODY)) if rng.random() < 0.2 else "",
        answer_look=_answer_look(rng),
        looks_first=rng.random() < 0.5,
        shape=rng.choice(SHAPES),
        separate=tuple(kind for kind in SEPARATE if rng.random() < 0.25),
        twice=rng.choice(TWICE) if rng.random() < 0.2 else "once",
        modules=rng.random() < 0.2,
        order=rng.randrange(1000),
        plain_status=rng.choice((204, 204, 200)),
    )


STRICT = {
    URL: {"url_look": "url-printed"},
    BODY: {"body_look": "keys-printed"},
    ANSWER: {"answer_look": "equal"},
}


def each() -> Iterator[Flow]:
    """The smallest programs: every look alone, and every way before a look and before none."""
    yield from (Flow(url_look=name) for name in looks.URL)
    yield from (Flow(body_look=name) for name in looks.BODY)
    groups = (looks.BENIGN, looks.STATUS, looks.CONTENT)
    yield from (Flow(answer_look=name) for group in groups for name in group)
    for kind in passages.KINDS:
        for name in passages.names_for(kind):
            plain = replace(Flow(), **{f"{kind}_way": (name,)})
            yield plain
            yield replace(plain, **STRICT[kind])


def _way(kind: str, rng: Random) -> tuple[str, ...]:
    """Passages of this kind; the axes are drawn before what they hold, so that all are alike."""
    names = passages.names_for(kind)
    found = []
    for _ in range(rng.choice((0, 0, 1, 1, 2))):
        axis = rng.choice(passages.AXES)
        found.append(rng.choice([name for name in names if PASSAGES[name].axis == axis]))
    return tuple(found)


def _answer_look(rng: Random) -> str:
    group = rng.choices((looks.BENIGN, looks.STATUS, looks.CONTENT), (6, 3, 1))[0]
    return rng.choice(["raised", *group])


# Source.

MODULES = (
    *("collections", "concurrent.futures", "contextlib", "contextvars", "copy", "dataclasses"),
    *("functools", "http", "http.client", "httpx", "itertools", "json", "logging", "math"),
    *("operator", "os", "queue", "re", "requests", "sys", "threading", "types"),
    *("urllib.parse", "urllib.request"),
)


class _Writer:
    """Writes one program; `top` are definitions that read no names of one another."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.client = CLIENTS[flow.client]
        self.number = 0
        self.top: list[str] = []
        self.prefix = "parts." if flow.modules else ""

    def files(self) -> dict[str, str]:
        """The modules of the program by name."""
        own = self._program()
        order = Random(self.flow.order)
        order.shuffle(self.top)
        if not self.flow.modules or not self.top:
            text = "\n\n\n".join([*self._constants(), *self.top, own])
            return {"main.py": _imports(text) + text + "\n"}
        main = "\n\n\n".join([*self._constants(), own])
        parts = "\n\n\n".join(self.top)
        return {
            "main.py": "import parts\n" + _imports(main) + main + "\n",
            "parts.py": _imports(parts) + parts + "\n",
        }

    def _constants(self) -> list[str]:
        lines = [HEADERS, URLS[self.flow.url][1], self.client.setup]
        if self.flow.body == "key-constant":
            lines.append('KEY = "ids"')
        return ["\n".join(line for line in lines if line)]

    def _program(self) -> str:
        """The part that is executed, in the shape that was chosen."""
        ids = 'ids = ["te-02", "te-05"]'
        lines = "\n".join([ids, *self._steps()])
        done = 'print("done")'
        if self.flow.shape == "function":
            return f"def delete_entries():\n{_indented(lines)}\n\n\ndelete_entries()\n{done}"
        if self.flow.shape == "method":
            method = "    def delete(self):\n" + _indented(_indented(lines))
            return f"class Job:\n{method}\n\n\nJob().delete()\n{done}"
        if self.flow.shape == "nested":
            inner = f"def delete():\n{_indented(lines)}\n\ndelete()"
            return f"def main():\n{_indented(inner)}\n\n\nmain()\n{done}"
        return f"{lines}\n{done}"

    def _steps(self) -> Iterator[str]:
        url, body = "url", "body"
        yield from self._travelled(URL, URLS[self.flow.url][0], self.flow.url_way, url)
        yield from self._travelled(BODY, BODIES[self.flow.body], self.flow.body_way, body)
        before = [*self._looks()] if self.flow.looks_first else []
        yield from before
        yield from self._request()
        yield from self._travelled(ANSWER, "answer", self.flow.answer_way, "response")
        look = self._answer_look()
        yield _filled(
            look,
            r="response",
            s=_filled(self.client.status, r="response"),
            t=_filled(self.client.text, r="response"),
        )
        if not self.flow.looks_first:
            yield from self._looks()

    def _request(self) -> Iterator[str]:
        client, twice = self.client, self.flow.twice
        lines = [line for line in (client.before, f"answer = {client.call}") if line]
        if twice == "same-function":
            inner = "\n".join(_filled(line, u="url", b="body") for line in lines)
            yield f"def send(url, body):\n{_indented(inner)}\n    return answer\n\n"
            yield f"send({OTHER[URL]}, {OTHER[BODY]})"
            yield "answer = send(url, body)"
        elif twice == "loop-over-urls":
            inner = "\n".join(_filled(line, u="one", b="body") for line in lines)
            yield f"for one in ({OTHER[URL]}, url):\n{_indented(inner)}"
        else:
            if twice == "same-body":
                other = [_filled(line, u=OTHER[URL], b="body") for line in lines]
                yield from (line.replace("answer =", "other =") for line in other)
            yield from (_filled(line, u="url", b="body") for line in lines)

    def _travelled(self, kind: str, value: str, way: tuple[str, ...], name: str) -> Iterator[str]:
        """The lines that take a value along its way and leave it under a name."""
        lines: list[str] = []
        for step in way:
            self.number += 1
            passage = PASSAGES[step]
            parts = {"x": _closed(value), "n": str(self.number), "p": self.prefix, "d": OTHER[kind]}
            if passage.top:
                self.top.append(_filled(passage.top, **parts))
            if passage.lines:
                lines.append(_filled(passage.lines, **parts))
            value = _filled(passage.gives, **parts)
        if kind in self.flow.separate and way:
            given = {URL: "", BODY: "ids", ANSWER: "answer"}[kind]
            inner = "\n".join([*lines, f"return {value}"])
            yield f"def {name}_of({given}):\n{_indented(inner)}\n\n"
            yield f"{name} = {name}_of({given})"
        else:
            yield from lines
            yield f"{name} = {value}"

    def _answer_look(self) -> str:
        name = self.flow.answer_look
        if name == "raised":
            return self.client.raised
        return {**looks.BENIGN, **looks.STATUS, **looks.CONTENT}[name]

    def _looks(self) -> Iterator[str]:
        if self.flow.url_look:
            yield _filled(looks.URL[self.flow.url_look], u="url")
        if self.flow.body_look:
            yield _filled(looks.BODY[self.flow.body_look], b="body")


def _closed(value: str) -> str:
    """An expression that something can be written behind."""
    return value if re.fullmatch(r"[\w.]+|\{[^{}]*\}|\"[^\"]*\"", value) else f"({value})"


def _filled(text: str, **parts: str) -> str:
    """The text with each `$letter` replaced; what is put in is not looked at again."""
    return re.sub(r"\$([a-z])", lambda match: parts.get(match[1], match[0]), text)


def _indented(text: str) -> str:
    return "\n".join("    " + line if line else line for line in text.split("\n"))


def _imports(text: str) -> str:
    used = [name for name in MODULES if re.search(rf"\b{re.escape(name)}\.", text)]
    return "".join(f"import {name}\n" for name in used) + "\n"
