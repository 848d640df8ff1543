"""Licensing: applications, formal check, inspection outside the clock; each licensee for itself.

In 2025 the days 4 to 6 April are a holiday.
"""

from __future__ import annotations

import pytest

from domain.case.state import LicenseStep
from tests.domain.case.given import Case, applied, code, licensing, taken, topics

ASKED = {"defects": ("the floor plan",)}
HELD = {
    "product.kind": "multivalent_vaccine",
    "vaccine": {"composition": "multivalent", "own_capability": True},
}


def step(case: Case, licensee: str) -> LicenseStep:
    """How far that file has come."""
    file = case.state.licensing.file(licensee)
    assert file is not None
    return file.step


def of(case: Case, licensee: str) -> dict[str, str]:
    """The terms that run for that licensee, by what they are for."""
    prefix = f"licensing.{licensee}."
    return {name.removeprefix(prefix): day for name, day in case.due.items() if name.startswith(prefix)}


class TestApplication:
    def test_change(self) -> None:
        """A change is decided within fifteen working days of its receipt."""
        assert {"accept": "2025-03-19", "decide": "2025-04-02"} == of(applied(), "ds")

    def test_new(self) -> None:
        """A new license is decided within thirty working days of its acceptance."""
        assert {"accept": "2025-03-19"} == of(applied(), "applicant")
        assert {"decide": "2025-04-25"} == of(taken(), "applicant")

    def test_each_for_itself(self) -> None:
        """One file goes on while the other has not begun."""
        case = licensing().does("2025-03-12", "ds", "apply_for_license", licensee="ds", kind="new")

        assert (LicenseStep.APPLIED, LicenseStep.AWAITED) == (step(case, "ds"), step(case, "applicant"))

    def test_twice(self) -> None:
        """One application is enough."""
        assert "license_out_of_turn" == code(
            applied().when("2025-03-13", "ds", "apply_for_license", licensee="ds", kind="new")
        )

    def test_unknown(self) -> None:
        """A licensee that the dossier does not name has no file, and the known ones are told."""
        answer = licensing().when("2025-03-12", "ds", "apply_for_license", licensee="dp", kind="new")

        assert "unknown_licensee" == code(answer)
        assert not isinstance(answer, tuple)
        assert "applicant, ds" == answer.facts["known"]

    @pytest.mark.parametrize(
        ("who", "licensee"), [("ds", "applicant"), ("stranger", "ds"), ("jiangsu", "ds")]
    )
    def test_for_another(self, who: str, licensee: str) -> None:
        """Every enterprise applies for its own license."""
        assert "not_competent" == code(
            licensing().when("2025-03-12", who, "apply_for_license", licensee=licensee, kind="new")
        )

    def test_held(self) -> None:
        """Without NMPA's consent a vaccine's manufacturer cannot apply, until the agency has seen the consent."""
        case = licensing(HELD)
        apply = {"licensee": "ds", "kind": "new"}

        assert "step_held" == code(case.when("2025-03-12", "ds", "apply_for_license", **apply))
        assert {"resolve_finding", "apply_for_license"} == case.waits

        lifted = case.does(
            "2025-03-13",
            "shanghai",
            "resolve_finding",
            rule="E05",
            outcome="PASS",
            reason="consent of 12 March",
        )

        assert ["license.applied"] == topics(lifted.when("2025-03-13", "ds", "apply_for_license", **apply))


