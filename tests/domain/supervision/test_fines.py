"""Fines: on which ground, within which amounts, by whom, and with which remedies."""

from __future__ import annotations

import pytest

from domain.supervision.fines import FineImposed
from tests.domain.case.given import code
from tests.domain.supervision.test_revocation import breached

ACT = {"licensee": "ds", "evidence_no": "E-1", "document_no": "JS-F-1", "reason": "as the file shows"}


class TestFine:
    @pytest.mark.parametrize(
        ("ground", "least", "most", "article"),
        [("fraud", 500_000, 5_000_000, "dal/123"), ("gmp_serious", 500_000, 2_000_000, "dal/126")],
    )
    def test_range(self, ground: str, least: int, most: int, article: str) -> None:
        """A fine lies within what its article allows, both ends included."""
        given = {**ACT, "ground": ground, "findings": (1,)}
        answers = {
            amount: breached().when("2025-11-03", "jiangsu", "impose_fine", amount=amount, **given)
            for amount in (least - 1, least, most, most + 1)
        }

        assert ["fine_out_of_range"] * 2 == [code(answers[least - 1]), code(answers[most + 1])]
        for amount in (least, most):
            (event,) = answers[amount]
            assert isinstance(event, FineImposed)
            assert (amount, (article,)) == (event.amount, event.basis)

    def test_not_corrected(self) -> None:
        """What was not corrected is fined once its date has passed, and not before."""
        given = {**ACT, "ground": "gmp_not_corrected", "amount": 100_000, "findings": (1,)}
        late = breached().waits_until("2026-03-02")

        assert "fine_not_shown" == code(breached().when("2025-10-21", "jiangsu", "impose_fine", **given))
        assert isinstance(late.when("2026-03-02", "jiangsu", "impose_fine", **given), tuple)

    @pytest.mark.parametrize("ground", ["no_license", "recall_refused"])
    def test_by_value(self, ground: str) -> None:
        """A fine in multiples of the value of the goods says that value."""
        given = {**ACT, "ground": ground, "amount": 2_000_000}

        assert "goods_value_missing" == code(breached().when("2025-11-03", "jiangsu", "impose_fine", **given))
        answer = breached().when("2025-11-03", "jiangsu", "impose_fine", goods_value=130_000, **given)
        assert isinstance(answer, tuple)

    @pytest.mark.parametrize("who", ["shanghai", "applicant", "nmpa", "jiangsu government"])
    def test_by_another(self, who: str) -> None:
        """Nobody but the agency that licensed the enterprise fines it."""
        given = {**ACT, "ground": "fraud", "amount": 500_000}

        assert "not_competent" == code(breached().when("2025-11-03", who, "impose_fine", **given))

    def test_remedies(self) -> None:
        """It tells its remedies, whose terms run from its day."""
        story = breached().does("2025-11-03", "jiangsu", "impose_fine", ground="fraud", amount=500_000, **ACT)

        assert {"remedy.1.reconsideration", "remedy.1.litigation"} <= set(story.due)
