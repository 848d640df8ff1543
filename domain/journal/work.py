"""Work items in the hands of people: who takes one on, gives it back, or hands it to a colleague.

A claim gives nobody a right to act: who may is in the law's table of competence, and asked when the act comes. It ends
by itself once the office has done such an act, or once nothing waits for it any more.
"""

from __future__ import annotations

from typing import ClassVar, Literal, assert_never

from domain.actors import Actor
from domain.journal.base import JournalCommand
from domain.journal.items import Item, OpenItem
from domain.messages import Event, Refusal
from domain.model import Frozen
from domain.refusals import refuse


class ClaimWork(JournalCommand):
    """Take the item on."""

    name: Literal["claim_work"] = "claim_work"
    item: Item


class ReleaseWork(JournalCommand):
    """Give the item back to the office; one that another has, with a reason."""

    name: Literal["release_work"] = "release_work"
    item: Item


class DelegateWork(JournalCommand):
    """Hand the item to a colleague of the same office, with a reason."""

    name: Literal["delegate_work"] = "delegate_work"
    item: Item
    colleague: Actor


WorkCommand = ClaimWork | ReleaseWork | DelegateWork


class WorkClaimed(Event):
    """Somebody has taken an item on; `version` is that of its stream at that moment."""

    topic: ClassVar[str] = "work.claimed"
    item: Item
    holder: str
    version: int


class WorkReleased(Event):
    """An item was given back to its office."""

    topic: ClassVar[str] = "work.released"
    item: Item
    holder: str
    reason: str | None = None


class WorkDelegated(Event):
    """An item was handed to a colleague."""

    topic: ClassVar[str] = "work.delegated"
    item: Item
    holder: str
    colleague: str
    version: int
    reason: str


WorkEvent = WorkClaimed | WorkReleased | WorkDelegated
EVENTS: tuple[type[Event], ...] = (WorkClaimed, WorkReleased, WorkDelegated)


class Claim(Frozen):
    """Who has an item, by the id of the person, and since which version of its stream."""

    item: Item
    holder: str
    version: int

    def holds(self, given: OpenItem) -> bool:
        """Whether nobody has done the act since."""
        return given.answered <= self.version


Claims = tuple[Claim, ...]


def evolve(claims: Claims, event: Event) -> Claims:
    """The claims after an event of the journal; what is no work changes nothing."""
    if not isinstance(event, WorkEvent):
        return claims
    others = tuple(claim for claim in claims if claim.item != event.item)
    match event:
        case WorkClaimed(item=item, holder=holder, version=version):
            return (*others, Claim(item=item, holder=holder, version=version))
        case WorkDelegated(item=item, colleague=colleague, version=version):
            return (*others, Claim(item=item, holder=colleague, version=version))
        case WorkReleased():
            return others
        case _:
            assert_never(event)


def decide(
    command: WorkCommand, claims: Claims, given: OpenItem | None, version: int
) -> tuple[Event, ...] | Refusal:
    """What follows. `given` is the item as its stream has it now, at that version; None where nothing waits for it."""
    item, actor = command.item, command.actor
    if given is None:
        return refuse("work_not_open", (), stream=item.stream, commands=", ".join(item.commands))
    if not item.is_for(actor):
        return refuse(
            "work_of_another_office",
            (),
            role=item.role,
            organisation=item.organisation,
            province=item.province or "—",
            stream=item.stream,
        )
    claim = next((each for each in claims if each.item == item and each.holds(given)), None)
    if isinstance(command, ClaimWork):
        if claim is not None:
            return refuse("work_claimed", (), holder=claim.holder, stream=item.stream)
        return (WorkClaimed(item=item, holder=actor.person, version=version),)
    if claim is None:
        return refuse("work_unclaimed", (), stream=item.stream)
    return _release(command, claim) if isinstance(command, ReleaseWork) else _delegate(command, claim)


def _release(command: ReleaseWork, claim: Claim) -> tuple[Event, ...] | Refusal:
    if claim.holder != command.actor.person and not command.reason:
        return _reason_needed(claim)
    return (WorkReleased(item=claim.item, holder=claim.holder, reason=command.reason),)


def _delegate(command: DelegateWork, claim: Claim) -> tuple[Event, ...] | Refusal:
    colleague = command.colleague
    if not command.reason:
        return _reason_needed(claim)
    if _office(colleague) != _office(command.actor) or colleague.person == claim.holder:
        return refuse("work_no_colleague", (), colleague=colleague.person, holder=claim.holder)
    handed = WorkDelegated(
        item=claim.item,
        holder=claim.holder,
        colleague=colleague.person,
        version=claim.version,
        reason=command.reason,
    )
    return (handed,)


def _reason_needed(claim: Claim) -> Refusal:
    return refuse("work_reason_needed", (), holder=claim.holder, stream=claim.item.stream)


def _office(actor: Actor) -> tuple[str, str, str | None]:
    return actor.role, actor.organisation, actor.province
