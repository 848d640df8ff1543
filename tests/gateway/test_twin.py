from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import DataConverter

from domain.messages import Receipt
from gateway.twin import Archive, Difference, Kind, Repair, Run, Taken
from gateway.twin.compare import Records, compare, standing
from gateway.twin.history import read_run, sha256
from gateway.twin.model import UNLAWFUL, Answer, Written
from gateway.twin.wording import KINDS, REPAIRS, sentence
from ledger import StoredReceipt
from tests.ledger.events import OFFICER

HISTORIES = Path(__file__).parents[1] / "replay" / "histories"
STREAM = "case/FD-2025-SH-0001"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
RUN = str(UUID(int=1))


class Both:
    """A ledger and a run that agree on acts of one event each; a test then changes either."""

    def __init__(self, acts: int = 3) -> None:
        self.ids = [uuid4() for _ in range(acts)]
        self.events: dict[int, Written] = {}
        self.receipts: dict[UUID, StoredReceipt] = {}
        self.taken: list[Taken] = []
        for version, command_id in enumerate(self.ids, 1):
            self.record(version, command_id)
            self.take(version, command_id)

    def record(
        self,
        version: int,
        command_id: UUID,
        *,
        name: str = "sign",
        run_id: str = RUN,
        of: str | None = STREAM,
    ) -> None:
        """The ledger records the act."""
        event_id = UUID(int=1000 + version)
        self.events[version] = Written(
            STREAM, version, str(event_id), "t", command_id, name, "d", None, of, run_id
        )
        receipt = Receipt(
            command_id=command_id,
            digest="d",
            stream=STREAM,
            event_ids=(event_id,),
            versions=(version,),
            sequence=version,
            stage="s",
            received=NOW,
            recorded=NOW,
        )
        self.receipts[command_id] = StoredReceipt("d", STREAM, receipt)

    def take(self, version: int, command_id: UUID, *, versions: tuple[int, ...] | None = None) -> None:
        """Temporal takes it, and holds the answer that it is at these versions."""
        places = (version,) if versions is None else versions
        answer = Answer(
            command_id=command_id,
            digest="d",
            stream=STREAM,
            event_ids=tuple(UUID(int=1000 + each) for each in places),
            versions=places,
        )
        order = len(self.taken) + 1
        self.taken.append(
            Taken(command_id=command_id, name="sign", event=order, digests=("d",), answer=answer, order=order)
        )

    def run(self, run_id: str = RUN, *, known: int = -1) -> Run:
        """The run as it is archived."""
        return Run(
            stream=STREAM,
            run_id=run_id,
            status="running",
            events=9,
            sha256="0",
            sdk="1",
            started=NOW,
            commands=tuple(self.taken),
            known=known,
        )

    def differences(self, *runs: Run, gone: frozenset[str] = frozenset()) -> list[tuple[Kind, int | None]]:
        """What is found, with the versions."""
        records = Records(
            stream=STREAM,
            runs=runs or (self.run(),),
            gone=gone,
            events=list(self.events.values()),
            receipt=self.receipts.get,
            event=lambda _, version: self.events.get(version),
        )
        return [(each.kind, each.version) for each in compare(records)]


@pytest.fixture
def both() -> Both:
    """A ledger and a run that agree."""
    return Both()


