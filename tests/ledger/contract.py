"""What every store of the ledger promises. A store's own test module gives the `ledger` and `reopen` fixtures."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest

from ledger import (
    CommandKey,
    Envelope,
    Ledger,
    LedgerClosedError,
    LedgerError,
    PersonName,
    SimulationRefusedError,
    StaleStreamError,
)
from tests.ledger.events import DIGEST, Counted, Signed, proposed, provenance, receipt_for, sign

if TYPE_CHECKING:
    from collections.abc import Callable

CASE = "case/FD-2025-SH-0001"


def count(state: int, _: Envelope) -> int:
    """The number of events: the smallest state there is."""
    return state + 1


class LedgerContract:
    """Append, read, refuse."""

    def test_appended_events_come_back(self, ledger: Ledger) -> None:
        """What was appended is loaded with its content, its place and who, when and on what basis."""
        command_id = uuid4()
        events = (Signed(by="p-17"), Counted(number=2, on=date(2025, 3, 3), notes=("一", "b")))

        receipt = sign(ledger, CASE, 0, *events, command_id=command_id)
        loaded = ledger.load(CASE)

        assert events == tuple(envelope.event for envelope in loaded)
        assert [(CASE, 1, 1), (CASE, 2, 2)] == [(e.stream, e.version, e.sequence) for e in loaded]
        assert receipt.event_ids == tuple(envelope.event_id for envelope in loaded)
        assert provenance(command_id).model_dump() == loaded[0].metadata.model_dump(
            exclude={"basis", "recorded"}
        )
        assert ("all/32",) == loaded[0].metadata.basis
        assert receipt.recorded == loaded[0].metadata.recorded

    def test_load_of_the_newer_events_only(self, ledger: Ledger) -> None:
        """`since` and `upto` are versions: the first is excluded, the second included."""
        sign(ledger, CASE, 0, *(Signed(by=str(n)) for n in range(5)))

        assert [3, 4, 5] == [envelope.version for envelope in ledger.load(CASE, since=2)]
        assert [1, 2] == [envelope.version for envelope in ledger.load(CASE, upto=2)]

    def test_a_stream_that_does_not_exist(self, ledger: Ledger) -> None:
        """A stream without events is empty and stands at version 0."""
        assert () == ledger.load(CASE)
        assert (0, "nothing") == ledger.fold(CASE, "nothing", lambda state, _: state)
        assert 0 == ledger.version(CASE)
        assert 0 == ledger.last_sequence

    def test_a_stale_writer_is_told_both_versions(self, ledger: Ledger) -> None:
        """A stream that has moved refuses the append and changes nothing."""
        sign(ledger, CASE, 0)

        with pytest.raises(StaleStreamError) as error:
            sign(ledger, CASE, 0)

        assert (CASE, 0, 1) == (error.value.stream, error.value.expected, error.value.actual)
        assert 1 == ledger.last_sequence

    def test_sequence_has_no_gap_after_conflicts(self, ledger: Ledger) -> None:
        """Refused appends use no sequence."""
        sign(ledger, CASE, 0)
        for _ in range(3):
            with pytest.raises(StaleStreamError):
                sign(ledger, CASE, 0)
        sign(ledger, "case/B", 0)

        assert [1, 2] == [event.sequence for event in ledger.notifications(0, 10)]

    def test_a_refused_command_id_stays_free(self, ledger: Ledger) -> None:
        """A command whose append was refused as stale can be appended later under the same id."""
        sign(ledger, CASE, 0)
        command_id = uuid4()
        with pytest.raises(StaleStreamError):
            sign(ledger, CASE, 0, command_id=command_id)

        assert (2,) == sign(ledger, CASE, 1, command_id=command_id).versions

    def test_the_first_committed_attempt_wins(self, ledger: Ledger) -> None:
        """A repeated command appends nothing and gets the first receipt, whatever version it expects."""
        command_id = uuid4()
        first = sign(ledger, CASE, 0, command_id=command_id)
        sign(ledger, CASE, 1)

        assert first == sign(ledger, CASE, 0, command_id=command_id)
        assert first == sign(ledger, CASE, 2, command_id=command_id)
        assert 2 == ledger.version(CASE)

    def test_the_same_id_with_another_content_is_visible(self, ledger: Ledger) -> None:
        """The caller gets the first receipt and sees by its digest that it answers something else."""
        command_id = uuid4()
        sign(ledger, CASE, 0, command_id=command_id)

        again = sign(ledger, CASE, 1, command_id=command_id, digest="f" * 64)
        stored = ledger.receipt(command_id)

        assert DIGEST == again.digest
        assert stored is not None
        assert (DIGEST, CASE, again) == (stored.digest, stored.stream, stored.receipt)

    def test_a_refusal_in_the_journal_keeps_its_target(self, ledger: Ledger) -> None:
        """The receipt of a command that was journalled names the stream that the command was sent to."""
        command_id = uuid4()
        ledger.journal(
            "某药业",
            None,
            proposed(command_id, Signed(by="x")),
            metadata=provenance(command_id),
            receipt=receipt_for(command_id),
            command=CommandKey(command_id, DIGEST, "case/NONE"),
        )

        stored = ledger.receipt(command_id)

        assert stored is not None
        assert ("case/NONE", "journal/某药业") == (stored.stream, stored.receipt.stream)
        assert (("journal/某药业", 1),) == ledger.streams("journal/")

    def test_no_receipt_for_an_unknown_command(self, ledger: Ledger) -> None:
        """A command that never committed has no receipt."""
        assert ledger.receipt(uuid4()) is None

    def test_eight_threads_with_one_command(self, ledger: Ledger) -> None:
        """The same command from eight threads at once is one event and one receipt."""
        command_id = uuid4()
        with ThreadPoolExecutor(8) as threads:
            receipts = list(threads.map(lambda _: sign(ledger, CASE, 0, command_id=command_id), range(32)))

        assert [receipts[0]] * 32 == receipts
        assert 1 == ledger.version(CASE)

    def test_eight_threads_with_their_own_commands(self, ledger: Ledger) -> None:
        """Writers to one stream that read again when they are stale lose nothing and double nothing."""

        def write(n: int) -> None:
            while True:
                try:
                    sign(ledger, CASE, ledger.version(CASE), Signed(by=str(n)))
                except StaleStreamError:
                    continue
                return

        with ThreadPoolExecutor(8) as threads:
            list(threads.map(write, range(64)))
        loaded = ledger.load(CASE)

        assert list(range(1, 65)) == [envelope.version for envelope in loaded]
        assert {str(n) for n in range(64)} == {e.event.by for e in loaded if isinstance(e.event, Signed)}

    def test_journals_need_no_expected_version(self, ledger: Ledger) -> None:
        """Many writers of one journal all get in."""

        def write(_: int) -> None:
            command_id = uuid4()
            ledger.journal(
                "nmpa",
                None,
                proposed(command_id, Signed(by="x")),
                metadata=provenance(command_id),
                receipt=receipt_for(command_id),
                command=CommandKey(command_id, DIGEST, "journal/nmpa"),
            )

        with ThreadPoolExecutor(8) as threads:
            list(threads.map(write, range(32)))

        assert 32 == ledger.version("journal/nmpa")

    def test_an_append_without_events(self, ledger: Ledger) -> None:
        """A command that changes nothing is not appended: it leaves no row that would block its id."""
        with pytest.raises(ValueError, match="no event"):
            ledger.append(
                CASE,
                0,
                (),
                metadata=provenance(uuid4()),
                receipt=receipt_for(uuid4()),
                command=CommandKey(uuid4(), DIGEST, CASE),
            )

    def test_an_event_id_that_exists(self, ledger: Ledger) -> None:
        """Two events never share an id."""
        events = proposed(uuid4(), Signed(by="x"))
        for n, stream in enumerate((CASE, "case/B")):
            command_id = uuid4()
            append = {
                "metadata": provenance(command_id),
                "receipt": receipt_for(command_id),
                "command": CommandKey(command_id, DIGEST, stream),
            }
            if n == 0:
                ledger.append(stream, 0, events, **append)  # type: ignore[arg-type]
                continue
            with pytest.raises(LedgerError):
                ledger.append(stream, 0, events, **append)  # type: ignore[arg-type]

        assert 0 == ledger.version("case/B")

    def test_streams_by_prefix(self, ledger: Ledger) -> None:
        """Streams are listed with their versions, in order."""
        sign(ledger, "supervision/B", 0)
        sign(ledger, "case/B", 0, Signed(by="x"), Signed(by="y"))
        sign(ledger, "case/A", 0)

        assert (("case/A", 1), ("case/B", 2)) == ledger.streams("case/")
        assert 3 == len(ledger.streams())

    def test_notifications_in_recorded_order(self, ledger: Ledger) -> None:
        """All streams are read as one sequence, page by page."""
        sign(ledger, "case/A", 0)
        sign(ledger, "case/B", 0, Signed(by="x"), Signed(by="y"))

        first, second = ledger.notifications(0, 2), ledger.notifications(2, 2)

        assert [(1, "case/A"), (2, "case/B"), (3, "case/B")] == [
            (e.sequence, e.stream) for e in (*first, *second)
        ]

    def test_every_event_holds_the_hash_of_the_one_before(self, ledger: Ledger) -> None:
        """An untouched stream is audited without a problem."""
        for version in range(5):
            sign(ledger, CASE, version)
            sign(ledger, "case/B", version)

        assert all(isinstance(event, Envelope) for event in ledger.audit(CASE))


class FoldContract:
    """States kept between folds."""

    def test_fold_continues_where_it_ended(self, ledger: Ledger) -> None:
        """A second fold sees only the newer events."""
        seen: list[int] = []

        def evolve(state: int, envelope: Envelope) -> int:
            seen.append(envelope.version)
            return state + 1

        sign(ledger, CASE, 0, Signed(by="x"), Signed(by="y"))
        ledger.fold(CASE, 0, evolve)
        sign(ledger, CASE, 2)

        assert (3, 3) == ledger.fold(CASE, 0, evolve)
        assert [1, 2, 3] == seen

    def test_folds_of_one_stream_do_not_mix(self, ledger: Ledger) -> None:
        """Each way to evolve has its own state."""
        sign(ledger, CASE, 0)

        assert (1, 1) == ledger.fold(CASE, 0, count)
        assert (1, "signed") == ledger.fold(
            CASE, "", lambda _, envelope: envelope.topic.removeprefix("test.")
        )

    def test_folds_in_many_threads(self, ledger: Ledger) -> None:
        """While one writes, eight fold: the version and the state always belong together."""

        def fold(_: int) -> tuple[int, int]:
            return ledger.fold(CASE, 0, count)

        with ThreadPoolExecutor(8) as threads:
            found = [threads.submit(fold, n) for n in range(40)]
            for version in range(20):
                sign(ledger, CASE, version)
            pairs = [future.result() for future in found]

        assert all(version == state for version, state in pairs)
        assert (20, 20) == ledger.fold(CASE, 0, count)


class NumberContract:
    """Case numbers."""

    def test_numbers_count_by_province_and_year(self, ledger: Ledger) -> None:
        """Each province counts for itself, and each year anew."""
        allotted = [
            ledger.allot(uuid4(), *key) for key in (("SH", 2025), ("SH", 2025), ("JS", 2025), ("SH", 2026))
        ]

        assert ["FD-2025-SH-0001", "FD-2025-SH-0002", "FD-2025-JS-0001", "FD-2026-SH-0001"] == allotted

    def test_a_command_keeps_its_number(self, ledger: Ledger) -> None:
        """The same command gets the same number, also when it later names another province."""
        command_id = uuid4()

        assert ledger.allot(command_id, "SH", 2025) == ledger.allot(command_id, "JS", 2026)

    def test_many_threads_get_many_numbers(self, ledger: Ledger) -> None:
        """No number is given twice, and here none is left out."""
        with ThreadPoolExecutor(8) as threads:
            numbers = set(threads.map(lambda _: ledger.allot(uuid4(), "SH", 2025), range(40)))

        assert {f"FD-2025-SH-{n:04d}" for n in range(1, 41)} == numbers

    @pytest.mark.parametrize(("letters", "year"), [("sh", 2025), ("S", 2025), ("SH-1", 2025), ("SH", 25)])
    def test_what_is_no_number(self, ledger: Ledger, letters: str, year: int) -> None:
        """Letters are capitals, and a year has four digits."""
        with pytest.raises(ValueError, match="capital letters"):
            ledger.allot(uuid4(), letters, year)


class LifeContract:
    """Clock, marks, names, opening and closing."""

    def test_recorded_never_goes_back(self, reopen: Callable[[Callable[[], datetime]], Ledger]) -> None:
        """When the machine's clock is set back, the newest recorded instant stands for it."""
        noon = datetime(2026, 1, 5, 12, tzinfo=UTC)
        clock = iter([noon, noon - timedelta(hours=1), noon + timedelta(microseconds=1)])
        ledger = reopen(lambda: next(clock))

        recorded = [sign(ledger, CASE, version).recorded for version in range(3)]

        assert [noon, noon, noon + timedelta(microseconds=1)] == recorded
        assert all(a <= b for a, b in pairwise(recorded))

    def test_a_shifted_event_marks_the_ledger_for_ever(self, simulated: Ledger) -> None:
        """The mark comes with the first shifted event and stays."""
        sign(simulated, CASE, 0)
        before = simulated.is_simulation
        sign(simulated, CASE, 1, shift=timedelta(days=-300))
        sign(simulated, CASE, 2, shift=timedelta(days=-300))

        assert (False, True) == (before, simulated.is_simulation)

    def test_a_shifted_event_elsewhere(self, ledger: Ledger) -> None:
        """A ledger that was not opened for simulation refuses a shifted clock."""
        with pytest.raises(SimulationRefusedError):
            sign(ledger, CASE, 0, shift=timedelta(days=1))

        assert (False, 0) == (ledger.is_simulation, ledger.last_sequence)

    def test_names_can_be_corrected_and_erased(self, ledger: Ledger) -> None:
        """A person's names are kept apart from the events, and go when they must."""
        ledger.name_person("p-17", name_zh="王芳")
        ledger.name_person("p-17", name_zh="王芳", name_en="Wang Fang")
        name = ledger.person_name("p-17")

        assert name is not None
        assert ("王芳", "Wang Fang") == (name.name_zh, name.name_en)
        assert [True, False] == [ledger.erase_person("p-17"), ledger.erase_person("p-17")]
        assert ledger.person_name("p-17") is None

    def test_a_name_has_one_reference(self, ledger: Ledger) -> None:
        """Asked again for the same name under the same prefix, the ledger gives the reference that it gave before."""
        fang, lei = PersonName("p-a1", "王芳", None), PersonName("p-a2", "李雷", None)

        assert ["p-a1", "p-a1", "p-a2", "p-b1"] == [
            ledger.refer("p-a", fang),
            ledger.refer("p-a", PersonName("p-a9", "王芳", None)),
            ledger.refer("p-a", lei),
            ledger.refer("p-b", PersonName("p-b1", "王芳", None)),
        ]
        assert (fang, lei) == ledger.people("p-a")
        assert 3 == len(ledger.people())

    def test_the_ledger_has_one_id(self, ledger: Ledger) -> None:
        """The id is a UUID and stays the same."""
        assert UUID(ledger.ledger_id) == UUID(ledger.ledger_id)

    def test_a_closed_ledger_says_so(self, ledger: Ledger) -> None:
        """After closing, which may be repeated, every use is refused."""
        ledger.close()
        ledger.close()

        with pytest.raises(LedgerClosedError):
            ledger.load(CASE)
        with pytest.raises(LedgerClosedError):
            sign(ledger, CASE, 0)
