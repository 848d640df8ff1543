"""The approval procedure as a machine: the domain's own functions, the abstraction of a case, and what can be tried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property
from itertools import permutations

from domain.case import procedure
from domain.case.base import TermEnded
from domain.case.false_materials import bars_on
from domain.case.overdue import owed
from domain.case.procedure import COMMANDS, decide, evolve
from domain.case.remedy_file import Aside, Remedies
from domain.case.scheme import JointPlan
from domain.case.standing import position
from domain.case.state import (
    CaseState,
    HearingStep,
    LicenseFile,
    LicenseStep,
    Licensing,
    RegistrationInspection,
    Stage,
)
from domain.dossier import Dossier
from domain.findings import Finding
from domain.law import Regime
from domain.law.tables import Relation
from domain.messages import Event, Refusal
from domain.model import SHANGHAI, local_day
from domain.moment import Moment
from domain.position import Deadline, Position, Wait
from domain.streams import timer
from domain.terms import ProcedureEvent
from tests.exploration.acts import STREAM, Act, Cast, alive, of_term, part
from tests.exploration.demands import Facts, learn
from tests.exploration.fold import Fold, Folded, folded_terms, key_of
from tests.exploration.whole import LICENSES, Whole, whole_steps
from tests.exploration.world import CLOSING, LICENSING, PLAN, REMEDIES, World

DROPPED: Mapping[type, frozenset[str]] = {
    # The terms are folded with the clock. Number, submission, regime and the dossier's findings never change once
    # they are there, or only with the dossier. The clock's shift decides only whether a greater one may follow.
    # The days as recorded and the releases matter to a release of a calendar, of which there is none here. Bars
    # matter to other streams: this one does not ask its own.
    CaseState: frozenset(
        {
            "terms",
            "number",
            "submitted",
            "regime",
            "path",
            "shift",
            "reply",
            "dues",
            "releases",
            "bars",
            "bars_fallen",
        }
    ),
    # Nothing that is explored contests what was not accepted: its last days are told by stories.
    Aside: frozenset({"kind", "bar", "reconsideration_until", "court_until"}),
    # A licensee is one of the dossier's. Texts of a licence are said once, and nothing asks for them again.
    LicenseFile: frozenset({"licensee", "number", "classification", "addresses"}),
}
OF_THE_CHAIN = frozenset(
    {
        Relation.APPLICANT,
        Relation.APPLICANT_AGENCY,
        Relation.APPLICANT_GOVERNMENT,
        Relation.CONCERNED_AGENCY,
        Relation.LICENSEE,
        Relation.LICENSEE_AGENCY,
        Relation.SITE_AGENCY,
        Relation.NATIONAL,
        Relation.ENGINE,
    }
)
"""Relations to the case that follow from its dossier."""
UNACCEPTED = frozenset({LicenseStep.AWAITED, LicenseStep.APPLIED, LicenseStep.CORRECTING})
DECIDED = frozenset({LicenseStep.GRANTED, LicenseStep.NOT_GRANTED})
GIVEN_UP = frozenset({"withdraw", "terminate_case", "move_clock"})
"""Acts by which a case can always be ended, or that lead nowhere: they prove nothing about the procedure."""


@dataclass(eq=False)
class CaseMachine:
    """A case in one world."""

    world: World

    def __post_init__(self) -> None:
        """The acts and the fold of this world."""
        self.cast = Cast(self.world)
        self.law = self.world.law
        self.steps = {
            name: tuple(tuple(self.cast.act(*act) for act in whole) for whole in wholes if self._tried(whole))
            for name, wholes in whole_steps(self.cast).items()
        }
        self.fold = Fold(
            {
                Dossier: self._dossier,
                JointPlan: self._plan,
                LicenseFile: self._file,
                Licensing: self._files,
                RegistrationInspection: self._inspection,
                Finding: _finding,
                Remedies: self._remedies,
            },
            DROPPED,
        )
        self._who: dict[tuple[str, str], tuple[tuple[str, ...], tuple[str, ...]]] = {}

    def _tried(self, whole: Whole) -> bool:
        """Whether nothing in the whole step is left out of this configuration."""
        return not any(self.world.leaves_out(name, fields) for _, name, fields in whole)

    @property
    def name(self) -> str:
        """As the world."""
        return f"case {self.world.name}"

    def empty(self) -> tuple[CaseState, datetime, Facts]:
        """Before the submission."""
        return CaseState(), self.world.start, frozenset()

    def position(self, state: CaseState) -> Position:
        """The domain's own."""
        return position(STREAM, 0, state, self.law)

    def decide(self, act: Act, state: CaseState, at: datetime) -> tuple[ProcedureEvent, ...] | Refusal | None:
        """The domain's own."""
        return decide(act.command, state, Moment(self.law, at, at))  # type: ignore[arg-type]

    def evolve(self, state: CaseState, event: Event) -> CaseState:
        """The domain's own."""
        return evolve(state, event)  # type: ignore[arg-type]

    def learn(self, facts: Facts, event: Event, act: Act) -> Facts:
        """What the event shows, said by this actor."""
        return learn(facts, event, act.command.actor, self.cast)

    def acts(self, state: CaseState, standing: Position, at: datetime) -> Iterator[Act]:
        """What can be said to the parts in focus."""
        waits = [(command, wait) for wait in standing.waits for command in wait.commands]
        for name, fields in self.cast.tried(state, at):
            if (
                _in_place(name, state)
                and not _one_more(name, fields, state)
                and self._focused(part(name, fields, state))
            ):
                right, _ = self._competent(name, fields, state)
                named = [who for command, wait in waits if command == name for who in self.named(wait)]
                for who in dict.fromkeys((*right, *named)):
                    yield self.cast.act(who, name, fields)

    def out_of_place(self, state: CaseState) -> Iterator[Act]:
        """Each command once that the procedure does not know at this stage, or that is about a case not yet there."""
        for name, said in self.cast.said.items():
            if said and not _in_place(name, state):
                right, _ = self._competent(name, said[0], state)
                yield from (self.cast.act(who, name, said[0]) for who in right[:1])

    def judges(self, command: str, wait: Wait) -> bool:
        """Whether everything was tried that this party could mean by the command: every choice, in all its files."""
        if any(each.partition(".")[0] == command for each in self.world.without):
            return False
        if "licensee" not in COMMANDS[command].model_fields:
            return True
        its = [
            x
            for x in self.cast.licensees
            if wait.province in {None, x.province} and wait.organisation in {None, x.name}
        ]
        return all(self._focused(each.id) for each in its)

    def strange(self, state: CaseState, turn: int) -> Iterator[Act]:
        """A third of the commands, each by somebody who is not competent for it; another third at the next turn."""
        if not state.opened:
            return
        for i, (name, said) in enumerate(self.cast.said.items()):
            if not said or (turn + i) % 3:
                continue
            fields = said[turn % len(said)]
            _, wrong = self._competent(name, fields, state)
            if wrong:
                yield self.cast.act(wrong[(turn + i) % len(wrong)], name, fields)

    def whole(self, state: CaseState) -> Iterator[tuple[Act, ...]]:
        """The whole steps of the parts that are not in focus."""
        here = part("", {}, state)
        yield from self.steps.get(here, ()) if not self._focused(here) else ()
        if state.stage is Stage.LICENSING:
            for own, wholes in self.steps.items():
                if own == LICENSES or (state.licensing.file(own) is not None and not self._focused(own)):
                    yield from wholes

    def days(self, state: CaseState) -> Iterator[datetime]:
        """The days of the hearings that have been notified, and those after a bar on a licensee."""
        for file in state.licensing.files:
            for bar in bars_on(file.licensee.id, state):
                yield datetime.combine(bar.until + timedelta(days=1), time(10), SHANGHAI)
            if file.hearing is HearingStep.NOTIFIED and file.hearing_on and self._focused(file.licensee.id):
                yield datetime.combine(file.hearing_on, time(10), SHANGHAI)

    def timer(self, deadline: Deadline) -> Act:
        """The engine's report."""
        command = timer(STREAM, deadline)
        assert isinstance(command, TermEnded)
        return Act("engine", command, {"term": deadline.term})

    def in_focus(self, term: str) -> bool:
        """Whether the term is one of a part in focus."""
        return self._focused(of_term(term))

    def gives_up(self, act: Act) -> bool:
        """Whether the act proves nothing."""
        return act.command.name in GIVEN_UP

    def key(self, state: CaseState, now: datetime, facts: Facts, *, timed: bool = True) -> bytes:
        """What of the case, its terms and what is known the future depends on; not `timed`: in whatever order."""
        terms = folded_terms(state.terms, now, self.law.calendar, but=self.in_focus)
        if not timed:
            terms = frozenset(terms[0]), terms[1]
        known = facts if self._contested or state.stage is not Stage.CLOSING else frozenset()
        numbers = {f"{each.number}": f"r{i}" for i, each in enumerate(alive(state))}
        return key_of(
            (self._state(state), self._in_time(state, now), _renumbered(terms, numbers), known),
            self._renamings,
        )

    @property
    def _contested(self) -> bool:
        return REMEDIES in self.world.focus

    def _in_time(self, state: CaseState, now: datetime) -> Folded:
        """Which hearings can be held; which overdue acts can be contested, and whether in time (ARL Art. 20)."""
        if not self._contested:
            today, files = local_day(now), state.licensing.files
            heard = {file.licensee.id for file in files if file.hearing_on and file.hearing_on <= today}
            bars = ((file.licensee.id, bars_on(file.licensee.id, state)) for file in files)
            return frozenset(heard), frozenset(
                own for own, found in bars if any(b.covers(today) for b in found)
            )
        if "apply_for_reconsideration.against=inaction" in self.world.without:
            return ()
        sixty = timedelta(days=60)
        found = (each for each in state.remedies.overdue if owed(each.term, state))
        return frozenset((each.term, local_day(now) - each.since > sixty) for each in found)

    def _remedies(self, remedies: Remedies) -> Folded:
        """What is over and was not taken further is history; the number of a remedy is its place."""
        if not self._contested:
            return tuple((each.outcome, each.about or "") for each in remedies.bound)
        return self.fold.plain(remedies, but=frozenset({"remedies", "overdue"}))

    def _state(self, state: CaseState) -> Folded:
        """What is left of the state itself."""
        if state.closed:
            return state.outcome
        return self._open(state)

    def _open(self, state: CaseState) -> Folded:
        """Nobody asks for the plan again once it has been decided upon, nor after the acceptance for its check."""
        gone = set()
        if state.stage in {Stage.LICENSING, Stage.TECHNICAL_REVIEW}:
            pilot = self.world.regime is Regime.PILOT
            gone |= {"plan", "intake"} if pilot or state.stage is Stage.TECHNICAL_REVIEW else {"intake"}
        if state.stage is Stage.CLOSING and not self._contested:
            steps = ((f, f.step if f.awaits_delivery else f.step in DECIDED) for f in state.licensing.files)
            files = frozenset((file.licensee.id, step) for file, step in steps)
            review = state.review.awaits_delivery
            gone |= {"plan", "intake", "selection", "dossier", "licensing", "review"}
            return (self.fold.plain(state, but=frozenset(gone)), files, review)
        alive_ = tuple(self.fold.plain(each, but=frozenset({"number"})) for each in alive(state))
        return (self.fold.plain(state, but=frozenset(gone)), alive_ if self._contested else ())

    def _dossier(self, dossier: Dossier) -> Folded:
        return next(name for name, each in self.cast.dossiers.items() if each == dossier)

    def _plan(self, plan: JointPlan) -> Folded:
        """The number of versions does not matter, only who has answered the current one and whether one is needed."""
        current = plan.current is not None
        who = (frozenset(plan.signed), frozenset(plan.objectors))
        other = frozenset({"versions", "signed", "objections", "taken_back", "returns"})
        return (self.fold.plain(plan, but=other), current, *who, plan.answered)

    def _files(self, licensing: Licensing) -> Folded:
        return frozenset((file.licensee.id, self.fold(file)) for file in licensing.files)

    def _file(self, file: LicenseFile) -> Folded:
        """A decided file has nothing left but its delivery.

        Kind and correction matter until the application is accepted (a change runs from its receipt, a correction is
        asked for once), and are new with a new one; of an inspection it matters whether it was passed or failed.
        """
        if file.step in DECIDED:
            return (file.step, file.awaits_delivery)
        gone = (
            frozenset() if file.step in UNACCEPTED else frozenset({"kind", "correction_used", "applied_on"})
        )
        found = file.inspected if file.inspected in {"pass", "fail"} else ""
        return (self.fold.plain(file, but=gone | {"inspected"}), found)

    def _inspection(self, inspection: RegistrationInspection) -> Folded:
        """The sites in any order."""
        sites = frozenset((each.site, self.fold(each)) for each in inspection.sites)
        return (self.fold.plain(inspection, but=frozenset({"sites"})), sites)

    def _focused(self, which: str) -> bool:
        return which == CLOSING or which in self.world.focus or (which == LICENSING and self._licensing)

    @cached_property
    def _licensing(self) -> bool:
        """What belongs to no file: under Notice 173 the examination, else only holds that are lifted."""
        if self.world.regime is not Regime.PILOT:
            return PLAN in self.world.focus
        return any(each.id in self.world.focus for each in self.cast.licensees)

    @cached_property
    def _changing(self) -> frozenset[str]:
        """Commands for which competence depends on the state, and not on the chain alone."""
        rows = self.law.on(self.world.start.date()).competence(self.world.regime)
        return frozenset(row.command for row in rows if row.relation not in OF_THE_CHAIN)

    @cached_property
    def _renamings(self) -> tuple[dict[str, str], ...]:
        """Exchanges of manufacturers that are in focus alike; none where a renaming would change the office."""
        makers = [each for each in self.cast.licensees if not each.is_applicant]
        if len(makers) < 2 or len({each.id in self.world.focus for each in makers}) > 1:
            return ({},)
        dossier = next(iter(self.cast.dossiers.values()))
        sites = {site.operator: site.id for site in dossier.used_sites()}
        found = []
        for order in permutations(makers):
            pairs = list(zip(makers, order, strict=True))
            names = {a.id: b.id for a, b in pairs} | {sites[a.id]: sites[b.id] for a, b in pairs}
            found.append(names | {a.province: b.province for a, b in pairs})
        return tuple(found)

    def named(self, wait: Wait) -> Iterator[str]:
        """The names of those whom a wait names."""
        for who, actor in self.cast.actors.items():
            there = wait.province is None or actor.province == wait.province
            its = wait.organisation is None or actor.organisation == wait.organisation
            if actor.role == wait.role and there and its:
                yield who

    def _competent(
        self, name: str, fields: Mapping[str, object], state: CaseState
    ) -> tuple[tuple[str, ...], ...]:
        """Who may say this and who may not, as the gate of competence answers; asked once for each thing said."""
        key = (name, self.cast.spelled(name, fields))
        if key not in self._who:
            at = self.world.start
            gate = procedure._competent
            acts = {who: self.cast.act(who, name, fields).command for who in self.cast.actors}
            answers = {who: gate(act, state, Moment(self.law, at, at)) for who, act in acts.items()}  # type: ignore[arg-type]
            wrong = tuple(
                w for w, a in answers.items() if isinstance(a, Refusal) and a.code == "not_competent"
            )
            found = (tuple(w for w in answers if w not in wrong), wrong)
            if (not state.opened and name != "submit") or name in self._changing:
                return found
            self._who[key] = found
        return self._who[key]


