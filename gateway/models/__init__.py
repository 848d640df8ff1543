"""What the read models say about each stream, by the domain's own reckoning."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Generic, TypeVar

from domain.case import standing as case_standing
from domain.case.state import CaseState
from domain.explain import Fact, Overdue, answers, overdue
from domain.journal.items import Item, OpenItem, open_items
from domain.law import Law
from domain.model import Province, StreamId, end_of_day, local_day
from domain.position import Position, Wait
from domain.refusals import CommandRefused
from domain.streams import TOPICS
from domain.supervision import standing as supervision_standing
from domain.supervision.duty_ledger import unfulfilled
from domain.supervision.state import SupervisionState
from gateway.models.folding import evolve_case, evolve_supervision, fact
from gateway.models.work import claim
from ledger import Envelope
from ledger.projection import Rules, Summary
from ledger.views import CaseRow, Due, Duty, License, Overrun, Pending, RefusalRow, Standing

S = TypeVar("S", CaseState, SupervisionState)
Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Told(Generic[S]):
    """A state with the events that led to it: whether a duty is late depends on when its term began."""

    state: S
    facts: tuple[Fact, ...] = ()


@cache
def rules(law: Law) -> Rules:
    """How streams become rows of the read models under that law."""
    return Rules(
        {
            "case": Summary(
                Told(CaseState()),
                _case_told,
                _case_row,
                lambda stream, version, told: _case_standing(stream, version, told, law),
            ),
            "supervision": Summary(
                Told(SupervisionState()),
                _supervision_told,
                _supervision_row,
                lambda stream, version, told: _supervision_standing(stream, version, told, law),
            ),
        },
        _refusal,
        _digest(law),
        claim,
    )


def _digest(law: Law) -> str:
    """Of the law, of every event that this release reads, and of the release: its code may say other things."""
    known = sorted(f"{topic} {kind.schema_version}" for topic, kind in TOPICS.items())
    with suppress(PackageNotFoundError):
        known.append(version("fenduan"))
    return hashlib.sha256("\n".join([*(epoch.digest for epoch in law.epochs), *known]).encode()).hexdigest()


def _case_told(told: Told[CaseState], envelope: Envelope) -> Told[CaseState]:
    return Told(evolve_case(told.state, envelope), (*told.facts, fact(envelope)))


def _supervision_told(told: Told[SupervisionState], envelope: Envelope) -> Told[SupervisionState]:
    return Told(evolve_supervision(told.state, envelope), (*told.facts, fact(envelope)))


def _case_row(_: StreamId, told: Told[CaseState]) -> CaseRow | None:
    state = told.state
    if not state.opened:
        return None
    dossier = state.file
    return CaseRow(
        number=state.number,
        kind="case",
        stage="closed" if state.closed else str(state.stage),
        regime=state.regime,
        applicant=dossier.applicant.name,
        applicant_zh=dossier.applicant.name_zh,
        product_zh=dossier.product.name_zh,
        product_en=dossier.product.name,
        provinces=dossier.provinces(),
        opened=local_day(state.submitted) if state.submitted else None,
        closed=state.closed,
        outcome=state.outcome,
        shift=state.shift,
    )


def _supervision_row(_: StreamId, told: Told[SupervisionState]) -> CaseRow | None:
    state = told.state
    product = state.product
    if product is None:
        return None
    return CaseRow(
        number=product.case,
        kind="supervision",
        stage="closed" if state.closed else str(state.stage),
        regime=product.regime,
        applicant=product.holder,
        applicant_zh=_names(state).get(product.holder),
        product_zh=product.product_zh,
        product_en=product.product,
        provinces=product.provinces,
        opened=state.opened_on,
        closed=state.closed,
        shift=state.shift,
    )


def _case_standing(stream: StreamId, version: int, told: Told[CaseState], law: Law) -> Standing:
    state = told.state
    position = case_standing.position(stream, version, state, law)
    names = {cmo.id: cmo.name_zh for cmo in state.file.cmos}
    return Standing(
        **_common(position, told, law),
        licenses=tuple(
            License(
                licensee=each.licensee.id,
                holder=each.licensee.name,
                holder_zh=state.file.applicant.name_zh
                if each.licensee.is_applicant
                else names.get(each.licensee.id),
                province=each.licensee.province,
                number=each.number or "",
                classification=each.classification,
                addresses=each.addresses,
                granted=each.decided_on,
                valid_until=each.valid_until,
                delivered=each.delivered_on,
            )
            for each in state.licensing.granted
        ),
    )


def _supervision_standing(stream: StreamId, version: int, told: Told[SupervisionState], law: Law) -> Standing:
    position = supervision_standing.position(stream, version, told.state, law)
    names = _names(told.state)
    return Standing(
        **_common(position, told, law),
        licenses=tuple(
            License(
                licensee=each.licensee,
                holder=each.holder,
                holder_zh=names.get(each.holder),
                province=each.province,
                number=each.number,
                addresses=tuple(address for address in each.addresses if address not in each.removed),
                valid_until=each.valid_until,
                standing=each.standing,
                apply_by=each.apply_by,
            )
            for each in told.state.licenses
        ),
        duties=tuple(_duties(position, told.state, law)),
    )


def _common(position: Position, told: Told[Any], law: Law) -> dict[str, Any]:
    """Terms, pending acts, and from which day on each of the duties would be late."""
    days = [local_day(each.due) for each in position.deadlines]
    days += [local_day(told.facts[-1].received)] if told.facts else []
    after_all = max(days) + timedelta(days=1) if days else None
    late = overdue(position, told.state, law, told.facts, after_all) if after_all else ()
    names = _names(told.state)
    items = open_items(position, told.state, told.facts)
    return {
        "deadlines": tuple(Due.model_validate(each.model_dump()) for each in position.deadlines),
        "pending": tuple(_pending(each, names, _passed(each.item, late)) for each in items),
        "overruns": tuple(_overrun(each, names) for each in late),
    }


def _names(state: CaseState | SupervisionState) -> Names:
    """The Chinese names of the companies of the case, by those that its events hold."""
    if isinstance(state, SupervisionState):
        return {each.name: each.name_zh for each in state.product.names_zh} if state.product else {}
    parties = state.dossier.parties() if state.dossier else ()
    return {each.name: each.name_zh for each in parties if each.name_zh}


def _passed(item: Item, late: Sequence[Overdue]) -> datetime | None:
    """The end of the first term of this item: it still measures the item when it has run out and is no deadline now."""
    office = (item.role, item.organisation, item.province, item.commands)
    own = (
        each.due
        for each in late
        if (wait := each.wait) is not None
        and office == (wait.role, wait.organisation, wait.province, wait.commands)
        and each.licensee == item.about
    )
    first = min(own, default=None)
    return end_of_day(first) if first else None


def _pending(given: OpenItem, names: Names, passed: datetime | None) -> Pending:
    item, due = given.item, given.due
    if passed is not None and (due is None or passed < due.due):
        due = None
    else:
        passed = None
    return Pending(
        role=item.role,
        organisation=item.organisation,
        province=item.province,
        commands=item.commands,
        basis=given.basis,
        item=item.key,
        about=item.about,
        answered=given.answered,
        due=due.due if due else passed,
        provisional=due.provisional if due else False,
        organisation_zh=names.get(item.organisation or ""),
    )


def _overrun(late: Overdue, names: Names) -> Overrun:
    wait = late.wait
    return Overrun(
        term=late.term,
        due=late.due,
        limit=late.limit,
        role=wait.role if wait else None,
        organisation=wait.organisation if wait else None,
        province=wait.province if wait else None,
        about=late.licensee,
        organisation_zh=names.get(wait.organisation or "") if wait else None,
    )


def _duties(position: Position, state: SupervisionState, law: Law) -> Iterator[Duty]:
    """What each office owes: by the duty ledger, and what else it is waited for, once for each term of that."""
    names = _names(state)
    listed: set[tuple[str, str | None, Province | None, str]] = set()
    for line in () if state.closed else unfulfilled(state, law):
        owner = line.duty.owed_by
        for command in line.duty.commands:
            listed.add((owner.role, owner.organisation, owner.province, command))
            yield Duty(
                duty=command,
                role=owner.role,
                organisation=owner.organisation,
                province=owner.province,
                site=line.duty.site,
                year=line.duty.year,
                due=line.duty.due,
                title_en=line.duty.title.en,
                title_zh=line.duty.title.zh,
                manufacturer=line.duty.manufacturer,
                manufacturer_zh=names.get(line.duty.manufacturer or ""),
                finding=line.duty.finding,
                organisation_zh=names.get(owner.organisation or ""),
            )
    for wait in position.waits:
        measured = [each for each in position.deadlines if answers(wait, None, each.term, state)]
        for command in wait.commands:
            if (wait.role, wait.organisation, wait.province, command) in listed:
                continue
            mine = [each for each in measured if answers(_only(wait, command), None, each.term, state)]
            duty = Duty(
                duty=command,
                role=wait.role,
                organisation=wait.organisation,
                province=wait.province,
                organisation_zh=names.get(wait.organisation or ""),
            )
            if not mine:
                yield duty
            for each in mine:
                # A deadline is 24:00 of its last day.
                due = local_day(each.due - timedelta(seconds=1))
                kind, _, which = each.term.partition(".")
                found = state.finding(int(which)) if kind == "finding" and which.isdigit() else None
                yield duty.model_copy(
                    update={
                        "due": due,
                        "year": due.year if kind == "year" else None,
                        "site": found.site if found else None,
                        "finding": found.number if found else None,
                    }
                )


def _only(wait: Wait, command: str) -> Wait:
    return wait.model_copy(update={"commands": (command,)})


def _refusal(envelope: Envelope) -> RefusalRow | None:
    event, meta = envelope.event, envelope.metadata
    if not isinstance(event, CommandRefused):
        return None
    return RefusalRow(
        case=meta.case,
        command=event.command,
        code=event.code,
        en=event.en,
        zh=event.zh,
        basis=meta.basis,
        person=meta.actor.person,
        role=meta.actor.role,
        organisation=meta.actor.organisation,
        province=meta.actor.province,
    )
