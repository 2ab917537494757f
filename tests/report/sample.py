"""One report with a site of every status, for the tests of all renderers."""

from __future__ import annotations

from migrator.model import (
    Applicability,
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
    note="Read the answer.",
)

LINE = '    requests.post(f"{BASE}/things/delete", json={"ids": ids})'


def site(
    status: Status,
    *,
    line: int,
    path: str = "src/api.py",
    kind: Kind = Kind.CALL,
    source: str = LINE,
    column: int = 5,
    end_column: int = 62,
    reasons: tuple[Reason, ...] = (),
    edits: tuple[Edit, ...] = (),
    applicability: Applicability | None = None,
    via: tuple[Frame, ...] = (),
    notes: tuple[str, ...] = (),
    suppression: Suppression | None = None,
) -> Site:
    return Site(
        fingerprint=f"f{line}",
        rule=RULE.code,
        kind=kind,
        status=status,
        applicability=applicability,
        location=Location(path, line, column, line, end_column),
        scope="Client.delete",
        callee="requests.post",
        method="POST",
        url="{BASE}/things/delete",
        facets={"url": "known", "body": "known"},
        reasons=reasons,
        edits=edits,
        via=via,
        notes=notes,
        excerpt=Excerpt(line, (source,)),
        suppression=suppression,
    )


def insertion(line: int, path: str = "src/api.py") -> Edit:
    return Edit(Location(path, line, 34, line, 34), 33, 33, "", "batch/")


def rename(line: int) -> Edit:
    return Edit(Location("src/api.py", line, 51, line, 54), 50, 53, "ids", "itemIds")


FIXABLE = site(
    Status.FIXABLE,
    line=9,
    edits=(insertion(9), rename(12)),
    applicability=Applicability.SAFE,
    notes=("Read the answer.",),
)
UNRESOLVED = site(
    Status.UNRESOLVED,
    line=20,
    reasons=(
        Reason("body-not-visible", "the body is the parameter `payload`", "src/api.py", 20),
        Reason("status-compared", "the status is compared with 200", "src/http.py", 7),
    ),
    via=(Frame("src/http.py", 40, "Http.post"), Frame("src/low.py", 2, "")),
)
UNSAFE = site(
    Status.UNRESOLVED,
    line=30,
    reasons=(Reason("status-compared", "the status is compared with 200", "src/api.py", 31),),
    edits=(insertion(2, "src/names.py"),),
    applicability=Applicability.UNSAFE,
    kind=Kind.MOCK,
)
SUPPRESSED = site(
    Status.SUPPRESSED, line=40, suppression=Suppression("comment", "waiting", "2027-03-31")
)
IGNORED = site(
    Status.IGNORED,
    line=50,
    reasons=(Reason("other-method", "the method is GET", "src/api.py", 50),),
)
MENTION = site(Status.MENTION, line=60, kind=Kind.MENTION, source="    # POST /things/delete")

ALL = Report(
    mode=Mode.CHECK,
    version="1.2.3",
    sites=(FIXABLE, UNRESOLVED, UNSAFE, SUPPRESSED, IGNORED, MENTION),
    errors=(
        Problem("broken.py", "syntax-error", "The file is not valid Python 3.", 3),
        Problem("gone.py", "not-found", "There is no such file."),
    ),
    skipped=(Skipped("build/x.py", "excluded"),),
    files=FileCounts(scanned=7, analysed=3, skipped=1, failed=2),
    changes=(FileChange("src/api.py", "a\nb\n", "a\nc\n"),),
    rules=(RULE,),
    notes=("src/api.py:70: this comment suppresses nothing",),
)

CLEAN = Report(mode=Mode.CHECK, version="1.2.3", files=FileCounts(scanned=1), rules=(RULE,))
