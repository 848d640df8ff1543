from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from cli.actors import load_actors
from cli.days import clock
from cli.persons import operator
from domain.actors import Actor
from domain.messages import Receipt
from domain.persons import NameErased, NamesRead, mentioned
from domain.streams import TOPICS
from gateway.persons import erase, introduce
from ledger import Envelope, Ledger
from tests.cli.story import Story
from tests.cli.terminal import Fenduan

NO = "FD-2025-SH-0001"
AGENCY = load_actors()["js-agency"]
PERSON = AGENCY.actor.person


@pytest.fixture(autouse=True)
def case(enzyme: Story) -> Story:
    """A case in whose texts a natural person is named, signed by an officer whose name is known."""
    enzyme.act("js-agency", "sign_scheme", version=1, reason="与[[诸葛不同寻常]]核对后同意")
    return enzyme


def journal(folder: Path, organisation: str) -> list[Envelope]:
    """What stands in the journal of an organisation."""
    with Ledger.open(folder / "ledger.sqlite", topics=TOPICS, create=False) as ledger:
        return [row for row in ledger.audit(f"journal/{organisation}") if isinstance(row, Envelope)]


def reads(folder: Path) -> list[tuple[Actor, str, tuple[str, ...]]]:
    """Who read whose names, and for what."""
    return [
        (row.metadata.actor, row.event.purpose, row.event.persons)
        for row in journal(folder, operator().organisation)
        if isinstance(row.event, NamesRead)
    ]


def holding(folder: Path, name: str) -> list[str]:
    """The files below the folder in which the name stands."""
    return [path.name for path in folder.rglob("*") if path.is_file() and name.encode() in path.read_bytes()]


