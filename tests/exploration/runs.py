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
NO_REFUSED_LICENSE = frozenset({"decide_license.outcome=refuse", *NO_REFUSED_CONSENT})
NO_HEARING = frozenset({"tell_of_hearing"})
NO_REINSPECTION = frozenset({"notify_gmp.result=fail"})
NOT_TURNED_AWAY = frozenset({"refuse_license_acceptance"})
STRAIGHT = NO_INSPECTION | NO_QUESTIONS | NO_SUPPLEMENT | ONE_TRACK
LICENSE_WITH_HEARING = NO_CORRECTION | NO_CHANGE | NO_WITHDRAWAL | NO_LICENSE_INSPECTION
LICENSE_ALONE = NO_CORRECTION | NO_CHANGE | NO_WITHDRAWAL | NO_HEARING
LICENSE_BESIDE_OTHERS = (
    LICENSE_ALONE | NO_LICENSE_INSPECTION | NO_REFUSED_CONSENT | NO_REINSPECTION | NOT_TURNED_AWAY
)


REGIMES = (Regime.PILOT, Regime.N173)
"""The regimes under which a case can be carried through."""


def makers(licensees: int) -> tuple[str, ...]:
    """The licensees of a chain, but for one of two that are alike."""
    return {1: ("ds",), 2: ("ds", APPLICANT), 3: ("ds", APPLICANT)}[licensees]


def quick(regime: Regime) -> Iterator[World]:
    """What every test run explores: each part of the procedure in the smallest chain, a few side tracks at a time."""
    if regime is Regime.PILOT:
        yield World(2, 2, regime, frozenset({PLAN}), opens=(CLEAN, OPEN, SHORT))
        yield World(1, 1, regime, frozenset({"ds"}), without=LICENSE_WITH_HEARING)
        yield World(1, 1, regime, frozenset({REVIEW}), without=STRAIGHT)
        return
    yield World(1, 1, regime, frozenset({PLAN}), without=NO_REFUSED_LICENSE)
    yield World(1, 1, regime, frozenset({"ds"}), without=LICENSE_BESIDE_OTHERS)
    yield World(1, 1, regime, frozenset({REVIEW}), without=STRAIGHT | NO_REFUSED_LICENSE)


def wide(regime: Regime) -> Iterator[World]:
    """What `make soak` explores: each part in a chain in which all of it can happen."""
    yield World(2, 2, regime, frozenset({PLAN}), opens=(CLEAN, OPEN, SHORT))
    yield World(3, 3, regime, frozenset({PLAN}))
    yield World(1, 1, regime, frozenset({"ds"}))
    yield World(1, 2, regime, frozenset({APPLICANT}))
    yield World(1, 1, regime, frozenset({REVIEW}), without=NO_INSPECTION | ONE_TRACK)
    narrow = NO_QUESTIONS | NO_SUPPLEMENT | NO_TESTING | NO_RECTIFICATION | ONE_TRACK
    yield World(1, 1, regime, frozenset({REVIEW}), opens=(OPEN,), without=narrow)


def full(regime: Regime) -> Iterator[World]:
    """Everything: each chain, each licensee in turn, the review with its side tracks two and three at a time."""
    for provinces, licensees in CHAINS:
        yield World(provinces, licensees, regime, frozenset({PLAN}), opens=(CLEAN, OPEN, SHORT))
    for provinces, licensees in CHAINS:
        for maker in makers(licensees):
            yield World(provinces, licensees, regime, frozenset({maker}))
    yield World(1, 1, regime, frozenset({REMEDIES}))
    for provinces, licensees in ((1, 1), (2, 2)):
        review = frozenset({REVIEW})
        yield World(provinces, licensees, regime, review, opens=(OPEN,), without=NO_INSPECTION)
        yield World(provinces, licensees, regime, review, without=NO_QUESTIONS | NO_TESTING)
        yield World(provinces, licensees, regime, review, without=NO_QUESTIONS | NO_SUPPLEMENT | ONE_TRACK)
        yield World(provinces, licensees, regime, review, without=NO_TESTING | NO_SUPPLEMENT | ONE_TRACK)
