"""What a case is at any moment, as its events have made it: one slice per stage, and the terms that run."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime, ConfigDict, Field

from domain.bars import Bar
from domain.case.remedy_file import Remedies
from domain.case.scheme import JointPlan
from domain.case.stages import CaseOutcome as CaseOutcome  # noqa: PLC0414 - part of the state
from domain.case.stages import Stage as Stage  # noqa: PLC0414 - part of the state
from domain.case.suspension_file import Suspension
from domain.dossier import Dossier, Licensee
from domain.dossier import Stage as MadeAt
from domain.findings import Finding, Outcome
from domain.law import Regime
from domain.model import Frozen
from domain.term import Term
from domain.terms import KnownDue


class LinkKind(StrEnum):
    """How a case follows an earlier one: it comes again, or it changes what was approved."""

    RE_ENTRY = "re_entry"
    CHANGE = "change"


class Link(Frozen):
    """The earlier case that an application names, and how it follows it."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, populate_by_name=True)

    case: str = Field(pattern=r"^[A-Z0-9-]{1,40}$")
    as_: LinkKind = Field(alias="as")


class Linked(Frozen):
    """A link as it stands in either case: the number of the other one.

    `change` is the number of the change in the supervision of the earlier case. `turned_away`: the earlier
    application was declined at the door, so it has a number and no case.
    """

    case: str
    kind: LinkKind
    change: int | None = None
    turned_away: bool = False


class Intake(Frozen):
    """Formal check of the dossier: one correction notice in all (ALL Art. 32)."""

    correction_used: bool = False
    awaits_correction: bool = False
    correction_lapsed: bool = False


class Resolution(Frozen):
    """What a competent authority made of a finding that the rules refer to a human."""

    rule: str
    outcome: Outcome
    reason: str
    by: str


class Selection(Frozen):
    """The findings of the rules on the dossier as it stands, and the human answers to them."""

    findings: tuple[Finding, ...] = ()
    resolutions: tuple[Resolution, ...] = ()

    def reassessed(self, findings: tuple[Finding, ...]) -> Selection:
        """The selection with other findings; an answer stays where its finding has the outcome that it had."""
        now = {(each.rule, each.outcome) for each in findings}
        same = {each.rule for each in self.findings if (each.rule, each.outcome) in now}
        kept = tuple(each for each in self.resolutions if each.rule in same)
        return Selection(findings=findings, resolutions=kept)


class Suitability(Frozen):
    """The examination of a dossier inside the license procedure: what was advised, confirmed and found.

    `guided` are the subjects on which the agency has given guidance; `confirmed` its answer on the widened
    experience; `found` that it has found the dossier in order.
    """

    guided: tuple[str, ...] = ()
    confirmed: bool | None = None
    found: bool = False


class ReplyScope(Frozen):
    """What NMPA's approval covers: the variety, who holds it, who makes which stages, and where."""

    variety: str
    variety_zh: str | None = None
    holder: str
    holder_zh: str | None = None
    manufacturers: tuple[str, ...] = ()
    manufacturers_zh: tuple[str, ...] = ()
    stages: tuple[MadeAt, ...] = ()
    sites: tuple[str, ...] = ()


class Reply(Frozen):
    """NMPA's approval of the pilot; the licenses follow what it covers."""

    reply_no: str
    scope: ReplyScope | None = None


class LicenseStep(StrEnum):
    """How far one license application has come."""

    AWAITED = "awaited"
    APPLIED = "applied"
    CORRECTING = "correcting"
    ACCEPTED = "accepted"
    INSPECTING = "inspecting"
    ASSESSING = "assessing"
    RECTIFYING = "rectifying"
    GRANTED = "granted"
    NOT_GRANTED = "not_granted"


class HearingStep(StrEnum):
    """How far the hearing before a license decision has come."""

    TOLD = "hearing_told"
    REQUESTED = "hearing_requested"
    NOTIFIED = "hearing_notified"
    OVER = "hearing_over"


class LicenseFile(Frozen):
    """One licensee's application for, or change of, a Drug Manufacturing License.

    `inspected` is the conclusion of the last inspection, `reinspection_due` that a defect has to be looked at again.
    """

    licensee: Licensee
    step: LicenseStep = LicenseStep.AWAITED
    kind: Literal["new", "change"] | None = None
    applied_on: date | None = None
    correction_used: bool = False
    correction_lapsed: bool = False
    hearing: HearingStep | None = None
    hearing_on: date | None = None
    inspected: str | None = None
    reinspection_due: bool = False
    gmp_notification: str | None = None
    consent: str | None = None
    consent_refused: str | None = None
    number: str | None = None
    classification: str | None = None
    addresses: tuple[str, ...] = ()
    valid_until: date | None = None
    decided_on: date | None = None
    delivered_on: date | None = None

    @property
    def awaits_delivery(self) -> bool:
        """Whether a decision has been made that the licensee does not have yet."""
        return self.decided_on is not None and self.delivered_on is None


