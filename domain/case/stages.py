"""The stages of a case, and the ways in which it can end."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """The stages of the procedure, in their order."""

    INTAKE = "intake"
    PRELIMINARY_SELECTION = "preliminary_selection"
    JOINT_PLAN = "joint_plan"
    NATIONAL_DECISION = "national_decision"
    LICENSING = "licensing"
    TECHNICAL_REVIEW = "technical_review"
    CLOSING = "closing"


class CaseOutcome(StrEnum):
    """How a case ended."""

    APPROVED = "approved"
    NOT_ACCEPTED = "not_accepted"
    NOT_SELECTED = "not_selected"
    NOT_SUITABLE = "not_suitable"
    REFUSED_BY_GOVERNMENT = "refused_by_government"
    REFUSED_BY_NMPA = "refused_by_nmpa"
    REFUSED_FALSE_MATERIALS = "refused_false_materials"
    LICENSE_REFUSED = "license_refused"
    REGISTRATION_REFUSED = "registration_refused"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"
