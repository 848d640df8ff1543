"""An act that fell: the supervision stands as it would without it, and whoever decides again is bound."""

from __future__ import annotations

from functools import cache

import pytest

from domain.bars import BarGround
from domain.messages import Refusal
from domain.supervision.contest_messages import ActFell
from domain.supervision.held import LicenseStanding
from domain.supervision.renewal_messages import LicenseRenewed
from tests.domain.case.given import code, topics
from tests.domain.supervision.contest_stories import (
    GROUNDS,
    RULING,
    SUIT,
    annulled,
    held,
    pending,
    revoked,
    ruled,
)
from tests.domain.supervision.given import Supervision
from tests.domain.supervision.test_measures import failed
from tests.domain.supervision.test_operation import BATCH
from tests.domain.supervision.test_renewal import DECISION, applied, commands, noted
from tests.domain.supervision.test_revocation import ACT, CANCEL

MEASURE = {"site": "wuxi", "document_no": "SU-1", "reason": "sterility is not assured"}


@cache
def cut_twice() -> Supervision:
    """Two cuts of the same address, on different evidence."""
    (address,) = held(noted()).addresses
    cut = {**ACT, "ground": "gmp_breach", "findings": (1,), "addresses": (address,)}
    story = failed().does("2025-10-21", "engine", "note_license", licensee="ds")
    story = story.does("2025-11-03", "jiangsu", "reduce_scope", **cut)
    return story.does("2025-11-04", "jiangsu", "reduce_scope", **{**cut, "evidence_no": "E-2"})


@cache
def refused() -> Supervision:
    """The renewal of the holder's license was refused on 3 December 2029; it is valid until 28 March 2030."""
    return applied().does("2029-12-03", "shanghai", "decide_renewal", outcome="refuse", **DECISION)


def contested(story: Supervision, day: str, who: str, act: int, outcome: str, **more: object) -> Supervision:
    """That act contested, accepted and decided within one day by the government of its agency's province."""
    told = story.state.contests.act(act)
    assert told is not None
    body = {"310000": "shanghai government", "320000": "jiangsu government"}[told.province]
    story = story.does(day, who, "contest_act", act=act, grounds="as filed")
    number = len(story.state.contests.filed)
    story = story.does(day, body, "accept_contest", number=number)
    said = {**RULING, "number": number, "outcome": outcome, **more}
    return story.does(day, body, "decide_contest", **said)


def fell(story: Supervision) -> list[ActFell]:
    """Every act that fell, in order."""
    return [each for each in story.events if isinstance(each, ActFell)]


class TestRevocation:
    def test_license(self) -> None:
        """The license is valid again, production is released, and a batch is started."""
        assert (LicenseStanding.REVOKED, LicenseStanding.VALID) == (
            held(pending()).standing,
            held(annulled()).standing,
        )
        assert "supervision.batch_start_released" == annulled().events[-1].topic
        assert "supervision.batch_started" in topics(
            annulled().when("2025-12-16", "ds", "start_batch", **BATCH)
        )

    def test_event(self) -> None:
        """What fell, by which ruling, and how the license stands then."""
        (event,) = fell(annulled())

        assert (1, "revoked", "JS-GOV-1", LicenseStanding.VALID) == (
            event.act,
            event.outcome,
            event.document_no,
            event.standing,
        )
        assert ("arl/24", "arl/62") == event.basis

    def test_bar(self) -> None:
        """The bar that came with it is lifted in the organisation's journal."""
        told = [each.command for each in annulled().position.errands]

        assert BarGround.FRAUD == annulled().state.bars[0].ground
        assert ["note_bar", "lift_bar"] == told
        assert ["note_bar"] == [each.command for each in pending().position.errands]

    def test_again(self) -> None:
        """An act that was only revoked can be made again, with remedies of its own."""
        story = annulled().does("2026-01-12", "jiangsu", "revoke_license", ground="fraud", **ACT)

        assert LicenseStanding.REVOKED == held(story).standing
        assert "remedy.2.reconsideration" in story.due
        assert ["note_bar", "lift_bar", "note_bar"] == [each.command for each in story.position.errands]

    def test_cancelled_on_it(self) -> None:
        """A cancellation for the revocation falls with it, and its remedies end."""
        story = pending().does("2025-11-20", "jiangsu", "cancel_license", ground="license_revoked", **CANCEL)
        story = ruled(story, "2025-12-15", "revoked")

        assert [(1, None), (2, 1)] == [(each.act, each.rested_on) for each in fell(story)]
        assert {LicenseStanding.VALID} == {each.standing for each in fell(story)}
        assert LicenseStanding.VALID == held(story).standing
        assert not [term for term in story.due if term.startswith(("remedy.", "contest."))]

    def test_cancelled_otherwise(self) -> None:
        """A cancellation on a ground of its own stands."""
        story = pending().does("2025-11-20", "jiangsu", "cancel_license", ground="entity_ended", **CANCEL)
        story = ruled(story, "2025-12-15", "revoked")

        assert LicenseStanding.CANCELLED == held(story).standing
        assert "no_valid_license" == code(story.when("2025-12-16", "ds", "start_batch", **BATCH))

    def test_cancellation_alone(self) -> None:
        """When only the cancellation falls the license is still revoked."""
        story = revoked().does("2025-11-20", "jiangsu", "cancel_license", ground="license_revoked", **CANCEL)
        story = contested(story, "2025-12-01", "ds", 2, "revoked")

        assert LicenseStanding.REVOKED == held(story).standing
        assert "cancel_license" in commands(story)

    def test_renewal_undecided(self) -> None:
        """An application for renewal that the revocation ended is undecided again."""
        said = {**ACT, "licensee": "applicant", "ground": "ultra_vires"}
        lost = applied().does("2029-10-08", "shanghai", "revoke_license", **said)
        story = contested(lost, "2029-11-05", "applicant", 1, "revoked")

        assert held(lost, "applicant").applied_on is None
        assert "decide_renewal" in story.asked("shanghai")
        (renewed,) = (
            each for each in story.waits_until("2030-03-29").events if isinstance(each, LicenseRenewed)
        )
        assert renewed.deemed

    def test_renewed_meanwhile(self) -> None:
        """One that would have been renewed by silence while it was revoked is renewed when it is given back."""
        said = {**ACT, "licensee": "applicant", "ground": "ultra_vires"}
        lost = applied().does("2030-03-01", "shanghai", "revoke_license", **said)
        story = contested(lost, "2030-04-10", "applicant", 1, "revoked").waits_until("2030-04-11")

        assert (LicenseStanding.VALID, "2035-03-28") == (
            held(story, "applicant").standing,
            str(held(story, "applicant").valid_until),
        )

    def test_expired_meanwhile(self) -> None:
        """A license whose validity ended while it was revoked expires as soon as it is given back."""
        said = {**ACT, "licensee": "applicant", "ground": "ultra_vires"}
        lost = noted().does("2030-03-01", "shanghai", "revoke_license", **said)
        story = contested(lost, "2030-04-10", "applicant", 1, "revoked").waits_until("2030-04-11")

        assert LicenseStanding.EXPIRED == held(story, "applicant").standing
        assert "supervision.license_expired" in topics(story.events)


