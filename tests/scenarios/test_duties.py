"""Every duty of the table, with nobody to do it: played on the real workflows, the years skipped."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cli.scenario.model import Scenario, Step, load_scenario
from domain.actors import Role
from domain.law import DutyRow, Law, Party, Regime, Unit
from domain.model import Province, end_of_day, local_day
from domain.supervision.alarms import AlarmRaised
from domain.supervision.duty_ledger import DutyStatus, ledger
from domain.supervision.records import DutyOffice
from domain.supervision.state import SupervisionState
from gateway.models.folding import evolve_supervision
from ledger import Envelope
from tests.scenarios.base import _play

LAW = Law.load()
ROWS = LAW.on(date(2026, 6, 1)).duties(Regime.PILOT)
SCENARIO = Path(__file__).parents[2] / "scenarios" / "cross_province_enzyme.yaml"

OFFICES = {
    Party.MAKER: DutyOffice(role=Role.MANUFACTURER, organisation="WuXi Biologics (Wuxi)"),
    Party.HOLDER: DutyOffice(role=Role.APPLICANT, organisation="CANbridge (Shanghai) Biotech"),
    Party.SITE_AGENCY: DutyOffice(role=Role.AGENCY, province=Province("320000")),
    Party.FINDER: DutyOffice(role=Role.AGENCY, province=Province("320000")),
    Party.HOLDER_AGENCY: DutyOffice(role=Role.AGENCY, province=Province("310000")),
    Party.NOTIFIED_AGENCY: DutyOffice(role=Role.AGENCY, province=Province("310000")),
    Party.NATIONAL: DutyOffice(role=Role.NMPA),
}
"""Who the parties of the table are at the site in Wuxi, for a holder in Shanghai."""

OF_THE_PRODUCT = {Party.SITE_AGENCY: OFFICES[Party.HOLDER_AGENCY]}
"""The product as a whole has no site: its holder's agency is the one in charge."""

AFTERWARDS: tuple[dict[str, Any], ...] = (
    {
        "at": "2026-06-15",
        "as": "js-agency",
        "do": "record_inspection",
        "with": {
            "site": "wuxi-meiliang",
            "kind": "for_cause",
            "cause": "投诉举报",
            "report_no": "苏查1",
            "result": "not_compliant",
            "findings": [{"text": "缺少压差记录", "grade": "critical"}],
        },
    },
    {
        "after": {"calendar_days": 1},
        "as": "js-agency",
        "do": "record_inspection",
        "with": {
            "site": "wuxi-meiliang",
            "kind": "for_cause",
            "cause": "复查",
            "report_no": "苏查2",
            "result": "defects",
            "findings": ["签名缺失"],
        },
    },
    {"as": "wuxi-ds", "do": "hand_in_corrective_plan", "with": {"finding": 2, "plan": "改用电子签名"}},
    {
        "as": "wuxi-ds",
        "do": "report_correction",
        "with": {"finding": 2, "report_no": "改1", "remark": "已改"},
    },
    # Two acts that come too late for 2026.
    {
        "at": "2027-07-05",
        "as": "js-agency",
        "do": "record_inspection",
        "with": {"site": "wuxi-meiliang", "report_no": "苏检1", "result": "compliant"},
    },
    {"as": "canbridge", "do": "file_annual_report", "with": {"year": 2026, "report_no": "年报1"}},
)
"""What is done once the product is made: two findings, and then nothing for a year."""


ASSIGNED: tuple[dict[str, str], ...] = (
    {"site": "wuxi-meiliang", "province": "320000"},
    {"site": "sh-lingang", "province": "310000"},
    {"site": "wuxi-meiliang", "province": "320000", "duty": "transport_check"},
)
"""The plan: each its own site, and Jiangsu looks at the transport from Wuxi."""


@pytest.fixture(scope="module")
def neglected() -> list[Envelope]:
    """The events of a supervision in which nobody does what is due."""
    scenario = load_scenario(SCENARIO)
    ready = [n for n, step in enumerate(scenario.steps, 1) if step.do == "confirm_set_up"][-1]
    steps = (
        *(step.model_copy(update={"then": type(step.then)()}) for step in scenario.steps[:ready]),
        *(Step.model_validate({**each, "stream": "supervision"}) for each in AFTERWARDS),
    )
    proposed = [n for n, step in enumerate(steps) if step.do == "propose_scheme"][-1]
    planned = {**steps[proposed].with_, "duties": ASSIGNED}
    steps = (*steps[:proposed], steps[proposed].model_copy(update={"with_": planned}), *steps[proposed + 1 :])
    quiet = {"scenario": "neglected", "steps": steps, "expect": type(scenario.expect)()}
    outcome = asyncio.run(_play(Scenario.model_validate({**dict(scenario), **quiet})))
    assert [] == outcome.failures
    return outcome.timeline


