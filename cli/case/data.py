"""A case and a supervision as objects for programs."""

from __future__ import annotations

from cli.case.alarms import alarms_data
from cli.case.reading import Case, Now, Supervision
from cli.case.sheet import refusals, standings
from domain.bars import unfallen
from domain.law import Law

PARTY = {"id", "name", "name_zh", "country", "province"}
"""What is said about a party of the chain."""


def case_data(case: Case, law: Law, now: Now) -> dict[str, object]:
    """The standing of a case with its parties, sites, licenses and the findings that are not a pass."""
    state, dossier = case.state, case.state.file
    return {
        "number": case.number,
        **case.position.model_dump(mode="json"),
        "submitted": state.submitted.isoformat() if state.submitted else None,
        "product": dossier.product.model_dump(mode="json"),
        "applicant": dossier.applicant.model_dump(mode="json"),
        "cmos": [each.model_dump(mode="json", include=PARTY) for each in dossier.cmos],
        "sites": [each.model_dump(mode="json") for each in dossier.sites],
        "segments": [each.model_dump(mode="json") for each in dossier.segments],
        "licenses": [each.model_dump(mode="json") for each in state.licensing.files],
        "scheme": state.plan.current.model_dump(mode="json") if state.plan.current else None,
        "signed": list(state.plan.signed),
        "review": state.review.model_dump(mode="json"),
        "findings": [
            each.model_dump(mode="json")
            for each in state.selection.findings
            if each.outcome not in {"PASS", "NOT_APPLICABLE"}
        ],
        "resolutions": [each.model_dump(mode="json") for each in state.selection.resolutions],
        "suspension": state.suspension.model_dump(mode="json") if state.suspension else None,
        "follows": state.follows.model_dump(mode="json") if state.follows else None,
        "followed_by": [each.model_dump(mode="json") for each in state.followed_by],
        "bars": [each.model_dump(mode="json") for each in unfallen(state.bars, state.bars_fallen)],
        "refusals": refusals(case),
        "terms": _terms(case, law, now),
    }


def supervision_data(supervision: Supervision, law: Law, now: Now) -> dict[str, object]:
    """The standing of a supervision with the record of the year that runs."""
    state = supervision.state
    return {
        **supervision.position.model_dump(mode="json"),
        "opened_on": state.opened_on.isoformat() if state.opened_on else None,
        "production_since": state.production_since.isoformat() if state.production_since else None,
        "years_closed": state.years_closed,
        "year": state.year.model_dump(mode="json") if state.year else None,
        "product": state.product.model_dump(mode="json") if state.product else None,
        "alarms": alarms_data(state, law),
        "licenses": [each.model_dump(mode="json") for each in state.licenses],
        "changes": [each.model_dump(mode="json") for each in state.changes],
        "entries": [each.model_dump(mode="json") for each in state.entries],
        "restrictions": [each.model_dump(mode="json") for each in state.restrictions],
        "bars": [each.model_dump(mode="json") for each in unfallen(state.bars, state.bars_fallen)],
        "terms": _terms(supervision, law, now),
    }


def _terms(given: Case | Supervision, law: Law, now: Now) -> list[dict[str, object]]:
    """The terms that run or stand still; `case show --clock all` has every day of every one."""
    return [each.model_dump(mode="json") for each in standings(given, law, now) if each.running]
