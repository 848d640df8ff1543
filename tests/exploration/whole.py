"""The whole steps of the parts that are not in focus: several acts on end, as the other parts see them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from domain.case.state import CaseState
from domain.dossier import APPLICANT, Licensee
from domain.law import Regime
from tests.domain.case.given import PLAN as SCHEME
from tests.domain.case.given import SATISFIED
from tests.exploration.acts import Cast, Here, decisions
from tests.exploration.choices import Fields
from tests.exploration.world import CLEAN, LICENSING, PLAN, REMEDIES, REVIEW

LICENSES = "licenses"
"""All licences as one whole step."""

Whole = tuple[tuple[str, str, Fields], ...]
"""A whole step of a part that is not in focus: who says what, one after the other; what is refused is left out."""


def whole_steps(cast: Cast) -> Mapping[str, tuple[Whole, ...]]:
    """The whole steps by part."""
    home = cast.home("310000")
    agencies = [cast.home(p) for p in cast.dossiers[CLEAN].provinces()]
    why = {"reason": "as it is"}
    answers: Whole = tuple(
        (home, "resolve_finding", {"rule": rule, "outcome": "PASS", **why}) for rule in cast.rules
    )
    plan: Whole = (
        (APPLICANT, "submit", {"dossier": cast.dossiers[cast.world.opens[0]]}),
        (home, "accept", {"acceptance_no": "1"}),
        *answers,
        (home, "decide_selection", {"outcome": "selected", **why}),
        (home, "propose_scheme", SCHEME),
        *((who, "sign_scheme", {"version": 1}) for who in agencies),
        ("shanghai government", "decide_as_government", {"outcome": "approve", "document_no": "1", **why}),
        ("nmpa", "decide_as_nmpa", {"outcome": "approve", "reply_no": "1", "findings": SATISFIED, **why}),
    )
    examined: Whole = (
        *answers,
        (home, "decide_suitability", {"outcome": "suitable", **why}),
        (home, "draw_up_supervision_plan", SCHEME),
    )
    unfit: Whole = ((home, "decide_suitability", {"outcome": "not_suitable", **why}),)
    ordered = sorted(cast.licensees, key=lambda each: each.is_applicant)
    files = {each.id: _file(cast, each) for each in ordered}
    review: Whole = (
        *answers,
        (APPLICANT, "file_registration", {"kind": "marketing_application", "track": "reg.maa"}),
        ("cde", "accept_registration", {"acceptance_no": "1"}),
        ("cde", "waive_registration_inspection", why),
        (
            "cde",
            "conclude_review",
            {"conclusion": "approve", "process_linkage": "1", "whole_process_quality": "1", **why},
        ),
        ("nmpa", "decide_registration", {"outcome": "approve", "decision_no": "1", **why}),
    )
    in_focus = {each.id for each in ordered} & cast.world.focus
    pilot = cast.world.regime is Regime.PILOT
    straight: Whole = tuple(act for each in ordered for step in files[each.id][:3:2] for act in step)
    if REMEDIES in cast.world.focus:
        refused: list[Whole] = [(act,) for act in _refusals(cast, home)]
        again = tuple((who, "sign_scheme", {"version": version}) for version in (2, 3) for who in agencies)
        singles = {PLAN: (*plan, *again), LICENSING: (*examined, *straight), REVIEW: review}
        return {which: (*((act,) for act in whole), *refused) for which, whole in singles.items()}
    return {
        PLAN: (plan,),
        REVIEW: (review,),
        LICENSING: ((*answers,),) if pilot else (examined, unfit),
        **(dict(files) if in_focus or not pilot else {LICENSES: (straight,)}),
    }


def _refusals(cast: Cast, home: str) -> Iterator[tuple[str, str, Fields]]:
    """Every decision against the application, for a remedy to be used against."""
    why = {"reason": "as it is"}
    refused = next(
        each for each in decisions(Here(cast, CaseState(), cast.world.start)) if each["outcome"] == "refuse"
    )
    owner = next(each for each in cast.licensees if each.id == refused["licensee"])
    yield home, "refuse_acceptance", why
    yield home, "decide_selection", {"outcome": "not_selected", **why}
    yield "shanghai government", "decide_as_government", {"outcome": "refuse", "document_no": "1", **why}
    yield "nmpa", "decide_as_nmpa", {"outcome": "refuse", "reply_no": "1", "findings": SATISFIED, **why}
    yield cast.home(owner.province), "decide_license", refused
    yield "nmpa", "decide_registration", {"outcome": "refuse", "decision_no": "1", **why}
    yield (
        "cde",
        "conclude_review",
        {"conclusion": "reject", "process_linkage": "1", "whole_process_quality": "1", **why},
    )


def _file(cast: Cast, licensee: Licensee) -> tuple[Whole, ...]:
    """A licensee's file as the others see it: papers, or no consent; granted and delivered, or refused."""
    agency, own = cast.home(licensee.province), licensee.id
    said = {"licensee": own}
    found = [each for each in decisions(Here(cast, CaseState(), cast.world.start)) if each["licensee"] == own]
    papers: Whole = (
        (own, "apply_for_license", {**said, "kind": "new"}),
        (agency, "accept_license_application", said),
        (agency, "notify_gmp", {**said, "notification_no": "1", "result": "pass"}),
        (agency, "consent_to_entrustment", {**said, "opinion_no": "1"}),
    )
    no: Whole = ((agency, "refuse_consent", {**said, "opinion_no": "1", "reason": "as it is"}),)
    granted: Whole = (
        (agency, "decide_license", found[0]),
        (agency, "deliver_license", {**said, "receipt_no": "1"}),
    )
    refused: Whole = ((agency, "decide_license", found[-1]),)
    return (
        (papers, no, granted, refused)
        if not licensee.is_applicant
        else (papers[:2], granted, granted, refused)
    )
