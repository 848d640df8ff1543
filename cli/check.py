"""`fenduan check`: every rule's finding on a dossier, the outcome first."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import FALSE
from cli.output import JsonOption, LangOption, columns, console, language, lines, print_json
from cli.texts import Lang, say

if TYPE_CHECKING:
    from domain.dossier import Dossier
    from domain.findings import Assessment, Finding
    from domain.law import Regime

STYLES = {
    "PASS": "green",
    "PROCEED": "bold green",
    "FAIL": "bold red",
    "REFUSE": "bold red",
    "NO_ROUTE": "bold red",
    "CORRECT": "yellow",
    "REFER": "magenta",
    "HOLD": "cyan",
    "NOT_APPLICABLE": "dim",
}
"""The colour of each outcome, of a rule and of a dossier."""

WORST_FIRST = ("FAIL", "REFER", "CORRECT", "HOLD", "PASS", "NOT_APPLICABLE")
REFUSED = frozenset({"REFUSE", "NO_ROUTE"})


def check(
    dossier: Annotated[
        Path, typer.Argument(metavar="DOSSIER.yaml", help="The dossier; `-` reads it from input.")
    ],
    on: Annotated[str | None, typer.Option(metavar="DATE", help="As if submitted on that day.")] = None,
    regime: Annotated[
        str | None, typer.Option(metavar="R", help="The rule book to apply, whatever the day.")
    ] = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Apply every rule to a dossier and say what follows, on which article.

    Exits with 1 where the dossier cannot go on (conditions not met, or no route on that day), else with 0.
    """
    from cli.days import read_day
    from cli.files import dossier_file
    from domain.law import Law
    from domain.model import SHANGHAI
    from domain.rules import assess

    chosen = _regime(regime)
    day = read_day(on, "--on") if on is not None else None
    read = dossier_file(dossier)
    submitted = datetime.combine(day, time(), SHANGHAI) if day else read.submitted_at
    assessment = assess(read, Law.load(), submitted_at=submitted, regime=chosen)
    if as_json:
        print_json({**assessment.model_dump(mode="json"), "submitted_at": submitted.isoformat()})
    else:
        show(assessment, read, submitted, language(lang))
    raise typer.Exit(FALSE if assessment.outcome in REFUSED else 0)


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


def _regime(given: str | None) -> Regime | None:
    from cli.errors import unknown
    from domain.law import Regime

    if given is None:
        return None
    try:
        return Regime(given.lower().replace("-", "_"))
    except ValueError:
        raise unknown("regime", given, [str(each) for each in Regime], "--regime") from None