class TestNames:
    def test_stand_apart(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """A marked name stands in no event and in no seal; who reads the history reads it in its place."""
        fenduan("ledger", "checkpoint")

        assert "与诸葛不同寻常核对后同意" in fenduan("case", "history", NO, "--lang", "zh").text
        assert [] == holding(tmp_path / "seal", "诸葛不同寻常")
        with Ledger.open(tmp_path / "ledger.sqlite", topics=TOPICS) as ledger:
            assert "诸葛不同寻常" not in "".join(row.state.decode() for row in ledger.rows_after(0, 999))

    def test_no_pack_holds_them(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """A proof pack names nobody, neither in its events nor in its summary."""
        fenduan("ledger", "export", NO, "--out", str(tmp_path / "pack.json"))
        text = (tmp_path / "pack.json").read_text("utf-8")

        assert [] == [name for name in ("诸葛不同寻常", AGENCY.name_zh, AGENCY.name_en) if str(name) in text]
        assert mentioned([text])

    def test_named_again_without_a_mark(self, fenduan: Fenduan, tmp_path: Path, case: Story) -> None:
        """A name that the case knows is found in later texts by itself, and has the same reference."""
        case.act("js-agency", "withdraw_signature", version=1, reason="问诸葛不同寻常")
        with Ledger.open(tmp_path / "ledger.sqlite", topics=TOPICS) as ledger:
            rows = [row.state.decode() for row in ledger.rows_after(0, 999)]

        assert 1 == len(mentioned(rows))
        assert "问诸葛不同寻常" in fenduan("case", "history", NO, "--lang", "zh").text


class TestReading:
    def test_leaves_a_trace(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """Each command that shows names leaves one event: who, for what, and whose."""
        assert [] == reads(tmp_path)
        names = fenduan("case", "history", NO, "--json").data["persons"]
        fenduan("case", "why", NO)
        first, second = reads(tmp_path)

        assert (operator(), f"case history {NO}", tuple(sorted(names))) == first
        assert {"zh": AGENCY.name_zh, "en": AGENCY.name_en} == names[PERSON]
        assert (f"case why {NO}", PERSON in second[2]) == (second[1], True)

    def test_nothing_read(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """A command that shows no name leaves no trace."""
        fenduan("case", "list")
        fenduan("case", "show", NO)

        assert [] == reads(tmp_path)

    def test_without_a_trace(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """Where the reading cannot be recorded, everything is read but the names."""
        with closing(sqlite3.connect(tmp_path / "ledger.sqlite", isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            said = fenduan("case", "history", NO)

        assert 0 == said.code
        assert "could not be recorded" in said.err
        assert PERSON in said.text
        assert str(AGENCY.name_en) not in said.out
        assert [] == reads(tmp_path)


class TestShow:
    def test_what_is_held(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """It says the names, and in how many events of which streams the person stands."""
        by_id = fenduan("person", "show", PERSON, "--json").data
        by_name = fenduan("person", "show", str(AGENCY.name_zh), "--json").data

        assert by_id == by_name
        assert (PERSON, AGENCY.name_zh, None, 3) == (
            by_id["person"],
            by_id["zh"],
            by_id["erased"],
            by_id["events"][f"case/{NO}"],
        )
        assert str(AGENCY.name_zh) in fenduan("person", "show", PERSON).text
        assert ["person show"] * 3 == [purpose for _, purpose, _ in reads(tmp_path)]

    @pytest.mark.parametrize("given", ["nobody-7", "无此人", " ", "nobody", "pilot"])
    def test_nobody(self, fenduan: Fenduan, given: str) -> None:
        """A person whom the ledger does not know is said not to be there, also where a text has that word."""
        assert 1 == fenduan("person", "show", given).code
        assert 1 == fenduan("person", "erase", given, "--reason", "asked", "--as", "js-agency").code


class TestErase:
    def erase(self, fenduan: Fenduan, person: str = PERSON) -> None:
        """The officer's name is erased because the purpose is fulfilled."""
        said = fenduan("person", "erase", person, "--reason", "目的已实现", "--as", "sh-agency")
        assert (0, "") == (said.code, said.err)

    def test_is_recorded(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """It stands in the journal of who decided it, with the reason and the article."""
        self.erase(fenduan)
        [row] = journal(tmp_path, load_actors()["sh-agency"].actor.organisation)

        assert NameErased(person=PERSON, reason="目的已实现", basis=row.metadata.basis) == row.event
        assert ("pipl/47",) == row.metadata.basis

    def test_history_says_so(self, fenduan: Fenduan) -> None:
        """Where the name stood, histories say that it was erased."""
        self.erase(fenduan)

        assert f"{PERSON}（姓名已删除）" in fenduan("case", "history", NO, "--lang", "zh").text
        assert f"{PERSON} (name erased)" in fenduan("case", "history", NO).text
        entry = fenduan("case", "history", NO, "--json").data["persons"][PERSON]
        assert (None, None, True) == (entry["zh"], entry["en"], bool(entry["erased"]))
        erased = fenduan("person", "show", PERSON, "--json").data["erased"]
        assert f"erased at {clock(datetime.fromisoformat(erased))}" in fenduan("person", "show", PERSON).text

    def test_of_a_person_in_a_text(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """A person who is only named in a text is erased by the name, and the text keeps the reference."""
        self.erase(fenduan, "诸葛不同寻常")

        assert "（姓名已删除）核对后同意" in fenduan("case", "history", NO, "--lang", "zh").text
        assert [] == holding(tmp_path, "诸葛不同寻常")

    def test_for_a_reason_that_names(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """The order to erase a name does not keep it: neither the person's own, nor one that is marked."""
        reason = f"{AGENCY.name_zh}（{AGENCY.name_en}）本人申请，由[[张三丰]]转达"
        assert 0 == fenduan("person", "erase", PERSON, "--reason", reason, "--as", "sh-agency").code
        [row] = journal(tmp_path, load_actors()["sh-agency"].actor.organisation)
        [other] = mentioned([row.event, row.metadata.reason])

        assert [] == holding(tmp_path, str(AGENCY.name_zh)) + holding(tmp_path, str(AGENCY.name_en))
        assert isinstance(row.event, NameErased)
        assert f"{PERSON}（{PERSON}）本人申请，由{other}转达" == row.event.reason == row.metadata.reason
        assert "张三丰" in fenduan("person", "show", other, "--lang", "zh").out

    def test_at_once_by_two(self, tmp_path: Path) -> None:
        """Of two orders at the same moment one is recorded, and both are told of that."""

        def order(who: str) -> Receipt:
            with Ledger.open(tmp_path / "ledger.sqlite", topics=TOPICS) as ledger:
                return erase(ledger, PERSON, f"asked by {who}", load_actors()[who].actor)

        with ThreadPoolExecutor(2) as threads:
            first, second = threads.map(order, ["sh-agency", "js-agency"])

        assert (first, None) == (second, first.refusal)

    def test_every_proof_holds(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """Ledger, proofs and packs hold as before, and no byte of the name is left in the data folder."""
        pack, proof = tmp_path / "pack.json", tmp_path / "event.tlog-proof"
        fenduan("ledger", "export", NO, "--out", str(pack))
        fenduan("ledger", "prove", f"{NO}@2", "--out", str(proof))
        fenduan("case", "history", NO)
        assert holding(tmp_path, str(AGENCY.name_zh))
        self.erase(fenduan)

        assert [] == holding(tmp_path, str(AGENCY.name_zh)) + holding(tmp_path, str(AGENCY.name_en))
        assert [0, 0, 0] == [
            fenduan("ledger", "verify").code,
            fenduan("ledger", "verify", "--pack", str(pack)).code,
            fenduan("ledger", "verify", "--pack", str(proof)).code,
        ]
        assert 0 == fenduan("ledger", "export", NO, "--out", str(pack)).code

    def test_is_for_good(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """Erased again it says when that was; the person's next act does not bring the name back."""
        self.erase(fenduan)
        again = fenduan("person", "erase", PERSON, "--reason", "again", "--as", "js-agency", "--json").data
        with Ledger.open(tmp_path / "ledger.sqlite", topics=TOPICS) as ledger:
            introduce(ledger, PERSON, name_zh=AGENCY.name_zh, name_en=AGENCY.name_en)

            assert ledger.person_name(PERSON) is None
        assert again["again"]
        assert 1 == len(journal(tmp_path, load_actors()["sh-agency"].actor.organisation))
        assert [] == journal(tmp_path, AGENCY.actor.organisation)

    def test_left_half_done(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """Where a crash came between the record and the erasure, no name is shown, and erasing again finishes it."""
        self.erase(fenduan)
        with Ledger.open(tmp_path / "ledger.sqlite", topics=TOPICS) as ledger:
            ledger.name_person(PERSON, name_zh=AGENCY.name_zh)
        assert str(AGENCY.name_zh) not in fenduan("case", "history", NO, "--lang", "zh").text
        self.erase(fenduan)

        assert [] == holding(tmp_path, str(AGENCY.name_zh))

    def test_by_the_engine(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """The engine may not, which is recorded, and takes nobody's turn."""
        said = fenduan("person", "erase", PERSON, "--reason", "so", "--as", "engine", "--json")

        assert (1, "erased_by_nobody") == (said.code, said.data["error"]["code"])
        assert "command.refused" == journal(tmp_path, load_actors()["engine"].actor.organisation)[-1].topic
        self.erase(fenduan)

    @pytest.mark.parametrize(
        "given",
        [
            ["--as", "js-agency"],
            ["--reason", "asked"],
            ["--reason", "", "--as", "js-agency"],
            ["--reason", "a\x1bb", "--as", "js-agency"],
            ["--reason", "asked", "--as", "nobody"],
        ],
    )
    def test_without_a_reason(self, fenduan: Fenduan, given: list[str]) -> None:
        """Nothing is erased without a reason and somebody who decides it."""
        said = fenduan("person", "erase", PERSON, *given)

        assert (2, 1) == (said.code, len(said.err.strip().splitlines()))
        assert not fenduan("person", "show", PERSON, "--json").data["erased"]
