"""What may be said about the remedies against an act of supervision, and what is then true."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.case.base import DocumentNo, Text
from domain.case.remedy_file import Office
from domain.messages import Event
from domain.model import Province
from domain.remedies import messages
from domain.remedies.messages import AboutRemedy, Reasoned, RemedyEvent, Ruled, Ruling
from domain.supervision.contest_file import ActKind
from domain.supervision.held import LicenseStanding
from domain.supervision.messages import SupervisionCommand

ActNo = Annotated[int, Field(gt=0)]


class ContestCommand(SupervisionCommand):
    """A command about the remedies against an act, which has the number that it told."""


class ContestAct(ContestCommand):
    """Ask for the reconsideration of an act."""

    name: Literal["contest_act"] = "contest_act"
    act: ActNo
    grounds: Annotated[str, Text]


class AcceptContest(AboutRemedy, ContestCommand):
    """Accept the application for reconsideration."""

    name: Literal["accept_contest"] = "accept_contest"


class DeclineContest(Reasoned, ContestCommand):
    """Do not accept the application, with the reason."""

    name: Literal["decline_contest"] = "decline_contest"


class ExtendContest(Reasoned, ContestCommand):
    """Extend the time for the decision once, with the reason."""

    name: Literal["extend_contest"] = "extend_contest"


class WithdrawContest(Reasoned, ContestCommand):
    """Withdraw the application for reconsideration."""

    name: Literal["withdraw_contest"] = "withdraw_contest"


class DecideContest(Ruled, ContestCommand):
    """Decide the reconsideration. `act_by` is the day until which the agency has to act, where one is set."""

    name: Literal["decide_contest"] = "decide_contest"


class SueOverAct(ContestCommand):
    """Bring an action against an act; `after` is the reconsideration that came before."""

    name: Literal["sue_over_act"] = "sue_over_act"
    act: ActNo
    court: Annotated[str, Text]
    after: Annotated[int, Field(gt=0)] | None = None
    grounds: Annotated[str, Text]


class WithdrawSuit(Reasoned, ContestCommand):
    """Withdraw the action."""

    name: Literal["withdraw_suit"] = "withdraw_suit"


class RecordActJudgment(Ruled, ContestCommand):
    """Hand in the judgment that is in force."""

    name: Literal["record_act_judgment"] = "record_act_judgment"


class DropAct(ContestCommand):
    """Decide anew, after a ruling, that the act is not made again."""

    name: Literal["drop_act"] = "drop_act"
    act: ActNo
    document_no: Annotated[str, DocumentNo]
    reason: Annotated[str, Text]


class ActContested(RemedyEvent):
    """Reconsideration of an act was asked for, by that organisation. The act goes on holding meanwhile."""

    topic: ClassVar[str] = "supervision.act_contested"
    act: int
    kind: ActKind
    licensee: str | None = None
    by: str
    body: Office
    grounds: str


class SuitBrought(RemedyEvent):
    """An action was brought against an act, by that organisation."""

    topic: ClassVar[str] = "supervision.suit_brought"
    act: int
    kind: ActKind
    licensee: str | None = None
    by: str
    court: str
    after: int | None = None
    grounds: str


class ActFell(RemedyEvent):
    """The act fell, by the remedy of that number: from this day on the supervision stands as it would without it.

    `standing` is how its license stands then. `bound`: on the same facts the agency may not do the same again.
    `anew`: it has to decide anew, by `act_by` where a day is set. `rested_on` is the act that fell first, if this
    one rested on that.
    """

    topic: ClassVar[str] = "supervision.act_fell"
    act: int
    kind: ActKind
    province: Province
    licensee: str | None = None
    document_no: str
    outcome: Ruling
    standing: LicenseStanding | None = None
    bound: bool = False
    anew: bool = False
    act_by: date | None = None
    rested_on: int | None = None


class ActDropped(Event):
    """After a ruling the agency decided anew: the act is not made again."""

    topic: ClassVar[str] = "supervision.act_dropped"
    act: int
    kind: ActKind
    province: Province
    licensee: str | None = None
    document_no: str
    reason: str


COMMANDS = (
    ContestAct
    | AcceptContest
    | DeclineContest
    | ExtendContest
    | WithdrawContest
    | DecideContest
    | SueOverAct
    | WithdrawSuit
    | RecordActJudgment
    | DropAct
)
EVENTS: tuple[type[Event], ...] = (ActContested, *messages.EVENTS, SuitBrought, ActFell, ActDropped)
