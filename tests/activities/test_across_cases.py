"""What one stream tells another through the ledger: bars and links, each once, read by the decision itself."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from domain.bars import BarNoted
from domain.case.intake import Submitted
from domain.case.link import CaseLinked
from domain.dossier import Dossier, parse_dossier, read_dossier
from domain.messages import Receipt
from domain.model import SHANGHAI
from domain.position import Errand
from domain.streams import JOURNAL, TOPICS, Call, errand
from ledger import Ledger
from tests.activities.test_record import CASE, DOSSIER, NOW, Desk
from tests.engine.path import GRANT, TO_JOINT_PLAN, TO_LICENSE, TO_NATIONAL
from tests.engine.path import dossier as enzyme

HOLDER = "Huangpu River Antibodies (Shanghai)"
OTHER, THIRD = "case/FD-2026-SH-0002", "case/FD-2026-SH-0003"
SUPERVISED = "supervision/" + CASE.partition("/")[2]
FALSE = {"document_no": "W-1", "reason": "the validation report is forged"}
LOSS = {
    "stream": SUPERVISED,
    "licensee": "wuxi-ds",
    "ground": "fraud",
    "evidence_no": "E-1",
    "document_no": "D-1",
    "reason": "the validation report is forged",
}


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """An empty ledger that takes shifted clocks."""
    with Ledger.open(tmp_path / "ledger.sqlite", topics=TOPICS, simulation=True) as ledger:
        yield ledger


@pytest.fixture
def desk(ledger: Ledger) -> Desk:
    """A desk on it, before its first case."""
    return Desk(ledger)


def on(day: str) -> timedelta:
    """The shift that makes it that day now."""
    return datetime.fromisoformat(day).replace(tzinfo=SHANGHAI) - NOW


def dossier(**change: object) -> Dossier:
    """The dossier of the antibody, of another product or applicant where that is named."""
    read = read_dossier(DOSSIER.read_text(encoding="utf-8")).model_dump(mode="json")
    for path, value in change.items():
        part, name = path.split("_", 1)
        read[part][name] = value
    return parse_dossier(read)


def code(receipt: Receipt) -> str | None:
    """Why it was refused."""
    return receipt.refusal.code if receipt.refusal else None


def carry(desk: Desk, stream: str) -> list[Receipt]:
    """Deliver what the stream has to tell, as the worker does."""
    told = desk.registrar.position(stream).errands
    return [
        desk.registrar.clerk.note(each)
        if each.stream.startswith(JOURNAL)
        else desk.registrar.record(Call.model_validate({"command": errand(each), "now": desk.now})).receipt
        for each in told
    ]


def barred(desk: Desk) -> Errand:
    """The applicant was found to deceive on 12 May 2025; the errand that carries its bar."""
    desk.submit(shift=on("2025-05-12T09:00"))
    desk.send("sh-agency", "find_false_materials", **FALSE)
    (told,) = desk.registrar.position(CASE).errands
    return told


class TestBar:
    def test_once(self, desk: Desk) -> None:
        """However often and from wherever the errand comes, the bar stands in the journal once."""
        told = barred(desk)
        other = Desk(desk.ledger)

        with ThreadPoolExecutor(4) as pool:
            clerks = [each.registrar.clerk for each in (desk, other) * 4]
            receipts = list(pool.map(lambda clerk: clerk.note(told), clerks))

        assert 1 == len({receipt.event_ids for receipt in receipts})
        assert ["journal.bar_noted"] == desk.topics(JOURNAL + HOLDER)

    def test_rests_on_its_act(self, desk: Desk) -> None:
        """The note says which case it is about, and carries the day and the clock of the act that it rests on."""
        barred(desk)
        carry(desk, CASE)
        (noted,) = desk.ledger.load(JOURNAL + HOLDER)

        assert isinstance(noted.event, BarNoted)
        assert ("FD-2025-SH-0001", on("2025-05-12T09:00")) == (noted.metadata.case, noted.metadata.shift)
        assert ("2026-05-12", CASE) == (str(noted.event.bar.until), noted.event.bar.found_in)

    @pytest.mark.parametrize(
        ("day", "refusal"),
        [("2026-05-12T23:59", "applicant_barred"), ("2026-05-13T00:00", None)],
    )
    def test_boundary(self, desk: Desk, day: str, refusal: str | None) -> None:
        """On the last day of the bar an application is refused, on the day after it is taken."""
        barred(desk)
        carry(desk, CASE)

        receipt = desk.submit(stream=OTHER, shift=on(day), dossier=dossier(product_name="another antibody"))

        assert refusal == code(receipt)

    def test_article_and_last_day(self, desk: Desk) -> None:
        """The refusal names the article and the last day; it stands in the applicant's journal."""
        barred(desk)
        carry(desk, CASE)
        refusal = desk.submit(stream=OTHER, shift=on("2025-06-10T10:00")).refusal

        assert refusal is not None
        assert (("all/78",), "2026-05-12") == (refusal.basis, refusal.facts["until"])
        assert ["journal.bar_noted", "command.refused"] == desk.topics(JOURNAL + HOLDER)

    def test_another_applicant(self, desk: Desk) -> None:
        """A bar holds for the one who deceived, and for nobody else."""
        barred(desk)
        carry(desk, CASE)
        free = dossier(applicant_name="Fengxian Biologics (Shanghai)")

        receipt = desk.send(
            "fengxian-biologics", "submit", stream=OTHER, dossier=free, shift=on("2025-06-10T10:00")
        )

        assert code(receipt) is None

    def test_lifted(self, desk: Desk) -> None:
        """When the decision falls its bar is lifted, once, and the applicant may apply again."""
        barred(desk)
        carry(desk, CASE)
        desk.send("huangpu-antibodies", "apply_for_reconsideration", grounds="the report is genuine")
        desk.send("sh-government", "accept_reconsideration", number=1)
        ruling = {"number": 1, "outcome": "revoked", "document_no": "R-1", "reason": "as heard"}
        desk.now += timedelta(days=20)
        ruled = desk.send("sh-government", "decide_reconsideration", **ruling)
        carry(desk, CASE)
        carry(desk, CASE)

        assert ["journal.bar_noted", "journal.bar_lifted"] == desk.topics(JOURNAL + HOLDER)
        _, lifted = desk.ledger.load(JOURNAL + HOLDER)
        assert ruled.received == lifted.metadata.received, "a bar falls on the day of its ruling"
        again = desk.submit(
            stream=OTHER, shift=on("2025-06-10T10:00"), dossier=dossier(product_name="another antibody")
        )
        assert code(again) is None

    def test_lifted_with_its_revocation(self, desk: Desk) -> None:
        """A bar that came with a revocation is lifted when that falls, and the case rests on the license again."""
        desk.send("canbridge", "submit", dossier=enzyme(), shift=on("2025-01-08T10:00"))
        for who, name, content in (*TO_JOINT_PLAN, *TO_NATIONAL, *TO_LICENSE, GRANT):
            assert code(desk.send(who, name, **content)) is None
        carry(desk, CASE)
        assert code(desk.send("js-agency", "revoke_license", **LOSS)) is None
        carry(desk, SUPERVISED)
        desk.send("canbridge", "apply_for_license", licensee="applicant", kind="change")
        desk.send("sh-agency", "accept_license_application", licensee="applicant")
        grant = {**GRANT[2], "licensee": "applicant", "number": "沪20160123", "classification": "AsBs"}
        lost = desk.send("sh-agency", "decide_license", **grant)

        about = {"stream": SUPERVISED, "number": 1}
        desk.send("wuxi-ds", "contest_act", stream=SUPERVISED, act=1, grounds="genuine")
        desk.send("js-government", "accept_contest", **about)
        desk.now += timedelta(days=20)
        ruling = {"outcome": "revoked", "document_no": "R-1", "reason": "as heard"}
        ruled = desk.send("js-government", "decide_contest", **about, **ruling)
        carry(desk, SUPERVISED)
        carry(desk, SUPERVISED)

        journal = JOURNAL + next(each.name for each in enzyme().cmos if each.id == "wuxi-ds")
        assert ["journal.bar_noted", "journal.bar_lifted"] == desk.topics(journal)
        assert ruled.received == desk.ledger.load(journal)[1].metadata.received
        assert "license_lost_meanwhile" == code(lost)
        assert code(desk.send("sh-agency", "decide_license", **grant)) != "license_lost_meanwhile"

    def test_nothing_recorded(self, desk: Desk) -> None:
        """An errand about no recorded bar notes nothing."""
        told = barred(desk)

        with pytest.raises(LookupError, match="no bar"):
            desk.registrar.clerk.note(told.model_copy(update={"about": f"{CASE}#1"}))


