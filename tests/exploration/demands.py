"""What each regime demands before a licence is granted and before the registration is decided, and how it is known.

This is the regulation once more, written apart from the domain: an onlooker who sees only the events, and who gave
each command, keeps what has been decided by the office whose decision it is. A decision by another office is none.

Pilot (Plan, steps P04 to P13): selection; each concerned agency's signature to the same version of the scheme; the
government of the applicant's province; NMPA; for a manufacturer its agency's GMP notification and consent; no
inspection that is open or has found what is not mended; the holder's own licence after those of all manufacturers.
Notice 173 (N02 to N08): acceptance; every finding passed or resolved; the supervision plan; each province's own work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.actors import Actor, Role
from domain.dossier import Licensee
from domain.findings import Finding, Outcome
from domain.law import Regime
from domain.messages import Event
from domain.rules.rule import Step

if TYPE_CHECKING:
    from tests.exploration.acts import Cast

Facts = frozenset[str]
HOME = "310000"
N173 = frozenset({Regime.N173, Regime.N173_PRE_REGS})
HOLDS = {
    (True, False): Step.CMO_LICENSE,
    (True, True): Step.HOLDER_LICENSE,
    (False, False): None,
    (False, True): Step.N_LICENSE,
}
"""Which hold keeps a licence back: in the pilot or not, for the holder or a manufacturer."""
FILING = frozenset({Step.FILING, Step.N_FILING})


def learn(facts: Facts, event: Event, actor: Actor, cast: Cast) -> Facts:  # noqa: C901, PLR0912 - one row per event
    """What is known after this event, which this actor brought about."""
    home = actor.role is Role.AGENCY and actor.province == HOME
    match event.topic.removeprefix("case."):
        case "dossier_assessed":
            return _without(facts, "open", "against", "held") | _findings(event.findings)  # type: ignore[attr-defined]
        case "accepted":
            return facts | {"accepted"} if home else facts
        case "deemed_accepted":
            return facts | {"accepted"}
        case "found_suitable":
            return facts | {"suitable"} if home else facts
        case "supervision_plan_drawn_up":
            return facts | {"plan"} if home else facts
        case "finding_resolved":
            return _resolved(facts, event, home=home)
        case "selected":
            return facts | {"selected"} if home else facts
        case "scheme_proposed":
            return _without(facts, "signed", "government", "nmpa") | ({"plan"} if home else set())
        case "scheme_signed":
            own = actor.role is Role.AGENCY and actor.province == event.province  # type: ignore[attr-defined]
            return facts | {f"signed:{actor.province}"} if own else facts
        case "scheme_objected" | "signature_withdrawn":
            return facts - {f"signed:{event.province}"}  # type: ignore[attr-defined]
        case "government_approved":
            own = actor.role is Role.GOVERNMENT and actor.province == HOME
            return facts | {"government"} if own else facts
        case "government_returned" | "national_returned":
            return _without(facts, "signed", "government", "plan", "suitable")
        case "national_approved":
            return facts | {"nmpa"} if actor.role is Role.NMPA else facts
        case "false_materials_found":
            # The application has ended, and with it the inspection that had begun.
            return facts - {f"inspecting:{event.licensee}"}  # type: ignore[attr-defined]
        case topic if topic.startswith("license."):
            return _license(facts, event, actor, cast)
        case topic if topic.startswith("review."):
            return _review(facts, event, actor)
        case _:
            return facts


def lacking(facts: Facts, licensee: Licensee, cast: Cast) -> list[str]:
    """What the regime demands for this licence and nobody has decided."""
    dossier = cast.dossiers["clean"]
    makers = [each for each in cast.licensees if not each.is_applicant]
    pilot = cast.world.regime is Regime.PILOT
    demanded = ["accepted"]
    if pilot:
        signed = (f"signed:{each}" for each in dossier.provinces())
        demanded += ["selected", *signed, "plan", "government", "nmpa"]
    elif licensee.is_applicant:
        demanded += ["suitable", "plan"]
    if cast.world.nmpa_decides:
        demanded += ["nmpa"]
    if licensee.is_applicant:
        demanded += [f"license:{each.id}" for each in makers]
    else:
        demanded += [f"gmp:{licensee.id}", f"consent:{licensee.id}"]
    step = HOLDS[pilot, licensee.is_applicant]
    asked = pilot or licensee.is_applicant
    against = [each for each in facts if asked and each.startswith(("open:", "against:", f"held:{step}:"))]
    unmended = [each for each in facts if each in {f"inspecting:{licensee.id}", f"defect:{licensee.id}"}]
    return [each for each in demanded if each not in facts] + sorted(against) + unmended


def unready(facts: Facts, cast: Cast) -> list[str]:
    """What is demanded before the registration is approved and is not there."""
    demanded = [*(f"license:{each.id}" for each in cast.licensees), "filed", "accepted:cde", "conclusion"]
    if cast.world.regime is not Regime.PILOT:
        demanded += ["suitable", "plan"]
    held = sorted(each for each in facts if any(each.startswith(f"held:{step}:") for step in FILING))
    reports = sorted(each for each in facts if each.startswith(("report:", "test:")))
    return [each for each in demanded if each not in facts] + held + reports


def _findings(findings: tuple[Finding, ...]) -> set[str]:
    found = set()
    for each in findings:
        match each.outcome:
            case Outcome.REFER:
                found.add(f"open:{each.rule}")
            case Outcome.FAIL | Outcome.CORRECT:
                found.add(f"against:{each.rule}")
            case Outcome.HOLD:
                found.add(f"held:{each.holds}:{each.rule}")
            case _:
                pass
    return found


def _resolved(facts: Facts, event: Event, *, home: bool) -> Facts:
    if not home:
        return facts
    rule, passed = event.rule, event.outcome is Outcome.PASS  # type: ignore[attr-defined]
    named = {each for each in facts if each.endswith(f":{rule}")}
    held = {each for each in named if each.startswith("held:")}
    if held or event.finding is Outcome.HOLD:  # type: ignore[attr-defined]
        return facts - held if passed else facts
    return (facts - named) | (set() if passed else {f"against:{rule}"})


def _license(facts: Facts, event: Event, actor: Actor, cast: Cast) -> Facts:
    own = event.licensee  # type: ignore[attr-defined]
    licensee = next(each for each in cast.licensees if each.id == own)
    its_agency = actor.role is Role.AGENCY and actor.province == licensee.province
    match event.topic:
        case "license.gmp_notified" if event.result == "pass" and its_agency:  # type: ignore[attr-defined]
            return facts | {f"gmp:{own}"}
        case "license.gmp_notified":
            return (facts - {f"gmp:{own}"}) | {f"defect:{own}"}
        case "license.entrustment_consented" if its_agency:
            return facts | {f"consent:{own}"}
        case "license.consent_refused":
            return facts - {f"consent:{own}"}
        case "license.inspection_started":
            return facts | {f"inspecting:{own}"}
        case "license.inspection_assessed":
            left = facts - {f"inspecting:{own}", f"defect:{own}"}
            return left if event.conclusion == "pass" and its_agency else left | {f"defect:{own}"}  # type: ignore[attr-defined]
        case "license.application_withdrawn":
            return facts - {f"inspecting:{own}"}
        case "license.refused":
            return facts - {f"inspecting:{own}"}
        case "license.granted":
            papers = {f"{each}:{own}" for each in ("gmp", "consent", "inspecting", "defect")}
            return (facts - papers) | ({f"license:{own}"} if its_agency else set())
        case _:
            return facts


def _review(facts: Facts, event: Event, actor: Actor) -> Facts:
    centre = actor.role is Role.REVIEW_CENTRE
    match event.topic:
        case "review.filed":
            return facts | {"filed"}
        case "review.not_accepted":
            return facts - {"filed"}
        case "review.accepted":
            return facts | {"accepted:cde"} if centre else facts
        case "review.inspection_notified":
            sites = {f"report:{site}" for site in event.sites}  # type: ignore[attr-defined]
            return facts | sites | ({"test:"} if event.testing else set())  # type: ignore[attr-defined]
        case "review.inspection_reported":
            report = f"report:{event.site}"  # type: ignore[attr-defined]
            return facts - {report} if event.result == "pass" else facts | {report}  # type: ignore[attr-defined]
        case "review.test_reported":
            return facts - {"test:"} if event.result == "conforming" else facts  # type: ignore[attr-defined]
        case "review.concluded":
            return facts | {"conclusion"} if centre and event.conclusion == "approve" else facts  # type: ignore[attr-defined]
        case "review.dissent_decided":
            return facts | {"conclusion"} if centre and event.outcome == "changed" else facts  # type: ignore[attr-defined]
        case _:
            return facts


def _without(facts: Facts, *kinds: str) -> Facts:
    return frozenset(each for each in facts if each.partition(":")[0] not in kinds)
