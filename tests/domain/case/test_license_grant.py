"""The license itself: papers, mirrored addresses, the form of its number and class code; or its refusal."""

from __future__ import annotations

import pytest

from domain.case.state import CaseOutcome, Stage
from tests.domain.case.given import (
    Case,
    code,
    grant,
    granted,
    licensed,
    licensing,
    taken,
    topics,
    with_papers,
)

DAY = "2025-03-28"


def manufacturer_licensed() -> Case:
    """Jiangsu has granted the manufacturer's license."""
    return with_papers().does(DAY, "jiangsu", "decide_license", **grant("ds"))


class TestPapers:
    def test_missing(self) -> None:
        """Without GMP notification and consent a manufacturer gets no license."""
        assert "gmp_or_consent_missing" == code(taken().when(DAY, "jiangsu", "decide_license", **grant("ds")))

    def test_failed_notification(self) -> None:
        """A later notification that GMP is not kept takes the earlier one's place, and the site is inspected again."""
        case = with_papers().does(
            "2025-03-17", "jiangsu", "notify_gmp", licensee="ds", notification_no="2", result="fail"
        )

        assert "inspection_failed" == code(case.when(DAY, "jiangsu", "decide_license", **grant("ds")))

    def test_of_the_applicant(self) -> None:
        """The papers are for entrusted manufacturers; the applicant is none."""
        paper = {"licensee": "applicant", "notification_no": "1", "result": "pass"}

        assert "not_an_entrusted_manufacturer" == code(taken().when(DAY, "shanghai", "notify_gmp", **paper))

    def test_what_is_left_to_do(self) -> None:
        """The agency sees what is still to do before it can decide."""
        jiangsu = next(wait for wait in taken().position.waits if wait.province == "320000")

        assert (
            "start_license_inspection",
            "notify_gmp",
            "consent_to_entrustment",
            "refuse_consent",
            "decide_license",
        ) == jiangsu.commands

    def test_failed_inspection(self) -> None:
        """After a failed inspection there is no license."""
        case = with_papers().does("2025-03-17", "jiangsu", "start_license_inspection", licensee="ds")
        case = case.does(
            "2025-03-18", "jiangsu", "report_license_inspection", licensee="ds", report_no="1", result="fail"
        )
        case = case.does(
            "2025-03-19",
            "jiangsu",
            "assess_license_inspection",
            licensee="ds",
            conclusion="fail",
            reason="unfit",
        )

        assert "inspection_failed" == code(case.when(DAY, "jiangsu", "decide_license", **grant("ds")))

    def test_refused_consent(self) -> None:
        """A manufacturer's agency that refuses its consent holds the holder's license, by the rule on its papers."""
        case = with_papers().does(
            "2025-03-17",
            "jiangsu",
            "refuse_consent",
            licensee="ds",
            opinion_no="2",
            reason="no capacity left",
        )
        answer = case.when(DAY, "shanghai", "decide_license", **grant("applicant"))

        assert "consent_refused" == code(answer)
        assert not isinstance(answer, tuple)
        assert ("E22", "HOLD", "P09") == tuple(answer.facts[key] for key in ("rule", "finding", "holds"))
        assert ("a132/cmo-papers",) == answer.basis

    def test_consent_after_all(self) -> None:
        """A consent that is given later lifts the refusal."""
        case = with_papers().does(
            "2025-03-17",
            "jiangsu",
            "refuse_consent",
            licensee="ds",
            opinion_no="2",
            reason="no capacity left",
        )
        case = case.does("2025-03-18", "jiangsu", "consent_to_entrustment", licensee="ds", opinion_no="3")

        assert ["license.granted"] == topics(case.when(DAY, "jiangsu", "decide_license", **grant("ds")))


