"""Which configurations are explored: small ones with every test run, all of them by `make explore`."""

from __future__ import annotations

from collections.abc import Iterator

from domain.dossier import APPLICANT
from domain.law import Regime
from tests.exploration.world import CLEAN, OPEN, PLAN, REMEDIES, REVIEW, SHORT, World

CHAINS = ((1, 1), (2, 1), (1, 2), (2, 2), (1, 3), (2, 3), (3, 3))
"""Provinces and licensees. With one licensee the applicant sits abroad."""

ONE_TRACK = frozenset({"file_registration.track=reg.maa.rare", "file_registration.track=reg.sa"})
NO_QUESTIONS = frozenset({"request_explanation", "extend_review"})
NO_SUPPLEMENT = frozenset({"request_supplement"})
NO_INSPECTION = frozenset({"notify_registration_inspection"})
NO_TESTING = frozenset(
    f"notify_registration_inspection.testing={kind}" for kind in ("sample", "sample_and_standard")
)
NO_RECTIFICATION = frozenset({"report_registration_inspection.result=rectify", "start_overseas_inspection"})
NO_LICENSE_INSPECTION = frozenset({"start_license_inspection"})
NO_CORRECTION = frozenset({"request_license_correction"})
NO_CHANGE = frozenset({"apply_for_license.kind=change"})
NO_WITHDRAWAL = frozenset({"withdraw_license_application"})
NO_REFUSED_CONSENT = frozenset({"refuse_consent"})
NO_SUSPENSION = frozenset({"suspend_case", "terminate_case"})
TWO_GROUNDS = frozenset(f"suspend_case.ground={each}" for each in ("falsehood_examined", "other_matter"))
NO_REGISTRATION_CORRECTION = frozenset({"request_registration_correction", "refuse_registration_acceptance"})
NO_REFUSED_LICENSE = frozenset({"decide_license.outcome=refuse", *NO_REFUSED_CONSENT})
NO_HEARING = frozenset({"tell_of_hearing"})
NO_REINSPECTION = frozenset({"notify_gmp.result=fail"})
NOT_TURNED_AWAY = frozenset({"refuse_license_acceptance"})
STRAIGHT = NO_SUSPENSION | NO_INSPECTION | NO_QUESTIONS | NO_SUPPLEMENT | ONE_TRACK
LICENSE_WITH_HEARING = NO_SUSPENSION | NO_CORRECTION | NO_CHANGE | NO_WITHDRAWAL | NO_LICENSE_INSPECTION
LICENSE_ALONE = NO_SUSPENSION | NO_CORRECTION | NO_CHANGE | NO_WITHDRAWAL | NO_HEARING
LICENSE_BESIDE_OTHERS = (
    LICENSE_ALONE | NO_LICENSE_INSPECTION | NO_REFUSED_CONSENT | NO_REINSPECTION | NOT_TURNED_AWAY
)


AGAINST_DECISIONS = frozenset(
    {
        "apply_for_reconsideration.against=inaction",
        "bring_action.against=inaction",
        "find_false_materials",
        "move_clock",
        "tell_of_hearing",
        "withdraw",
    }
)
REFUSED_LATER = frozenset(
    {
        "conclude_review.conclusion=reject",
        "decide_as_government.outcome=refuse",
        "decide_as_nmpa.outcome=refuse",
        "decide_license.outcome=refuse",
        "decide_registration.outcome=refuse",
    }
)
REMEDIES_TO_THE_END = frozenset({"extend_reconsideration", "withdraw_action", "withdraw_reconsideration"})

REGIMES = (Regime.PILOT, Regime.N173)
"""The regimes under which a case can be carried through."""


def makers(licensees: int) -> tuple[str, ...]:
    """The licensees of a chain, but for one of two that are alike."""
    return {1: ("ds",), 2: ("ds", APPLICANT), 3: ("ds", APPLICANT)}[licensees]


def quick(regime: Regime) -> Iterator[World]:
    """What every test run explores: each part of the procedure in the smallest chain, a few side tracks at a time."""
    plan, license_, review = frozenset({PLAN}), frozenset({"ds"}), frozenset({REVIEW})
    if regime is Regime.PILOT:
        opens = (CLEAN, OPEN, SHORT)
        yield World(2, 2, regime, plan, opens=opens, without=TWO_GROUNDS, label="with suspension")
        yield World(1, 1, regime, license_, without=LICENSE_WITH_HEARING, label="with hearing")
        yield World(1, 1, regime, review, without=STRAIGHT, label="with dissent")
        return
    yield World(1, 1, regime, plan, without=NO_REFUSED_LICENSE | NO_SUSPENSION)
    yield World(1, 1, regime, license_, without=LICENSE_BESIDE_OTHERS, label="refused and granted")
    yield World(1, 1, regime, review, without=STRAIGHT | NO_REFUSED_LICENSE, label="with dissent")


def wide(regime: Regime) -> Iterator[World]:
    """What `make explore` and the soak explore besides: larger chains, and the side tracks one or two at a time."""
    pilot = regime is Regime.PILOT
    for_all = NO_SUSPENSION if pilot else NO_SUSPENSION | NO_REFUSED_LICENSE

    def part(focus: str, label: str, without: frozenset[str], chain: tuple[int, int] = (1, 1)) -> World:
        return World(*chain, regime, frozenset({focus}), without=without | for_all, label=label)

    for chain in CHAINS if pilot else ((2, 2),):
        yield part(PLAN, "", frozenset(), chain)
    yield World(1, 1, regime, frozenset({PLAN}), without=for_all - NO_SUSPENSION, label="suspended")
    alone = NO_CHANGE | NO_HEARING | NO_REINSPECTION
    yield part("ds", "with inspection", LICENSE_ALONE | NO_REINSPECTION | NOT_TURNED_AWAY)
    yield part("ds", "with correction", alone | NO_WITHDRAWAL | NO_LICENSE_INSPECTION)
    yield part("ds", "withdrawn", alone | NO_CORRECTION | NO_LICENSE_INSPECTION)
    yield part(APPLICANT, "", LICENSE_BESIDE_OTHERS, (2, 2))
    review = NO_REGISTRATION_CORRECTION | ONE_TRACK
    yield part(REVIEW, "with data", NO_INSPECTION | NO_QUESTIONS | ONE_TRACK)
    yield part(REVIEW, "with explanation", NO_INSPECTION | NO_SUPPLEMENT | review)
    if not pilot:  # inspection, testing and remedies are the same code under both regimes
        return
    yield part(REVIEW, "with inspection", NO_QUESTIONS | NO_SUPPLEMENT | NO_TESTING | review)
    yield part(REVIEW, "with testing", NO_QUESTIONS | NO_SUPPLEMENT | NO_RECTIFICATION | review)
    yield part(REMEDIES, "against the selection", AGAINST_DECISIONS | REFUSED_LATER)
    # A negative conclusion is the review's own: its dissent runs out in a part that is not in focus here.
    one = REMEDIES_TO_THE_END | {"conclude_review.conclusion=reject"}
    yield part(REMEDIES, "against any decision", AGAINST_DECISIONS | one)
