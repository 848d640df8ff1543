"""A case told as a test tells it: given what has happened, when somebody acts on a day, then what follows.

Days are days in China; an act happens at ten in the morning unless it says when. The terms that run out between
two acts run out by themselves, as the engine's timers see to it.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from uuid import uuid5

import yaml
from pydantic import TypeAdapter

from domain.actors import SYSTEM, Actor, Role
from domain.case.base import TermEnded
from domain.case.procedure import AnyCaseCommand, OutsideCommand, decide, evolve
from domain.case.standing import position
from domain.case.state import CaseState
from domain.dossier import Dossier, parse_dossier
from domain.law import Law
from domain.messages import Event, Refusal
from domain.model import SHANGHAI, local_day
from domain.moment import Moment
from domain.position import Deadline, Position
from domain.streams import IDS, timer
from domain.terms import ProcedureEvent

STREAM = "case/FD-2025-SH-0001"
LAW = Law.load()
READER: TypeAdapter[OutsideCommand | TermEnded] = TypeAdapter(AnyCaseCommand)


def _office(role: Role, organisation: str, province: str | None = None) -> Actor:
    person = organisation.lower().replace(" ", "-")
    return Actor.model_validate(
        {"person": person, "role": role, "organisation": organisation, "province": province}
    )


ACTORS = {
    "applicant": _office(Role.APPLICANT, "Example Pharma", "310000"),
    "ds": _office(Role.MANUFACTURER, "Example Biologics", "320000"),
    "stranger": _office(Role.APPLICANT, "Somebody Else", "310000"),
    "shanghai": _office(Role.AGENCY, "Shanghai MPA", "310000"),
    "jiangsu": _office(Role.AGENCY, "Jiangsu MPA", "320000"),
    "zhejiang": _office(Role.AGENCY, "Zhejiang MPA", "330000"),
    "shanghai government": _office(Role.GOVERNMENT, "Shanghai Government", "310000"),
    "jiangsu government": _office(Role.GOVERNMENT, "Jiangsu Government", "320000"),
    "nmpa": _office(Role.NMPA, "NMPA"),
    "cfdi": _office(Role.INSPECTION_CENTRE, "CFDI"),
    "cde": _office(Role.REVIEW_CENTRE, "CDE"),
    "agent": _office(Role.APPLICANT, "Domestic Agent", "310000"),
    "engine": SYSTEM,
}


def instant(day: str) -> datetime:
    """That day at ten in the morning in China, or at the time it names."""
    return datetime.fromisoformat(day if "T" in day else f"{day}T10:00").replace(tzinfo=SHANGHAI)


def dossier(change: Mapping[str, object] | None = None) -> Dossier:
    """The dossier in order, with the value at each dotted path replaced."""
    data: dict[str, object] = copy.deepcopy(_read())
    for path, value in (change or {}).items():
        *way, last = path.split(".")
        node: object = data
        for step in way:
            node = node[int(step)] if isinstance(node, list) else node[step]  # type: ignore[index]
        node[last] = value  # type: ignore[index]
    return parse_dossier(data)


@cache
def _read() -> dict[str, object]:
    read: dict[str, object] = yaml.safe_load((Path(__file__).parent / "dossier.yaml").read_text("utf-8"))
    return read


@dataclass(frozen=True)
class Case:
    """What has happened so far. Every step makes a new one. `knows` is the law that the engine has."""

    state: CaseState = field(default_factory=CaseState)
    events: tuple[ProcedureEvent, ...] = ()
    knows: Law = LAW

    def when(self, day: str, who: str, name: str, **fields: object) -> tuple[ProcedureEvent, ...] | Refusal:
        """What follows if this actor gives this command on that day, once every term before it has run out."""
        before = self.waits_until(day)
        answer = before._decide(before._command(who, name, fields), instant(day))
        assert answer is not None
        return answer

    def does(self, day: str, who: str, name: str, **fields: object) -> Case:
        """The case after an act that is accepted."""
        before = self.waits_until(day)
        answer = before.when(day, who, name, **fields)
        assert not isinstance(answer, Refusal), answer
        return before._after(answer)

    def without_timers(
        self, day: str, who: str, name: str, **fields: object
    ) -> tuple[ProcedureEvent, ...] | Refusal:
        """What follows if the command overtakes the timers, as it may while workers are down."""
        answer = self._decide(self._command(who, name, fields), instant(day))
        assert answer is not None
        return answer

    def waits_until(self, day: str) -> Case:
        """The case once every term that runs out by then has run out."""
        story, until = self, instant(day)
        while (found := story.position.next_timer) and found.due <= until:
            answer = story.times_out(found, found.due)
            assert answer is not None
            story = story._after(answer)
        return story

    def with_events(self, answer: tuple[ProcedureEvent, ...] | Refusal | None) -> Case:
        """The case after an answer that is events."""
        assert isinstance(answer, tuple), answer
        return self._after(answer)

    def times_out(self, deadline: Deadline, at: datetime) -> tuple[ProcedureEvent, ...] | None:
        """What follows if the timer of this deadline comes at that instant."""
        command = timer(STREAM, deadline)
        assert isinstance(command, TermEnded)
        answer = self._decide(command, at)
        assert not isinstance(answer, Refusal)
        return answer

    def running(self, term: str) -> Deadline:
        """The deadline of that term."""
        return next(each for each in self.position.deadlines if each.term == term)

    @property
    def position(self) -> Position:
        """Where the case stands."""
        return position(STREAM, len(self.events), self.state, self.knows)

    @property
    def due(self) -> dict[str, str]:
        """The last day of every term that runs."""
        last = timedelta(microseconds=1)
        return {each.term: f"{local_day(each.due - last)}" for each in self.position.deadlines}

    @property
    def waits(self) -> set[str]:
        """The commands that the case waits for."""
        return {command for wait in self.position.waits for command in wait.commands}

    def _command(self, who: str, name: str, fields: Mapping[str, object]) -> OutsideCommand | TermEnded:
        given = {
            "command_id": uuid5(IDS, f"{len(self.events)}/{name}"),
            "stream": STREAM,
            "actor": ACTORS[who],
        }
        return READER.validate_python({**given, "name": name, **fields})

    def _decide(
        self, command: OutsideCommand | TermEnded, at: datetime
    ) -> tuple[ProcedureEvent, ...] | Refusal | None:
        return decide(command, self.state, Moment(self.knows, at, at))

    def _after(self, events: tuple[ProcedureEvent, ...]) -> Case:
        state = self.state
        for event in events:
            state = evolve(state, event)
        return replace(self, state=state, events=(*self.events, *events))


def code(answer: tuple[Event, ...] | Refusal | None) -> str:
    """The code of a refusal; anything else fails the test."""
    assert isinstance(answer, Refusal), answer
    return answer.code


def topics(answer: tuple[Event, ...] | Refusal | None) -> list[str]:
    """The names of the events; a refusal fails the test."""
    assert isinstance(answer, tuple), answer
    return [event.topic for event in answer]


SATISFIED = tuple(
    {"subject": subject, "satisfied": True}
    for subject in ("scheme", "supervision_plan", "agencies", "enterprises", "variety")
)
PLAN = {"summary": "the scheme", "inspections_per_year": 1, "sampling": "one batch a year"}
LICENSES: Mapping[str, Mapping[str, object]] = {
    "ds": {"number": "苏20160123", "classification": "Cs", "addresses": ("1 Example Road, Wuxi",)},
    "applicant": {
        "number": "沪20250009",
        "classification": "AsBs",
        "addresses": ("1 Example Road, Wuxi", "2 Example Road, Shanghai"),
    },
}


def grant(licensee: str, **change: object) -> dict[str, object]:
    """What a decision that grants this license says."""
    return {
        "licensee": licensee,
        "outcome": "grant",
        "reason": "conditions met",
        **LICENSES[licensee],
        **change,
    }


def submitted(change: Mapping[str, object] | None = None) -> Case:
    """Submitted on Monday 3 March 2025."""
    return Case().does("2025-03-03", "applicant", "submit", dossier=dossier(change))


def accepted(change: Mapping[str, object] | None = None) -> Case:
    """Accepted for selection on 4 March."""
    return submitted(change).does("2025-03-04", "shanghai", "accept", acceptance_no="1")


def selected(change: Mapping[str, object] | None = None) -> Case:
    """Selected on 5 March."""
    return accepted(change).does(
        "2025-03-05", "shanghai", "decide_selection", outcome="selected", reason="meets the plan"
    )


def proposed(change: Mapping[str, object] | None = None) -> Case:
    """Version 1 of the scheme proposed on 6 March."""
    return selected(change).does("2025-03-06", "shanghai", "propose_scheme", **PLAN)


def agreed(change: Mapping[str, object] | None = None) -> Case:
    """Signed by both provinces on 7 March."""
    story = proposed(change).does("2025-03-07", "shanghai", "sign_scheme", version=1)
    return story.does("2025-03-07", "jiangsu", "sign_scheme", version=1)


def before_nmpa(change: Mapping[str, object] | None = None) -> Case:
    """Approved by the government of Shanghai on 10 March."""
    return agreed(change).does(
        "2025-03-10",
        "shanghai government",
        "decide_as_government",
        outcome="approve",
        document_no="1",
        reason="agreed",
    )


def licensing(change: Mapping[str, object] | None = None) -> Case:
    """Approved by NMPA on 11 March: two licenses are awaited."""
    return before_nmpa(change).does(
        "2025-03-11",
        "nmpa",
        "decide_as_nmpa",
        outcome="approve",
        reply_no="1",
        findings=SATISFIED,
        reason="agreed",
    )


def applied(change: Mapping[str, object] | None = None) -> Case:
    """On 12 March the manufacturer applies for a change of its license, the holder for a new one."""
    story = licensing(change).does("2025-03-12", "ds", "apply_for_license", licensee="ds", kind="change")
    return story.does("2025-03-12", "applicant", "apply_for_license", licensee="applicant", kind="new")


def taken(change: Mapping[str, object] | None = None) -> Case:
    """Both applications accepted on 13 March."""
    story = applied(change).does("2025-03-13", "jiangsu", "accept_license_application", licensee="ds")
    return story.does("2025-03-13", "shanghai", "accept_license_application", licensee="applicant")


def with_papers(change: Mapping[str, object] | None = None) -> Case:
    """Jiangsu's GMP notification and consent given on 14 March."""
    story = taken(change).does(
        "2025-03-14", "jiangsu", "notify_gmp", licensee="ds", notification_no="1", result="pass"
    )
    return story.does("2025-03-14", "jiangsu", "consent_to_entrustment", licensee="ds", opinion_no="1")


