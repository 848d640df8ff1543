"""Entries in a register, and measures on the product: the term from the change on, and what lifts what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.domain.case.given import code, topics
from tests.domain.supervision.given import Supervision, producing
from tests.domain.supervision.test_renewal import commands, noted

CHANGED = {"licensee": "ds", "what": "the quality director", "changed_on": "2025-09-08"}
MEASURE = {"what": "suspend_sale", "document_no": "SH-M-1", "reason": "two lots out of specification"}


def reported(kind: str, who: str = "ds", **more: object) -> Supervision:
    """Reported on 10 September 2025."""
    return noted().does("2025-09-10", who, "report_entry_change", **{**CHANGED, "kind": kind, **more})


class TestEntries:
    def test_registered_item(self) -> None:
        """A registered item is applied for in thirty days of its change, and registered in ten working days."""
        story = reported("registered_item")
        assert "2025-10-09" == story.due["entry.1.apply"]
        applied = story.does("2025-09-15", "ds", "apply_for_entry", entry=1)
        assert "2025-09-28" == applied.due["entry.1.done"]
        done = applied.does("2025-09-22", "jiangsu", "complete_entry", entry=1, document_no="R-1")
        assert not [term for term in done.due if term.startswith("entry.")]
        assert "complete_entry" not in commands(done)

    @pytest.mark.parametrize(("kind", "last"), [("antibody", "2025-10-09"), ("vaccine", "2025-09-23")])
    def test_key_person(self, kind: str, last: str) -> None:
        """A key person is registered in thirty days of the change, of a vaccine's maker in fifteen."""
        story = noted()
        product = story.case.file.product.model_copy(update={"kind": kind})
        dossier = story.case.file.model_copy(update={"product": product})
        story = replace(story, case=story.case.model_copy(update={"dossier": dossier}))

        answer = story.does("2025-09-10", "ds", "report_entry_change", **CHANGED, kind="key_person")

        assert last == answer.due["entry.1.done"]

    def test_overdue(self) -> None:
        """Late, it raises an alarm and is still waited for."""
        story = reported("key_person").waits_until("2025-10-10T00:00")

        assert "supervision.entry_overdue" in [each.topic for each in story.events]
        assert "complete_entry" in commands(story)

    def test_responsible_person(self) -> None:
        """An overseas holder reports another domestic responsible person within fifteen working days."""
        story = noted()
        product = story.state.supervised.model_copy(update={"acting": "Example Pharma"})
        overseas = replace(story, state=story.state.model_copy(update={"product": product}))
        said = {**CHANGED, "kind": "responsible_person", "licensee": "applicant"}

        after = overseas.does("2025-09-10", "applicant", "report_entry_change", **said)

        assert "2025-09-28" == after.due["entry.1.done"]
        assert "no_responsible_person" == code(
            noted().when("2025-09-10", "applicant", "report_entry_change", **said)
        )

    def test_out_of_turn(self) -> None:
        """A registered item is not registered before it was applied for; a key person is not applied for."""
        assert "entry_out_of_turn" == code(
            reported("registered_item").when(
                "2025-09-11", "jiangsu", "complete_entry", entry=1, document_no="R"
            )
        )
        assert "entry_out_of_turn" == code(
            reported("key_person").when("2025-09-11", "ds", "apply_for_entry", entry=1)
        )
        assert "entry_unknown" == code(
            reported("key_person").when("2025-09-11", "jiangsu", "complete_entry", entry=2, document_no="R")
        )

    def test_competence(self) -> None:
        """Each enterprise reports its own, each agency registers what it licensed."""
        said = {**CHANGED, "kind": "key_person"}
        assert "not_competent" == code(noted().when("2025-09-10", "applicant", "report_entry_change", **said))
        assert "not_competent" == code(
            reported("key_person").when("2025-09-11", "shanghai", "complete_entry", entry=1, document_no="R")
        )

    def test_in_future(self) -> None:
        """A change is reported once it has taken place."""
        said = {**CHANGED, "kind": "key_person", "changed_on": "2025-09-11"}

        assert "changed_in_future" == code(noted().when("2025-09-10", "ds", "report_entry_change", **said))


class TestProduct:
    @pytest.mark.parametrize("what", ["suspend_sale", "suspend_use", "suspend_import"])
    def test_restricted(self, what: str) -> None:
        """Sale, use or import is suspended with its remedies, and the agency is waited for to lift it."""
        story = producing().does("2025-10-20", "shanghai", "restrict_product", **{**MEASURE, "what": what})

        assert "2025-12-19" == story.due["remedy.1.reconsideration"]
        assert "lift_restriction" in commands(story)
        assert "already_restricted" == code(
            story.when("2025-10-21", "shanghai", "restrict_product", **{**MEASURE, "what": what})
        )
        lifted = story.does(
            "2025-11-03", "shanghai", "lift_restriction", restriction=1, document_no="L-1", reason="cleared"
        )
        assert "lift_restriction" not in commands(lifted)
        assert "restriction_unknown" == code(
            lifted.when(
                "2025-11-04", "shanghai", "lift_restriction", restriction=1, document_no="L", reason="-"
            )
        )

    def test_published(self) -> None:
        """Every agency concerned publishes what it found and did."""
        said = {"about_no": "SH-M-1", "notice_no": "N-1"}

        answer = producing().when("2025-10-20", "jiangsu", "publish_measure", **said)

        assert ["supervision.measure_published"] == topics(answer)
        assert "not_competent" == code(producing().when("2025-10-20", "zhejiang", "publish_measure", **said))
