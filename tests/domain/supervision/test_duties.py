"""Who owes what in the years of production, when it is done, and who is told when it is not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.case.scheme import Duty, SiteDuty
from domain.law import Law, Regime
from domain.messages import Refusal
from domain.model import Province, end_of_day
from domain.supervision.alarms import AlarmRaised
from domain.supervision.duty_ledger import DutyLine, DutyStatus, ledger
from domain.supervision.records import SupervisionPlan
from domain.wording import clock_name
from tests.domain.case.given import approved, code, instant, topics
from tests.domain.supervision.given import INSPECTION, SET_UP, Supervision, opened, producing, set_up

LAW = Law.load()
SHANGHAI, JIANGSU = Province("310000"), Province("320000")
COMPREHENSIVE, SAMPLING = Duty.COMPREHENSIVE_INSPECTION, Duty.SAMPLING_INSPECTION
AT_PUDONG = {**INSPECTION, "site": "pudong"}
PLANNED = [SiteDuty(site="wuxi", province=JIANGSU), SiteDuty(site="pudong", province=SHANGHAI)]


def lines(story: Supervision, year: int = 2025) -> dict[str, DutyLine]:
    """The ledger of a year by the ids of its duties."""
    return {line.duty.id: line for line in ledger(story.state, LAW, year)}


def planned(duties: Iterable[SiteDuty] = PLANNED, per_year: int = 1) -> Supervision:
    """In production under that plan."""
    plan = SupervisionPlan(
        version=1, inspections_per_year=per_year, sampling="one batch", duties=tuple(duties)
    )
    product = producing().state.supervised.model_copy(update={"plan": plan})
    return replace(producing(), state=producing().state.model_copy(update={"product": product}))


def told(story: Supervision, key: str) -> list[AlarmRaised]:
    """The alarms about that kind of duty."""
    return [each for each in story.events if isinstance(each, AlarmRaised) and each.key == key]


def offices(alarms: Iterable[AlarmRaised]) -> list[str]:
    """To whom they went."""
    return [str(each.to.province or each.to.organisation or each.to.role) for each in alarms]


class TestTable:
    def test_every_rule_book(self) -> None:
        """The duties are the same under the pilot and under Notice 173."""
        day = LAW.on(date(2026, 6, 1))

        assert day.duties(Regime.PILOT)
        assert day.duties(Regime.PILOT) == day.duties(Regime.N173) == day.duties(Regime.N173_PRE_REGS)

    def test_in_the_digest(self) -> None:
        """The table is part of the law that every event names."""
        assert any("duties/" in path for _, path, _ in LAW.shelf.spans())

    def test_the_first_year(self) -> None:
        """What counts from the license is owed before production, the rest only in production."""
        assert {"self_inspection"} == {line.duty.key for line in lines(opened()).values()}
        assert "annual_report" not in {line.duty.key for line in lines(producing()).values()}
        assert {"gmp_inspection", "inspection_count", "joint_inspection", "sampling", "holder_audit"} <= {
            line.duty.key for line in lines(producing()).values()
        }

    def test_in_words(self) -> None:
        """A duty has its name from the table, in both languages."""
        assert ("场地年度药品GMP全面检查（wuxi.2026）", "annual sampling (product.2026)") == (
            clock_name("duty.gmp_inspection.wuxi.2026", "zh"),
            clock_name("duty.sampling.product.2026", "en"),
        )


class TestPlan:
    def test_a_higher_number(self) -> None:
        """Where the plan asks for three inspections a year, two are not enough."""
        story = planned(per_year=3)
        for who, fields in (("jiangsu", INSPECTION), ("shanghai", AT_PUDONG)):
            story = story.does("2025-10-20", who, "record_inspection", **fields)
        over = story.waits_until("2026-01-01T00:00")

        assert (3, DutyStatus.LATE) == (
            lines(over)["inspection_count.product.2025"].duty.times,
            lines(over)["inspection_count.product.2025"].status,
        )
        assert "supervision.annual_inspection_missed" in topics(over.events)
        third = story.does("2025-11-20", "jiangsu", "record_inspection", **INSPECTION)
        assert DutyStatus.DONE is lines(third)["inspection_count.product.2025"].status

    def test_sampling_by_another_agency(self) -> None:
        """The agency that the plan names samples, and no other is asked to."""
        named = SiteDuty(site="wuxi", province=SHANGHAI, duty=SAMPLING)
        story = planned([*PLANNED, named])
        sample = {"site": "wuxi", "report_no": "1", "result": "conforming"}
        done = story.does("2025-10-20", "shanghai", "record_sampling", **sample)

        assert "record_sampling" in story.asked("shanghai")
        assert "record_sampling" not in story.asked("jiangsu")
        assert DutyStatus.DONE is lines(done)["sampling.wuxi.2025"].status

    def test_joint(self) -> None:
        """A site that the plan gives to two agencies is inspected by both together; one alone does not do."""
        story = planned([*PLANNED, SiteDuty(site="wuxi", province=SHANGHAI)])
        alone = story.does("2025-10-20", "jiangsu", "record_inspection", **INSPECTION)
        together = story.does(
            "2025-10-20", "jiangsu", "record_inspection", **INSPECTION, joint_with=(SHANGHAI,)
        )

        assert (JIANGSU, (SHANGHAI,)) == (
            lines(story)["gmp_inspection.wuxi.2025"].duty.owed_by.province,
            lines(story)["gmp_inspection.wuxi.2025"].duty.joined_by,
        )
        assert DutyStatus.OPEN is lines(alone)["gmp_inspection.wuxi.2025"].status
        assert DutyStatus.DONE is lines(together)["gmp_inspection.wuxi.2025"].status
        assert DutyStatus.DONE is lines(together)["joint_inspection.product.2025"].status

    def test_transport(self) -> None:
        """The agency that the plan names checks the transport of a site each year; without a plan nobody owes it."""
        named = SiteDuty(site="wuxi", province=SHANGHAI, duty=Duty.TRANSPORT_CHECK)
        story = planned([*PLANNED, named])
        seen = {"site": "wuxi", "report_no": "1", "result": "defects", "findings": ("seal broken",)}
        done = story.does("2025-10-20", "shanghai", "record_transport_check", **seen)

        assert "record_transport_check" in story.asked("shanghai")
        assert "transport_check" not in {line.duty.key for line in lines(producing()).values()}
        assert DutyStatus.DONE is lines(done)["transport_check.wuxi.2025"].status
        assert ["from_inspection"] == [each.source for each in done.state.findings]

    def test_follow_up(self) -> None:
        """The agency that the plan names follows up the corrections at a site; the site's own may too."""
        story = planned([*PLANNED, SiteDuty(site="wuxi", province=SHANGHAI, duty=Duty.CORRECTION_FOLLOW_UP)])
        story = story.does("2025-10-20", "jiangsu", "record_inspection", **INSPECTION, findings=("a gap",))
        story = story.does("2025-10-27", "ds", "hand_in_corrective_plan", finding=1, plan="close it")
        story = story.does("2025-11-10", "ds", "report_correction", finding=1, report_no="R", remark="done")
        closed = {"finding": 1, "outcome": "corrected", "report_no": "V", "reason": "seen"}

        assert "verify_correction" in story.asked("shanghai")
        assert "verify_correction" not in story.asked("jiangsu")
        for who in ("shanghai", "jiangsu"):
            assert isinstance(story.when("2025-11-17", who, "verify_correction", **closed), tuple)

    def test_nobody(self) -> None:
        """A site that no assignment covers is told to the holder's agency at once, not at the end of the year."""
        story = planned([SiteDuty(site="pudong", province=SHANGHAI)]).waits_until("2025-09-02")
        (alarm,) = told(story, "gmp_inspection")

        assert ("wuxi", "uncovered", [SHANGHAI]) == (alarm.site, alarm.ground, offices([alarm]))
        assert DutyStatus.OPEN is lines(story)["gmp_inspection.wuxi.2025"].status
        inspected = story.does("2025-10-20", "jiangsu", "record_inspection", **INSPECTION)
        assert DutyStatus.DONE is lines(inspected)["gmp_inspection.wuxi.2025"].status

    def test_drawn_up_later(self) -> None:
        """A plan that was drawn up after the first license counts from the approval on."""
        version = approved().state.plan.current
        unplanned = opened().state.supervised.model_copy(update={"plan": None})
        early = opened().state.model_copy(update={"product": unplanned})
        story = replace(opened(), state=early, case=approved().state)
        noted = story.does("2025-07-10", "engine", "note_approval")

        assert version is not None
        assert noted.state.supervised.plan is not None
        assert version.number == noted.state.supervised.plan.version
        assert opened().state.supervised.plan == noted.state.supervised.plan


