"""Bars: an organisation that deceived may not apply again for so long. A bar holds across cases, on its days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import ClassVar

from domain import clock
from domain.messages import Event
from domain.model import Frozen, ProvisionId
from domain.moment import Moment
from domain.position import Errand


class BarGround(StrEnum):
    """What led to the bar."""

    FALSE_MATERIALS = "false_materials"
    FRAUD = "fraud"


LIMITS = {BarGround.FALSE_MATERIALS: "bar.false_materials", BarGround.FRAUD: "bar.fraud"}
GENERAL = ProvisionId("all/79")
"""The general law's bar of three years, which the special law on drugs displaces."""


class Bar(Frozen):
    """No application of this organisation is taken from the decision of that day up to and including `until`."""

    organisation: str
    ground: BarGround
    since: date
    until: date
    found_in: str
    document_no: str
    basis: tuple[ProvisionId, ...]
    displaces: tuple[ProvisionId, ...] = ()

    def covers(self, day: date) -> bool:
        """Whether the bar is in force on that day: on its last day it still is."""
        return self.since <= day <= self.until


class BarNoted(Event):
    """The bar is on record with the organisation that it falls on."""

    topic: ClassVar[str] = "journal.bar_noted"
    bar: Bar


class BarLifted(Event):
    """The decision that the bar came with fell, on reconsideration or in court: the bar fell with it."""

    topic: ClassVar[str] = "journal.bar_lifted"
    bar: Bar


def notes(stream: str, bars: tuple[Bar, ...], *, fallen: tuple[int, ...] = ()) -> Iterator[Errand]:
    """The errands that carry the bars of a stream to the organisations' journals, each named by its place.

    Those at the places `fallen` are lifted again.
    """
    for n, found in enumerate(bars):
        journal, about = f"journal/{found.organisation}", f"{stream}#{n}"
        yield Errand(stream=journal, command="note_bar", about=about)
        if n in fallen:
            yield Errand(stream=journal, command="lift_bar", about=about)


def unfallen(bars: tuple[Bar, ...], fallen: tuple[int, ...]) -> tuple[Bar, ...]:
    """The bars of a stream without those at the places that fell."""
    return tuple(found for n, found in enumerate(bars) if n not in fallen)


def bar(organisation: str, ground: BarGround, *, found_in: str, document_no: str, moment: Moment) -> Bar:
    """The bar that a decision of today brings about: years end on the corresponding day, wherever it falls."""
    limit = moment.in_force.limit(LIMITS[ground])
    due = clock.due(clock.start(limit, moment.day), moment.calendar)
    if due is None:
        raise clock.TermNotRunningError(limit.key)
    return Bar(
        organisation=organisation,
        ground=ground,
        since=moment.day,
        until=due.day,
        found_in=found_in,
        document_no=document_no,
        basis=limit.basis,
        displaces=(GENERAL,) if ground is BarGround.FRAUD else (),
    )
