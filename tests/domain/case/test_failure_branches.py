"""The branches of failure that each procedure has: of the selection, of a license, of the registration."""

from __future__ import annotations

import pytest

from domain.case.remedies import LITIGATION, RECONSIDERATION
from domain.case.state import CaseOutcome
from tests.domain.case import notice
from tests.domain.case.given import (
    Case,
    accepted,
    applied,
    code,
    concluded,
    filed,
    reviewing,
    submitted,
    with_papers,
)

ELSEWHERE = {"ground": "not_in_powers", "reason": "the site is in another province"}
OVER = {"ground": "correction_lapsed", "reason": "nothing came"}
ASKED = {"defects": ("a seal",), "answer_by": "2025-04-15"}
FALSE = {"document_no": "W-1", "reason": "the stability data were invented"}
DS = {"licensee": "ds"}
UNDER_173 = notice.accepted().does("2026-06-15", "ds", "apply_for_license", licensee="ds", kind="change")


@pytest.mark.parametrize(
    ("story", "day", "who", "name", "about"),
    [
        (submitted(), "2025-03-04", "shanghai", "refuse_acceptance", {}),
        (applied(), "2025-03-13", "jiangsu", "refuse_license_acceptance", DS),
        (filed(), "2025-04-01", "cde", "refuse_registration_acceptance", {}),
        (notice.submitted(), "2026-06-11", "shanghai", "refuse_acceptance", {}),
        (UNDER_173, "2026-06-15", "jiangsu", "refuse_license_acceptance", DS),
    ],
    ids=["selection", "license", "registration", "application under 173", "license under 173"],
)
def test_told_where_to_go(story: Case, day: str, who: str, name: str, about: dict[str, object]) -> None:
    """What another office decides is declined, at once, only with the word which office that is."""
    assert "where_to_go_missing" == code(story.when(day, who, name, **about, **ELSEWHERE))

    event = story.does(day, who, name, **about, **ELSEWHERE, go_to="Zhejiang MPA").events[-1]
    assert "Zhejiang MPA" == getattr(event, "go_to", None)
    assert {"all/32", "o27/95"}.intersection(event.basis)


@pytest.mark.parametrize(
    ("story", "who", "ask", "lapse", "decline", "about"),
    [
        (submitted(), "shanghai", "request_correction", "case.correction_lapsed", "refuse_acceptance", {}),
        (
            applied(),
            "jiangsu",
            "request_license_correction",
            "license.correction_lapsed",
            "refuse_license_acceptance",
            DS,
        ),
        (
            filed(),
            "cde",
            "request_registration_correction",
            "review.correction_lapsed",
            "refuse_registration_acceptance",
            {},
        ),
    ],
    ids=["selection", "license", "registration"],
)
def test_correction_lapsed(  # noqa: PLR0913, PLR0917 - the words of three procedures
    story: Case, who: str, ask: str, lapse: str, decline: str, about: dict[str, object]
) -> None:
    """When the day in the notice has passed, that is recorded, and the office may decline; on the day it may not."""
    story = story.does("2025-04-01" if who == "cde" else "2025-03-13", who, ask, **about, **ASKED)
    assert "correction_awaited" == code(story.when("2025-04-15", who, decline, **about, **OVER))

    over = story.waits_until("2025-04-16")
    assert lapse in [event.topic for event in over.events]
    assert decline in over.waits
    assert "not_accepted" in over.does("2025-04-16", who, decline, **about, **OVER).events[-1].topic


@pytest.mark.parametrize(
    ("story", "day", "who", "about", "outcome"),
    [
        (accepted(), "2025-03-10", "shanghai", {}, CaseOutcome.REFUSED_FALSE_MATERIALS),
        (applied(), "2025-03-17", "jiangsu", DS, CaseOutcome.LICENSE_REFUSED),
        (applied(), "2025-03-17", "shanghai", {}, CaseOutcome.REFUSED_FALSE_MATERIALS),
        (reviewing(), "2025-04-02", "cde", {}, CaseOutcome.REFUSED_FALSE_MATERIALS),
        (concluded(), "2025-07-02", "nmpa", {}, CaseOutcome.REFUSED_FALSE_MATERIALS),
        (notice.accepted(), "2026-06-15", "shanghai", {}, CaseOutcome.REFUSED_FALSE_MATERIALS),
    ],
    ids=["selection", "license", "licensing", "review", "decision", "under 173"],
)
def test_false_materials(
    story: Case, day: str, who: str, about: dict[str, object], outcome: CaseOutcome
) -> None:
    """Found before the decision they refuse the application, bar whoever deceived, and leave the remedies."""
    after = story.does(day, who, "find_false_materials", **about, **FALSE)

    assert outcome is after.state.outcome
    assert ["note_bar"] == [each.command for each in after.position.errands if each.command == "note_bar"]
    assert {RECONSIDERATION, LITIGATION} == set(after.due)
    assert getattr(after.events[-1], "remedies", None)


@pytest.mark.parametrize(
    ("story", "day", "who", "name", "said", "body"),
    [
        (
            accepted(),
            "2025-03-05",
            "shanghai",
            "decide_selection",
            {"outcome": "not_selected", "reason": "does not fit"},
            "provincial_government",
        ),
        (
            with_papers(),
            "2025-03-21",
            "jiangsu",
            "decide_license",
            {**DS, "outcome": "refuse", "reason": "unfit"},
            "provincial_government",
        ),
        (
            concluded(),
            "2025-07-10",
            "nmpa",
            "decide_registration",
            {"outcome": "refuse", "decision_no": "1", "reason": "as reviewed"},
            "nmpa",
        ),
        (
            notice.guided(),
            "2026-06-22",
            "shanghai",
            "decide_suitability",
            {"outcome": "not_suitable", "reason": "as reviewed"},
            "provincial_government",
        ),
    ],
    ids=["selection", "license", "registration", "under 173"],
)
def test_refused_with_remedies(  # noqa: PLR0913, PLR0917 - the words of four procedures
    story: Case, day: str, who: str, name: str, said: dict[str, object], body: str
) -> None:
    """Every refusal has its reason and names the body that would reconsider it."""
    events = story.does(day, who, name, **said).events
    told = next(event for event in reversed(events) if getattr(event, "remedies", None))

    assert said["reason"] == getattr(told, "reason", None)
    assert body == told.remedies.body  # type: ignore[attr-defined]
