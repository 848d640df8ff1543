"""`fenduan case show`: one case in plain words: what runs and until when, who must act, and on which article."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import (
    DataOption,
    JsonOption,
    LangOption,
    columns,
    console,
    indented,
    language,
    lines,
    pairs,
    print_json,
)
from cli.texts import Lang, say

if TYPE_CHECKING:
    from datetime import datetime

    from rich.console import Console

    from cli.case.names import Names
    from cli.case.reading import Case, Supervision
    from domain.dossier import Dossier
    from domain.findings import Finding
    from domain.model import ProvisionId
    from domain.position import Position

NumberArgument = Annotated[str, typer.Argument(metavar="NO", help="The case, such as FD-2025-SH-0001.")]


def show(
    no: NumberArgument, data: DataOption = None, as_json: JsonOption = False, lang: LangOption = None
) -> None:
    """Show where a case stands, and its supervision if there is one."""
    from cli.case.reading import case_of, number, supervision_of
    from cli.context import Place
    from domain.law import Law
    from domain.refusals import CommandRefused

    given, law = number(no), Law.load()
    with Place.at(data).ledger() as ledger:
        case = case_of(ledger, law, given)
        supervision = supervision_of(ledger, law, given)
        refusals = sum(each.topic == CommandRefused.topic for each in ledger.audit(case.stream))
        now = ledger.now()
    if as_json:
        from cli.case.data import case_data, supervision_data

        print_json(
            {
                "case": case_data(case, refusals),
                "supervision": supervision_data(supervision) if supervision else None,
            }
        )
        return
    _print(case, supervision, refusals, now, language(lang))


def _print(case: Case, supervision: Supervision | None, refusals: int, now: datetime, lang: Lang) -> None:
    from cli.case.names import applicant, companies, product
    from cli.days import clock
    from domain.wording import province, term

    out, state, dossier = console(), case.state, case.state.file
    names = companies(dossier)
    between = "、" if lang == "zh" else ", "
    out.print(lines((f"{case.number}  {product(dossier, lang)}", "bold")))
    out.print(
        pairs(
            [
                (say("show.applicant", lang), applicant(dossier, lang)),
                (say("show.stage", lang), _stage(case.position, lang)),
                (say("show.regime", lang), term(state.regime, lang)),
                (say("show.submitted", lang), clock(state.submitted) if state.submitted else None),
                (
                    say("show.provinces", lang),
                    between.join(province(p, lang) for p in case.position.provinces),
                ),
                (say("show.refusals", lang), str(refusals) if refusals else None),
            ]
        )
    )
    if state.shift:
        today = clock(now + state.shift)
        out.print(lines((say("show.shifted", lang, today=today), "yellow")))
    standing(out, case.position, names, now, lang)
    _parties(out, dossier, lang)
    _licenses(out, case, names, lang)
    _findings(out, case, lang)
    if supervision:
        _supervision(out, supervision, names, now, lang)


def standing(
    out: Console, position: Position, names: Names, now: datetime, lang: Lang, *, of: str = "show"
) -> None:
    """Whose act the stream waits for and what runs, each with its articles; `of` picks the headings."""
    from cli.case.names import awaited
    from cli.days import last_day, left
    from domain.model import local_day
    from domain.wording import clock_name, term

    today = local_day(now + position.shift)
    if position.waits:
        _heading(out, f"{of}.waits", lang)
    elif not position.closed:
        out.print()
        out.print(lines((say("show.nobody", lang), "dim")))
    for wait in position.waits:
        out.print(indented(lines(awaited(wait, names, lang)), 2))
        may = (say("show.may", lang, command=term(each, lang), name=each) for each in wait.commands)
        out.print(indented(lines(*may, _on(wait.basis, lang)), 4))
    if position.deadlines:
        _heading(out, f"{of}.runs", lang)
    for deadline in position.deadlines:
        days = left(deadline.due, today, lang)
        name = clock_name(deadline.term, lang)
        until = say("show.until", lang, name=name, day=last_day(deadline.due), left=days)
        note = say("show.provisional", lang) if deadline.provisional else ""
        out.print(indented(lines(f"{until}{note}"), 2))
        out.print(indented(lines(_on(deadline.basis, lang)), 4))


def _on(basis: tuple[ProvisionId, ...], lang: Lang) -> tuple[str, str] | None:
    from cli.case.names import articles

    return (say("on", lang, articles=articles(basis, lang)), "dim") if basis else None


def _stage(position: Position, lang: Lang) -> str:
    from domain.wording import term

    stage = term(position.stage, lang)
    return f"{stage} — {term(position.outcome, lang)}" if position.outcome else stage


def _heading(out: Console, key: str, lang: Lang) -> None:
    out.print()
    out.print(lines((say(key, lang), "bold cyan")))


def _parties(out: Console, dossier: Dossier, lang: Lang) -> None:
    from cli.case.names import companies, company
    from domain.dossier import APPLICANT
    from domain.wording import province, term

    _heading(out, "show.chain", lang)
    table = columns(24, 32, None)
    parties = {APPLICANT: dossier.applicant.name, **{each.id: each.name for each in dossier.cmos}}
    for segment in dossier.segments:
        site = dossier.site(segment.site)
        name = company(parties[site.operator], companies(dossier), lang)
        where = province(site.province, lang) if site.province else site.country
        table.add_row(
            lines(f"  {term(segment.stage, lang)}"),
            lines(name, (site.operator, "dim")),
            lines(f"{site.id} · {where}", (site.address, "dim")),
        )
    out.print(table)


def _licenses(out: Console, case: Case, names: Names, lang: Lang) -> None:
    from cli.case.names import company
    from domain.wording import term

    files = case.state.licensing.files
    if not files:
        return
    _heading(out, "show.licenses", lang)
    table = columns(40, 18, None)
    for file in files:
        number = file.number or "—"
        until = say("show.valid", lang, day=file.valid_until) if file.valid_until else None
        table.add_row(
            lines(f"  {company(file.licensee.name, names, lang)}", (f"  {file.licensee.id}", "dim")),
            lines(term(file.step, lang), (term(file.kind, lang), "dim") if file.kind else None),
            lines(f"{number} {file.classification or ''}".strip(), (until, "dim") if until else None),
        )
    out.print(table)


def _findings(out: Console, case: Case, lang: Lang) -> None:
    from cli.case.names import articles
    from cli.check import STYLES
    from domain.wording import term

    open_ones = [f for f in case.state.selection.findings if f.outcome not in {"PASS", "NOT_APPLICABLE"}]
    if not open_ones:
        return
    answers = {each.rule: each for each in case.state.selection.resolutions}
    _heading(out, "show.findings", lang)
    table = columns(7, 15, None)
    for finding in open_ones:
        answer = answers.get(finding.rule)
        table.add_row(
            lines((f"  {finding.rule}", STYLES[finding.outcome])),
            lines((term(finding.outcome, lang), STYLES[finding.outcome])),
            lines(
                _said(finding, lang),
                (articles(finding.citations, lang), "dim"),
                say("show.answered", lang, outcome=term(answer.outcome, lang), reason=answer.reason)
                if answer
                else None,
            ),
        )
    out.print(table)


def _said(finding: Finding, lang: Lang) -> str:
    return finding.explanation_zh if lang == "zh" else finding.explanation_en


def _supervision(out: Console, supervision: Supervision, names: Names, now: datetime, lang: Lang) -> None:
    from domain.wording import term

    state = supervision.state
    _heading(out, "show.supervision", lang)
    year = state.year
    done = (
        say(
            "show.year", lang, year=year.year, i=len(year.inspected), s=len(year.sampled), a=len(year.audited)
        )
        if year
        else None
    )
    out.print(
        pairs(
            [
                (f"  {say('show.stage', lang)}", term(supervision.position.stage, lang)),
                (f"  {say('show.opened', lang)}", str(state.opened_on) if state.opened_on else None),
                (
                    f"  {say('show.production', lang)}",
                    str(state.production_since) if state.production_since else None,
                ),
                (f"  {say('show.years', lang)}", str(state.years_closed) if state.years_closed else None),
                (f"  {say('show.this_year', lang)}", done),
            ]
        )
    )
    standing(out, supervision.position, names, now, lang, of="supervision")
