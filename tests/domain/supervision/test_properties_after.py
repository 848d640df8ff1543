"""What holds for licenses, changes and entries, whoever does what in whatever order on whichever later day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.case.elsewhere import Elsewhere
from domain.case.state import CaseOutcome, Linked, LinkKind
from domain.messages import Refusal
from domain.supervision.procedure import evolve
from domain.supervision.state import SupervisionState
from tests.domain.case.given import instant
from tests.domain.supervision.given import INSPECTION
from tests.domain.supervision.test_changes import noted as told_by_the_engine
from tests.domain.supervision.test_properties import FAILED, LAW, looked_at
from tests.domain.supervision.test_renewal import noted

WUXI = ("1 Example Road, Wuxi",)
LOSS = {"evidence_no": "1", "document_no": "2", "reason": "as shown"}
DOC = {"document_no": "3", "reason": "as decided"}
CHANGE = {"kind": "changed_site", "description": "a second hall", "site": "wuxi"}
PROCESS: dict[str, object] = {"kind": "changed_process", "description": "a larger tank"}
ENTRY = {"licensee": "ds", "what": "the quality director", "changed_on": "2025-09-01"}

ACTS: tuple[tuple[str, str, dict[str, object]], ...] = (
    ("jiangsu", "state_validity", {"licensee": "ds", "valid_until": "2027-03-01", "document_no": "1"}),
    ("applicant", "apply_for_renewal", {"licensee": "applicant"}),
    ("ds", "apply_for_renewal", {"licensee": "ds"}),
    ("shanghai", "decide_renewal", {"licensee": "applicant", "outcome": "renew", **DOC}),
    ("jiangsu", "decide_renewal", {"licensee": "ds", "outcome": "refuse", **DOC}),
    ("jiangsu", "revoke_license", {"licensee": "ds", "ground": "fraud", **LOSS}),
    ("jiangsu", "revoke_license", {"licensee": "ds", "ground": "gmp_breach", "findings": (1,), **LOSS}),
    ("shanghai", "revoke_license", {"licensee": "applicant", "ground": "announcement_134", **LOSS}),
    (
        "jiangsu",
        "reduce_scope",
        {"licensee": "ds", "ground": "recall_refused", "addresses": ("1 Example Road, Wuxi",), **LOSS},
    ),
    ("jiangsu", "impose_fine", {"licensee": "ds", "ground": "fraud", "amount": 500_000, **LOSS}),
    ("jiangsu", "cancel_license", {"licensee": "ds", "ground": "license_revoked", **DOC}),
    ("shanghai", "cancel_license", {"licensee": "applicant", "ground": "license_expired", **DOC}),
    ("applicant", "report_change", {**CHANGE, "change_class": "change_major"}),
    ("applicant", "report_change", PROCESS),
    ("applicant", "report_change", {**PROCESS, "change_class": "change_moderate"}),
    ("shanghai", "reply_change_class", {"change": 1, "change_class": "change_moderate", **DOC}),
    ("applicant", "settle_change_class", {"change": 1, "change_class": "change_minor"}),
    ("applicant", "file_change", {"change": 1, "filing_no": "B-1"}),
    ("applicant", "file_change", {"change": 2, "filing_no": "B-2"}),
    ("shanghai", "publish_change_filing", {"change": 1, "document_no": "4"}),
    ("shanghai", "publish_change_filing", {"change": 2, "document_no": "5"}),
    ("shanghai", "conclude_change_filing", {"change": 1, "outcome": "filing_confirmed", **DOC}),
    ("applicant", "implement_change", {"change": 1}),
    ("applicant", "implement_change", {"change": 2}),
    (
        "jiangsu",
        "record_unapproved_change",
        {"site": "wuxi", "description": "a second line", "evidence_no": "5"},
    ),
    ("ds", "report_entry_change", {**ENTRY, "kind": "registered_item"}),
    ("ds", "report_entry_change", {**ENTRY, "kind": "key_person"}),
    ("ds", "apply_for_entry", {"entry": 1}),
    ("jiangsu", "complete_entry", {"entry": 1, "document_no": "6"}),
    ("jiangsu", "complete_entry", {"entry": 2, "document_no": "6"}),
    ("shanghai", "restrict_product", {"what": "suspend_use", **DOC}),
    ("shanghai", "lift_restriction", {"restriction": 1, **DOC}),
    ("jiangsu", "publish_measure", {"about_no": "7", "notice_no": "8"}),
    ("jiangsu", "record_inspection", FAILED),
    ("jiangsu", "record_inspection", dict(INSPECTION)),
    ("ds", "start_batch", {"site": "wuxi", "batch_no": "1"}),
)
LATER = (None, CaseOutcome.APPROVED, CaseOutcome.WITHDRAWN)
WAYS = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 400)), max_size=16)


@settings(max_examples=50)
@given(way=WAYS, later=st.sampled_from(LATER), noticed=st.integers(0, 16))
def test_any_story(
    way: list[tuple[tuple[str, str, dict[str, object]], int]], later: CaseOutcome | None, noticed: int
) -> None:
    """Whatever is tried, every answer has its article, every wait somebody, and nothing runs for what is lost."""
    story, day = noted(), instant("2025-09-12")
    link = Linked(case="FD-2025-SH-0001", kind=LinkKind.CHANGE, change=1)
    for n, ((who, name, fields), days) in enumerate(way):
        day += timedelta(days=days)
        if n == noticed:
            story = story.waits_until(f"{day:%Y-%m-%d}")
            said = Elsewhere(later=link, later_number="X-1", later_outcome=later, later_decided_on=day.date())
            for note, about in (
                ("note_change_case", {"case": "X-1"}),
                ("note_change_outcome", {"outcome_of": "X-1#"}),
            ):
                answer = told_by_the_engine(story, note, f"{day:%Y-%m-%d}", said, **about)
                story = story._after(answer) if isinstance(answer, tuple) else story
        answer = story.when(f"{day:%Y-%m-%d}", who, name, **fields)
        if isinstance(answer, Refusal):
            assert answer.basis
            assert all(LAW.provision(provision) for provision in answer.basis)
            continue
        story = story.does(f"{day:%Y-%m-%d}", who, name, **fields)
    looked_at(story.events)
    for wait in story.position.waits:
        assert wait.basis
        assert wait.province or wait.organisation or wait.role == "nmpa"
    running = {each.term for each in story.position.deadlines}
    for held in story.state.licenses:
        assert (
            held.valid or not {f"license.{held.licensee}.renew", f"license.{held.licensee}.expiry"} & running
        )
    assert len(story.state.bars) == len({each.about for each in story.position.errands})

    state = SupervisionState()
    for event in story.events:
        state = evolve(state, event)
    assert replace(story, state=state) == story
