"""`fenduan case deadlines`: the terms that run in all cases, or the duties that are late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

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
from cli.texts import Lang

if TYPE_CHECKING:
    from rich.table import Table

    from cli.lists.models import Models
    from ledger.views import DueView, OverrunView, Page


def deadlines(
    *,
    place: ProvinceOption = None,
    days: DaysOption = None,
    overdue: Annotated[
        bool, typer.Option("--overdue", help="The duties that are late, the longest first.")
    ] = False,
    office: RoleOption = None,
    limit: LimitOption = 50,
    page: PageOption = None,
    after: AfterOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """List the terms that run, those that end first at the top; with --overdue the duties that are late."""
    from cli.errors import wrong
    from cli.lists.models import models, paging, print_data, print_table

    where, who = province(place), role(office)
    if overdue and days is not None:
        raise wrong("list_both", "--days", ("--days", "--overdue"))
    if who is not None and not overdue:
        raise wrong("list_late_only", "--role")
    reader = language(lang)
    said = asked({"--province": place, "--days": days, "--role": office}, reader)
    with models(data, after) as found, paging():
        if overdue:
            late = found.views.overruns(now=found.now, province=where, role=who, limit=limit, start=page)
            if as_json:
                print_data("overdue", late, found, lambda each: _late(each, found))
            else:
                print_table(_lateness(late, found, reader), late, found, reader, what="overdue", asked=said)
            return
        ends = within(days, found.now)
        runs = found.views.deadlines(province=where, before=ends, limit=limit, start=page)
        if as_json:
            print_data("deadlines", runs, found, lambda each: each.model_dump(mode="json"))
        else:
            print_table(_table(runs, found, reader), runs, found, reader, what="deadlines", asked=said)


def _late(given: OverrunView, found: Models) -> dict[str, object]:
    from domain.model import local_day

    today = local_day(found.now + given.shift)
    return {**given.model_dump(mode="json"), "days": (today - given.due).days}


def _table(page: Page[DueView], found: Models, lang: Lang) -> Table:
    from cli.lists.cells import case, due, head
    from domain.wording import clock_name

    table = columns(30, None, 20)
    table.add_row(*head("case", "term", "due", lang=lang))
    for each in page:
        last = due(each.due, each, found.now, lang, provisional=each.provisional)
        table.add_row(case(each, lang), lines(clock_name(each.term, lang)), last)
    return table


def _lateness(page: Page[OverrunView], found: Models, lang: Lang) -> Table:
    from cli.lists.cells import case, head, late, who
    from domain.wording import clock_name

    table = columns(26, None, 28, 18)
    table.add_row(*head("case", "term", "who", "due", lang=lang))
    for each in page:
        office = who(each.role, each.province, each.organisation, each, lang, zh=each.organisation_zh)
        table.add_row(
            case(each, lang),
            lines(clock_name(each.term, lang)),
            lines(office),
            late(each.due, each, found.now, lang),
        )
    return table
