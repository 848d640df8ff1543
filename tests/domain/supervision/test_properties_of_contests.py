"""What holds for acts and their remedies, whoever contests and decides what in whatever order."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.messages import Refusal
from domain.supervision.contest_file import ActKind
from domain.supervision.held import LicenseStanding
from domain.supervision.procedure import evolve
from domain.supervision.state import SupervisionState
from tests.domain.case.given import instant
from tests.domain.supervision.given import Supervision
from tests.domain.supervision.test_measures import failed
from tests.domain.supervision.test_properties import LAW, looked_at
from tests.domain.supervision.test_renewal import noted

WUXI = ("1 Example Road, Wuxi",)
LOSS = {"evidence_no": "1", "document_no": "2", "reason": "as shown"}
DOC = {"document_no": "3", "reason": "as decided"}
SITE: dict[str, object] = {"site": "wuxi", **DOC}

Act = tuple[str, str, dict[str, object]]

MADE: tuple[Act, ...] = (
    ("applicant", "apply_for_renewal", {"licensee": "applicant"}),
    ("shanghai", "decide_renewal", {"licensee": "applicant", "outcome": "refuse", **DOC}),
    ("shanghai", "decide_renewal", {"licensee": "applicant", "outcome": "renew", **DOC}),
    ("shanghai", "revoke_license", {"licensee": "applicant", "ground": "ultra_vires", **LOSS}),
    ("shanghai", "cancel_license", {"licensee": "applicant", "ground": "license_expired", **DOC}),
    ("jiangsu", "revoke_license", {"licensee": "ds", "ground": "fraud", **LOSS}),
    ("jiangsu", "revoke_license", {"licensee": "ds", "ground": "abuse_of_office", **LOSS}),
    ("jiangsu", "reduce_scope", {"licensee": "ds", "ground": "recall_refused", "addresses": WUXI, **LOSS}),
    ("jiangsu", "cancel_license", {"licensee": "ds", "ground": "license_revoked", **DOC}),
    ("jiangsu", "cancel_license", {"licensee": "ds", "ground": "entity_ended", **DOC}),
    ("jiangsu", "impose_fine", {"licensee": "ds", "ground": "fraud", "amount": 500_000, **LOSS}),
    ("jiangsu", "suspend_production", SITE),
    ("shanghai", "restrict_product", {"what": "suspend_use", **DOC}),
    ("ds", "start_batch", {"site": "wuxi", "batch_no": "1"}),
)


def _number(n: int) -> dict[str, object]:
    return {"number": n}


NUMBERS = (1, 2, 3)
PARTIES = ("ds", "applicant")
AGENCIES = ("jiangsu", "shanghai")
RULINGS = ("upheld", "changed", "revoked", "act_anew")
USED: tuple[Act, ...] = (
    *((who, "contest_act", {"act": n, "grounds": "wrong"}) for who in PARTIES for n in NUMBERS),
    *((who, "sue_over_act", {"act": n, "court": "a", "grounds": "b"}) for who in PARTIES for n in NUMBERS),
    *(("ds", "sue_over_act", {"act": n, "court": "a", "grounds": "b", "after": n}) for n in NUMBERS),
    *((f"{who} government", "accept_contest", _number(n)) for who in AGENCIES for n in NUMBERS),
    *((f"{who} government", "decline_contest", {"number": 1, "reason": "late"}) for who in AGENCIES),
    *(
        (f"{who} government", "decide_contest", {"number": n, "outcome": outcome, **DOC})
        for who in AGENCIES
        for n in NUMBERS
        for outcome in RULINGS
    ),
    *(
        (who, "record_act_judgment", {"number": n, "outcome": outcome, **DOC})
        for who in AGENCIES
        for n in NUMBERS
        for outcome in RULINGS
    ),
    *((who, "drop_act", {"act": n, **DOC}) for who in AGENCIES for n in NUMBERS),
    ("ds", "withdraw_contest", {"number": 1, "reason": "settled"}),
    ("ds", "withdraw_suit", {"number": 1, "reason": "settled"}),
    ("jiangsu government", "extend_contest", {"number": 1, "reason": "complex"}),
)
DAYS = st.sampled_from((0, 0, 1, 1, 3, 16, 61, 190))
WAYS = st.lists(st.tuples(st.sampled_from(MADE) | st.sampled_from(USED), DAYS), max_size=24)
LOST = {LicenseStanding.REVOKED: ActKind.REVOCATION, LicenseStanding.CANCELLED: ActKind.CANCELLATION}


def consistent(story: Supervision) -> None:
    """What is lost is lost by an act that stands, and nothing runs or is awaited for an act that fell."""
    contests = story.state.contests
    for held in story.state.licenses:
        standing = [act for act in contests.acts if act.licensee == held.licensee and act.stands]
        kinds = {act.kind for act in standing}
        assert held.standing not in LOST or LOST[held.standing] in kinds
        assert held.valid or held.standing in {*LOST, LicenseStanding.EXPIRED}
        assert not held.valid or not kinds & set(LOST.values())
        assert {*held.removed} == {gone for act in standing for gone in act.addresses}
    for act in contests.acts:
        if not act.stands:
            assert not [name for name in story.state.terms if name.startswith(f"remedy.{act.number}.")]
            assert not [each for each in contests.pending if each.act == act.number]
    for each in contests.pending:
        wanted = {"accept_contest", "decide_contest", "record_act_judgment"}
        assert [wait for wait in story.position.waits if wanted & {*wait.commands}], each


@settings(max_examples=40, deadline=None)
@given(way=WAYS, late=st.booleans())
def test_any_story(way: list[tuple[Act, int]], *, late: bool) -> None:
    """Whatever is tried, an act that fell leaves no trace on what the licenses allow, and no remedy behind."""
    first = failed().does("2025-10-21", "engine", "note_license", licensee="applicant")
    story = noted() if late else first.does("2025-10-21", "engine", "note_license", licensee="ds")
    day = instant("2029-09-20" if late else "2025-10-22")
    for (who, name, fields), days in way:
        day += timedelta(days=days)
        answer = story.when(f"{day:%Y-%m-%dT%H:%M}", who, name, **fields)
        if isinstance(answer, Refusal):
            assert answer.basis
            assert all(LAW.provision(provision) for provision in answer.basis)
            continue
        story = story.does(f"{day:%Y-%m-%dT%H:%M}", who, name, **fields)
        consistent(story)
    looked_at(story.events)
    assert all(
        wait.basis and (wait.province or wait.organisation or wait.role == "nmpa")
        for wait in story.position.waits
    )

    state = SupervisionState()
    for event in story.events:
        state = evolve(state, event)

    assert replace(story, state=state) == story