class TestScope:
    def test_other_cut_counts(self) -> None:
        """An address comes back when no cut of it stands any more."""
        first = contested(cut_twice(), "2025-11-10", "ds", 1, "revoked")
        both = contested(first, "2025-11-11", "ds", 2, "revoked")

        assert held(noted()).addresses == held(first).removed
        assert () == held(both).removed
        assert not isinstance(both.when("2025-11-12", "ds", "start_batch", **BATCH), Refusal)


class TestRenewalRefused:
    def test_in_time(self) -> None:
        """Before the expiry the application is undecided again, and silence renews."""
        story = contested(refused(), "2030-01-10", "applicant", 1, "act_anew")

        assert "decide_renewal" in story.asked("shanghai")
        assert any(isinstance(each, LicenseRenewed) for each in story.waits_until("2030-03-29").events)

    def test_after_the_expiry(self) -> None:
        """After the expiry the agency decides anew; silence renews nothing, and it may not be cancelled before."""
        story = refused().does("2030-01-10", "applicant", "contest_act", **GROUNDS)
        story = story.does("2030-02-28", "shanghai government", "accept_contest", number=1)
        said = {**RULING, "outcome": "act_anew"}
        story = story.does("2030-04-10", "shanghai government", "decide_contest", **said)
        cancel = {**CANCEL, "licensee": "applicant", "ground": "license_expired"}

        assert LicenseStanding.EXPIRED == held(story, "applicant").standing
        assert "decide_renewal" in story.asked("shanghai")
        assert "renewal_undecided" == code(story.when("2030-04-11", "shanghai", "cancel_license", **cancel))
        renewed = story.does("2030-04-12", "shanghai", "decide_renewal", outcome="renew", **DECISION)
        assert (LicenseStanding.VALID, "2035-03-28") == (
            held(renewed, "applicant").standing,
            str(held(renewed, "applicant").valid_until),
        )
        assert "supervision.batch_start_released" == renewed.events[-1].topic

    def test_bound(self) -> None:
        """What a ruling changed into a renewal is not refused again."""
        story = contested(refused(), "2030-01-10", "applicant", 1, "changed")
        said = {"outcome": "refuse", **DECISION}

        assert "bound_by_remedy" == code(story.when("2030-01-11", "shanghai", "decide_renewal", **said))


