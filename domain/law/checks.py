"""What the law files must say together: nothing dangling, nothing twice, no day and no year left out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from difflib import get_close_matches
from itertools import pairwise

from domain.law.calendar import CalendarYear
from domain.law.document import Written
from domain.law.errors import LawFileError
from domain.law.limits import Limit, Rounding, Share
from domain.law.loader import LawFile, LawFolder
from domain.law.regime import Regime, RegimeSpan
from domain.law.tables import Reading
from domain.law.texts import Provision, Span
from domain.law.versions import Version
from domain.model import Province, ProvisionId


def check_citations(folder: LawFolder, known: Collection[ProvisionId]) -> None:
    """Every basis names a provision that some instrument file holds."""
    for file in folder.files():
        for id_, place in _citations(file.value):
            if id_ not in known:
                near = get_close_matches(id_, sorted(known), n=1, cutoff=0.0)
                hint = f"; the nearest known one is {near[0]}" if near else ""
                raise file.error(f"{id_} is no provision of any instrument{hint}", *place)


def _citations(value: object, *place: str | int) -> Iterator[tuple[ProvisionId, tuple[str | int, ...]]]:
    """The provisions that a part of a law file cites, each with where it stands."""
    if isinstance(value, Written):
        for name in type(value).model_fields:
            yield from _citations(getattr(value, name), *place, name)
    elif isinstance(value, tuple):
        for i, each in enumerate(value):
            if place[-1] == "basis":
                yield each, (*place, i)
            else:
                yield from _citations(each, *place, i)


def check_instruments(folder: LawFolder) -> None:
    """A provision carries its instrument's id, and no file holds one twice."""
    for file in folder.instruments:
        seen: set[str] = set()
        for i, provision in enumerate(file.value.provisions):
            if not provision.id.startswith(f"{file.value.id}/"):
                raise file.error(f"should begin with {file.value.id}/", "provisions", i, "id")
            if provision.id in seen:
                raise file.error(f"{provision.id} is there twice", "provisions", i, "id")
            seen.add(provision.id)


def check_in_force(
    limits: Iterable[Version[Limit] | Version[Share]], provisions: Iterable[Version[Provision]]
) -> None:
    """A limit rests on provisions that are in force on its own first day."""
    spans: dict[ProvisionId, list[Span]] = {}
    for provision in provisions:
        spans.setdefault(provision.value.id, []).append(provision.span)
    for item in limits:
        for id_ in item.value.basis:
            if not any(span.covers(item.span.from_) for span in spans[id_]):
                raise item.error(f"{id_} is not in force on {item.span.from_}")


RUNS_AS = {"lic.correct": "lic.accept"}
"""A limit that another one keeps: the notice of correction comes within the formal check, whose term it is."""


def check_kept(limits: Iterable[Version[Limit]]) -> None:
    """A limit that runs as another one has its length: amended alone it would be on paper only."""
    known = tuple(limits)
    for item in known:
        runs = [
            each for each in known if each.key == RUNS_AS.get(item.key) and each.span.covers(item.span.from_)
        ]
        if any((each.value.n, each.value.unit) != (item.value.n, item.value.unit) for each in runs):
            key = runs[0].key
            raise item.error(f"{item.key} runs as {key} and has its length; a change gives both")


def check_years(calendars: Iterable[LawFile[CalendarYear]]) -> None:
    """One calendar a year, and no year left out between the first and the last."""
    earlier: LawFile[CalendarYear] | None = None
    for file in sorted(calendars, key=lambda file: file.value.year):
        if earlier and file.value.year == earlier.value.year:
            raise file.error(f"{file.value.year} is also arranged by {earlier.path}", "year")
        if earlier and file.value.year != earlier.value.year + 1:
            raise file.error(
                f"no calendar for {earlier.value.year + 1}, the year after {earlier.path}", "year"
            )
        earlier = file


def check_regimes(regimes: Iterable[LawFile[RegimeSpan]]) -> None:
    """Every submission day falls under one regime, and every regime is written."""
    files = sorted(regimes, key=lambda file: file.value.submitted.from_ or date.min)
    missing = set(Regime) - {file.value.id for file in files}
    if missing:
        raise LawFileError("regimes", 1, "id", f"no file for {', '.join(sorted(missing))}")
    for file, following in pairwise(files):
        if file.value.id in {other.value.id for other in files if other is not file}:
            raise file.error(f"{file.value.id} is there twice", "id")
        last, first = file.value.submitted.to, following.value.submitted.from_
        if last is None or first is None or first <= last:
            raise following.error(f"overlaps {file.path}", "submitted")
        if first - last > timedelta(days=1):
            raise following.error(f"leaves days out after {file.path}", "submitted")
    if files[0].value.submitted.from_ is not None or files[-1].value.submitted.to is not None:
        raise files[0].error("the first regime has no first day and the last one no last day", "submitted")


