from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from domain.actors import Role
from domain.case import intake, licensing, remedies, technical_review
from domain.case.standing import CLOSED
from domain.case.state import CaseOutcome
from domain.law.limits import Unit
from domain.model import Province, ProvisionId, WorkingDays, end_of_day
from domain.position import Deadline, Wait
from domain.term import CalendarTerm, Term, WorkingDayTerm
from domain.terms import ClockAct, Ended, Extended, Recomputed, Resumed, Started, Stopped
from domain.wording import Lang, citation, clock_name, clock_sentence, office, summary

LANGUAGES: tuple[Lang, ...] = ("zh", "en")

REVIEW = WorkingDayTerm(
    key="reg.sa", n=WorkingDays(60), started=date(2026, 1, 5), basis=(ProvisionId("o27/96"),)
)


def started(name: str, length: Term, *, provisional: bool = False) -> Started:
    """A term that begins."""
    return Started(name=name, term=length, due=date(2026, 4, 8), provisional=provisional)


class TestClock:
    @pytest.mark.parametrize(
        ("act", "zh", "en"),
        [
            (
                started("review.clock", REVIEW),
                "计时：注册技术审评，60个工作日，自2026-01-05起算（起算日不计入），2026-04-08届满",
                (
                    "Clock: technical review, 60 working days, starts on 2026-01-05 (that day not counted); "
                    "due 2026-04-08"
                ),
            ),
            (
                started(
                    "closing.litigation",
                    CalendarTerm.model_validate({**dict(REVIEW), "n": 1, "unit": Unit.MONTHS}),
                ),
                "计时：提起行政诉讼，1个月，自2026-01-05起算（起算日不计入），2026-04-08届满",
                (
                    "Clock: bringing of an administrative action, 1 month, starts on 2026-01-05 "
                    "(that day not counted); "
                    "due 2026-04-08"
                ),
            ),
            (
                started("licensing.cmo-1.decide", REVIEW, provisional=True),
                (
                    "计时：受托生产企业cmo-1药品生产许可审批，60个工作日，自2026-01-05起算（起算日不计入），"
                    "2026-04-08届满（暂定，节假日安排尚未公布）"
                ),
                (
                    "Clock: license decision on manufacturer cmo-1, 60 working days, starts on 2026-01-05 "
                    "(that day not counted); due 2026-04-08 (provisional, the calendar is not yet published)"
                ),
            ),
            (
                Stopped(
                    name="review.clock",
                    on=date(2026, 2, 2),
                    ground="supplementary_data",
                    basis=(ProvisionId("o27/87"),),
                ),
                "停止计时：注册技术审评，自2026-02-02起，事由：补充资料（《药品注册管理办法》第87条）",
                (
                    "Clock stands still: technical review, from 2026-02-02, for supplementary data "
                    "(Drug Registration Measures (Order 27) Art. 87)"
                ),
            ),
            (
                Resumed(
                    name="review.clock",
                    on=date(2026, 3, 2),
                    added=20,
                    unit=Unit.WORKING_DAYS,
                    due=date(2026, 5, 6),
                    provisional=False,
                ),
                "恢复计时：注册技术审评，2026-03-02次日起继续计算，时限增加20个工作日，2026-05-06届满",
                (
                    "Clock goes on: technical review, from the day after 2026-03-02, longer by 20 working days; "
                    "due 2026-05-06"
                ),
            ),
            (
                Resumed(
                    name="licensing.applicant.decide",
                    on=date(2026, 3, 2),
                    due=date(2026, 5, 6),
                    provisional=False,
                ),
                "恢复计时：申请人药品生产许可审批，2026-03-02次日起继续计算，2026-05-06届满",
                "Clock goes on: license decision on the applicant, from the day after 2026-03-02; due 2026-05-06",
            ),
            (
                Extended(
                    name="review.clock",
                    added=30,
                    unit=Unit.WORKING_DAYS,
                    due=date(2026, 5, 21),
                    provisional=False,
                ),
                "延长计时：注册技术审评，时限增加30个工作日，2026-05-21届满",
                "Clock is extended: technical review, longer by 30 working days; due 2026-05-21",
            ),
            (
                Extended(name="review.clock", added=30, due=None, provisional=False),
                "延长计时：注册技术审评，时限增加30个时限单位",
                "Clock is extended: technical review, longer by 30 of its units",
            ),
            (
                Recomputed(
                    name="review.clock", was=date(2027, 1, 4), due=date(2027, 1, 5), provisional=False
                ),
                "重新计算：注册技术审评，原2027-01-04届满，现2027-01-05届满",
                "Counted anew: technical review, was due 2027-01-04, now due 2027-01-05",
            ),
            (
                Ended(name="intake.check"),
                "计时终止：申请材料形式审查",
                "Clock ends: formal check of the application",
            ),
        ],
        ids=[
            "days",
            "one month",
            "provisional",
            "stopped",
            "longer",
            "resumed",
            "extended",
            "extended while it stands still",
            "counted anew",
            "ended",
        ],
    )
    def test_acts(self, act: ClockAct, zh: str, en: str) -> None:
        """An act on the clock says which term, how long and by when, or why it stands still and by which article."""
        assert [zh, en] == [clock_sentence(act, lang) for lang in LANGUAGES]

    @pytest.mark.parametrize(
        ("name", "en"),
        [
            ("year.2026", "comprehensive GMP inspection of 2026"),
            ("licensing.a.b.accept", "formal check of the license application of manufacturer a.b"),
            ("licensing.cmo-1.other", "licensing.cmo-1.other"),
            ("of.tomorrow", "of.tomorrow"),
            ("milestone.calendar.2027.0a1b", "calendar of 2027 published"),
        ],
    )
    def test_names(self, name: str, en: str) -> None:
        """A term is named by what it measures, with its licensee or its year; an unknown one by its code."""
        assert en == clock_name(name, "en")

    def test_unknown_article(self) -> None:
        """An article that no instrument has is shown by its id."""
        assert "o99/1" == citation("o99/1", "en")

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_every_term_of_the_procedure(self, lang: Lang) -> None:
        """Every term that the procedure starts by name has a word."""
        names = term_names()

        assert set() == {name for name in names if clock_name(name, lang) == name}


