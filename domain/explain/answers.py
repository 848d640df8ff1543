"""Which act answers which term: whose duty a term measures, and whether that duty is still owed."""

from __future__ import annotations

from collections.abc import Mapping

from domain.actors import Role
from domain.case.state import CaseState
from domain.position import Wait
from domain.supervision.state import SupervisionState

COMMANDS: Mapping[str, frozenset[str]] = {
    "intake.check": frozenset({"accept", "request_correction", "refuse_acceptance"}),
    "licensing.accept": frozenset({"accept_license_application", "request_license_correction"}),
    "licensing.decide": frozenset(
        {"decide_license", "report_license_inspection", "assess_license_inspection"}
    ),
    "licensing.inspect": frozenset({"report_license_inspection"}),
    "licensing.assess": frozenset({"assess_license_inspection"}),
    "licensing.deliver": frozenset({"deliver_license"}),
    "review.accept": frozenset(
        {"accept_registration", "request_registration_correction", "refuse_registration_acceptance"}
    ),
    "review.clock": frozenset({"conclude_review", "request_supplement"}),
    "review.supplement": frozenset({"answer_supplement"}),
    "review.explain": frozenset({"answer_explanation"}),
    "review.inspection_notice": frozenset(
        {"notify_registration_inspection", "waive_registration_inspection"}
    ),
    "review.inspection_report": frozenset({"report_registration_inspection"}),
    "review.test": frozenset({"report_registration_test"}),
    "review.dissent": frozenset({"dissent_from_conclusion"}),
    "review.expert": frozenset({"decide_dissent"}),
    "review.decide": frozenset({"decide_registration"}),
    "review.deliver": frozenset({"deliver_registration"}),
    "year": frozenset({"record_inspection"}),
    "finding": frozenset({"hand_in_corrective_plan", "verify_correction"}),
    "posting": frozenset({"post_staff"}),
    "compensation": frozenset({"renew_compensation"}),
}
"""The commands that a term waits for, by the term's kind."""


def kind(term: str) -> str:
    """A term's name without the licensee or the year in it: `licensing.decide` for `licensing.cmo-1.decide`."""
    owner, _, rest = term.partition(".")
    match owner:
        case "licensing":
            return f"licensing.{rest.rpartition('.')[2]}"
        case "year" | "finding" | "posting":
            return owner
        case _:
            return term


def answers(wait: Wait, term: str, state: CaseState | SupervisionState) -> bool:
    """Whether an act that this office is asked for is the one that the term measures."""
    if not COMMANDS.get(kind(term), frozenset()).intersection(wait.commands):
        return False
    if isinstance(state, SupervisionState):
        return not term.startswith("finding.") or _at_the_site(wait, term, state)
    if not term.startswith("licensing."):
        return True
    file = state.licensing.file(term.removeprefix("licensing.").rpartition(".")[0])
    if file is None:
        return False
    if wait.role in {Role.APPLICANT, Role.MANUFACTURER}:
        return wait.organisation == file.licensee.name
    return wait.province == file.licensee.province


def _at_the_site(wait: Wait, term: str, state: SupervisionState) -> bool:
    """Whether the office has to do with the site of that finding."""
    number = term.removeprefix("finding.")
    finding = state.finding(int(number)) if number.isdigit() else None
    if finding is None:
        return False
    if wait.role is Role.AGENCY:
        return wait.province == state.supervised.in_charge(finding.site)
    return wait.organisation in {state.supervised.maker(finding.site), state.supervised.represented_by}