class TestTwice:
    def test_another_province(self) -> None:
        """Another province's site is not inspected alone; the refusal names whose it is."""
        answer = producing().when("2025-10-20", "shanghai", "record_inspection", **INSPECTION)

        assert isinstance(answer, Refusal)
        assert ("inspection_not_assigned", JIANGSU) == (answer.code, answer.facts["provinces"])

    def test_again(self) -> None:
        """What one province has inspected in the year another inspects only jointly, with the reason, or for cause."""
        story = planned([*PLANNED, SiteDuty(site="wuxi", province=SHANGHAI)]).does(
            "2025-10-20", "jiangsu", "record_inspection", **INSPECTION
        )
        joint = {**INSPECTION, "joint_with": (JIANGSU,)}

        for fields, expected in (
            (INSPECTION, "already_inspected"),
            (joint, "already_inspected"),
            ({**INSPECTION, "kind": "for_cause"}, "inspection_needs_cause"),
            ({**INSPECTION, "joint_with": ("330000",)}, "joint_with_unknown"),
        ):
            assert expected == code(story.when("2025-11-20", "shanghai", "record_inspection", **fields))
        for fields in (
            {**joint, "cause": "as planned"},
            {**INSPECTION, "kind": "for_cause", "cause": "a complaint"},
        ):
            assert isinstance(story.when("2025-11-20", "shanghai", "record_inspection", **fields), tuple)

    def test_own_site_again(self) -> None:
        """An agency may come back to the site that it inspected."""
        story = producing().does("2025-10-20", "jiangsu", "record_inspection", **INSPECTION)

        assert isinstance(story.when("2025-11-20", "jiangsu", "record_inspection", **INSPECTION), tuple)

    def test_for_cause(self) -> None:
        """An inspection for cause counts for no year."""
        story = producing().does(
            "2025-10-20", "jiangsu", "record_inspection", **INSPECTION, kind="for_cause", cause="a complaint"
        )

        assert DutyStatus.OPEN is lines(story)["gmp_inspection.wuxi.2025"].status
        assert DutyStatus.OPEN is lines(story)["inspection_count.product.2025"].status


