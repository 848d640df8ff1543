"""When would there be a license? The steps ahead with their last days, and plainly where no law sets any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.case.names import articles, companies, company, shortly
from cli.law.names import length
from cli.output import columns, console, indented, lines
from cli.texts import Lang, say
from cli.whatif.styles import REFUSED
from domain.wording import office, term

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console
    from rich.text import Text

    from domain.dossier import Dossier
    from domain.findings import Assessment
    from domain.law import Law
    from domain.whatif import Ahead, Outlook, Span

MARKED = frozenset({"general_knowledge", "inference"})
"""What a limit can rest on that is less than a text that was found."""


def outlook_data(outlook: Outlook) -> dict[str, object]:
    """An outlook as an object for programs."""
    steps = [
        {
            "step": each.step,
            "name_en": term(f"step.{each.step}", "en"),
            "name_zh": term(f"step.{each.step}", "zh"),
            **each.model_dump(mode="json", exclude={"step"}),
        }
        for each in outlook.steps
    ]
    return {
        **outlook.model_dump(mode="json", exclude={"regime", "steps"}),
        "takes_applications": outlook.takes_applications,
        "without_limit": [each.step for each in outlook.without_limit],
        "within": [each.step for each in outlook.within],
        "steps": steps,
    }


class OutlookPaper:
    """Prints an outlook: what it comes to, what it assumes, and the steps."""

    def __init__(
        self, dossier: Dossier, assessment: Assessment, law: Law, lang: Lang, out: Console | None = None
    ) -> None:
        self._names = companies(dossier)
        self._assessment = assessment
        self._law = law
        self._lang: Lang = lang
        self._out = out or console()
        self._said: set[str] = set()

    def print(self, outlook: Outlook) -> None:
        """All of it."""
        lang = self._lang
        book = say("sides.book", lang, name=term(outlook.regime, lang), id=outlook.regime)
        self._out.print(lines((say("when.title", lang, book=book), "bold")))
        if not outlook.takes_applications:
            self._out.print(lines((say("when.no_route", lang), "bold red")))
            return
        head = ((self._counted(outlook), "dim"), (say("when.as_if", lang), "dim"), self._mend())
        self._out.print(indented(lines((self._conclusion(outlook), "bold"), *head)))
        self._out.print()
        table = columns(14, None)
        for each in outlook.steps:
            table.add_row(self._day(each), self._step(each))
            table.add_row()
        self._out.print(table)
        notes = (self._calendar(outlook), self._readings(outlook))
        self._out.print(indented(lines(*((each, "dim") for each in notes))))

    def _counted(self, outlook: Outlook) -> str:
        key = "when.from" if outlook.counted_from == outlook.submitted else "when.moved"
        return say(key, self._lang, day=outlook.counted_from, submitted=outlook.submitted)

    def _mend(self) -> str | None:
        outcome = self._assessment.outcome
        if outcome == "PROCEED":
            return None
        key = "when.against" if outcome in REFUSED else "when.mend"
        return say(key, self._lang, outcome=term(outcome, self._lang))

    def _day(self, step: Ahead) -> Text:
        lang = self._lang
        match step.how:
            case "within":
                return lines((say("when.within", lang), "dim"))
            case "outside":
                return lines((say("when.outside", lang), "dim"))
            case _ if step.without_limit:
                return lines((say("when.no_limit", lang), "bold yellow"))
            case _ if step.last_day is None:
                return lines((say("when.no_day", lang), "dim"))
            case _:
                mark = say("when.provisional", lang) if step.provisional else ""
                return lines((str(step.last_day), "bold"), (mark, "yellow"))

    def _step(self, step: Ahead) -> Text:
        lang, between = self._lang, "、" if self._lang == "zh" else ", "
        offices = between.join(shortly(office(each.role, each.province, None, lang)) for each in step.offices)
        notes = (self._once(each.note.say(lang)) for each in step.spans if each.note)
        return lines(
            (self._titled(step), "bold"),
            offices,
            *self._limits(step),
            say("when.after", lang) if step.waits_for else "",
            *((each, "dim") for each in notes),
            (self._basis(step), "dim"),
        )

    def _titled(self, step: Ahead) -> str:
        """The step and whose license it is about; several enterprises are named only the first time."""
        lang, between = self._lang, "、" if self._lang == "zh" else ", "
        named = term(f"step.{step.step}", lang)
        if not step.licensees:
            return named
        parties = between.join(company(each, self._names, lang) for each in step.licensees)
        if len(step.licensees) > 1 and not self._once(parties):
            parties = say("when.several", lang, n=len(step.licensees))
        return say("when.step", lang, step=named, parties=parties)

    def _once(self, said: str) -> str:
        """What has been said before is not said again."""
        if said in self._said:
            return ""
        self._said.add(said)
        return said

    def _limits(self, step: Ahead) -> Iterable[tuple[str, str] | str]:
        lang = self._lang
        if step.without_limit:
            own = step.how == "within"
            yield say("when.own_none", lang) if own else (say("when.none_found", lang), "yellow")
            return
        for span in step.spans:
            yield self._limit(span, alone=len(step.spans) == 1)
        if step.how == "outside":
            yield say("when.stopped", lang)
        for span in step.spans:
            if span.excludes and (what := self._once(span.excludes.say(lang))):
                yield say("when.excludes", lang, what=what), "dim"

    def _limit(self, span: Span, *, alone: bool) -> str:
        lang = self._lang
        key = "when.term_from" if span.begins else "when.term"
        said = say(
            key,
            lang,
            length=length(span.n, span.unit, lang),
            starts=span.starts.say(lang),
            begins=span.begins,
        )
        if alone and span.application is None:
            return said
        what = say(f"when.{span.application}", lang) if span.application else term(span.limit, lang)
        if alone or span.last_day is None:
            return say("when.one_of", lang, what=what, term=said)
        day = self._dated(str(span.last_day), provisional=span.provisional)
        return say("when.one_until", lang, what=what, term=said, day=day)

    def _basis(self, step: Ahead) -> str:
        lang = self._lang
        labels = dict.fromkeys(each.label for each in step.spans if each.label in MARKED)
        marks = "".join(say("law.mark", lang, label=term(each, lang)) for each in labels)
        return f"{articles(step.basis, lang, self._law)}{marks}"

    def _conclusion(self, outlook: Outlook) -> str:
        lang = self._lang
        if outlook.without_limit:
            return say("when.no_promise", lang, steps=self._named(outlook.without_limit))
        if outlook.licensed_by is None:
            return say("when.no_licensee", lang)
        day = self._dated(str(outlook.licensed_by), provisional=outlook.licensed_provisional)
        said = say("when.licensed", lang, day=day)
        if outlook.registered_by:
            day = self._dated(str(outlook.registered_by), provisional=outlook.registered_provisional)
            said += say("when.registered", lang, day=day)
        return said + say("when.not_promised", lang, steps=self._named(outlook.within))

    def _named(self, steps: Iterable[Ahead]) -> str:
        between = "、" if self._lang == "zh" else ", "
        return between.join(dict.fromkeys(term(f"step.{each.step}", self._lang) for each in steps))

    def _readings(self, outlook: Outlook) -> str:
        between = "、" if self._lang == "zh" else ", "
        readings = between.join(outlook.readings)
        return say("when.readings", self._lang, readings=readings) if readings else ""

    def _calendar(self, outlook: Outlook) -> str:
        if not any(each.provisional for each in outlook.steps):
            return ""
        return say("when.calendar", self._lang, year=max(self._law.calendar.years) + 1)

    def _dated(self, day: str, *, provisional: bool) -> str:
        return say("sides.provisional", self._lang, day=day) if provisional else day
