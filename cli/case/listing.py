"""`fenduan case list`: where every case stands, on one screen."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import DataOption, JsonOption, LangOption, columns, console, language, lines, print_json
from cli.texts import Lang, say

ALL = 1_000_000

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from rich.text import Text

    from cli.case.reading import Case
    from domain.model import Province
    from ledger.views import CaseView

    Row = tuple[CaseView, Case]


def list_cases(
    *,
    stage: Annotated[str | None, typer.Option(help="Only cases at that stage, or `closed`.")] = None,
    province: Annotated[
        str | None, typer.Option(help="Only cases that concern it: code, letters or name.")
    ] = None,
    open_only: Annotated[bool, typer.Option("--open", help="Only cases that are not closed.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="At most so many cases.")] = 1000,
    data: DataOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """List the cases: product, applicant, stage, whose act each waits for, and until when."""
    from cli.case.reading import SUMMARIES, case_of
    from cli.context import Place
    from domain.law import Law
    from ledger import UnreadableEventError
    from ledger.projection import Projection
    from ledger.views import Views

    wanted_stage, wanted_province = _stage(stage), _province(province)
    place, law = Place.at(data), Law.load()
    rows: list[Row] = []
    with place.ledger() as ledger, Views.open(place.views_path) as views:
        progress = Projection(ledger, views, SUMMARIES).catch_up(within=5.0)
        found = views.cases(stage=wanted_stage, closed=False if open_only else None, limit=ALL)
        chosen = [
            row
            for row in found
            if row.kind == "case" and (wanted_province is None or wanted_province in row.provinces)
        ]
        unreadable = {str(each.stream): each.problem for each in views.parked()}
        for row in chosen[:limit]:
            try:
                rows.append((row, case_of(ledger, law, row.number)))
            except UnreadableEventError as error:
                unreadable[row.stream] = error.problem
        now = ledger.now()
    if as_json:
        listed = [_as_json(row, case) for row, case in rows]
        unread = [{"stream": stream, "problem": problem} for stream, problem in unreadable.items()]
        print_json({"cases": listed, "unreadable": unread, "behind": progress.behind})
        return
    left_out = max(len(chosen) - limit, 0)
    _print(rows, unreadable, now, language(lang), left_out=left_out, behind=progress.behind)


def _as_json(row: CaseView, case: Case) -> dict[str, object]:
    position = case.position
    due = position.next_deadline
    return {
        "number": row.number,
        "stream": row.stream,
        "version": case.version,
        "stage": position.stage,
        "outcome": position.outcome,
        "closed": position.closed,
        "regime": position.regime,
        "product": row.product_en,
        "product_zh": row.product_zh,
        "applicant": row.applicant,
        "provinces": list(row.provinces),
        "opened": row.opened.isoformat() if row.opened else None,
        "waits": [wait.model_dump(mode="json") for wait in position.waits],
        "next_deadline": due.model_dump(mode="json") if due else None,
        "last_change": row.last_recorded.isoformat(),
        "last_event": row.last_topic,
        "simulated": bool(position.shift),
    }


def _print(
    rows: list[Row], unreadable: Mapping[str, str], now: datetime, lang: Lang, *, left_out: int, behind: int
) -> None:
    out = console()
    if not rows:
        out.print(lines(say("list.none", lang)))
    table = columns(15, 24, 18, None, 13)
    if rows:
        heads = ("list.number", "list.product", "list.stage", "list.waits", "list.deadline")
        table.add_row(*(lines((say(head, lang), "bold")) for head in heads))
    for row, case in rows:
        table.add_row(*_cells(row, case, now, lang))
    out.print(table)
    if rows:
        out.print(lines((say("list.count" if len(rows) > 1 else "list.count.1", lang, n=len(rows)), "dim")))
    if left_out > 0:
        out.print(lines((say("list.left_out", lang, n=left_out), "yellow")))
    for stream, problem in unreadable.items():
        out.print(lines((say("list.unreadable", lang, stream=stream, problem=problem), "red")))
    if behind:
        out.print(lines((say("list.behind", lang, n=behind), "yellow")))


def _cells(row: CaseView, case: Case, now: datetime, lang: Lang) -> list[Text]:
    from cli.case.names import applicant, awaited, companies, product
    from cli.days import last_day, left
    from domain.model import local_day
    from domain.wording import term

    position, dossier = case.position, case.state.file
    names = companies(dossier)
    today = local_day(now + position.shift)
    who = list(dict.fromkeys(awaited(wait, names, lang) for wait in position.waits))
    what = list(
        dict.fromkeys(term(command, lang) for wait in position.waits for command in wait.commands[:1])
    )
    due = position.next_deadline
    return [
        lines((row.number, "bold"), (str(local_day(row.last_recorded)), "dim")),
        lines(product(dossier, lang), (applicant(dossier, lang), "dim")),
        lines((term(position.stage, lang), _style(position.closed)), _outcome(position.outcome, lang)),
        lines(*who, (("、" if lang == "zh" else ", ").join(what), "dim")) if who else lines(("—", "dim")),
        lines(str(last_day(due.due)), (left(due.due, today, lang), _urgency(last_day(due.due), today)))
        if due
        else lines(("—", "dim")),
    ]


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
