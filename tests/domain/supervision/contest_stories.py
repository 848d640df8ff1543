"""Supervisions with an act that is contested, as the tests of remedies tell them."""

from __future__ import annotations

from functools import cache

from domain.supervision.held import HeldLicense
from tests.domain.supervision.given import Supervision
from tests.domain.supervision.test_renewal import noted
from tests.domain.supervision.test_revocation import ACT

RULING = {"number": 1, "document_no": "JS-GOV-1", "reason": "as heard"}
GROUNDS = {"act": 1, "grounds": "the papers are genuine"}
SUIT = {**GROUNDS, "court": "Nanjing Railway Transport Court"}


@cache
def revoked() -> Supervision:
    """The manufacturer's license was revoked for fraud on 3 November 2025, in production."""
    return noted().does("2025-11-03", "jiangsu", "revoke_license", ground="fraud", **ACT)


@cache
def contested() -> Supervision:
    """The manufacturer asks for reconsideration on 10 November."""
    return revoked().does("2025-11-10", "ds", "contest_act", **GROUNDS)


@cache
def pending() -> Supervision:
    """The government of Jiangsu accepts on 14 November."""
    return contested().does("2025-11-14", "jiangsu government", "accept_contest", number=1)


def ruled(story: Supervision, day: str, outcome: str, **more: object) -> Supervision:
    """The government of Jiangsu decides the first remedy."""
    return story.does(day, "jiangsu government", "decide_contest", outcome=outcome, **{**RULING, **more})


@cache
def annulled() -> Supervision:
    """The government revokes the revocation on 15 December."""
    return ruled(pending(), "2025-12-15", "revoked")


@cache
def upheld() -> Supervision:
    """The government upholds it on 15 December."""
    return ruled(pending(), "2025-12-15", "upheld")


def held(story: Supervision, licensee: str = "ds") -> HeldLicense:
    """The license as the supervision knows it."""
    found = story.state.license(licensee)
    assert found is not None
    return found
