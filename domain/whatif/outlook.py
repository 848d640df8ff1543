"""The procedure that a dossier has before it, walked from its submission on: each last day from the one before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import assert_never

from domain.actors import Role
from domain.case.license_terms import decision_limit
from domain.case.path import Path, path_at
from domain.case.remedy_file import Office
from domain.case.stages import Stage
from domain.dossier import ApplicantRole, Consent, Dossier, Licensee
from domain.law import Law, Regime
from domain.law.calendar import Due
from domain.model import ProvisionId, local_day
from domain.rules.vaccine import VACCINES
from domain.whatif.ahead import Application, Outlook
from domain.whatif.steps import Offices, Steps, latest

WIDENED = (2, 4)
"""The items of Announcement 134 that open the wider condition of experience, once confirmed in writing."""

MARKETING = ("reg.maa", "reg.maa.priority", "reg.maa.rare")
SUPPLEMENTAL = ("reg.sa", "reg.sa.merged", "reg.sa.inspection")

CENTRE = (Office(role=Role.REVIEW_CENTRE),)
NMPA = (Office(role=Role.NMPA),)


def outlook(dossier: Dossier, law: Law, submitted: datetime, regime: Regime | None = None) -> Outlook:
    """What the law says of when, for this dossier: under the rule book of its day, or a named one."""
    chosen, day = regime or law.regime(submitted), local_day(submitted)
    window = law.regimes[chosen].submitted
    counted_from = min(max(day, window.from_ or day), window.to or date.max)
    way = path_at(chosen, law.on(counted_from))
    if way is None:
        return Outlook(regime=chosen, submitted=day, counted_from=counted_from)
    in_force = law.on(counted_from)
    held_from = in_force.reading("license_held_from").value
    walk = _Walk(dossier, way, Steps(law, chosen, counted_from), held_from)
    for stage in way.stages:
        walk.through(stage)
    licensed, registered = walk.licensed, walk.registered
    return Outlook(
        regime=chosen,
        submitted=day,
        counted_from=counted_from,
        steps=tuple(walk.steps.written),
        licensed_by=licensed.day if licensed else None,
        licensed_provisional=licensed is not None and licensed.provisional,
        registered_by=registered.day if registered else None,
        registered_provisional=registered is not None and registered.provisional,
        readings=tuple(each for each in _rests_on(way) if in_force.reading(each).open),
    )


def _rests_on(way: Path) -> tuple[str, ...]:
    """The readings without which the way or its days would be others."""
    own = (
        ("pilot_statutory_timers",)
        if way.pilot
        else ("n173_one_application", "n173_plan_circle", "nmpa_segment_approval_required")
    )
    return (*own, "license_held_from")


class _Walk:
    """Goes through the stages; `reached` is the last day of the step before, None where nobody can say."""

    def __init__(self, dossier: Dossier, way: Path, steps: Steps, held_from: object) -> None:
        self._dossier = dossier
        self._way = way
        self._held_from = held_from
        self._received = Due(day=steps.known, provisional=False)
        self.steps = steps
        self.reached: Due | None = self._received
        self.licensed: Due | None = None
        self.registered: Due | None = None

    def through(self, stage: Stage) -> None:
        """Every step of that stage."""
        match stage:
            case Stage.INTAKE:
                self.reached = self._term("intake", stage, (self._home(),), self._way.check, self.reached)
            case Stage.PRELIMINARY_SELECTION:
                self._open("selection", stage, (self._home(),), "decide_selection")
            case Stage.JOINT_PLAN:
                agencies = tuple(Office(role=Role.AGENCY, province=p) for p in self._dossier.provinces())
                self._open("joint_plan", stage, agencies, "propose_scheme", "sign_scheme")
                self._open("government", stage, (self._home(Role.GOVERNMENT),), "decide_as_government")
            case Stage.NATIONAL_DECISION:
                if self._way.applies_for_license:
                    self._open("suitability", stage, (self._home(),), "decide_suitability")
                    self._open("supervision_plan", stage, (self._home(),), "draw_up_supervision_plan")
                self._open("nmpa", stage, NMPA, "decide_as_nmpa")
            case Stage.LICENSING:
                self._licensing(stage)
            case Stage.TECHNICAL_REVIEW:
                self._review(stage)
            case Stage.CLOSING:
                return
            case _:
                assert_never(stage)

    def _licensing(self, stage: Stage) -> None:
        """Each license in its own terms, side by side; all of them are held before the filing."""
        product, consent = self._dossier.product, self._dossier.vaccine.nmpa_consent
        if product.kind in VACCINES and consent is not Consent.GRANTED:
            self.steps.open("vaccine_consent", stage, NMPA, (ProvisionId("vl/22"), ProvisionId("vpd/12")))
            self.reached = None
        licensees = self._dossier.licensees()
        others = tuple(each for each in licensees if not each.is_applicant)
        held = [self._manufacturers(stage, others)] if others else []
        before = tuple(each.name for each in others)
        held += [self._holder(stage, each, before) for each in licensees if each.is_applicant]
        self.steps.outside("inspection", stage, _agencies(licensees), "lic.inspect")
        self.steps.outside("assessment", stage, _agencies(licensees), "lic.assess")
        self.licensed = self.reached = latest(held)

    def _manufacturers(self, stage: Stage, licensees: tuple[Licensee, ...]) -> Due | None:
        offices, names = _agencies(licensees), tuple(each.name for each in licensees)
        found = self._license(stage, offices, names)
        self.steps.within("papers", stage, offices, "notify_gmp", "consent_to_entrustment")
        return found

    def _holder(self, stage: Stage, licensee: Licensee, before: tuple[str, ...]) -> Due | None:
        """Where the submission was the application, it has been checked, and its review is part of the decision."""
        offices, names = _agencies((licensee,)), (licensee.name,)
        if not self._way.applies_for_license:
            return self._license(stage, offices, names, before)
        received = self.reached
        if Stage.NATIONAL_DECISION not in self._way.stages:
            self.steps.within("suitability", stage, offices, "decide_suitability")
            self.steps.within("supervision_plan", stage, offices, "draw_up_supervision_plan")
            received = self._received if self.reached else None
        if self._dossier.announcement_134_item in WIDENED and not self._dossier.written_confirmation:
            self.steps.within("confirmation", stage, offices, "confirm_experience")
        kind = self._dossier.applicant.license_application
        begins = {kind: received if kind == "change" else self.reached}
        return self._decision(stage, offices, names, begins, before)

    def _license(
        self, stage: Stage, offices: Offices, names: tuple[str, ...], before: tuple[str, ...] = ()
    ) -> Due | None:
        """A license that is applied for on its own: a new one counts from acceptance, a change from receipt."""
        applied = self.reached
        accepted = self._term("license_check", stage, offices, "lic.accept", applied, names)
        return self._decision(stage, offices, names, {"new": accepted, "change": applied}, before)

    def _decision(
        self,
        stage: Stage,
        offices: Offices,
        names: tuple[str, ...],
        begins: Mapping[Application, Due | None],
        before: tuple[str, ...],
    ) -> Due | None:
        spans = [
            self.steps.span(decision_limit(kind, self.steps.moment(day)), day, kind)
            for kind, day in begins.items()
        ]
        decided = self.steps.add("license_decision", stage, offices, spans, names, before)
        delivered = self._term("license_delivery", stage, offices, "lic.deliver", decided, names)
        return delivered if self._held_from == "delivery" else decided

    def _review(self, stage: Stage) -> None:
        """Filed on the day on which the last license is held, and reviewed with nothing that holds it up."""
        accepted = self._term("registration_check", stage, CENTRE, "reg.accept", self.reached)
        supplemental = self._dossier.applicant.role is ApplicantRole.MAH
        tracks = SUPPLEMENTAL if supplemental else MARKETING
        concluded = self.steps.add(
            "review", stage, CENTRE, [self.steps.span(each, accepted) for each in tracks]
        )
        self.registered = self._term("registration_decision", stage, NMPA, "reg.decide", concluded)
        self.reached = self._term("registration_delivery", stage, NMPA, "reg.deliver", self.registered)

    def _home(self, role: Role = Role.AGENCY) -> Office:
        return Office(role=role, province=self._dossier.applicant_province())

    def _term(  # noqa: PLR0913, PLR0917 - what a step is, each thing once
        self,
        step: str,
        stage: Stage,
        offices: Offices,
        limit: str,
        begins: Due | None,
        licensees: tuple[str, ...] = (),
    ) -> Due | None:
        return self.steps.add(step, stage, offices, [self.steps.span(limit, begins)], licensees)

    def _open(self, step: str, stage: Stage, offices: Offices, *commands: str) -> None:
        self.steps.open(step, stage, offices, self.steps.articles(*commands))
        self.reached = None


def _agencies(licensees: Iterable[Licensee]) -> Offices:
    provinces = dict.fromkeys(each.province for each in licensees)
    return tuple(Office(role=Role.AGENCY, province=each) for each in provinces)
