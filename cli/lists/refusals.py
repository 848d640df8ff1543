"""`fenduan case refusals`: the commands that were declined, wherever they are recorded."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Annotated

import typer

from cli.lists.filters import AfterOption, LimitOption, PageOption, asked, case_number
from cli.output import DataOption, JsonOption, LangOption, columns, language, lines
from cli.texts import Lang, say

if TYPE_CHECKING:
    from rich.table import Table

    from cli.case.names import Names
    from cli.lists.models import Models
    from ledger.views import Page, RefusalView


def refusals(
    *,
    no: Annotated[str | None, typer.Option("--case", metavar="NO", help="Only about this case.")] = None,
    actor: Annotated[
        str | None, typer.Option("--actor", help="Only of this person, by id or as --as takes it.")
    ] = None,
    organisation: Annotated[str | None, typer.Option(help="Only of people of this organisation.")] = None,
    code: Annotated[str | None, typer.Option(help="Only for this reason, such as not_competent.")] = None,
    limit: LimitOption = 50,
    page: PageOption = None,
    after: AfterOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """List the commands that were declined, the newest first: who asked for what, and why not."""
    from cli.actors import load_actors
    from cli.lists.models import models, paging, print_data, print_table

    reader, number = language(lang), case_number(no)
    known = load_actors().get(actor) if actor else None
    said = asked({"--case": no, "--actor": actor, "--organisation": organisation, "--code": code}, reader)
    with models(data, after) as found, paging():
        declined = found.views.refusals(
            case=number,
            code=_code(code),
            person=known.actor.person if known else actor,
            organisation=organisation,
            limit=limit,
            start=page,
        )
        if as_json:
            print_data("refusals", declined, found, lambda each: each.model_dump(mode="json"))
        else:
            print_table(_table(declined, found, reader), declined, found, reader, what="refusals", asked=said)


def _code(given: str | None) -> str | None:
    from cli.errors import nearest as closest
    from cli.errors import wrong
    from domain.wording.tables import table

    known = table("refusals")
    if given is not None and given not in known:
        raise wrong("refusal_code", "--code", given=given, nearest=closest(given, known))
    return given


def _names(found: Models, no: str) -> Names:
    """The Chinese names of the companies of that case; none where it was never opened, or cannot be read."""
    from cli.case.names import companies
    from domain.case.state import CaseState
    from domain.streams import CASE
    from gateway.models.folding import evolve_case
    from ledger import UnreadableEventError

    try:
        _, state = found.ledger.fold(CASE + no, CaseState(), evolve_case)
    except UnreadableEventError:
        return {}
    return companies(state.dossier)


def _table(page: Page[RefusalView], found: Models, lang: Lang) -> Table:
    from cli.case.names import in_chinese, shortly
    from cli.days import clock
    from cli.lists.cells import head
    from domain.wording import office, term

    table = columns(17, 26, None)
    table.add_row(*head("when", "who", "why", lang=lang))
    named = cache(partial(_names, found))
    for each in page:
        names = named(each.case) if lang == "zh" and each.case else {}
        organisation = names.get(each.organisation, each.organisation)
        who = shortly(office(each.role, each.province, organisation, lang))
        what = say("lists.refused", lang, command=term(each.command, lang), code=each.code)
        table.add_row(
            lines((clock(each.recorded), "dim"), (each.case or each.stream, "bold")),
            lines(who, (each.person, "dim")),
            lines((what, "bold"), in_chinese(each.zh, names, lang) if lang == "zh" else each.en),
        )
    return table