class TestLate:
    def test_recorded_later(self) -> None:
        """What was done in its year and is recorded afterwards is in time, and ends the alarms."""
        story = producing().does(
            "2026-01-05", "jiangsu", "record_inspection", **INSPECTION, occurred=instant("2025-12-30")
        )

        assert DutyStatus.DONE is lines(story)["gmp_inspection.wuxi.2025"].status
        assert DutyStatus.OPEN is lines(story, 2026)["gmp_inspection.wuxi.2026"].status

    def test_done_later(self) -> None:
        """What is done after the end of its year pays it, stays marked as late, and counts for its own year."""
        story = producing().does("2026-02-20", "jiangsu", "record_inspection", **INSPECTION)

        assert DutyStatus.DONE_LATE is lines(story)["gmp_inspection.wuxi.2025"].status
        assert DutyStatus.DONE is lines(story, 2026)["gmp_inspection.wuxi.2026"].status
        later = story.waits_until("2026-12-30")
        assert [JIANGSU, SHANGHAI] == offices(
            each for each in told(later, "gmp_inspection") if each.site == "wuxi"
        )

    def test_earlier_in_the_year(self) -> None:
        """What was done earlier in the year, before production began, counts for that year."""
        early = set_up().does("2025-08-20", "applicant", "record_audit", site="wuxi", report_no="1")
        story = early.does("2025-09-01", "applicant", "confirm_set_up", **SET_UP)

        assert DutyStatus.DONE is lines(story)["holder_audit.ds.2025"].status


