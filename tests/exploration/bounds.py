"""Which command is carried out in which configuration of the test run, and which are bounded out, each with the reason.

A command that stands in neither table fails a test; one that its configuration does not carry out fails another.
"""

from __future__ import annotations

from collections.abc import Mapping

from domain.law import Regime
from tests.exploration.world import PLAN, REVIEW

Place = tuple[Regime, str]

CARRIED_OUT: Mapping[Place, frozenset[str]] = {
    (Regime.PILOT, PLAN): frozenset(
        {
            "submit",
            "request_correction",
            "correct",
            "accept",
            "refuse_acceptance",
            "resolve_finding",
            "decide_selection",
            "propose_scheme",
            "sign_scheme",
            "object_to_scheme",
            "withdraw_signature",
            "decide_as_government",
            "decide_as_nmpa",
            "suspend_case",
            "resume_case",
            "terminate_case",
            "withdraw",
            "move_clock",
        }
    ),
    (Regime.PILOT, "ds"): frozenset(
        {
            "apply_for_license",
            "accept_license_application",
            "refuse_license_acceptance",
            "notify_gmp",
            "report_license_rectification",
            "consent_to_entrustment",
            "refuse_consent",
            "tell_of_hearing",
            "request_hearing",
            "waive_hearing",
            "notify_hearing",
            "hold_hearing",
            "decide_license",
            "deliver_license",
            "find_false_materials",
        }
    ),
    (Regime.PILOT, REVIEW): frozenset(
        {
            "file_registration",
            "request_registration_correction",
            "correct_registration",
            "accept_registration",
            "refuse_registration_acceptance",
            "waive_registration_inspection",
            "conclude_review",
            "dissent_from_conclusion",
            "decide_dissent",
            "decide_registration",
            "deliver_registration",
        }
    ),
    (Regime.N173, PLAN): frozenset({"give_guidance", "decide_suitability", "draw_up_supervision_plan"}),
    (Regime.N173, "ds"): frozenset({"apply_for_license", "decide_license", "deliver_license"}),
    (Regime.N173, REVIEW): frozenset({"file_registration", "conclude_review", "decide_registration"}),
}
"""The part of each regime in which the test run carries the command out, with every choice that is not left out."""

_INSPECTED = "Each inspection multiplies the states of its file; `make explore` has it."
_BESIDE = "Goes on beside the review and multiplies its states; `make explore` has it."
_SITES = "One inspection for each site beside the review multiplies its states; `make explore` has it."
_REMEDY = (
    "Its terms outlast those of every stage; `make explore` has remedies against decisions by themselves."
)

BOUNDED_OUT: Mapping[str, str] = {
    "request_license_correction": "One more round before acceptance, as at intake; `make explore` has it.",
    "correct_license_application": "As the notice that it answers.",
    "withdraw_license_application": "Leads back to the file as it was at first; `make explore` has it.",
    "start_license_inspection": _INSPECTED,
    "report_license_inspection": _INSPECTED,
    "assess_license_inspection": _INSPECTED,
    "request_supplement": _BESIDE,
    "answer_supplement": _BESIDE,
    "request_explanation": _BESIDE,
    "answer_explanation": _BESIDE,
    "extend_review": _BESIDE,
    "notify_registration_inspection": _SITES,
    "start_overseas_inspection": _SITES,
    "report_registration_inspection": _SITES,
    "report_registration_rectification": _SITES,
    "report_registration_test": _SITES,
    "apply_for_reconsideration": _REMEDY,
    "accept_reconsideration": _REMEDY,
    "decline_reconsideration": _REMEDY,
    "extend_reconsideration": _REMEDY,
    "withdraw_reconsideration": _REMEDY,
    "decide_reconsideration": _REMEDY,
    "bring_action": _REMEDY,
    "withdraw_action": _REMEDY,
    "record_judgment": _REMEDY,
}
"""Commands that the test run does not carry out and `make explore` does, each with the reason."""

NEVER: Mapping[str, str] = {
    "extend_license_decision": "Tried and always refused: by the law in force no license runs on the general limit.",
    "confirm_experience": "Tried and always refused: no dossier that is tried rests on another product's experience.",
    "note_link": "A fact of another stream; the exploration has one.",
    "confirm_transition": "Tried and always refused: the end of the Plan is not explored.",
}
"""Commands that no configuration carries out, each with the reason; tests of their own tell what they do."""