def check_areas(folder: LawFolder, provinces: Collection[Province]) -> None:
    """A pilot area is a known division, named once."""
    for file in folder.areas:
        seen: set[Province] = set()
        for i, area in enumerate(file.value.areas):
            if area.province not in provinces or area.province in seen:
                raise file.error("an unknown division, or one named twice", "areas", i, "province")
            seen.add(area.province)


def check_divisions(folder: LawFolder) -> None:
    """No code twice."""
    for file in folder.divisions:
        seen: set[Province] = set()
        for i, division in enumerate(file.value.divisions):
            if division.code in seen:
                raise file.error(f"{division.code} is there twice", "divisions", i, "code")
            seen.add(division.code)


def check_roundings(folder: LawFolder, readings: Iterable[Version[Reading]]) -> None:
    """The reading that rounds a share exists and says up, down or nearest."""
    for file in folder.limits:
        for i, share in enumerate(file.value.shares):
            values = [item.value.value for item in readings if item.key == share.rounding]
            if not values or any(value not in set(Rounding) for value in values):
                message = f"{share.rounding} should be a reading that says {', '.join(Rounding)}"
                raise file.error(message, "shares", i, "rounding")


CARRIED_OUT = frozenset(
    {
        "annual_inspection_agency", "by_reference", "co_developed", "counter_cutoff", "dispatched_staff_per",
        "dosage_form_granularity", "experience_pair", "growth_rounding", "kind_alone", "license_held_from",
        "license_inspection_start", "licensed_in", "nmpa_segment_approval_required", "plan_expired",
        "registration_test_start", "second_supplement", "selection_acts_reviewable", "suspension_grounds",
    }
)  # fmt: skip
"""The readings of which the engine carries out each value that their first file allows.

Of every other one it carries out the first value alone; a number of days may be any.
"""


def check_readings(readings: Iterable[Version[Reading]]) -> None:
    """A newer reading says what the engine can carry out: another value would be on paper only."""
    first: dict[str, Version[Reading]] = {}
    for item in sorted(readings, key=lambda each: each.span.from_):
        old, new = first.setdefault(item.key, item).value, item.value
        if type(old.value) is int and type(new.value) is int:
            if new.value < 1:
                raise item.error(f"{item.key} is a number of days, at least 1")
            continue
        allowed = (old.value, *old.other) if item.key in CARRIED_OUT else (old.value,)
        if not any(
            new.value is each or (new.value == each and type(new.value) is type(each)) for each in allowed
        ):
            listed = ", ".join(_written(each) for each in allowed)
            raise item.error(
                f"the engine can read {item.key} only as: {listed}; not as {_written(new.value)}"
            )


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def check_replaced(versions: Iterable[Version[object]]) -> None:
    """A file that replaces something has at least one key that an older file of that day has."""
    days: dict[str, set[date]] = {}
    replacing: dict[str, list[Version[object]]] = {}
    for item in versions:
        days.setdefault(item.key, set()).add(item.span.from_)
        if item.replaces is not None:
            replacing.setdefault(item.file.path, []).append(item)
    for items in replacing.values():
        if not any(item.replaces in days[item.key] for item in items):
            key, known = items[0].key, sorted(each for each in days if items[0].replaces in days[each])
            near = get_close_matches(key, known, n=1)
            hint = f"; the nearest that does is {near[0]}" if near else ""
            raise items[0].error(f"replaces {items[0].replaces}, but {key} has no file of that day{hint}")


def check_duties(
    folder: LawFolder, limits: Iterable[Version[Limit]], readings: Iterable[Version[Reading]]
) -> None:
    """A duty stands once in a file, and whatever says how long something takes exists and is a number."""
    known = {item.key for item in limits}
    known |= {item.key for item in readings if type(item.value.value) is int and item.value.value > 0}
    for file in folder.duties:
        seen: set[str] = set()
        for i, duty in enumerate(file.value.duties):
            if duty.key in seen:
                raise file.error(f"{duty.key} is there twice", "duties", i, "key")
            seen.add(duty.key)
            named = [
                (duty.within, ("within",)),
                *((r.after, ("chain", n, "after")) for n, r in enumerate(duty.chain)),
            ]
            for key, place in named:
                if key is not None and key not in known:
                    raise file.error(
                        f"{key} is no limit, and no reading that is a number", "duties", i, *place
                    )
