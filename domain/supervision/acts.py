"""What each act that told its remedies took, noted so that it can be given back when the act falls."""

from __future__ import annotations

from collections.abc import Mapping

from domain.messages import Event
from domain.supervision.contest_file import ActKind, Contests, ToldAct
from domain.supervision.contest_messages import ActDropped, ActFell
from domain.supervision.fines import FineImposed
from domain.supervision.held import HeldLicense, LicenseStanding
from domain.supervision.measures import MeasureTaken, ProductionSuspended, RectificationOrdered
from domain.supervision.remedies import RemedyNotice
from domain.supervision.renewal_messages import RenewalRefused
from domain.supervision.restrictions import ProductRestricted
from domain.supervision.revocation import LicenseCancelled, LicenseRevoked, ScopeReduced
from domain.supervision.state import SupervisionState

KINDS: Mapping[type[Event], tuple[ActKind, tuple[str, ...]]] = {
    LicenseRevoked: (ActKind.REVOCATION, ("licensee", "ground", "evidence_no", "findings")),
    ScopeReduced: (ActKind.SCOPE, ("licensee", "ground", "evidence_no", "findings", "addresses")),
    LicenseCancelled: (ActKind.CANCELLATION, ("licensee", "ground")),
    RenewalRefused: (ActKind.RENEWAL, ("licensee", "valid_until")),
    FineImposed: (ActKind.FINE, ("licensee", "ground", "amount", "evidence_no", "findings")),
    ProductRestricted: (ActKind.RESTRICTION, ("what", "reason")),
    ProductionSuspended: (ActKind.SUSPENSION, ("site", "findings", "reason")),
}
"""Each act that can be contested, with the facts that make it the same act (reading `same_facts_and_reasons`)."""

LOSSES = (ActKind.REVOCATION, ActKind.CANCELLATION)
TAKERS = (*LOSSES, ActKind.RENEWAL)
"""Acts that take a pending application for renewal with them."""


def noted(before: SupervisionState, after: SupervisionState, event: Event) -> SupervisionState:
    """The supervision after the event, with the act on file if it is one that told its remedies."""
    contests = _decided_anew(after.contests, event)
    notice = getattr(event, "remedies", None)
    if isinstance(notice, RemedyNotice):
        contests = contests.model_copy(update={"acts": (*contests.acts, _told(before, event, notice))})
    return after if contests is after.contests else after.model_copy(update={"contests": contests})


def same_act(state: SupervisionState, event: Event) -> ToldAct | None:
    """The act that a ruling has changed, where this event would make it again on the same facts."""
    if type(event) not in KINDS:
        return None
    kind, facts = KINDS[type(event)][0], _facts(event)
    made = (each for each in state.contests.acts if each.kind is kind and each.facts == facts)
    return next((each for each in made if each.fallen == "changed"), None)


def fallen(state: SupervisionState, event: ActFell) -> SupervisionState:
    """The supervision as it would stand without the act."""
    act = state.contests.act(event.act)
    if act is None:
        raise LookupError(f"no act {event.act} has told its remedies")
    contests = state.contests.with_act(act.number, fallen=event.outcome, anew=event.anew)
    state = state.model_copy(update={"contests": contests})
    match act.kind:
        case ActKind.REVOCATION | ActKind.SCOPE | ActKind.CANCELLATION | ActKind.RENEWAL:
            return _license_back(state, act.licensee or "")
        case ActKind.RESTRICTION:
            restrictions = tuple(
                each.model_copy(update={"lifted": True}) if each.number == act.place else each
                for each in state.restrictions
            )
            return state.model_copy(update={"restrictions": restrictions})
        case ActKind.SUSPENSION:
            suspensions = tuple(
                each.model_copy(update={"lifted": True}) if each.number == act.place else each
                for each in state.suspensions
            )
            return state.model_copy(update={"suspensions": suspensions})
        case ActKind.FINE:
            return state


def _license_back(state: SupervisionState, licensee: str) -> SupervisionState:
    """The license as the acts that still stand leave it, and its expiry."""
    held = state.license(licensee)
    if held is None:
        return state
    standing = [each for each in state.contests.acts if each.licensee == licensee and each.stands]
    kinds = {each.kind for each in standing}
    if ActKind.CANCELLATION in kinds:
        now = LicenseStanding.CANCELLED
    elif ActKind.REVOCATION in kinds:
        now = LicenseStanding.REVOKED
    else:
        now = LicenseStanding.EXPIRED if held.expired else LicenseStanding.VALID
    removed = tuple(gone for each in standing if each.kind is ActKind.SCOPE for gone in each.addresses)
    state = state.with_license(licensee, standing=now, removed=removed)
    if now in {LicenseStanding.REVOKED, LicenseStanding.CANCELLED}:
        return state
    return state.with_license(licensee, **_application(state.contests, held))


def _application(contests: Contests, held: HeldLicense) -> dict[str, object]:
    """The application for renewal that the last act to take one took, if that act fell and it was for this term."""
    takers = [
        each
        for each in contests.of_license(held.licensee, *TAKERS)
        if each.held and each.held.applied_on and each.held.valid_until == held.valid_until
    ]
    if not takers or takers[-1].stands or (was := takers[-1].held) is None:
        return {}
    return {"applied_on": was.applied_on, "in_time": was.in_time or held.in_time}


def _told(before: SupervisionState, event: Event, notice: RemedyNotice) -> ToldAct:
    licensee = getattr(event, "licensee", None)
    place = getattr(event, "number", None)
    if isinstance(event, LicenseRevoked):
        place = len(before.bars) if event.bar else None
    ground = getattr(event, "ground", None)
    return ToldAct(
        number=notice.act,
        kind=KINDS[type(event)][0],
        province=notice.province,
        subject=_subject(event) or "",
        facts=_facts(event),
        licensee=licensee,
        site=getattr(event, "site", None),
        ground=str(ground) if ground else None,
        addresses=getattr(event, "addresses", ()),
        place=place if isinstance(place, int) else None,
        held=before.license(licensee) if licensee else None,
    )


def _decided_anew(contests: Contests, event: Event) -> Contests:
    """The file without the duty to decide anew, once an act about the same subject is made, or none will be."""
    if isinstance(event, ActDropped):
        return contests.with_act(event.act, anew=False)
    subject = _subject(event)
    for each in contests.acts:
        if each.anew and each.subject == subject:
            contests = contests.with_act(each.number, anew=False)
    return contests


def _subject(event: Event) -> str | None:
    match event:
        case LicenseRevoked() | ScopeReduced() | LicenseCancelled() | RenewalRefused() | FineImposed():
            return f"license/{event.licensee}"
        case ProductionSuspended(site=site) | MeasureTaken(site=site) | RectificationOrdered(site=site):
            return f"site/{site or '*'}"
        case ProductRestricted():
            return "product"
        case _:
            return None


def _facts(event: Event) -> tuple[str, ...]:
    return tuple(str(getattr(event, name)) for name in KINDS[type(event)][1])
