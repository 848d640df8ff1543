from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from domain.actors import Actor, Role
from domain.journal.items import Item, OpenItem
from domain.journal.work import (
    Claim,
    Claims,
    ClaimWork,
    DelegateWork,
    ReleaseWork,
    WorkClaimed,
    WorkCommand,
    WorkDelegated,
    WorkReleased,
    decide,
    evolve,
)
from domain.messages import Event, Refusal
from domain.model import Province

SIGN = Item(
    stream="case/FD-2025-SH-0001",
    role=Role.AGENCY,
    province=Province("320000"),
    commands=("sign_scheme", "object_to_scheme"),
)
OPEN = OpenItem(item=SIGN, answered=4)


def officer(person: str, province: str = "320000") -> Actor:
    """Somebody of the agency of Jiangsu, or of another province."""
    return Actor(person=person, role=Role.AGENCY, organisation="Jiangsu MPA", province=Province(province))


CHEN, LI = officer("chen"), officer("li")


def given(kind: type[WorkCommand], by: Actor, **more: Any) -> WorkCommand:  # noqa: ANN401
    """A command about the signature of Jiangsu."""
    head = {"command_id": uuid4(), "stream": "journal/Jiangsu MPA", "actor": by, "item": SIGN}
    return kind.model_validate({**head, **more})


def held(holder: str, version: int = 7) -> Claims:
    """Somebody has it, since that version of the case."""
    return (Claim(item=SIGN, holder=holder, version=version),)


def code(answer: tuple[Event, ...] | Refusal) -> str | None:
    """Why it was declined; None where it was not."""
    return answer.code if isinstance(answer, Refusal) else None


class TestClaim:
    def test_of_the_office(self) -> None:
        """An officer of the office that is awaited takes the item on."""
        answer = decide(given(ClaimWork, CHEN), (), OPEN, 7)

        assert (WorkClaimed(item=SIGN, holder="chen", version=7),) == answer

    def test_who_has_it(self) -> None:
        """A second claim is declined, and names who has it."""
        answer = decide(given(ClaimWork, LI), held("chen"), OPEN, 7)

        assert isinstance(answer, Refusal)
        assert ("work_claimed", "chen") == (answer.code, answer.facts["holder"])
        assert "chen" in answer.en
        assert "chen" in answer.zh

    def test_ended_by_the_act(self) -> None:
        """A claim that is older than the office's last act of the kind holds no longer."""
        answer = decide(given(ClaimWork, LI), held("chen", version=3), OPEN, 7)

        assert (WorkClaimed(item=SIGN, holder="li", version=7),) == answer

    @pytest.mark.parametrize(
        ("by", "item", "expected"),
        [(CHEN, None, "work_not_open"), (officer("wang", "310000"), OPEN, "work_of_another_office")],
    )
    def test_declined(self, by: Actor, item: OpenItem | None, expected: str) -> None:
        """What nothing waits for, or what is for another office, cannot be taken on."""
        assert expected == code(decide(given(ClaimWork, by), (), item, 7))


class TestRelease:
    def test_own(self) -> None:
        """Who has an item gives it back without a word."""
        assert (WorkReleased(item=SIGN, holder="chen"),) == decide(
            given(ReleaseWork, CHEN), held("chen"), OPEN, 7
        )

    @pytest.mark.parametrize(("reason", "expected"), [(None, "work_reason_needed"), ("ill", None)])
    def test_of_another(self, reason: str | None, expected: str | None) -> None:
        """What a colleague has is given back for a reason only."""
        assert expected == code(decide(given(ReleaseWork, LI, reason=reason), held("chen"), OPEN, 7))

    def test_nobody_has_it(self) -> None:
        """What nobody has cannot be given back."""
        assert "work_unclaimed" == code(decide(given(ReleaseWork, CHEN), (), OPEN, 7))


class TestDelegate:
    def test_to_a_colleague(self) -> None:
        """An item goes to a colleague with a reason, and its claim is as old as before."""
        [event] = decide(given(DelegateWork, CHEN, colleague=LI, reason="leave"), held("chen"), OPEN, 9)

        assert WorkDelegated(item=SIGN, holder="chen", colleague="li", version=7, reason="leave") == event
        assert held("li") == evolve(held("chen"), event)

    @pytest.mark.parametrize(
        ("colleague", "reason", "expected"),
        [
            (LI, None, "work_reason_needed"),
            (officer("wang", "310000"), "leave", "work_no_colleague"),
            (CHEN, "leave", "work_no_colleague"),
        ],
    )
    def test_declined(self, colleague: Actor, reason: str | None, expected: str) -> None:
        """Not without a reason, not to another office, not to who has it already."""
        command = given(DelegateWork, CHEN, colleague=colleague, reason=reason)

        assert expected == code(decide(command, held("chen"), OPEN, 9))


class TestEvolve:
    def test_one_holder(self) -> None:
        """An item is in one hand at a time, and in none once it was given back."""
        claims: Claims = ()
        for event in (
            WorkClaimed(item=SIGN, holder="chen", version=3),
            WorkClaimed(item=SIGN, holder="li", version=7),
        ):
            claims = evolve(claims, event)

        assert held("li") == claims
        assert () == evolve(claims, WorkReleased(item=SIGN, holder="li"))