class TestCompare:
    def test_the_same(self, both: Both) -> None:
        """Two records that say the same have no difference."""
        assert [] == both.differences()

    def test_repeated(self, both: Both) -> None:
        """An act that another run takes again and that the first receipt answers is lawful."""
        again = both.run(str(UUID(int=2))).model_copy(update={"commands": (both.taken[1],)})

        assert [(Kind.REPEATED, 2)] == both.differences(both.run(), again)

    def test_timer_that_did_not_apply(self, both: Both) -> None:
        """A timer that changed nothing is lawful, also where the same one was recorded later."""
        both.take(0, uuid4(), versions=())
        late = uuid4()
        both.take(0, late, versions=())
        both.record(4, late, name="term_ended")

        assert [(Kind.NO_OP, None), (Kind.NO_OP, None), (Kind.GAP, 4)] == both.differences()

    def test_term_beside_an_act(self, both: Both) -> None:
        """A term recorded on the way of the act after it is lawful, and needs that act."""
        both.record(4, uuid4(), name="term_ended")
        assert [(Kind.GAP, 4)] == both.differences()

        act = uuid4()
        both.record(5, act)
        both.take(5, act)
        assert [(Kind.TERM_BESIDE, 4)] == both.differences()

    def test_run_gone(self, both: Both) -> None:
        """Events of a run that nobody keeps any more are lawful."""
        other = str(UUID(int=7))
        both.record(4, uuid4(), run_id=other)

        assert [(Kind.RUN_GONE, 4)] == both.differences(gone=frozenset({other}))

    def test_recorded_outside(self, both: Both) -> None:
        """An event that no workflow of the stream recorded is unlawful, though it has a receipt."""
        both.record(4, uuid4(), of=None)

        assert [(Kind.OUTSIDE, 4)] == both.differences()

    def test_inserted(self, both: Both) -> None:
        """An event of a known command that is not in its receipt is unlawful."""
        both.events[4] = Written(STREAM, 4, "e", "t", both.ids[0], "sign", "d", None, STREAM, RUN)

        assert [(Kind.EXTRA_EVENT, 4)] == both.differences()

    def test_exchanged(self, both: Both) -> None:
        """Two acts in the other order are unlawful, also where receipts and events agree with each other."""
        first, second, _ = both.ids
        both.record(2, first)
        both.record(1, second)

        assert {Kind.ORDER} == {kind for kind, _ in both.differences()}

    def test_without_an_answer(self, both: Both) -> None:
        """An act that Temporal accepted and never answered is lawful, recorded or not."""
        both.taken[2] = both.taken[2].model_copy(update={"answer": None})
        both.taken.append(Taken(command_id=uuid4(), event=9))
        both.taken.append(Taken(command_id=uuid4(), event=10, refused="too_many_refusals"))

        found = both.differences()

        assert [(Kind.UNANSWERED, 3), (Kind.UNANSWERED, None), (Kind.NOT_RECORDED, None)] == found

    def test_other_ids(self, both: Both) -> None:
        """An event under another id is unlawful, whether its row, its receipt or both were changed."""
        row = both.events[2]
        both.events[2] = replace(row, event_id=str(uuid4()))
        assert [(Kind.OTHER_EVENT, 2)] == both.differences()

        known = both.receipts[both.ids[1]]
        receipt = known.receipt.model_copy(update={"event_ids": (UUID(both.events[2].event_id),)})
        both.receipts[both.ids[1]] = replace(known, receipt=receipt)
        assert [(Kind.OTHER_EVENT, 2)] == both.differences()

        both.events[2] = row
        assert [(Kind.OTHER_EVENT, 2), (Kind.OTHER_EVENT, 2)] == both.differences()

    def test_another_actor(self, both: Both) -> None:
        """An event by another person, or for another office, than Temporal has taken is unlawful."""
        both.taken[1] = both.taken[1].model_copy(update={"actor": OFFICER})
        for actor in (OFFICER, OFFICER.model_copy(update={"person": "p-18"}), None):
            both.events[2] = replace(both.events[2], actor=actor)

            assert [(Kind.ACTOR, 2)] * (actor != OFFICER) == both.differences()

    def test_how_it_came(self, both: Both) -> None:
        """An update under an id of the sender's own, and a second way after a timeout, are lawful and named."""
        both.taken[1] = both.taken[1].model_copy(update={"update_id": "mine"})
        run = both.run().model_copy(update={"fallbacks": (7,)})

        assert [(Kind.FALLBACK, None), (Kind.OTHER_UPDATE_ID, None)] == both.differences(run)
        assert not {Kind.FALLBACK, Kind.OTHER_UPDATE_ID} & UNLAWFUL

    def test_lost_on_either_side(self, both: Both) -> None:
        """A receipt or an event that the ledger has lost is unlawful; what Temporal has lost is a gap."""
        del both.events[1], both.receipts[both.ids[1]], both.taken[2]

        assert [
            (Kind.MISSING_EVENT, 1),
            (Kind.MISSING_RECEIPT, 2),
            (Kind.UNKNOWN_COMMAND, 2),
            (Kind.GAP, 3),
        ] == both.differences()

    @pytest.mark.parametrize(("problem", "kind"), [("broken", Kind.DAMAGED), ("", Kind.UNREADABLE)])
    def test_unreadable(self, both: Both, problem: str, kind: Kind) -> None:
        """An event of another release is lawful, one that is damaged is not."""
        event = both.events[2]
        both.events[2] = Written(STREAM, 2, event.event_id, "t", None, problem=problem)

        assert [(kind, 2)] == both.differences()


