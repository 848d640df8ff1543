"""A rule, the question it is asked, and the answer it gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from domain.dossier import Dossier
from domain.findings import Finding, Outcome
from domain.law import Law, LawInForce, Regime
from domain.law.thresholds import Threshold
from domain.model import Province, ProvisionId, local_day
from domain.wording.tables import term


class Both(NamedTuple):
    """The same sentence in English and in Chinese."""

    en: str
    zh: str


class Step(StrEnum):
    """A step of the procedure that a rule can hold, as the handbook of the procedure numbers them."""

    GOVERNMENT = "P06"
    NMPA = "P07"
    CMO_LICENSE = "P08"
    HOLDER_LICENSE = "P09"
    FILING = "P10"
    OPERATION = "P15"
    N_LICENSE = "N06"
    N_FILING = "N07"
    N_OPERATION = "N09"


@dataclass(frozen=True, slots=True)
class Question:
    """What a rule looks at: the dossier, the law, the regime, and when the application was submitted."""

    dossier: Dossier
    law: Law
    regime: Regime
    submitted: datetime
    named: bool = False

    @property
    def day(self) -> date:
        """The day in China of the submission."""
        return local_day(self.submitted)

    @property
    def pilot(self) -> bool:
        """Whether the pilot plan's column applies."""
        return self.regime is Regime.PILOT

    @property
    def law_day(self) -> date:
        """The day whose law is asked: that of the submission, or the nearest on which a named regime takes any."""
        span = self.law.regimes[self.regime].submitted
        return min(max(self.day, span.from_ or self.day), span.to or date.max)

    @property
    def in_force(self) -> LawInForce:
        """What the law says on that day."""
        return self.law.on(self.law_day)

    def reading(self, key: str) -> object:
        """How this deployment reads an unclear point on that day."""
        return self.in_force.reading(key).value

    def threshold(self, key: str) -> Threshold:
        """The number that the law of that day asks for."""
        return self.law.thresholds.on(key, self.law_day)

    def applies(self, key: str) -> bool:
        """Whether that requirement is in force on that day."""
        return self.law.thresholds.in_force(key, self.law_day)

    def province(self, code: Province) -> Both:
        """The province's name."""
        division = self.law.divisions[code]
        return Both(str(division.en), str(division.zh))

    def provinces(self, codes: Iterable[Province]) -> Both:
        """The names of several provinces."""
        return listed(self.province(each) for each in codes)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a rule's function says; the rule adds its id and, unless the answer has its own, its articles."""

    outcome: Outcome
    why: Both
    facts: Mapping[str, str] = field(default_factory=dict)
    todo: Both | None = None
    recommendation: Outcome | None = None
    holds: Step | None = None
    citations: tuple[ProvisionId, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition of the law: its title, in which regimes it is asked, and the articles it rests on.

    `by_reference` marks a condition of the Plan that Notice 173 keeps only by referring to the Plan.
    """

    id: str
    title: Mapping[str, str]
    function: Callable[[Question], Answer]
    regimes: frozenset[Regime]
    cites: tuple[ProvisionId, ...]
    cites_n173: tuple[ProvisionId, ...] = ()
    by_reference: bool = False

    def ask(self, question: Question) -> Finding:
        """The rule's finding on the dossier; of its articles those are cited that are in force on the day asked."""
        finding = self.finding(self.function(question), pilot=question.pilot)
        known = question.in_force.epoch.provisions
        cited = tuple(each for each in finding.citations if each in known)
        return finding.model_copy(update={"citations": cited or finding.citations})

    def finding(self, answer: Answer, *, pilot: bool = True) -> Finding:
        """The answer as a finding of this rule."""
        return Finding(
            rule=self.id,
            outcome=answer.outcome,
            recommendation=answer.recommendation,
            holds=answer.holds.value if answer.holds else None,
            facts=dict(answer.facts),
            citations=answer.citations or (self.cites if pilot or not self.cites_n173 else self.cites_n173),
            explanation_en=answer.why.en,
            explanation_zh=answer.why.zh,
            todo_en=answer.todo.en if answer.todo else None,
            todo_zh=answer.todo.zh if answer.todo else None,
        )


def passed(why: Both, facts: Mapping[str, str] | None = None) -> Answer:
    """The condition is met."""
    return Answer(Outcome.PASS, why, facts or {})


def failed(why: Both, todo: Both, facts: Mapping[str, str] | None = None) -> Answer:
    """The condition is not met, and no correction of papers mends it."""
    return Answer(Outcome.FAIL, why, facts or {}, todo)


def correct(why: Both, todo: Both, facts: Mapping[str, str] | None = None) -> Answer:
    """A paper is missing or deficient; the correction notice asks for it."""
    return Answer(Outcome.CORRECT, why, facts or {}, todo)


def refer(
    why: Both,
    todo: Both,
    facts: Mapping[str, str] | None = None,
    recommendation: Outcome | None = None,
) -> Answer:
    """A competent authority decides, with a reason; the recommendation stands if it gives none."""
    return Answer(Outcome.REFER, why, facts or {}, todo, recommendation)


def hold(step: Step, why: Both, todo: Both, facts: Mapping[str, str] | None = None) -> Answer:
    """Nothing against the application, but that step cannot be entered yet."""
    return Answer(Outcome.HOLD, why, facts or {}, todo, holds=step)


def not_applicable(why: Both, facts: Mapping[str, str] | None = None, todo: Both | None = None) -> Answer:
    """The condition does not concern this dossier, or is decided later in the procedure."""
    return Answer(Outcome.NOT_APPLICABLE, why, facts or {}, todo)


def listed(names: Iterable[Both | str]) -> Both:
    """Several names in a row, in each language's way."""
    both = [each if isinstance(each, Both) else Both(each, each) for each in names]
    return Both(", ".join(each.en for each in both), "、".join(each.zh for each in both))


def party_name(name: str, name_zh: str | None) -> Both:
    """A party's name in both languages; where one is missing the other stands."""
    return Both(name, name_zh or name)


def words(*codes: str) -> Both:
    """The words of the house for codes of a dossier."""
    return listed(Both(term(code, "en"), term(code, "zh")) for code in codes)


def fields(group: str, names: Iterable[str]) -> Both:
    """Fields of a dossier by their words; Chinese has the name to write in brackets, English that name alone."""
    found = [f"{group}.{name}" for name in names]
    return listed(Both(each, f"{term(each, 'zh')}（{each}）") for each in found)


def yes_no(value: bool | None) -> str:  # noqa: FBT001, a fact's value
    """A fact's value as text: `yes`, `no` or `not stated`."""
    return {True: "yes", False: "no", None: "not stated"}[value]
