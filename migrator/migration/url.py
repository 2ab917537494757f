"""Where the URL is changed: in a literal that serves this endpoint alone, else at the call."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from migrator.analysis.events.recorder import Recorder
from migrator.analysis.findings.hits import Hit
from migrator.analysis.findings.matching import Match, Verdict, match
from migrator.analysis.findings.sites import Finding
from migrator.analysis.findings.users import Users
from migrator.analysis.source.module import is_test_path
from migrator.analysis.source.project import Project
from migrator.analysis.source.writing import writing
from migrator.analysis.survey import Survey
from migrator.analysis.values import Hole, Literal, Piece, Text, texts
from migrator.analysis.values.requests import Leaf
from migrator.analysis.values.texts import HOLE, Origin
from migrator.migration.outcome import Change, Outcome, reason, replacement
from migrator.migration.segments import Step, spans, steps
from migrator.model import Reason
from migrator.rules.rule import Rule

Part = tuple[Literal | Hole, int, int, str]
"""Characters from, to of a literal's value, and what they become; text is put behind a hole."""


Refusal = tuple[str, str, bool]
"""Code and sentence, and whether the literal is used where a call cannot step out of line."""


def migrate(finding: Finding, users: Users, survey: Survey) -> Outcome:
    """The changes that give every URL of the site its new path, or why there are none."""
    outcome = Outcome()
    plan = steps(finding.rule)
    for hit in finding.own_hits:
        if hit.match.verdict is not Verdict.ENDPOINT:
            continue
        if plan is None:
            outcome.reasons.append(
                _reason(finding, "url-dynamic", "a placeholder of the path changes its place")
            )
            return outcome
        for step in plan:
            outcome.add(_step(finding, hit, step, users, survey))
    outcome.changes = list(dict.fromkeys(outcome.changes))
    return outcome


def _step(finding: Finding, hit: Hit, step: Step, users: Users, survey: Survey) -> Outcome:
    """One step of the plan, in the first place where it can be made."""
    refused: list[Refusal] = []
    for parts in _options(finding.rule, hit, step):
        problem = _problem(parts, users, survey.recorder)
        if problem is None:
            return _made(finding, parts, survey.recorder)
        refused.append(problem)
    if not any(used for _, _, used in refused):
        at_call = _at_call(finding, hit, survey.project)
        if at_call is not None:
            return Outcome(changes=[at_call], at_call=True)
    code, message, _ = refused[0] if refused else ("url-dynamic", _NOT_SPELLED, False)
    return Outcome(reasons=[_reason(finding, code, message)])


_NOT_SPELLED = "the part of the path that changes is not spelled in a literal"


def _made(finding: Finding, parts: list[Part], recorder: Recorder) -> Outcome:
    outcome = Outcome()
    for literal, begin, end, after in parts:
        if isinstance(literal, Hole):
            outcome.changes += _behind(literal, after)
            continue
        outcome.literals.append(literal)
        if begin == end and not after:
            continue
        outcome.changes.append(replacement(literal, begin, end, after))
        for use in recorder.uses.get(literal, ()):
            if use.what == "output":
                message = "the URL is also printed, so the output of the program would change"
                outcome.unsafe.append(reason("output-changed", message, use.module, use.node))
        if not literal.module.editable:
            code, message = literal.module.editable.refusal(literal.module.path)
            outcome.reasons.append(_reason(finding, code, message))
    return outcome


def _behind(hole: Hole, text: str) -> list[Change]:
    """Text behind the replacement field of an f-string."""
    if hole.module is None or hole.node is None:
        return []
    _, end = hole.module.span(hole.node)
    return [Change(hole.module, end, end, text, text)]


