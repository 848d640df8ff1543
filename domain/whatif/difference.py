"""What would have come out differently, as values."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from domain.findings import Outcome
from domain.law import Regime
from domain.model import Frozen, ProvisionId
from domain.position import Deadline, Wait


class Judged(Frozen):
    """What a rule says of the dossier."""

    outcome: Outcome
    recommendation: Outcome | None = None
    citations: tuple[ProvisionId, ...] = ()
    explanation_en: str = ""
    explanation_zh: str = ""


class FindingDifference(Frozen):
    """A rule whose finding is another, or that only one of the two asks."""

    rule: str
    was: Judged | None
    would_be: Judged | None


class Told(Frozen):
    """What became true, or would have, as a sentence in each language."""

    topic: str
    en: str
    zh: str


class ActDifference(Frozen):
    """An act of the record that would have come out differently.

    `unknown`: the other path does not know it. `refused`: it would have been declined, with that refusal's code.
    `otherwise`: it would have led to something else. `left_out`: its content is not on record. `stage` is where the
    other path would have stood.
    """

    command: str
    at: datetime
    how: Literal["unknown", "refused", "otherwise", "left_out"]
    was: tuple[Told, ...]
    would_be: tuple[Told, ...] = ()
    code: str | None = None
    en: str | None = None
    zh: str | None = None
    basis: tuple[ProvisionId, ...] = ()
    stage: str | None = None


class ClockDifference(Frozen):
    """A deadline that passed on one of the two only, and what followed from it."""

    term: str
    at: datetime
    was: tuple[Told, ...]
    would_be: tuple[Told, ...]


class Due(Frozen):
    """A term as it ran: from when, how long, to which last day, on which articles."""

    limit: str
    started: date
    n: int
    unit: str
    due: date | None
    provisional: bool
    basis: tuple[ProvisionId, ...]


class TermDifference(Frozen):
    """A term that would have ended on another day, or that ran on one of the two only."""

    term: str
    was: Due | None
    would_be: Due | None


class RunningDifference(Frozen):
    """A deadline that still runs at the end, and would run to another instant."""

    term: str
    was: Deadline | None
    would_be: Deadline | None


class End(Frozen):
    """How a course ends: its stage and outcome, the stages of its path and those passed, and who must act then."""

    stage: str
    outcome: str | None
    closed: bool
    path: tuple[str, ...]
    stages: tuple[str, ...]
    waits: tuple[Wait, ...]
    licenses: dict[str, str] = {}


class Comparison(Frozen):
    """A case as it was and as it would have been, over the same facts.

    `taken`: the other path would have taken the application at all; if not, the later acts are not compared.
    `inexact` names the acts whose command could not be rebuilt to the byte, `refused` counts those whose content is
    not on record.
    """

    stream: str
    regime: Regime
    other: Regime
    last_day: date
    acts: int
    taken: bool
    refused: int
    inexact: tuple[str, ...]
    findings: tuple[FindingDifference, ...]
    act_differences: tuple[ActDifference, ...]
    clock_differences: tuple[ClockDifference, ...]
    terms: tuple[TermDifference, ...]
    running: tuple[RunningDifference, ...]
    was: End
    would_be: End
    other_articles: int

    @property
    def stages_not_asked(self) -> tuple[str, ...]:
        """Stages that the case passed and that the other path does not ask for."""
        return tuple(each for each in dict.fromkeys(self.was.stages) if each not in self.would_be.path)

    @property
    def stages_added(self) -> tuple[str, ...]:
        """Stages that only the other path has."""
        return tuple(each for each in self.would_be.path if each not in self.was.path)

    @property
    def stages_not_reached(self) -> tuple[str, ...]:
        """Stages of both paths that the case passed, and would not have come to with what was done."""
        passed = dict.fromkeys(self.was.stages)
        return tuple(
            each for each in self.would_be.path if each in passed and each not in self.would_be.stages
        )

    @property
    def asked_in_addition(self) -> tuple[Wait, ...]:
        """Whose act the other path would be waiting for at the end, where the record waits for something else."""
        known = {(wait.role, wait.organisation, wait.province, wait.commands) for wait in self.was.waits}
        return tuple(
            wait
            for wait in self.would_be.waits
            if (wait.role, wait.organisation, wait.province, wait.commands) not in known
        )

    @property
    def same(self) -> bool:
        """Whether nothing would have come out differently."""
        differences = (
            self.findings, self.act_differences, self.clock_differences, self.terms, self.running,
        )  # fmt: skip
        return not any(differences) and not self.other_articles and self.was == self.would_be
