"""Programs that have to move: nothing is observed, or what is observed stays the same.

A kernel that leaves everything alone is never wrong and of no use. Two kinds stand against that:
written ones, whose look at the answer, the URL or the body is compatible, and for every operation
of Python one in which it is done beside the call, to something that no edit changes.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tests.construction.atoms import STATUS, Atom
from tests.construction.program import KEY, PATH, Program

_LIFTS = {**STATUS.lifts, "dict": '{@: "No Content"}'}
BESIDE: Atom = replace(STATUS, name="beside", source="(len(entries) + 203)", lifts=_LIFTS)

_MAY_CHANGE_ANYTHING = re.compile(
    r"builtins\.(exec|eval|compile|globals|locals|vars|setattr|delattr|__import__|input|exit|quit)/"
    r"|protocol\.__(globals|code|traceback|del)__/"
    r"|builtins\.(KeyboardInterrupt|SystemExit|GeneratorExit|BaseException\w*|MemoryError)/"
)


def has_to_move(name: str) -> bool:
    """Whether a program in which this operation stands beside the call has to move."""
    return not _MAY_CHANGE_ANYTHING.match(name)


_POST = f'response = requests.post(URL, json={{"{KEY}": entries}}, headers=HEADERS)'

ANSWERS = {
    "never-read": "",
    "raise-for-status": "response.raise_for_status()",
    "ok": 'if not response.ok:\n    print("failed")',
    "truth": 'if not response:\n    print("failed")',
    "below-400": 'if response.status_code < 400:\n    print("done")',
    "at-least-400": 'if response.status_code >= 400:\n    print("failed")',
    "above-399": "assert not response.status_code > 399",
    "turned-round": 'if 400 <= response.status_code:\n    print("failed")',
    "within-2xx": 'print("done" if 200 <= response.status_code < 300 else "failed")',
    "hundreds": "assert response.status_code // 100 == 2",
    "not-found": 'if response.status_code == 404:\n    print("gone already")',
    "not-429": 'if response.status_code != 429:\n    print("no need to wait")',
    "one-of-errors": 'if response.status_code in (401, 403):\n    print("not allowed")',
    "none-of-errors": """
        if response.status_code not in {500, 502, 503}:
            print("the server works")
        """,
    "is-500": """
        if response.status_code is None or response.status_code == 500:
            print("failed")
        """,
    "boolean": """
        failed = response.status_code >= 400 or not entries
        print("failed" if failed else "done")
        """,
    "matched": """
        match response.status_code:
            case 404 | 410:
                print("gone")
            case _:
                print("done")
        """,
    "logged": 'logging.info("deleted, answer %s", response.status_code)',
    "logged-text": 'logging.getLogger(__name__).debug(f"answer {response.text}")',
    "logged-format": 'logging.warning("answer {}".format(response.status_code))',
    "error-text": "if response.status_code >= 400:\n    raise SystemExit(response.text)",
    "error-status": """
        if not response.ok:
            raise RuntimeError(f"failed: {response.status_code}")
        """,
    "caught": """
        try:
            response.raise_for_status()
        except requests.HTTPError as error:
            print("failed", error)
        """,
    "closed": "response.close()",
    "with": 'with response:\n    print("done")',
    "renamed": "answer = response\nanswer.raise_for_status()",
    "status-renamed": """
        status = response.status_code
        if status >= 400:
            raise SystemExit(2)
        """,
    "status-kept": """
        statuses = [response.status_code]
        for status in statuses:
            assert status < 400
        """,
    "tuple": """
        answer, count = response, len(entries)
        answer.raise_for_status()
        print(count)
        """,
    "dictionary": 'kept = {"answer": response}\nkept["answer"].raise_for_status()',
    "in-list": """
        answers = [response]
        for answer in answers:
            answer.raise_for_status()
        """,
    "all-of-list": "answers = [response]\nassert all(answer.ok for answer in answers)",
    "deleted": 'del response\nprint("done")',
    "finally": """
        try:
            response.raise_for_status()
        finally:
            print("done")
        """,
    "elapsed": "assert response.elapsed is not None",
    "request-header": 'assert response.request.headers["Authorization"]',
    "codes": 'if response.status_code == requests.codes.not_found:\n    print("gone already")',
}
AROUND = {
    "returned": (
        f"""
            def post(entries):
                return requests.post(URL, json={{'{KEY}': entries}}, headers=HEADERS)
            """,
        "post(entries).raise_for_status()",
    ),
    "checked-elsewhere": (
        """
            def check(response):
                if response.status_code >= 400:
                    raise SystemExit(1)
            """,
        f"{_POST}\ncheck(response)",
    ),
    "helper": (
        """
            def send(path, form):
                response = requests.post(ROOT + path, json=form, headers=HEADERS)
                response.raise_for_status()
            """,
        f'send("/{PATH}", {{"{KEY}": entries}})',
    ),
    "helper-of-two": (
        """
            def send(path, form):
                response = requests.post(ROOT + path, json=form, headers=HEADERS)
                response.raise_for_status()
            """,
        f"""
            send("/timeentries/setbilled", {{"ids": entries}})
            send("/{PATH}", {{"{KEY}": entries}})
            """,
    ),
    "class": (
        f"""
            class Client:
                def __init__(self, root):
                    self.root = root

                def delete(self, entries):
                    url = f'{{self.root}}/{PATH}'
                    answer = requests.post(url, json={{'{KEY}': entries}}, headers=HEADERS)
                    answer.raise_for_status()
            """,
        "Client(ROOT).delete(entries)",
    ),
    "session": (
        "SESSION = requests.Session()\nSESSION.headers.update(HEADERS)",
        f"SESSION.post(URL, json={{'{KEY}': entries}}).raise_for_status()",
    ),
    "request-method": (
        "",
        f"requests.request('POST', URL, json={{'{KEY}': entries}}, headers=HEADERS)",
    ),
    "form-helper": (
        f"def form(entries):\n    return {{'{KEY}': list(entries)}}",
        "requests.post(URL, json=form(entries), headers=HEADERS)",
    ),
    "form-later": (
        "",
        f"""
            form = {{}}
            form['{KEY}'] = entries
            requests.post(URL, json=form, headers=HEADERS)
            """,
    ),
    "form-dict": ("", f"requests.post(URL, json=dict({KEY}=entries), headers=HEADERS)"),
    "form-dumped": (
        "",
        f"data = json.dumps({{'{KEY}': entries}})\n"
        "requests.post(URL, data=data, headers={**HEADERS, 'Content-Type': 'application/json'})",
    ),
    "form-logged": (
        "",
        f"""
            form = {{'{KEY}': entries}}
            logging.info('sending %s', form)
            requests.post(URL, json=form, headers=HEADERS)
            """,
    ),
    "url-logged": ("", f"logging.info('calling %s', URL)\n{_POST}"),
    "url-parts": (
        'VERSION = "v1"',
        f"""
            url = f'https://api.awork.com/api/{{VERSION}}/{PATH}'
            requests.post(url, json={{'{KEY}': entries}}, headers=HEADERS)
            """,
    ),
    "url-joined": (
        "",
        f"""
            url = '/'.join(['https://api.awork.com/api/v1', '{PATH}'])
            requests.post(url, json={{'{KEY}': entries}}, headers=HEADERS)
            """,
    ),
    "url-percent": (
        "",
        f"""
            url = '%s/%s' % (ROOT, '{PATH}')
            requests.post(url, json={{'{KEY}': entries}}, headers=HEADERS)
            """,
    ),
    "url-format": (
        "",
        f"""
            url = '{{}}/{PATH}'.format(ROOT)
            requests.post(url, json={{'{KEY}': entries}}, headers=HEADERS)
            """,
    ),
    "url-table": (
        f'PATHS = {{"remove": "/{PATH}", "list": "/timeentries"}}',
        f"requests.post(ROOT + PATHS['remove'], json={{'{KEY}': entries}}, headers=HEADERS)",
    ),
    "chunks": (
        "",
        f"""
            for entry in entries:
                requests.post(URL, json={{'{KEY}': [entry]}}, headers=HEADERS).raise_for_status()
            """,
    ),
    "retries": (
        "",
        f"for turn in range(3):\n    {_POST}\n    if response.status_code < 500:\n        break",
    ),
    "while-retries": (
        "",
        f"""
        turn = 0
        while turn < 3:
            {_POST}
            if response.ok:
                break
            turn += 1
        """,
    ),
    "under-condition": ("", f"if entries:\n    {_POST}\n    response.raise_for_status()"),
    "in-try": (
        "",
        f"""
        try:
            {_POST}
            response.raise_for_status()
        except requests.RequestException:
            print("failed")
        """,
    ),
    "generator": (
        f"""
            def answers(entries):
                for entry in entries:
                    yield requests.post(URL, json={{'{KEY}': [entry]}}, headers=HEADERS)
            """,
        "for answer in answers(entries):\n    answer.raise_for_status()",
    ),
    "decorated": (
        f"""
            def traced(function):
                @functools.wraps(function)
                def inner(*given):
                    logging.info('calling %s', function.__name__)
                    return function(*given)

                return inner


            @traced
            def post(entries):
                requests.post(URL, json={{'{KEY}': entries}}, headers=HEADERS).raise_for_status()
            """,
        "post(entries)",
    ),
    "lambda": (
        f"post = lambda entries: requests.post(URL, json={{'{KEY}': entries}}, headers=HEADERS)",
        "post(entries).raise_for_status()",
    ),
    "partial": (
        "post = functools.partial(requests.post, headers=HEADERS)",
        f"post(URL, json={{'{KEY}': entries}}).raise_for_status()",
    ),
    "pool": (
        f"""
            def post(entry):
                requests.post(URL, json={{'{KEY}': [entry]}}, headers=HEADERS).raise_for_status()
            """,
        "with futures.ThreadPoolExecutor(1) as pool:\n    list(pool.map(post, entries))",
    ),
    "data-class": (
        """
            @dataclasses.dataclass
            class Settings:
                root: str = 'https://api.awork.com/api/v1'
            """,
        f"requests.post(Settings().root + '/{PATH}', json={{'{KEY}': entries}}, headers=HEADERS)",
    ),
}


def _dedented(text: str) -> str:
    return textwrap.dedent(text).strip("\n")


@dataclass(frozen=True)
class Written:
    """One program that has to move, from the lines of its function."""

    name: str
    top: str
    body: str
    moves: bool = True

    def program(self) -> Program:
        """The program."""
        text = f"{_dedented(self.top)}\n\n\n" if self.top else ""
        body = textwrap.indent(_dedented(self.body), "    ")
        text += f'def delete(entries):\n{body}\n\n\ndelete(["te-01"])\n'
        lines = ['HEADERS = {"Authorization": "Bearer token"}']
        if "URL" in text:
            lines.append(f'URL = "https://api.awork.com/api/v1/{PATH}"')
        if "ROOT" in text:
            lines.append('ROOT = "https://api.awork.com/api/v1"')
        modules = ("dataclasses", "functools", "json", "logging", "requests")
        head = "".join(f"import {name}\n" for name in modules if f"{name}." in text)
        head += "from concurrent import futures\n" if "futures." in text else ""
        return Program(
            self.name,
            {"main.py": "{}\n{}\n\n\n{}".format(head, "\n".join(lines), text)},
            moves=True,
        )


def written() -> Iterator[Written]:
    """Every written program."""
    for name, look in ANSWERS.items():
        yield Written(f"compatible.answer/{name}", "", f"{_POST}\n{_dedented(look)}".strip())
    for name, (top, body) in AROUND.items():
        yield Written(f"compatible.{name}", top, body)