class TestGrant:
    def test_manufacturer_first(self) -> None:
        """The holder's license waits for those of its manufacturers."""
        assert "gmp_or_consent_missing" == code(
            with_papers().when(DAY, "shanghai", "decide_license", **grant("applicant"))
        )

    def test_all(self) -> None:
        """With the last license the technical review begins, and only the delivery of the licenses is left."""
        assert Stage.TECHNICAL_REVIEW == granted().state.stage
        assert {"licensing.ds.deliver", "licensing.applicant.deliver"} == set(granted().due)

    def test_before_acceptance(self) -> None:
        """What was not accepted is not decided."""
        assert "license_out_of_turn" == code(
            manufacturer_licensed().when(DAY, "jiangsu", "decide_license", **grant("ds"))
        )

    def test_validity(self) -> None:
        """A new license is valid for five years; a change leaves the validity as it was."""
        files = {file.licensee.id: file.valid_until for file in licensed().state.licensing.files}

        assert {"applicant": "2030-03-28", "ds": "None"} == {each: str(day) for each, day in files.items()}

    def test_supervision(self) -> None:
        """The first license asks for the supervision of the product."""
        assert ["open_supervision", "note_license"] == [
            each.command for each in manufacturer_licensed().position.errands
        ]
        assert () == with_papers().position.errands

    def test_address(self) -> None:
        """The holder's license shows the addresses of drug substance and drug product."""
        only_own = grant("applicant", addresses=("2 Example Road, Shanghai",))
        answer = manufacturer_licensed().when(DAY, "shanghai", "decide_license", **only_own)

        assert "address_not_mirrored" == code(answer)
        assert not isinstance(answer, tuple)
        assert "1 Example Road, Wuxi" == answer.facts["addresses"]

    @pytest.mark.parametrize(
        "number", ["沪20160123", "苏2016012", "苏201601234", "苏2016O123", "Ha20050005", None]
    )
    def test_number(self, number: str | None) -> None:
        """A number is the short name of the licensee's province and eight digits."""
        assert "license_number_form" == code(
            with_papers().when(DAY, "jiangsu", "decide_license", **grant("ds", number=number))
        )

    @pytest.mark.parametrize("code_", ["C", "s", "sC", "Es", "Cs ok", "", None])
    def test_wrong_class_code(self, code_: str | None) -> None:
        """A class code is capitals for the enterprise, each with small letters for the kind of drug."""
        assert "classification_form" == code(
            with_papers().when(DAY, "jiangsu", "decide_license", **grant("ds", classification=code_))
        )

    @pytest.mark.parametrize("code_", ["Cs", "AhBsCs", "D", "DhCs", "Chs"])
    def test_class_code(self, code_: str) -> None:
        """Several kinds stand side by side; D may stand alone."""
        answer = with_papers().when(DAY, "jiangsu", "decide_license", **grant("ds", classification=code_))

        assert ["license.granted"] == topics(answer)


class TestRefusal:
    def test_ends_the_case(self) -> None:
        """One refused license ends the chain, and with it the case; what is left is its delivery."""
        case = taken().does(
            DAY, "jiangsu", "decide_license", licensee="ds", outcome="refuse", reason="premises unfit"
        )

        assert (Stage.CLOSING, CaseOutcome.LICENSE_REFUSED) == (case.state.stage, case.state.outcome)
        assert {"licensing.ds.deliver": "2025-04-14"} == case.due

    def test_reasons(self) -> None:
        """A refusal rests on the conditions of the license and on the duty to give reasons and remedies."""
        answer = taken().when(
            DAY, "jiangsu", "decide_license", licensee="ds", outcome="refuse", reason="premises unfit"
        )

        assert ["license.refused"] == topics(answer)
        assert isinstance(answer, tuple)
        assert ("dal/42", "all/38") == answer[0].basis

    def test_remedies(self) -> None:
        """The licensee can contest a refusal from the day of its delivery on; nobody delivers twice.

        The sixtieth day is a Saturday, and the Dragon Boat holiday ends on 2 June.
        """
        case = taken().does(
            DAY, "jiangsu", "decide_license", licensee="ds", outcome="refuse", reason="premises unfit"
        )
        told = case.does("2025-04-01", "jiangsu", "deliver_license", licensee="ds", receipt_no="1")

        assert {"deliver_license"} == case.waits
        assert {"closing.reconsideration": "2025-06-03", "closing.litigation": "2025-10-09"} == told.due
        assert set() == told.waits
        assert "nothing_to_deliver" == code(
            told.when("2025-04-02", "jiangsu", "deliver_license", licensee="ds", receipt_no="2")
        )


