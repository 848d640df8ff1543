from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime

import pytest

from domain.actors import SYSTEM, Actor
from domain.explain import Explanation, Fact, Overdue, Run, days, explain, overdue, runs, standing
from domain.law.limits import Consequence
from domain.messages import Event, Refusal
from domain.refusals import refused
from tests.domain.case.given import ACTORS, LAW, PLAN, Case, dossier, instant


@dataclass(frozen=True)
class Story:
    """A case with its events as the ledger would have them: by whom and when."""

    case: Case = field(default_factory=Case)
    facts: tuple[Fact, ...] = ()

    def does(self, day: str, who: str, name: str, **fields: object) -> Story:
        """The story after an act that is accepted, and after every term that ran out before it."""
        before = self.until(day)
        answer = before.case.when(day, who, name, **fields)
        assert not isinstance(answer, Refusal), answer
        return before._after(answer, name, ACTORS[who], instant(day))

    def until(self, day: str) -> Story:
        """The story once every term that runs out by that day has run out."""
        story = self
        while (found := story.case.position.next_deadline) and found.due <= instant(day):
            answer = story.case.times_out(found, found.due)
            assert answer is not None
            story = story._after(answer, "term_ended", SYSTEM, found.due)
        return story

    def declined(self, day: str, who: str, name: str, **fields: object) -> Story:
        """The story after an act that is refused."""
        answer = self.case.when(day, who, name, **fields)
        assert isinstance(answer, Refusal)
        return self._told((refused(name, answer),), name, ACTORS[who], instant(day))

    def why(self, day: str) -> Explanation:
        """Why the case stands where it does, as explained on that day."""
        return explain(self.case.position, self.case.state, LAW, self.facts, date.fromisoformat(day))

    def late(self, day: str) -> tuple[Overdue, ...]:
        """What is overdue on that day."""
        return overdue(self.case.position, self.case.state, LAW, self.facts, date.fromisoformat(day))

    def run(self, name: str, which: int = 1) -> Run:
        """One run of a term."""
        return next(each for each in runs(self.facts) if (each.name, each.run) == (name, which))

    def _after(self, events: tuple[Event, ...], command: str, actor: Actor, at: datetime) -> Story:
        return replace(self._told(events, command, actor, at), case=self.case._after(events))  # type: ignore[arg-type]

    def _told(self, events: tuple[Event, ...], command: str, actor: Actor, at: datetime) -> Story:
        told = (
            Fact(len(self.facts) + n, event, command, actor, at, event.basis)
            for n, event in enumerate(events, 1)
        )
        return replace(self, facts=(*self.facts, *told))


@pytest.fixture
def submitted() -> Story:
    """Submitted on Monday 3 March 2025: five working days for the formal check."""
    return Story().does("2025-03-03", "applicant", "submit", dossier=dossier())


@pytest.fixture
def planned(submitted: Story) -> Story:
    """Version 1 of the scheme proposed on 6 March."""
    story = submitted.does("2025-03-04", "shanghai", "accept", acceptance_no="1")
    story = story.does("2025-03-05", "shanghai", "decide_selection", outcome="selected", reason="in order")
    return story.does("2025-03-06", "shanghai", "propose_scheme", **PLAN)