def _problem(parts: list[Part], users: Users, recorder: Recorder) -> Refusal | None:
    """Why these literals cannot be edited, None when they can."""
    for literal, begin, end, after in parts:
        if isinstance(literal, Hole):
            continue
        new = literal.value[:begin] + after + literal.value[end:]
        asked = recorder.changes_an_answer(literal, new)
        if asked is not None:
            message = f"{asked.detail.split(' ')[0]} would answer otherwise for the new text"
            return "url-shared", message, True
        where = literal.module.place(literal.node)
        if not literal.matters:
            return "url-dynamic", f"the literal at {where} holds no word of the path", False
        if not literal.editable or literal.is_name:
            return "url-dynamic", f"the path is spelled by a name at {where}", False
        other = users.others.get(literal)
        if other is not None:
            site = other.site
            place = site.module.place(site.node)
            message = f"the literal at {where} also serves the request at {place}"
            return "url-shared", message, False
        for use in recorder.uses.get(literal, ()):
            if not use.touches(literal, begin):
                continue
            if use.what == "keyed":
                place = use.module.place(use.node)
                message = f"the literal at {where} also is a key at {place}"
                return "url-shared", message, use.detail == "inside"
            if use.what == "matched":
                place = use.module.place(use.node)
                return "url-shared", f"the literal at {where} is also compared at {place}", False
            if use.what in ("escape", "compared") and id(use.node) not in recorder.pinned:
                place = use.module.place(use.node)
                how = "compared" if use.what == "compared" else f"passed to {use.detail}"
                return "url-shared", f"the literal at {where} is also {how} at {place}", True
    return None


def _options(rule: Rule, hit: Hit, step: Step) -> Iterator[list[Part]]:
    """The ways to make one step, the closest to the change first."""
    content, origins = texts.flat(hit.url)
    segments = hit.match.segments
    if step.gap >= 0:
        found = _gap(rule, content, segments, step)
        if found is None:
            return
        begin, end, after = found
        if begin < end:
            yield from _replacing(origins, begin, end, after)
        else:
            yield from _inserted(origins, begin, after, before=True)
            yield from _inserted(origins, begin - 1, after, before=False)
    elif step.begin == step.end:
        yield from _insertions(content, origins, segments, step)
    elif step.after:
        begin, end = segments[step.begin][0], segments[step.end - 1][1]
        yield from _replacing(origins, begin, end, "/".join(step.after))
    else:
        begin, end = segments[step.begin][0], segments[step.end - 1][1]
        if end < len(content) and content[end] == "/":
            yield from _replacing(origins, begin, end + 1, "")
        if begin > 0 and content[begin - 1] == "/":
            yield from _replacing(origins, begin - 1, end, "")


def _gap(
    rule: Rule, content: str, segments: tuple[tuple[int, int], ...], step: Step
) -> tuple[int, int, str] | None:
    """The flat characters that a step within segments changes, and what they become."""
    first, last = segments[step.begin][0], segments[step.end - 1][1]
    found = spans(step, content[first:last], case_sensitive=rule.case_sensitive)
    if found is None:
        return None
    begin, end = first + found[0], first + found[1]
    old, new = _words(content[begin:end]), _words("".join(step.after))
    # What the old text and the new one have in common stays as it is.
    while old and new and old[0].lower() == new[0].lower():
        begin, old, new = begin + len(old[0]), old[1:], new[1:]
    while old and new and old[-1].lower() == new[-1].lower():
        end, old, new = end - len(old[-1]), old[:-1], new[:-1]
    return begin, end, "".join(new)


def _words(content: str) -> list[str]:
    return re.findall(r"\w+|\W", content)


def _insertions(
    content: str, origins: list[Origin], segments: tuple[tuple[int, int], ...], step: Step
) -> Iterator[list[Part]]:
    """Before the next segment; after the slash; after the previous segment."""
    inserted = "/".join(step.after)
    if step.begin < len(segments):
        at = segments[step.begin][0]
        yield from _inserted(origins, at, f"{inserted}/", before=True)
        if at > 0 and content[at - 1] == "/":
            yield from _inserted(origins, at - 1, f"{inserted}/", before=False)
            yield from _inserted(origins, at - 2, f"/{inserted}", before=False)
    else:
        yield from _inserted(origins, segments[-1][1] - 1, f"/{inserted}", before=False)


