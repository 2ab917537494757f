"""One package from its green suite to the verdict on what `fix` made of it."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.measure import Took, run, tool
from primer.environment import SuiteRun, environment, laid, run_suite
from primer.package import Endpoint, Package, Place, rules_text

FIX_TIMEOUT = 600
NEAR = 12

MOVED, REFUSED, ELSEWHERE, IGNORED, SILENT = "moved", "refused", "elsewhere", "ignored", "silent"


@dataclass
class Outcome:
    """What became of one package."""

    name: str
    verdict: str = ""
    places: Counter[str] = field(default_factory=Counter)
    """How many places that should move ended as moved, refused, elsewhere, ignored or silent."""
    overreach: list[str] = field(default_factory=list)
    """Places that should stay and were changed."""
    unexpected: list[str] = field(default_factory=list)
    """Changes that stand at no place of the data file."""
    reasons: Counter[str] = field(default_factory=Counter)
    """The reason codes of places that were refused, each once for a place."""
    details: list[str] = field(default_factory=list)
    seconds: float = 0
    parse_seconds: float = 0
    bounded: bool = False
    passed: tuple[int, int] = (0, 0)

    @property
    def wanted(self) -> int:
        """How many places a careful engineer would move."""
        return sum(self.places.values())


def judge(package: Package, cache: Path, *, unsafe: bool = False) -> Outcome:
    """Suite, fix, suite. Raises EnvironmentFailed when the suite cannot be run at all."""
    outcome = Outcome(package.name)
    python = environment(package, cache)
    before = _before(package, cache, python)
    if not before.green:
        outcome.verdict = "not green before"
        outcome.details.append(before.output[-1500:])
        return outcome
    copy = laid(package, cache)
    try:
        start = time.perf_counter()
        took, sites = fix(package.endpoints, copy, unsafe=unsafe)
        outcome.seconds = time.perf_counter() - start
        if sites is None:
            outcome.verdict = _without_report(took)
            outcome.details.append(took.errors.strip()[-600:])
            _count_all(package, outcome)
            return outcome
        outcome.bounded = '"bound-exceeded"' in took.output
        for endpoint in package.endpoints:
            own = [site for site in sites if site.rule == endpoint.code]
            judge_places(endpoint, own, outcome)
        after = run_suite(package, python, copy) if _changed(sites) else before
    finally:
        shutil.rmtree(copy, ignore_errors=True)
    outcome.passed = (before.passed, after.passed)
    if not after.green or after.passed != before.passed:
        outcome.verdict = "red"
        outcome.details.append(after.output[-3000:])
    else:
        outcome.verdict = _verdict(outcome)
    return outcome


def _without_report(took: Took) -> str:
    if took.ended:
        return "slow"
    # The exit status of a sentence about the rules; anything else is no sentence.
    return "rules refused" if took.status == 2 and "bug in" not in took.errors else "crash"


def _verdict(outcome: Outcome) -> str:
    if outcome.places[SILENT] or outcome.places[IGNORED]:
        return "silent"
    if outcome.places[MOVED] == outcome.wanted:
        return "all moved"
    return "partly" if outcome.places[MOVED] else "refused"


def _before(package: Package, cache: Path, python: Path) -> SuiteRun:
    """The suite before the fix. What was green once stays green: source and suite are pinned."""
    known = python.parent.parent / f"green-{_key_of_suite(package)}"
    if known.exists():
        passed, seconds = known.read_text().split()
        return SuiteRun(True, int(passed), float(seconds), "")
    copy = laid(package, cache)
    try:
        found = run_suite(package, python, copy)
    finally:
        shutil.rmtree(copy, ignore_errors=True)
    if found.green:
        known.write_text(f"{found.passed} {found.seconds:.2f}")
    return found


def _key_of_suite(package: Package) -> str:
    return hashlib.sha256(repr(package.suite).encode()).hexdigest()[:8]


# The tool ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Site:
    """A site of the JSON report, as far as the primer asks for it."""

    rule: str
    status: str
    kind: str
    lines: tuple[tuple[str, int], ...]
    """Where it stands, lasts and edits."""
    around: tuple[tuple[str, int], ...]
    """Where its reasons point and what it goes through."""
    reasons: tuple[str, ...]
    messages: tuple[str, ...]


def fix(
    endpoints: tuple[Endpoint, ...], copy: Path, *, unsafe: bool
) -> tuple[Took, list[Site] | None]:
    """Run `fix` with these rules over the copy; no sites (None) when it printed no report."""
    with tempfile.TemporaryDirectory() as folder:
        rules = Path(folder, "rules.toml")
        rules.write_text(rules_text(endpoints))
        options = ["--no-respect-gitignore", "--rules", str(rules), "--ignore", "AWK"]
        if unsafe:
            options.append("--unsafe-fixes")
        command = tool("fix", *options, "--format", "json", ".")
        took = run(command, cwd=copy, timeout=FIX_TIMEOUT, allowed=None)
    try:
        report = json.loads(took.output)
    except ValueError:
        return took, None
    return took, [_site(site) for site in report["sites"]]


def _site(site: dict[str, object]) -> Site:
    path, first, last = str(site["path"]), _int(site["line"]), _int(site["end_line"])
    lines = [(path, line) for line in range(first, last + 1)]
    lines += _lines(site["edits"])
    reasons = site["reasons"]
    assert isinstance(reasons, list)
    return Site(
        rule=str(site["rule"]),
        status=str(site["status"]),
        kind=str(site["kind"]),
        lines=tuple(lines),
        around=(*_lines(reasons), *_lines(site["via"])),
        reasons=tuple(dict.fromkeys(reason["code"] for reason in reasons)),
        messages=tuple(dict.fromkeys(f"{r['message']} [{r['code']}]" for r in reasons)),
    )


def _lines(entries: object) -> list[tuple[str, int]]:
    assert isinstance(entries, list)
    return [(entry["path"], entry["line"]) for entry in entries if entry.get("line")]


def _int(value: object) -> int:
    assert isinstance(value, int)
    return value


def _changed(sites: list[Site]) -> bool:
    return any(site.status == "changed" for site in sites)


# Places --------------------------------------------------------------------------------------


def judge_places(endpoint: Endpoint, sites: list[Site], outcome: Outcome) -> None:
    """Count what became of the places of one endpoint, given the sites of its rule."""
    for place in endpoint.moves:
        fate, reasons, said = _fate(place, sites)
        outcome.places[fate] += 1
        outcome.reasons.update(reasons)
        if fate != MOVED:
            outcome.details.append(f"{endpoint.code} {place}: {fate}{said}")
    changed = [site for site in sites if site.status == "changed"]
    for place in endpoint.stays:
        if any(place.holds(*line) for site in changed for line in site.lines):
            outcome.overreach.append(f"{endpoint.code} {place} was changed: {place.why}")
    known = (*endpoint.moves, *endpoint.stays)
    for site in changed:
        if not any(place.holds(*line) for place in known for line in site.lines):
            path, line = site.lines[0]
            outcome.unexpected.append(f"{endpoint.code} {path}:{line} was changed")


def _fate(place: Place, sites: list[Site]) -> tuple[str, tuple[str, ...], str]:
    """What became of the place, with reason codes and a sentence for people."""
    here = [site for site in sites if any(place.holds(*line) for line in site.lines)]
    if any(site.status == "changed" for site in here):
        return MOVED, (), ""
    near = [site for site in sites if any(_is_near(place, *line) for line in site.lines)]
    near += [site for site in sites if any(place.holds(*line) for line in site.around)]
    # An entry about test data or a document leads nobody to the code.
    code = [site for site in sites if set(site.reasons) != {"not-python"}]
    for found, fate in ((here, REFUSED), (near, REFUSED), (code, ELSEWHERE)):
        refused = [site for site in found if site.status in ("unresolved", "fixable")]
        if refused:
            codes = tuple(dict.fromkeys(code for site in refused for code in site.reasons))
            said = dict.fromkeys(message for site in refused for message in site.messages)
            return fate, codes[:4], "".join(f"\n      {message}" for message in list(said)[:4])
    if any(site.status == "ignored" for site in here):
        codes = tuple(dict.fromkeys(code for site in here for code in site.reasons))
        said = dict.fromkeys(message for site in here for message in site.messages)
        return IGNORED, codes, "".join(f"\n      {message}" for message in said)
    return SILENT, (), ""


def _is_near(place: Place, path: str, line: int) -> bool:
    """Whether a reader of the one sees the other: a URL is made a few lines above its call."""
    return path == place.path and place.first - NEAR <= line <= place.last + NEAR


def _count_all(package: Package, outcome: Outcome) -> None:
    outcome.places["none"] = sum(len(endpoint.moves) for endpoint in package.endpoints)
