"""A comparison on paper: what would have come out differently, in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from cli.case.names import articles, awaited, companies, in_chinese, product
from cli.days import last_day
from cli.law.names import length
from cli.output import WIDTH, columns, console, indented, lines
from cli.texts import Lang, say
from domain.dossier import Dossier
from domain.law import Law
from domain.model import local_day
from domain.position import Deadline
from domain.whatif import Comparison
from domain.whatif.difference import ActDifference, ClockDifference, Due, End, Judged, RunningDifference, Told
from domain.wording import clock_name, term

if TYPE_CHECKING:
    from rich.console import Console, RenderableType


class Report:
    """Prints what would have come out differently, the most important first."""

    def __init__(
        self, dossier: Dossier, comparison: Comparison, law: Law, lang: Lang, out: Console | None = None
    ) -> None:
        self._found = comparison
        self._law = law
        self._lang: Lang = lang
        self._names = companies(dossier)
        self._dossier = dossier
        self._out: Console = out or console()

    def print(self) -> None:
        """The head, then what differs, and how much that is."""
        number = self._found.stream.partition("/")[2]
        self._out.print(lines((f"{number}  {product(self._dossier, self._lang)}", "bold")))
        self._out.print(lines(("═" * min(self._out.width, WIDTH), "dim")))
        self._out.print(lines(self._head(), (say("whatif.unwritten", self._lang), "dim")))
        self._out.print()
        if self._found.same:
            self._out.print(lines((say("whatif.same", self._lang), "bold green")))
            return
        self.differences()
        self._out.print()
        self._out.print(lines((self._count(), "bold")))

    def differences(self) -> None:
        """Part by part; nothing is said of what is the same."""
        found = self._found
        self._part("whatif.findings", [self._finding_row(each) for each in self._findings()])
        self._part("whatif.acts", [self._act_row(each) for each in _alike(found.act_differences)])
        if found.taken:
            self._part("whatif.stages", self._stages())
            self._part("whatif.clock", [self._clock_row(each) for each in found.clock_differences])
            self._part("whatif.terms", [self._term_row(*each) for each in self._terms()])
            self._part("whatif.running", [self._running_row(each) for each in found.running])
        self._part("whatif.end", self._ends())

    def _head(self) -> str:
        found, lang = self._found, self._lang
        key = "whatif.head" if found.regime is not found.other else "whatif.head.same"
        book = say("whatif.book", lang, name=term(found.other, lang), id=found.other)
        return say(key, lang, was=term(found.regime, lang), book=book, acts=found.acts)

    def _part(self, key: str, rows: Sequence[RenderableType | tuple[RenderableType, ...]]) -> None:
        if not rows:
            return
        self._out.print(lines((say(key, self._lang), "bold")))
        for row in rows:
            if isinstance(row, tuple):
                table = columns(12, None)
                table.add_row(*row)
                self._out.print(indented(table, 2))  # type: ignore[arg-type] # whatever rich can print
            else:
                self._out.print(indented(row, 2))  # type: ignore[arg-type]

    def _findings(self) -> Iterable[tuple[str, Judged | None, Judged | None]]:
        return ((each.rule, each.was, each.would_be) for each in self._found.findings)

    def _finding_row(self, given: tuple[str, Judged | None, Judged | None]) -> tuple[RenderableType, ...]:
        rule, was, would_be = given
        lang = self._lang
        why = (would_be.explanation_zh if lang == "zh" else would_be.explanation_en) if would_be else None
        basis = articles(would_be.citations, lang, self._law) if would_be else None
        changed = say("whatif.changed", lang, was=self._judged(was), now=self._judged(would_be))
        return lines((rule, "bold")), lines(changed, why, (basis or "", "dim"))

    def _judged(self, given: Judged | None) -> str:
        if given is None:
            return say("whatif.not_asked", self._lang)
        said = term(given.outcome, self._lang)
        if given.recommendation is None:
            return said
        return say("whatif.recommended", self._lang, said=said, what=term(given.recommendation, self._lang))

    def _stages(self) -> list[RenderableType]:
        lang, between = self._lang, "、" if self._lang == "zh" else ", "
        return [
            lines(say(key, lang, stages=between.join(term(each, lang) for each in stages)))
            for key, stages in (
                ("whatif.left_out", self._found.stages_not_asked),
                ("whatif.added", self._found.stages_added),
                ("whatif.not_reached", self._found.stages_not_reached),
            )
            if stages
        ]

    def _act_row(self, acts: Sequence[ActDifference]) -> tuple[RenderableType, ...]:
        """One act, or several in a row that would have met the same."""
        lang, act = self._lang, acts[0]
        named = ("、" if lang == "zh" else ", ").join(
            dict.fromkeys(term(each.command, lang) for each in acts)
        )
        days = " ".join(dict.fromkeys(str(local_day(each.at)) for each in (acts[0], acts[-1])))
        said: tuple[str, ...]
        match act.how:
            case "unknown":
                said = (say("whatif.unknown", lang),)
            case "refused" if act.code == "wrong_stage":
                said = (say("whatif.still", lang, stage=term(act.stage, lang)),)
            case "refused":
                refusal = act.zh if lang == "zh" else act.en
                said = (say("whatif.refused", lang, why=refusal, code=act.code),)
            case "left_out":
                said = (say("whatif.unreplayable", lang),)
            case _:
                said = (
                    say("whatif.was", lang, what=self._told(act.was)),
                    say("whatif.would_be", lang, what=self._told(act.would_be)),
                )
        shown = act.how == "otherwise" or (act.how == "refused" and act.code != "wrong_stage")
        basis = articles(act.basis, lang, self._law) if shown else ""
        return lines(days), lines((named, "bold"), *said, (basis, "dim"))

    def _told(self, events: tuple[Told, ...]) -> str:
        lang = self._lang
        if not events:
            return say("whatif.nothing", lang)
        told = ("；" if lang == "zh" else "; ").join(each.zh if lang == "zh" else each.en for each in events)
        return in_chinese(told, self._names, lang)

    def _clock_row(self, given: ClockDifference) -> tuple[RenderableType, ...]:
        key = "whatif.only_was" if given.was else "whatif.only_would"
        told = self._told(given.was or given.would_be)
        return lines(str(last_day(given.at))), lines(say(key, self._lang, what=told))

    def _terms(self) -> Iterable[tuple[str, Due | None, Due | None]]:
        return ((each.term, each.was, each.would_be) for each in self._found.terms)

    def _term_row(self, name: str, was: Due | None, would_be: Due | None) -> RenderableType:
        lang = self._lang
        changed = say("whatif.changed", lang, was=self._due(was), now=self._due(would_be))
        basis = articles((would_be or was).basis, lang, self._law) if (would_be or was) else ""  # type: ignore[union-attr]
        return lines(clock_name(name, lang), changed, (basis, "dim"))

    def _running_row(self, given: RunningDifference) -> RenderableType:
        either = given.would_be or given.was
        basis = articles(either.basis, self._lang, self._law) if either else ""
        said = changed_deadline(given, self._lang)
        return lines(clock_name(given.term, self._lang), said, (basis, "dim"))

    def _due(self, given: Due | None) -> str:
        lang = self._lang
        if given is None or given.due is None:
            return say("whatif.no_term", lang)
        provisional = say("whatif.provisional", lang) if given.provisional else ""
        span = length(given.n, given.unit, lang)
        return say("whatif.due", lang, day=given.due, length=span, started=given.started, mark=provisional)

    def _ends(self) -> list[RenderableType]:
        found = self._found
        if found.was == found.would_be:
            return []
        lang = self._lang
        rows = [
            lines(say("whatif.was", lang, what=self._end(found.was))),
            lines(say("whatif.would_be", lang, what=self._end(found.would_be))),
        ]
        for wait in found.asked_in_addition:
            commands = ("、" if lang == "zh" else ", ").join(term(each, lang) for each in wait.commands)
            who = awaited(wait, self._names, lang)
            rows.append(
                lines(
                    say("whatif.waits", lang, who=who, commands=commands),
                    (articles(wait.basis, lang, self._law), "dim"),
                )
            )
        return list(rows)

    def _end(self, end: End) -> str:
        lang = self._lang
        if not end.stage:
            return say("whatif.not_taken", lang)
        stage = term(end.stage, lang)
        return (
            say("whatif.ends", lang, stage=stage, outcome=term(end.outcome, lang)) if end.outcome else stage
        )

    def _count(self) -> str:
        found = self._found
        acts = len(found.act_differences)
        key = "whatif.count"
        said = say(
            key, self._lang, findings=len(found.findings), acts=acts, of=found.acts, terms=len(found.terms)
        )
        if found.other_articles:
            said += say("whatif.other_articles", self._lang, n=found.other_articles)
        if found.refused:
            said += say("whatif.refused_before", self._lang, n=found.refused)
        return said


def _alike(acts: Iterable[ActDifference]) -> Iterable[Sequence[ActDifference]]:
    """Acts in a row that would have met the same, together."""

    def met(act: ActDifference) -> object:
        if act.how == "otherwise":
            return act
        return act.how, act.code, act.stage if act.code == "wrong_stage" else act.en

    return (tuple(group) for _, group in groupby(acts, key=met))


def changed_deadline(given: RunningDifference, lang: Lang) -> str:
    """The last day as it is and as it would be."""

    def said(deadline: Deadline | None) -> str:
        if deadline is None:
            return say("whatif.no_term", lang)
        return f"{last_day(deadline.due)}{say('whatif.provisional', lang) if deadline.provisional else ''}"

    return say("whatif.changed", lang, was=said(given.was), now=said(given.would_be))