class TestAcknowledged:
    def missed(self) -> Supervision:
        """Nobody has done anything in 2025; alarms have gone to the first of each chain."""
        return producing().waits_until("2026-01-02")

    def number(self) -> int:
        """The alarm about Wuxi."""
        return next(each.number for each in told(self.missed(), "gmp_inspection") if each.site == "wuxi")

    def test_until_the_promised_day(self) -> None:
        """Once the office says by when, nobody further up is told before that day is over."""
        promise = {"alarm": self.number(), "fulfil_by": "2026-01-20", "answer": "inspectors are on their way"}
        story = self.missed().does("2026-01-05", "jiangsu", "acknowledge_alarm", **promise)
        over = story.waits_until("2026-02-10")
        at = [each.at for each in told(over, "gmp_inspection") if each.site == "wuxi"]

        assert "acknowledge_alarm" not in story.asked("jiangsu")
        assert [end_of_day(date(2025, 12, 31)), end_of_day(date(2026, 1, 20))] == at

    @pytest.mark.parametrize(
        ("who", "change", "expected"),
        [
            ("shanghai", {}, "alarm_for_another"),
            ("nmpa", {}, "alarm_for_another"),
            ("zhejiang", {}, "not_competent"),
            ("jiangsu", {"fulfil_by": "2026-06-30"}, "alarm_date_too_late"),
            ("jiangsu", {"fulfil_by": "2026-01-04"}, "date_passed"),
            ("jiangsu", {"alarm": 99}, "alarm_unknown"),
        ],
    )
    def test_declined(self, who: str, change: dict[str, object], expected: str) -> None:
        """Only the office that was told answers, once, with a day no further than the next step."""
        promise = {"alarm": self.number(), "fulfil_by": "2026-01-20", "answer": "soon", **change}

        assert expected == code(self.missed().when("2026-01-05", who, "acknowledge_alarm", **promise))

    def test_done_meanwhile(self) -> None:
        """An alarm about what has been done needs no answer any more."""
        story = self.missed().does("2026-01-05", "jiangsu", "record_inspection", **INSPECTION)
        promise = {"alarm": self.number(), "fulfil_by": "2026-01-20", "answer": "done"}

        assert "alarm_unknown" == code(story.when("2026-01-06", "jiangsu", "acknowledge_alarm", **promise))

    def test_end_of_the_chain(self) -> None:
        """At the end the authority that was told last and the one that owes stay named, and no term runs for it."""
        story = producing().waits_until("2026-12-30")

        assert [JIANGSU, SHANGHAI, "nmpa"] == offices(
            each for each in told(story, "gmp_inspection") if each.site == "wuxi"
        )
        assert "acknowledge_alarm" in story.asked("nmpa")
        assert "record_inspection" in story.asked("jiangsu")
        assert ["2026-12-31"] == story.alarms_due

    def test_a_timer_has_no_authority(self) -> None:
        """A term of duties ends once, and not before its last day is over."""
        (due,) = [each for each in producing().position.deadlines if each.term.startswith("duties.")]
        after = producing().waits_until("2026-01-01T00:00")

        assert None is producing().times_out(due, due.due - timedelta(microseconds=1))
        assert None is after.times_out(due, due.due)
