from __future__ import annotations

import threading
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest

from cli.actors import load_actors
from cli.case.reading import case_of
from cli.lists.models import read
from domain.journal.items import open_items
from domain.journal.work import ClaimWork
from domain.law import Law
from domain.messages import Receipt
from domain.persons import mentioned
from domain.streams import TOPICS
from gateway.journal import Journal, journal_of
from gateway.models.work import record
from ledger import Ledger
from ledger.views import Views
from tests.cli.story import Story
from tests.cli.terminal import Fenduan

NO = "FD-2025-SH-0001"
JIANGSU = ("--as", "js-agency")


@pytest.fixture
def actors(tmp_path: Path) -> str:
    """Two officers of Jiangsu, and one of Shanghai."""
    path = tmp_path / "actors.yaml"
    office = "role: provincial_agency, organisation: Jiangsu MPA, province: '320000'"
    path.write_text(
        f"actors:\n  chen: {{person: chen, {office}}}\n  li: {{person: li, {office}}}\n"
        "  wang: {person: wang, role: provincial_agency, organisation: Shanghai MPA, province: '310000'}\n"
    )
    return str(path)


@pytest.mark.usefixtures("enzyme")
class TestList:
    def test_what_waits_and_for_whom(self, fenduan: Fenduan) -> None:
        """An office sees what is for it, and that nobody has it yet."""
        shown = fenduan("work", "list", *JIANGSU).text
        [item] = fenduan("work", "list", *JIANGSU, "--json").data["work"]

        for part in (NO, "Jiangsu MPA", "sign the scheme", "nobody", "no term by law"):
            assert part in shown
        assert (None, ["sign_scheme", "object_to_scheme"]) == (item["holder"], item["commands"])
        assert [] == fenduan("work", "list", "--as", "sh-agency", "--json").data["work"]

    def test_mine_needs_a_person(self, fenduan: Fenduan) -> None:
        """Whose work is meant has to be said."""
        assert 2 == fenduan("work", "list", "--mine").code


