"""The course of a remedy, whatever is contested: accepted or not, extended once, decided in its term, then a court.

Sixty calendar days from the acceptance for the decision (ARL Art. 62); fifteen days for a court after its result, or
after a term that ran out without one (APL Art. 45).
"""

from __future__ import annotations

from datetime import date

from domain.case.base import Answer, provisions
from domain.case.remedy_file import RemedyStep
from domain.messages import Refusal
from domain.model import CalendarUnits, Frozen
from domain.moment import Moment
from domain.refusals import refuse
from domain.remedies.messages import (
    FALLEN,
    ActionWithdrawn,
    JudgmentRecorded,
    Reasoned,
    ReconsiderationAccepted,
    ReconsiderationDecided,
    ReconsiderationDeclined,
    ReconsiderationExtended,
    ReconsiderationOverdue,
    ReconsiderationWithdrawn,
    RemedyEvent,
    Ruled,
)
from domain.terms import ClockAct, Terms, end, extend_by_calendar, runs, start

BASIS = provisions("arl/20")


class Course(Frozen):
    """A remedy as it stands, and how its terms are called.

    `decide` and `court` are its own; `direct` those in which the act itself is contested, for reconsideration and
    before a court; empty where it is not an act but its absence that is contested.
    """

    number: int
    step: RemedyStep
    referred: bool = False
    extended: bool = False
    decide: str
    court: str
    direct: tuple[str, ...] = ()


def in_turn(course: Course, *wanted: RemedyStep) -> Refusal | None:
    """The refusal of what the remedy's progress does not allow, or not any more."""
    if course.step in wanted:
        return None
    return refuse("remedy_out_of_turn", BASIS, number=course.number, step=course.step)


def accept(course: Course, moment: Moment, admissible: str | None = None) -> Answer:
    """Accepted: the time for the decision begins. Where it is open whether the act can be reviewed, with a reason."""
    if refusal := in_turn(course, RemedyStep.APPLIED):
        return refusal
    if course.referred and admissible is None:
        return refuse("admissibility_unexplained", provisions("arl/24", "arl/26"), number=course.number)
    begun = start(moment, course.decide, "rec.decide")
    return (ReconsiderationAccepted(number=course.number, admissible=admissible, clock=(begun,)),)


def decline(said: Reasoned, course: Course, terms: Terms, moment: Moment) -> Answer:
    """Not accepted: that counts as a result, and opens a court."""
    if refusal := in_turn(course, RemedyStep.APPLIED):
        return refusal
    acts = to_court(course, terms, moment)
    return (ReconsiderationDeclined(number=course.number, reason=said.reason, clock=acts),)


def extend(said: Reasoned, course: Course, terms: Terms, moment: Moment) -> Answer:
    """The time for the decision extended: once, and before it is over."""
    if refusal := in_turn(course, RemedyStep.PENDING):
        return refusal
    if course.extended:
        return refuse("already_extended", provisions("arl/62"))
    if not runs(moment, terms, course.decide):
        return refuse("reconsideration_term_over", provisions("arl/62"), number=course.number)
    days = CalendarUnits(moment.in_force.limit("rec.decide.extension").n)
    acts = extend_by_calendar(moment, terms, course.decide, days)
    return (ReconsiderationExtended(number=course.number, days=days, reason=said.reason, clock=acts),)


def withdraw(said: Reasoned, course: Course, terms: Terms) -> Answer:
    """Withdrawn before it is decided: its terms end."""
    if refusal := in_turn(course, RemedyStep.APPLIED, RemedyStep.PENDING):
        return refusal
    acts = end(terms, course.decide, course.court)
    return (ReconsiderationWithdrawn(number=course.number, reason=said.reason, clock=acts),)


def decided(said: Ruled, course: Course, terms: Terms, moment: Moment) -> ReconsiderationDecided:
    """The decision: where the act falls nothing runs against it any more, else a court is open."""
    acts = end(terms, *course.direct) if said.outcome in FALLEN else to_court(course, terms, moment)
    own = end(terms, course.decide, course.court)
    return ReconsiderationDecided(
        number=course.number,
        outcome=said.outcome,
        document_no=said.document_no,
        reason=said.reason,
        act_by=said.act_by,
        clock=(*own, *acts),
    )


def judged(said: Ruled, course: Course, terms: Terms) -> JudgmentRecorded:
    """The judgment that is in force."""
    return JudgmentRecorded(
        number=course.number,
        outcome=said.outcome,
        document_no=said.document_no,
        reason=said.reason,
        act_by=said.act_by,
        clock=end(terms, *course.direct) if said.outcome in FALLEN else (),
    )


def overdue(course: Course, terms: Terms, last_day: date, moment: Moment) -> ReconsiderationOverdue:
    """The time for the decision ran out, which opens a court; the decision is still owed."""
    acts = (*end(terms, course.decide), start(moment, course.court, "lit.after_rec", last_day))
    return ReconsiderationOverdue(number=course.number, clock=acts)


def does_not_fit(outcome: str, *, inaction: bool) -> Refusal | None:
    """An act is ordered where one is overdue; a decision stands, falls or is changed."""
    if outcome == "upheld" or (outcome == "ordered_to_act") is inaction:
        return None
    possible = "upheld, ordered_to_act" if inaction else "upheld, changed, revoked, act_anew"
    return refuse("ruling_does_not_fit", BASIS, outcome=outcome, possible=possible)


def changes(event: RemedyEvent) -> dict[str, object]:
    """What a fact about a remedy changes in its file."""
    match event:
        case ReconsiderationAccepted():
            return {"step": RemedyStep.PENDING}
        case ReconsiderationExtended():
            return {"extended": True}
        case ReconsiderationDecided(outcome=outcome) | JudgmentRecorded(outcome=outcome):
            return {"step": RemedyStep.OVER, "result": outcome}
        case ReconsiderationDeclined():
            return {"step": RemedyStep.OVER, "result": "declined"}
        case ReconsiderationWithdrawn() | ActionWithdrawn():
            return {"step": RemedyStep.OVER, "result": "withdrawn"}
        case _:
            return {}


def to_court(course: Course, terms: Terms, moment: Moment) -> tuple[ClockAct, ...]:
    """After the reconsideration the court is open for fifteen days, and no longer directly (APL Art. 45)."""
    return (*end(terms, *course.direct[1:]), start(moment, course.court, "lit.after_rec"))
