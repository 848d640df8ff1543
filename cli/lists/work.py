"""`fenduan work`: what waits for an office, who has it in hand, and how it changes hands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.commands import Commands
from cli.lists.claims import claim, delegate, release
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
from cli.submit import ActorsOption
from cli.texts import Lang, say

if TYPE_CHECKING:
    from rich.table import Table

    from cli.lists.models import Models
    from ledger.views import Page, WorkView

app = typer.Typer(
    cls=Commands,
    help="Work of an office: what waits, and who has it in hand.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.command("claim")(claim)
app.command("release")(release)
app.command("delegate")(delegate)


@app.command("list")
def list_work(
    *,
    as_: Annotated[
        str | None, typer.Option("--as", metavar="ACTOR", help="Only what is for this person's office.")
    ] = None,
    mine: Annotated[bool, typer.Option("--mine", help="Only what the person of --as has in hand.")] = False,
    free: Annotated[bool, typer.Option("--free", help="Only what nobody has in hand.")] = False,
    office: RoleOption = None,
    place: ProvinceOption = None,
    organisation: OrganisationOption = None,
    act: ActOption = None,
    no: CaseOption = None,
    limit: LimitOption = 50,
    page: PageOption = None,
    after: AfterOption = None,
    actors: ActorsOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """List the work: what waits for which office, who has it in hand, and until when it is due."""
    from cli.errors import wrong
    from cli.lists.models import models, paging, print_data, print_table
    from cli.who import pick

    reader = language(lang)
    if mine and (as_ is None or free):
        raise wrong("work_mine", "--mine")
    person = pick(as_, actors).actor if as_ is not None else None
    filters = {"--as": as_, "--mine": mine, "--free": free, "--role": office, "--province": place}
    said = asked({**filters, "--organisation": organisation, "--command": act, "--case": no}, reader)
    wanted = awaited(office, place, organisation, act, no)
    with models(data, after) as found, paging():
        items = found.views.work(
            **wanted,
            of=person,
            holder=person.person if person and mine else None,
            free=free,
            limit=limit,
            start=page,
        )
        if as_json:
            print_data("work", items, found, lambda each: each.model_dump(mode="json", exclude={"item"}))
        else:
            print_table(_table(items, found, reader), items, found, reader, what="work", asked=said)


def _table(page: Page[WorkView], found: Models, lang: Lang) -> Table:
    from cli.lists.cells import case, commands, due, head, who

    table = columns(24, None, 18, 16)
    table.add_row(*head("case", "act", "hand", "due", lang=lang))
    for each in page:
        office = who(each.role, each.province, each.organisation, each, lang, zh=each.organisation_zh)
        act = commands(each.commands, each.about, lang)
        act.append_text(lines((f"\n{office}", "dim")))
        table.add_row(
            case(each, lang),
            act,
            lines(*_hand(each, lang)),
            due(each.due, each, found.now, lang, provisional=each.provisional),
        )
    return table


def _hand(each: WorkView, lang: Lang) -> list[tuple[str, str]]:
    from domain.model import local_day

    if each.holder is None or each.since is None:
        return [(say("lists.free", lang), "dim")]
    return [(each.holder, "bold"), (say("lists.since", lang, day=local_day(each.since)), "dim")]