class TestHands:
    @pytest.mark.usefixtures("enzyme")
    def test_from_hand_to_hand(self, fenduan: Fenduan, actors: str) -> None:
        """An item is claimed, handed over with a reason, and given back; others see who has it."""
        who = ("--actors", actors)
        hands = []
        for command in (
            ("claim", NO, "--as", "chen"),
            ("delegate", NO, "--as", "chen", "--to", "li", "--reason", "leave"),
            ("release", NO, "--as", "li"),
        ):
            ran = fenduan("work", *command, *who)
            assert (0, "") == (ran.code, ran.err)
            [item] = fenduan("work", "list", "--as", "chen", *who, "--json").data["work"]
            hands.append(item["holder"])

        assert ["chen", "li", None] == hands
        assert 0 == fenduan("ledger", "rebuild", "--check").code

    @pytest.mark.usefixtures("enzyme")
    def test_for_a_reason_that_names(self, fenduan: Fenduan, actors: str, tmp_path: Path) -> None:
        """A name that is marked in a reason is kept where it can be erased; so is one that the case knows already."""
        for command in (
            ("claim", NO, "--as", "chen"),
            ("delegate", NO, "--as", "chen", "--to", "li", "--reason", "instead of [[Jane Unmistakable]]"),
            ("release", NO, "--as", "li", "--reason", "Jane Unmistakable is back"),
        ):
            assert 0 == fenduan("work", *command, "--actors", actors).code
        with Ledger.open(tmp_path / "ledger.sqlite", topics=TOPICS) as ledger:
            _, given, back = (row.state for row in ledger.rows_of("journal/Jiangsu MPA"))

        assert b"Unmistakable" not in given + back
        assert mentioned([given.decode()]) == mentioned([back.decode()]) != set()

    @pytest.mark.usefixtures("enzyme")
    def test_second_claim(self, fenduan: Fenduan, actors: str) -> None:
        """Who comes second is told who has it, ends with 1, and the refusal is on record."""
        fenduan("work", "claim", NO, "--as", "chen", "--actors", actors)
        ran = fenduan("work", "claim", NO, "--as", "li", "--actors", actors)

        assert 1 == ran.code
        assert "chen already has this work" in ran.err
        [refusal] = fenduan("case", "refusals", "--code", "work_claimed", "--json").data["refusals"]
        assert ("li", "journal/Jiangsu MPA", NO) == (refusal["person"], refusal["stream"], refusal["case"])

    @pytest.mark.usefixtures("enzyme")
    def test_of_another_office(self, fenduan: Fenduan, actors: str) -> None:
        """What is for another office is declined; what is for nobody is said before anything is written."""
        ran = fenduan("work", "claim", NO, "sign_scheme", "--as", "wang", "--actors", actors)
        nothing = fenduan("work", "claim", NO, "--as", "wang", "--actors", actors)

        assert (1, 1) == (ran.code, nothing.code)
        assert "This work in case/FD-2025-SH-0001 is for Jiangsu" in ran.err
        assert "waits for nothing from Shanghai MPA" in nothing.err

    def test_ends_with_the_act(self, fenduan: Fenduan, enzyme: Story, actors: str) -> None:
        """Once the act is done the claim is over, without a word from anybody; so a new one finds it free."""
        fenduan("work", "claim", NO, "--as", "chen", "--actors", actors)
        enzyme.act("js-agency", "object_to_scheme", version=1, reason="one inspection a year is too few")
        assert [] == fenduan("work", "list", "--as", "chen", "--actors", actors, "--json").data["work"]
        enzyme.act(
            "sh-agency", "propose_scheme", summary="第二版", inspections_per_year=2, sampling="每年两批"
        )

        [item] = fenduan("work", "list", "--as", "chen", "--actors", actors, "--json").data["work"]

        assert None is item["holder"]
        assert 0 == fenduan("work", "claim", NO, "--as", "li", "--actors", actors).code

    @pytest.mark.usefixtures("enzyme")
    def test_same_id_again(self, fenduan: Fenduan) -> None:
        """The same command again gets its first receipt; the same id for another is declined."""
        id_ = ("--id", str(uuid4()))
        first = fenduan("work", "claim", NO, *JIANGSU, *id_, "--json").data["receipt"]
        again = fenduan("work", "claim", NO, *JIANGSU, *id_, "--json").data["receipt"]
        other = fenduan("work", "release", NO, *JIANGSU, *id_)

        assert first == again
        assert (1, True) == (other.code, "command_id_reused" in other.err)

    def test_two_at_once(self, tmp_path: Path, enzyme: Story, fenduan: Fenduan) -> None:
        """Of claims that come at the same time one wins, and every other is told who has it."""
        law = Law.load()
        fenduan("ledger", "rebuild")
        chen = load_actors()["js-agency"].actor
        people = [chen.model_copy(update={"person": f"officer-{n}"}) for n in range(6)]
        start = threading.Barrier(len(people))
        receipts: list[Receipt] = []
        with (
            Ledger.open(tmp_path / "ledger.sqlite", topics=TOPICS, create=False) as ledger,
            Views.open(tmp_path / "views.sqlite") as views,
        ):
            read(ledger, views)
            case = case_of(ledger, law, NO)
            [given] = open_items(case.position, case.state, case.facts)
            journal = Journal(ledger, law, "fenduan")

            def claim(person: int) -> None:
                command = ClaimWork(
                    command_id=uuid4(),
                    stream=journal_of(chen.organisation),
                    actor=people[person],
                    item=given.item,
                )
                start.wait()
                receipts.append(record(journal, views, command, given, enzyme.position().version))

            threads = [threading.Thread(target=partial(claim, n)) for n in range(len(people))]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            [winner] = [
                event for event in ledger.load(journal_of(chen.organisation)) if event.topic == "work.claimed"
            ]

        refused = [each.refusal for each in receipts if each.refusal is not None]
        assert (1, 5) == (len(receipts) - len(refused), len(refused))
        assert {("work_claimed", winner.metadata.actor.person)} == {
            (each.code, each.facts["holder"]) for each in refused
        }
