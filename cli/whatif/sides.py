"""A dossier under several rule books, side by side: outcome, what differs, what is the same, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from cli.case.names import applicant, articles, product
from cli.days import clock
from cli.output import columns, console, lines
from cli.texts import Lang, say
from cli.whatif.styles import REFUSED, STYLES, WORST_FIRST
from domain.wording import term

if TYPE_CHECKING:
    from datetime import datetime

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from domain.dossier import Dossier
    from domain.findings import Assessment, Finding
    from domain.law import Law
    from domain.whatif import Outlook, RuleBeside

SETTLED = frozenset({"PASS", "NOT_APPLICABLE"})
RULE, TITLE, GAP, NARROWEST = 6, 24, 2, 10


def differences_data(rules: Iterable[RuleBeside]) -> list[dict[str, object]]:
    """The rules whose answers differ, for programs; an outcome is null where the rule is not asked."""
    return [
        {
            "rule": each.rule,
            "title_en": each.title["en"],
            "title_zh": each.title["zh"],
            "differs": list(each.differs),
            "outcomes": {
                str(regime): finding.outcome.value if finding else None
                for regime, finding in each.findings.items()
            },
        }
        for each in rules
        if each.differs
    ]


class Sides:
    """Prints the comparison."""

    def __init__(
        self,
        dossier: Dossier,
        assessments: tuple[Assessment, ...],
        rules: tuple[RuleBeside, ...],
        law: Law,
        lang: Lang,
    ) -> None:
        self._dossier = dossier
        self._assessments = assessments
        self._rules = rules
        self._law = law
        self._lang: Lang = lang
        self._out: Console = console()

    def print(self, submitted: datetime, outlooks: Sequence[Outlook] = ()) -> None:
        """Head, outcomes, what differs, what is the same, what is missing."""
        lang, dossier = self._lang, self._dossier
        n = len(self._assessments)
        self._out.print(lines((f"{product(dossier, lang)} · {applicant(dossier, lang)}", "bold")))
        self._out.print(lines((say("sides.submitted", lang, submitted=clock(submitted), n=n), "dim")))
        self._out.print()
        self._head(outlooks)
        self._differing([each for each in self._rules if each.differs])
        self._same([each for each in self._rules if not each.differs])
        self._missing()

    def _head(self, outlooks: Sequence[Outlook]) -> None:
        lang, table = self._lang, self._table()
        books = (
            say("sides.book", lang, name=term(each.regime, lang), id=each.regime)
            for each in self._assessments
        )
        table.add_row("", "", *(lines((each, "bold")) for each in books))
        table.add_row()
        table.add_row("", lines((say("sides.outcome", lang), "bold")), *map(self._outcome, self._assessments))
        if outlooks:
            table.add_row(
                "",
                lines((say("sides.licensed", lang), "bold")),
                *(self._licensed(*each) for each in zip(self._assessments, outlooks, strict=True)),
            )
        self._out.print(table)
        self._out.print()

    def _outcome(self, assessment: Assessment) -> Text:
        """What the rules come to; of a rule book without intake only that it has none."""
        if not self._law.regimes[assessment.regime].intake:
            return lines((say("sides.none_taken", self._lang), STYLES["NO_ROUTE"]))
        return lines((term(assessment.outcome, self._lang).upper(), STYLES[assessment.outcome]))

    def _licensed(self, assessment: Assessment, outlook: Outlook) -> Text:
        """The last day on which the last term for a license ends; of what is refused there is none."""
        if assessment.outcome in REFUSED or not outlook.takes_applications:
            return lines(("—", "dim"))
        if outlook.licensed_by is None:
            return lines((say("sides.no_day", self._lang), "yellow"))
        day = str(outlook.licensed_by)
        return lines(say("sides.provisional", self._lang, day=day) if outlook.licensed_provisional else day)

    def _table(self) -> Table:
        n = len(self._assessments)
        each = max(NARROWEST, (self._out.width - RULE - TITLE - GAP) // n - GAP)
        return columns(RULE, None, *[each] * n)

    def _differing(self, rules: Sequence[RuleBeside]) -> None:
        if not rules:
            return
        self._heading("sides.differ", n=len(rules))
        table = self._table()
        for rule in sorted(rules, key=_badness):
            cells = (self._cell(each) for each in rule.findings.values())
            table.add_row(rule.rule, lines(rule.title[self._lang]), *cells)
        self._out.print(table)
        self._out.print()

    def _cell(self, finding: Finding | None) -> Text:
        lang = self._lang
        if finding is None:
            return lines(("—", "dim"))
        said = term(finding.outcome, lang)
        if finding.recommendation:
            what = term(finding.recommendation, lang)
            said = say("whatif.recommended", lang, said=said, what=what)
        return lines((said, STYLES[finding.outcome]))

    def _same(self, rules: Sequence[RuleBeside]) -> None:
        if not rules:
            return
        self._heading("sides.same", n=len(rules))
        table = columns(15, None)
        for outcome in WORST_FIRST:
            found = [each for each in rules if WORST_FIRST[_badness(each)] == outcome]
            if found:
                named = (
                    say("sides.named", self._lang, rule=each.rule, title=each.title[self._lang])
                    for each in found
                )
                between = "、" if self._lang == "zh" else ", "
                table.add_row(lines((term(outcome, self._lang), STYLES[outcome])), lines(between.join(named)))
        self._out.print(table)
        self._out.print()

    def _missing(self) -> None:
        """Every finding that is open or against, once, with the rule books under which it is one."""
        lang, found = self._lang, self._unsettled()
        if not found:
            self._out.print(lines((say("sides.nothing", lang), "bold green")))
            return
        self._heading("sides.missing")
        table = columns(RULE, 16, None)
        between = "、" if lang == "zh" else ", "
        for number, (title, findings, regimes) in enumerate(found):
            if number:
                table.add_row()
            finding = findings[0]
            every = len(regimes) == len(self._assessments)
            where = say("sides.each", lang) if every else between.join(regimes)
            head = say("sides.rule", lang, title=title, outcome=term(finding.outcome, lang))
            cited = tuple(dict.fromkeys(id_ for each in findings for id_ in each.citations))
            said = finding.explanation_zh if lang == "zh" else finding.explanation_en
            todo = finding.todo_zh if lang == "zh" else finding.todo_en
            table.add_row(
                lines((finding.rule, STYLES[finding.outcome])),
                lines(where),
                lines(
                    (head, STYLES[finding.outcome]),
                    said,
                    (say("check.todo", lang, todo=todo) if todo else "", "bold"),
                    (articles(cited, lang, self._law), "dim"),
                ),
            )
        self._out.print(table)

    def _unsettled(self) -> list[tuple[str, list[Finding], list[str]]]:
        alike: dict[tuple[object, ...], tuple[str, list[Finding], list[str]]] = {}
        for rule in sorted(self._rules, key=_badness):
            for regime, finding in rule.findings.items():
                if finding is None or finding.outcome in SETTLED:
                    continue
                said = (rule.rule, finding.outcome, finding.explanation_en, finding.todo_en)
                row = alike.setdefault(said, (rule.title[self._lang], [], []))
                row[1].append(finding)
                row[2].append(str(regime))
        return list(alike.values())

    def _heading(self, key: str, **values: object) -> None:
        self._out.print(lines((say(key, self._lang, **values), "bold")))


def _badness(rule: RuleBeside) -> int:
    """How bad the worst answer to a rule is, 0 for the worst of all."""
    return min(WORST_FIRST.index(each.outcome) for each in rule.findings.values() if each)
