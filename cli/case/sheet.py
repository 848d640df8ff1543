"""The sheet of a case: its head, who makes what and where, its licenses, its findings, its supervision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.case.after import afterwards, bars, links
from cli.case.alarms import alarms
from cli.case.names import applicant, articles, companies, company, product
from cli.case.standing import heading, running, waits
from cli.case.suspended import suspended
from cli.days import clock
from cli.output import columns, indented, lines, pairs
from cli.texts import Lang, say
from cli.whatif.styles import STYLES
from domain.bars import unfallen
from domain.case.joint_plan import unsigned
from domain.case.path import path
from domain.case.state import Stage
from domain.dossier import APPLICANT
from domain.explain import dated, runs, standing
from domain.model import local_day
from domain.refusals import CommandRefused
from domain.wording import office, province, term

AGENCY = "provincial_agency"

if TYPE_CHECKING:
    from rich.console import Console

    from cli.case.names import Names
    from cli.case.reading import Case, Now, Supervision
    from domain.dossier import Dossier
    from domain.explain import TermStanding
    from domain.findings import Finding
    from domain.law import Law
    from domain.position import Position


def sheet(
    out: Console,
    case: Case,
    supervision: Supervision | None,
    *,
    law: Law,
    now: Now,
    lang: Lang,
) -> None:
    """Print everything about a case and its supervision."""
    names = companies(case.state.file)
    _head(out, case, now, lang)
    waits(out, case.position, names, lang, state=case.state)
    _running(out, case, law, now, lang, of="show")
    parties(out, case.state.file, lang)
    scheme(out, case, lang)
    licenses(out, case, names, lang)
    findings(out, case, lang)
    given = (case.state, *((supervision.state,) if supervision else ()))
    bars(out, tuple(bar for each in given for bar in unfallen(each.bars, each.bars_fallen)), names, lang)
    if supervision:
        supervised(out, supervision, lang)
        alarms(out, supervision.state, law, names, lang)
        afterwards(out, supervision.state, names, lang)
        waits(out, supervision.position, names, lang, of="supervision")
        _running(out, supervision, law, now, lang, of="supervision")


def _running(out: Console, given: Case | Supervision, law: Law, now: Now, lang: Lang, *, of: str) -> None:
    told = runs(given.facts, given.position.deadlines, law)
    dates = dated(given.position.deadlines, told)
    today = local_day(now(given.position))
    running(out, standings(given, law, now), dates, today, lang, of=of, facts=given.facts)


def standings(given: Case | Supervision, law: Law, now: Now) -> tuple[TermStanding, ...]:
    """Every run of every term of a stream."""
    today = local_day(now(given.position))
    return tuple(standing(run, law, today) for run in runs(given.facts, given.position.deadlines, law))


def refusals(case: Case) -> int:
    """How many commands to the case were declined."""
    return sum(isinstance(each.event, CommandRefused) for each in case.facts)


def _head(out: Console, case: Case, now: Now, lang: Lang) -> None:
    state, dossier = case.state, case.state.file
    between = "、" if lang == "zh" else ", "
    refused = refusals(case)
    out.print(lines((f"{case.number}  {product(dossier, lang)}", "bold")))
    out.print(
        pairs(
            [
                (say("show.applicant", lang), applicant(dossier, lang)),
                (say("show.stage", lang), _stage(case.position, lang)),
                (say("show.suspended", lang), suspended(state.suspension, lang)),
                (say("show.regime", lang), term(state.regime, lang)),
                (say("show.submitted", lang), clock(state.submitted) if state.submitted else None),
                (
                    say("show.provinces", lang),
                    between.join(province(p, lang) for p in case.position.provinces),
                ),
                *links(state, lang),
                (say("show.refusals", lang), str(refused) if refused else None),
            ]
        )
    )
    if state.shift:
        out.print(lines((say("show.shifted", lang, today=clock(now(case.position))), "yellow")))


def _stage(position: Position, lang: Lang) -> str:
    stage = term(position.stage, lang)
    return f"{stage} — {term(position.outcome, lang)}" if position.outcome else stage


def parties(out: Console, dossier: Dossier, lang: Lang) -> None:
    """Who makes what, and where."""
    heading(out, "show.chain", lang)
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


def scheme(out: Console, case: Case, lang: Lang) -> None:
    """The version of the joint scheme that counts now: who proposed it, who signed it, who has not."""
    plan = case.state.plan
    current = plan.current
    if current is None:
        return
    joint = Stage.JOINT_PLAN in path(case.state).stages
    heading(out, "show.scheme" if joint else "show.supervision_plan", lang)
    between = "、" if lang == "zh" else ", "
    signed = between.join(office(AGENCY, each, None, lang) for each in plan.signed)
    missing = [] if plan.needs_new_version else list(unsigned(case.state))
    proposed = office(AGENCY, current.proposed_by, None, lang)
    out.print(
        indented(
            lines(
                say("show.version", lang, n=current.number, by=proposed, summary=current.summary),
                say("show.signed", lang, who=signed) if signed else None,
                (
                    say(
                        "show.unsigned",
                        lang,
                        who=between.join(office(AGENCY, p, None, lang) for p in missing),
                    ),
                    "yellow",
                )
                if missing
                else None,
                (say("show.new_version", lang), "yellow") if plan.needs_new_version else None,
            ),
            2,
        )
    )


def licenses(out: Console, case: Case, names: Names, lang: Lang) -> None:
    """How far each license has come."""
    files = case.state.licensing.files
    if not files:
        return
    heading(out, "show.licenses", lang)
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


def findings(out: Console, case: Case, lang: Lang) -> None:
    """The findings that are not a pass, and the answers to them."""
    open_ones = [f for f in case.state.selection.findings if f.outcome not in {"PASS", "NOT_APPLICABLE"}]
    if not open_ones:
        return
    answers = {each.rule: each for each in case.state.selection.resolutions}
    heading(out, "show.findings", lang)
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


def supervised(out: Console, supervision: Supervision, lang: Lang) -> None:
    """How the supervision stands: since when, in which year, and what was done in it."""
    state = supervision.state
    heading(out, "show.supervision", lang)
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
