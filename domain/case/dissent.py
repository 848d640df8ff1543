"""Dissent from a negative conclusion (Order 27 Art. 90): the objection in time, the expert panel, what comes of it."""

from __future__ import annotations

from domain.case.base import Answer, provisions
from domain.case.review_commands import CLOCK, DECISION, DISSENT, PANEL, DecideDissent
from domain.case.review_conclusion import cannot_conclude
from domain.case.review_events import DissentDecided
from domain.case.state import CaseState, ReviewStep
from domain.messages import Refusal
from domain.moment import Moment
from domain.refusals import refuse
from domain.terms import end, runs, start

BASIS = provisions("o27/90")


def dissent_late(state: CaseState, moment: Moment) -> Refusal | None:
    """An objection after its term, whether the timer has come or not."""
    review = state.review
    over = review.step is ReviewStep.DISSENT_OPEN and not runs(moment, state.terms, DISSENT)
    final = review.step is ReviewStep.CONCLUDED and review.conclusion == "reject"
    return refuse("dissent_late", BASIS) if over or final else None


def decide_dissent(command: DecideDissent, state: CaseState, moment: Moment) -> Answer:
    """The final conclusion; the review ends. A changed one needs what every positive conclusion needs."""
    changed = command.outcome == "changed"
    if changed and (refusal := cannot_conclude(command.points, state, moment, positive=True)):
        return refusal
    acts = (*end(state.terms, PANEL, CLOCK), start(moment, DECISION, "reg.decide"))
    decided = DissentDecided(
        outcome=command.outcome,
        panel_no=command.panel_no,
        points=command.points,
        reason=command.reason,
        clock=acts,
        basis=BASIS,
    )
    return (decided,)
