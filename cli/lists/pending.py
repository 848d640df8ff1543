"""`fenduan case pending`: the acts that all cases wait for, by the office that owes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.lists.filters import (
    ActOption,
    AfterOption,
    CaseOption,
    LimitOption,
    OrganisationOption,
    PageOption,
    ProvinceOption,
    RoleOption,
    asked,
    awaited,
)
from cli.output import DataOption, JsonOption, LangOption, columns, language, lines
from cli.texts import Lang

if TYPE_CHECKING:
    from rich.table import Table

    from cli.lists.models import Models
    from ledger.views import Page, PendingView


def pending(
    *,
    office: RoleOption = None,
    place: ProvinceOption = None,
    organisation: OrganisationOption = None,
    act: ActOption = None,
    no: CaseOption = None,
    limit: LimitOption = 50,
    page: PageOption = None,
    after: AfterOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """List the acts that cases and supervisions wait for, those that are due first at the top.

    --province is here the province of the office, not of the case.
    """
    from cli.lists.models import models, paging, print_data, print_table

    reader = language(lang)
    given = {"--role": office, "--province": place, "--organisation": organisation}
    said = asked({**given, "--command": act, "--case": no}, reader)
    wanted = awaited(office, place, organisation, act, no)
    with models(data, after) as found, paging():
        acts = found.views.pending(**wanted, limit=limit, start=page)
        if as_json:
            print_data("pending", acts, found, lambda each: each.model_dump(mode="json", exclude={"item"}))
        else:
            print_table(_table(acts, found, reader), acts, found, reader, what="pending", asked=said)


def _table(page: Page[PendingView], found: Models, lang: Lang) -> Table:
    from cli.lists.cells import case, commands, due, head, who

    table = columns(24, 28, None, 16)
    table.add_row(*head("case", "who", "act", "due", lang=lang))
    for each in page:
        office = who(each.role, each.province, each.organisation, each, lang, zh=each.organisation_zh)
        table.add_row(
            case(each, lang),
            lines(office),
            commands(each.commands, each.about, lang),
            due(each.due, each, found.now, lang, provisional=each.provisional),
        )
    return table
