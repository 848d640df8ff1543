"""A case told to a ledger without any engine: commands in order, each on its day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from itertools import count
from operator import itemgetter
from pathlib import Path
from typing import Protocol
from uuid import UUID, uuid5

from activities.record import Registrar
from cli.actors import load_actors
from domain.dossier import read_dossier
from domain.law import Law
from domain.messages import Receipt
from domain.model import SHANGHAI
from domain.position import Position
from domain.streams import COMMANDS, IDS, JOURNAL, Call, errand, timer
from gateway.persons import referred_in
from ledger import Ledger

DOSSIERS = Path(__file__).parents[2] / "scenarios" / "dossiers"
BEGAN = datetime(2026, 7, 1, 10, 0, tzinfo=SHANGHAI)
"""The engine's own clock when a story begins."""


def dossier(name: str) -> Path:
    """A packaged dossier."""
    return DOSSIERS / f"{name}.yaml"


class Clock:
    """The engine's clock, which only the story moves."""

    def __init__(self) -> None:
        self.now = BEGAN

    def __call__(self) -> datetime:
        """What the ledger reads."""
        return self.now.astimezone(UTC)


class Story:
    """One case. A day in the story moves the case's own clock, as a demonstration does."""

    def __init__(  # noqa: PLR0913, PLR0917 - what a submission says, each thing once
        self,
        ledger: Ledger,
        clock: Clock,
        number: str,
        dossier_name: str,
        day: str,
        linked: Mapping[str, str] | None = None,
    ) -> None:
        self.case, self.supervision = f"case/{number}", f"supervision/{number}"
        self._ledger = ledger
        self._clock = clock
        self._registrar = Registrar(ledger, Law.load(), software="fenduan 0.1.0", shifting=True)
        self._ids = (uuid5(IDS, f"{number}/{n}") for n in count())
        self.dossier = read_dossier(dossier(dossier_name).read_text("utf-8"))
        who = next(
            each.id
            for each in load_actors().values()
            if each.actor.organisation == self.dossier.applicant.name
        )
        self.act(who, "submit", dossier=self.dossier, shift=_instant(day) - clock.now, linked=linked)

    def on(self, day: str) -> None:
        """Move the clocks of the case to that day, or to that instant, and let every term on the way run out."""
        while True:
            streams = [self.case, *([self.supervision] if self._ledger.version(self.supervision) else [])]
            running = [
                (d.due, stream, d) for stream in streams for d in self._registrar.position(stream).deadlines
            ]
            due, stream, deadline = min(running, key=itemgetter(0, 1), default=(None, "", None))
            if due is None or deadline is None or due >= _instant(day):
                break
            self._move(due + timedelta(seconds=1), streams)
            self._record(timer(stream, deadline))
        self._move(_instant(day), streams)

    def act(
        self,
        who: str,
        command: str,
        *,
        stream: str | None = None,
        command_id: UUID | None = None,
        **fields: object,
    ) -> Receipt:
        """Send a command, carry what other streams must learn, and give its receipt."""
        actor = load_actors()[who]
        if actor.name_en:
            self._ledger.name_person(actor.actor.person, name_zh=actor.name_zh, name_en=actor.name_en)
        head = {
            "command_id": command_id or next(self._ids),
            "stream": stream or self.case,
            "actor": actor.actor,
        }
        sent = COMMANDS[command].model_validate({**head, **fields})
        receipt = self._record(referred_in(self._ledger, sent))
        for each in self._registrar.position(self.case).errands:
            if each.stream.startswith(JOURNAL):
                self._registrar.clerk.note(each)
            else:
                self._record(errand(each))
        return receipt

    def position(self) -> Position:
        """Where the case stands."""
        return self._registrar.position(self.case)

    def now(self) -> datetime:
        """What the clock of the case says."""
        return self._clock.now + self.position().shift

    def forget(self, who: str) -> None:
        """Erase the names of the person who acts under that id."""
        self._ledger.erase_person(load_actors()[who].actor.person)

    def jump(self, by: timedelta) -> None:
        """Move the clock of the case without letting any term run out: as if the engine stood still meanwhile."""
        shift = self._registrar.position(self.case).shift
        self._move(self._clock.now + shift + by, [self.case])

    def _move(self, to: datetime, streams: list[str]) -> None:
        for stream in streams:
            position = self._registrar.position(stream)
            if position.closed or to <= self._clock.now + position.shift:
                continue
            command = "move_clock" if stream == self.case else "move_supervision_clock"
            model = COMMANDS[command]
            engine = load_actors()["engine"].actor
            head = {"command_id": next(self._ids), "stream": stream, "actor": engine}
            self._record(model.model_validate({**head, "shift": to - self._clock.now}))

    def _record(self, command: object) -> Receipt:
        return self._registrar.record(
            Call.model_validate({"command": command, "now": self._clock.now})
        ).receipt


class Tell(Protocol):
    """Begins a story: its number, its dossier, the day of the submission, and the earlier case that it names."""

    def __call__(self, number: str, dossier: str, day: str, linked: Mapping[str, str] | None = None) -> Story:
        """The story, once its case is submitted."""


def _instant(day: str | datetime) -> datetime:
    if isinstance(day, datetime):
        return day
    read = datetime.fromisoformat(day)
    return (read if "T" in day else datetime.combine(read, time(9))).replace(tzinfo=SHANGHAI)
