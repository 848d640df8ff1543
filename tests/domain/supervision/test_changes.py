"""Changes after approval: their class, their way, their terms, and what becomes of one that took no way."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from domain.case.elsewhere import Elsewhere
from domain.case.state import CaseOutcome, Linked, LinkKind
from domain.messages import Event, Refusal
from domain.moment import Moment
from domain.supervision.changed import ChangeClass, ChangeKind
from domain.supervision.procedure import decide
from tests.domain.case.given import ACTORS, LAW, code, instant, topics
from tests.domain.supervision.given import READER, STREAM, Supervision, producing
from tests.domain.supervision.test_renewal import commands

NEW = "FD-2025-SH-0044"
SITE = {"kind": "changed_manufacturer", "description": "another filling plant", "site": "wuxi"}
PROCESS = {"kind": "changed_process", "description": "a larger bioreactor"}
ANSWER = {"change": 1, "document_no": "SH-A-1", "reason": "as the guideline says"}


def reported(change_class: str | None = None, **said: object) -> Supervision:
    """Reported on 8 September 2025."""
    content = {**PROCESS, "change_class": change_class, **said}
    return producing().does("2025-09-08", "applicant", "report_change", **content)


@cache
def major() -> Supervision:
    """A change of manufacturer, which needs a case."""
    return reported("change_major", **SITE)


def told(story: Supervision, name: str, day: str, elsewhere: Elsewhere, **fields: object) -> Supervision:
    """The supervision after the engine's note of what the later case says."""
    answer = noted(story, name, day, elsewhere, **fields)
    assert isinstance(answer, tuple), answer
    return story._after(answer)


def noted(
    story: Supervision, name: str, day: str, elsewhere: Elsewhere, **fields: object
) -> tuple[Event, ...] | Refusal | None:
    """What follows from the engine's note."""
    command = READER.validate_python(
        {
            "command_id": "6f0c1c52-5a0c-4df5-8a44-0d64a9f8f114",
            "stream": STREAM,
            "actor": ACTORS["engine"],
            "name": name,
            **fields,
        }
    )
    return decide(command, story.state, story.case, Moment(LAW, instant(day), instant(day)), elsewhere)


LATER = Elsewhere(later=Linked(case="FD-2025-SH-0001", kind=LinkKind.CHANGE, change=1), later_number=NEW)


def ended(outcome: CaseOutcome) -> Elsewhere:
    """The later case has ended so."""
    decided = instant("2025-12-15").date()
    return LATER.model_copy(update={"later_outcome": outcome, "later_decided_on": decided})


@cache
def applied_for() -> Supervision:
    """A case applies for the change."""
    return told(major(), "note_change_case", "2025-09-20", LATER, case=NEW)


@cache
def approved() -> Supervision:
    """Approved in that case on 15 December 2025."""
    said = f"{NEW}#approved"
    outcome = ended(CaseOutcome.APPROVED)
    return told(applied_for(), "note_change_outcome", "2025-12-15", outcome, outcome_of=said)


class TestClass:
    @pytest.mark.parametrize(
        ("change_class", "wanted"),
        [("change_major", "submit"), ("change_moderate", "file_change"), ("change_minor", None)],
    )
    def test_way(self, change_class: str, wanted: str | None) -> None:
        """A major change waits for its application, a moderate one for its filing, a minor one for nobody."""
        waited = commands(reported(change_class)) - commands(producing())

        assert ({wanted} if wanted else set()) == waited

    @pytest.mark.parametrize("kind", ["changed_manufacturer", "changed_site", "changed_segmentation"])
    @pytest.mark.parametrize("change_class", ["change_moderate", "change_minor"])
    def test_chain(self, kind: str, change_class: str) -> None:
        """Who makes a segment and where is never less than major by the holder's own word."""
        said = {**SITE, "kind": kind, "change_class": change_class}

        assert "change_class_too_low" == code(
            producing().when("2025-09-08", "applicant", "report_change", **said)
        )

    def test_unsure(self) -> None:
        """A holder that is unsure asks; the answer is due in twenty working days."""
        assert "2025-10-11" == reported().due["change.1.reply"]
        assert "reply_change_class" in commands(reported())

    @pytest.mark.parametrize("own", list(ChangeClass))
    @pytest.mark.parametrize("replied", list(ChangeClass))
    def test_stricter(self, own: ChangeClass, replied: ChangeClass) -> None:
        """Where holder and agency differ the stricter of the two classes holds."""
        story = reported().does(
            "2025-09-15", "shanghai", "reply_change_class", change_class=replied, **ANSWER
        )
        settled = story.does("2025-09-16", "applicant", "settle_change_class", change=1, change_class=own)
        change = settled.state.change(1)

        assert change is not None
        assert min(own, replied, key=lambda each: each.rank) is change.class_
        assert "change.1.reply" not in settled.due

    def test_late_answer(self) -> None:
        """An answer that does not come raises an alarm and is still awaited."""
        story = reported().waits_until("2025-10-15T00:00")

        assert "supervision.change_term_overdue" == story.events[-1].topic
        assert "reply_change_class" in commands(story)

    @pytest.mark.parametrize("who", ["cde", "jiangsu", "ds"])
    def test_who_answers(self, who: str) -> None:
        """A domestic holder is answered by the agency of its province."""
        said = {**ANSWER, "change_class": "change_minor"}

        assert "not_competent" == code(reported().when("2025-09-15", who, "reply_change_class", **said))

    def test_overseas_holder(self) -> None:
        """An overseas holder is answered by the review centre, and by no agency."""
        story = reported()
        product = story.state.supervised.model_copy(update={"acting": "Domestic Agent"})
        overseas = replace(story, state=story.state.model_copy(update={"product": product}))
        said = {**ANSWER, "change_class": "change_minor"}

        assert "review_centre" in {wait.role for wait in overseas.position.waits}
        assert "not_competent" == code(overseas.when("2025-09-15", "shanghai", "reply_change_class", **said))
        assert not isinstance(overseas.when("2025-09-15", "cde", "reply_change_class", **said), Refusal)