def alarms(events: list[Envelope], row: DutyRow) -> list[tuple[Envelope, AlarmRaised]]:
    """The alarms about the first duty of that kind: of the product, of Wuxi or its operator, of one finding."""
    told = [(e, e.event) for e in events if isinstance(e.event, AlarmRaised) and e.event.key == row.key]
    of_wuxi = [
        t for t in told if t[1].site in {None, "wuxi-meiliang"} and t[1].manufacturer in {None, "wuxi-ds"}
    ]
    return [t for t in of_wuxi if t[1].duty == of_wuxi[0][1].duty]


def test_every_declared_duty() -> None:
    """No law file declares a duty that is not played here, from whichever day and under whichever rule book."""
    declared = {row.key for file in LAW.shelf.duties for row in file.value.duties}

    assert declared == {row.key for row in ROWS}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.key)
def test_escalates(neglected: list[Envelope], row: DutyRow) -> None:
    """Each office of the chain is told, in its order, at its instant, and then nobody is left to tell."""
    told = alarms(neglected, row)
    assert told, f"{row.key} is declared and nothing here leaves it undone: play it in AFTERWARDS"
    parties = {**OFFICES, **(OF_THE_PRODUCT if told[0][1].site is None else {})}
    chain = dict.fromkeys(parties[rung.to] for rung in row.chain)
    steps = {parties[rung.to]: rung.after for rung in reversed(row.chain)}
    day = told[0][1].due
    expected: list[tuple[DutyOffice, datetime]] = []
    for office in chain:
        if expected:
            n, unit = LAW.on(day).length(str(steps[office]))
            assert Unit.WORKING_DAYS is unit
            day = LAW.calendar.add_working_days(day, n).day
        expected.append((office, end_of_day(day)))

    assert expected == [(alarm.to, alarm.at) for _, alarm in told]
    assert [False] * (len(expected) - 1) + [True] == [alarm.last for _, alarm in told]
    late = [event.metadata.received - alarm.at for event, alarm in told]
    assert all(timedelta(0) <= each < timedelta(minutes=1) for each in late)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.key)
def test_last_day(neglected: list[Envelope], row: DutyRow) -> None:
    """The first alarm comes at 24:00 of the last day: of the year's day, or so long after what brought it about."""
    _, first = alarms(neglected, row)[0]

    if row.by is not None:
        year = 2027 if row.about else 2026
        assert row.by.of(year) == first.due
    else:
        begun = date(2026, 6, 16) if row.occasion == "report" else date(2026, 6, 15)
        n, _ = LAW.on(begun).length(str(row.within))
        assert LAW.calendar.add_working_days(begun, n).day == first.due
    assert first.due == local_day(first.at - timedelta(microseconds=1))


def test_paid_late(neglected: list[Envelope]) -> None:
    """The inspection of July 2027 and the report that came after April are done late, and nobody is told any more."""
    state = SupervisionState()
    for each in neglected:
        if each.stream.startswith("supervision/"):
            state = evolve_supervision(state, each)
    lines = {line.duty.id: line for line in ledger(state, LAW)}
    inspection, report = lines["gmp_inspection.wuxi-meiliang.2026"], lines["annual_report.product.2027"]

    assert [DutyStatus.DONE_LATE] * 2 == [inspection.status, report.status]
    assert ["苏检1", "年报1"] == [state.acts[line.acts[0]].report_no for line in (inspection, report)]
    assert DutyStatus.DONE is lines["gmp_inspection.wuxi-meiliang.2027"].status
    assert None is inspection.escalated_to


def test_notice_173() -> None:
    """The same holds under Notice 173: who is competent there reports and answers, and NMPA is told in the end."""
    scenario = load_scenario(SCENARIO.with_name("notice_173_single_province.yaml"))
    ready = next(n for n, step in enumerate(scenario.steps, 1) if step.do == "confirm_set_up")
    promise = {"alarm": 1, "fulfil_by": "2027-01-20", "answer": "尽快安排"}
    done = (
        {"at": "2027-01-05", "as": "js-agency", "do": "acknowledge_alarm", "with": promise},
        {
            "at": "2027-04-20",
            "as": "fill-nj",
            "do": "report_self_inspection",
            "with": {"site": "nj-fill", "report_no": "自检1"},
        },
        {
            "as": "yuhua-biologics",
            "do": "file_annual_report",
            "with": {"year": 2026, "report_no": "年报1"},
        },
    )
    steps = (
        *scenario.steps[:ready],
        *(Step.model_validate({**each, "stream": "supervision"}) for each in done),
    )
    quiet = {"scenario": "neglected_173", "steps": steps, "expect": type(scenario.expect)()}
    outcome = asyncio.run(_play(Scenario.model_validate({**dict(scenario), **quiet})))
    told = [e.event for e in outcome.timeline if isinstance(e.event, AlarmRaised)]
    inspection = [each for each in told if each.duty == "gmp_inspection.nj-bio.2026"]

    assert [] == outcome.failures
    assert [OFFICES[Party.SITE_AGENCY], OFFICES[Party.NATIONAL]] == [each.to for each in inspection]
    assert end_of_day(date(2027, 1, 20)) == inspection[-1].at
    assert {"gmp_inspection", "inspection_count", "sampling", "holder_audit", "self_inspection"} <= {
        each.key for each in told
    }
    assert not {"joint_inspection", "annual_report"} & {each.key for each in told}
