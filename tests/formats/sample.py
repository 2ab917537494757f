"""One report by hand with a site of every kind and status, and with every character that bites."""

from __future__ import annotations

from migrator.model import (
    Applicability,
    Checkout,
    Edit,
    Excerpt,
    FileChange,
    FileCounts,
    Frame,
    Kind,
    Location,
    Mode,
    Problem,
    Reason,
    Report,
    RuleInfo,
    Site,
    Skipped,
    Status,
    Suppression,
)

RULE = RuleInfo(
    code="TST001",
    summary="POST /things/delete is deprecated",
    method="POST",
    path="/things/delete",
    replacement="/things/batch/delete",
    note="The answer is 207: what was not deleted is listed, and `raise_for_status()` passes.",
)
OTHER = RuleInfo("TST002", "GET /old/{id} is deprecated", "GET", "/old/{id}", "/new/{id}")

ODD_PATH = "src/odd, 100% déjà|vu.py"
ODD_MESSAGE = "the body is `{'ids': [a | b]}`, 50% of *it*:\nask @someone <now> [here]"


def reason(code: str, message: str, path: str, line: int) -> Reason:
    return Reason(code, message, path, line)


def site(
    number: int,
    status: Status,
    kind: Kind,
    location: Location,
    source: tuple[str, ...],
    *,
    rule: str = RULE.code,
    scope: str = "",
    applicability: Applicability | None = None,
    reasons: tuple[Reason, ...] = (),
    edits: tuple[Edit, ...] = (),
    via: tuple[Frame, ...] = (),
    suppression: Suppression | None = None,
    facets: dict[str, str] | None = None,
) -> Site:
    return Site(
        fingerprint=f"{number:016x}",
        rule=rule,
        kind=kind,
        status=status,
        applicability=applicability,
        location=location,
        scope=scope,
        callee="requests.post" if kind is Kind.CALL else None,
        method="POST",
        url="{BASE}/things/delete",
        facets=facets or {"url": "known", "method": "known", "host": "known"},
        reasons=reasons,
        edits=edits,
        via=via,
        notes=(RULE.note,) if edits else (),
        excerpt=Excerpt(location.line, source),
        suppression=suppression,
    )


def edit(path: str, line: int, column: int, before: str, after: str) -> Edit:
    """An edit whose offsets pretend that the file has one line."""
    end = column + len(before)
    return Edit(Location(path, line, column, line, end), column - 1, end - 1, before, after)


CHANGED = site(
    1,
    Status.CHANGED,
    Kind.CALL,
    Location("src/api.py", 9, 5, 9, 62),
    ('    requests.post(f"{BASE}/things/delete", json={"ids": ids})',),
    scope="Client.delete",
    applicability=Applicability.SAFE,
    edits=(edit("src/api.py", 9, 34, "", "batch/"), edit("src/api.py", 9, 51, "ids", "itemIds")),
)
FIXABLE = site(
    2,
    Status.FIXABLE,
    Kind.CALL,
    Location("src/api.py", 19, 5, 19, 62),
    ('    requests.post(f"{BASE}/things/delete", json={"ids": ids})',),
    scope="Client.delete_all",
    applicability=Applicability.SAFE,
    edits=(
        edit("src/names with spaces.py", 3, 20, "", "batch/"),
        edit("src/api.py", 19, 51, "ids", "itemIds"),
    ),
)
FIXABLE_STUB = site(
    3,
    Status.FIXABLE,
    Kind.MOCK,
    Location("tests/test_api.py", 4, 1, 6, 2),
    ("responses.post(", '    "/things/delete",', ")"),
    applicability=Applicability.SAFE,
    edits=(edit("tests/test_api.py", 5, 14, "", "batch/"),),
)
UNRESOLVED_ODD = site(
    4,
    Status.UNRESOLVED,
    Kind.CALL,
    Location(ODD_PATH, 7, 5, 7, 40),
    ("    session.post(`odd`, json=body)  # ``` | ünï <b>",),
    scope="Größe.lösche",
    reasons=(
        reason("body-not-visible", ODD_MESSAGE, ODD_PATH, 7),
        reason("status-compared", "the status is compared with 200", "src/http client.py", 31),
    ),
    via=(Frame("src/http client.py", 40, "Http.post"), Frame("src/low.py", 2, "")),
    facets={"url": "known", "body": "unknown", "response": "incompatible"},
)
UNRESOLVED_UNSAFE = site(
    5,
    Status.UNRESOLVED,
    Kind.ASSERTION,
    Location("tests/test_api.py", 30, 5, 32, 6),
    ("    assert called_with(", '        "/things/delete"', "    )"),
    scope="test_delete",
    applicability=Applicability.UNSAFE,
    reasons=(reason("status-compared", "the status is 200", "tests/test_api.py", 31),),
    edits=(edit("tests/test_api.py", 31, 18, "", "batch/"),),
)
ROUTE = site(
    6,
    Status.UNRESOLVED,
    Kind.ROUTE,
    Location("server/app.py", 12, 1, 12, 36),
    ('@app.post("/things/delete")',),
    reasons=(reason("route-definition", "this serves the endpoint", "server/app.py", 12),),
)
BY_COMMENT = site(
    7,
    Status.SUPPRESSED,
    Kind.CALL,
    Location("src/legacy.py", 3, 1, 3, 20),
    ("post(OLD)  # awork-migrator: ignore",),
    suppression=Suppression("comment", "waiting for <billing> & co", "2027-03-31"),
)
BY_BASELINE = site(
    8,
    Status.SUPPRESSED,
    Kind.REFERENCE,
    Location("src/legacy.py", 8, 7, 8, 24),
    ('OLD = "/things/delete"',),
    rule=OTHER.code,
    suppression=Suppression("baseline"),
)
IGNORED = site(
    9,
    Status.IGNORED,
    Kind.CALL,
    Location("src/legacy.py", 9, 1, 9, 20),
    ("get(OLD)",),
    reasons=(reason("other-method", "the method is GET", "src/legacy.py", 9),),
)
MENTION = site(
    10,
    Status.MENTION,
    Kind.MENTION,
    Location("src/legacy.py", 10, 3, 10, 17),
    ("# /things/delete",),
)

FULL = Report(
    mode=Mode.CHECK,
    version="1.2.3",
    sites=tuple(
        sorted(
            (
                CHANGED,
                FIXABLE,
                FIXABLE_STUB,
                UNRESOLVED_ODD,
                UNRESOLVED_UNSAFE,
                ROUTE,
                BY_COMMENT,
                BY_BASELINE,
                IGNORED,
                MENTION,
            ),
            key=lambda one: one.sort_key,
        )
    ),
    errors=(
        Problem("bad\x07name.py", "not-readable", "The file cannot be read: 5% | done."),
        Problem("src/old.py", "syntax-error", "This is not Python 3:\nprint 1", 3),
    ),
    skipped=(Skipped("build/x.py", "excluded"),),
    files=FileCounts(scanned=12, analysed=7, changed=1, skipped=1, failed=2),
    changes=(FileChange("src/api.py", "a\nb\n", "a\nc\n"),),
    rules=(RULE, OTHER),
    notes=("src/api.py:70: this comment suppresses nothing",),
    checkout=Checkout(
        prefix="services/my app",
        line_hashes={
            ("src/api.py", 19): "54703d4cd895b18:1",
            (ODD_PATH, 7): "a7f2ff13bc495cf2:2",
        },
    ),
)

CLEAN = Report(mode=Mode.CHECK, version="1.2.3", files=FileCounts(scanned=1), rules=(RULE,))
