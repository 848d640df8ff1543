"""What may be said about remedies, and what is then true."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.case.base import CaseCommand, DocumentNo, Text
from domain.case.remedy_file import Before, Contested, Office
from domain.case.stages import CaseOutcome, Stage
from domain.model import CalendarUnits
from domain.terms import ProcedureEvent

Against = Literal["decision", "inaction"]
Ruling = Literal["upheld", "changed", "revoked", "act_anew", "ordered_to_act"]
"""The decision stands; it is changed; it falls; it falls and is to be made anew; an overdue act is ordered."""

FALLEN = frozenset({"changed", "revoked", "act_anew"})
"""Rulings by which the decision falls, and the case goes back to the stage that made it."""


class RemedyCommand(CaseCommand):
    """A command about a remedy: possible at every stage, since what is overdue is contested while the case goes on."""

    stages: ClassVar[tuple[Stage, ...]] = tuple(Stage)


class _Contest(RemedyCommand):
    """What is contested: the decision that ended the case, or (with `term`) a duty that is overdue.

    `about` names a licensee, or `registration`, whose application was turned down while the case goes on.
    """

    against: Against = "decision"
    term: str | None = None
    about: str | None = None
    grounds: Annotated[str, Text]


class ApplyForReconsideration(_Contest):
    """Ask for the reconsideration of the decision, or of an act that is overdue."""

    name: Literal["apply_for_reconsideration"] = "apply_for_reconsideration"


class AcceptReconsideration(RemedyCommand):
    """Accept the application. `admissible` says why the act can be reviewed, where that is an open question."""

    name: Literal["accept_reconsideration"] = "accept_reconsideration"
    number: Annotated[int, Field(gt=0)]
    admissible: Annotated[str, Text] | None = None


class DeclineReconsideration(RemedyCommand):
    """Do not accept the application, with the reason."""

    name: Literal["decline_reconsideration"] = "decline_reconsideration"
    number: Annotated[int, Field(gt=0)]
    reason: Annotated[str, Text]


class ExtendReconsideration(RemedyCommand):
    """Extend the time for the decision once, with the reason."""

    name: Literal["extend_reconsideration"] = "extend_reconsideration"
    number: Annotated[int, Field(gt=0)]
    reason: Annotated[str, Text]


class WithdrawReconsideration(RemedyCommand):
    """Withdraw the application for reconsideration."""

    name: Literal["withdraw_reconsideration"] = "withdraw_reconsideration"
    number: Annotated[int, Field(gt=0)]
    reason: Annotated[str, Text]


class DecideReconsideration(RemedyCommand):
    """Decide the reconsideration. `act_by` is the day until which the office has to act, where one is set."""

    name: Literal["decide_reconsideration"] = "decide_reconsideration"
    number: Annotated[int, Field(gt=0)]
    outcome: Ruling
    document_no: Annotated[str, DocumentNo]
    reason: Annotated[str, Text]
    act_by: date | None = None


class BringAction(_Contest):
    """Bring an action, or ask the State Council for its ruling; `after` is the reconsideration that came before."""

    name: Literal["bring_action"] = "bring_action"
    before: Literal[Before.COURT, Before.STATE_COUNCIL] = Before.COURT
    court: Annotated[str, Text]
    after: Annotated[int, Field(gt=0)] | None = None


class WithdrawAction(RemedyCommand):
    """Withdraw the action."""

    name: Literal["withdraw_action"] = "withdraw_action"
    number: Annotated[int, Field(gt=0)]
    reason: Annotated[str, Text]


class RecordJudgment(RemedyCommand):
    """Hand in the judgment or ruling that is in force."""

    name: Literal["record_judgment"] = "record_judgment"
    number: Annotated[int, Field(gt=0)]
    outcome: Ruling
    document_no: Annotated[str, DocumentNo]
    reason: Annotated[str, Text]
    act_by: date | None = None


COMMANDS = (
    ApplyForReconsideration
    | AcceptReconsideration
    | DeclineReconsideration
    | ExtendReconsideration
    | WithdrawReconsideration
    | DecideReconsideration
    | BringAction
    | WithdrawAction
    | RecordJudgment
)


class RemedyEvent(ProcedureEvent):
    """A fact about one remedy."""

    number: int


class ReconsiderationApplied(RemedyEvent):
    """Reconsideration was asked for; while it is pending the case is not closed."""

    topic: ClassVar[str] = "remedy.reconsideration_applied"
    contested: Contested
    body: Office
    referred: bool = False
    grounds: str


class ReconsiderationAccepted(RemedyEvent):
    """The application was accepted; its decision has a term from this day."""

    topic: ClassVar[str] = "remedy.reconsideration_accepted"
    admissible: str | None = None


class ReconsiderationDeclined(RemedyEvent):
    """The application was not accepted; against that a court is open."""

    topic: ClassVar[str] = "remedy.reconsideration_declined"
    reason: str


class ReconsiderationExtended(RemedyEvent):
    """The time for the decision was extended by calendar days."""

    topic: ClassVar[str] = "remedy.reconsideration_extended"
    days: CalendarUnits
    reason: str


class ReconsiderationOverdue(RemedyEvent):
    """The decision on the reconsideration did not come in its term; a court is open, and the duty stays."""

    topic: ClassVar[str] = "remedy.reconsideration_overdue"


class ReconsiderationWithdrawn(RemedyEvent):
    """The application for reconsideration was withdrawn."""

    topic: ClassVar[str] = "remedy.reconsideration_withdrawn"
    reason: str


class ReconsiderationDecided(RemedyEvent):
    """The reconsideration was decided."""

    topic: ClassVar[str] = "remedy.reconsideration_decided"
    outcome: Ruling
    document_no: str
    reason: str
    act_by: date | None = None


class ActionBrought(RemedyEvent):
    """An action was brought, or the State Council was asked for its ruling."""

    topic: ClassVar[str] = "remedy.action_brought"
    before: Before
    court: str
    contested: Contested
    after: int | None = None
    grounds: str


class ActionWithdrawn(RemedyEvent):
    """The action was withdrawn."""

    topic: ClassVar[str] = "remedy.action_withdrawn"
    reason: str


class JudgmentRecorded(RemedyEvent):
    """The judgment or ruling that is in force."""

    topic: ClassVar[str] = "remedy.judgment_recorded"
    outcome: Ruling
    document_no: str
    reason: str
    act_by: date | None = None


class CaseReopened(RemedyEvent):
    """The decision fell: the case is back at the stage that made it, whose terms begin anew.

    `bound`: a remedy has changed the decision, and the office may not make the old one again. `about`: only the
    application of that licensee, of that kind, or the filing is to be decided anew, as of `on`; the case never ended.
    """

    topic: ClassVar[str] = "case.reopened"
    stage: Stage
    fallen: CaseOutcome
    licensee: str | None = None
    about: str | None = None
    kind: str | None = None
    on: date | None = None
    document_no: str
    bound: bool = False
    act_by: date | None = None


EVENTS: tuple[type[ProcedureEvent], ...] = (
    ReconsiderationApplied,
    ReconsiderationAccepted,
    ReconsiderationDeclined,
    ReconsiderationExtended,
    ReconsiderationOverdue,
    ReconsiderationWithdrawn,
    ReconsiderationDecided,
    ActionBrought,
    ActionWithdrawn,
    JudgmentRecorded,
    CaseReopened,
)