class TestStanding:
    def test_repair(self, both: Both) -> None:
        """A run that has learnt less than the ledger is nudged, a missing one is begun, a closed stream left alone."""
        run = both.run(known=3)

        assert standing(STREAM, [run], 3, opened=True, closed=False) is None
        assert Kind.BEHIND is standing(STREAM, [run], 4, opened=True, closed=False)
        assert Kind.LOST is standing(STREAM, [], 4, opened=True, closed=False)
        assert standing(STREAM, [], 4, opened=True, closed=True) is None
        assert [Repair.NUDGE, Repair.START] == [
            Difference(kind, STREAM).repair for kind in (Kind.BEHIND, Kind.LOST)
        ]


class TestHistory:
    async def test_fallback(self) -> None:
        """A regular activity beside a local one that timed out is one command with one answer."""
        run = await read_run(*stored("ledger_down.case.1"))

        assert run.fallbacks
        answered = [taken.answer for taken in run.commands if taken.answer]
        assert len({answer.command_id for answer in answered}) == len(answered) == len(run.commands)

    @pytest.mark.parametrize("path", sorted(HISTORIES.glob("*.json")), ids=lambda path: path.stem)
    async def test_every_stored_history(self, path: Path) -> None:
        """From every stored history the acts come with who, which content, and the answer to that content."""
        run = await read_run(*stored(path.stem))

        outside = [taken for taken in run.commands if taken.by != "engine"]
        assert all(taken.actor is not None and taken.digests for taken in outside)
        assert all(t.answer.digest in t.digests for t in outside if t.answer is not None)
        assert run.known >= 0, (
            "the ledger's version is in every history; 0 where nothing was recorded in the stream"
        )

    async def test_archived(self, tmp_path: Path) -> None:
        """A closed run is archived once, under the digest of its history, and read back the same."""
        history, run_id, converter = stored("withdrawn.case.1")
        run = await read_run(history, run_id, converter)
        archive = Archive(tmp_path)

        assert (True, False) == (archive.keep(run), archive.keep(run.model_copy(update={"events": 0})))
        assert run == archive.read(run.stream, run_id)
        assert (sha256(history), (run_id,)) == (run.sha256, archive.runs(run.stream))
        assert run.closed is not None


class TestWording:
    @pytest.mark.parametrize("kind", list(Kind))
    def test_each_kind(self, kind: Kind) -> None:
        """Every kind of difference has its sentence in both languages."""
        found = Difference(kind, STREAM, command="sign", command_id=UUID(int=1), version=2)

        assert sentence(found, "en").startswith(f"{STREAM} 2, sign {UUID(int=1)}: ")
        assert sentence(found, "zh") != sentence(found, "en")
        assert set(Kind) == set(KINDS)
        assert set(Repair) == set(REPAIRS)


def stored(name: str) -> tuple[WorkflowHistory, str, DataConverter]:
    """A stored history, its run, and the converter that reads it."""
    text = (HISTORIES / f"{name}.json").read_text("utf-8")
    history = WorkflowHistory.from_json(STREAM, text)
    return history, history.run_id, pydantic_data_converter