def term_names() -> Mapping[str, None]:
    """The names under which the stages keep their terms."""
    fixed = (intake.CHECK, technical_review.ACCEPT, technical_review.CLOCK, technical_review.SUPPLEMENT)
    more = (technical_review.DECISION, remedies.RECONSIDERATION, remedies.LITIGATION)
    beside = (*technical_review.BESIDE, technical_review.DISSENT, technical_review.PANEL)
    last = technical_review.DELIVERY
    licenses = (
        name("cmo-1")
        for name in (
            licensing.acceptance,
            licensing.inspection,
            licensing.assessment,
            licensing.decision,
            licensing.delivery,
        )
    )
    return dict.fromkeys((*fixed, *more, *beside, last, *licenses))


class TestStanding:
    @pytest.mark.parametrize(
        ("role", "where", "organisation", "names"),
        [
            (
                Role.AGENCY,
                "310000",
                None,
                ["上海市药品监督管理局", "Shanghai Medical Products Administration"],
            ),
            (Role.GOVERNMENT, "320000", None, ["江苏省人民政府", "Jiangsu Government"]),
            (
                Role.GOVERNMENT,
                "660000",
                None,
                ["新疆生产建设兵团", "Xinjiang Production and Construction Corps"],
            ),
            (Role.NMPA, None, None, ["国家药监局", "NMPA"]),
            (Role.APPLICANT, "310000", "示例制药", ["示例制药（申请人）", "示例制药 (applicant)"]),
            (Role.SYSTEM, "310000", None, ["上海市本系统", "Shanghai engine"]),
        ],
    )
    def test_office(self, role: Role, where: str | None, organisation: str | None, names: list[str]) -> None:
        """An office has the name that people call it by."""
        assert names == [office(role, where, organisation, lang) for lang in LANGUAGES]

    def test_summary(self) -> None:
        """The standing says the stage, the outcome, whose act is awaited, and until when."""
        wait = Wait(role=Role.AGENCY, province=Province("310000"), commands=("accept", "request_correction"))
        due = end_of_day(date(2026, 3, 4))
        deadline = Deadline(term="licensing.cmo-1.decide", limit="lic.new.decide", due=due, provisional=True)

        assert [
            "**药品生产许可 · licensing** — 申请人撤回 · withdrawn by the applicant",
            (
                "- 待上海市药品监督管理局：受理申请、发出补正通知 · "
                "waits for Shanghai Medical Products Administration: "
                "accept the application, issue the correction notice"
            ),
            (
                "- 期限 受托生产企业cmo-1药品生产许可审批：2026-03-04 24:00"
                "（暂定，节假日安排尚未公布） · "
                "license decision on manufacturer cmo-1: until 2026-03-04 24:00 "
                "(provisional, the calendar is not yet published)"
            ),
        ] == summary("licensing", CaseOutcome.WITHDRAWN, (wait,), (deadline,)).splitlines()

    def test_nothing_to_wait_for(self) -> None:
        """A stream that waits for nobody says only where it stands."""
        assert "**已结束 · closed**" == summary(CLOSED, None, (), ())
