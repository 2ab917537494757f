"""Whether the body can be moved: every key that gets a new name is found where it is spelled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote_plus, unquote_plus

import libcst as cst

from migrator.analysis.events.recorder import Recorder
from migrator.analysis.findings.hits import Hit, pins, tells_new_key
from migrator.analysis.findings.matching import Verdict
from migrator.analysis.findings.sites import Finding
from migrator.analysis.findings.users import Users
from migrator.analysis.source.module import Module
from migrator.analysis.survey import Survey
from migrator.analysis.values import (
    Const,
    Entry,
    External,
    FormOf,
    Hole,
    JsonOf,
    Literal,
    Mapping,
    Piece,
    Sequence,
    Text,
    Unknown,
    Value,
    alternatives,
    consistent,
    may_be_none,
    texts,
)
from migrator.analysis.values.requests import Body
from migrator.migration.outcome import Change, Outcome, reason, replacement
from migrator.model import Kind
from migrator.rules.rule import BodyRule


def migrate(finding: Finding, users: Users, survey: Survey) -> Outcome:
    """The changes that give the body its new keys, or why there are none."""
    rule = finding.rule.body
    outcome = Outcome()
    if rule is None:
        return outcome
    if finding.kind is not Kind.CALL:
        # A test may expect whatever it likes; only what it spells has to follow.
        rule = rule._replace(required=())
    check = _Check(finding, users, survey, rule, outcome)
    hits = [h for h in finding.endpoint_hits if h.match.verdict is Verdict.ENDPOINT]
    seen = False
    for hit in hits:
        if _is_run_by_callers(hit, hits, survey):
            continue
        if hit.request.borrowed and tells_new_key(finding.rule, hit.request):
            seen = True
            check.refuse("body-shared", "the test looks for the new key in the old body")
            continue
        for body in _bodies(hit):
            if finding.kind is not Kind.CALL and not _is_spelled(finding, hit, body):
                seen = True
                continue
            if body is not None and survey.decided_by_callers(body.value):
                continue
            seen = True
            check.body(body)
    if not seen and hits:
        check.refuse("body-not-visible", _PASSED_IN)
    outcome.changes = list(dict.fromkeys(outcome.changes))
    return outcome


def _is_run_by_callers(hit: Hit, hits: list[Hit], survey: Survey) -> bool:
    """Whether a request of a function that was run on its own is that of its callers as well.

    They were all seen, and say what the body is made of.
    """
    first = hit.request.chain[0].frame.function
    if first is None or not survey.is_followed(first):
        return False
    callers = (call.frame.function for h in hits for call in h.request.chain[1:])
    return any(caller is not None and caller.node is first.node for caller in callers)


_PASSED_IN = "the body is passed in, and its callers are not all known"


def _is_spelled(finding: Finding, hit: Hit, body: Body | None) -> bool:
    """Whether a test expects a body in which a key may have to be renamed."""
    if body is None or isinstance(body.value, (Const, External)):
        return False
    return not isinstance(body.value, Text) or pins(finding.rule, hit.request)


def _bodies(hit: Hit) -> Iterator[Body | None]:
    """The bodies that may go with this alternative of the URL."""
    body = hit.request.body
    if body is None:
        yield None
        return
    for guard, value in alternatives(body.value):
        if consistent(guard, hit.guard | hit.request.guard):
            yield Body(body.encoding, value, body.parameter)


_FIXED = ("escape", "compared", "matched")
"""Uses of a key that do not move along when it is renamed."""


class _Check:
    """One look at the bodies of a site; what it finds goes into `outcome`."""

    def __init__(
        self,
        finding: Finding,
        users: Users,
        survey: Survey,
        rule: BodyRule,
        outcome: Outcome,
    ) -> None:
        self.finding = finding
        self.users = users
        self.recorder: Recorder = survey.recorder
        self.writes = survey.writes
        self.rule = rule
        self.outcome = outcome

    def refuse(self, code: str, message: str) -> None:
        """Note why the body cannot be moved."""
        call = self.finding.call
        self.outcome.reasons.append(reason(code, message, call.module, call.node))

    def body(self, body: Body | None) -> None:
        """Check one body that the site may send."""
        if body is None or _is_none(body.value):
            if self.rule.required:
                self.refuse("body-missing", f"no body is sent, and {self._required()} is required")
        elif body.encoding == "json":
            self.json(body.value)
        else:
            self.raw(body.value)

    def json(self, value: Value) -> None:
        """Check a value that is sent as JSON."""
        if "json" not in self.rule.format and self.finding.kind is Kind.CALL:
            self.refuse("body-not-form", "the body is sent as JSON, and a form is expected")
            return
        self.fields(value)

    def fields(self, value: Value) -> None:
        """Check what the fields of a body are."""
        for _, alternative in alternatives(value):
            if isinstance(alternative, Mapping):
                self.mapping(alternative)
            elif _is_none(alternative):
                self.body(None)
            else:
                why = alternative.label if isinstance(alternative, Unknown) else "it"
                self.refuse("body-not-visible", f"what the body holds is not known: {why}")

    def raw(self, value: Value) -> None:
        """Check a value that is sent as it is: JSON text, or a form when it is a mapping."""
        if isinstance(value, (Mapping, Sequence)):
            self.form(value)
        elif isinstance(value, Text) and len(value.pieces) == 1:
            piece = value.pieces[0]
            if isinstance(piece, Hole) and isinstance(piece.value, JsonOf):
                self.json(piece.value.value)
            elif isinstance(piece, Hole) and isinstance(piece.value, FormOf):
                self.form(piece.value.value)
            else:
                self.text(value)
        elif isinstance(value, Text):
            self.text(value)
        else:
            self.refuse("body-not-visible", "what the body holds is not known")

    def form(self, value: Value) -> None:
        """Check the fields of a form."""
        if "form" not in self.rule.format:
            self.refuse("body-not-json", "the body is sent as a form, and JSON is expected")
        else:
            self.fields(value)

    def form_text(self, value: Text) -> None:
        """Check a form that is written out: `a=1&b=2`."""
        content, origins = texts.flat(value)
        fields = [field.partition("=") for field in content.split("&")]
        if not all(equals and texts.HOLE not in name for name, equals, _ in fields):
            self.refuse("body-not-visible", "the body is text that is put together from parts")
            return
        names = [unquote_plus(name) for name, _, _ in fields]
        for old, new in self.rule.rename:
            if names.count(old) > 1:
                self.refuse("body-not-visible", f'the field "{old}" is there more than once')
            elif old in names:
                at = names.index(old)
                begin = sum(len("=".join((n, v))) + 1 for n, _, v in fields[:at])
                piece, index = origins[begin]
                if not isinstance(piece, Piece) or piece.literal is None:
                    self.refuse("body-not-visible", f'the field "{old}" is spelled in no literal')
                    continue
                if quote_plus(new) != new:
                    self.refuse("body-not-visible", f'"{new}" cannot stand in a form as it is')
                    continue
                self.rename(piece.literal, piece.start + index, len(fields[at][0]), new)
        renamed = {new: old for old, new in self.rule.rename}
        for name in self.rule.required:
            if not {name, renamed.get(name, name)} & set(names):
                self.refuse("body-missing", f'the body has no field "{name}", which is required')

    def text(self, value: Text) -> None:
        """Check a body that is written out as JSON text."""
        content, origins = texts.flat(value)
        if "form" in self.rule.format and not content.lstrip().startswith("{"):
            self.form_text(value)
            return
        if "json" not in self.rule.format and self.finding.kind is Kind.CALL:
            self.refuse("body-not-form", "the body is not the text of a form")
            return
        holes = [p.value for p in value.pieces if isinstance(p, Hole)]
        if any(not isinstance(hole, JsonOf) for hole in holes):
            self.refuse("body-not-visible", "the body is text that is put together from parts")
            return
        if not content.lstrip().startswith("{"):
            self.refuse("body-not-visible", "the body is not JSON text that can be read")
            return
        for old, new in self.rule.rename:
            found = list(re.finditer(rf'"{re.escape(old)}"\s*:', content))
            if len(found) != 1:
                self.refuse("body-not-visible", f'the key "{old}" cannot be found in the text')
                return
            if re.match(r"\s*null\b", content[found[0].end() :]):
                self.refuse("body-null", f'"{old}" is null, and "{new}" must be a list')
            begin = found[0].start() + 1
            piece, index = origins[begin]
            if not isinstance(piece, Piece) or piece.literal is None:
                self.refuse("body-not-visible", f'the key "{old}" is not spelled in a literal')
                return
            self.rename(piece.literal, piece.start + index, len(old), new)

    def mapping(self, mapping: Mapping) -> None:
        """Check a dict: every key is renamed, and what is required is there."""
        renamed = dict(self.rule.rename)
        for old, new in self.rule.rename:
            entry = mapping.entries.get(old)
            if entry is not None:
                self.entry(entry, old, new)
            elif new in mapping.entries:
                self.present(mapping.entries[new], new)
            elif mapping.open:
                self.refuse("body-not-visible", f"the body is not known whole: {mapping.open}")
            elif new in self.rule.required:
                self.refuse("body-missing", f'the body has no key "{old}", and "{new}" is required')
        for name in self.rule.required:
            if name in renamed.values():
                continue
            if name in mapping.entries:
                self.present(mapping.entries[name], name)
            else:
                self.refuse("body-missing", f'the body has no key "{name}", which is required')

    def entry(self, entry: Entry, old: str, new: str) -> None:
        """Check one key that gets a new name."""
        self.present(entry, new)
        spelled = list(dict.fromkeys(entry.literals()))
        texts_of = (entry.key, *entry.also)
        if not spelled or any(not list(text.literals()) for text in texts_of):
            self.refuse("body-not-visible", f'the key "{old}" is not spelled in a literal')
            return
        for literal in spelled:
            if literal.value != old:
                self.refuse("body-not-visible", f'the key "{old}" is put together from parts')
                return
        if self.meets(spelled, old, new):
            self.refuse("body-shared", f'"{new}" stands beside "{old}", or is looked for there')
            return
        alone = entry.place is not None and id(entry.place[1]) not in self.users.other_places
        alone = alone and not any(
            use.what in _FIXED for literal in spelled for use in self.recorder.uses.get(literal, ())
        )
        if entry.place is not None and alone and self.is_shared(spelled):
            self.at_key(entry.place, new)
            return
        for literal in spelled:
            self.rename(literal, 0, len(old), new)
            self.readers(literal, old, new)

    def meets(self, spelled: list[Literal], old: str, new: str) -> bool:
        """Whether a mapping that has taken over the key has the new one too, or is asked for it."""
        named = [mapping for mapping, name, _ in self.writes if name == new]
        named += self.recorder.missed.get(new, {}).values()
        others = [mapping.entries.get(old) for mapping in named]
        return any(lit in spelled for other in others if other for lit in other.literals())

    def is_shared(self, spelled: list[Literal]) -> bool:
        """Whether a constant that spells a key cannot be changed, for others use it as well."""
        return any(
            literal in self.users.others
            or any(use.what in _FIXED for use in self.recorder.uses.get(literal, ()))
            or self._is_read_elsewhere(literal, spelled)
            for literal in spelled
        )

    def at_key(self, place: tuple[Module, cst.CSTNode], new: str) -> None:
        """Write the new key into the dict display, in place of the constant's name."""
        module, node = place
        if not module.editable:
            self.refuse(*module.editable.refusal(module.path))
            return
        if module.is_in_fstring(node):
            self.refuse("body-shared", "the key is a constant that others use as well")
            return
        start, end = module.span(node)
        self.outcome.changes.append(Change(module, start, end, f'"{new}"', new))

    def present(self, entry: Entry, new: str) -> None:
        """A key that is required must be there, with a value."""
        if new not in self.rule.required:
            return
        if not entry.certain:
            self.refuse("body-missing", f'"{new}" is required, but its key may be left out')
        if may_be_none(entry.value):
            self.refuse("body-null", f'"{new}" is required, but its value may be None')

    def rename(self, literal: Literal, begin: int, length: int, new: str) -> None:
        """Rename one spelling of a key, unless it serves others as well."""
        where = literal.module.place(literal.node)
        other = self.users.others.get(literal)
        if not literal.matters:
            self.refuse("body-not-visible", f"the literal at {where} holds no word of the body")
        elif not literal.editable or (literal.is_name and not new.isidentifier()):
            self.refuse("body-not-visible", f"the key at {where} is a name that cannot be changed")
        elif other is not None:
            place = other.site.module.place(other.site.node)
            self.refuse("body-shared", f"the key at {where} also serves the request at {place}")
        elif not literal.module.editable:
            self.refuse(*literal.module.editable.refusal(where))
        elif (
            not literal.is_name
            and self.recorder.changes_an_answer(
                literal, literal.value[:begin] + new + literal.value[begin + length :]
            )
        ) or self._is_read_elsewhere(literal, [literal]):
            self.refuse("body-shared", f"the key at {where} is also read from other mappings")
        else:
            self.outcome.changes.append(replacement(literal, begin, begin + length, new))
            self.outcome.literals.append(literal)
            self.uses(literal, where)

    def uses(self, literal: Literal, where: str) -> None:
        """What else happens to a key that is renamed."""
        for use in self.recorder.uses.get(literal, ()):
            if use.what != "escape" and id(use.node) in self.recorder.pinned:
                continue  # a test that moves as a site of its own
            if use.what == "output":
                message = "the body is also printed, so the output of the program would change"
                self.outcome.unsafe.append(reason("output-changed", message, use.module, use.node))
            elif use.what in _FIXED:
                place = use.module.place(use.node)
                how = f"passed to {use.detail}" if use.what == "escape" else "compared"
                message = f"the key at {where} is also {how} at {place}"
                self.refuse("body-shared", message)

    def readers(self, literal: Literal, old: str, new: str) -> None:
        """Code that reads the key again is renamed together with it."""
        for key in self.recorder.reads.get(literal, ()):
            for spelled in key.literals():
                if spelled is literal or spelled.value != old:
                    continue
                if self._is_read_elsewhere(spelled, [literal]):
                    place = spelled.module.place(spelled.node)
                    self.refuse("body-shared", f"the key read at {place} is read from others too")
                elif not spelled.is_name:
                    self.rename(spelled, 0, len(old), new)

    def _is_read_elsewhere(self, reader: Literal, mine: list[Literal]) -> bool:
        """Whether a spelling of a key also reads mappings that have nothing to do with this body.

        `mine` are the spellings of the key in this body.
        """
        entries = self.recorder.read_by.get(reader, ())
        return any(
            literal not in mine and literal not in self.users.findings
            for entry in entries
            for literal in entry.literals()
        )

    def _required(self) -> str:
        return " and ".join(f'"{name}"' for name in self.rule.required)


def _is_none(value: Value) -> bool:
    return isinstance(value, Const) and value.value is None