def _inserted(origins: list[Origin], at: int, text: str, *, before: bool) -> Iterator[list[Part]]:
    if not 0 <= at < len(origins):
        return
    piece, index = origins[at]
    if isinstance(piece, Hole) and piece.node is not None and not before:
        # The text of the f-string before the field tells who else uses it.
        last = next((p for p, _ in reversed(origins[:at]) if isinstance(p, Piece)), None)
        if last is not None and last.literal is not None:
            end = len(last.literal.value)
            yield [(last.literal, end, end, ""), (piece, 0, 0, text)]
    elif isinstance(piece, Piece) and piece.literal is not None:
        position = piece.start + index + (0 if before else 1)
        yield [(piece.literal, position, position, text)]


def _replacing(origins: list[Origin], begin: int, end: int, after: str) -> Iterator[list[Part]]:
    """Replace flat characters: the first literal takes the new text, the others lose theirs."""
    parts: list[Part] = []
    for at in range(begin, end):
        piece, index = origins[at]
        if not isinstance(piece, Piece) or piece.literal is None:
            return
        position = piece.start + index
        if parts and parts[-1][0] is piece.literal and parts[-1][2] == position:
            literal, first, _, text = parts[-1]
            parts[-1] = (literal, first, position + 1, text)
        else:
            parts.append((piece.literal, position, position + 1, "" if parts else after))
    if parts:
        yield parts


def _at_call(finding: Finding, hit: Hit, project: Project) -> Change | None:
    """Write the new path at the call: a name there that spells the whole path gives way to it."""
    found: list[Leaf] = []
    for call in hit.request.chain:
        if call.key == finding.call.key:
            found += hit.request.leaves.get(call.key, ())
    for leaf in found:
        if not isinstance(leaf.value, Text) or leaf.value.known is None:
            continue
        matched = match(finding.rule, leaf.value)
        if matched is None or matched.verdict is not Verdict.ENDPOINT:
            continue
        if not leaf.module.editable or _is_replaced(leaf, project):
            continue
        return _written(leaf, _moved(leaf.value, matched))
    return None


def _is_replaced(leaf: Leaf, project: Project) -> bool:
    """Whether a test may put something else in the place of a name, which has to stay then."""
    node = leaf.node.attr if isinstance(leaf.node, cst.Attribute) else leaf.node
    if not isinstance(node, cst.Name):
        return False
    written = re.compile(rf"{writing([node.value])}|['\"](?:[\w.]+\.)?{node.value}['\"]")
    tests = (m for m in project.loaded() if is_test_path(m.source.path))
    return any(written.search(module.source.text) for module in tests)


def _moved(value: Text, matched: Match) -> str:
    """The known URL with its path replaced."""
    content = texts.content_of(value)
    plan = steps(matched.rule) or []
    for step in reversed(plan):
        after = "/".join(step.after)
        if step.gap >= 0:
            found = _gap(matched.rule, content, matched.segments, step)
            if found is not None:
                content = content[: found[0]] + found[2] + content[found[1] :]
            continue
        if step.begin == step.end:
            at = matched.segments[step.begin][0] if step.begin < len(matched.segments) else None
            if at is None:
                at = matched.segments[-1][1]
                content = f"{content[:at]}/{after}{content[at:]}"
            else:
                content = f"{content[:at]}{after}/{content[at:]}"
            continue
        begin, end = matched.segments[step.begin][0], matched.segments[step.end - 1][1]
        if not after and end < len(content):
            end += 1
        elif not after:
            begin -= 1
        content = content[:begin] + after + content[end:]
    return content


def _written(leaf: Leaf, url: str) -> Change | None:
    if HOLE in url or any(c in url for c in "\"'\\{}\n"):
        return None
    start, end = leaf.module.span(leaf.node)
    if leaf.in_fstring:
        opening = leaf.module.source.text.rfind("{", 0, start)
        closing = leaf.module.source.text.find("}", end)
        return Change(leaf.module, opening, closing + 1, url, url)
    if leaf.module.is_in_fstring(leaf.node):
        return None
    return Change(leaf.module, start, end, f'"{url}"', url)


def _reason(finding: Finding, code: str, message: str) -> Reason:
    return reason(code, message, finding.call.module, finding.call.node)
