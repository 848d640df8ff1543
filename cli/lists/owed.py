"""`fenduan case owed`: what is owed in all supervisions, by office and day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.lists.filters import (
    AfterOption,
    DaysOption,
    LimitOption,
    PageOption,
    ProvinceOption,
    RoleOption,
    asked,
    province,
    role,
    within,
)
from cli.output import DataOption, JsonOption, LangOption, columns, language, lines
from cli.texts import Lang, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.table import Table

    from cli.lists.models import Models
    from ledger.views import DutyView, Page


def owed(
    *,
    office: RoleOption = None,
    place: ProvinceOption = None,
    days: DaysOption = None,
    limit: LimitOption = 50,
    page: PageOption = None,
    after: AfterOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """List what is owed in supervisions, the soonest first, those without a last day at the end.

    --province is here the province of the office that owes it.
    """
    from cli.lists.models import models, paging, print_data, print_table

    reader, who, where = language(lang), role(office), province(place)
    said = asked({"--role": office, "--province": place, "--days": days}, reader)
    with models(data, after) as found, paging():
        before = within(days, found.now)
        duties = found.views.duties(role=who, province=where, before=before, limit=limit, start=page)
        if as_json:
            print_data("owed", duties, found, lambda each: each.model_dump(mode="json"))
        else:
            print_table(_table(duties, found, reader), duties, found, reader, what="owed", asked=said)


def _where(each: DutyView, lang: Lang) -> Iterator[tuple[str, str]]:
    """About which finding, at which site, of which manufacturer."""
    if each.finding is not None:
        yield say("duties.finding", lang, n=each.finding), "dim"
    if each.site:
        yield say("lists.site", lang, site=each.site), "dim"
    if each.manufacturer:
        yield (each.manufacturer_zh if lang == "zh" else None) or each.manufacturer, "dim"


def _table(page: Page[DutyView], found: Models, lang: Lang) -> Table:
    from cli.lists.cells import case, due, head, who
    from domain.model import end_of_day
    from domain.wording import term

    table = columns(24, 28, None, 16)
    table.add_row(*head("case", "who", "act", "due", lang=lang))
    for each in page:
        title = each.title_zh if lang == "zh" else each.title_en
        office = who(each.role, each.province, each.organisation, each, lang, zh=each.organisation_zh)
        table.add_row(
            case(each, lang),
            lines(office),
            lines(title or term(each.duty, lang), *_where(each, lang)),
            due(end_of_day(each.due) if each.due else None, each, found.now, lang),
        )
    return table
