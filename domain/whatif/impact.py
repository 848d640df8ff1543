"""What a draft of the law would change: in the law itself, and in a case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from domain.law import Law
from domain.law.versions import Version
from domain.model import Frozen, ProvisionId, local_day
from domain.whatif.compare import compare
from domain.whatif.course import Course, recorded, replayed
from domain.whatif.difference import Comparison
from domain.whatif.facts import Fact


class Amended(Frozen):
    """Something that the law says otherwise from a day on; `was` is None for what is new."""

    kind: str
    key: str
    since: date
    was: str | None
    would_be: str
    basis: tuple[ProvisionId, ...]


def amendments(old: Law, new: Law) -> tuple[Amended, ...]:
    """What the newer law says otherwise, limit by limit, reading by reading, threshold by threshold, year by year."""
    found = [
        each for kind in ("limits", "shares", "readings", "thresholds") for each in _amended(kind, old, new)
    ]
    years = set(new.calendar.years) - set(old.calendar.years)
    found += [
        Amended(
            kind="calendars",
            key=str(year),
            since=new.calendar.years[year].published,
            was=None,
            would_be=new.calendar.years[year].notice.number,
            basis=(),
        )
        for year in sorted(years)
    ]
    return tuple(found)


def _amended(kind: str, old: Law, new: Law) -> Iterator[Amended]:
    known = {(item.key, item.span.from_, item.file.sha256) for item in getattr(old.shelf, kind)}
    for item in getattr(new.shelf, kind):
        if (item.key, item.span.from_, item.file.sha256) in known:
            continue
        before = [each for each in getattr(old.shelf, kind) if each.key == item.key]
        held = next((each for each in before if each.span.covers(item.span.from_)), None)
        yield Amended(
            kind=kind,
            key=item.key,
            since=item.span.from_,
            was=_said(kind, held) if held else None,
            would_be=_said(kind, item),
            basis=item.value.basis,
        )


def _said(kind: str, item: Version[object]) -> str:
    value = item.value
    match kind:
        case "limits":
            return f"{getattr(value, 'n', '')} {getattr(value, 'unit', '')}"
        case "shares":
            return f"{getattr(value, 'numerator', '')}/{getattr(value, 'denominator', '')}"
        case "thresholds":
            items = getattr(value, "items", ())
            return (
                ", ".join(map(str, items))
                if items
                else f"{getattr(value, 'n', '')} {getattr(value, 'unit', '')}"
            )
        case _:
            return str(getattr(value, "value", "")).lower()


def first_change(old: Law, new: Law) -> date | None:
    """The first day on which the two laws are not the same; None where they never differ."""
    days = sorted({*old.turning_days, *new.turning_days})
    return next((day for day in days if old.on(day).digest != new.on(day).digest), None)


def impact(facts: Sequence[Fact], old: Law, new: Law, stream: str) -> Comparison:
    """What would have come out differently in a case, and what would from now on: the facts under both laws.

    Where the laws differ only on days after the last act, nothing is decided again, and only what still runs can
    come out differently.
    """
    changed = first_change(old, new)
    touched = changed is not None and any(changed <= local_day(fact.received) for fact in facts)

    def course(law: Law) -> Course:
        return replayed(facts, law, None, stream) if touched else recorded(facts, law, stream)

    return compare(facts, course(old), course(new))