class TestFormalCheck:
    def test_another_province(self) -> None:
        """Each application is checked by the agency of its licensee's own province."""
        assert "not_competent" == code(
            applied().when("2025-03-13", "shanghai", "accept_license_application", licensee="ds")
        )

    def test_silence_on_a_new_license(self) -> None:
        """Silence for five working days accepts as of the receipt: the term for the decision began that day."""
        case = applied().waits_until("2025-03-20T00:00")

        assert ["license.application_deemed_accepted"] * 2 == topics(case.events[-2:])
        assert {"decide": "2025-04-24"} == of(case, "applicant")
        assert LicenseStep.ACCEPTED == step(case, "applicant")

    def test_silence_on_a_change(self) -> None:
        """The term for a change had begun with the receipt anyway."""
        assert {"decide": "2025-04-02"} == of(applied().waits_until("2025-03-20T00:00"), "ds")

    def test_not_a_day_early(self) -> None:
        """On the last day of the check nothing is accepted yet."""
        assert LicenseStep.APPLIED == step(applied().waits_until("2025-03-19T23:59"), "ds")

    @pytest.mark.parametrize(
        ("name", "fields"), [("request_license_correction", ASKED), ("accept_license_application", {})]
    )
    def test_ahead_of_the_timer(self, name: str, fields: dict[str, object]) -> None:
        """Silence has accepted once the last day is over, even if the timer has not come yet."""
        answer = applied().without_timers("2025-03-20", "jiangsu", name, licensee="ds", **fields)

        assert "license_out_of_turn" == code(answer)
        assert not isinstance(answer, tuple)
        assert ("all/32",) == answer.basis

    def test_too_late_to_ask(self) -> None:
        """What silence has accepted is not sent back for correction."""
        assert "license_out_of_turn" == code(
            applied().when("2025-03-20", "jiangsu", "request_license_correction", licensee="ds", **ASKED)
        )


class TestCorrection:
    def asked(self) -> Case:
        """Jiangsu asks for a correction on 14 March."""
        return applied().does("2025-03-14", "jiangsu", "request_license_correction", licensee="ds", **ASKED)

    def test_request(self) -> None:
        """While the licensee corrects, no term runs for it."""
        assert {} == of(self.asked(), "ds")

    def test_answer(self) -> None:
        """The complete application is what is received: both terms begin with it."""
        case = self.asked().does(
            "2025-03-21", "ds", "correct_license_application", licensee="ds", remark="plan attached"
        )

        assert {"accept": "2025-03-28", "decide": "2025-04-14"} == of(case, "ds")

    def test_only_one(self) -> None:
        """Everything is asked for once."""
        case = self.asked().does(
            "2025-03-21", "ds", "correct_license_application", licensee="ds", remark="plan attached"
        )

        assert "correction_already_used" == code(
            case.when("2025-03-24", "jiangsu", "request_license_correction", licensee="ds", **ASKED)
        )

    def test_unasked(self) -> None:
        """Nobody corrects what was not asked for."""
        assert "license_out_of_turn" == code(
            applied().when("2025-03-14", "ds", "correct_license_application", licensee="ds", remark="more")
        )


