"""What rests on the licenses of the chain is declined once the supervision knows one of them to be lost."""

from __future__ import annotations

import pytest

from domain.case.elsewhere import Elsewhere
from domain.case.procedure import decide
from domain.messages import Refusal
from domain.moment import Moment
from tests.domain.case.given import LAW, Case, concluded, grant, instant, with_papers

LOST = Elsewhere(lost=("ds",))
FILING = {"kind": "marketing_application", "track": "reg.maa"}
DECISION = {"decision_no": "1", "reason": "as reviewed"}


def answer(story: Case, day: str, who: str, name: str, elsewhere: Elsewhere, **said: object) -> object:
    """What follows with that standing of the licenses."""
    before = story.waits_until(day)
    moment = Moment(LAW, instant(day), instant(day))
    return decide(before._command(who, name, said), before.state, moment, elsewhere)


@pytest.mark.parametrize(
    ("story", "day", "who", "name", "said"),
    [
        (with_papers(), "2025-03-21", "jiangsu", "decide_license", grant("ds")),
        (concluded(), "2025-07-10", "nmpa", "decide_registration", {"outcome": "approve", **DECISION}),
    ],
    ids=["another license", "approval"],
)
def test_declined(story: Case, day: str, who: str, name: str, said: dict[str, object]) -> None:
    """With every license valid it is done; with one lost it is declined, on the articles that ask for it."""
    refusal = answer(story, day, who, name, LOST, **said)

    assert not isinstance(answer(story, day, who, name, Elsewhere(), **said), Refusal)
    assert isinstance(refusal, Refusal)
    assert ("license_lost_meanwhile", ("dal/41", "o27/50")) == (refusal.code, refusal.basis)


def test_refused_all_the_same() -> None:
    """The registration can still be refused."""
    story = concluded()
    said = {"outcome": "refuse", **DECISION}

    assert not isinstance(answer(story, "2025-07-10", "nmpa", "decide_registration", LOST, **said), Refusal)