class TestOtherActs:
    def test_suspension(self) -> None:
        """A suspension that falls is lifted: production goes on, and nobody has to lift it."""
        story = failed().does("2025-10-21", "jiangsu", "suspend_production", **MEASURE)
        story = contested(story, "2025-10-28", "ds", 1, "revoked")

        assert "lift_suspension" not in story.asked("jiangsu")
        assert not isinstance(story.when("2025-10-29", "ds", "start_batch", **BATCH), Refusal)
        assert "suspension_unknown" == code(
            story.when(
                "2025-10-29", "jiangsu", "lift_suspension", suspension=1, document_no="2", reason="lifted"
            )
        )

    def test_suspension_concerns_the_holder(self) -> None:
        """A suspension at an entrusted site concerns who makes there and the holder of the product."""
        story = failed().does("2025-10-21", "jiangsu", "suspend_production", **MEASURE)

        assert not isinstance(story.when("2025-10-28", "applicant", "contest_act", **GROUNDS), Refusal)
        assert "not_competent" == code(story.when("2025-10-28", "stranger", "contest_act", **GROUNDS))

    def test_withdrawn_by_who_asked(self) -> None:
        """What the maker asked for the holder does not withdraw, nor the reverse."""
        story = failed().does("2025-10-21", "jiangsu", "suspend_production", **MEASURE)
        said = {"number": 1, "reason": "settled"}
        for asked, other in (("ds", "applicant"), ("applicant", "ds")):
            contest = story.does("2025-10-28", asked, "contest_act", **GROUNDS)
            suit = story.does("2025-10-28", asked, "sue_over_act", **SUIT)

            assert "not_competent" == code(contest.when("2025-10-29", other, "withdraw_contest", **said))
            assert "not_competent" == code(suit.when("2025-10-29", other, "withdraw_suit", **said))
            assert not isinstance(contest.when("2025-10-29", asked, "withdraw_contest", **said), Refusal)
            assert not isinstance(suit.when("2025-10-29", asked, "withdraw_suit", **said), Refusal)

    def test_restriction(self) -> None:
        """A restriction that falls has ended; it concerns the holder alone."""
        said = {"what": "suspend_sale", "document_no": "SH-1", "reason": "sterility"}
        story = noted().does("2025-11-03", "shanghai", "restrict_product", **said)

        assert "not_competent" == code(story.when("2025-11-10", "ds", "contest_act", **GROUNDS))
        after = contested(story, "2025-11-10", "applicant", 1, "revoked")
        assert [True] == [each.lifted for each in after.state.restrictions]
        assert "lift_restriction" not in commands(after)
        assert not isinstance(after.when("2025-11-11", "shanghai", "restrict_product", **said), Refusal)

    def test_fine(self) -> None:
        """A fine that was changed may not be imposed again as it was, but in the amount that was ruled."""
        said = {**ACT, "ground": "fraud", "amount": 5_000_000}
        story = noted().does("2025-11-03", "jiangsu", "impose_fine", **said)
        story = contested(story, "2025-11-10", "ds", 1, "changed", act_by="2025-12-31")

        assert "bound_by_remedy" == code(story.when("2025-11-11", "jiangsu", "impose_fine", **said))
        lower = story.does("2025-11-11", "jiangsu", "impose_fine", **{**said, "amount": 500_000})
        assert "drop_act" in story.asked("jiangsu")
        assert "drop_act" not in lower.asked("jiangsu")
        assert "2025-12-31" == str(fell(story)[0].act_by)


class TestAnew:
    @pytest.mark.parametrize("outcome", ["changed", "act_anew"])
    def test_awaited(self, outcome: str) -> None:
        """The agency is asked to decide anew: another act about the license, or none."""
        story = ruled(pending(), "2025-12-15", outcome)

        assert {"reduce_scope", "impose_fine", "drop_act"} <= story.asked("jiangsu")
        assert "drop_act" not in story.asked("shanghai")

    def test_bound(self) -> None:
        """After a change the same act is not made again on the same evidence; on other evidence it may be."""
        story = ruled(pending(), "2025-12-15", "changed")
        said = {**ACT, "ground": "fraud"}

        assert "bound_by_remedy" == code(story.when("2025-12-16", "jiangsu", "revoke_license", **said))
        other = {**said, "evidence_no": "E-7"}
        assert not isinstance(story.when("2025-12-16", "jiangsu", "revoke_license", **other), Refusal)

    def test_not_bound(self) -> None:
        """Ordered to decide anew the agency may come to the same act."""
        story = ruled(pending(), "2025-12-15", "act_anew")
        again = story.does("2025-12-16", "jiangsu", "revoke_license", ground="fraud", **ACT)

        assert "drop_act" not in again.asked("jiangsu")

    def test_dropped(self) -> None:
        """Or it makes none, on record and once, and only where something has to be decided anew."""
        said = {"act": 1, "document_no": "JS-2", "reason": "not shown"}
        story = ruled(pending(), "2025-12-15", "act_anew")
        dropped = story.does("2025-12-16", "jiangsu", "drop_act", **said)

        assert "supervision.act_dropped" == dropped.events[-1].topic
        assert "drop_act" not in dropped.asked("jiangsu")
        assert "nothing_to_decide_anew" == code(dropped.when("2025-12-17", "jiangsu", "drop_act", **said))
        assert "nothing_to_decide_anew" == code(annulled().when("2025-12-17", "jiangsu", "drop_act", **said))
        assert "not_competent" == code(story.when("2025-12-16", "shanghai", "drop_act", **said))
