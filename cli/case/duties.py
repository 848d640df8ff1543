"""`fenduan case duties`: the duty ledger of a product and year: whose, at which site, until when, done by which act."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.case.show import NumberArgument
from cli.output import DataOption, JsonOption, LangOption, columns, console, language, lines, print_json
from cli.texts import Lang, say

if TYPE_CHECKING:
    from rich.text import Text

    from cli.case.duty_data import Book, Done, Entry
    from cli.case.names import Names


def duties(
    no: NumberArgument,
    *,
    year: Annotated[
        int | None, typer.Option(min=2000, max=2100, help="The calendar year; without it the one that runs.")
    ] = None,
    province: Annotated[
        str | None, typer.Option(help="Only what concerns it: code, letters or name.")
    ] = None,
    data: DataOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Show what is owed in the supervision of a product: by whom, at which site, until when, done by which act."""
    from cli.case.duty_data import book
    from cli.case.names import companies
    from cli.case.reading import case_of, number, present
    from cli.context import Place
    from cli.lists.filters import province as read
    from domain.law import Law

    given, law, where = number(no), Law.load(), read(province)
    with Place.at(data).ledger() as ledger:
        case = case_of(ledger, law, given)
        found = book(ledger, law, given, present(ledger.now()), year=year, province=where)
    if as_json:
        print_json(found.data)
    else:
        _print(found, companies(case.state.file), language(lang))


def _print(book: Book, names: Names, lang: Lang) -> None:
    from domain.wording import office

    out = console()
    of = book.product.product_zh if lang == "zh" else None
    out.print(lines((f"{book.number}  {of or book.product.product}", "bold")))
    answers = office("provincial_agency", book.product.holder_province, None, lang)
    out.print(lines((say("duties.head", lang, year=book.year, who=answers), "dim")))
    if not book.entries:
        out.print(lines(say("duties.none", lang)))
        return
    place: object = ""
    for entry in book.entries:
        if entry.place != place:
            place = entry.place
            out.print()
            out.print(lines((_place(entry, names, lang), "bold cyan")))
        table = columns(2, 30, 26, None)
        table.add_row("", *_cells(entry, names, lang))
        out.print(table)
    out.print()
    late = sum(entry.late for entry in book.entries)
    done = sum(entry.line.fulfilled for entry in book.entries)
    out.print(
        lines(
            (
                say(
                    "duties.count.1" if len(book.entries) == 1 else "duties.count",
                    lang,
                    n=len(book.entries),
                    done=done,
                    late=late,
                ),
                "dim",
            )
        )
    )


def _place(entry: Entry, names: Names, lang: Lang) -> str:
    from cli.case.names import company
    from domain.wording import province

    duty = entry.line.duty
    if duty.site is not None:
        where = province(entry.province, lang) if entry.province else say("duties.abroad", lang)
        return say("duties.site", lang, site=duty.site, where=where, maker=company(entry.maker, names, lang))
    if duty.manufacturer is not None:
        return say("duties.manufacturer", lang, who=company(entry.maker, names, lang))
    return say("duties.product", lang)


def _cells(entry: Entry, names: Names, lang: Lang) -> list[Text]:
    duty = entry.line.duty
    name = duty.title.say(lang)
    times = say("duties.times", lang, n=duty.times) if duty.times > 1 else None
    number = say("duties.finding", lang, n=duty.finding) if duty.finding is not None else None
    day = say("duties.until", lang, day=duty.due) + (
        say("show.provisional", lang) if duty.provisional else ""
    )
    return [
        lines(name, (number, "dim") if number else None, (times, "dim") if times else None),
        lines(_office(duty.owed_by, names, lang), *_joined(entry, lang), (day, "dim")),
        lines(_status(entry, lang), *_acts(entry, lang), *_alarms(entry, names, lang)),
    ]


def _joined(entry: Entry, lang: Lang) -> list[tuple[str, str]]:
    from cli.case.names import shortly
    from domain.wording import office

    return [
        (say("duties.joined", lang, who=shortly(office("provincial_agency", each, None, lang))), "dim")
        for each in entry.line.duty.joined_by
    ]


def _status(entry: Entry, lang: Lang) -> tuple[str, str]:
    from domain.wording import term

    styles = {"duty_done": "green", "duty_done_late": "yellow", "duty_late": "bold red"}
    status = "duty_late" if entry.late and not entry.line.fulfilled else str(entry.line.status)
    return term(status, lang), styles.get(status, "")


def _acts(entry: Entry, lang: Lang) -> list[tuple[str, str]]:
    """The acts that count: what, when, the number of the report, and the event that says so."""
    return [
        (
            say(
                "duties.act",
                lang,
                day=each.on or "—",
                no=each.report_no or "—",
                by=_provinces(each, lang),
                version=each.version,
                event=str(each.event_id)[:8],
            ),
            "dim",
        )
        for each in entry.acts
    ]


def _provinces(done: Done, lang: Lang) -> str:
    from domain.wording import province

    named = ("、" if lang == "zh" else ", ").join(province(each, lang) for each in done.provinces)
    return say("duties.by", lang, who=named) if named else ""


def _alarms(entry: Entry, names: Names, lang: Lang) -> list[tuple[str, str]]:
    from domain.supervision.duty_ledger import told_on

    said = []
    for alarm in entry.line.alarms:
        key = "duties.promised" if alarm.fulfil_by else "duties.told"
        who = _office(alarm.to, names, lang)
        said.append(say(key, lang, n=alarm.number, who=who, day=told_on(alarm), by=alarm.fulfil_by))
    style = "dim" if entry.line.fulfilled else "yellow"
    return [(each, style) for each in said]


def _office(given: object, names: Names, lang: Lang) -> str:
    from cli.case.names import company, shortly
    from domain.wording import office

    organisation = getattr(given, "organisation", None)
    shown = company(organisation, names, lang) if organisation else None
    return shortly(office(getattr(given, "role", ""), getattr(given, "province", None), shown, lang))
