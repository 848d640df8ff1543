"""What the duties of a supervision rest on: the plan's assignments, the acts that fulfil, the alarms raised."""

from __future__ import annotations

from datetime import date

from pydantic import AwareDatetime

from domain.actors import Actor, Role
from domain.case.scheme import Duty, SiteDuty
from domain.model import Frozen, Province


class DutyOffice(Frozen):
    """An office by what tells it from others: a province's agency, an enterprise by name, a national authority."""

    role: Role
    organisation: str | None = None
    province: Province | None = None

    def is_of(self, actor: Actor) -> bool:
        """Whether the actor acts in this office."""
        if actor.role is not self.role:
            return False
        if self.province is not None:
            return actor.province == self.province
        return self.organisation is None or actor.organisation == self.organisation


class SupervisionPlan(Frozen):
    """What the joint plan says about the years of production, as it stood when the supervision was opened."""

    version: int
    inspections_per_year: int
    sampling: str
    duties: tuple[SiteDuty, ...] = ()

    def assigned(self, site: str, duty: Duty) -> tuple[Province, ...]:
        """The provinces that took on this duty at the site."""
        return tuple(dict.fromkeys(d.province for d in self.duties if (d.site, d.duty) == (site, duty)))

    def names(self, duty: Duty) -> bool:
        """Whether the plan says anything about who takes on this duty."""
        return any(each.duty is duty for each in self.duties)


class DutyAct(Frozen):
    """An act that can fulfil a duty.

    `codes` are the command and its variety; `alarms` is how many alarms had been raised before it.
    """

    codes: tuple[str, ...]
    topic: str
    on: date | None = None
    site: str | None = None
    operator: str | None = None
    by: Province | None = None
    joint_with: tuple[Province, ...] = ()
    findings: tuple[int, ...] = ()
    report_no: str | None = None
    alarms: int = 0

    @property
    def provinces(self) -> frozenset[Province]:
        """Every province that took part."""
        return frozenset({*self.joint_with, *((self.by,) if self.by else ())})


class Alarm(Frozen):
    """An alarm about a duty that nobody fulfilled: to whom, since when; and by when that office says it will be done.

    `duty` is the id of the duty; `at` the instant from which the next step counts.
    """

    number: int
    duty: str
    to: DutyOffice
    at: AwareDatetime
    fulfil_by: date | None = None
    acknowledged: bool = False