class TestLink:
    def linked(self, desk: Desk, day: str, case: str = "FD-2025-SH-0001") -> Receipt:
        """Submit the same product again, naming the earlier case."""
        return desk.submit(stream=OTHER, shift=on(day), linked={"case": case, "as": "re_entry"})

    def test_both_show_it(self, desk: Desk) -> None:
        """A withdrawn case comes again as a new application under Notice 173; each names the other."""
        desk.submit(shift=on("2025-11-03T09:00"))
        desk.send("huangpu-antibodies", "withdraw", reason="another manufacturer")

        assert code(self.linked(desk, "2026-06-01T09:00")) is None
        carry(desk, OTHER)
        carry(desk, OTHER)

        (submitted, *_) = [each.event for each in desk.ledger.load(OTHER)]
        last = desk.ledger.load(CASE)[-1].event
        assert isinstance(submitted, Submitted)
        assert submitted.follows is not None
        assert "FD-2025-SH-0001" == submitted.follows.case
        assert isinstance(last, CaseLinked)
        assert "FD-2026-SH-0002" == last.case
        assert 1 == desk.topics(CASE).count("case.linked")

    def test_turned_away(self, desk: Desk) -> None:
        """An application that came in the gap has no case: its journal learns of the new one."""
        turned_away = desk.submit(stream=THIRD, shift=on("2026-01-15T09:00"))
        assert "no_route" == code(turned_away)

        assert code(self.linked(desk, "2026-04-01T09:00", "FD-2026-SH-0003")) is None
        carry(desk, OTHER)

        assert ["command.refused", "journal.case_linked"] == desk.topics(JOURNAL + HOLDER)
        assert "submitted" in desk.topics(OTHER)[0]

    @pytest.mark.parametrize(
        ("earlier", "refusal"),
        [("FD-2025-SH-0001", "no_re_entry"), ("FD-2025-SH-0099", "link_unknown_case")],
    )
    def test_not_possible(self, desk: Desk, earlier: str, refusal: str) -> None:
        """A case that is still open, or that nobody knows, is not followed."""
        desk.submit(shift=on("2025-11-03T09:00"))

        assert refusal == code(self.linked(desk, "2026-06-01T09:00", earlier))

    def test_of_another(self, desk: Desk) -> None:
        """Nor is one about another product."""
        desk.submit(shift=on("2025-11-03T09:00"), dossier=dossier(product_name="another antibody"))
        desk.send("huangpu-antibodies", "withdraw", reason="another manufacturer")

        assert "link_of_another" == code(self.linked(desk, "2026-06-01T09:00"))

    def test_the_later_case_proves_it(self, desk: Desk) -> None:
        """An errand that the later case does not bear out is declined, and changes nothing."""
        desk.submit(shift=on("2025-11-03T09:00"))
        false = errand(Errand(stream=CASE, command="note_link", about="FD-2026-SH-0002"))
        receipt = desk.registrar.record(Call.model_validate({"command": false, "now": desk.now})).receipt

        assert "no_such_link" == code(receipt)
        assert "case.linked" not in desk.topics(CASE)
