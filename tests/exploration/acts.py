"""Acts on a case: who says what; which of them belong to the part in focus, and the whole steps of the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import TypeAdapter

from domain.actors import Actor
from domain.case.procedure import COMMANDS, AnyCaseCommand
from domain.case.reconsideration import court_term
from domain.case.remedy_file import Remedy
from domain.case.remedy_messages import RemedyCommand
from domain.case.state import CaseState, Stage
from domain.dossier import Dossier, Licensee
from domain.findings import Outcome
from domain.messages import Command
from domain.model import local_day
from domain.rules import assess
from tests.domain.case.given import SATISFIED
from tests.exploration.choices import Fields, Values, choices
from tests.exploration.world import CLEAN, CLOSING, LICENSING, PLAN, REMEDIES, REVIEW, World

STREAM = "case/FD-2025-SH-0001"
COMMAND_ID = UUID("00000000-0000-4000-8000-000000000000")
READER: TypeAdapter[Command] = TypeAdapter(AnyCaseCommand)
PARTS = {
    Stage.INTAKE: PLAN,
    Stage.PRELIMINARY_SELECTION: PLAN,
    Stage.JOINT_PLAN: PLAN,
    Stage.NATIONAL_DECISION: PLAN,
    Stage.LICENSING: LICENSING,
    Stage.TECHNICAL_REVIEW: REVIEW,
    Stage.CLOSING: CLOSING,
}
MARKS = {"310000": "沪", "320000": "苏", "110000": "京"}
CLASSES = {True: "Bs", False: "Cs"}


class Act(NamedTuple):
    """Somebody says something."""

    who: str
    command: Command
    fields: Fields

    def __str__(self) -> str:
        """As a trace shows it."""
        said = ", ".join(f"{key} {_short(value)}" for key, value in self.fields.items() if value is not None)
        return f"{self.who}: {self.command.name}" + (f" ({said})" if said else "")


class Here(NamedTuple):
    """What the choices of a command are made from."""

    cast: Cast
    state: CaseState
    now: datetime

    def later(self, days: int) -> date:
        """A day so many days from today."""
        return local_day(self.now) + timedelta(days=days)


def _short(value: object) -> str:
    if isinstance(value, Dossier):
        return "…"
    text = str(value)
    return text if len(text) <= 40 else f"{text[:37]}…"


@dataclass(frozen=True)
class Cast:
    """The acts of one world, made once: a command is a value, the same one serves in every state."""

    world: World

    @cached_property
    def actors(self) -> dict[str, Actor]:
        """Everybody who could act."""
        return self.world.actors()

    @cached_property
    def dossiers(self) -> dict[str, Dossier]:
        """The dossiers by what is the matter with them."""
        return self.world.dossiers()

    @cached_property
    def licensees(self) -> tuple[Licensee, ...]:
        """The licensees of the chain."""
        return self.dossiers[CLEAN].licensees()

    @cached_property
    def sites(self) -> list[str]:
        """The sites of the chain."""
        return [site.id for site in self.dossiers[CLEAN].used_sites()]

    @cached_property
    def rules(self) -> list[str]:
        """The rules on which any of the dossiers has something to resolve."""
        asked = {Outcome.REFER, Outcome.HOLD, Outcome.FAIL}
        regime, on = self.world.regime, self.world.start
        found = [
            finding.rule
            for each in self.dossiers.values()
            for finding in assess(each, self.world.law, submitted_at=on, regime=regime).findings
            if finding.outcome in asked
        ]
        return list(dict.fromkeys(found)) or ["E06"]

    def home(self, province: str) -> str:
        """The agency of a province, by its name here."""
        return next(
            name
            for name, actor in self.actors.items()
            if name.endswith("agency") and actor.province == province
        )

    def act(self, who: str, name: str, fields: Fields) -> Act:
        """The act as a command, made once for each thing that is said."""
        key = (who, name, self.spelled(name, fields))
        if key not in self._made:
            base = {
                "command_id": COMMAND_ID,
                "stream": STREAM,
                "actor": self.actors[who],
                "reason": "as it is",
            }
            self._made[key] = Act(who, READER.validate_python({**base, "name": name, **fields}), fields)
        return self._made[key]

    def spelled(self, name: str, fields: Fields) -> str:
        """What is said, as a text by which it is known again; a mapping that is kept is spelled once."""
        kept = self._spelled.get(id(fields))
        if kept is None:
            kept = repr(sorted(fields.items()))
            if any(fields is each for each in self.said.get(name, ())):
                self._spelled[id(fields)] = kept
        return kept

    @cached_property
    def _spelled(self) -> dict[int, str]:
        return {}

    @cached_property
    def _made(self) -> dict[tuple[str, str, str], Act]:
        return {}

    @cached_property
    def said(self) -> dict[str, tuple[Fields, ...]]:
        """What can be said whatever the state is, by command; those that depend on it are left out."""
        blank = Here(self, CaseState(), self.world.start)
        return {
            name: tuple(self._within(name, choices(model, blank, FIELDS, BY_HAND)))
            for name, model in COMMANDS.items()
            if not _relative(name, model)
        }

    def tried(self, state: CaseState, at: datetime) -> Iterator[tuple[str, Fields]]:
        """Everything that can be said in this state at that instant, by whomever."""
        here = Here(self, state, at)
        for name, model in COMMANDS.items():
            if name in self.said:
                yield from ((name, fields) for fields in self.said[name])
            else:
                said = self._within(name, choices(model, here, FIELDS, BY_HAND))
                yield from ((name, fields) for fields in said)

    def _within(self, name: str, said: Iterable[Fields]) -> Iterator[Fields]:
        """What this configuration tries."""
        return (fields for fields in said if not self.world.leaves_out(name, fields))


def _relative(name: str, model: type[Command]) -> bool:
    return any(f"{name}.{field}" in RELATIVE or field in RELATIVE for field in model.model_fields)


def part(name: str, fields: Fields, state: CaseState) -> str:
    """The part of the case that an act belongs to: its licensee's file, or that of the stage."""
    stage = state.stage
    if name and issubclass(COMMANDS[name], RemedyCommand):
        return REMEDIES
    licensee = fields.get("licensee")
    if licensee is not None and stage is not Stage.CLOSING:
        return str(licensee)
    return PARTS[stage] if stage else PLAN