class TestDelivery:
    def test_term(self) -> None:
        """A license is delivered within ten working days of the decision; each agency delivers its own."""
        assert {"licensing.ds.deliver": "2025-04-14"}.items() <= granted().due.items()
        assert {("320000", "deliver_license"), ("310000", "deliver_license")} <= {
            (wait.province, command) for wait in granted().position.waits for command in wait.commands
        }

    def test_late(self) -> None:
        """A late delivery is overdue and still owed; the review goes on meanwhile."""
        case = granted().waits_until("2025-04-15T00:00")

        assert ["license.term_overdue"] * 2 == topics(case.events[-2:])
        assert {"deliver_license", "file_registration"} == case.waits

    def test_done(self) -> None:
        """What has been delivered is waited for no more."""
        assert {"file_registration"} == licensed().waits
        assert {} == licensed().due

    def test_nothing_yet(self) -> None:
        """Nothing is delivered before it is decided."""
        assert "license_out_of_turn" == code(
            taken().when(DAY, "jiangsu", "deliver_license", licensee="ds", receipt_no="1")
        )


PAYLOAD = {
    "segments": [
        {"stage": "drug_substance", "site": "wuxi"},
        {"stage": "linker_payload", "site": "annex"},
        {"stage": "drug_product", "site": "pudong"},
    ],
    "sites": [
        {"id": "wuxi", "operator": "ds", "province": "320000", "address": "1 Example Road, Wuxi"},
        {"id": "annex", "operator": "ds", "province": "320000", "address": "3 Example Road, Wuxi"},
        {
            "id": "pudong",
            "operator": "applicant",
            "province": "310000",
            "address": "2 Example Road, Shanghai",
        },
    ],
}


class TestMirror:
    def case(self) -> Case:
        """A chain whose linker-payload is made at an intermediate site."""
        return with_papers(PAYLOAD)

    def test_intermediate_site(self) -> None:
        """An intermediate site that no license shows is for the agency to decide, with a reason."""
        answer = self.case().when(DAY, "jiangsu", "decide_license", **grant("ds"))

        assert "intermediate_site_not_listed" == code(answer)
        assert not isinstance(answer, tuple)
        assert ("E21", "REFER", "3 Example Road, Wuxi") == tuple(
            answer.facts[key] for key in ("rule", "finding", "addresses")
        )

    def test_reason(self) -> None:
        """With the reason the license is granted, and says which site it does not show."""
        reason = {"unlisted_reason": "a chemical intermediate under its own filing"}
        (event,) = self.case().when(DAY, "jiangsu", "decide_license", **grant("ds", **reason))

        assert ("3 Example Road, Wuxi",) == getattr(event, "unlisted", None)

    def test_drug_substance_site(self) -> None:
        """No reason makes up for the address of the drug substance."""
        given = grant("ds", addresses=("3 Example Road, Wuxi",), unlisted_reason="why not")

        assert "address_not_mirrored" == code(self.case().when(DAY, "jiangsu", "decide_license", **given))


class TestWithdrawal:
    def test_one_application(self) -> None:
        """One application may be withdrawn and made again; the case and the other files go on."""
        case = taken().does(
            "2025-03-14", "ds", "withdraw_license_application", licensee="ds", reason="another kind"
        )

        assert {"licensing.applicant.decide"} == set(case.due)
        assert ["license.applied"] == topics(
            case.when("2025-03-17", "ds", "apply_for_license", licensee="ds", kind="new")
        )

    def test_before_it_is_made(self) -> None:
        """What was not applied for is not withdrawn."""
        assert "license_out_of_turn" == code(
            licensing().when("2025-03-12", "ds", "withdraw_license_application", licensee="ds", reason="no")
        )
