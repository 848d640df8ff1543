"""`fenduan case list`: where every case stands, on one screen."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import DataOption, JsonOption, LangOption, columns, console, language, lines, print_json
from cli.texts import Lang, say

ALL = 1_000_000
MOST_OFFICES = 3

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.text import Text

    from cli.case.line import Line
    from domain.model import Province


def list_cases(
    *,
    stage: Annotated[str | None, typer.Option(help="Only cases at that stage, or `closed`.")] = None,
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
    limit: Annotated[int, typer.Option(min=1, help="At most so many cases.")] = 1000,
    data: DataOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """List the cases: product, applicant, stage, whose act each waits for, and until when."""
    from cli.case.line import line_of
    from cli.case.reading import present
    from cli.context import Place
    from domain.law import Law
    from gateway.models import rules
    from ledger import UnreadableEventError
    from ledger.projection import Projection
    from ledger.views import Views

    wanted_stage, wanted_province = _stage(stage), _province(province)
    place, law = Place.at(data), Law.load()
    found: list[Line] = []
    with place.ledger() as ledger, Views.open(place.views_path) as views:
        progress = Projection(ledger, views, rules(law), alarm=lambda _: None).catch_up(within=5.0)
        now = present(ledger.now())
        chosen = [
            row
            for row in views.cases(stage=wanted_stage, closed=False if open_only else None, limit=ALL)
            if row.kind == "case" and (wanted_province is None or wanted_province in row.provinces)
        ]
        unreadable = {str(each.stream): each.problem for each in views.parked()}
        for row in chosen if overdue or text else chosen[:limit]:
            try:
                line = line_of(ledger, law, row, now)
            except UnreadableEventError as error:
                unreadable[row.stream] = error.problem
            else:
                if (not overdue or line.overdue) and line.mentions(text):
                    found.append(line)
    left_out = max((len(found) if overdue or text else len(chosen)) - limit, 0)
    shown = found[:limit]
    if as_json:
        unread = [{"stream": stream, "problem": problem} for stream, problem in unreadable.items()]
        print_json({"cases": [each.data for each in shown], "unreadable": unread, "behind": progress.behind})
        return
    _print(shown, unreadable, language(lang), left_out=left_out, behind=progress.behind)


def _print(
    shown: list[Line], unreadable: Mapping[str, str], lang: Lang, *, left_out: int, behind: int
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
        out.print(lines(say("list.none", lang)))
    if left_out > 0:
        out.print(lines((say("list.left_out", lang, n=left_out), "yellow")))
    for stream, problem in unreadable.items():
        out.print(lines((say("list.unreadable", lang, stream=stream, problem=problem), "red")))
    if behind:
        out.print(lines((say("list.behind", lang, n=behind), "yellow")))


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


def _stage(given: str | None) -> str | None:
    from cli.errors import unknown
    from domain.case.state import Stage

    known = [*(str(each) for each in Stage), "closed"]
    asked = given.lower().replace("-", "_") if given is not None else None
    if asked is not None and asked not in known:
        raise unknown("stage", str(given), known, "--stage")
    return asked


def _province(given: str | None) -> Province | None:
    from cli.errors import nearest, wrong
    from domain.law import Law

    if given is None:
        return None
    divisions = Law.load().divisions
    names = {
        str(name).lower(): code
        for code, each in divisions.items()
        for name in (code, each.letters, each.en, each.zh, each.zh.rstrip("省市"))
        if name
    }
    found = names.get(given.strip().lower())
    if found is None:
        near = divisions[names[nearest(given.strip().lower(), names)]]
        raise wrong(
            "province", "--province", given=given, nearest=near.code, nearest_en=near.en, nearest_zh=near.zh
        )
    return found
