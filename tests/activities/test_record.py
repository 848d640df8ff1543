"""What the one write path promises, without a server between: ids, order, deadlines, clocks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from temporalio.exceptions import ApplicationError

from activities.noise import MOST
from activities.record import Registrar
from cli.actors import load_actors
from domain.dossier import read_dossier
from domain.law import Law
from domain.messages import Receipt
from domain.model import SHANGHAI
from domain.streams import COMMANDS, TOPICS, Call, timer
from ledger import Envelope, Ledger

CASE = "case/FD-2025-SH-0001"
DOSSIER = Path(__file__).parents[2] / "scenarios" / "dossiers" / "withdrawn_antibody.yaml"
NOW = datetime(2026, 7, 1, 10, tzinfo=SHANGHAI)
SHIFT = datetime(2025, 3, 3, 14, tzinfo=SHANGHAI) - NOW


class Desk:
    """A ledger with its registrar, and the engine's clock."""

    def __init__(self, ledger: Ledger, *, shifting: bool = True) -> None:
        self.ledger = ledger
        self.registrar = Registrar(ledger, Law.load(), software="fenduan test", shifting=shifting)
        self.now = NOW

    def send(self, who: str, name: str, **content: object) -> Receipt:
        """Record one command, now."""
        stream = content.pop("stream", CASE)
        actor = load_actors()[who].actor
        values = {"command_id": uuid4(), "stream": stream, "actor": actor} | content
        call = Call(command=COMMANDS[name].model_validate(values), now=self.now)  # type: ignore[arg-type] # the union of all commands
        return self.registrar.record(call).receipt

    def submit(self, **content: object) -> Receipt:
        """Open the case on 3 March 2025."""
        dossier = read_dossier(DOSSIER.read_text(encoding="utf-8"))
        return self.send("huangpu-antibodies", "submit", **({"dossier": dossier, "shift": SHIFT} | content))

    def accept(self, who: str = "sh-agency", **content: object) -> Receipt:
        """Accept the application."""
        return self.send(who, "accept", **({"acceptance_no": "1"} | content))

    def topics(self, stream: str = CASE) -> list[str]:
        """What stands in the stream."""
        return [event.topic for event in self.ledger.audit(stream)]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """An empty ledger that takes shifted clocks."""
    with Ledger.open(tmp_path / "ledger.sqlite", topics=TOPICS, simulation=True) as ledger:
        yield ledger


@pytest.fixture
def desk(ledger: Ledger) -> Desk:
    """A desk on it."""
    return Desk(ledger)


class TestRecord:
    def test_same_again(self, desk: Desk) -> None:
        """The same command again gets the first receipt, later and at another desk too."""
        desk.submit()
        first = desk.accept(command_id=UUID(int=1))
        desk.now += timedelta(days=1)

        again = Desk(desk.ledger).accept(command_id=UUID(int=1))

        assert first == again
        assert 1 == desk.topics().count("case.accepted")

    def test_same_id_other_content(self, desk: Desk) -> None:
        """The same id with another content is refused, once, and the refusal is the same whenever it comes again."""
        desk.submit()
        desk.accept(command_id=UUID(int=1))

        other = desk.accept(command_id=UUID(int=1), acceptance_no="2")
        again = desk.accept(command_id=UUID(int=1), acceptance_no="2")

        assert other.refusal is not None
        assert "command_id_reused" == other.refusal.code
        assert other == again
        assert "journal/Shanghai Medical Products Administration" == other.stream
        assert 0 == desk.topics().count("command.refused")

    def test_deadline_before_a_later_act(self, desk: Desk) -> None:
        """An act received after a deadline that no worker saw finds the deadline recorded before it."""
        desk.submit()
        desk.now += timedelta(days=20)

        desk.accept()

        wanted = ["case.submitted", "case.dossier_assessed", "case.formal_check_overdue", "case.accepted"]
        assert wanted == desk.topics()

    def test_timer_too_early(self, desk: Desk) -> None:
        """A timer that does not apply leaves no row, not even of its command, so that its id works later."""
        desk.submit()
        deadline = desk.registrar.position(CASE).next_deadline
        assert deadline is not None
        early = Call(command=timer(CASE, deadline), now=desk.now)
        late = early.model_copy(update={"now": desk.now + timedelta(days=30)})

        nothing = desk.registrar.record(early)
        then = desk.registrar.record(late)

        assert () == nothing.receipt.versions
        assert (3,) == then.receipt.versions
        assert "case.formal_check_overdue" == desk.topics()[-1]

    def test_unknown_case(self, desk: Desk) -> None:
        """A command to a case that does not exist stands in the journal of its sender's house and creates nothing."""
        refused = desk.accept(stream="case/FD-2025-SH-0404")

        assert "journal/Shanghai Medical Products Administration" == refused.stream
        assert [] == desk.topics("case/FD-2025-SH-0404")
        assert (("journal/Shanghai Medical Products Administration", 1),) == desk.ledger.streams()

    def test_metadata(self, desk: Desk) -> None:
        """An event says who, when in three ways, by which shift, on which article and law, and by which software."""
        desk.submit()
        occurred = NOW + SHIFT - timedelta(minutes=5)
        desk.accept(occurred=occurred, reason="complete")

        event = desk.ledger.audit(CASE)[-1]

        assert isinstance(event, Envelope)
        metadata = event.metadata
        assert ("demo", "sh-mpa-01") == (metadata.attested, metadata.actor.person)
        assert (occurred, NOW + SHIFT) == (metadata.occurred, metadata.received)
        assert metadata.recorded > NOW
        assert (SHIFT, "complete", "pilot") == (metadata.shift, metadata.reason, metadata.regime)
        assert ("plan/selection", "all/32") == metadata.basis
        assert Law.load().on(datetime(2025, 3, 3, tzinfo=SHANGHAI).date()).digest == metadata.law_digest
        assert "fenduan test" == metadata.software

    def test_production_takes_no_shift(self, ledger: Ledger) -> None:
        """A worker that is neither simulation nor demonstration refuses a shifted clock, and the ledger stays real."""
        desk = Desk(ledger, shifting=False)

        refused = desk.submit()

        assert refused.refusal is not None
        assert "shift_not_allowed" == refused.refusal.code
        assert not ledger.is_simulation

    def test_simulation_for_ever(self, desk: Desk) -> None:
        """The first shifted event marks the ledger as a simulation."""
        assert not desk.ledger.is_simulation

        desk.submit()

        assert desk.ledger.is_simulation

    def test_noise(self, desk: Desk) -> None:
        """An actor who is refused again and again is still refused, but no longer recorded; another one is."""
        desk.submit()
        for _ in range(MOST):
            desk.accept("js-agency")

        with pytest.raises(ApplicationError, match=r"."):
            desk.accept("js-agency")
        desk.accept("bj-agency")

        assert MOST + 1 == desk.topics().count("command.refused")
