"""The duty ledger of one product and year, with the events behind it, as an object for people and for programs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cli.case.reading import Now
from cli.errors import NotSoError, Sentence
from domain.law import Law
from domain.model import Province, local_day
from domain.streams import SUPERVISION
from domain.supervision import standing
from domain.supervision.duty_ledger import DutyLine, ledger
from domain.supervision.state import SupervisedProduct, SupervisionState
from gateway.models.folding import evolve_supervision
from ledger import Envelope, Ledger


@dataclass(frozen=True, slots=True)
class Done:
    """An act that counts for a duty, and the event by which it is on record."""

    on: date | None
    report_no: str | None
    provinces: tuple[Province, ...]
    topic: str
    version: int
    event_id: UUID


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger with its acts; `late` by the day that is looked at, or by what was told."""

    line: DutyLine
    acts: tuple[Done, ...]
    province: Province | None
    maker: str
    late: bool

    @property
    def place(self) -> tuple[bool, str, str]:
        """What it is about: the product first, then manufacturers, then the sites."""
        duty = self.line.duty
        return (duty.site is not None, duty.manufacturer or "", duty.site or "")

    @property
    def data(self) -> dict[str, object]:
        """The line for programs."""
        line = self.line
        told = line.escalated_to
        return {
            **line.duty.model_dump(mode="json", exclude={"after", "ended_by"}),
            "status": str(line.status),
            "late": self.late,
            "done_by": [
                {
                    "on": each.on.isoformat() if each.on else None,
                    "report_no": each.report_no,
                    "provinces": list(each.provinces),
                    "topic": each.topic,
                    "version": each.version,
                    "event_id": str(each.event_id),
                }
                for each in self.acts
            ],
            "alarms": [each.model_dump(mode="json") for each in line.alarms],
            "escalated_to": told.model_dump(mode="json") if told else None,
        }


@dataclass(frozen=True, slots=True)
class Book:
    """The ledger of one calendar year."""

    number: str
    product: SupervisedProduct
    year: int
    province: Province | None
    today: date
    entries: tuple[Entry, ...]

    @property
    def data(self) -> dict[str, object]:
        """The ledger for programs."""
        product = self.product
        return {
            "number": self.number,
            "year": self.year,
            "province": self.province,
            "today": self.today.isoformat(),
            "holder_province": product.holder_province,
            "plan": product.plan.model_dump(mode="json") if product.plan else None,
            "sites": [each.model_dump(mode="json") for each in product.sites],
            "duties": [each.data for each in self.entries],
        }


def book(store: Ledger, law: Law, no: str, now: Now, *, year: int | None, province: Province | None) -> Book:
    """The ledger of that year, or of the one that runs. Raises NotSoError where there is no supervision."""
    state, done = _told(store.load(SUPERVISION + no))
    if state.product is None or state.year is None:
        raise NotSoError("no_supervision", Sentence.of("error.no_supervision", no=no), field="NO")
    product = state.product
    today = local_day(now(standing.position(SUPERVISION + no, 0, state, law)))
    asked = year or state.year.year
    entries = [_entry(each, done, product, today) for each in ledger(state, law, asked)]
    chosen = [each for each in entries if province is None or province in _concerned(each, product)]
    return Book(no, product, asked, province, today, tuple(sorted(chosen, key=lambda each: each.place)))


def _told(events: tuple[Envelope, ...]) -> tuple[SupervisionState, tuple[Done, ...]]:
    """The state, and for each of its acts the event that entered it."""
    state, done = SupervisionState(), []
    for envelope in events:
        before, state = len(state.acts), evolve_supervision(state, envelope)
        for act in state.acts[before:]:
            provinces = tuple(sorted(act.provinces))
            done.append(
                Done(
                    on=act.on or local_day(envelope.metadata.received),
                    report_no=act.report_no,
                    provinces=provinces,
                    topic=act.topic,
                    version=envelope.version,
                    event_id=envelope.event_id,
                )
            )
    return state, tuple(done)


def _entry(line: DutyLine, done: tuple[Done, ...], product: SupervisedProduct, today: date) -> Entry:
    duty = line.duty
    site = product.site(duty.site)
    makers = [product.maker(each.id) for each in product.sites if each.operator == duty.manufacturer]
    return Entry(
        line=line,
        acts=tuple(done[n] for n in line.acts),
        province=site.province if site else None,
        maker=product.maker(site.id) if site else (makers[0] if makers else product.holder),
        late=bool(line.alarms)
        or (not line.fulfilled and duty.due < today)
        or line.status == "duty_done_late",
    )


def _concerned(entry: Entry, product: SupervisedProduct) -> set[Province | None]:
    """The provinces that this line concerns: whose duty it is, who joins, where the site lies."""
    duty = entry.line.duty
    site = product.in_charge(duty.site) if duty.site else None
    return {duty.owed_by.province, *duty.joined_by, site, entry.province}
