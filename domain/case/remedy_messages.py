"""What may be said about remedies, and what is then true."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.case.base import CaseCommand, Text
from domain.case.remedy_file import Before, Contested, Office
from domain.case.stages import CaseOutcome, Stage
from domain.remedies import messages
from domain.remedies.messages import Acceptance, Reasoned, RemedyEvent, Ruled
from domain.terms import ProcedureEvent

Against = Literal["decision", "inaction"]


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


class AcceptReconsideration(Acceptance, RemedyCommand):
    """Accept the application. `admissible` says why the act can be reviewed, where that is an open question."""

    name: Literal["accept_reconsideration"] = "accept_reconsideration"


class DeclineReconsideration(Reasoned, RemedyCommand):
    """Do not accept the application, with the reason."""

    name: Literal["decline_reconsideration"] = "decline_reconsideration"


class ExtendReconsideration(Reasoned, RemedyCommand):
    """Extend the time for the decision once, with the reason."""

    name: Literal["extend_reconsideration"] = "extend_reconsideration"


class WithdrawReconsideration(Reasoned, RemedyCommand):
    """Withdraw the application for reconsideration."""

    name: Literal["withdraw_reconsideration"] = "withdraw_reconsideration"


class DecideReconsideration(Ruled, RemedyCommand):
    """Decide the reconsideration. `act_by` is the day until which the office has to act, where one is set."""

    name: Literal["decide_reconsideration"] = "decide_reconsideration"


class BringAction(_Contest):
    """Bring an action, or ask the State Council for its ruling; `after` is the reconsideration that came before."""

    name: Literal["bring_action"] = "bring_action"
    before: Literal[Before.COURT, Before.STATE_COUNCIL] = Before.COURT
    court: Annotated[str, Text]
    after: Annotated[int, Field(gt=0)] | None = None


class WithdrawAction(Reasoned, RemedyCommand):
    """Withdraw the action."""

    name: Literal["withdraw_action"] = "withdraw_action"


class RecordJudgment(Ruled, RemedyCommand):
    """Hand in the judgment or ruling that is in force."""

    name: Literal["record_judgment"] = "record_judgment"


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


class ReconsiderationApplied(RemedyEvent):
    """Reconsideration was asked for; while it is pending the case is not closed."""

    topic: ClassVar[str] = "remedy.reconsideration_applied"
    contested: Contested
    body: Office
    referred: bool = False
    grounds: str


class ActionBrought(RemedyEvent):
    """An action was brought, or the State Council was asked for its ruling."""

    topic: ClassVar[str] = "remedy.action_brought"
    before: Before
    court: str
    contested: Contested
    after: int | None = None
    grounds: str


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
    *messages.EVENTS,
    ActionBrought,
    CaseReopened,
)