class TestApproval:
    def test_case(self) -> None:
        """The case that applies is noted on its own proof; until it ends the change waits for nobody here."""
        change = applied_for().state.change(1)

        assert change is not None
        assert NEW == change.case
        assert "submit" not in commands(applied_for())
        assert () == applied_for().state.changes_without_case

    def test_proof(self) -> None:
        """A case that names another one, or is a re-entry, is not the case of this change."""
        for link in (
            None,
            Linked(case="FD-2025-SH-0002", kind=LinkKind.CHANGE, change=1),
            Linked(case="FD-2025-SH-0001", kind=LinkKind.RE_ENTRY),
        ):
            elsewhere = Elsewhere(later=link, later_number=NEW)
            assert "no_such_link" == code(
                noted(major(), "note_change_case", "2025-09-20", elsewhere, case=NEW)
            )

    def test_six_months(self) -> None:
        """The approved change is carried out within six months of the approval, wherever that was decided."""
        assert "2026-06-15" == approved().due["change.1.implement"]
        done = approved().does("2026-03-02", "applicant", "implement_change", change=1)
        assert "supervision.change_implemented" == done.events[-1].topic
        assert "change.1.implement" not in done.due

    def test_late(self) -> None:
        """After the six months there is an alarm; the change is still approved."""
        late = approved().waits_until("2026-06-16T00:00")

        assert "supervision.change_term_overdue" in [each.topic for each in late.events]
        done = late.when("2026-06-17", "applicant", "implement_change", change=1)
        assert ["supervision.change_implemented"] == topics(done)

    @pytest.mark.parametrize("outcome", [CaseOutcome.WITHDRAWN, CaseOutcome.REGISTRATION_REFUSED])
    def test_not_approved(self, outcome: CaseOutcome) -> None:
        """A case that ends otherwise ends the change."""
        said = f"{NEW}#{outcome}"
        story = told(applied_for(), "note_change_outcome", "2025-12-15", ended(outcome), outcome_of=said)
        answer = story.when("2025-12-16", "applicant", "implement_change", change=1)

        assert "supervision.change_offence" == topics(answer)[0]


class TestFiling:
    def test_terms(self) -> None:
        """A filing is published in five working days and checked in thirty."""
        filed = reported("change_moderate").does(
            "2025-09-10", "applicant", "file_change", change=1, filing_no="B-1"
        )

        assert ("2025-09-17", "2025-10-28") == (filed.due["change.1.publish"], filed.due["change.1.check"])
        published = filed.does("2025-09-12", "shanghai", "publish_change_filing", change=1, document_no="P-1")
        checked = published.does(
            "2025-10-09", "shanghai", "conclude_change_filing", **ANSWER, outcome="filing_confirmed"
        )
        assert not [term for term in checked.due if term.startswith("change.")]
        assert ["supervision.change_implemented"] == topics(
            checked.when("2025-10-10", "applicant", "implement_change", change=1)
        )

    def test_not_confirmed(self) -> None:
        """What the check does not confirm may not be carried out."""
        filed = reported("change_moderate").does(
            "2025-09-10", "applicant", "file_change", change=1, filing_no="B-1"
        )
        story = filed.does(
            "2025-09-12", "shanghai", "conclude_change_filing", **ANSWER, outcome="filing_not_confirmed"
        )

        assert (
            "supervision.change_offence"
            == topics(story.when("2025-09-15", "applicant", "implement_change", change=1))[0]
        )

    def test_out_of_turn(self) -> None:
        """Nothing is published or checked that was not filed."""
        for name, said in (
            ("publish_change_filing", {"change": 1, "document_no": "P-1"}),
            ("conclude_change_filing", {**ANSWER, "outcome": "filing_confirmed"}),
        ):
            assert "change_out_of_turn" == code(
                reported("change_moderate").when("2025-09-10", "shanghai", name, **said)
            )


class TestOffence:
    @pytest.mark.parametrize("kind", [ChangeKind.MANUFACTURER, ChangeKind.SITE])
    def test_unapproved(self, kind: ChangeKind) -> None:
        """Carrying out what is not approved is recorded as an offence with a serious finding for the agency."""
        story = reported("change_major", **{**SITE, "kind": kind}).does(
            "2025-09-09", "applicant", "implement_change", change=1
        )

        assert ["supervision.change_offence", "supervision.finding_opened"] == topics(story.events[-2:])
        assert ("dal/124", "dal/125") == story.events[-2].basis
        assert "suspend_production" in commands(story)

    def test_found(self) -> None:
        """An inspector's find is the same offence; the agency of the site records it."""
        said = {"site": "wuxi", "description": "a second line in use", "evidence_no": "E-7"}
        answer = producing().when("2025-10-20", "jiangsu", "record_unapproved_change", **said)

        assert ["supervision.change_offence", "supervision.finding_opened"] == topics(answer)
        assert "not_competent" == code(
            producing().when("2025-10-20", "shanghai", "record_unapproved_change", **said)
        )
