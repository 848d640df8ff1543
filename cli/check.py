"""`fenduan check`: every rule's finding on a dossier, the outcome first; several rule books side by side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import FALSE
from cli.output import JsonOption, LangOption, columns, console, language, lines, print_json
from cli.texts import Lang, say
from cli.whatif.styles import REFUSED, STYLES, WORST_FIRST

if TYPE_CHECKING:
    from domain.dossier import Dossier
    from domain.findings import Assessment, Finding
    from domain.law import Law, Regime
    from domain.whatif import Outlook

ALL = "all"
"""Stands for every rule book that takes applications."""


def check(  # noqa: PLR0917 - the options of one command
    dossier: Annotated[
        Path, typer.Argument(metavar="DOSSIER.yaml", help="The dossier; `-` reads it from input.")
    ],
    on: Annotated[str | None, typer.Option(metavar="DATE", help="As if submitted on that day.")] = None,
    regime: Annotated[
        list[str] | None,
        typer.Option(
            metavar="R",
            help="The rule book to apply, whatever the day; several are compared side by side, "
            "`all` are those that take applications.",
        ),
    ] = None,
    when: Annotated[
        bool,
        typer.Option("--when", help="Also say when there would be a license: the steps and their last days."),
    ] = False,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Apply every rule to a dossier and say what follows, on which article.

    Exits with 1 where the dossier cannot go on (conditions not met, or no route on that day), of several rule books
    under none of them; else with 0.
    """
    from cli.days import read_day
    from cli.files import dossier_file
    from domain.law import Law
    from domain.model import SHANGHAI
    from domain.rules import assess

    law = Law.load()
    chosen = _regimes(regime, law)
    day = read_day(on, "--on") if on is not None else None
    read = dossier_file(dossier)
    submitted = datetime.combine(day, time(), SHANGHAI) if day else read.submitted_at
    assessments = tuple(assess(read, law, submitted_at=submitted, regime=each) for each in chosen)
    ahead = tuple(_outlook(read, law, submitted, each.regime) for each in assessments) if when else ()
    if as_json:
        print_json(_data(assessments, ahead, submitted))
    else:
        _print(assessments, ahead, read, submitted, language(lang))
    asked = [each for each in assessments if len(assessments) == 1 or law.regimes[each.regime].intake]
    raise typer.Exit(FALSE if all(each.outcome in REFUSED for each in asked) else 0)


def _outlook(dossier: Dossier, law: Law, submitted: datetime, regime: Regime) -> Outlook:
    """What the law says of when. Raises InputError for a day from which no calendar goes on."""
    from cli.errors import wrong
    from domain.whatif import outlook

    try:
        return outlook(dossier, law, submitted, regime)
    except OverflowError:
        raise wrong("too_far", "--on", given=submitted.date()) from None


def _data(
    assessments: tuple[Assessment, ...], ahead: tuple[Outlook, ...], submitted: datetime
) -> dict[str, object]:
    """One assessment as it is; several by the names of their rule books, and what differs between them."""
    from cli.whatif.outlook import outlook_data
    from cli.whatif.sides import differences_data
    from domain.whatif import beside_each_other

    objects: list[dict[str, object]] = [
        {**each.model_dump(mode="json"), "submitted_at": submitted.isoformat()} for each in assessments
    ]
    for shown, each in zip(objects, ahead, strict=False):
        shown["when"] = outlook_data(each)
    if len(objects) == 1:
        return objects[0]
    named = {str(each.regime): shown for each, shown in zip(assessments, objects, strict=True)}
    return {"regimes": named, "differences": differences_data(beside_each_other(assessments))}


def _print(
    assessments: tuple[Assessment, ...],
    ahead: tuple[Outlook, ...],
    dossier: Dossier,
    submitted: datetime,
    lang: Lang,
) -> None:
    from domain.law import Law

    if len(assessments) == 1:
        show(assessments[0], dossier, submitted, lang)
    else:
        from cli.whatif.sides import Sides
        from domain.whatif import beside_each_other

        Sides(dossier, assessments, beside_each_other(assessments), Law.load(), lang).print(submitted, ahead)
    for assessment, each in zip(assessments, ahead, strict=False):
        from cli.whatif.outlook import OutlookPaper

        console().print()
        OutlookPaper(dossier, assessment, Law.load(), lang).print(each)


def show(assessment: Assessment, dossier: Dossier, submitted: datetime, lang: Lang) -> None:
    """The outcome, then every finding, the worst first."""
    from cli.case.names import applicant, articles, product
    from cli.days import clock
    from domain.wording import term

    out = console()
    style = STYLES[assessment.outcome]
    out.print(lines((term(assessment.outcome, lang).upper(), style)))
    out.print(lines(f"{product(dossier, lang)} · {applicant(dossier, lang)}"))
    out.print(
        lines(
            (
                say("check.under", lang, regime=term(assessment.regime, lang), submitted=clock(submitted)),
                "dim",
            )
        )
    )
    out.print()
    table = columns(5, 15, None)
    ranked = sorted(assessment.findings, key=lambda each: (WORST_FIRST.index(each.outcome), each.rule))
    for finding in ranked:
        style = STYLES[finding.outcome]
        table.add_row(
            lines((finding.rule, style)),
            lines((term(finding.outcome, lang), style)),
            lines(*_what(finding, lang), (articles(finding.citations, lang), "dim")),
        )
        if finding.outcome not in {"PASS", "NOT_APPLICABLE"}:
            table.add_row()
    out.print(table)
    out.print()
    out.print(lines((_count(ranked, lang), "bold")))


def _what(finding: Finding, lang: Lang) -> list[tuple[str, str]]:
    from domain.wording import term

    said = finding.explanation_zh if lang == "zh" else finding.explanation_en
    todo = finding.todo_zh if lang == "zh" else finding.todo_en
    quiet = finding.outcome == "NOT_APPLICABLE"
    shown = [(said, "dim" if quiet else "")]
    if finding.recommendation:
        shown.append((say("check.recommended", lang, outcome=term(finding.recommendation, lang)), ""))
    if finding.holds:
        shown.append((say("check.holds", lang, step=term(finding.holds, lang)), ""))
    if todo:
        shown.append((say("check.todo", lang, todo=todo), "bold"))
    return shown


def _count(findings: list[Finding], lang: Lang) -> str:
    from domain.wording import term

    found = [each.outcome for each in findings]
    listed = (f"{term(outcome, lang)} {found.count(outcome)}" for outcome in dict.fromkeys(found))
    return say("check.count", lang, n=len(found), listed=" · ".join(listed))


def _regimes(given: Sequence[str] | None, law: Law) -> tuple[Regime | None, ...]:
    """The rule books that are named, each once; that of the day where none is."""
    from cli.errors import unknown
    from domain.law import Regime

    found: dict[Regime | None, None] = {}
    for name in given or ():
        plain = name.lower().replace("-", "_")
        if plain == ALL:
            found |= dict.fromkeys(each.id for each in law.regimes.values() if each.intake)
        elif plain in set(Regime):
            found[Regime(plain)] = None
        else:
            raise unknown("regime", name, [*map(str, Regime), ALL], "--regime")
    return tuple(found) or (None,)
