"""What the law says of when: the steps of a procedure, each with its limit and last day, and those without a limit.

Nothing here is a forecast. A last day stands only where a limit of the law runs from a day that is known; after a
step without a limit there is none.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from domain.case.remedy_file import Office
from domain.case.stages import Stage
from domain.law import Regime
from domain.law.limits import Unit
from domain.law.texts import Bilingual, Label
from domain.model import Frozen, ProvisionId

Application = Literal["new", "change"]
"""What is asked for with a license application: a new license, or the change of one."""


class Span(Frozen):
    """A limit of the law as it applies to a step, its last day where the first one is known.

    `application` tells apart two limits of the same step: by the kind of application that is made.
    """

    limit: str
    n: int
    unit: Unit
    starts: Bilingual
    excludes: Bilingual | None
    note: Bilingual | None
    label: Label
    basis: tuple[ProvisionId, ...]
    application: Application | None = None
    begins: date | None
    last_day: date | None
    provisional: bool


class Ahead(Frozen):
    """A step that is still ahead: of which offices, about whose license, under which limits.

    `how` says where it stands. `in_turn`: the next step waits for it. `within`: it has no limit of its own and
    is part of the term of the decision. `outside`: its time is not counted in that term, and begins when the office
    begins. Without a limit `spans` is empty; of several the last day of the step is the latest. `waits_for` are the
    enterprises whose license has to be there first, whatever the term says.
    """

    step: str
    stage: Stage
    how: Literal["in_turn", "within", "outside"]
    offices: tuple[Office, ...]
    licensees: tuple[str, ...] = ()
    waits_for: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    last_day: date | None = None
    provisional: bool = False
    basis: tuple[ProvisionId, ...] = ()

    @property
    def without_limit(self) -> bool:
        """Whether no limit was found for it."""
        return not self.spans


class Outlook(Frozen):
    """The procedure of a rule book from a day on, as if every office used its whole term.

    And as if every company acted on the day on which it can, and nothing was stopped. `counted_from` is the day of
    the submission, or the nearest on which the rule book takes applications; without steps it takes none.
    `licensed_by` is the last day on which every license would be held, `readings` are the unclear points that this
    way and its days rest on.
    """

    regime: Regime
    submitted: date
    counted_from: date
    steps: tuple[Ahead, ...] = ()
    licensed_by: date | None = None
    licensed_provisional: bool = False
    registered_by: date | None = None
    registered_provisional: bool = False
    readings: tuple[str, ...] = ()

    @property
    def takes_applications(self) -> bool:
        """Whether there is a procedure at all."""
        return bool(self.steps)

    @property
    def without_limit(self) -> tuple[Ahead, ...]:
        """The steps that the next one waits for, and for which no limit was found: after them no day is known."""
        return tuple(each for each in self.steps if each.how == "in_turn" and each.without_limit)

    @property
    def within(self) -> tuple[Ahead, ...]:
        """The steps that have no limit of their own and are part of the term of the decision."""
        return tuple(each for each in self.steps if each.how == "within")