@cache
def granted() -> Case:
    """Both licenses granted on 28 March."""
    story = with_papers().does("2025-03-28", "jiangsu", "decide_license", **grant("ds"))
    return story.does("2025-03-28", "shanghai", "decide_license", **grant("applicant"))


@cache
def licensed() -> Case:
    """Both licenses delivered on the same day."""
    story = granted().does("2025-03-28", "jiangsu", "deliver_license", licensee="ds", receipt_no="1")
    return story.does("2025-03-28", "shanghai", "deliver_license", licensee="applicant", receipt_no="2")


def filed(track: str = "reg.maa", kind: str = "marketing_application") -> Case:
    """Filed at the review centre on 31 March."""
    return licensed().does("2025-03-31", "applicant", "file_registration", kind=kind, track=track)


def reviewing(track: str = "reg.maa", kind: str = "marketing_application") -> Case:
    """Accepted by the review centre on 1 April."""
    return filed(track, kind).does("2025-04-01", "cde", "accept_registration", acceptance_no="1")


CONCLUSION = {"process_linkage": "sound", "whole_process_quality": "controlled", "reason": "as reviewed"}


def uninspected(track: str = "reg.maa", kind: str = "marketing_application") -> Case:
    """The review centre sees no need for an inspection, on 2 April."""
    return reviewing(track, kind).does(
        "2025-04-02", "cde", "waive_registration_inspection", reason="inspected last year"
    )


def concluded(conclusion: str = "approve") -> Case:
    """The review concluded on 1 July."""
    return uninspected().does("2025-07-01", "cde", "conclude_review", conclusion=conclusion, **CONCLUSION)


def decided(outcome: str = "approve") -> Case:
    """NMPA's decision of 10 July."""
    return concluded().does(
        "2025-07-10", "nmpa", "decide_registration", outcome=outcome, decision_no="1", reason="as reviewed"
    )


@cache
def approved() -> Case:
    """The registration approved and delivered on 10 July."""
    return decided().does("2025-07-10", "nmpa", "deliver_registration", receipt_no="1")
