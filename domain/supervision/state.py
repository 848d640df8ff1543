"""What a supervision is at any moment: product and sites, set-up, findings, measures, and the record of each year."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated

from domain.bars import Bar
from domain.case.path import path_of
from domain.case.scheme import Duty
from domain.characters import Length
from domain.law import Regime
from domain.model import Frozen, Province
from domain.position import Deadline
from domain.supervision.changed import ChangeStep, ProductChange
from domain.supervision.contest_file import ActKind, Contests
from domain.supervision.held import Entry, HeldLicense, Restriction
from domain.supervision.records import Alarm, DutyAct, SupervisionPlan
from domain.term import Term
from domain.terms import KnownDue


class SupervisionStage(StrEnum):
    """Before the registration is approved, between approval and first batch, in production."""

    LICENSED = "licensed"
    SET_UP = "set_up"
    PRODUCTION = "production"


class SupervisedSite(Frozen):
    """A site of the chain. Sites abroad have no province and no provincial inspection of their own."""

    id: str
    operator: str
    province: Province | None
    entrusted: bool
    operator_name: str | None = None


class ChineseName(Frozen):
    """What an enterprise of the chain is called in Chinese, beside the name by which the events know it."""

    name: str
    name_zh: str


class SupervisedProduct(Frozen):
    """What is supervised, taken from the case when its first license was granted.

    `acting` is who acts for an overseas holder, `plan` what the joint plan says about supervision.
    """

    case: str
    regime: Regime
    product: str
    product_zh: str | None
    holder: str
    holder_province: Province
    manufacturers: tuple[str, ...]
    sites: tuple[SupervisedSite, ...]
    acting: str | None = None
    plan: SupervisionPlan | None = None
    names_zh: tuple[ChineseName, ...] = ()

    @property
    def provinces(self) -> tuple[Province, ...]:
        """Every mainland province concerned."""
        return tuple(sorted({self.holder_province, *(s.province for s in self.sites if s.province)}))

    @property
    def pilot(self) -> bool:
        """Whether the rules of the pilot count, not those of Notice 173."""
        return path_of(self.regime).pilot

    @property
    def represented_by(self) -> str:
        """Who acts as the holder."""
        return self.acting or self.holder

    def site(self, site: str | None) -> SupervisedSite | None:
        """The site of that id, or None."""
        return next((each for each in self.sites if each.id == site), None)

    def in_charge(self, site: str | None) -> Province:
        """The province whose agency acts: the site's own; the holder's for a site abroad and the whole product."""
        found = self.site(site)
        return (found.province if found else None) or self.holder_province

    def responsible(self, site: str, duty: Duty) -> tuple[Province, ...]:
        """The agencies that take on this duty at the site, the one in charge of it first: by the plan, else its own."""
        named = self.plan.assigned(site, duty) if self.plan else ()
        own = self.in_charge(site)
        return tuple(sorted(named, key=lambda province: (province != own, province))) or (own,)

    def maker(self, site: str) -> str:
        """The enterprise that operates the site, by name."""
        found = self.site(site)
        if found is None or not found.entrusted:
            return self.represented_by
        return found.operator_name or found.operator


class Posting(Frozen):
    """A person whom the holder dispatched to an entrusted site, by id; what the person knows; both days count."""

    person: Annotated[str, Length(64)]
    site: str
    knows_process: bool
    knows_gmp: bool
    since: date | None = None
    until: date | None = None
    mandate: bool | None = None
    qa_experience: str | None = None

    def covers(self, day: date) -> bool:
        """Whether the person is posted on that day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class Ground(StrEnum):
    """What has to be in place before a batch is started."""

    STAFF = "set_up.staff"
    QUALITY_SYSTEM = "set_up.quality_system"
    COMPENSATION = "set_up.compensation"
    TRANSPORT = "set_up.transport"
    CONDUCT = "set_up.conduct"
    LICENSE = "set_up.license"


class Hold(Frozen):
    """Why no batch may be started, at one site or anywhere."""

    ground: Ground
    site: str | None = None


class Grade(StrEnum):
    """How grave a finding is."""

    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"


class Source(StrEnum):
    """Where a finding comes from."""

    INSPECTION = "from_inspection"
    SAMPLING = "from_sampling"
    AUDIT = "from_audit"
    REFUSED_AUDIT = "from_refused_audit"
    ORDER = "from_rectification_order"
    UNAPPROVED_CHANGE = "from_unapproved_change"


class SiteFinding(Frozen):
    """A finding at a site, from its opening to its closure. `serious`: the agency has to answer with a measure.

    `notified` are the other agencies that were told of it; `refused` how many of the acts of the supervision had been
    done when its correction was last found wanting.
    """

    number: int
    site: str
    source: Source
    grade: Grade | None = None
    correct_by: date | None = None
    serious: bool = False
    planned: bool = False
    overdue: bool = False
    measured: bool = False
    closed: bool = False
    opened_on: date | None = None
    notified: tuple[Province, ...] = ()
    reported: bool = False
    refused: int = 0


