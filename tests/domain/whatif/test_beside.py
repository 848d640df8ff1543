"""A case that follows another, or is followed, comes out of a replay as it was: the link is part of its record."""

from __future__ import annotations

from uuid import UUID

import pytest

from domain.case.elsewhere import Earlier, Elsewhere
from domain.case.link import NoteLink
from domain.case.procedure import decide, evolve
from domain.case.state import CaseOutcome, CaseState, Linked, LinkKind
from domain.law import Law
from domain.moment import Moment
from domain.terms import ProcedureEvent
from domain.whatif import Happened, compare, facts, recorded, replayed
from tests.domain.case.given import ACTORS, READER, STREAM, dossier, instant
from tests.domain.whatif.play import _happened

LAW = Law.load()
OLD, NEW = "FD-2024-SH-0007", "FD-2026-SH-0002"
EARLIER = {
    "re_entry": Earlier(number=OLD, outcome=CaseOutcome.NOT_SELECTED),
    "turned away": Earlier(number=OLD, turned_away=True),
    "change": Earlier(number=OLD, outcome=CaseOutcome.APPROVED, changes=(2,)),
}


def story(earlier: Earlier, kind: LinkKind) -> tuple[Happened, ...]:
    """A case that names an earlier one and is then named by a later one."""
    state, happened = CaseState(), []
    submit = {
        "command_id": UUID(int=1),
        "stream": STREAM,
        "actor": ACTORS["applicant"],
        "name": "submit",
        "dossier": dossier(),
        "linked": {"case": OLD, "as": kind},
    }
    note = NoteLink(command_id=UUID(int=2), stream=STREAM, actor=ACTORS["engine"], case=NEW)
    later = Linked(case="FD-2025-SH-0001", kind=LinkKind.RE_ENTRY)
    for command, said in (
        (READER.validate_python(submit), Elsewhere(earlier=earlier)),
        (note, Elsewhere(later=later)),
    ):
        at = instant("2025-03-03")
        answer = decide(command, state, Moment(LAW, at, at), said)
        assert isinstance(answer, tuple), answer
        for event in answer:
            assert isinstance(event, ProcedureEvent)
            state = evolve(state, event)
            happened.append(_happened(command, at, event))
    return tuple(happened)


@pytest.mark.parametrize("name", EARLIER)
def test_same(name: str) -> None:
    """Each act is rebuilt to the byte, and decided again it comes out as it did."""
    kind = LinkKind.CHANGE if name == "change" else LinkKind.RE_ENTRY
    known = facts(story(EARLIER[name], kind))
    was = recorded(known, LAW, STREAM)

    assert [True, True] == [fact.exact for fact in known]
    assert compare(known, was, replayed(known, LAW, was.regime, STREAM)).same
