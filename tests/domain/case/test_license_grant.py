"""The license itself: papers, mirrored addresses, the form of its number and class code; or its refusal."""

from __future__ import annotations

import pytest

from domain.case.state import CaseOutcome, Stage
from tests.domain.case.given import Case, code, grant, licensed, taken, topics, with_papers

DAY = "2025-03-28"


def manufacturer_licensed() -> Case:
    """Jiangsu has granted the manufacturer's license."""
    return with_papers().does(DAY, "jiangsu", "decide_license", **grant("ds"))


class TestPapers:
    def test_missing(self) -> None:
        """Without GMP notification and consent a manufacturer gets no license."""
        assert "gmp_or_consent_missing" == code(taken().when(DAY, "jiangsu", "decide_license", **grant("ds")))

    def test_failed_notification(self) -> None:
        """A later notification that GMP is not kept takes the earlier one's place."""
        case = with_papers().does(
            "2025-03-17", "jiangsu", "notify_gmp", licensee="ds", notification_no="2", result="fail"
        )

        assert "gmp_or_consent_missing" == code(case.when(DAY, "jiangsu", "decide_license", **grant("ds")))

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
            "decide_license",
        ) == jiangsu.commands

    def test_failed_inspection(self) -> None:
        """After a failed inspection there is no license."""
        case = with_papers().does("2025-03-17", "jiangsu", "start_license_inspection", licensee="ds")
        case = case.does(
            "2025-03-18", "jiangsu", "report_license_inspection", licensee="ds", report_no="1", result="fail"
        )

        assert "inspection_failed" == code(case.when(DAY, "jiangsu", "decide_license", **grant("ds")))


class TestGrant:
    def test_manufacturer_first(self) -> None:
        """The holder's license waits for those of its manufacturers."""
        assert "gmp_or_consent_missing" == code(
            with_papers().when(DAY, "shanghai", "decide_license", **grant("applicant"))
        )

    def test_all(self) -> None:
        """With the last license the technical review begins, and no licensing term is left."""
        assert Stage.TECHNICAL_REVIEW == licensed().state.stage
        assert {} == licensed().due

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
        assert ["open_supervision"] == [each.command for each in manufacturer_licensed().position.errands]
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
        """One refused license ends the chain, and with it the case; every other file's terms end too."""
        case = taken().does(
            DAY, "jiangsu", "decide_license", licensee="ds", outcome="refuse", reason="premises unfit"
        )

        assert (Stage.CLOSING, CaseOutcome.LICENSE_REFUSED) == (case.state.stage, case.state.outcome)
        assert {"closing.reconsideration": "2025-05-27", "closing.litigation": "2025-09-28"} == case.due

    def test_reasons(self) -> None:
        """A refusal rests on the conditions of the license and on the duty to give reasons and remedies."""
        answer = taken().when(
            DAY, "jiangsu", "decide_license", licensee="ds", outcome="refuse", reason="premises unfit"
        )

        assert ["license.refused"] == topics(answer)
        assert isinstance(answer, tuple)
        assert ("dal/42", "all/38") == answer[0].basis
