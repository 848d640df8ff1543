"""A case under Notice 173, told as the others are: given what has happened, when somebody acts, then what follows."""

from __future__ import annotations

from collections.abc import Mapping

from tests.domain.case.given import CONCLUSION, PLAN, Case, dossier, grant

IN_ORDER = {"cmos.0.evaluated_applicant_on": "2025-01-02"}
"""What a dossier needs besides since Announcement 134."""


def submitted(change: Mapping[str, object] | None = None, day: str = "2026-06-10") -> Case:
    """Submitted on Wednesday 10 June 2026."""
    return Case().does(day, "applicant", "submit", dossier=dossier({**IN_ORDER, **(change or {})}))


def accepted(change: Mapping[str, object] | None = None) -> Case:
    """Accepted on 12 June: two licenses are in hand, the applicant's own already applied for."""
    return submitted(change).does("2026-06-12", "shanghai", "accept", acceptance_no="1")


def guided(change: Mapping[str, object] | None = None) -> Case:
    """The agency has guided the applicant, on 12 June."""
    return accepted(change).does(
        "2026-06-12", "shanghai", "give_guidance", advice="one system over both sites"
    )


def found_suitable(change: Mapping[str, object] | None = None) -> Case:
    """Found suitable on 15 June."""
    return guided(change).does(
        "2026-06-15", "shanghai", "decide_suitability", outcome="suitable", reason="meets the Plan"
    )


def planned(change: Mapping[str, object] | None = None) -> Case:
    """The supervision plan drawn up on 16 June."""
    return found_suitable(change).does("2026-06-16", "shanghai", "draw_up_supervision_plan", **PLAN)


def manufacturer_applied(change: Mapping[str, object] | None = None) -> Case:
    """The manufacturer applied for a change of its license on 17 June and was accepted the same day."""
    story = planned(change).does("2026-06-17", "ds", "apply_for_license", licensee="ds", kind="change")
    return story.does("2026-06-17", "jiangsu", "accept_license_application", licensee="ds")


def with_papers(change: Mapping[str, object] | None = None) -> Case:
    """Jiangsu has given its GMP notification and its consent, on 18 June."""
    story = manufacturer_applied(change).does(
        "2026-06-18", "jiangsu", "notify_gmp", licensee="ds", notification_no="1", result="pass"
    )
    return story.does("2026-06-18", "jiangsu", "consent_to_entrustment", licensee="ds", opinion_no="1")


def manufacturer_licensed(change: Mapping[str, object] | None = None) -> Case:
    """Jiangsu has granted and delivered the manufacturer's license, on 22 June."""
    story = with_papers(change).does("2026-06-22", "jiangsu", "decide_license", **grant("ds"))
    return story.does("2026-06-22", "jiangsu", "deliver_license", licensee="ds", receipt_no="1")


def licensed(change: Mapping[str, object] | None = None) -> Case:
    """The holder's license granted last, on 23 June."""
    story = manufacturer_licensed(change).does(
        "2026-06-23", "shanghai", "decide_license", **grant("applicant")
    )
    return story.does("2026-06-23", "shanghai", "deliver_license", licensee="applicant", receipt_no="2")


def approved() -> Case:
    """Filed, reviewed and approved by 10 December 2026."""
    story = licensed().does("2026-06-24", "shanghai", "give_guidance", subject="filing", advice="both sites")
    story = story.does(
        "2026-06-24", "applicant", "file_registration", kind="marketing_application", track="reg.maa"
    )
    story = story.does("2026-06-25", "cde", "accept_registration", acceptance_no="1")
    story = story.does("2026-06-26", "cde", "waive_registration_inspection", reason="inspected last year")
    story = story.does("2026-11-30", "cde", "conclude_review", conclusion="approve", **CONCLUSION)
    return story.does(
        "2026-12-10", "nmpa", "decide_registration", outcome="approve", decision_no="1", reason="as reviewed"
    )