class TestRuns:
    def test_running(self, submitted: Story) -> None:
        """A term that runs says how many of its days are counted and left, and what the law attaches to its end."""
        term = standing(submitted.run("intake.check"), LAW, date(2025, 3, 5))

        assert (2, 3, date(2025, 3, 10), Consequence.ALARM) == (
            term.used,
            term.left,
            term.due,
            term.consequence,
        )

    def test_ended_in_time(self, planned: Story) -> None:
        """A term that ended in time keeps what was counted by then."""
        term = standing(planned.run("intake.check"), LAW, date(2025, 6, 1))

        assert (1, 4, date(2025, 3, 4), False) == (term.used, term.left, term.ended, term.ran_out)

    def test_ran_out(self, submitted: Story) -> None:
        """A term whose last day passed has run out."""
        term = standing(submitted.until("2025-03-20").run("intake.check"), LAW, date(2025, 6, 1))

        assert (True, date(2025, 3, 11), 0) == (term.ran_out, term.ended, term.left)

    def test_runs_again(self, submitted: Story) -> None:
        """A term that begins anew is another run of the same name."""
        story = submitted.does("2025-03-04", "shanghai", "request_correction", defects=["a paper is missing"])
        story = story.does("2025-03-10", "applicant", "correct", dossier=dossier())

        assert [(1, date(2025, 3, 4)), (2, None)] == [(each.run, each.ended) for each in runs(story.facts)]

    def test_strip_of_an_ended_term(self, planned: Story) -> None:
        """The strip of a term that is over ends on the day on which it was."""
        assert date(2025, 3, 4) == days(planned.run("intake.check"), LAW.calendar, date(2026, 1, 1))[-1].day

    def test_deadline_without_a_term(self, submitted: Story) -> None:
        """A deadline that no event has told as a term is a run where its limit leads to it."""
        told = runs((), submitted.case.position.deadlines, LAW)

        assert [(date(2025, 3, 3), 5)] == [(each.term.started, each.term.n) for each in told]


class TestExplain:
    def test_what_brought_it_here(self, planned: Story) -> None:
        """The act that led into the stage, and the last one; a refusal is neither."""
        why = planned.declined("2025-03-06", "jiangsu government", "decide_as_government",
                               outcome="approve", document_no="1", reason="agreed").why("2025-03-07")  # fmt: skip

        assert ("case.selected", "case.scheme_proposed") == (
            why.arrived.topic if why.arrived else None,
            why.last.topic if why.last else None,
        )

    def test_who_must_act_and_by_when(self, submitted: Story) -> None:
        """Each office is told with the term that measures its act."""
        [need] = submitted.why("2025-03-04").needs

        assert ("310000", ("intake.check",)) == (need.wait.province, need.terms)

    def test_no_term_of_the_law(self, planned: Story) -> None:
        """Where the law sets no term, none is named."""
        assert [(), ()] == [need.terms for need in planned.why("2025-03-07").needs]

    def test_missing_signatures(self, planned: Story) -> None:
        """Each province that has not signed is in the way."""
        story = planned.does("2025-03-07", "shanghai", "sign_scheme", version=1)

        assert [("signature", "320000")] == [(b.kind, b.province) for b in story.why("2025-03-07").blocks]

    def test_objection(self, planned: Story) -> None:
        """After an objection a new version is in the way, with who objected and why."""
        story = planned.does("2025-03-07", "jiangsu", "object_to_scheme", version=1, reason="transport")

        assert [("version", "2", "320000", "transport")] == [
            (b.kind, b.subject, b.province, b.reason) for b in story.why("2025-03-08").blocks
        ]

    def test_closed(self, planned: Story) -> None:
        """A closed case needs nobody, and nothing is in its way."""
        why = planned.does("2025-03-07", "applicant", "withdraw", reason="another site").why("2025-03-08")

        assert (True, (), (), ()) == (why.closed, why.needs, why.terms, why.blocks)


class TestOverdue:
    def test_not_before_the_last_day_is_over(self, submitted: Story) -> None:
        """On its last day a duty is not overdue yet."""
        assert () == submitted.late("2025-03-10")

    def test_still_owed(self, submitted: Story) -> None:
        """After the alarm the duty is overdue until it is done, by calendar days, and it is said whose it is."""
        [late] = submitted.until("2025-03-20").late("2025-03-20")

        assert (10, "310000") == (late.days, late.wait.province if late.wait else None)

    def test_done(self, submitted: Story) -> None:
        """Once it is done, late or not, nothing is owed."""
        story = submitted.does("2025-03-20", "shanghai", "accept", acceptance_no="1")

        assert () == story.late("2025-03-21")

    def test_remedies_are_no_duty(self, planned: Story) -> None:
        """A remedy that nobody used is not overdue."""
        story = planned.does("2025-03-07", "shanghai", "sign_scheme", version=1)
        story = story.does("2025-03-07", "jiangsu", "sign_scheme", version=1)
        story = story.does("2025-03-10", "shanghai government", "decide_as_government",
                           outcome="refuse", document_no="1", reason="no")  # fmt: skip

        assert () == story.until("2025-07-01").late("2025-07-01")