class Licensing(Frozen):
    """Every licensee's file, in the order of the dossier."""

    files: tuple[LicenseFile, ...] = ()

    def file(self, licensee: str) -> LicenseFile | None:
        """The file of this licensee, or None."""
        return next((file for file in self.files if file.licensee.id == licensee), None)

    @property
    def granted(self) -> tuple[LicenseFile, ...]:
        """The files whose license has been granted."""
        return tuple(file for file in self.files if file.step is LicenseStep.GRANTED)


class ReviewStep(StrEnum):
    """How far the technical review has come."""

    AWAITED = "awaited"
    FILED = "filed"
    CORRECTING = "correcting"
    REVIEWING = "reviewing"
    SUPPLEMENT = "supplement"
    DISSENT_OPEN = "dissent_open"
    EXPERT_PANEL = "expert_panel"
    CONCLUDED = "concluded"


class SiteInspection(Frozen):
    """The registration inspection of one site of the chain: no result before its report."""

    site: str
    overseas: bool = False
    result: Literal["pass", "rectify", "fail"] | None = None
    rectified: bool = False

    @property
    def rectifying(self) -> bool:
        """Whether the enterprise has yet to report that the defects are mended."""
        return self.result == "rectify" and not self.rectified


class RegistrationInspection(Frozen):
    """Registration inspection and testing: whether they were called for, and what has been reported."""

    needed: bool | None = None
    sites: tuple[SiteInspection, ...] = ()
    abroad: bool = False
    report_missing: bool = False
    testing: Literal["sample", "sample_and_standard"] | None = None
    test_result: Literal["conforming", "not_conforming"] | None = None

    @property
    def unreported(self) -> tuple[SiteInspection, ...]:
        """The sites without a report."""
        return tuple(each for each in self.sites if each.result is None)

    def site(self, site: str) -> SiteInspection | None:
        """The inspection of that site, or None."""
        return next((each for each in self.sites if each.site == site), None)


class Review(Frozen):
    """The registration file at the review centre."""

    step: ReviewStep = ReviewStep.AWAITED
    kind: str | None = None
    track: str | None = None
    acceptance_no: str | None = None
    correction_used: bool = False
    correction_lapsed: bool = False
    supplements: int = 0
    lapsed: bool = False
    explanation: Literal["awaited", "lapsed"] | None = None
    extended: bool = False
    inspection: RegistrationInspection = RegistrationInspection()
    conclusion: str | None = None
    decided_on: date | None = None
    delivered_on: date | None = None

    @property
    def awaits_delivery(self) -> bool:
        """Whether NMPA has decided and the applicant does not have the decision yet."""
        return self.decided_on is not None and self.delivered_on is None


class Transition(Frozen):
    """The end of the pilot as an open case has seen it, and whether its agency has confirmed how it goes on."""

    reading: str
    confirmed: bool = False


class CaseState(Frozen):
    """A case. `regime`, `path` and the submission are fixed when it opens; the rest follows the events.

    `path` are the stages of its way; none in a case of the first releases, which all took the pilot's.

    `follows` is the earlier case that it names, `followed_by` are the later ones that name it. `bars_fallen` are the
    places of the bars that fell with the decision that they came with. `dues` are the last days as they were
    recorded, `releases` the calendars by which they were counted anew.
    """

    number: str = ""
    stage: Stage | None = None
    regime: Regime | None = None
    path: tuple[Stage, ...] = ()
    submitted: AwareDatetime | None = None
    dossier: Dossier | None = None
    shift: timedelta = timedelta(0)
    outcome: CaseOutcome | None = None
    closed: bool = False
    terms: dict[str, Term] = {}
    intake: Intake = Intake()
    selection: Selection = Selection()
    suitability: Suitability = Suitability()
    plan: JointPlan = JointPlan()
    reply: Reply | None = None
    licensing: Licensing = Licensing()
    review: Review = Review()
    remedies: Remedies = Remedies()
    bars: tuple[Bar, ...] = ()
    bars_fallen: tuple[int, ...] = ()
    follows: Linked | None = None
    followed_by: tuple[Linked, ...] = ()
    transition: Transition | None = None
    suspension: Suspension | None = None
    dues: dict[str, KnownDue] = {}
    releases: tuple[str, ...] = ()

    @property
    def opened(self) -> bool:
        """Whether the case has been submitted."""
        return self.dossier is not None

    @property
    def file(self) -> Dossier:
        """The dossier of a case that has been submitted."""
        if self.dossier is None:
            raise LookupError("the case has no dossier before it is submitted")
        return self.dossier


def applicant_names(dossier: Dossier) -> frozenset[str]:
    """The organisations that act as the applicant: itself and, for an overseas one, its domestic agent."""
    agent = dossier.applicant.domestic_agent
    return frozenset({dossier.applicant.name, *((agent.name,) if agent else ())})
