"""Cells of the lists: a case, an office, a last day."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from cli.days import last_day, left
from cli.output import lines
from cli.texts import Lang, say
from domain.model import local_day
from domain.wording import office, term

if TYPE_CHECKING:
    from rich.text import Text

    from domain.model import Province
    from ledger.views import Place

SOON = 3
"""Days from which on a last day is near."""


def head(*keys: str, lang: Lang) -> list[Text]:
    """The headings of a table."""
    return [lines((say(f"lists.head.{key}", lang), "bold")) for key in keys]


def case(place: Place, lang: Lang) -> Text:
    """Number, product, and whether it is the supervision."""
    product = (place.product_zh if lang == "zh" else None) or place.product_en
    kind = (say("show.supervision", lang), "cyan") if place.kind == "supervision" else None
    return lines((place.case, "bold"), product, kind)


def who(
    role: str | None,
    province: Province | None,
    organisation: str | None,
    place: Place,
    lang: Lang,
    *,
    zh: str | None = None,
) -> str:
    """An office, as a narrow column has room for it; a company by its Chinese name for who reads Chinese."""
    from cli.case.names import shortly

    if role is None:
        return "—"
    named = organisation
    if lang == "zh" and organisation:
        named = zh or (place.applicant_zh if organisation == place.applicant else None) or organisation
    return shortly(office(role, province, named, lang))


def due(
    instant: datetime | None, place: Place, now: datetime, lang: Lang, *, provisional: bool = False
) -> Text:
    """The last day by the stream's own clock, and how many days are left."""
    if instant is None:
        return lines((say("lists.no_term", lang), "dim"))
    today = local_day(now + place.shift)
    day = last_day(instant)
    style = "bold red" if day < today else "yellow" if (day - today).days <= SOON else "dim"
    note = (say("lists.provisional", lang), "yellow") if provisional else None
    return lines(str(day), (left(instant, today, lang), style), note)


def late(day: date, place: Place, now: datetime, lang: Lang) -> Text:
    """A last day that has passed."""
    days = (local_day(now + place.shift) - day).days
    said = say("lists.late" if days != 1 else "lists.late.1", lang, n=days)
    return lines((said, "bold red"), (say("lists.was_due", lang, day=day), "red"))


def commands(listed: tuple[str, ...], about: str | None, lang: Lang) -> Text:
    """The acts that would answer, and about whom."""
    between = "、" if lang == "zh" else ", "
    shown = between.join(term(each, lang) for each in listed)
    return lines(shown, (say("lists.about", lang, about=about), "dim") if about else None)
