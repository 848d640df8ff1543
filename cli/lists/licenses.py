"""`fenduan case licenses`: the manufacturing licenses that cases have granted, by holder and validity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.lists.filters import AfterOption, LimitOption, PageOption, ProvinceOption, asked, province, within
from cli.output import DataOption, JsonOption, LangOption, columns, language, lines
from cli.texts import Lang, say

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from cli.lists.models import Models
    from ledger.views import LicenseView, Page

RENEWAL = 180
"""Days before its end from which on a license is shown in yellow."""


def licenses(
    *,
    holder: Annotated[
        str | None,
        typer.Option(
            "--holder", help="Only of enterprises in whose name, id or license number these words are."
        ),
    ] = None,
    place: ProvinceOption = None,
    expiring: Annotated[
        int | None,
        typer.Option(
            "--expiring-within", min=0, metavar="DAYS", help="Only those that end within so many days."
        ),
    ] = None,
    limit: LimitOption = 50,
    page: PageOption = None,
    after: AfterOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """List the manufacturing licenses; with --expiring-within those that end first at the top."""
    from cli.lists.models import models, paging, print_data, print_table

    reader, where = language(lang), province(place)
    said = asked({"--holder": holder, "--province": place, "--expiring-within": expiring}, reader)
    with models(data, after) as found, paging():
        granted = found.views.licenses(
            words=holder, province=where, before=within(expiring, found.now), limit=limit, start=page
        )
        if as_json:
            print_data("licenses", granted, found, lambda each: each.model_dump(mode="json"))
        else:
            print_table(_table(granted, found, reader), granted, found, reader, what="licenses", asked=said)


def _table(page: Page[LicenseView], found: Models, lang: Lang) -> Table:
    from cli.lists.cells import case, head

    table = columns(24, None, 28, 18)
    table.add_row(*head("case", "holder", "license", "valid", lang=lang))
    for each in page:
        name = (each.holder_zh if lang == "zh" else None) or each.holder
        more = "、".join(each.addresses) if lang == "zh" else "; ".join(each.addresses)
        table.add_row(
            case(each, lang),
            lines(name, (each.licensee, "dim")),
            lines(each.number, (each.classification or "", "dim"), (more, "dim")),
            _validity(each, found, lang),
        )
    return table


def _validity(each: LicenseView, found: Models, lang: Lang) -> Text:
    from cli.days import left
    from domain.model import end_of_day, local_day

    granted = (say("lists.granted", lang, day=each.granted), "dim") if each.granted else None
    if each.valid_until is None:
        return lines(granted)
    until = end_of_day(each.valid_until)
    today = local_day(found.now + each.shift)
    days = (each.valid_until - today).days
    style = "bold red" if days < 0 else "yellow" if days <= RENEWAL else "dim"
    return lines(
        say("lists.valid_until", lang, day=each.valid_until), (left(until, today, lang), style), granted
    )
