"""What is kept in a place, and what a program does with it."""

from __future__ import annotations

from dataclasses import dataclass

from tests.construction.program import KEY, LAST, PATH

ROOT = "https://api.awork.com/api/v1/"


@dataclass(frozen=True)
class Flow:
    """`first` is in the place from the start, `new` is written later.

    `send` are the lines of the function that makes the request, where `$` is what the place holds;
    `report` is looked at in the end. `answers` says that `new` is known only after the request, so
    that the function that sends also writes. `twice` says that a request is made before the write
    as well. `moves` says that a kernel which follows the place moves the program.
    """

    name: str
    first: str
    new: str
    send: str
    report: str = ""
    answers: bool = False
    twice: bool = False
    moves: bool = False
    kind: str = "any"  # the type that is kept: text, hashable or any
    plain_status: int = 204
    top: str = ""
    mutate: str = ""  # changes what the place holds by `new`, written `%`, and writes nothing
    unseen: str = ""  # the same in a way that hides how
    one_body: bool = False  # every request has the same body, so two of them cannot both succeed


_POST = f'response = requests.post(URL, json={{"{KEY}": entries}}, headers=HEADERS)'
_CHECKED = f"{_POST}\nresponse.raise_for_status()"
_JUDGES = """\
def lenient(response):
    response.raise_for_status()


def strict(response):
    print(response.status_code == 204)"""
_WATCHED = """\
class Watched:
    def post(self, url, **options):
        print(len(url))
        return requests.post(url, **options)"""

FLOWS: tuple[Flow, ...] = (
    Flow(
        "status",
        "0",
        "response.status_code",
        _CHECKED,
        "print($ == 204)",
        answers=True,
        kind="hashable",
    ),
    Flow(
        "status-text",
        '""',
        "str(response.status_code)",
        _CHECKED,
        'print($ == "204")',
        answers=True,
        kind="text",
    ),
    Flow(
        "content",
        'b""',
        "response.content",
        _CHECKED,
        "print(len($))",
        answers=True,
        kind="hashable",
    ),
    Flow(
        "answer",
        "None",
        "response",
        _CHECKED,
        "print($.status_code)",
        answers=True,
        kind="hashable",
    ),
    Flow(
        "json", "None", "response.json()", _POST, "print(sorted($))", answers=True, plain_status=200
    ),
    Flow(
        "url",
        f'"{ROOT}timeentries"',
        "URL",
        f'requests.post($, json={{"{KEY}": entries}}, headers=HEADERS)',
        "print(len($))",
        kind="text",
    ),
    Flow(
        "keys",
        "{}",
        f'{{"{KEY}": ["te-01"]}}',
        "requests.post(URL, json=$, headers=HEADERS)",
        "print(list($))",
    ),
    Flow(
        "path",
        '"timeentries/setbilled"',
        f'"{PATH}"',
        f'requests.post(ROOT + $, json={{"{KEY}": entries}}, headers=HEADERS)',
        twice=True,
        kind="text",
    ),
    Flow(
        "segment",
        '"setbilled"',
        f'"{LAST}"',
        f'requests.post(ROOT + "timeentries/" + $, json={{"{KEY}": entries}}, headers=HEADERS)',
        twice=True,
        kind="text",
    ),
    Flow(
        "key",
        '"note"',
        f'"{KEY}"',
        "requests.post(URL, json={$: entries}, headers=HEADERS)",
        twice=True,
        kind="text",
    ),
    Flow(
        "null",
        "('te-01',)",
        "None",
        f'requests.post(URL, json={{"{KEY}": $}}, headers=HEADERS)',
        twice=True,
        kind="hashable",
        one_body=True,
    ),
    Flow(
        "form",
        f'{{"{KEY}": ["te-01"]}}',
        "{}",
        "requests.post(URL, json=$, headers=HEADERS)",
        twice=True,
        one_body=True,
    ),
    Flow(
        "form-emptied",
        f'{{"{KEY}": ["te-01"]}}',
        "None",
        "requests.post(URL, json=$, headers=HEADERS)",
        twice=True,
        one_body=True,
        mutate="$.clear()",
        unseen='getattr($, {"kept": "clear"}[NAME])()',
    ),
    Flow(
        "form-filled",
        "{}",
        '["te-01"]',
        "requests.post(URL, json=$, headers=HEADERS)",
        twice=True,
        one_body=True,
        mutate=f'$["{KEY}"] = %',
        unseen=f'$.update({{NAME.replace("kept", "{KEY}"): ["te-01"]}})',
    ),
    Flow(
        "hooks-filled",
        "[]",
        "strict",
        f"{_POST}\nfor hook in $:\n    hook(response)",
        twice=True,
        top=_JUDGES,
        mutate="$.append(%)",
        unseen='getattr($, {"kept": "append"}[NAME])(strict)',
    ),
    Flow(
        "judge",
        "lenient",
        "strict",
        f"{_POST}\n$(response)",
        twice=True,
        kind="hashable",
        top=_JUDGES,
    ),
    Flow(
        "hooks",
        "[]",
        "[strict]",
        f"{_POST}\nfor hook in $:\n    hook(response)",
        twice=True,
        top=_JUDGES,
    ),
    Flow(
        "client",
        "requests",
        "Watched()",
        f'$.post(URL, json={{"{KEY}": entries}}, headers=HEADERS)',
        twice=True,
        kind="hashable",
        top=_WATCHED,
    ),
    Flow(
        "flag",
        "False",
        "True",
        f'{_POST}\nif $ and response.status_code != 204:\n    print("unexpected")',
        twice=True,
        kind="hashable",
    ),
    Flow(
        "limit",
        "400",
        "205",
        f'{_POST}\nif response.status_code >= $:\n    print("unexpected")',
        twice=True,
        kind="hashable",
    ),
    Flow(
        "same-url",
        "URL",
        "URL",
        _CHECKED.replace("URL", "$"),
        twice=True,
        kind="text",
        moves=True,
    ),
    Flow(
        "checked-answer",
        "None",
        "response",
        _POST,
        "$.raise_for_status()",
        answers=True,
        moves=True,
        kind="hashable",
    ),
    Flow(
        "wide-limit",
        "400",
        "500",
        f'{_POST}\nif response.status_code >= $:\n    print("failed")',
        twice=True,
        moves=True,
        kind="hashable",
    ),
)
