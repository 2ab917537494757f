"""Routes that the tree itself declares: what calls them through a test client stays with them."""

from __future__ import annotations

from migrator.analysis.findings.matching import Verdict, match
from migrator.analysis.findings.sites import Finding
from migrator.analysis.models.patterns import read
from migrator.analysis.survey import Survey
from migrator.analysis.values import Text, alternatives
from migrator.migration.outcome import reason
from migrator.model import Reason
from migrator.rules.rule import Rule

_TEST_CLIENT = "test.Client."


def blocking(finding: Finding, survey: Survey) -> Reason | None:
    """Why a call through a test client stays: the route that answers it; None when it moves."""
    if not any(hit.request.callee.startswith(_TEST_CLIENT) for hit in finding.hits):
        return None
    for call, value in survey.recorder.routes:
        if any(_declares(finding.rule, v) for _, v in alternatives(value) if isinstance(v, Text)):
            place = call.module.place(call.node)
            message = f"it has to move together with the route at {place}, which is not moved"
            return reason("group-blocked", message, finding.call.module, finding.call.node)
    return None


def _declares(rule: Rule, value: Text) -> bool:
    found = match(rule, read(value))
    return found is not None and found.verdict in (Verdict.ENDPOINT, Verdict.LONGER)