class Suspension(Frozen):
    """Production suspended at a site, or of the whole product; by which agency, for which findings."""

    number: int
    site: str | None
    province: Province
    findings: tuple[int, ...] = ()
    lifted: bool = False

    def stops(self, site: str | None) -> bool:
        """Whether nothing may be made at that site, or where no site is named, anywhere."""
        return not self.lifted and (self.site is None or self.site == site)


class Year(Frozen):
    """What was done in one calendar year."""

    year: int
    inspected: tuple[str, ...] = ()
    sampled: tuple[str, ...] = ()
    audited: tuple[str, ...] = ()


class SupervisionState(Frozen):
    """A supervision. `year` is the calendar year that runs; its end is a deadline among others.

    `audited` and `spot_checked` are the operators whom the holder has ever audited and spot-checked; `missed` the
    years whose inspection is still owed. `terms` are those that an event began; `contests` the acts that told
    their remedies, and what is contested. `acts` are those that can fulfil a duty, in their order. `dues` are the
    last days of the terms as they were recorded, `releases` the calendars by which they were counted anew.
    `rectification`: whether the year of Announcement 134 has begun to run.
    """

    product: SupervisedProduct | None = None
    stage: SupervisionStage = SupervisionStage.LICENSED
    shift: timedelta = timedelta(0)
    opened_on: date | None = None
    production_since: date | None = None
    postings: tuple[Posting, ...] = ()
    compensation_until: date | None = None
    holds: tuple[Hold, ...] = ()
    audited: frozenset[str] = frozenset()
    spot_checked: frozenset[str] = frozenset()
    findings: tuple[SiteFinding, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    missed: tuple[int, ...] = ()
    year: Year | None = None
    year_end: Deadline | None = None
    years_closed: int = 0
    licenses: tuple[HeldLicense, ...] = ()
    entries: tuple[Entry, ...] = ()
    restrictions: tuple[Restriction, ...] = ()
    changes: tuple[ProductChange, ...] = ()
    bars: tuple[Bar, ...] = ()
    contests: Contests = Contests()
    terms: dict[str, Term] = {}
    dues: dict[str, KnownDue] = {}
    releases: tuple[str, ...] = ()
    rectification: bool = False
    closed: bool = False
    acts: tuple[DutyAct, ...] = ()
    alarms: tuple[Alarm, ...] = ()

    @property
    def supervised(self) -> SupervisedProduct:
        """The product of a supervision that has been opened."""
        if self.product is None:
            raise LookupError("the supervision has not been opened")
        return self.product

    @property
    def bars_fallen(self) -> tuple[int, ...]:
        """The places of the bars whose revocation fell."""
        gone = (each for each in self.contests.acts if each.kind is ActKind.REVOCATION and not each.stands)
        return tuple(each.place for each in gone if each.place is not None)

    @property
    def open_findings(self) -> tuple[SiteFinding, ...]:
        """The findings that are not closed."""
        return tuple(each for each in self.findings if not each.closed)

    def finding(self, number: int) -> SiteFinding | None:
        """The finding of that number, or None."""
        return next((each for each in self.findings if each.number == number), None)

    def suspension(self, number: int) -> Suspension | None:
        """The suspension of that number, or None."""
        return next((each for each in self.suspensions if each.number == number), None)

    def with_finding(self, number: int, **change: object) -> SupervisionState:
        """The supervision with something changed about one finding."""
        findings = tuple(
            each.model_copy(update=change) if each.number == number else each for each in self.findings
        )
        return self.model_copy(update={"findings": findings})

    def license(self, licensee: str) -> HeldLicense | None:
        """The license of that licensee, or None."""
        return next((each for each in self.licenses if each.licensee == licensee), None)

    def with_license(self, licensee: str, **change: object) -> SupervisionState:
        """The supervision with something changed about one license."""
        licenses = tuple(
            each.model_copy(update=change) if each.licensee == licensee else each for each in self.licenses
        )
        return self.model_copy(update={"licenses": licenses})

    @property
    def changes_without_case(self) -> tuple[int, ...]:
        """The numbers of the changes that need an approval and have no case yet."""
        return tuple(each.number for each in self.changes if each.step is ChangeStep.CASE_AWAITED)

    def change(self, number: int) -> ProductChange | None:
        """The change of that number, or None."""
        return next((each for each in self.changes if each.number == number), None)

    def with_change(self, number: int, **change: object) -> SupervisionState:
        """The supervision with something changed about one change."""
        changes = tuple(
            each.model_copy(update=change) if each.number == number else each for each in self.changes
        )
        return self.model_copy(update={"changes": changes})

    def entry(self, number: int) -> Entry | None:
        """The entry of that number, or None."""
        return next((each for each in self.entries if each.number == number), None)

    def with_entry(self, number: int, **change: object) -> SupervisionState:
        """The supervision with something changed about one entry."""
        entries = tuple(
            each.model_copy(update=change) if each.number == number else each for each in self.entries
        )
        return self.model_copy(update={"entries": entries})
