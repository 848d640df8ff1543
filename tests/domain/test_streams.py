"""The streams: every command and event by its name, timers and errands that are the same each time."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from pydantic import TypeAdapter, ValidationError

from domain.actors import Actor, Attestation, Role
from domain.case import procedure as case
from domain.case.base import TermEnded
from domain.case.intake import Accept
from domain.messages import Event, OpeningCommand, Refusal
from domain.refusals import refused
from domain.streams import COMMANDS, EVENTS, OPENING_COMMANDS, TOPICS, AnyCommand, Call, errand, timer
from domain.supervision import procedure as supervision
from domain.supervision.messages import NoteApproval, OpenSupervision, YearEnded
from domain.supervision.renewal_messages import NoteLicense
from domain.terms import ProcedureEvent
from tests.domain.case.alphabet import ACTS, Act
from tests.domain.case.given import ACTORS, STREAM, approved, instant, submitted
from tests.domain.supervision.given import opened, producing
from tests.domain.wording_examples import bare, full

ANY: TypeAdapter[AnyCommand] = TypeAdapter(AnyCommand)
ID = UUID("00000000-0000-0000-0000-000000000001")

every_event = pytest.mark.parametrize(
    "event", dict.fromkeys((*case.EVENTS, *supervision.EVENTS)), ids=lambda event: event.topic
)


def accept(**change: object) -> Accept:
    """An acceptance."""
    given = {"command_id": ID, "stream": STREAM, "actor": ACTORS["shanghai"], "acceptance_no": "1"}
    return Accept.model_validate({**given, **change})


class TestNames:
    def test_topics(self) -> None:
        """No two events share a name."""
        assert len(EVENTS) == len(TOPICS)

    def test_commands(self) -> None:
        """Every command is known by its own name; only opening ones begin a stream."""
        assert all(name == model.model_fields["name"].default for name, model in COMMANDS.items())
        assert OPENING_COMMANDS == {
            name for name, model in COMMANDS.items() if issubclass(model, OpeningCommand)
        }

    def test_alphabet(self) -> None:
        """The alphabet below knows every command of a case."""
        assert set(case.COMMANDS) == {act.name for act in ACTS}

    @pytest.mark.parametrize("act", ACTS, ids=[f"{n}-{act.name}" for n, act in enumerate(ACTS, 1)])
    def test_command_round_trip(self, act: Act) -> None:
        """A command on its way to the ledger arrives as it was sent, with the same digest."""
        given = {"command_id": ID, "stream": STREAM, "actor": ACTORS[act.who], "name": act.name, **act.fields}
        call = Call(command=ANY.validate_python(given), now=instant("2025-03-03"))
        arrived = Call.model_validate_json(call.model_dump_json())

        assert call == arrived
        assert call.command.digest() == arrived.command.digest()


class TestEvents:
    @every_event
    def test_round_trip(self, event: type[Event]) -> None:
        """Every event is the same after it has been written and read, full or bare."""
        for example in (full(event), bare(event)):
            assert example == event.model_validate_json(example.model_dump_json())

    @every_event
    def test_evolve(self, event: type[Event]) -> None:
        """Every event of a case finds the stage that it belongs to."""
        if event not in case.EVENTS or not issubclass(event, ProcedureEvent):
            return
        assert case.evolve(submitted().state, bare(event).model_copy(update={"clock": ()})).opened

    def test_refusal(self) -> None:
        """So is a refusal."""
        answer = submitted().when("2025-03-04", "nmpa", "accept", acceptance_no="1")
        assert isinstance(answer, Refusal)
        event = refused("accept", answer)

        assert event == type(event).model_validate_json(event.model_dump_json())
        assert (answer.code, answer.basis, answer.facts) == (event.code, event.basis, event.facts)


class TestDigest:
    def test_content(self) -> None:
        """Another content has another digest."""
        assert accept().digest() != accept(acceptance_no="2").digest()

    def test_who(self) -> None:
        """So has another actor."""
        other = Actor(person="somebody", role=Role.AGENCY, organisation="Shanghai MPA")

        assert accept().digest() != accept(actor=other).digest()

    def test_attestation(self) -> None:
        """The attestation signs the digest and is not part of it."""
        assert accept().digest() == accept(attestation=Attestation(method="engine")).digest()

    def test_what_is_not_said(self) -> None:
        """A field that is not given changes nothing: a later release may add one."""
        assert accept().digest() == accept(reason=None, occurred=None).digest()

    @pytest.mark.parametrize("stream", ["supervision/X-1", "case/", "case/x-1"])
    def test_stream(self, stream: str) -> None:
        """A command to a case names a case."""
        with pytest.raises(ValidationError):
            accept(stream=stream)


class TestTimers:
    def test_same(self) -> None:
        """The timer of one deadline is one command, another due date another."""
        deadline = submitted().running("intake.check")
        moved = deadline.model_copy(update={"due": deadline.due + timedelta(days=1)})

        assert timer(STREAM, deadline) == timer(STREAM, deadline)
        assert timer(STREAM, deadline).command_id != timer(STREAM, moved).command_id

    def test_of_each_stream(self) -> None:
        """A case is told that a term has ended, a supervision that a year has."""
        (year,) = [each for each in producing().position.deadlines if each.term.startswith("year.")]

        assert TermEnded is type(timer(STREAM, submitted().running("intake.check")))
        assert YearEnded is type(timer("supervision/X-1", year))


class TestErrands:
    def test_commands(self) -> None:
        """What the supervision must learn is said by the engine, each fact once."""
        sent = [errand(each) for each in approved().position.errands]

        assert [OpenSupervision, NoteLicense, NoteLicense, NoteApproval] == [type(each) for each in sent]
        assert sent == [errand(each) for each in approved().position.errands]
        assert 4 == len({each.command_id for each in sent})

    def test_none_from_supervision(self) -> None:
        """A supervision without a bar has nothing to tell."""
        assert () == opened().position.errands