def _in_place(name: str, state: CaseState) -> bool:
    """Whether the procedure knows the command at this stage; the submission alone is known before the case."""
    return (state.stage in COMMANDS[name].stages) if state.opened else name == "submit"


def _finding(finding: Finding) -> Folded:
    """What a finding is and what it holds; its words change nothing."""
    return (finding.rule, finding.outcome, finding.holds or "", finding.recommendation or "")


def _renumbered(terms: Folded, numbers: Mapping[str, str]) -> Folded:
    """The terms of remedies, each by the place of its remedy among those that are alive."""
    running, still = terms

    def renamed(name: str) -> str:
        owner, _, rest = name.partition(".")
        number, _, which = rest.partition(".")
        return f"remedy.{numbers.get(number, number)}.{which}" if owner == "remedy" else name

    named = ((renamed(name), how) for name, how in running)
    in_order = tuple(named) if isinstance(running, tuple) else frozenset(named)
    return in_order, frozenset((renamed(name), how) for name, how in still)


def _one_more(name: str, fields: Mapping[str, object], state: CaseState) -> bool:
    """Whether the act would begin a second remedy beside one that is alive: at most one at a time is explored."""
    begins = name in {"apply_for_reconsideration", "bring_action"} and fields.get("after") is None
    return begins and bool(alive(state))