def of_term(term: str) -> str:
    """The part that a term belongs to."""
    owner, _, rest = term.partition(".")
    if owner == "licensing":
        return rest.partition(".")[0]
    return {"intake": PLAN, "review": REVIEW, "remedy": REMEDIES}.get(owner, CLOSING)


def _versions(here: Here) -> list[object]:
    """The current version, and another: whether it is older or not there yet makes no difference."""
    last = len(here.state.plan.versions)
    return [max(last, 1), last + 1]


def _remedies(here: Here) -> list[object]:
    """The remedies that are not over or whose result can still be taken to court, and one that nobody has filed."""
    return [*(each.number for each in alive(here.state)), len(here.state.remedies.remedies) + 1]


def _results(here: Here) -> list[object]:
    """None, and each remedy after which a court is open."""
    return [None, *(each.number for each in alive(here.state) if court_term(each.number) in here.state.terms)]


def _overdue(here: Here) -> list[object]:
    return [None, *(each.term for each in here.state.remedies.overdue)]


def alive(state: CaseState) -> tuple[Remedy, ...]:
    """The remedies that something can still follow from."""
    return tuple(
        each
        for each in state.remedies.remedies
        if each in state.remedies.pending or court_term(each.number) in state.terms
    )


def _subjects(here: Here) -> list[object]:  # noqa: ARG001 - one shape for all
    unmet = tuple({**each, "satisfied": each["subject"] != "variety"} for each in SATISFIED)
    return [SATISFIED, unmet, SATISFIED[1:]]


def decisions(here: Here) -> list[Fields]:
    """For each licensee the license in order, one that shows no address, one of another form, and the refusal."""
    found: list[Fields] = []
    for each in here.cast.licensees:
        said = {"licensee": each.id, "reason": "as found"}
        number = f"{MARKS[each.province]}20250001"
        full = {"number": number, "classification": CLASSES[each.is_applicant], "addresses": each.addresses}
        found += [
            {**said, "outcome": "grant", **full},
            {**said, "outcome": "grant", **full, "addresses": ()},
            {**said, "outcome": "grant", **full, "number": "1"},
            {**said, "outcome": "refuse"},
        ]
    return found


def _tracks(here: Here) -> list[Fields]:  # noqa: ARG001
    marketing, supplemental = "marketing_application", "supplemental_application"
    return [
        {"kind": marketing, "track": "reg.maa"},
        {"kind": marketing, "track": "reg.maa.rare"},
        {"kind": supplemental, "track": "reg.sa"},
        {"kind": supplemental, "track": "reg.maa"},
    ]


ENTRY = {"channel": "counter", "received_at": None, "receipt_document": "1"}

FIELDS: dict[str, Values] = {
    "dossier": lambda here: list(here.cast.dossiers.values()),
    "correct.dossier": lambda here: [here.cast.dossiers[CLEAN]],
    "submit.entry": lambda here: [None, {**ENTRY, "received_at": here.cast.world.start}],
    "licensee": lambda here: [each.id for each in here.cast.licensees],
    "site": lambda here: [*here.cast.sites],
    "rule": lambda here: [*here.cast.rules],
    "version": _versions,
    "decide_as_nmpa.findings": _subjects,
    "propose_scheme.inspections_per_year": lambda _: [1, 0],
    "extend_review.days": lambda _: [20, 1000],
    "by_others": lambda _: [None, "1"],
    "again": lambda _: [None, "1"],
    "go_to": lambda _: ["1"],
    "answer_by": lambda here: [None, here.later(10)],
    "notify_hearing.on": lambda here: [here.later(12), here.later(2)],
    "number": _remedies,
    "bring_action.after": _results,
    "apply_for_reconsideration.term": _overdue,
    "bring_action.term": _overdue,
    "accept_reconsideration.admissible": lambda _: ["1", None],
    "shift": lambda here: [here.state.shift.__class__(days=here.state.shift.days + 1)],
}
BY_HAND: dict[str, Callable[[Any], list[Fields]]] = {
    "decide_license": decisions,
    "file_registration": _tracks,
}
RELATIVE = frozenset(
    {
        "version",
        "number",
        "after",
        "term",
        "answer_by",
        "notify_hearing.on",
        "move_clock.shift",
    }
)
"""Fields whose values depend on how far the case has come, or on the day."""