class TestInspection:
    def started(self, case: Case | None = None) -> Case:
        """Jiangsu inspects from 20 March."""
        return (case or taken()).does("2025-03-20", "jiangsu", "start_license_inspection", licensee="ds")

    def reported(self, result: str = "pass") -> Case:
        """Jiangsu reports the visit on 27 March."""
        return self.started().does(
            "2025-03-27", "jiangsu", "report_license_inspection", licensee="ds", report_no="1", result=result
        )

    def assessed(self, conclusion: str) -> Case:
        """Jiangsu concludes on 31 March."""
        return self.reported().does(
            "2025-03-31",
            "jiangsu",
            "assess_license_inspection",
            licensee="ds",
            conclusion=conclusion,
            reason="as reported",
        )

    def test_outside_the_term(self) -> None:
        """The inspection stops the term from its first day, and has thirty working days of its own."""
        assert {"inspect": "2025-05-06"} == of(self.started(), "ds")
        assert ["report_license_inspection"] == self.jiangsu(self.started())

    def test_report(self) -> None:
        """The assessment has twenty working days from the report, and is not counted either."""
        assert {"assess": "2025-04-25"} == of(self.reported(), "ds")
        assert ["assess_license_inspection"] == self.jiangsu(self.reported())

    def test_passed(self) -> None:
        """Five of fifteen days had been counted; the other ten begin on the day after the assessment."""
        assert {"decide": "2025-04-15"} == of(self.assessed("pass"), "ds")

    def test_failed(self) -> None:
        """After an inspection that is not passed nothing is mended: the term goes on, to a refusal."""
        assert {"decide": "2025-04-15"} == of(self.assessed("fail"), "ds")

    def test_to_be_rectified(self) -> None:
        """While the enterprise mends the defects the term stands still, and the enterprise is waited for."""
        case = self.assessed("rectify")
        waits = [wait for wait in case.position.waits if wait.organisation == "Example Biologics"]

        assert {} == of(case, "ds")
        assert [("report_license_rectification",)] == [wait.commands for wait in waits]

    def rectified(self) -> Case:
        """The enterprise reports on 8 April."""
        return self.assessed("rectify").does(
            "2025-04-08", "ds", "report_license_rectification", licensee="ds", remark="mended"
        )

    def test_rectified(self) -> None:
        """From the day after the report of the enterprise the term goes on."""
        assert {"decide": "2025-04-22"} == of(self.rectified(), "ds")

    def test_inspected_again(self) -> None:
        """What had to be mended is inspected again, outside the term, before there is a notification or a license."""
        again = self.rectified()
        notify = {"licensee": "ds", "notification_no": "1", "result": "pass"}

        assert "reinspection_due" == code(again.when("2025-04-09", "jiangsu", "notify_gmp", **notify))

        case = again.does("2025-04-09", "jiangsu", "start_license_inspection", licensee="ds")
        case = case.does(
            "2025-04-10", "jiangsu", "report_license_inspection", licensee="ds", report_no="2", result="pass"
        )
        case = case.does(
            "2025-04-11",
            "jiangsu",
            "assess_license_inspection",
            licensee="ds",
            conclusion="pass",
            reason="mended",
        )

        assert {"decide": "2025-04-25"} == of(case, "ds")
        assert ["license.gmp_notified"] == topics(case.when("2025-04-14", "jiangsu", "notify_gmp", **notify))

    def test_failed_notification(self) -> None:
        """A GMP notification that is not passed calls for rectification too."""
        case = taken().does(
            "2025-03-20", "jiangsu", "notify_gmp", licensee="ds", notification_no="1", result="fail"
        )

        assert {} == of(case, "ds")
        assert LicenseStep.RECTIFYING == step(case, "ds")
        assert {"decide": "2025-04-11"} == of(
            case.does("2025-03-27", "ds", "report_license_rectification", licensee="ds", remark="mended"),
            "ds",
        )

    def test_late(self) -> None:
        """A late inspection or assessment is overdue and still owed."""
        late = self.started().waits_until("2025-05-07T00:00")

        assert ("license.term_overdue", "licensing.ds.inspect") == (
            late.events[-1].topic,
            getattr(late.events[-1], "term", None),
        )
        assert ["report_license_inspection"] == self.jiangsu(late)

    def jiangsu(self, case: Case) -> list[str]:
        """What Jiangsu's agency is waited for."""
        return [c for wait in case.position.waits if wait.province == "320000" for c in wait.commands]

    def test_report_without_inspection(self) -> None:
        """There is nothing to report before an inspection."""
        assert "license_out_of_turn" == code(
            taken().when(
                "2025-03-20",
                "jiangsu",
                "report_license_inspection",
                licensee="ds",
                report_no="1",
                result="pass",
            )
        )

    def test_after_the_term(self) -> None:
        """A term that has run out is neither stopped nor resumed by an inspection that comes too late."""
        late = taken().waits_until("2025-04-03")
        case = late.does("2025-04-03", "jiangsu", "start_license_inspection", licensee="ds")
        case = case.does(
            "2025-04-08", "jiangsu", "report_license_inspection", licensee="ds", report_no="1", result="fail"
        )

        assert "license.decision_overdue" == late.events[-1].topic
        assert {"assess"} == set(of(case, "ds"))

    def test_ahead_of_the_timer(self) -> None:
        """Nor by one that overtakes the timer."""
        (event,) = taken().without_timers("2025-04-03", "jiangsu", "start_license_inspection", licensee="ds")

        assert ["licensing.ds.inspect"] == [act.name for act in getattr(event, "clock", ())]


class TestOverdue:
    def test_decision(self) -> None:
        """A late decision is overdue, said once, and still owed."""
        case = taken().waits_until("2025-04-24")

        assert ["license.decision_overdue"] == topics(case.events[-1:])
        assert LicenseStep.ACCEPTED == step(case, "ds")
        assert "decide_license" in case.waits
