"""A small alphabet of acts: every command of a case at least once, by those who may and by some who may not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

from tests.domain.case.given import CONCLUSION, PLAN, SATISFIED, dossier, grant, instant
from tests.domain.case.notice import IN_ORDER


class Act(NamedTuple):
    """Who does what."""

    who: str
    name: str
    fields: Mapping[str, object]


ENTRY = {"channel": "counter", "received_at": instant("2025-02-28"), "receipt_document": "R-1"}
REFERRED = dossier({"product.origin": "co_developed", "segmentation_studies.transport": False})
DECISION = {"decision_no": "1", "reason": "as reviewed"}
NMPA = {"reply_no": "1", "findings": SATISFIED, "reason": "as assessed"}
GOVERNMENT = {"document_no": "1", "reason": "as decided"}

RULING = {"number": 1, "document_no": "1", "reason": "as heard"}
SUSPENSION_ACTS = tuple(
    Act(who, name, {**({"ground": ground} if ground else {}), "document_no": "1", "reason": "as examined"})
    for who in ("shanghai", "cde", "nmpa")
    for name, ground in (
        ("suspend_case", "other_matter"),
        ("suspend_case", "review_suspended" if who == "cde" else "expert_appraisal"),
        ("resume_case", None),
        ("terminate_case", "applicant_ended"),
    )
)

HEARING_ACTS = (
    Act("jiangsu", "tell_of_hearing", {"licensee": "ds", "ground": "intended_refusal", "reason": "unfit"}),
    Act("ds", "request_hearing", {"licensee": "ds"}),
    Act("jiangsu", "request_hearing", {"licensee": "ds", "by_others": "a neighbour"}),
    Act("ds", "waive_hearing", {"licensee": "ds"}),
    *(
        Act("jiangsu", "notify_hearing", {"licensee": "ds", "on": day, "place": "Nanjing"})
        for day in ("2025-04-30", "2026-03-31")
    ),
    Act("jiangsu", "hold_hearing", {"licensee": "ds", "minutes_no": "1", "summary": "heard"}),
    Act(
        "jiangsu",
        "refuse_license_acceptance",
        {"licensee": "ds", "ground": "not_in_powers", "go_to": "Shanghai", "reason": "not here"},
    ),
    Act(
        "jiangsu",
        "extend_license_decision",
        {"licensee": "ds", "approved_by": "the head", "notice_no": "1", "reason": "complex"},
    ),
    Act("cde", "request_supplement", {"questions": ("stability",), "again": "new data"}),
    Act(
        "jiangsu",
        "request_license_correction",
        {"licensee": "ds", "defects": ("the floor plan",), "answer_by": "2025-12-30"},
    ),
)
REMEDY_ACTS = (
    Act("applicant", "apply_for_reconsideration", {"grounds": "wrong"}),
    Act("ds", "apply_for_reconsideration", {"grounds": "wrong"}),
    Act(
        "ds",
        "apply_for_reconsideration",
        {"against": "inaction", "term": "licensing.ds.decide", "grounds": "late"},
    ),
    *(
        act
        for who in ("shanghai government", "jiangsu government", "nmpa")
        for act in (
            Act(who, "accept_reconsideration", {"number": 1, "admissible": "an act of its own"}),
            Act(who, "decline_reconsideration", {"number": 1, "reason": "not here"}),
            Act(who, "extend_reconsideration", {"number": 1, "reason": "complex"}),
            *(Act(who, "decide_reconsideration", {"outcome": o, **RULING}) for o in ("upheld", "changed")),
            Act(who, "decide_reconsideration", {"outcome": "ordered_to_act", **RULING}),
        )
    ),
    Act("applicant", "withdraw_reconsideration", {"number": 1, "reason": "settled"}),
    Act("applicant", "bring_action", {"court": "a court", "grounds": "wrong"}),
    Act("applicant", "bring_action", {"court": "a court", "grounds": "wrong", "after": 1}),
    Act("applicant", "withdraw_action", {"number": 1, "reason": "settled"}),
    *(Act("applicant", "record_judgment", {"outcome": o, **RULING}) for o in ("upheld", "revoked")),
    *(Act("nmpa", "record_judgment", {"outcome": o, **RULING, "number": 2}) for o in ("upheld", "act_anew")),
)

ACTS = (
    Act("applicant", "submit", {"dossier": REFERRED}),
    Act("shanghai", "submit", {"dossier": dossier(), "entry": ENTRY}),
    Act("shanghai", "request_correction", {"defects": ("a signature",)}),
    Act("applicant", "correct", {"dossier": dossier()}),
    Act("shanghai", "accept", {"acceptance_no": "1"}),
    Act("shanghai", "refuse_acceptance", {"reason": "not here"}),
    Act("shanghai", "find_false_materials", {"document_no": "W-1", "reason": "the report is forged"}),
    Act("jiangsu", "find_false_materials", {"licensee": "ds", "document_no": "W-2", "reason": "forged"}),
    Act("engine", "note_link", {"case": "FD-2026-SH-0002"}),
    Act("shanghai", "resolve_finding", {"rule": "E06", "outcome": "PASS", "reason": "as shown"}),
    Act("shanghai", "resolve_finding", {"rule": "E30", "outcome": "PASS", "reason": "as shown"}),
    Act("shanghai", "decide_selection", {"outcome": "selected", "reason": "fits"}),
    Act("shanghai", "decide_selection", {"outcome": "not_selected", "reason": "does not fit"}),
    Act("shanghai", "give_guidance", {"advice": "one system over both sites"}),
    *(
        Act("shanghai", "confirm_experience", {"outcome": o, "document_no": "1", "reason": "as claimed"})
        for o in ("confirmed", "not_confirmed")
    ),
    *(
        Act("shanghai", "decide_suitability", {"outcome": o, "reason": "as reviewed"})
        for o in ("suitable", "not_suitable")
    ),
    Act("shanghai", "draw_up_supervision_plan", PLAN),
    Act("shanghai", "propose_scheme", PLAN),
    *(Act(who, "sign_scheme", {"version": n}) for who in ("shanghai", "jiangsu") for n in (1, 2)),
    Act("jiangsu", "object_to_scheme", {"version": 1, "reason": "unclear"}),
    Act("jiangsu", "withdraw_signature", {"version": 1, "reason": "second thoughts"}),
    *(
        Act("shanghai government", "decide_as_government", {"outcome": o, **GOVERNMENT})
        for o in ("approve", "return")
    ),
    *(Act("nmpa", "decide_as_nmpa", {"outcome": o, **NMPA}) for o in ("approve", "return", "refuse")),
    *(Act("ds", "apply_for_license", {"licensee": "ds", "kind": kind}) for kind in ("new", "change")),
    Act("applicant", "apply_for_license", {"licensee": "applicant", "kind": "new"}),
    Act("jiangsu", "accept_license_application", {"licensee": "ds"}),
    Act("shanghai", "accept_license_application", {"licensee": "applicant"}),
    Act("jiangsu", "request_license_correction", {"licensee": "ds", "defects": ("the floor plan",)}),
    Act("ds", "correct_license_application", {"licensee": "ds", "remark": "attached"}),
    Act("jiangsu", "start_license_inspection", {"licensee": "ds"}),
    *(
        Act("jiangsu", "report_license_inspection", {"licensee": "ds", "report_no": "1", "result": result})
        for result in ("pass", "fail")
    ),
    *(
        Act("jiangsu", "assess_license_inspection", {"licensee": "ds", "conclusion": c, "reason": "as found"})
        for c in ("pass", "rectify", "fail")
    ),
    Act("ds", "report_license_rectification", {"licensee": "ds", "remark": "mended"}),
    *(
        Act("jiangsu", "notify_gmp", {"licensee": "ds", "notification_no": "1", "result": result})
        for result in ("pass", "fail")
    ),
    Act("jiangsu", "refuse_consent", {"licensee": "ds", "opinion_no": "2", "reason": "capacity"}),
    Act("ds", "withdraw_license_application", {"licensee": "ds", "reason": "other plans"}),
    Act("jiangsu", "deliver_license", {"licensee": "ds", "receipt_no": "1"}),
    Act("shanghai", "deliver_license", {"licensee": "applicant", "receipt_no": "2"}),
    Act("jiangsu", "consent_to_entrustment", {"licensee": "ds", "opinion_no": "1"}),
    Act("jiangsu", "decide_license", grant("ds")),
    Act("shanghai", "decide_license", grant("applicant")),
    Act("shanghai", "decide_license", {"licensee": "nobody", "outcome": "refuse", "reason": "unfit"}),
    Act("applicant", "file_registration", {"kind": "marketing_application", "track": "reg.maa.priority"}),
    Act("cde", "accept_registration", {"acceptance_no": "1"}),
    Act("cde", "request_supplement", {"questions": ("transport",)}),
    Act("applicant", "answer_supplement", {"remark": "attached"}),
    Act("cde", "request_registration_correction", {"defects": ("a signature",)}),
    Act("applicant", "correct_registration", {"remark": "attached"}),
    Act("cde", "refuse_registration_acceptance", {"reason": "not here"}),
    Act("cde", "request_explanation", {"questions": ("why?",)}),
    Act("applicant", "answer_explanation", {"remark": "because"}),
    Act(
        "cde", "extend_review", {"days": 20, "approved_by": "the head", "notice_no": "1", "reason": "complex"}
    ),
    Act("cde", "waive_registration_inspection", {"reason": "inspected last year"}),
    Act("cde", "notify_registration_inspection", {"notice_no": "1", "testing": "sample"}),
    Act("cfdi", "start_overseas_inspection", {"plan_no": "1"}),
    *(
        Act("cfdi", "report_registration_inspection", {"site": site, "report_no": "1", "result": result})
        for site in ("wuxi", "pudong")
        for result in ("pass", "rectify", "fail")
    ),
    Act("applicant", "report_registration_rectification", {"site": "wuxi", "remark": "mended"}),
    Act("cfdi", "report_registration_test", {"institute": "NIFDC", "report_no": "1", "result": "conforming"}),
    *(Act("cde", "conclude_review", {"conclusion": c, **CONCLUSION}) for c in ("approve", "reject")),
    Act("applicant", "dissent_from_conclusion", {"reason": "the data say otherwise"}),
    *(
        Act("cde", "decide_dissent", {"outcome": o, "panel_no": "1", "reason": "as heard"})
        for o in ("upheld", "changed")
    ),
    Act("nmpa", "deliver_registration", {"receipt_no": "1"}),
    *(Act("nmpa", "decide_registration", {"outcome": o, **DECISION}) for o in ("approve", "refuse")),
    Act("applicant", "withdraw", {"reason": "other plans"}),
    Act("engine", "move_clock", {"shift": timedelta(days=1)}),
    *HEARING_ACTS,
    *REMEDY_ACTS,
    *SUSPENSION_ACTS,
    Act("shanghai", "confirm_transition", {"reason": "no text says otherwise"}),
    Act("zhejiang", "sign_scheme", {"version": 1}),
    Act("stranger", "withdraw", {"reason": "not mine"}),
)

SUBMIT_UNDER_NOTICE_173 = Act("applicant", "submit", {"dossier": dossier(IN_ORDER)})


def _acts(*wanted: tuple[str, str]) -> tuple[Act, ...]:
    """The first act of each."""
    return tuple(
        next(act for act in ACTS if (act.who, act.name) == each and act.fields.get("version", 1) == 1)
        for each in wanted
    )


NOTICE_PATH = (
    SUBMIT_UNDER_NOTICE_173,
    *_acts(
        ("shanghai", "accept"),
        ("shanghai", "give_guidance"),
        ("shanghai", "decide_suitability"),
        ("shanghai", "draw_up_supervision_plan"),
        ("ds", "apply_for_license"),
        ("jiangsu", "accept_license_application"),
        ("jiangsu", "notify_gmp"),
        ("jiangsu", "consent_to_entrustment"),
        ("jiangsu", "decide_license"),
        ("shanghai", "decide_license"),
        ("applicant", "file_registration"),
        ("cde", "accept_registration"),
        ("cde", "conclude_review"),
        ("nmpa", "decide_registration"),
    ),
)
"""The acts of a case under Notice 173 that goes straight through."""

MAIN_PATH = _acts(
    ("shanghai", "submit"),
    ("shanghai", "accept"),
    ("shanghai", "decide_selection"),
    ("shanghai", "propose_scheme"),
    ("shanghai", "sign_scheme"),
    ("jiangsu", "sign_scheme"),
    ("shanghai government", "decide_as_government"),
    ("nmpa", "decide_as_nmpa"),
    ("ds", "apply_for_license"),
    ("applicant", "apply_for_license"),
    ("jiangsu", "accept_license_application"),
    ("shanghai", "accept_license_application"),
    ("jiangsu", "notify_gmp"),
    ("jiangsu", "consent_to_entrustment"),
    ("jiangsu", "decide_license"),
    ("shanghai", "decide_license"),
    ("applicant", "file_registration"),
    ("cde", "accept_registration"),
    ("cde", "conclude_review"),
    ("nmpa", "decide_registration"),
)
"""The acts of a case that goes straight through."""
