"""`fenduan case list`: where every case stands, on one screen."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from cli.lists.filters import AfterOption, LimitOption, PageOption
from cli.output import DataOption, JsonOption, LangOption, columns, console, language, lines, print_json
from cli.texts import Lang, say

MOST_OFFICES = 3

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.text import Text

    from cli.case.line import Line
    from cli.lists.models import Models


def list_cases(
    *,
    no: Annotated[str | None, typer.Option("--number", metavar="NO", help="Only this case.")] = None,
    applicant: Annotated[
        str | None, typer.Option(help="Only cases in whose applicant's name these words are.")
    ] = None,
    product: Annotated[
        str | None, typer.Option(help="Only cases in whose product's name these words are.")
    ] = None,
    stage: Annotated[str | None, typer.Option(help="Only cases at that stage, or `closed`.")] = None,
    regime: Annotated[
        str | None, typer.Option(help="Only cases under that rule book, such as pilot.")
    ] = None,
    province: Annotated[
        str | None, typer.Option(help="Only cases that concern it: code, letters or name.")
    ] = None,
    text: Annotated[
        str | None,
        typer.Option("--text", help="Only cases whose number, product or applicant contains these words."),
    ] = None,
    open_only: Annotated[bool, typer.Option("--open", help="Only cases that are not closed.")] = False,
    overdue: Annotated[
        bool, typer.Option("--overdue", help="Only cases in which somebody is late with a duty.")
    ] = False,
    limit: LimitOption = 100,
    page: PageOption = None,
    after: AfterOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """List the cases: product, applicant, stage, whose act each waits for, and until when."""
    from cli.case.line import line_of
    from cli.case.reading import present
    from cli.lists import filters
    from cli.lists.models import models, paging
    from ledger import UnreadableEventError
    from ledger.views import Search

    wanted = Search(
        number=filters.case_number(no),
        kind="case",
        stage=filters.stage(stage),
        regime=filters.regime(regime),
        closed=False if open_only else None,
        province=filters.province(province),
        applicant=applicant,
        product=product,
        text=text,
    )
    reader = language(lang)
    told: list[Line] = []
    given = {"--number": no, "--applicant": applicant, "--product": product, "--stage": stage}
    given |= {"--regime": regime, "--province": province, "--text": text}
    asked = filters.asked({**given, "--open": open_only, "--overdue": overdue}, reader)
    with models(data, after) as found, paging():
        late = found.now if overdue else None
        rows = found.views.search(wanted.model_copy(update={"overdue": late}), limit=limit, start=page)
        unreadable = {str(each.stream): each.problem for each in found.parked}
        for row in rows:
            try:
                told.append(line_of(found.ledger, found.law, row, present(found.now)))
            except UnreadableEventError as error:
                unreadable[row.stream] = error.problem
    if as_json:
        unread = [{"stream": stream, "problem": problem} for stream, problem in unreadable.items()]
        print_json(
            {"cases": [each.data for each in told], "next": rows.next, **found.notes, "unreadable": unread}
        )
        return
    _print(told, found, unreadable, reader, asked=asked, following=rows.next)


def _print(
    shown: list[Line],
    found: Models,
    unreadable: Mapping[str, str],
    lang: Lang,
    *,
    asked: str,
    following: str | None,
) -> None:
    out = console()
    if shown:
        table = columns(15, 23, 16, None, 16)
        heads = ("list.number", "list.product", "list.stage", "list.waits", "list.deadline")
        table.add_row(*(lines((say(head, lang), "bold")) for head in heads))
        for line in shown:
            table.add_row(*_cells(line, lang))
        out.print(table)
        late = sum(bool(line.overdue) for line in shown)
        count = say("list.count" if len(shown) > 1 else "list.count.1", lang, n=len(shown))
        out.print(lines((count + (say("list.late", lang, n=late) if late else ""), "dim")))
    else:
        out.print(lines(say("lists.none", lang, what=say("lists.what.cases", lang)) + asked))
    if following:
        out.print(lines((say("lists.page", lang, page=following), "yellow")))
    for stream, problem in unreadable.items():
        out.print(lines((say("list.unreadable", lang, stream=stream, problem=problem), "red")))
    found.footer(out, lang, parked=False)


def _cells(line: Line, lang: Lang) -> list[Text]:
    from cli.case.names import applicant, awaited, companies, product, shortly
    from domain.model import local_day
    from domain.wording import term

    case, position = line.case, line.standing.position
    dossier = case.state.file
    names = companies(dossier)
    who = list(dict.fromkeys(shortly(awaited(wait, names, lang)) for wait in position.waits))
    more = say("list.more", lang, n=len(who) - MOST_OFFICES) if len(who) > MOST_OFFICES else None
    what = list(
        dict.fromkeys(term(command, lang) for wait in position.waits for command in wait.commands[:1])
    )
    stage: list[tuple[str, str] | None] = [
        (term(case.position.stage, lang), _style(case.position.closed)),
        _outcome(case.position.outcome, lang),
    ]
    if line.supervised:
        stage.append((say("list.supervision", lang, stage=term(position.stage, lang)), "cyan"))
    return [
        lines((case.number, "bold"), (str(local_day(line.standing.facts[-1].received)), "dim")),
        lines(product(dossier, lang), (applicant(dossier, lang), "dim")),
        lines(*stage),
        lines(*who[:MOST_OFFICES], more, (("、" if lang == "zh" else ", ").join(what[:2]), "dim"))
        if who
        else lines(("—", "dim")),
        _deadline(line, lang),
    ]


def _deadline(line: Line, lang: Lang) -> Text:
    """The longest overdue duty if there is one, else the next last day."""
    from cli.days import last_day, left

    if line.overdue:
        first = line.overdue[0]
        days = say("list.overdue" if first.days > 1 else "list.overdue.1", lang, n=first.days)
        return lines((days, "bold red"), (say("list.was_due", lang, day=first.due), "red"))
    due = line.standing.position.next_deadline
    if due is None:
        return lines((say("list.held", lang), "magenta") if line.held else ("—", "dim"))
    note = (say("list.provisional", lang), "yellow") if due.provisional else None
    return lines(
        str(last_day(due.due)),
        (left(due.due, line.today, lang), _urgency(last_day(due.due), line.today)),
        note,
    )


def _outcome(outcome: str | None, lang: Lang) -> tuple[str, str] | None:
    from domain.wording import term

    return (term(outcome, lang), "green" if outcome == "approved" else "red") if outcome else None


def _style(closed: bool) -> str:
    return "dim" if closed else "cyan"


def _urgency(due: date, today: date) -> str:
    if due < today:
        return "bold red"
    return "yellow" if due <= today + timedelta(days=3) else "dim"
