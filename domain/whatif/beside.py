"""What other streams said when an act was decided, as far as the record of the case itself tells it."""

from __future__ import annotations

from domain.case.elsewhere import NOTHING, Earlier, Elsewhere
from domain.case.intake import Submitted
from domain.case.link import CaseLinked
from domain.case.state import CaseOutcome, Linked, LinkKind
from domain.whatif.facts import Fact


def beside(fact: Fact, number: str) -> Elsewhere:
    """The earlier case that a submission named, or the later one that named this; of bars it says that none ran."""
    match fact.recorded:
        case (Submitted(follows=Linked() as link), *_):
            change = link.kind is LinkKind.CHANGE
            outcome = CaseOutcome.APPROVED if change else None if link.turned_away else CaseOutcome.WITHDRAWN
            earlier = Earlier(
                number=link.case,
                outcome=outcome,
                turned_away=link.turned_away,
                changes=(link.change,) if link.change else (),
            )
            return Elsewhere(earlier=earlier)
        case (CaseLinked(kind=kind), *_):
            return Elsewhere(later=Linked(case=number, kind=kind))
        case _:
            return NOTHING
