"""What readers ask of the read models."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ledger import Ledger
from ledger.projection import Projection
from ledger.views import Search, Views
from tests.ledger.events import Counted, Signed, sign
from tests.ledger.views.models import JIANGSU, MONDAY

WIDE = {narrow: narrow + 0xFEE0 for narrow in range(0x21, 0x7F)}
"""Signs as they come from a keyboard that is set to Chinese."""


@pytest.fixture(autouse=True)
def carried(ledger: Ledger, projection: Projection) -> None:
    """Three cases: one signed twice, one with its clock a day ahead, one that has ended; and two refusals."""
    sign(ledger, "case/A", 0, Signed(by="x"), Signed(by="y"))
    sign(ledger, "case/B", 0, Signed(by="ahead"))
    sign(ledger, "case/C", 0, Signed(by="end"))
    sign(ledger, "case/A", 2, Counted(number=0, on=date(2025, 1, 1)))
    sign(ledger, "journal/nmpa", 0, Counted(number=0, on=date(2025, 1, 1)))
    projection.catch_up()


class TestCases:
    @pytest.mark.parametrize(
        ("wanted", "found"),
        [
            (Search(), "ABC"),
            (Search(number="B"), "B"),
            (Search(kind="supervision"), ""),
            (Search(regime="pilot", closed=False), "AB"),
            (Search(stage="end"), "C"),
            (Search(province="320000"), "ABC"),
            (Search(province="3200"), ""),
            (Search(applicant="canbridge"), "ABC"),
            (Search(applicant="康成"), "ABC"),
            (Search(product="康成"), ""),
            (Search(product="straße 苷酶"), "ABC"),
            (Search(text="gmbh VELA a"), "ABC"),
            (Search(applicant="CAN GmbH".translate(WIDE)), "ABC"),
            (Search(product="(IV)".translate(WIDE)), "ABC"),
            (Search(product="苷酶(iv)"), "ABC"),
            (Search(product="苷酶(v)"), ""),
            (Search(text="no-such-word"), ""),
            (Search(text="%"), ""),
        ],
    )
    def test_by_what_is_known(self, views: Views, wanted: Search, found: str) -> None:
        """Cases are found by number, kind, stage, regime, province, and by words in either language and width."""
        assert found == "".join(case.number for case in views.search(wanted))

    def test_overdue(self, views: Views) -> None:
        """A duty is late from the day after its last one, in China, by the case's own clock."""
        late = [
            "".join(case.number for case in views.search(Search(overdue=MONDAY + timedelta(hours=hours))))
            for hours in (15, 17, 39, 24 * 3 + 15, 24 * 3 + 16)
        ]

        assert ["", "B", "B", "B", "AB"] == late

    def test_limit(self, views: Views) -> None:
        """At most so many lines come back."""
        assert 2 == len(views.search(Search(), limit=2))


class TestRegisters:
    def test_deadlines(self, views: Views) -> None:
        """Terms come soonest first, say whether they are provisional, and a closed case has none."""
        assert [("case/B", "plan", True), ("case/A", "plan", True)] == [
            (due.stream, due.term, due.provisional) for due in views.deadlines()
        ]
        assert ["case/B"] == [due.stream for due in views.deadlines(before=MONDAY + timedelta(days=2))]
        assert ["case/A"] == [due.stream for due in views.deadlines(stream="case/A")]

    def test_pending_acts_of_an_office(self, views: Views) -> None:
        """An authority finds the streams that wait for it, by province and by command."""
        both = views.pending(role="agency", province=JIANGSU, command="sign")

        assert ["case/A", "case/B"] == [act.stream for act in both]
        assert ("sign", "object") == both[0].commands
        assert () == views.pending(command="sig")
        assert () == views.pending(organisation="WuXi")

    @pytest.mark.parametrize("name", ["cmo-1", "WuXi", "药明"])
    def test_licenses_of_a_licensee(self, views: Views, name: str) -> None:
        """A licensee's licenses are found by its id and by its name in both languages."""
        assert ["x", "ahead"] == [each.number for each in views.licenses(licensee=name)]

    def test_duties(self, views: Views) -> None:
        """What a province owes, the soonest by the engine's clock first."""
        assert ["case/B", "case/A"] == [duty.stream for duty in views.duties(province=JIANGSU)]
        assert () == views.duties(province="110000")

    def test_refusals(self, views: Views) -> None:
        """Refusals come newest first, those in a journal too."""
        assert [("journal/nmpa", 6), ("case/A", 5)] == [
            (refusal.stream, refusal.sequence) for refusal in views.refusals(case="FD-2025-SH-0001")
        ]
        assert () == views.refusals(code="other")
